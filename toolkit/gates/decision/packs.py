"""Whole packs: does something pass all gates of one pack and fail a gate of the other?

A gate is harmless beside others if, wherever it applies, some of them apply as well and together
imply it. That needs two proofs: that the others apply (`scopes.compare_scopes`), and that no
response passes them all and fails the gate (`spaces.corner_of`). To leave others out of account
makes more seem possible than is, so what is proven of some of them is true of all.

A gate that bites is shown by an exchange to which it applies, and a response that it fails, while
every other gate that applies to that exchange passes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.compare import SAME, Gate
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.scopes import compare_scopes, exchanges
from toolkit.gates.decision.spaces import corner_of
from toolkit.gates.decision.verdicts import Comparison, Relation, Witness, concluded
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, condition_matches
from toolkit.gates.languages.errors import TooHard

MOST_EXCHANGES = 40
"""So many exchanges are tried for one gate, those with the fewest other gates first."""


class Effect(enum.Enum):
    """What a gate does beside others."""

    IMPLIED = "implied"
    """Whatever passes the others passes it as well."""
    BITES = "bites"
    """Something passes all others and fails it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate does beside others, with what shows it, or why it is not known."""

    gate: Gate
    effect: Effect
    witness: Witness | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PackComparison:
    """How what two packs let pass relates, and what each gate contributes to it.

    ``added`` are the gates of the new pack beside all of the old one, ``removed`` those of the old
    one beside all of the new one.
    """

    comparison: Comparison
    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]


def compare_packs(old: Sequence[Gate], new: Sequence[Gate]) -> PackComparison:
    """Return how the exchanges and responses that pass all gates of two packs relate.

    ``STRICTER``: whatever passes the new pack passed the old one, and the witness passed the old
    one and fails the new one.
    """
    added = tuple(beside(gate, old) for gate in new)
    removed = tuple(beside(gate, new) for gate in old)
    if all(one.effect is Effect.IMPLIED and not one.reason for one in (*added, *removed)):
        same = {*old} == {*new}
        return PackComparison(SAME if same else _relation(added, removed), added, removed)
    return PackComparison(_relation(added, removed), added, removed)


def _relation(added: Sequence[Finding], removed: Sequence[Finding]) -> Comparison:
    """Read the two directions: one gate that bites is enough, one that may bite leaves it open."""

    def shown(findings: Sequence[Finding]) -> Witness | None:
        return next((one.witness for one in findings if one.witness is not None), None)

    reasons = {one.reason for one in (*added, *removed)} - {""}
    back = shown(removed)
    return concluded(
        stricter=shown(added),
        looser=None if back is None else replace(back, old=back.new, new=back.old),
        maybe_stricter=any(one.effect is not Effect.IMPLIED for one in added),
        maybe_looser=any(one.effect is not Effect.IMPLIED for one in removed),
        reason="; ".join(sorted(reasons)),
    )


def beside(gate: Gate, others: Sequence[Gate]) -> Finding:
    """Return what a gate does beside others."""
    if gate in others or _implied_by_one(gate, others):
        return Finding(gate, Effect.IMPLIED)
    reason = unknowns(gate.assertion)
    if reason:
        return Finding(gate, Effect.UNKNOWN, reason=reason)
    try:
        return _beside(gate, others)
    except (NotModelledError, TooHard) as error:
        return Finding(gate, Effect.UNKNOWN, reason=str(error))
    except UnsupportedError as error:
        return Finding(gate, Effect.UNKNOWN, reason=error.reason)


def _implied_by_one(gate: Gate, others: Sequence[Gate]) -> bool:
    """Whether another one asks the same at least where this one does."""
    same = (other for other in others if other.assertion == gate.assertion)
    return any(_applies_wherever(other, gate) for other in same)


def _applies_wherever(other: Gate, gate: Gate) -> bool:
    relation = compare_scopes(gate.condition, other.condition).relation
    return relation in (Relation.EQUAL, Relation.STRICTER)


def _beside(gate: Gate, others: Sequence[Gate]) -> Finding:
    known = [other for other in others if not unknowns(other.assertion)]
    always = [other.assertion for other in known if _applies_wherever(other, gate)]
    possible, _, reason = corner_of([gate.assertion, *always], _bits(always))
    if not possible:
        return Finding(gate, Effect.IMPLIED)
    for exchange in _exchanges(gate, others):
        there = [one for one in others if condition_matches(one.condition, exchange)]
        if not all(one in known for one in there):
            reason = reason or "a gate beside it depends on what only the consumer knows"
            continue
        asked = [one.assertion for one in there]
        _, made, reason = corner_of([gate.assertion, *asked], _bits(asked))
        if made is not None:
            outcome = evaluate(gate.assertion, made.response, made.variables, now=NOW)
            witness = Witness(exchange, made.response, made.variables, NOW, True, outcome)  # noqa: FBT003
            return Finding(gate, Effect.BITES, witness)
    return Finding(gate, Effect.UNKNOWN, reason=reason or "no exchange is known where it bites")


def _bits(passing: Sequence[object]) -> tuple[bool, ...]:
    return (False, *(True for _ in passing))


def _exchanges(gate: Gate, others: Sequence[Gate]) -> Iterator[Exchange]:
    """Yield exchanges to which a gate applies, first those to which the fewest others do."""
    conditions = {gate.condition: None, **{other.condition: None for other in others}}
    found: list[Exchange] = []
    for condition in conditions:
        for exchange in exchanges(gate.condition, condition):
            if condition_matches(gate.condition, exchange) and exchange not in found:
                found.append(exchange)

    def crowd(exchange: Exchange) -> int:
        return sum(condition_matches(other.condition, exchange) for other in others)

    yield from sorted(found, key=crowd)[:MOST_EXCHANGES]
