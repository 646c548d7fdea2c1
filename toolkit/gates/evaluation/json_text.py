"""JSON as Hurl reads it (``serde_json`` with numbers of any precision)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn, TypeAlias, Union

from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.numbers import parse_f64, parse_i64
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Float,
    Integer,
    List,
    Null,
    Object,
    String,
    Value,
)

DEEPEST = 127
"""How deep arrays and objects may be nested; serde_json refuses more."""

_PRIVATE_NUMBER = "$serde_json::private::Number"
_NO_JSON = "the text is no JSON"
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[][{}]', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonNumber:
    """A number as its text, an exponent written ``e+400`` or ``e-5``."""

    text: str

    @property
    def double(self) -> float | None:
        """The nearest double, None where it is too large for one."""
        number = parse_f64(self.text)
        return None if number is None or number in (float("inf"), float("-inf")) else number


Json: TypeAlias = Union[bool, str, JsonNumber, "list[Json]", "dict[str, Json]", None]
"""A parsed text; the members of an object are in the order of their names."""


def parse_json(text: str) -> Json:
    """Return what a text holds.

    Raises:
        FailureError: it is no JSON, or nested deeper than `DEEPEST`.
    """
    if _depth(text) > DEEPEST:
        raise FailureError("the JSON is nested too deeply")
    if _SURROGATE_ESCAPE.search(text):
        _require_whole_characters(text)
    try:
        parsed: Json = _DECODER.decode(text)
    except ValueError as error:
        raise FailureError(_NO_JSON) from error
    return parsed


def _depth(text: str) -> int:
    """Return how deep brackets are nested, those in strings left out."""
    depth = deepest = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        match found.group()[0]:
            case "[" | "{":
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}":
                depth -= 1
    return deepest


def _require_whole_characters(text: str) -> None:
    """Refuse half a surrogate pair in an escape, which Python lets pass."""
    for found in _STRING_OR_BRACKET.finditer(text):
        if len(found.group()) > 1:
            try:
                string = json.loads(found.group())
            except ValueError as error:
                raise FailureError(_NO_JSON) from error
            if _SURROGATE.search(string):
                raise FailureError(_NO_JSON)


@lru_cache(maxsize=1024)
def _number(text: str) -> JsonNumber:
    mantissa, exponent_mark, exponent = text.lower().partition("e")
    if exponent_mark and exponent[0] not in "+-":
        exponent = f"+{exponent}"
    return JsonNumber(f"{mantissa}{exponent_mark}{exponent}")


def _no_number(text: str) -> NoReturn:
    raise FailureError(f"{text} is no JSON")


def _object(members: list[tuple[str, Json]]) -> dict[str, Json] | JsonNumber:
    """Return an object; of a repeated name the last value counts.

    One name serde_json keeps for itself: an object that begins with it has to be a number.
    """
    if members and members[0][0] == _PRIVATE_NUMBER:
        match members:
            case [(_, str(text))] if _NUMBER.fullmatch(text):
                return _number(text)
        raise FailureError(_NO_JSON)
    return dict(sorted(dict(members).items()))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=_number, parse_constant=_no_number
)


def value_of(parsed: Json) -> Value:
    """Return the value that a piece of JSON is in an assertion (Hurl 7.1, runner/query.rs)."""
    match parsed:
        case None:
            return Null()
        case bool():
            return Bool(parsed)
        case str():
            return String(parsed)
        case JsonNumber():
            return _number_value(parsed)
        case list():
            return List(tuple(map(value_of, parsed)))
        case dict():
            return Object(tuple((name, value_of(one)) for name, one in parsed.items()))


@lru_cache(maxsize=1024)
def _number_value(number: JsonNumber) -> Value:
    """Return a double if it is written as one and fits, else an integer if it fits."""
    if re.search("[.e]", number.text):
        double = number.double
        return BigInteger(number.text) if double is None else Float(double)
    integer = parse_i64(number.text)
    return BigInteger(number.text) if integer is None else Integer(integer)
