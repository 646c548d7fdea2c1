"""One assertion on one response (Hurl 7.1, runner/assert.rs)."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.filters import filtered
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.outcome import Kind, Outcome
from toolkit.gates.evaluation.predicates import judge
from toolkit.gates.evaluation.queries import answer
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Value
from toolkit.gates.nodes import Assertion, Filter


def evaluate(
    assertion: Assertion,
    response: Response,
    variables: Mapping[str, Value] | None = None,
    *,
    now: Moment | None = None,
) -> Outcome:
    """Return what Hurl 7.1 says of ``assertion`` on ``response``.

    ``variables`` are the consumer's (an empty mapping: there are none; None: they are unknown),
    ``now`` is the present time for ``daysAfterNow`` and ``daysBeforeNow``.

    Raises:
        UnsupportedError: the outcome depends on something unknown, or left out here.
    """
    scope = Scope(response, variables, now)
    try:
        value = answer(assertion.query, scope)
        for one in assertion.filters:
            value = _filtered(value, one, scope)
        kind = judge(assertion.predicate, value, scope)
    except FailureError as error:
        return Outcome(Kind.ERROR, assertion.negated, reason=str(error))
    return Outcome(kind, assertion.negated, value)


def _filtered(value: Value | None, one: Filter, scope: Scope) -> Value | None:
    if value is None:
        raise FailureError("there is nothing to apply a filter to")
    return filtered(value, one, scope)
