"""Bytes to text, in the charsets of the Encoding Standard (Hurl 7.1 decodes with encoding_rs).

Nothing is replaced: bytes that mean nothing in their charset are an error, and a byte order mark is
text like any other.
"""

from __future__ import annotations

import functools

from toolkit.gates.evaluation.charset_labels import ENCODINGS
from toolkit.gates.evaluation.charsets_east_asian import EAST_ASIAN, decoded_east_asian
from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.rust_text import ascii_lowered

_UNICODE = {"utf-8": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
_PYTHON_NAMES = {
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "ibm866": "cp866",
}
_HALF = 0x80
_CORRECTIONS: dict[str, dict[int, str]] = {
    "windows-1255": {0xCA: "\u05ba"},
    "koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"},
    "macintosh": {0xDB: "\u20ac"},
    "x-user-defined": {byte: chr(0xF700 + byte) for byte in range(_HALF, 0x100)},
}
"""Where the Encoding Standard and Python's codec of the same name differ."""


def decoded(data: bytes, label: str) -> str:
    """Return the text that bytes are in a charset, which may go by any of its labels.

    Raises:
        FailureError: Hurl does not know the charset, or the bytes are not written in it.
        UnsupportedError: see `decoded_east_asian`.
    """
    name = ENCODINGS.get(ascii_lowered(label.strip("\t\n\x0c\r ")))
    if name is None:
        raise FailureError(f"the charset {label} is unknown")
    if name in _UNICODE:
        return _strictly(data, _UNICODE[name], name)
    if name == "replacement":
        if data:
            raise _not_in(name)
        return ""
    if name in EAST_ASIAN:
        text = decoded_east_asian(data, name)
        if text is None:
            raise _not_in(name)
        return text
    return _strictly_single(data, name)


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _not_in(name) from error


def _strictly_single(data: bytes, name: str) -> str:
    table = _single_byte(name)
    try:
        return "".join([table[byte] for byte in data])
    except KeyError as error:
        raise _not_in(name) from error


@functools.cache
def _single_byte(name: str) -> dict[int, str]:
    """Return what each byte means: as in Python, but control characters fill the gaps up to 9f."""
    corrections = _CORRECTIONS.get(name, {})
    codec = _PYTHON_NAMES.get(name, name.replace("windows-", "cp"))
    table = {byte: chr(byte) for byte in range(0xA0)}
    for byte in range(_HALF, 0x100):
        if byte in corrections:
            table[byte] = corrections[byte]
            continue
        char = bytes((byte,)).decode(codec, "ignore")
        if char:
            table[byte] = char
    return table


def _not_in(name: str) -> FailureError:
    return FailureError(f"the bytes are no text in {name}")
