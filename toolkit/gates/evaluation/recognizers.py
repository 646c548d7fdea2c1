"""Strings of a given form, as the crates behind Hurl recognise them."""

from __future__ import annotations

import re

from toolkit.gates.evaluation.dates.rfc import parse_rfc3339

_OCTET = "(?:0|[1-9][0-9]{0,2})"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_GROUP = re.compile("[0-9a-fA-F]{1,4}")
_GROUPS = 8
_LARGEST_OCTET = 255
_HEX = "[0-9a-fA-F]"
_HYPHENATED = rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_UUID = re.compile(rf"(?:{_HEX}{{32}}|{_HYPHENATED}|urn:uuid:{_HYPHENATED}|\{{{_HYPHENATED}\}})")


def is_ipv4(text: str) -> bool:
    """Whether Rust's ``IpAddr::from_str`` reads an IPv4 address: no leading zeros, no blanks."""
    return _IPV4.fullmatch(text) is not None and all(
        int(octet) <= _LARGEST_OCTET for octet in text.split(".")
    )


def is_ipv6(text: str) -> bool:
    """Whether Rust's ``IpAddr::from_str`` reads an IPv6 address: no zone, no brackets.

    The last two groups may be written as an IPv4 address, and ``::`` stands for one group or more.
    """
    head, gap, tail = text.partition("::")
    if not gap:
        return _groups(text, ends=True) == _GROUPS
    before = _groups(head, ends=False) if head else 0
    after = _groups(tail, ends=True) if tail else 0
    return before is not None and after is not None and before + after < _GROUPS


def _groups(text: str, *, ends: bool) -> int | None:
    """Count groups of an address, None if one is invalid; IPv4 may only end the address."""
    *groups, last = text.split(":")
    if not all(map(_GROUP.fullmatch, groups)):
        return None
    if ends and is_ipv4(last):
        return len(groups) + 2
    return len(groups) + 1 if _GROUP.fullmatch(last) else None


def is_uuid(text: str) -> bool:
    """Whether the ``uuid`` crate reads a UUID: simple, hyphenated, in braces, or as a URN."""
    return _UUID.fullmatch(text) is not None


def is_iso_date(text: str) -> bool:
    """Whether chrono reads a date and time of RFC 3339."""
    return parse_rfc3339(text) is not None
