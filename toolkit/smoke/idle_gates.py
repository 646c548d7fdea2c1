"""Advice on gates that do nothing: those that can never fail, and those that can never pass.

Both are proven by the decision procedure, which takes longer to load than a pack to check. So it
is loaded only where something in a gate looks odd: a number out of range, a type that never comes,
a test that nothing can fail. Where it is loaded, for that or for another reason, it is asked about
gates that are not plain as well. What looks ordinary may be missed; nothing is claimed without a
proof.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from toolkit.faults import Fault, Severity
from toolkit.gates.nodes import (
    Assertion,
    Bytes,
    Filter,
    FilterName,
    Float,
    Integer,
    Placeholder,
    PlainFilter,
    PlainPredicate,
    PlainQuery,
    Predicate,
    PredicateName,
    Query,
    QueryName,
    Regex,
    String,
    TextQuery,
    TextQueryName,
    ValuePredicate,
    ValuePredicateName,
)
from toolkit.pack.model import Gate, Policy
from toolkit.spans import Location

MOST_ASKED = 50
"""Odd gates of one pack that are asked about; beyond, a pack has other troubles."""
_MOST_ORDINARY = 32
"""Gates that are asked about although they look ordinary."""
_STATUS = range(200, 999)
"""Numbers that every comparison with a status can pass and fail: 101 and 999 lie beyond."""
_AMIDST = re.compile(r"(?<=[^\[(|\\^])\^|(?<!\\)\$(?=[^)|])")
"""An anchor where text stands on its other side."""
_FLAGS = re.compile(r"^\(\?[a-zA-Z-]+\)")
_NUMERIC = frozenset({FilterName.COUNT, FilterName.TO_INT, FilterName.TO_FLOAT})


def advise_on_idle_gates(policy: Policy, *, also_ordinary: bool = False) -> Iterator[Fault]:
    """Yield every gate that is proven to pass, or to fail, whatever the response is.

    ``also_ordinary``: what looks ordinary is asked about even where nothing looks odd.
    """
    odd = [gate for gate in policy.gates if is_odd(gate.assertion)]
    rest = (
        gate for gate in policy.gates if not (is_odd(gate.assertion) or _is_plain(gate.assertion))
    )
    more = itertools.islice(rest, _MOST_ORDINARY if odd or also_ordinary else 0)
    if len(odd) > MOST_ASKED:
        yield Fault(
            code="gates-not-all-asked",
            message=f"{len(odd) - MOST_ASKED} odd gates were not asked whether they can fail",
            where=Location(policy.entrypoint),
            hint="mend the first ones and look again",
            severity=Severity.ADVICE,
        )
    for gate in (*odd[:MOST_ASKED], *more):
        verdict = _verdict(gate)
        if verdict:
            yield Fault(
                code=f"gate-can-never-{verdict}",
                message=f"{gate.id} can never {verdict}: {gate.assertion_text}",
                where=gate.where.get("gate", gate.at),
                hint=_HINTS[verdict],
                severity=Severity.ADVICE,
            )


_HINTS = {
    "fail": "every response passes it: say what is not acceptable, or remove the gate",
    "pass": "every response fails it: look at the type and the range of what it compares",
}


def _verdict(gate: Gate) -> str:
    from toolkit.gates.decision.compare import (  # noqa: PLC0415 (a tenth of a second)
        always_passes,
        never_passes,
    )

    if always_passes(gate.assertion):
        return "fail"
    return "pass" if never_passes(gate.assertion) else ""


def is_odd(assertion: Assertion) -> bool:
    """Return whether something in an assertion makes it worth the question."""
    predicate = assertion.predicate
    if isinstance(predicate, ValuePredicate) and isinstance(predicate.value, Placeholder):
        return False
    if _is_number(assertion.query, assertion.filters):
        return _odd_for_numbers(assertion, predicate)
    if isinstance(predicate, ValuePredicate):
        return _odd_for_texts(assertion.query, predicate)
    if not isinstance(assertion.query, PlainQuery) or assertion.query.name is QueryName.REDIRECTS:
        return False
    may_be_empty = assertion.query.name in (QueryName.BODY, QueryName.BYTES)
    return not may_be_empty or predicate != PlainPredicate(PredicateName.IS_EMPTY)


_TEXT_PREDICATES = frozenset(
    {
        ValuePredicateName.EQUAL,
        ValuePredicateName.CONTAINS,
        ValuePredicateName.STARTS_WITH,
        ValuePredicateName.ENDS_WITH,
    }
)
_ANY_TEXT = frozenset({TextQueryName.HEADER, TextQueryName.JSONPATH})


def _is_plain(assertion: Assertion) -> bool:
    """Return whether anybody sees that an assertion that is not odd can fail and pass."""
    if assertion.filters:
        return False
    query, predicate = assertion.query, assertion.predicate
    if _is_number(query, ()):
        return True
    if not (isinstance(query, TextQuery) and query.name in _ANY_TEXT):
        return False
    if isinstance(predicate, ValuePredicate):
        return predicate.name in _TEXT_PREDICATES and isinstance(predicate.value, String)
    return predicate == PlainPredicate(PredicateName.EXISTS)


def _is_number(query: Query, filters: tuple[Filter, ...]) -> bool:
    if filters:
        last = filters[-1]
        return isinstance(last, PlainFilter) and last.name in _NUMERIC
    return isinstance(query, PlainQuery) and query.name in (QueryName.STATUS, QueryName.DURATION)


def _odd_for_numbers(assertion: Assertion, predicate: Predicate) -> bool:
    if not isinstance(predicate, ValuePredicate):
        return True
    match predicate.value:
        case Integer(number):
            by_status = not assertion.filters and assertion.query == PlainQuery(QueryName.STATUS)
            return number not in _STATUS if by_status else number < 1
        case Float(number):
            return number < 1 or not assertion.filters
    return True


def _odd_for_texts(query: Query, predicate: ValuePredicate) -> bool:
    """Return whether text is compared with what it never is."""
    match predicate.value:
        case String(template):
            text = template.literal
            return text is not None and (text != text.strip() or not text.isprintable())
        case Regex(source):
            return _AMIDST.search(_FLAGS.sub("", source)) is not None
        case Bytes():
            return False
    any_type = (TextQueryName.JSONPATH, TextQueryName.XPATH, TextQueryName.VARIABLE)
    return not (isinstance(query, TextQuery) and query.name in any_type)
