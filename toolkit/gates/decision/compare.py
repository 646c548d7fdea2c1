"""Old and new: which of two gates is stricter, in scope and in acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.gates.condition import Condition
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.responses import Made
from toolkit.gates.decision.scopes import compare_scopes
from toolkit.gates.decision.spaces import Space, space_of
from toolkit.gates.decision.verdicts import Comparison, Method, Relation, Witness, concluded
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import Assertion

SAME = Comparison(Relation.EQUAL, Method.NORMAL_FORM)
_OLD_ONLY, _NEW_ONLY = (True, False), (False, True)


def compare_acceptance(old: Assertion, new: Assertion) -> Comparison:
    """Return how the responses that two assertions accept relate.

    ``STRICTER`` is a proof that nothing passes the new assertion that failed the old one, with a
    response that passed the old and fails the new one; the others accordingly.
    """
    if old == new:
        return SAME
    found = unknowns(old) or unknowns(new)
    if found:
        return _abstained(found)
    try:
        space = space_of([old, new])
    except NotModelledError as error:
        return _abstained(str(error))
    except UnsupportedError as error:
        return _abstained(error.reason)
    except TooHard as error:
        return _abstained(f"the question is too hard: {error}")
    return _read(space, old, new)


def _abstained(reason: str) -> Comparison:
    return Comparison(Relation.UNDECIDED, Method.ABSTAINED, reason)


def _read(space: Space, old: Assertion, new: Assertion) -> Comparison:
    def witness(bits: tuple[bool, bool]) -> Witness | None:
        made = space.made.get(bits)
        return None if made is None else _witness(made, old, new)

    reasons = {space.reasons.get(bits, "") for bits in (_OLD_ONLY, _NEW_ONLY)} - {""}
    return concluded(
        stricter=witness(_OLD_ONLY),
        looser=witness(_NEW_ONLY),
        maybe_stricter=_OLD_ONLY in space.made,
        maybe_looser=_NEW_ONLY in space.made,
        reason="; ".join(sorted(reasons)),
    )


def _witness(made: Made, old: Assertion, new: Assertion) -> Witness:
    before, after = (evaluate(one, made.response, made.variables, now=NOW) for one in (old, new))
    return Witness(response=made.response, variables=made.variables, now=NOW, old=before, new=after)


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as far as it is compared: where it applies, and what it asks."""

    condition: Condition
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class GateComparison:
    """How two gates relate, in scope and in acceptance."""

    scope: Comparison
    acceptance: Comparison


def compare_gates(old: Gate, new: Gate) -> GateComparison:
    """Return how two gates relate; acceptance is that of the assertions, whatever the scopes."""
    return GateComparison(
        compare_scopes(old.condition, new.condition),
        compare_acceptance(old.assertion, new.assertion),
    )


def always_passes(assertion: Assertion) -> bool:
    """Whether it is proven that no response fails an assertion."""
    return _verdicts(assertion) == {True}


def never_passes(assertion: Assertion) -> bool:
    """Whether it is proven that no response passes an assertion."""
    return _verdicts(assertion) == {False}


def _verdicts(assertion: Assertion) -> set[bool]:
    """Return the verdicts that may be; both, where that cannot be told."""
    if unknowns(assertion):
        return {True, False}
    try:
        return {bits[0] for bits in space_of([assertion]).made}
    except (NotModelledError, UnsupportedError, TooHard):
        return {True, False}
