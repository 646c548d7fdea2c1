"""Whole packs: does something pass all gates of one pack and fail a gate of the other?

A gate is harmless beside others if, wherever it applies, some of them apply as well and together
imply it. That needs two proofs: that the others apply (`scopes.covers`), and that no response
passes them all and fails the gate (`corners.corner_of`). To leave others out of account makes more
seem possible than is, so what is proven of some of them is true of all.

A gate that bites is shown by an exchange to which it applies, and a response that it fails, while
every other gate that applies to that exchange passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from toolkit.gates.condition import Condition, MetaIs, TagsContain
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.compare import SAME, Gate
from toolkit.gates.decision.corners import corner_of
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.responses import Made
from toolkit.gates.decision.scopes import covers, exchanges
from toolkit.gates.decision.verdicts import Comparison, Effect, Witness, concluded
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, condition_matches
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import Assertion, PlainQuery, QueryName

MOST_GATHERINGS = 8
"""So many sets of gates that meet in an exchange are tried for one gate, the smallest first."""
MOST_CONDITIONS = 24
"""So many other conditions are looked at for an exchange in which fewer gates meet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate does beside others, with what shows it, or why it is not known.

    ``by`` are those of the others that together imply it; none, where nothing ever fails it.
    ``meets`` are those that apply to the exchange of the witness; all of them pass there.
    """

    gate: Gate
    effect: Effect
    witness: Witness | None = None
    reason: str = ""
    by: tuple[Gate, ...] = ()
    meets: tuple[Gate, ...] = ()


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
    before, after = frozenset(old), frozenset(new)
    added = tuple(_one(gate, old, before) for gate in new)
    removed = tuple(_one(gate, new, after) for gate in old)
    if before == after:
        return PackComparison(SAME, added, removed)
    return PackComparison(related(added, removed), added, removed)


def related(added: Iterable[Finding], removed: Iterable[Finding]) -> Comparison:
    """Read the two directions: one gate that bites is enough, one that may bite leaves it open."""
    added, removed = tuple(added), tuple(removed)

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


def _one(gate: Gate, others: Sequence[Gate], known: frozenset[Gate]) -> Finding:
    return Finding(gate, Effect.IMPLIED, by=(gate,)) if gate in known else beside(gate, others)


def beside(gate: Gate, others: Sequence[Gate]) -> Finding:
    """Return what a gate does beside others."""
    others = tuple(dict.fromkeys(others))
    for other in others:
        if other.assertion == gate.assertion and covers(other.condition, gate.condition):
            return Finding(gate, Effect.IMPLIED, by=(other,))
    reason = unknowns(gate.assertion)
    if reason:
        return Finding(gate, Effect.UNKNOWN, reason=reason)
    try:
        return _Beside(gate, others).found()
    except NotModelledError as error:
        return Finding(gate, Effect.UNKNOWN, reason=str(error))
    except UnsupportedError as error:
        return Finding(gate, Effect.UNKNOWN, reason=error.reason)


def exclude_one_another(gates: Sequence[Gate]) -> bool:
    """Return whether it is proven that no response passes all of some gates."""
    known = [gate.assertion for gate in gates if not _unknowns(gate.assertion)]
    try:
        return bool(known) and not corner_of(known, tuple(True for _ in known)).possible
    except (NotModelledError, UnsupportedError):
        return False


class _Beside:
    """The question what a gate does beside others that are not the same."""

    def __init__(self, gate: Gate, others: Sequence[Gate]) -> None:
        self.gate = gate
        self.others = others
        self.opaque = frozenset(other for other in others if _unknowns(other.assertion))

    def found(self) -> Finding:
        """Return the answer.

        Raises:
            NotModelledError: it is outside the model.
            UnsupportedError: the evaluator refuses to say.
        """
        always = [
            other
            for other in self.others
            if other not in self.opaque and covers(other.condition, self.gate.condition)
        ]
        found = self._among(always)
        if found.effect is Effect.IMPLIED:
            return found
        reason = found.reason
        for exchange, there in self._gatherings():
            if self.opaque and not self.opaque.isdisjoint(there):
                reason = reason or "a gate beside it depends on what only the consumer knows"
                continue
            here = found if there == always else self._among(there)
            shown = None if here.witness is None else self._placed(here.witness, exchange, there)
            if shown is not None:
                return replace(here, witness=shown, meets=tuple(there))
            reason = here.reason or "no address is known that the gates read and apply to"
        return Finding(
            self.gate, Effect.UNKNOWN, reason=reason or "no exchange is known where it bites"
        )

    def _among(self, there: Sequence[Gate]) -> Finding:
        """Return whether a response can fail the gate and pass some others."""
        asked = [self.gate.assertion, *(one.assertion for one in there)]
        corner = corner_of(asked, (False, *(True for _ in there)))
        if not corner.possible:
            by = tuple(there[number - 1] for number in sorted(corner.core - {0}))
            return Finding(self.gate, Effect.IMPLIED, by=by)
        if corner.made is None:
            return Finding(self.gate, Effect.UNKNOWN, reason=corner.reason)
        return Finding(self.gate, Effect.BITES, _witness(self.gate, corner.made))

    def _placed(
        self, witness: Witness, exchange: Exchange, there: Sequence[Gate]
    ) -> Witness | None:
        """Return a witness whose response comes from where the exchange goes, or was redirected."""
        response = witness.response
        if response is None:
            return None
        if not any(_reads_url(one.assertion) for one in (self.gate, *there)):
            return replace(witness, exchange=exchange, response=replace(response, url=exchange.url))
        if response.redirects:
            return replace(witness, exchange=exchange)
        url = response.url or ""
        moved = replace(exchange, url=url, path=urlsplit(url).path or "/")
        applies = [one for one in self.others if condition_matches(one.condition, moved)]
        if applies == [*there] and condition_matches(self.gate.condition, moved):
            return replace(witness, exchange=moved)
        stays = replace(response, url=exchange.url)
        verdicts = [
            evaluate(one.assertion, stays, witness.variables, now=NOW).passed
            for one in (self.gate, *there)
        ]
        if verdicts == [False, *(True for _ in there)]:
            return replace(witness, exchange=exchange, response=stays)
        return None

    def _gatherings(self) -> Iterator[tuple[Exchange, list[Gate]]]:
        """Yield exchanges to which the gate applies, one for each set of others that do as well."""
        found: dict[tuple[int, ...], Exchange] = {}
        conditions = dict.fromkeys(
            (self.gate.condition, *(other.condition for other in self.others))
        )
        for condition in [*conditions][: MOST_CONDITIONS + 1]:
            for exchange in _exchanges(self.gate.condition, condition):
                if not _is_clear(exchange, conditions):
                    continue
                there = [
                    number
                    for number, other in enumerate(self.others)
                    if condition_matches(other.condition, exchange)
                ]
                found.setdefault(tuple(there), exchange)
        fewest = sorted(found, key=len)[:MOST_GATHERINGS]
        yield from ((found[there], [self.others[number] for number in there]) for there in fewest)


def _witness(gate: Gate, made: Made) -> Witness:
    outcome = evaluate(gate.assertion, made.response, made.variables, now=NOW)
    return Witness(response=made.response, variables=made.variables, now=NOW, old=True, new=outcome)


def _reads_url(assertion: Assertion) -> bool:
    return assertion.query == PlainQuery(QueryName.URL)


def _is_clear(exchange: Exchange, conditions: Iterable[Condition]) -> bool:
    """Whether all agree which gates apply: tags may be an entry of the metadata, or not."""
    if "tags" in exchange.meta:
        return not any(isinstance(one, TagsContain) for one in conditions)
    return not exchange.tags or not any(
        isinstance(one, MetaIs) and one.key == "tags" for one in conditions
    )


@lru_cache(maxsize=4096)
def _unknowns(assertion: Assertion) -> str:
    return unknowns(assertion)


@lru_cache(maxsize=1024)
def _exchanges(mine: Condition, other: Condition) -> tuple[Exchange, ...]:
    try:
        found = exchanges(mine, other)
        return tuple(exchange for exchange in found if condition_matches(mine, exchange))
    except TooHard:
        return ()
