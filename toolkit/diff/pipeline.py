"""Whole packs, as a pipeline meets them: all gates that block, together.

A gate may refuse more than before and fail nobody, because another one refused that already; and
what it no longer refuses may be refused by another one. `Neighbours` asks of each gate what it does
beside the others, `pipeline` whether anything that passed all blocking gates of the old pack fails
one of the new pack, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from toolkit.diff.relations import Beside, Effect, Judges, Method, Relation, Witness
from toolkit.diff.witnesses import Claim, Shown
from toolkit.gates.decision.verdicts import concluded
from toolkit.pack.model import Enforcement, Gate, Policy

_MOST_NAMED = 3
MOST_ASKED = 64
"""Gates of one pack that are asked about beside the other pack; beyond, nothing is known."""
_TOO_MANY = f"more than {MOST_ASKED} gates differ"


def listed_ids(ids: Sequence[str]) -> str:
    """Return the ids of gates in words; of many the first ones and their number."""
    named = [*ids[:_MOST_NAMED]]
    if len(ids) > _MOST_NAMED:
        named.append(f"{len(ids) - _MOST_NAMED} more")
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


class Neighbours:
    """What each gate of a policy does beside those of the other that are enforced as strictly."""

    def __init__(self, old: Policy, new: Policy, judges: Judges) -> None:
        self._old = _Side(old, judges)
        self._new = _Side(new, judges)

    def coming(self, gate: Gate) -> Neighbour:
        """Return what a gate of the new pack does beside the old one."""
        return self._old.beside(gate)

    def going(self, gate: Gate) -> Neighbour:
        """Return what a gate of the old pack does beside the new one."""
        return self._new.beside(gate)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a gate does beside some others: ``by`` imply it, ``meets`` pass the witness."""

    gate: Gate
    effect: Effect
    by: tuple[Gate, ...] = ()
    witness: Witness | None = None
    meets: tuple[Gate, ...] = ()
    reason: str = ""
    is_asked: bool = True
    """Whether there was something to ask: the same gate implies itself."""

    @property
    def covered_by(self) -> tuple[str, ...] | None:
        """The ids of those that imply it; None if nothing is proven."""
        return tuple(one.id for one in self.by) if self.effect is Effect.IMPLIED else None


class _Side:
    """The gates of one pack, to be asked about gates of the other."""

    def __init__(self, policy: Policy, judges: Judges) -> None:
        self._judges = judges
        self._gates = {
            level: [gate for gate in policy.gates if gate.enforcement >= level]
            for level in Enforcement
        }
        self._same = {
            level: {(gate.condition, gate.assertion): gate for gate in reversed(gates)}
            for level, gates in self._gates.items()
        }
        self._answers: dict[str, Neighbour] = {}
        self._asked = 0

    def beside(self, gate: Gate) -> Neighbour:
        """Return what a gate of the other pack does beside those of this one."""
        if gate.id not in self._answers:
            self._answers[gate.id] = self._answer(gate)
        return self._answers[gate.id]

    def _answer(self, gate: Gate) -> Neighbour:
        same = self._same[gate.enforcement].get((gate.condition, gate.assertion))
        if same is not None:
            return Neighbour(gate, Effect.IMPLIED, by=(same,), is_asked=False)
        self._asked += 1
        if self._asked > MOST_ASKED:
            return Neighbour(gate, Effect.UNKNOWN, reason=_TOO_MANY)
        others = self._gates[gate.enforcement]
        found: Beside = self._judges.beside(
            (gate.condition, gate.assertion), [(one.condition, one.assertion) for one in others]
        )
        return Neighbour(
            gate,
            found.effect,
            tuple(others[number] for number in found.by),
            found.witness,
            tuple(others[number] for number in found.meets),
            found.reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """How what two packs let pass relates, as far as their gates block.

    ``witness`` passed all blocking gates of the old pack, of which ``passed`` applied, and the
    gate ``refused_by`` of the new one refuses it; ``reverse_witness`` was refused by
    ``was_refused_by`` and passes all of the new pack, of which ``passes`` apply.
    """

    relation: Relation
    method: Method
    reason: str = ""
    witness: Shown | None = None
    refused_by: str = ""
    passed: tuple[str, ...] = ()
    reverse_witness: Shown | None = None
    was_refused_by: str = ""
    passes: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The witnesses that there are."""
        return tuple(one for one in (self.witness, self.reverse_witness) if one is not None)

    @property
    def can_fail(self) -> bool | None:
        """Whether something that passed all gates can fail one; None if that is not known."""
        if self.witness is not None:
            return True
        return False if self.relation in (Relation.EQUAL, Relation.LOOSER) else None


def pipeline(old: Policy, new: Policy, neighbours: Neighbours) -> Pipeline:
    """Return how the blocking gates of two policies relate, all of them together."""
    there = _Direction.of(new, neighbours.coming)
    back = _Direction.of(old, neighbours.going)
    relation = concluded(
        stricter=there.witness,
        looser=back.witness,
        maybe_stricter=there.may_bite,
        maybe_looser=back.may_bite,
        reason="",
    ).relation
    if relation is Relation.UNDECIDED:
        method = Method.ABSTAINED
    elif there.is_asked or back.is_asked:
        method = Method.DECIDED
    else:
        texts = (_texts(old), _texts(new))
        method = Method.IDENTICAL_TEXT if texts[0] == texts[1] else Method.NORMAL_FORM
    return Pipeline(
        relation=relation,
        method=method,
        reason="; ".join(dict.fromkeys(filter(None, (there.reason, back.reason)))),
        witness=_shown(there.bites, (None, Enforcement.BLOCK)),
        refused_by=there.bites.gate.id if there.bites else "",
        passed=tuple(gate.id for gate in there.bites.meets) if there.bites else (),
        reverse_witness=_shown(back.bites, (Enforcement.BLOCK, None)),
        was_refused_by=back.bites.gate.id if back.bites else "",
        passes=tuple(gate.id for gate in back.bites.meets) if back.bites else (),
    )


@dataclass(frozen=True, slots=True)
class _Direction:
    """The blocking gates of one pack beside those of the other: the first that bites, if any."""

    bites: Neighbour | None
    reason: str
    is_unknown: bool
    is_asked: bool

    @property
    def witness(self) -> Witness | None:
        """What shows that a gate bites."""
        return self.bites.witness if self.bites else None

    @property
    def may_bite(self) -> bool:
        """Whether it is not proven that none does."""
        return self.bites is not None or self.is_unknown

    @classmethod
    def of(cls, policy: Policy, ask: Callable[[Gate], Neighbour]) -> _Direction:
        seen: list[Neighbour] = []
        for gate in sorted(_blocking(policy), key=lambda gate: gate.id):
            found = ask(gate)
            if found.effect is Effect.BITES:
                return cls(found, "", is_unknown=False, is_asked=True)
            seen.append(found)
        unknown = [one.reason for one in seen if one.effect is Effect.UNKNOWN]
        asked = any(one.is_asked for one in seen)
        reason = "; ".join(dict.fromkeys(unknown))
        return cls(None, reason, is_unknown=bool(unknown), is_asked=asked)


def _blocking(policy: Policy) -> Iterable[Gate]:
    return (gate for gate in policy.gates if gate.enforcement is Enforcement.BLOCK)


def _texts(policy: Policy) -> set[tuple[str, str]]:
    return {(gate.condition_text, gate.assertion_text) for gate in _blocking(policy)}


def _shown(
    found: Neighbour | None, levels: tuple[Enforcement | None, Enforcement | None]
) -> Shown | None:
    """Return the witness with everything that is claimed of it: one gate fails, all others pass."""
    if found is None or found.witness is None or found.witness.response is None:
        return None
    return Shown(
        exchange=found.witness.exchange,
        response=found.witness.response,
        claims=(
            Claim(found.gate.assertion_text, found.gate.assertion, holds=False),
            *(Claim(one.assertion_text, one.assertion, holds=True) for one in found.meets),
        ),
        old=levels[0],
        new=levels[1],
        conditions=(found.gate.condition,),
        variables=found.witness.variables,
    )
