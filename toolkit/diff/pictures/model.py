"""What can be drawn of a finding, as plain values."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = "int | float"


def number_words(number: Point) -> str:
    """Return a number as a person writes it: no ``.0`` behind a whole one."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    return str(number)


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends; None is no end, but that of everything there is."""

    low: Point | None = None
    high: Point | None = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, number: Point) -> bool:
        above = self.low is None or (
            number > self.low or (number == self.low and not self.low_open)
        )
        below = self.high is None or (
            number < self.high or (number == self.high and not self.high_open)
        )
        return above and below

    def words(self, unit: str = "") -> str:
        """Return the interval in words: ``up to 499``, ``more than 1.5 ms``, ``400 to 499``."""
        behind = f" {unit}" if unit else ""
        low, high = (
            None if end is None else f"{number_words(end)}{behind}" for end in (self.low, self.high)
        )
        if low is None and high is None:
            return "any number"
        if high is None:
            return f"more than {low}" if self.low_open else f"{low} and more"
        if low is None:
            return f"less than {high}" if self.high_open else f"up to {high}"
        if low == high:
            return str(low)
        if not self.low_open and not self.high_open:
            return f"{str(low).removesuffix(behind)} to {high}"
        start = f"more than {low}" if self.low_open else f"from {low}"
        return f"{start} and {'less than' if self.high_open else 'up to'} {high}"


class Standing(enum.Enum):
    """What one version of a gate says here."""

    ASKED = "asked"
    NO_GATE = "no gate"
    """There is no such gate in this version: everything passes."""
    UNKNOWN = "unknown"
    """It depends on what the consumer says."""
    ELSEWHERE = "elsewhere"
    """It asks for something else, and has a picture of its own."""


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what it is called, how it stands, and what it asks in words."""

    name: str
    standing: Standing
    words: str = ""


Sides: TypeAlias = "tuple[Side, Side]"
Said: TypeAlias = "tuple[bool | None, bool | None]"
"""Whether old and new pass; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A witness where it stands: its value, and what is shown by it."""

    value: str
    fails: bool
    """Whether it newly fails; otherwise it newly passes, or counts less."""
    at: Point | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers without a gap of which all is said alike."""

    interval: Interval
    said: Said


class Verdict(enum.Enum):
    """What a version says of a kind of values."""

    PASS = "passes"  # noqa: S105  a verdict
    FAIL = "fails"
    SOME = "some pass"
    UNKNOWN = "not known"


class Turn(enum.Enum):
    """What became of a kind of values."""

    SAME = "no change"
    FAILS = "newly fails"
    PASSES = "newly passes"
    SOME_FAIL = "some newly fail"
    SOME_PASS = "some newly pass"  # noqa: S105  a verdict
    BOTH = "some newly fail, some newly pass"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Bin:
    """A kind of values beside the line: missing, text, a list, ...

    ``said`` has every combination of verdicts that some value of the kind has.
    """

    labels: tuple[str, ...]
    said: frozenset[Said]
    marks: tuple[Mark, ...] = ()

    @property
    def label(self) -> str:
        """The kinds in words."""
        return ", ".join(self.labels)

    def verdict(self, side: int) -> Verdict:
        """Return what old (0) or new (1) says."""
        found = {said[side] for said in self.said}
        if None in found:
            return Verdict.UNKNOWN
        return Verdict.SOME if len(found) > 1 else Verdict.PASS if True in found else Verdict.FAIL

    @property
    def turn(self) -> Turn:
        """What became of these values."""
        if any(None in said for said in self.said):
            return Turn.UNKNOWN
        fails, passes = (True, False) in self.said, (False, True) in self.said
        if fails and passes:
            return Turn.BOTH
        if fails:
            return Turn.FAILS if len(self.said) == 1 else Turn.SOME_FAIL
        if passes:
            return Turn.PASSES if len(self.said) == 1 else Turn.SOME_PASS
        return Turn.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """A gate whose word depends on one number: what old and new accept, exactly.

    ``runs`` cover every number there can be, in order. ``whole`` says that there are only whole
    numbers; ``low`` and ``high`` are the ends of what there can be, if a person knows them.
    """

    subject: str
    sides: Sides
    unit: str
    whole: bool
    low: Point | None
    high: Point | None
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...] = ()
    bins: tuple[Bin, ...] = ()
    note: str = ""
    """What is left out of the picture."""
    words: str = ""

    def accepted(self, side: int) -> tuple[Interval, ...]:
        """Return what old (0) or new (1) accepts."""
        return self.where(lambda said: said[side] is True)

    @property
    def newly_failing(self) -> tuple[Interval, ...]:
        """The numbers that passed and fail."""
        return self.where(lambda said: said == (True, False))

    @property
    def newly_passing(self) -> tuple[Interval, ...]:
        """The numbers that failed and pass."""
        return self.where(lambda said: said == (False, True))

    def where(self, test: Callable[[Said], bool]) -> tuple[Interval, ...]:
        """Return the numbers of which something is said; neighbours are one interval."""
        found: list[Interval] = []
        touching = False
        for run in self.runs:
            if test(run.said):
                one, last = run.interval, found[-1] if touching else None
                if last is not None:
                    found[-1] = Interval(last.low, one.high, last.low_open, one.high_open)
                else:
                    found.append(one)
            touching = test(run.said)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A gate that asks what kind of thing there is, if any."""

    subject: str
    sides: Sides
    bins: tuple[Bin, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A value that shows a verdict; a witness is one that is talked about elsewhere too."""

    text: str
    is_witness: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """A gate that looks into a text: what it asks in words, and examples."""

    subject: str
    sides: Sides
    passes_both: tuple[Example, ...] = ()
    newly_fails: tuple[Example, ...] = ()
    newly_passes: tuple[Example, ...] = ()
    possible: frozenset[Said] = frozenset()
    """The verdicts that some text may have, whether one is known or not."""
    bins: tuple[Bin, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a gate applies: both conditions in words, and exchanges that come and go."""

    sides: Sides
    comes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A step up or down: the steps from the weakest, and which one old and new stand on."""

    subject: str
    sides: Sides
    steps: tuple[tuple[str, str], ...]
    """Each step with what it means."""
    old: int
    new: int
    words: str = ""


Picture: TypeAlias = "NumberLine | Presence | Patterns | Scope | Ladder"
