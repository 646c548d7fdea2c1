"""``htmlEscape`` and ``htmlUnescape`` (Hurl 7.1, html/escape.rs, html/unescape.rs)."""

from __future__ import annotations

import html
import re

from toolkit.gates.evaluation.errors import hurl_crashes

_REFERENCE = re.compile(r"&(?:#(?:\d+|[xX][\da-fA-F]+);?|[^\t\n\f <&#;]{1,32};?)")
_REPLACEMENT = "\ufffd"


def escape(text: str) -> str:
    """Return a text with ``& < > " '`` written as references."""
    return html.escape(text, quote=True)


def unescape(text: str) -> str:
    """Return a text with all character references replaced, by the rules of HTML 5.

    Hurl's own code is a translation of Python's ``html``; what differs stands here. Digits of any
    script make a number, but one that it cannot read. And where a name is not known, Hurl cuts it
    byte by byte, and panics within a character.

    Raises:
        UnsupportedError: Hurl crashes.
    """
    return _REFERENCE.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    reference = found.group()
    if reference.isascii():
        return html.unescape(reference)
    if reference.startswith("&#"):
        return _REPLACEMENT
    raise hurl_crashes(f"htmlUnescape of {reference}")
