"""Numbers as Rust reads, writes and compares them (Hurl 7.1, runner/number.rs)."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass

I64_MIN, I64_MAX = -(2**63), 2**63 - 1

_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(
    r"[+-]?(?:inf|infinity|nan|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?)", re.IGNORECASE
)
_I64_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number of 64 bits."""

    value: int


@dataclass(frozen=True, slots=True)
class Float:
    """A double."""

    value: float


@dataclass(frozen=True, slots=True)
class BigInteger:
    """A number that is neither, kept as its text: ``18446744073709551616``, ``1e+400``."""

    text: str


Number = Integer | Float | BigInteger


def parse_i64(text: str) -> int | None:
    """Return the number that Rust's ``str::parse::<i64>`` reads, None where it reads none."""
    if not _INTEGER.fullmatch(text):
        return None
    if len(text.lstrip("+-").lstrip("0")) > _I64_DIGITS:
        return None
    number = int(text)
    return number if I64_MIN <= number <= I64_MAX else None


def parse_f64(text: str) -> float | None:
    """Return the number that Rust's ``str::parse::<f64>`` reads, None where it reads none."""
    return float(text) if _FLOAT.fullmatch(text) else None


def truncated(number: float) -> int:
    """Return what Rust's ``as i64`` makes of a double: no decimals, held within 64 bits."""
    if math.isnan(number):
        return 0
    if math.isinf(number):
        return I64_MAX if number > 0 else I64_MIN
    return min(max(int(number), I64_MIN), I64_MAX)


def number_text(number: Number) -> str:
    """Return how Hurl writes a number."""
    match number:
        case Integer(value):
            return str(value)
        case Float(value):
            return float_text(value)
        case BigInteger(text):
            return text


def float_text(number: float) -> str:
    """Return how Hurl writes a double: decimals without exponent, and ``.0`` on a whole number.

    A fraction below the epsilon, which every negative one is, gets a ``.0`` as well: ``-1.5`` is
    written ``-1.5.0``.
    """
    text = _decimal_text(number)
    fraction = math.fmod(number, 1.0) if math.isfinite(number) else math.nan
    return f"{text}.0" if fraction < sys.float_info.epsilon else text


def _decimal_text(number: float) -> str:
    """Return what Rust's ``Display`` writes: the shortest digits that read back, no exponent."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    mantissa, _, exponent = repr(number).partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    if decimals == "0":
        decimals = ""
    shift = int(exponent or 0)
    if shift < 0:
        return f"{sign}0.{'0' * (-shift - 1)}{whole}{decimals}"
    if shift > 0:
        return f"{sign}{whole}{decimals.ljust(shift, '0')}"
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def compare_numbers(one: Number, other: Number) -> int:
    """Return -1, 0 or 1 as ``one`` is less than, equal to, or greater than ``other``.

    An integer beside a double counts as the nearest double; NaN is equal to every double; where
    a big number takes part, texts are compared.
    """
    match one, other:
        case (Integer(a), Integer(b)):
            return (a > b) - (a < b)
        case (Integer(value=a) | Float(value=a), Integer(value=b) | Float(value=b)):
            x, y = float(a), float(b)
            return (x > y) - (x < y)
    return _compare_texts(number_text(one), number_text(other))


def _compare_texts(one: str, other: str) -> int:
    """Compare as Hurl does: sign, then whole digits, then decimals, these two as plain text."""
    (minus_1, *rest_1), (minus_2, *rest_2) = _components(one), _components(other)
    if minus_1 != minus_2:
        return -1 if minus_1 else 1
    return (rest_1 > rest_2) - (rest_1 < rest_2)


def _components(text: str) -> tuple[bool, str, str]:
    """Return the sign, the whole digits and the decimals of a number's text."""
    if text.startswith("-"):
        _, whole, decimals = _components(text[1:])
        return True, whole, decimals
    whole, point, decimals = text.partition(".")
    return False, whole.lstrip("0"), decimals.rstrip("0") if point else ""
