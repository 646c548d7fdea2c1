"""How two forms of one gate relate: the seam to the decision procedure.

`compare` asks two questions about a gate: did its scope change (the exchanges
that it applies to), and did its acceptance (the responses that it lets pass)?
`Judges` says who answers; by default that is `toolkit.gates.decision`, which is
loaded when the first question is asked. A third question, what an assertion
refuses at all, is asked of gates that come, go or begin to block.

A fourth question is asked of whole packs: does a gate refuse anything that others
do not refuse as well?

A relation is always read from the consumer's side, old to new: ``STRICTER``
means that the new form asks more of them, in scope (it applies to more
exchanges) as in acceptance (it lets fewer responses pass).
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.gates.condition import Condition
from toolkit.gates.decision.verdicts import Comparison, Effect, Relation, Witness
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion

__all__ = ["IDENTICAL", "Effect", "Judges", "Method", "Relation", "Verdict", "Witness"]

_ALWAYS_PASSES = "version exists"
"""Every response has one, and few gates look at it."""
_REMEMBERED = 4096


class Method(enum.Enum):
    """How a relation is known: those of the decision, and what a comparison of packs knows."""

    IDENTICAL_TEXT = "identical-text"
    NORMAL_FORM = "normal-form"
    """The canonical forms are the same."""
    DECIDED = "decided"
    """By an exact procedure."""
    DECLARED = "declared"
    """The maintainer says so, and nothing contradicts."""
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A relation, how it is known, where it is not, why, and what shows each direction.

    ``witness`` shows that the new form asks more, ``reverse_witness`` that it asks less.
    """

    relation: Relation
    method: Method
    reason: str = ""
    witness: Witness | None = None
    reverse_witness: Witness | None = None


IDENTICAL = Verdict(Relation.EQUAL, Method.IDENTICAL_TEXT)


@functools.lru_cache(maxsize=_REMEMBERED)
def judge_scope(old: Condition, new: Condition) -> Verdict:
    """Return how the scopes of two conditions relate."""
    from toolkit.gates.decision.scopes import compare_scopes  # noqa: PLC0415 (loads automata)

    return _verdict(compare_scopes(old, new))


@functools.lru_cache(maxsize=_REMEMBERED)
def judge_acceptance(old: Assertion, new: Assertion) -> Verdict:
    """Return how the accepted responses of two assertions relate."""
    from toolkit.gates.decision.compare import (  # noqa: PLC0415 (loads automata and lxml)
        compare_acceptance,
    )

    return _verdict(compare_acceptance(old, new))


Asked: TypeAlias = "tuple[Condition, Assertion]"
"""A gate as far as a comparison looks at it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a gate does beside others, which are known by their numbers.

    ``by`` imply it together; all that ``meets`` names apply to the exchange of the witness, and
    pass there.
    """

    effect: Effect
    by: tuple[int, ...] = ()
    witness: Witness | None = None
    meets: tuple[int, ...] = ()
    reason: str = ""


def judge_beside(gate: Asked, others: Sequence[Asked]) -> Beside:
    """Return what a gate does beside others."""
    from toolkit.gates.decision.compare import Gate  # noqa: PLC0415 (loads automata and lxml)
    from toolkit.gates.decision.packs import beside  # noqa: PLC0415

    there = [Gate(*other) for other in others]
    number = {other: index for index, other in reversed([*enumerate(there)])}
    found = beside(Gate(*gate), there)
    return Beside(
        found.effect,
        tuple(number[one] for one in found.by),
        found.witness,
        tuple(number[one] for one in found.meets),
        found.reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Who answers the questions."""

    scope: Callable[[Condition, Condition], Verdict] = judge_scope
    acceptance: Callable[[Assertion, Assertion], Verdict] = judge_acceptance
    beside: Callable[[Asked, Sequence[Asked]], Beside] = judge_beside

    def refusal(self, assertion: Assertion) -> Verdict:
        """Return how an assertion relates to one that every response passes.

        ``EQUAL``: it refuses nothing; otherwise the witness is a response that it refuses.
        """
        return self.acceptance(parse_assertion(_ALWAYS_PASSES), assertion)


def _verdict(found: Comparison) -> Verdict:
    return Verdict(
        found.relation,
        Method(found.method.value),
        found.reason,
        found.witness,
        found.reverse_witness,
    )
