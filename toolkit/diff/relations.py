"""How two forms of one gate relate: the seam for the decision procedure.

`compare` asks two questions about a gate: did its scope change (the exchanges
that it applies to), and did its acceptance (the responses that it lets pass)?
The answers that stand here compare normal forms and otherwise abstain; whoever
can decide more puts other functions into `Judges`.

A relation is always read from the consumer's side, old to new: ``STRICTER``
means that the new form asks more of them, in scope (it applies to more
exchanges) as in acceptance (it lets fewer responses pass).
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.gates.condition import Condition, print_condition
from toolkit.gates.nodes import Assertion
from toolkit.gates.printer import print_assertion


class Relation(enum.Enum):
    """What became of a scope or an acceptance."""

    EQUAL = "equal"
    STRICTER = "stricter"
    LOOSER = "looser"
    INCOMPARABLE = "incomparable"
    """Stricter for some, looser for others."""
    UNDECIDED = "undecided"
    """Not known; never to be taken for compatible."""


class Method(enum.Enum):
    """How a relation is known."""

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
    """A relation, how it is known, and where it is not, why."""

    relation: Relation
    method: Method
    reason: str = ""


IDENTICAL = Verdict(Relation.EQUAL, Method.IDENTICAL_TEXT)


def judge_scope(old: Condition, new: Condition) -> Verdict:
    """Return how the scopes of two conditions relate."""
    return _by_normal_form(print_condition(old), print_condition(new), "conditions")


def judge_acceptance(old: Assertion, new: Assertion) -> Verdict:
    """Return how the accepted responses of two assertions relate."""
    return _by_normal_form(print_assertion(old), print_assertion(new), "assertions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Who answers the two questions."""

    scope: Callable[[Condition, Condition], Verdict] = judge_scope
    acceptance: Callable[[Assertion, Assertion], Verdict] = judge_acceptance


def _by_normal_form(old: str, new: str, what: str) -> Verdict:
    if old == new:
        return Verdict(Relation.EQUAL, Method.NORMAL_FORM)
    reason = f"the meaning of two {what} is not compared yet, only their normal form"
    return Verdict(Relation.UNDECIDED, Method.ABSTAINED, reason)
