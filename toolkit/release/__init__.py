"""Bytes in, bytes out: the canonical archive, its checksums, its verification, tag names."""
