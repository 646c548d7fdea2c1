"""Where numbers stand on a drawn line: evenly, or knot by knot where they lie too close."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.diff.pictures.model import Interval, NumberLine, Point

_CLASSES = (200, 300, 400, 500, 600)
_LAST_CLASS = 600
_PAST_STATUS = 1000
_CLOSEST = 0.035
"""Knots closer than this part of the line are spread, and the line is not to scale."""
_AROUND = 0.35
_MANY_KNOTS = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers as places between ``left`` and ``right``.

    ``knots`` are numbers with their places; between two of them places are even. On a line of
    whole numbers each one takes the room up to the next.
    """

    knots: tuple[tuple[float, float], ...]
    left: float
    right: float
    whole: bool
    goes_on_left: bool
    goes_on_right: bool
    marked: tuple[Point, ...]
    """The numbers that mean something, with ticks of their own."""
    others: tuple[Point, ...] = ()
    is_even: bool = True

    def x(self, number: Point) -> float:
        """Return the place of a number, held within the line."""
        numbers = [known for known, _ in self.knots]
        at = min(max(bisect_right(numbers, number) - 1, 0), len(numbers) - 2)
        (start, x1), (end, x2) = self.knots[at], self.knots[at + 1]
        place = x1 + (x2 - x1) * ((float(number) - start) / (end - start))
        return min(max(place, self.left), self.right)

    def edges(self, part: Interval) -> tuple[float, float]:
        """Return where an interval begins and ends."""
        low = self.left if part.low is None else self.x(part.low)
        if part.high is None:
            return low, self.right
        return low, self.x(part.high + 1 if self.whole else part.high)

    def ticks(self) -> Iterator[tuple[float, Point, bool]]:
        """Yield the places of ticks with their numbers; those that mean something come first."""
        for number in self.marked:
            yield self._tick(number), number, True
        for number in self.others:
            yield self.x(number), number, False

    def _tick(self, number: Point) -> float:
        """Return the place of a tick: of a number that has a piece of its own, its middle."""
        known = {known for known, _ in self.knots}
        if self.whole and {float(number), float(number) + 1} <= known:
            return (self.x(number) + self.x(number + 1)) / 2
        return self.x(number)


def scale_of(line: NumberLine, left: float, right: float) -> Scale:
    """Return the scale of a line between two places."""
    edges = sorted(_edges(line))
    marked = tuple(sorted(_marked(line)))
    is_status = line.high is not None
    if is_status:
        last = max([_LAST_CLASS, *edges])
        first, last = 200.0, float(_LAST_CLASS if last <= _LAST_CLASS else _PAST_STATUS)
        others: tuple[Point, ...] = _CLASSES
    else:
        first, last = _ends(line, edges)
        others = (int(first),) if line.low is not None else ()
    numbers = sorted({first, last, *(edge for edge in edges if first < edge < last)})
    gaps = [end - start for start, end in itertools.pairwise(numbers)]
    even = is_status or min(gaps) >= _CLOSEST * (last - first)
    share = (right - left) / (len(numbers) - 1)
    knots = (
        ((first, left), (last, right))
        if even
        else tuple((number, left + at * share) for at, number in enumerate(numbers))
    )
    return Scale(
        knots=knots,
        left=left,
        right=right,
        whole=line.whole,
        goes_on_left=line.low is None,
        goes_on_right=not is_status or last < _PAST_STATUS,
        marked=marked,
        others=others,
        is_even=even,
    )


def _edges(line: NumberLine) -> set[float]:
    """Return the numbers at which something changes, and the witnesses."""
    found: set[float] = set()
    for run in line.runs:
        low, high = run.interval.low, run.interval.high
        found |= {float(end) for end in (low, high) if end is not None and not line.whole}
        if line.whole:
            found |= {float(low)} if low is not None else set()
            found |= {float(high + 1)} if high is not None else set()
    if line.high is None:
        found |= {float(mark.at) for mark in line.marks if mark.at is not None}
    return found


def _marked(line: NumberLine) -> set[Point]:
    """Return the numbers that get a tick: where runs begin; of one number alone that number."""
    found: set[Point] = set()
    behind: Point | None = None
    for run in line.runs:
        low, high = run.interval.low, run.interval.high
        if line.whole:
            first = line.low if low is None else low
            alone = first is not None and first == high
            if first is not None and first != behind and (low is not None or alone):
                found.add(first)
            behind = first + 1 if alone and first is not None else None
        else:
            found |= {end for end in (low, high) if end is not None}
    return found


def _ends(line: NumberLine, edges: list[float]) -> tuple[float, float]:
    """Return the first and the last number that are drawn of a line without ends."""
    if not edges:
        return (float(line.low), float(line.low) + 10.0) if line.low is not None else (0.0, 10.0)
    low, high = edges[0], edges[-1]
    if line.low is not None:
        return float(line.low), high + max((high - line.low) * _AROUND, 2.0)
    around = (high - low or abs(high) or 1.0) * _AROUND
    if len(edges) < _MANY_KNOTS:
        around = max(around, 1.0)
    return low - around, high + around
