"""Numbers as points of a line: where a monotone rule changes its mind, and which point reads best.

Every finite double has a place in the order of all doubles, so both the integers and the doubles
are a range of whole places, and one bisection serves both.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SIGN = 1 << 63
MOST_IN_MEMORY = 2**57
"""No list and no body is longer: so many bytes are addressed by the processors that Hurl is built
for (AArch64, and x86-64 with five levels of pages), and an item of a list takes several."""


@dataclass(frozen=True, slots=True)
class Integers:
    """The integers from ``low`` to ``high``; a place is the integer itself."""

    low: int
    high: int

    def at(self, place: int) -> int:
        """Return the number at a place."""
        return place

    def nicest(self, low: int, high: int) -> int:
        """Return the number that a person would choose between two places."""
        if low <= 0 <= high and (low, high) == (self.low, self.high):
            return max(low, 0)
        return roundest(low, high)

    def nicest_of(self, places: Sequence[int]) -> int:
        """Return the number that a person would choose of several."""
        return places[0]


@dataclass(frozen=True, slots=True)
class Lengths(Integers):
    """Integers of which the least is the best: so many things are to be shown."""

    def nicest(self, low: int, high: int) -> int:  # noqa: ARG002  the least is good enough
        """Return the first number."""
        return low


_FAMILIAR_CODES = (200, 404, 500, 503, 401, 403, 400, 201, 301, 302, 429, 422, 409, 502, 204, 304)


@dataclass(frozen=True, slots=True)
class StatusCodes(Integers):
    """Integers of which some are better known than others."""

    def nicest(self, low: int, high: int) -> int:
        """Return the best known code between two."""
        known = (code for code in _FAMILIAR_CODES if low <= code <= high)
        return next(known, roundest(low, high))

    def nicest_of(self, places: Sequence[int]) -> int:
        """Return the best known code of several."""
        return next((code for code in _FAMILIAR_CODES if code in places), places[0])


@dataclass(frozen=True, slots=True)
class Doubles:
    """All doubles but NaN, with the infinities or without; -0.0 stands right before 0.0."""

    infinite: bool

    @property
    def low(self) -> int:
        """The place of the least double."""
        return -self.high - 1

    @property
    def high(self) -> int:
        """The place of the greatest double."""
        return place_of(math.inf) - (not self.infinite)

    def at(self, place: int) -> float:
        """Return the number at a place."""
        bits = place if place >= 0 else -place - 1 + _SIGN
        return float(struct.unpack("<d", struct.pack("<Q", bits))[0])

    def nicest(self, low: int, high: int) -> float:
        """Return a number with few digits between two places, close to the nearer end."""
        first, last = self.at(low), self.at(high)
        near = max(first, 2 * min(last, 0.0) - 8)
        far = min(last, 2 * max(first, 0.0) + 8)
        middle = near / 2 + far / 2
        shorts = (float(f"{middle:.{digits}g}") for digits in range(1, 18))
        return next((short for short in shorts if first < short < last), first)

    def nicest_of(self, places: Sequence[int]) -> float:
        """Return the number that a person would choose of several."""
        return self.at(places[0])


def place_of(number: float) -> int:
    """Return the place of a double."""
    bits: int = int.from_bytes(struct.pack("<d", number), "little")
    return int(bits if bits < _SIGN else _SIGN - bits - 1)


def first_place(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return where a rule begins to hold for good; one past ``high`` if it never does."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def roundest(low: int, high: int) -> int:
    """Return the number with most zeros that lies between two others, not at the edge if possible.

    Ranges without a near end are looked at near the end they have: a person would say 1500 for
    "more than 1000", not five quintillion.
    """
    if low > 0:
        high = min(high, 2 * low + 8)
    elif high < 0:
        low = max(low, 2 * high - 8)
    else:
        low, high = max(low, -2 * max(high, 8)), min(high, 2 * max(-low, 8))
    if high - low <= 1:
        return low if low != 0 else high
    middle = (low + high) // 2
    for zeros in range(len(str(max(abs(low), abs(high)))), 0, -1):
        unit: int = 10**zeros
        near = (middle + unit // 2) // unit * unit
        if low < near < high and near != 0:
            return near
    return middle if low < middle < high else low
