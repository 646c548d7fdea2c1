"""``htmlEscape`` and ``htmlUnescape`` (Hurl 7.1, html/escape.rs, html/unescape.rs)."""

from __future__ import annotations

import html
import re
from html.entities import html5

_NUMERIC = re.compile(r"&#([0-9]+|[xX][0-9a-fA-F]+);?")
_U32_MAX = 2**32 - 1


def escape(text: str) -> str:
    """Return a text with ``& < > " '`` written as references."""
    return html.escape(text, quote=True)


def unescape(text: str) -> str:
    """Return a text with all character references replaced, by the rules of HTML 5.

    Hurl took its code from Python's ``html`` over, so that this module can be used as it is but
    for numbers beyond 32 bits, which Python reads as well: both make a replacement character.
    """
    return html.unescape(text)


__all__ = ["escape", "html5", "unescape"]
