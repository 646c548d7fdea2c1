"""The verdict of a pack on a record, before and after, and the gates that make it change."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.gates.condition import Condition
from toolkit.gates.nodes import Assertion
from toolkit.pack.model import Enforcement, Gate
from toolkit.replay.evaluation import Answer, Examiner
from toolkit.replay.record import HIDDEN, Place

Level: TypeAlias = int
"""-1 for a pass, else the value of the `Enforcement` that fails."""
_PASS: Level = -1


class Verdict(enum.Enum):
    """What a pack, or one gate, makes of a record."""

    PASS = "pass"  # noqa: S105 (no password)
    AUDIT = "audit"
    """A gate fails that only observes."""
    WARN = "warn"
    """A gate fails that warns."""
    FAIL = "fail"
    """A gate fails that blocks."""
    UNKNOWN = "unknown"
    """It depends on something that was not recorded."""
    ABSENT = "absent"
    """There is no such gate; never said of a pack."""


_VERDICTS = {
    _PASS: Verdict.PASS,
    Enforcement.AUDIT_ONLY: Verdict.AUDIT,
    Enforcement.WARN: Verdict.WARN,
    Enforcement.BLOCK: Verdict.FAIL,
}
ORDER = {verdict: level for level, verdict in _VERDICTS.items()}
"""How severe the verdicts are that are known."""


class Change(enum.Enum):
    """Whether a record changes its verdict, whatever was not recorded."""

    SAME = "same"
    CHANGED = "changed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Cause:
    """A gate, by its id, that says something else of a record than before."""

    gate_id: str
    old: Verdict
    new: Verdict


@dataclass(frozen=True, slots=True)
class Unknown:
    """A gate, by its id, whose verdict on a record is not known, and why."""

    gate_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """What two versions of a pack make of a record.

    ``causes`` are the gates that make the verdict another one. ``unknown`` are the gates
    on which a verdict depends that is not known. ``newly_fails``: it certainly passed every block
    gate before, and certainly fails one now.
    """

    place: Place
    old: Verdict
    new: Verdict
    change: Change
    newly_fails: bool
    causes: tuple[Cause, ...] = ()
    unknown: tuple[Unknown, ...] = ()


_Pair: TypeAlias = "tuple[Level, Level]"


def judged(
    examiner: Examiner, old: Mapping[str, Gate], new: Mapping[str, Gate], place: Place
) -> Judgment:
    """Return what the gates of two versions make of a record; the gates are given by their ids."""
    before = {gate_id: examiner.ask(gate) for gate_id, gate in old.items()}
    after = {gate_id: examiner.ask(gate) for gate_id, gate in new.items()}
    floor = (_floor(old, before), _floor(new, after))
    pairs = _possible(floor, _open(old, before, new, after))
    verdicts = _common(first for first, _ in pairs), _common(second for _, second in pairs)
    change = _change(pairs)
    block = Enforcement.BLOCK
    return Judgment(
        place=place,
        old=verdicts[0],
        new=verdicts[1],
        change=change,
        newly_fails=all(first < block == second for first, second in pairs),
        causes=_causes(old, before, new, after, floor) if change is Change.CHANGED else (),
        unknown=(
            *(_unknown(before, old, floor[0]) if verdicts[0] is Verdict.UNKNOWN else ()),
            *(_unknown(after, new, floor[1]) if verdicts[1] is Verdict.UNKNOWN else ()),
        ),
    )


def _floor(gates: Mapping[str, Gate], answers: Mapping[str, Answer]) -> Level:
    """Return the worst level that certainly fails."""
    failing = (
        gates[gate_id].enforcement for gate_id, one in answers.items() if one.passes is False
    )
    return max(failing, default=_PASS)


def _open(
    old: Mapping[str, Gate],
    before: Mapping[str, Answer],
    new: Mapping[str, Gate],
    after: Mapping[str, Answer],
) -> set[_Pair]:
    """Return what lines of unknown outcome would do if they failed: a level before, one after.

    A line that stands in both versions fails in both or in neither.
    """
    levels: dict[tuple[Assertion, Condition | None], list[Level]] = {}
    for side, gates, answers in ((0, old, before), (1, new, after)):
        for gate_id, answer in answers.items():
            if answer.passes is None:
                gate = gates[gate_id]
                # Where it is not known whether a gate applies, its condition decides as well.
                scope = gate.condition if answer.reason == HIDDEN else None
                both = levels.setdefault((gate.assertion, scope), [_PASS, _PASS])
                both[side] = max(both[side], gate.enforcement)
    return {(before_level, after_level) for before_level, after_level in levels.values()}


def _possible(floor: _Pair, changes: Iterable[_Pair]) -> set[_Pair]:
    """Return every pair of levels that some outcome of the unknown lines gives."""
    found = {floor}
    for first, second in changes:
        found |= {(max(one, first), max(other, second)) for one, other in found}
    return found


def _common(levels: Iterable[Level]) -> Verdict:
    distinct = set(levels)
    return _VERDICTS[distinct.pop()] if len(distinct) == 1 else Verdict.UNKNOWN


def _change(pairs: Iterable[_Pair]) -> Change:
    differ = {before != after for before, after in pairs}
    if len(differ) > 1:
        return Change.UNDECIDED
    return Change.CHANGED if differ == {True} else Change.SAME


def _unknown(
    answers: Mapping[str, Answer], gates: Mapping[str, Gate], floor: Level
) -> list[Unknown]:
    """Return the gates that could make a verdict worse than it certainly is."""
    return [
        Unknown(gate_id, answer.reason)
        for gate_id, answer in answers.items()
        if answer.passes is None and gates[gate_id].enforcement > floor
    ]


def _causes(
    old: Mapping[str, Gate],
    before: Mapping[str, Answer],
    new: Mapping[str, Gate],
    after: Mapping[str, Answer],
    floor: _Pair,
) -> tuple[Cause, ...]:
    """Return the gates that give the worse of the two verdicts, and say less on the other side."""
    found = []
    for gate_id in sorted(old.keys() | new.keys()):
        was = gate_verdict(old.get(gate_id), before.get(gate_id))
        now = gate_verdict(new.get(gate_id), after.get(gate_id))
        first, second = _severity(was), _severity(now)
        worse = floor[1] == second > first
        better = floor[0] == first > second
        if worse if floor[1] > floor[0] else better:
            found.append(Cause(gate_id, was, now))
    return tuple(found)


def _severity(verdict: Verdict) -> Level:
    return ORDER.get(verdict, _PASS)


def gate_verdict(gate: Gate | None, answer: Answer | None) -> Verdict:
    """Return what a gate makes of a record, given its answer."""
    if gate is None or answer is None:
        return Verdict.ABSENT
    if answer.passes is None:
        return Verdict.UNKNOWN
    return Verdict.PASS if answer.passes else _VERDICTS[gate.enforcement]
