"""Advice on gates that other gates of the pack make idle: whatever passes those passes it as well.

Only gates that read the same can imply one another in a way that a maintainer overlooks, and only
where they apply to as much and are enforced as strictly. Most packs have few of these, and of
plain numbers it is seen at once that they do not: the decision, which takes longer to load than a
pack to check, is asked about the rest.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.faults import Fault, Severity
from toolkit.gates.condition import (
    Always,
    Condition,
    MethodIs,
    PathContains,
    PathStartsWith,
    UrlContains,
)
from toolkit.gates.nodes import (
    Assertion,
    Integer,
    Query,
    TextQuery,
    TextQueryName,
    ValuePredicate,
    ValuePredicateName,
)
from toolkit.pack.model import Gate, Policy
from toolkit.spans import Location

MOST_QUESTIONS = 32
"""Gates of one pack that the decision is asked about."""
MOST_OTHERS = 12
"""Gates that one of them is compared with."""
_MOST_NAMED = 3


@dataclass(slots=True)
class Comparisons:
    """The gates of a pack, each with those that could make it idle."""

    policy: Policy
    by_query: dict[object, list[Gate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for gate in self.policy.gates:
            self.by_query.setdefault(_reads(gate.assertion.query), []).append(gate)

    def others(self, gate: Gate) -> list[Gate]:
        """Return the gates that could make one idle."""
        return [
            other
            for other in self.by_query[_reads(gate.assertion.query)]
            if other is not gate and _takes_the_place(other, gate)
        ]

    def questions(self) -> list[Gate]:
        """Return the gates for which the decision is needed."""
        found = ((gate, self.others(gate)) for gate in self.policy.gates)
        return [gate for gate, others in found if _is_open(gate, others[:MOST_OTHERS])]


def advise_on_implied_gates(
    comparisons: Comparisons, idle: Collection[Location] = ()
) -> Iterator[Fault]:
    """Yield every gate that is proven to be implied by others, the later one of two that are equal.

    Gates at places that are ``idle`` already are left alone. Where there is more to ask than is
    asked, that is said as well.
    """
    found: list[Fault] = []
    gone = {gate.id for gate in comparisons.policy.gates if _place(gate) in idle}
    asked, left_out = 0, 0
    for gate in reversed(comparisons.policy.gates):
        if gate.id in gone:
            continue
        others = [other for other in comparisons.others(gate) if other.id not in gone]
        by: Sequence[Gate] = [one for one in others if one.assertion == gate.assertion][:1]
        if not by and _is_open(gate, others[:MOST_OTHERS]):
            asked += 1
            by = _implied_by(gate, others[:MOST_OTHERS]) if asked <= MOST_QUESTIONS else ()
        left_out += not by and (asked > MOST_QUESTIONS or len(others) > MOST_OTHERS)
        if by:
            gone.add(gate.id)
            found.append(_fault(gate, by))
    yield from reversed(found)
    if left_out:
        yield Fault(
            code="gates-not-all-compared",
            message=f"{left_out} gates were not compared with all others that read the same",
            where=Location(comparisons.policy.entrypoint),
            hint="more gates ask the same header or value than is usual: several may be one",
            severity=Severity.ADVICE,
        )


def _implied_by(gate: Gate, others: Sequence[Gate]) -> Sequence[Gate]:
    """Return the gates that are proven to imply one, if some response passes them."""
    from toolkit.gates.decision import compare, packs  # noqa: PLC0415 (a fifth of a second)
    from toolkit.gates.decision.verdicts import Effect  # noqa: PLC0415

    gates = {compare.Gate(other.condition, other.assertion): other for other in reversed(others)}
    found = packs.beside(compare.Gate(gate.condition, gate.assertion), [*gates])
    if found.effect is not Effect.IMPLIED or packs.exclude_one_another(found.by):
        return ()
    return [other for one, other in reversed(gates.items()) if one in found.by]


def _place(gate: Gate) -> Location:
    return gate.where.get("gate", gate.at)


def _fault(gate: Gate, by: Sequence[Gate]) -> Fault:
    names = [one.id for one in by[:_MOST_NAMED]]
    more = [f"{len(by) - _MOST_NAMED} more"] if len(by) > _MOST_NAMED else []
    listed = " and ".join([*names, *more])
    return Fault(
        code="gate-implied-by-another",
        message=f"{gate.id} adds nothing: whatever passes {listed} passes it",
        where=_place(gate),
        hint="ask for more, or keep it only if consumers override the other",
        severity=Severity.ADVICE,
    )


def _reads(query: Query) -> object:
    """Return what a query reads, as a key; the case of a header's name means nothing."""
    if isinstance(query, TextQuery) and query.name is TextQueryName.HEADER:
        return (query.name, (query.argument.literal or "").lower())
    return query


def _takes_the_place(other: Gate, gate: Gate) -> bool:
    """Whether a gate applies wherever another does, and binds consumers as much."""
    binds = other.enforcement >= gate.enforcement and (other.final or not gate.final)
    return binds and _covers(other.condition, gate.condition)


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Whether a condition surely applies wherever another does."""
    match wide, narrow:
        case (Always(), _):
            return True
        case (PathContains(part), PathContains(more) | PathStartsWith(more)):
            return part in more
        case (PathStartsWith(part), PathStartsWith(more)):
            return more.startswith(part)
        case (UrlContains(part), UrlContains(more)):
            return part in more
        case (MethodIs(method), MethodIs(same)):
            return method.upper() == same.upper()
    return wide == narrow


# --- plain numbers ----------------------------------------------------------------------------

_COMPARED: Mapping[ValuePredicateName, Callable[[int, int], bool]] = {
    ValuePredicateName.EQUAL: operator.eq,
    ValuePredicateName.NOT_EQUAL: operator.ne,
    ValuePredicateName.GREATER: operator.gt,
    ValuePredicateName.GREATER_OR_EQUAL: operator.ge,
    ValuePredicateName.LESS: operator.lt,
    ValuePredicateName.LESS_OR_EQUAL: operator.le,
}


def _is_open(gate: Gate, others: Sequence[Gate]) -> bool:
    """Whether only the decision knows if some gates imply another."""
    if not others:
        return False
    asked = [gate.assertion, *(other.assertion for other in others)]
    numbers = [_number(one) for one in asked]
    same = all(one.filters == gate.assertion.filters for one in asked)
    if None in numbers or not same:
        return True
    near = {number + step for number in numbers if number is not None for step in (-1, 0, 1)}
    return not any(
        not _holds(gate.assertion, number)
        and all(_holds(other.assertion, number) for other in others)
        for number in near
        if number >= 0
    )


def _number(assertion: Assertion) -> int | None:
    """Return the whole number that an assertion compares with, if that is all it does."""
    match assertion.predicate:
        case ValuePredicate(name, Integer(number)) if name in _COMPARED:
            return number
    return None


def _holds(assertion: Assertion, number: int) -> bool:
    match assertion.predicate:
        case ValuePredicate(name, Integer(limit)):
            return _COMPARED[name](number, limit) != assertion.negated
    return False
