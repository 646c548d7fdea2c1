"""Numbers in classes: the line of each kind of number, cut where a comparison changes its mind.

Hurl knows three kinds (runner/number.rs): 64-bit integers, doubles, and what is neither, kept as
text. A predicate looks into a number only by comparing it with a number; every other one has the
same word for all numbers of a kind, so only comparisons cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.gates import nodes
from toolkit.gates.decision.chains import Bits, Chain, Classes, Result, Seen, merge, stepped
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.lines import Doubles, Integers, first_place, place_of
from toolkit.gates.evaluation.numbers import (
    BigInteger,
    Float,
    Integer,
    Number,
    compare_numbers,
    number_text,
)
from toolkit.gates.nodes import FilterName, PlainFilter, ValuePredicate, ValuePredicateName

COMPARISONS = frozenset(
    {
        ValuePredicateName.EQUAL,
        ValuePredicateName.NOT_EQUAL,
        ValuePredicateName.GREATER,
        ValuePredicateName.GREATER_OR_EQUAL,
        ValuePredicateName.LESS,
        ValuePredicateName.LESS_OR_EQUAL,
    }
)
CONVERSIONS = (PlainFilter(FilterName.TO_INT), PlainFilter(FilterName.TO_FLOAT))
_FEW = 1000
"""A line of so few numbers is walked number by number where its cuts are not known."""
_MOST_DIGITS = 310
"""No double has more whole digits."""
_LONG = 20
"""No integer of 64 bits has as many digits."""
_TOO_LARGE = 10**308


def compared_number(predicate: nodes.Predicate) -> Number | None:
    """Return the number that a predicate compares with, if it does."""
    match predicate:
        case ValuePredicate(name, nodes.Integer(number)) if name in COMPARISONS:
            return Integer(number)
        case ValuePredicate(name, nodes.Float(double)) if name in COMPARISONS:
            return Float(double)
        case ValuePredicate(name, nodes.BigInteger(digits)) if name in COMPARISONS:
            return BigInteger(digits)
    return None


def line_classes(line: Integers | Doubles, chains: Sequence[Chain]) -> Classes:
    """Return the classes of all integers or doubles of a line.

    Complete, because between two neighbouring cuts no chain changes its word: conversions between
    integers and doubles keep the order, so what a comparison says changes only where the converted
    number reaches or passes the other side (`cuts`).

    Raises:
        NotModelledError: a step is no conversion between numbers.
    """
    places = {line.low}
    for chain in chains:
        places.update(cuts(line, chain))
    starts = sorted(place for place in places if line.low <= place <= line.high)
    ends = [start - 1 for start in starts[1:]] + [line.high]
    found: Classes = {}
    for start, end in zip(starts, ends, strict=True):
        number = _number(line.nicest(start, end))
        merge(found, {_bits(chains, number): Seen(number)})
    return found


def _walked(line: Integers | Doubles, chains: Sequence[Chain]) -> Classes:
    """Return the classes of a short line: every number is looked at."""
    places: dict[Bits, list[int]] = {}
    for place in range(line.low, line.high + 1):
        places.setdefault(_bits(chains, _number(line.at(place))), []).append(place)
    return {bits: Seen(_number(line.nicest_of(found))) for bits, found in places.items()}


def _bits(chains: Sequence[Chain], number: Number) -> Bits:
    return tuple(chain.passes(number) for chain in chains)


def _number(number: float) -> Number:
    return Integer(number) if isinstance(number, int) else Float(number)


def cuts(line: Integers | Doubles, chain: Chain) -> Iterator[int]:
    """Yield the places from which on a chain may think otherwise of the numbers of a line.

    Raises:
        NotModelledError: a step is no conversion between numbers.
    """
    if any(step not in CONVERSIONS for step in chain.steps):
        raise NotModelledError("a filter on a number is followed only as far as toInt and toFloat")

    def converted(place: int) -> Number:
        number = _number(line.at(place))
        for step in chain.steps:
            result = stepped(number, step)
            if not isinstance(result, Number):
                raise NotModelledError(f"{number} has no conversion")
            number = result
        return number

    limit = compared_number(chain.predicate)
    if isinstance(limit, Integer | Float):
        for least in (0, 1):
            yield first_place(
                line.low,
                line.high,
                lambda at: compare_numbers(converted(at), limit) >= least,  # noqa: B023
            )
    elif isinstance(limit, BigInteger):
        yield first_place(line.low, line.high, lambda at: _size(converted(at)) is not None)
        for size in _big_cuts(limit.text, _MOST_DIGITS if isinstance(line, Doubles) else _LONG):
            low, high = _around(line, size) if not chain.steps else (line.low, line.high)
            yield first_place(low, high, lambda at: (_size(converted(at)) or 0) >= size)  # noqa: B023


def passing_ranges(line: Integers, chain: Chain) -> Iterator[tuple[int, int]]:
    """Yield the ranges of integers that pass a chain, in order, both ends included.

    Complete, because between two cuts all integers are alike.

    Raises:
        NotModelledError: a step is no conversion between numbers.
    """
    starts = {line.low, *(cut for cut in cuts(line, chain) if line.low <= cut <= line.high)}
    first = None
    for start in sorted(starts):
        passes = chain.passes(Integer(start))
        if passes and first is None:
            first = start
        elif not passes and first is not None:
            yield first, start - 1
            first = None
    if first is not None:
        yield first, line.high


def _around(line: Integers | Doubles, size: float) -> tuple[int, int]:
    """Return places close to a number, where its size is reached if nothing is converted."""
    if isinstance(line, Integers):
        place = min(int(size), line.high) if math.isfinite(size) else line.high
    else:
        place = place_of(float(size)) if size < _TOO_LARGE else line.high
    return max(place - 2, line.low), min(place + 2, line.high)


def _size(number: Number) -> float | None:
    """Return the whole digits of a number's text as a number, None where it has a minus.

    This never falls along a line: texts of greater numbers have no smaller whole part.
    """
    text = number_text(number)
    if text.startswith("-"):
        return None
    whole = text.partition(".")[0]
    return int(whole) if whole.isdigit() else float("inf")


def _big_cuts(digits: str, most: int) -> Iterator[float]:
    """Yield the sizes where the comparison of texts with ``digits`` may change its mind.

    Texts are compared digit by digit from the left, so among whole numbers of one length the order
    is that of numbers, and every length has its own limit: the leading digits of the other side if
    it is longer, the other side with zeros behind it if it is shorter. A number with decimals has
    fewer whole digits than ``digits``, which are never equal to it, so its decimals do not count.
    Past the numbers stand the infinities.
    """
    for length in range(1, most + 1):
        yield 10 ** (length - 1)
        if length < len(digits):
            yield int(digits[:length]) + 1
        else:
            limit = int(digits) * 10 ** (length - len(digits))
            yield limit
            yield limit + 1
    yield float("inf")


# --- numbers that are text --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Text:
    """A number as the comparison of texts sees it."""

    minus: bool
    whole: str
    decimals: str

    @classmethod
    def of(cls, text: str) -> _Text:
        whole, point, decimals = text.removeprefix("-").partition(".")
        return cls(text.startswith("-"), whole.lstrip("0"), decimals.rstrip("0") if point else "")

    def __str__(self) -> str:
        return f"{'-' if self.minus else ''}{self.whole}.{self.decimals}"


_LARGE = ("98765432109876543210", "12345678901234567890", "9223372036854775808")


def big_classes(chains: Sequence[Chain]) -> Classes:
    """Return the classes of numbers that are neither integers of 64 bits nor doubles.

    They are compared as texts: with the same sign, whole digits and decimals form one order (for
    negative numbers as well), with another sign only the sign counts. So every number compared
    with is a point of the order of its sign, and classes are the points and the gaps between. What
    stands right behind a point is shown by a text that no JSON has; numbers of JSON that fall into
    the same class are then seen. On a point itself there is a number only if the point is one of
    these large numbers (and `_large_numbers` yields it): fewer digits without an exponent are an
    integer or a double, and with an exponent there are other characters than digits in it.

    Raises:
        NotModelledError: a step remains.
    """
    if any(chain.steps for chain in chains):
        raise NotModelledError("filters on very large numbers are not followed")
    limits = [compared_number(chain.predicate) for chain in chains]
    points = {_Text.of(number_text(limit)) for limit in limits if limit is not None}
    found: Classes = {}
    for text in _large_numbers(points):
        merge(found, {_bits(chains, BigInteger(text)): Seen(BigInteger(text))})
    for minus in (False, True):
        for point in {_Text(minus, "", ""), *(point for point in points if point.minus == minus)}:
            merge(found, {_bits(chains, BigInteger(f"{point}\x01")): None})
    return found


def _large_numbers(points: set[_Text]) -> Iterator[str]:
    """Yield numbers as JSON may hold them, in and around the points."""
    for sign in ("", "-"):
        yield from (sign + number for number in _LARGE)
        for point in sorted(points):
            if not (point.whole + point.decimals).isdigit():
                continue
            whole = point.whole or "0"
            if point.whole and not point.decimals:
                yield from (
                    sign + number
                    for number in (
                        point.whole,
                        point.whole.ljust(_LONG, "0"),
                        point.whole + "0".rjust(_LONG, "0"),
                        point.whole.ljust(_LONG, "9"),
                        str(int(point.whole) - 1).ljust(_LONG, "9"),
                    )
                    if len(number) >= _LONG
                )
            yield from (f"{sign}{whole}.{point.decimals}{digit}e+999" for digit in "10")


# --- sorts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """The integers or doubles of a line."""

    line: Integers | Doubles

    @property
    def type_name(self) -> str:
        """As in Hurl's messages."""
        return "integer" if isinstance(self.line, Integers) else "float"

    def knows(self, chain: Chain) -> bool:
        """Whether it converts between kinds of numbers; a short line can be walked anyway."""
        return self.is_short or all(step in CONVERSIONS for step in chain.steps)

    @property
    def is_short(self) -> bool:
        """Whether there are so few numbers that each can be looked at."""
        return self.line.high - self.line.low <= _FEW

    def samples(self) -> Iterable[Result]:
        """Yield an ordinary number and the ends of the line."""
        for low, high in (
            (self.line.low, self.line.high),
            (self.line.low, self.line.low),
            (self.line.high, self.line.high),
        ):
            yield _number(self.line.nicest(low, high))

    def admits(self, result: Result) -> bool:
        """Whether it is a number of this line."""
        if isinstance(self.line, Integers):
            return isinstance(result, Integer) and self.line.low <= result.value <= self.line.high
        return (
            isinstance(result, Float) and self.line.low <= place_of(result.value) <= self.line.high
        )

    def classes(self, chains: Sequence[Chain], divide: object) -> Classes:  # noqa: ARG002
        """Return the classes of the numbers."""
        if self.is_short and any(step not in CONVERSIONS for one in chains for step in one.steps):
            return _walked(self.line, chains)
        return line_classes(self.line, chains)


@dataclass(frozen=True, slots=True)
class Large:
    """Numbers of JSON that are neither integers of 64 bits nor doubles."""

    type_name: str = "big"

    def knows(self, chain: Chain) -> bool:
        """Filters are not looked through."""
        return not chain.steps

    def samples(self) -> Iterable[Result]:
        """Yield some of both signs."""
        for text in _LARGE:
            yield BigInteger(text)
            yield BigInteger(f"-{text}")

    def admits(self, result: Result) -> bool:
        """Whether it is such a number."""
        return isinstance(result, BigInteger)

    def classes(self, chains: Sequence[Chain], divide: object) -> Classes:  # noqa: ARG002
        """Return the classes of the numbers."""
        return big_classes(chains)
