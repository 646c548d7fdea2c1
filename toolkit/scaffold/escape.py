"""What a person typed, as a YAML value, a Markdown run or a line of plain text.

`text_problem` decides which characters may stand in an answer at all; given
those, the two functions write any text so that it reads back as itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Final

_LINE_BREAKS: Final = "\x85\u2028\u2029"
_PLANES: Final = range(0, 0x110000, 0x10000)
_REORDERING: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NO_CHARACTER: Final = re.compile(
    "[\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
    + "]"
)
_MARKDOWN: Final = re.compile(r"[\\`*\[\]<#|~&@$]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)")
_BLOCK_START: Final = re.compile(r"^(?:[-+=>]|[0-9]+(?=[.)]))")
_WEB_START: Final = re.compile(r"(?i)\bwww(?=\.)")


def text_problem(text: str) -> str:
    """Say why ``text`` cannot stand in a pack, ``""`` where it can.

    Refused are control characters and line breaks (one answer is one line),
    bytes that were no UTF-8, code points that are no characters, a byte order
    mark, and the marks that make text read in another order than it is written
    (UTS 55, "bidirectional ordering").
    """
    if not text.strip():
        return "is blank"
    for char in text:
        name = f"U+{ord(char):04X}"
        kind = unicodedata.category(char)
        if kind == "Cc" or char in _LINE_BREAKS:
            return f"has the control character {name}"
        if kind == "Cs":
            return "holds bytes that are no UTF-8 text"
        if char in _REORDERING:
            return f"has {name}, which makes text read in another order than it is written"
        if _NO_CHARACTER.match(char):
            return f"has {name}, which is no character"
    return ""


def yaml_text(text: str) -> str:
    """Return ``text`` as a double-quoted YAML scalar (a JSON string is one: YAML 1.2, 1.3)."""
    return json.dumps(text, ensure_ascii=False)


def markdown_text(text: str) -> str:
    """Return ``text`` as Markdown that shows exactly this text wherever it stands in a line.

    Every ASCII punctuation mark may be escaped (CommonMark 0.31, 2.4); escaped
    are those that could begin markup, a link or a mention.
    """
    escaped = _WEB_START.sub(r"\g<0>\\", _MARKDOWN.sub(r"\\\g<0>", text))
    start = _BLOCK_START.match(escaped)
    if start is None:
        return escaped
    digits = start.group() if start.group().isdigit() else ""
    return f"{digits}\\{escaped[len(digits) :]}"
