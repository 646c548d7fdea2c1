r"""What a backslash means in a regex of Rust's ``regex`` crate (its "Escape sequences")."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from toolkit.gates.parsing.rust_regex_tree import Assertion, Literal, PerlClass, UnicodeClass
from toolkit.gates.parsing.unicode_names import unknown_property

if TYPE_CHECKING:
    from toolkit.gates.parsing.rust_regex_cursor import RegexCursor

_NAMED = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_ASSERTIONS = frozenset("AzbB<>")
_WORD_BOUNDARIES = frozenset({"start", "end", "start-half", "end-half"})
_BOUNDARY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_HEX_LENGTH = {"x": 2, "u": 4, "U": 8}

_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_NOT_ASCII = 0x80


Escape: TypeAlias = Literal | PerlClass | UnicodeClass | Assertion


def escape(cursor: RegexCursor) -> Escape:
    r"""Read an escape sequence.

    escape = "\" ( "d" | "s" | "w" | "D" | "S" | "W"
                 | ( "p" | "P" ) ( letter | "{" name "}" )
                 | ( "x" | "u" | "U" ) hexadecimal
                 | "A" | "z" | "B" | "<" | ">" | "b" [ "{" boundary "}" ]
                 | "a" | "f" | "t" | "n" | "r" | "v" | ASCII punctuation )
    """
    start = cursor.position
    cursor.position += 1
    char = cursor.char
    if not char:
        raise cursor.error("expected an escape after the last backslash", start)
    if char in "0123456789":
        cursor.position += 1
        raise cursor.error("backreferences are not supported", start)
    if char in _HEX_LENGTH:
        return _hexadecimal(cursor, start)
    if char in "pP":
        return _unicode_class(cursor, start)
    cursor.position += 1
    if char in "dswDSW":
        return _perl_class(cursor, start, char)
    if char in _NAMED:
        return Literal(_NAMED[char], cursor.flags)
    if char in _ASSERTIONS:
        boundary = _word_boundary(cursor) if char == "b" and cursor.char == "{" else ""
        return Assertion(f"\\{char}{boundary}", cursor.flags)
    if char.isascii() and not char.isalnum():
        return Literal(char, cursor.flags)
    raise cursor.error("unrecognized escape sequence", start)


def _perl_class(cursor: RegexCursor, start: int, char: str) -> PerlClass:
    if char.isupper() and not cursor.flags.unicode:
        raise cursor.error("without the flag u this class could match invalid UTF-8", start)
    return PerlClass(char, cursor.flags)


def _word_boundary(cursor: RegexCursor) -> str:
    r"""Read the braces behind ``\b``, unless they turn out to be a repetition; return them.

    boundary = "start" | "end" | "start-half" | "end-half"
    """
    start = cursor.position
    if not cursor.advance():
        raise cursor.error("expected a word boundary or a repetition after {", start)
    if cursor.char not in _BOUNDARY_LETTERS:
        cursor.position = start
        return ""
    letters = []
    while cursor.char in _BOUNDARY_LETTERS:
        letters.append(cursor.char)
        cursor.advance()
    if not cursor.accept("}"):
        raise cursor.error("expected } to end the word boundary", start)
    boundary = "".join(letters)
    if boundary not in _WORD_BOUNDARIES:
        known = ", ".join(sorted(_WORD_BOUNDARIES))
        raise cursor.error(f"expected one of the word boundaries {known}", start)
    return f"{{{boundary}}}"


def _hexadecimal(cursor: RegexCursor, start: int) -> Literal:
    r"""Read a character by its code point.

    hexadecimal = "{" hex-digit { hex-digit } "}" | as many hex digits as the letter asks for
    """
    length = _HEX_LENGTH[cursor.char]
    if not cursor.advance():
        raise cursor.error("expected hexadecimal digits", start)
    braced = cursor.char == "{"
    digits = _braced_digits(cursor, start) if braced else _fixed_digits(cursor, start, length)
    code = int(digits.lstrip("0")[:9] or "0", 16)
    if code > _LAST_CODE_POINT or code in _SURROGATES:
        raise cursor.error("expected the code point of a character", start)
    one_byte = not braced and length == _HEX_LENGTH["x"]
    if one_byte and code >= _NOT_ASCII and not cursor.flags.unicode:
        raise cursor.error("without the flag u this could match invalid UTF-8", start)
    return Literal(chr(code), cursor.flags)


def _fixed_digits(cursor: RegexCursor, start: int, length: int) -> str:
    digits = ""
    while len(digits) < length:
        if cursor.char not in _HEX_DIGITS:
            raise cursor.error(f"expected {length} hexadecimal digits", start)
        digits += cursor.char
        cursor.advance()
    return digits


def _braced_digits(cursor: RegexCursor, start: int) -> str:
    digits = []
    while cursor.advance() and cursor.char != "}":
        if cursor.char not in _HEX_DIGITS:
            raise cursor.error("expected hexadecimal digits", start)
        digits.append(cursor.char)
    if cursor.at_end:
        raise cursor.error("expected } to end the hexadecimal digits", start)
    cursor.advance()
    if not digits:
        raise cursor.error("expected hexadecimal digits between the braces", start)
    return "".join(digits)


def _unicode_class(cursor: RegexCursor, start: int) -> UnicodeClass:
    r"""Read a class that Unicode defines.

    unicode-class = letter | "{" name [ ( "=" | ":" | "!=" ) name ] "}"
    """
    outside = cursor.char == "P"
    if not cursor.advance():
        raise cursor.error("expected the name of a Unicode class", start)
    if cursor.char == "{":
        name = _braced_name(cursor, start)
    else:
        name = cursor.char
        cursor.advance()
    if not cursor.flags.unicode:
        raise cursor.error("a Unicode class needs the flag u", start)
    if problem := unknown_property(name):
        raise cursor.error(problem, start)
    return UnicodeClass(name, outside != ("!=" in name), cursor.flags)


def _braced_name(cursor: RegexCursor, start: int) -> str:
    name = []
    while cursor.advance() and cursor.char != "}":
        name.append(cursor.char)
    if cursor.at_end:
        raise cursor.error("expected } to end the name of the Unicode class", start)
    cursor.position += 1
    return "".join(name)
