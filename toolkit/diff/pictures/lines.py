"""The accepted numbers, exactly: cut where a verdict may change, evaluated between the cuts.

Statuses are few, so each is asked of the evaluator. Other numbers are cut as the decision cuts
them (`toolkit.gates.decision.numbers`): a predicate looks into a number only by comparing it, so
between two neighbouring cuts no verdict changes, and one number speaks for all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import ceil, floor
from typing import TypeAlias

from toolkit.diff.pictures.model import Interval, Point, Run, Said
from toolkit.gates.decision.chains import Chain
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.lines import Doubles, Integers
from toolkit.gates.decision.numbers import Line, cuts
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.numbers import Float, Integer
from toolkit.gates.evaluation.response import Response
from toolkit.gates.nodes import Assertion

Judge: TypeAlias = Callable[[Point], Said]
Asked: TypeAlias = "Assertion | bool | None"
"""An assertion; or what is known without one: True, everything passes; None, it is unknown."""
Stretch: TypeAlias = "tuple[int, int, Said]"
"""The first and the last place of a line that are said alike, and what is said."""

STATUSES = range(200, 1000)
"""What a final response may have; 101 stands beside the line (`bins`)."""
_RESPONSES = tuple(Response(status=status) for status in STATUSES)
_EXACT = 2**53
"""Up to here every whole number is a double of its own."""
MOST_RUNS = 24
"""More than a picture can show."""


def of_statuses(old: Asked, new: Asked) -> tuple[Run, ...]:
    """Return the runs of all statuses, each of which is evaluated.

    Raises:
        UnsupportedError: the evaluator refuses one of the assertions.
    """
    line = Integers(STATUSES.start, STATUSES.stop - 1)
    said = zip(_of_each(old), _of_each(new), strict=True)
    places = ((status, status, one) for status, one in zip(STATUSES, said, strict=True))
    return of_integers(line, joined(places))


@functools.lru_cache(maxsize=512)
def _of_each(asked: Asked) -> tuple[bool | None, ...]:
    if not isinstance(asked, Assertion):
        return (asked,) * len(STATUSES)
    return tuple(evaluate(asked, response, {}).passed for response in _RESPONSES)


def status_said(asked: Asked, status: int) -> bool | None:
    """Return whether a response with a status passes."""
    if not isinstance(asked, Assertion):
        return asked
    return evaluate(asked, Response(status=status), {}).passed


def joined(pieces: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches with neighbours that are said alike as one."""
    found: list[Stretch] = []
    for said, group in groupby(pieces, key=lambda one: one[2]):
        same = list(group)
        found.append((same[0][0], same[-1][1], said))
    return found


def stretches(line: Integers | Doubles, chains: Sequence[Chain], judge: Judge) -> list[Stretch]:
    """Return the stretches of a line on which no chain changes its word.

    Raises:
        NotModelledError: a step of a chain is no conversion between numbers.
        UnsupportedError: the evaluator refuses to say.
    """
    places = {line.low}
    for chain in chains:
        places.update(place for place in cuts(line, chain) if line.low <= place <= line.high)
    starts = sorted(places)
    ends = [start - 1 for start in starts[1:]] + [line.high]
    return joined(
        (start, end, judge(line.at(start))) for start, end in zip(starts, ends, strict=True)
    )


def of_integers(line: Integers, found: Sequence[Stretch]) -> tuple[Run, ...]:
    """Return the runs of whole numbers; where the line ends there is no end."""
    return tuple(
        Run(
            Interval(
                None if start == line.low else start,
                None if end == line.high else end,
            ),
            said,
        )
        for start, end, said in found
    )


def of_doubles(line: Doubles, found: Sequence[Stretch]) -> tuple[Run, ...]:
    """Return the runs of doubles, with the ends that a person would name.

    Between two neighbouring doubles there is none, so "from the double after 1.5 on" is "more than
    1.5": of the two the one with fewer digits is the end, and it is open where it is outside.
    """
    runs = []
    for start, end, said in found:
        low, low_open = _end(line, start, start - 1) if start > line.low else (None, False)
        high, high_open = _end(line, end, end + 1) if end < line.high else (None, False)
        runs.append(Run(Interval(low, high, low_open, high_open), said))
    return tuple(runs)


def _end(line: Doubles, inside: int, outside: int) -> tuple[float, bool]:
    within, without = line.at(inside) + 0.0, line.at(outside) + 0.0
    is_open = len(repr(without)) < len(repr(within))
    return (without if is_open else within), is_open


def agree(whole: Sequence[Run], doubles: Sequence[Run]) -> bool:
    """Whether both kinds of numbers are said alike wherever they are the same number."""
    ends = {end for run in (*whole, *doubles) for end in (run.interval.low, run.interval.high)}
    if any(end is not None and abs(end) > _EXACT for end in ends):
        return False
    return _clipped(whole) == _clipped(doubles)


def _clipped(runs: Sequence[Run]) -> list[Stretch]:
    """Return what is said of the whole numbers that are exact as doubles."""
    found = []
    for run in runs:
        low, high = run.interval.low, run.interval.high
        first = -_EXACT if low is None else max(-_EXACT, floor(low) + 1)
        if low is not None and not run.interval.low_open:
            first = max(-_EXACT, ceil(low))
        last = _EXACT if high is None else min(_EXACT, ceil(high) - 1)
        if high is not None and not run.interval.high_open:
            last = min(_EXACT, floor(high))
        if first <= last:
            found.append((first, last, run.said))
    return joined(found)


def number_of(value: Point) -> Integer | Float:
    """Return a number as the evaluator has it."""
    return Integer(value) if isinstance(value, int) else Float(value)


def runs_of(
    lines: Sequence[Line], chains: Sequence[Chain], judge: Judge
) -> tuple[list[tuple[Line, tuple[Run, ...]]], list[Line]]:
    """Return the runs of every line, and the lines of which they cannot be told or shown.

    Whole numbers and doubles are one line where they agree.

    Raises:
        UnsupportedError: the evaluator refuses to say.
    """
    found: list[tuple[Line, tuple[Run, ...]]] = []
    untold = []
    for line in lines:
        try:
            places = stretches(line.line, chains, judge)
        except NotModelledError:
            untold.append(line)
            continue
        runs = (
            of_integers(line.line, places)
            if isinstance(line.line, Integers)
            else of_doubles(line.line, places)
        )
        if len(runs) > MOST_RUNS:
            untold.append(line)
            continue
        found.append((line, runs))
    whole = [one for one in found if isinstance(one[0].line, Integers)]
    doubles = [one for one in found if isinstance(one[0].line, Doubles)]
    if len(whole) == len(doubles) == 1 and agree(whole[0][1], doubles[0][1]):
        return doubles, untold
    return found, untold
