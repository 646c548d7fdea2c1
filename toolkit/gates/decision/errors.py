"""What keeps a question from being decided."""

from __future__ import annotations


class NotModelledError(ValueError):
    """The classes of a value cannot be told; the message says what stands in the way."""
