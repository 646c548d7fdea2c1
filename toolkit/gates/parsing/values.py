"""Values of predicates (Hurl 7.1, parser/predicate_value.rs, number.rs, primitives.rs)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from toolkit.gates.nodes import (
    BigInteger,
    Boolean,
    Bytes,
    File,
    Float,
    Integer,
    Null,
    Regex,
    String,
)
from toolkit.gates.parsing.rust_regex import RegexError, check_regex
from toolkit.gates.parsing.templates import (
    backtick_template,
    file_name,
    placeholder,
    quoted_template,
)
from toolkit.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.gates.nodes import Pattern, Value
    from toolkit.gates.parsing.cursor import Cursor

_DIGITS = re.compile("[0-9]+")
_HEX_DIGITS = re.compile("[0-9A-Fa-f]*")
_BASE64 = re.compile(r"[A-Za-z0-9+/ \t]*=*")
_REGEX_BODY = re.compile(r"(?:\\/|[^/])*")

_I64_MAX = 2**63 - 1
_I64_DIGITS = 19


def value(cursor: Cursor) -> Value:
    """Read any value.

    value = "null" | "true" | "false" | number | file | hex | base64 | placeholder
          | quoted-template | backtick-template | regex
    """
    for opening, production in _PRODUCTIONS.items():
        if cursor.looking_at(opening):
            return production(cursor)
    return number(cursor)


def _null(cursor: Cursor) -> Null:
    """Read ``null``."""
    start = cursor.position
    cursor.expect("null", "as a value")
    return Null(span=cursor.span_from(start))


def _boolean(cursor: Cursor) -> Boolean:
    """Read ``true`` or ``false``."""
    start = cursor.position
    truth = cursor.accept("true")
    if not truth:
        cursor.expect("false", "or true")
    return Boolean(truth, span=cursor.span_from(start))


def _string(cursor: Cursor) -> String:
    """Read a string between either kind of quotes."""
    start = cursor.position
    template = backtick_template(cursor) if cursor.looking_at("`") else quoted_template(cursor)
    return String(template, span=cursor.span_from(start))


def _multiline(cursor: Cursor) -> Value:
    """Refuse what needs a line end behind its opening backticks (parser/multiline.rs)."""
    start = cursor.position
    raise cursor.error("expected a value on one line, not a multiline string", start, start + 3)


def number(cursor: Cursor) -> Integer | BigInteger | Float:
    """Read a number; there is no exponent and no plus sign.

    number = [ "-" ] digits [ "." digits ] ;    digits = "0" | digit-1-9 { digit }
    """
    start = cursor.position
    sign = "-" if cursor.accept("-") else ""
    digits = _whole_digits(cursor, "a value" + _string_hint(cursor))
    if cursor.accept("."):
        decimals = cursor.take(_DIGITS)
        if not decimals:
            raise cursor.error("expected digits after the decimal point")
        return Float(float(f"{sign}{digits}.{decimals}"), span=cursor.span_from(start))
    span = cursor.span_from(start)
    if len(digits) <= _I64_DIGITS and -_I64_MAX - 1 <= int(sign + digits) <= _I64_MAX:
        return Integer(int(sign + digits), span=span)
    return BigInteger(digits, span=span)


def _string_hint(cursor: Cursor) -> str:
    following = cursor.text[cursor.position : cursor.position + 1]
    return "; a string stands in double quotes" if following.isalpha() or following == "'" else ""


def index(cursor: Cursor) -> int:
    """Read a whole number whose magnitude fits 63 bits.

    integer = [ "-" ] digits
    """
    start = cursor.position
    sign = -1 if cursor.accept("-") else 1
    digits = _whole_digits(cursor, "a whole number or {{variable}}")
    if len(digits) > _I64_DIGITS or int(digits) > _I64_MAX:
        raise cursor.error("expected a whole number that fits 64 bits", start)
    return sign * int(digits)


def _whole_digits(cursor: Cursor, expected: str) -> str:
    start = cursor.position
    digits = cursor.take(_DIGITS)
    if not digits:
        raise cursor.error(f"expected {expected}")
    if digits.startswith("0") and digits != "0":
        raise cursor.error("expected a number without leading zeros", start)
    return digits


def _file(cursor: Cursor) -> File:
    """Read a file value.

    file = "file," [ blanks ] file-name [ blanks ] ";"
    """
    start = cursor.position
    cursor.accept("file")
    cursor.expect(",", "after file")
    cursor.blanks()
    name = file_name(cursor)
    cursor.blanks()
    cursor.expect(";", "to end the file name")
    return File(name, span=cursor.span_from(start))


def _hex(cursor: Cursor) -> Bytes:
    """Read a byte value in hexadecimal.

    hex = "hex," [ blanks ] { hex-digit hex-digit } [ blanks ] ";"
    """
    start = cursor.position
    cursor.accept("hex")
    cursor.expect(",", "after hex")
    cursor.blanks()
    digits = cursor.take(_HEX_DIGITS)
    if len(digits) % 2:
        raise cursor.error("expected an even number of hexadecimal digits")
    cursor.blanks()
    cursor.expect(";", "to end the hexadecimal digits")
    return Bytes(binascii.unhexlify(digits), span=cursor.span_from(start))


def _base64(cursor: Cursor) -> Bytes:
    """Read a byte value in Base64.

    base64 = "base64," { base64-digit | blank } { "=" } [ blanks ] ";"

    Padding is optional, and a last digit that makes no byte is ignored (parser/base64.rs).
    """
    start = cursor.position
    cursor.accept("base64")
    cursor.expect(",", "after base64")
    digits = re.sub("[^A-Za-z0-9+/]", "", cursor.take(_BASE64))
    cursor.blanks()
    cursor.expect(";", "to end the Base64 digits")
    whole = digits[:-1] if len(digits) % 4 == 1 else digits
    data = base64.b64decode(whole + "=" * (-len(whole) % 4))
    return Bytes(data, span=cursor.span_from(start))


def pattern(cursor: Cursor) -> Pattern:
    """Read a regex literal, or a string that holds a regex.

    pattern = quoted-template | regex
    """
    if cursor.looking_at("/"):
        return regex(cursor)
    return quoted_template(cursor, "a regex between slashes or")


def regex(cursor: Cursor) -> Regex:
    r"""Read a regex literal.

    regex = "/" { "\/" | any - "/" } "/"

    ``\/`` stands for ``/``; every other backslash belongs to the regex, even
    one before ``\/``: ``/a\\/b/`` is the regex ``a\/b`` (parser/primitives.rs).
    """
    start = cursor.position
    cursor.expect("/", "to begin a regex")
    body = cursor.take(_REGEX_BODY)
    if not cursor.accept("/"):
        raise cursor.error("expected / to end this regex", start)
    source = body.replace("\\/", "/")
    try:
        check_regex(source)
    except RegexError as error:
        where = _in_body(body, error.span)
        begin = start + 1
        message = f"invalid regex: {error}"
        raise cursor.error(message, begin + where.start, begin + where.end) from error
    return Regex(source, span=cursor.span_from(start))


def _in_body(body: str, span: Span) -> Span:
    r"""Return where a part of the regex stands in the line, where each ``/`` is ``\/``."""
    escapes = [match.start() for match in re.finditer(r"\\/", body)]

    def moved(offset: int) -> int:
        return offset + sum(at - before < offset for before, at in enumerate(escapes))

    return Span(moved(span.start), moved(span.end))


_PRODUCTIONS: dict[str, Callable[[Cursor], Value]] = {
    "null": _null,
    "true": _boolean,
    "false": _boolean,
    "file": _file,
    "hex": _hex,
    "base64": _base64,
    "{{": placeholder,
    '"': _string,
    "```": _multiline,  # before the single backtick
    "`": _string,
    "/": regex,
}
"""How a value begins; everything else is a number."""
