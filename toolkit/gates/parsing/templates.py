"""Strings of Hurl: escapes and placeholders (Hurl 7.1, parser/string.rs, template.rs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.gates.nodes import Function, Placeholder, Template, Text
from toolkit.gates.parsing.unicode_ranges import run_of_alphanumerics

if TYPE_CHECKING:
    from toolkit.gates.errors import GateSyntaxError
    from toolkit.gates.parsing.cursor import Cursor

_SPACES = re.compile(" *")
_HEX_DIGITS = re.compile("[0-9A-Fa-f]*")

_FUNCTIONS = {function.value: function for function in Function}

_CONTROL_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_STRING_ESCAPES = _CONTROL_ESCAPES | {char: char for char in '#"`\\/'}
_FILE_NAME_ESCAPES = _CONTROL_ESCAPES | {char: char for char in "\\#; {}"}

# Runs of characters that mean themselves: no escape, no brace, no end of the string, and none of
# the control characters which must be written as an escape.
_PLAIN = {end: re.compile(rf"[^\\{{}}{re.escape(end)}\b\n\f\r\t]+") for end in ('"', "`", "#")}
_FILE_NAME_PLAIN = re.compile(r"[^#;{} \n\r\\]+")

# Hurl adds the digits up in 32 bits and lets them overflow (parser/string.rs).
_DIGITS_THAT_COUNT = 8
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def quoted_template(cursor: Cursor, what: str = "a string") -> Template:
    r"""Read a string between double quotes; ``what`` names it if it is missing.

    quoted-template = '"' { text | escape | embedded } '"'
    """
    if not cursor.looking_at('"'):
        raise cursor.error(f"expected {what} in double quotes")
    return _delimited(cursor, '"')


def backtick_template(cursor: Cursor) -> Template:
    """Read a string between backticks, which knows the same escapes.

    backtick-template = "`" { text | escape | embedded } "`"
    """
    return _delimited(cursor, "`")


def _delimited(cursor: Cursor, quote: str) -> Template:
    start = cursor.position
    cursor.expect(quote, "to begin a string")
    parts = template_parts(cursor, quote)
    if not cursor.accept(quote):
        raise _unfinished(cursor, start, quote)
    return Template(parts, span=cursor.span_from(start))


def _unfinished(cursor: Cursor, start: int, quote: str) -> GateSyntaxError:
    if cursor.at_end:
        return cursor.error(f"expected {quote} to end this string", start)
    return cursor.error("expected an escape such as \\t or \\u{8} instead of a control character")


def template_parts(cursor: Cursor, end: str) -> tuple[Text | Placeholder, ...]:
    """Read up to the character ``end``, or to what cannot stand in a string.

    A single brace is text; so is ``}}`` without ``{{`` before it.
    """
    plain = _PLAIN[end]
    parts: list[Text | Placeholder] = []
    while True:
        start = cursor.position
        text = "".join(_texts(cursor, plain))
        if text:
            parts.append(Text(text, span=cursor.span_from(start)))
        if not cursor.looking_at("{{"):
            return tuple(parts)
        parts.append(_embedded_placeholder(cursor, plain))


def _texts(cursor: Cursor, plain: re.Pattern[str]) -> list[str]:
    """Read everything up to the next placeholder or the end."""
    texts = []
    while True:
        if text := cursor.take(plain):
            texts.append(text)
        elif cursor.looking_at("\\"):
            texts.append(escape(cursor, _STRING_ESCAPES))
        elif cursor.accept("}"):
            texts.append("}")
        elif cursor.looking_at("{") and not cursor.looking_at("{{"):
            cursor.accept("{")
            texts.append("{")
        else:
            return texts


def _embedded_placeholder(cursor: Cursor, plain: re.Pattern[str]) -> Placeholder:
    """Read a placeholder inside a string.

    embedded = "{{" { " " } expression { any } "}" { any } "}"

    Hurl reads the expression and ignores whatever stands between it and the
    end, and the two braces of the end need not touch (parser/template.rs):
    ``{{name or not}}`` and ``{{name}x}`` are both the variable ``name``.
    """
    start = cursor.position
    cursor.expect("{{", "to begin a placeholder")
    cursor.take(_SPACES)
    expression = _expression(cursor)
    for _brace in range(2):
        while cursor.take(plain) or cursor.accept("{") or _ignored_escape(cursor):
            pass
        if not cursor.accept("}"):
            raise cursor.error("expected }} to end this placeholder", start)
    return Placeholder(expression, span=cursor.span_from(start))


def _ignored_escape(cursor: Cursor) -> bool:
    return cursor.looking_at("\\") and bool(escape(cursor, _STRING_ESCAPES))


def placeholder(cursor: Cursor) -> Placeholder:
    """Read a placeholder that stands for itself, outside of a string.

    placeholder = "{{" [ blanks ] expression [ blanks ] "}}"
    """
    start = cursor.position
    cursor.expect("{{", "to begin a placeholder")
    cursor.blanks()
    expression = _expression(cursor)
    cursor.blanks()
    cursor.expect("}}", "to end this placeholder")
    return Placeholder(expression, span=cursor.span_from(start))


def _expression(cursor: Cursor) -> str | Function:
    """Read what a placeholder stands for.

    expression = function | variable ;
    function   = "newDate" | "newUuid" ;
    variable   = ( alphanumeric | "_" | "-" ) { alphanumeric | "_" | "-" }
    """
    name = cursor.take(run_of_alphanumerics("_-"))
    if not name:
        raise cursor.error("expected the name of a variable")
    return _FUNCTIONS.get(name, name)


def escape(cursor: Cursor, meanings: dict[str, str]) -> str:
    r"""Read an escape sequence and return the character it stands for.

    escape = "\" ( one of ``meanings`` | "u{" hex-digit { hex-digit } "}" )
    """
    start = cursor.position
    cursor.expect("\\", "to begin an escape")
    if cursor.accept("u"):
        return _unicode_escape(cursor, start)
    char = cursor.text[cursor.position : min(cursor.position + 1, cursor.end)]
    if char not in meanings or not char:
        known = " ".join(f"\\{char}" for char in meanings)
        raise cursor.error(f"expected one of the escapes {known} \\u{{...}}", start, start + 2)
    cursor.position += 1
    return meanings[char]


def _unicode_escape(cursor: Cursor, start: int) -> str:
    cursor.expect("{", "after \\u, as in \\u{e9}")
    digits = cursor.take(_HEX_DIGITS)
    if not digits:
        raise cursor.error("expected hexadecimal digits in \\u{...}")
    code = int(digits[-_DIGITS_THAT_COUNT:], 16)
    if code > _LAST_CODE_POINT or code in _SURROGATES:
        raise cursor.error("expected the code point of a character in \\u{...}", start)
    cursor.expect("}", "to end \\u{...}")
    return chr(code)


def file_name(cursor: Cursor) -> Template:
    r"""Read a file name (Hurl 7.1, parser/filename.rs).

    file-name = ( text | escape | placeholder ) { text | escape | placeholder }

    Blanks, ``#``, ``;`` and braces are escaped with ``\``; the name does not begin with ``[``.
    """
    start = cursor.position
    if cursor.looking_at("["):
        raise cursor.error("expected a file name, which does not begin with [")
    parts: list[Text | Placeholder] = []
    while True:
        here = cursor.position
        if cursor.looking_at("{{"):
            parts.append(placeholder(cursor))
        elif text := _file_name_text(cursor):
            parts.append(Text(text, span=cursor.span_from(here)))
        else:
            break
    if not parts:
        raise cursor.error("expected a file name")
    return Template(tuple(parts), span=cursor.span_from(start))


def _file_name_text(cursor: Cursor) -> str:
    texts = []
    while True:
        if text := cursor.take(_FILE_NAME_PLAIN):
            texts.append(text)
        elif cursor.looking_at("\\"):
            texts.append(escape(cursor, _FILE_NAME_ESCAPES))
        else:
            return "".join(texts)
