"""Small differences between the strings of Rust and of Python."""

from __future__ import annotations

WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""White_Space of Unicode, which Rust trims; Python's own ``strip`` takes 1c to 1f as well."""


def trimmed(text: str) -> str:
    """Return the text without white space around it, as Rust's ``str::trim``."""
    return text.strip(WHITE_SPACE)


def ascii_lowered(text: str) -> str:
    """Return the text with its ASCII letters in lower case, all others as they are."""
    return "".join(char.lower() if char.isascii() else char for char in text)


def trimmed_start(text: str) -> str:
    """Return the text without white space before it, as Rust's ``str::trim_start``."""
    return text.lstrip(WHITE_SPACE)
