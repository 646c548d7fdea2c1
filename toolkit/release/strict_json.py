"""JSON that means one thing: no duplicate keys, no NaN, no fractions, no second value.

Python's parser takes the last of two equal keys and reads ``NaN``
(release-archives.md, hostile case 121); whoever checks a document with one
parser and uses it with another is then deceived.
"""

from __future__ import annotations

import json
import re
from typing import Final, TypeAlias

from toolkit.release.limits import MAX_JSON_DEPTH, MIN_JSON_BYTES_PER_VALUE
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

JSONValue: TypeAlias = "dict[str, JSONValue] | list[JSONValue] | str | int | float | bool | None"
_MAX_DIGITS: Final = 15
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
"""A string that does not end goes on to the end: each character is looked at once."""


def canonical(value: JSONValue) -> bytes:
    """Return the one form in which we write JSON: sorted keys, two spaces, ASCII, final LF."""
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return f"{text}\n".encode("ascii")


def parse(data: bytes, *, max_bytes: int, where: str = "", encoding: str = "ascii") -> JSONValue:
    """Return the value of a strict JSON document.

    Our own documents are ASCII; ``encoding`` is another one for those of others.

    Raises:
        ReleaseRefusedError: Too large, too many values, of another encoding (a byte
            order mark is none), no JSON, more than one value, a duplicate key, a
            number that is no plain integer, or nested too deeply.
    """
    if len(data) > max_bytes:
        text = f"the file has {len(data)} bytes; at most {max_bytes} are read"
        raise ReleaseRefusedError(Reason.JSON_TOO_LARGE, text, where=where)
    many = sum(map(data.count, (b",", b"[", b"{")))
    most = max_bytes // MIN_JSON_BYTES_PER_VALUE
    if many > most:
        text = f"the file may hold {many} values; at most {most} are read"
        raise ReleaseRefusedError(Reason.JSON_TOO_LARGE, text, where=where)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReleaseRefusedError(Reason.JSON_ENCODING, _unreadable(error), where=where) from None
    try:
        value: JSONValue = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except _NotPlainError as error:
        raise ReleaseRefusedError(error.reason, str(error), where=where) from None
    except (RecursionError, ValueError) as error:
        if _opens_deeper_than(text, MAX_JSON_DEPTH):
            raise ReleaseRefusedError(Reason.JSON_DEPTH, where=where) from None
        raise ReleaseRefusedError(Reason.JSON_SYNTAX, f"no JSON: {error}", where=where) from None
    if _deeper_than(value, MAX_JSON_DEPTH):
        raise ReleaseRefusedError(Reason.JSON_DEPTH, where=where)
    return value


def first_difference(one: JSONValue, other: JSONValue, place: str = "") -> str:
    """Return the first place at which two documents differ, as a path of keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            here = f"{place}.{key}" if place else key
            if key not in one or key not in other:
                return shown(here)
            if one[key] != other[key]:
                return first_difference(one[key], other[key], here)
    if isinstance(one, list) and isinstance(other, list):
        for index, (left, right) in enumerate(zip(one, other, strict=False)):
            if left != right:
                return first_difference(left, right, f"{place}[{index}]")
    return shown(place)


def _unreadable(error: UnicodeDecodeError) -> str:
    if error.encoding == "ascii":
        return ""
    return f"the file is no {error.encoding.upper()}: {error.reason} at byte {error.start}"


class _NotPlainError(Exception):
    """Raised inside the parser's hooks, where the place is not known."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def _object(pairs: list[tuple[str, JSONValue]]) -> JSONValue:
    found: dict[str, JSONValue] = {}
    for key, value in pairs:
        if key in found:
            text = f"the key {shown(key)} stands twice in one object"
            raise _NotPlainError(Reason.JSON_DUPLICATE_KEY, text)
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        return _no_number(digits)
    return int(digits)


def _no_number(text: str) -> int:
    message = f"{shown(text, limit=40)} is no plain integer"
    raise _NotPlainError(Reason.JSON_NUMBER, message)


def _opens_deeper_than(text: str, most: int) -> bool:
    """Tell it of what is no JSON: how far a parser comes differs between Pythons."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > most:
            return True
    return False


def _deeper_than(value: JSONValue, depth: int) -> bool:
    """Tell whether collections are nested more than ``depth`` deep."""
    level = [value]
    for _ in range(depth):
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return any(isinstance(each, (dict, list)) for each in level)
