"""What a predicate says of a value (Hurl 7.1, runner/predicate.rs, value_impl.rs).

Every row of the two tables is a function that says True, False, or None where the predicate says
nothing of such values: a type mismatch.
"""

from __future__ import annotations

from collections.abc import Callable

from toolkit.gates import nodes
from toolkit.gates.evaluation import recognizers
from toolkit.gates.evaluation.errors import UnsupportedError, hurl_crashes
from toolkit.gates.evaluation.outcome import Kind
from toolkit.gates.evaluation.regexes import compiled
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Bytes,
    Date,
    Float,
    Integer,
    List,
    Nodeset,
    Null,
    Object,
    Regex,
    String,
    Value,
    compare,
    equal,
)
from toolkit.gates.nodes import PlainPredicate, PredicateName, ValuePredicate, ValuePredicateName

_KINDS = {True: Kind.YES, False: Kind.NO, None: Kind.MISMATCH}


def judge(predicate: nodes.Predicate, value: Value | None, scope: Scope) -> Kind:
    """Return what ``predicate`` says of a value; None is nothing.

    Raises:
        FailureError: the value to compare with cannot be computed, or is an invalid regex.
        UnsupportedError: that value is unknown, or the answer is left out here.
    """
    match predicate:
        case PlainPredicate(name):
            return Kind.NOTHING if value is None else _KINDS[_PLAIN[name](value)]
        case ValuePredicate(name, given):
            expected = _expected(given, scope)
            return Kind.NOTHING if value is None else _KINDS[_COMPARED[name](value, expected)]


def _expected(given: nodes.Value, scope: Scope) -> Value:  # noqa: C901  a row for each kind
    """Return the value that stands behind a predicate (Hurl 7.1, runner/predicate_value.rs)."""
    match given:
        case nodes.Null():
            return Null()
        case nodes.Boolean(truth):
            return Bool(truth)
        case nodes.Integer(number):
            return Integer(number)
        case nodes.BigInteger(digits):
            return BigInteger(digits)
        case nodes.Float(number):
            return Float(number)
        case nodes.String(template):
            return String(scope.text_of(template))
        case nodes.Bytes(data):
            return Bytes(data)
        case nodes.Regex(source):
            return Regex(source)
        case nodes.Placeholder():
            return scope.value_of(given)
        case nodes.File():
            raise UnsupportedError("file", "the file is the consumer's and not known")


# --- alone ------------------------------------------------------------------------------------


def _is(*types: type) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, types)


def _of_string(recognizes: Callable[[str], bool]) -> Callable[[Value], bool | None]:
    return lambda value: recognizes(value.text) if isinstance(value, String) else None


def _is_empty(value: Value) -> bool | None:
    match value:
        case String(text):
            return not text
        case Bytes(data):
            return not data
        case List(items):
            return not items
        case Object(members):
            return not members
        case Nodeset(size):
            return size == 0
    return None


_PLAIN: dict[PredicateName, Callable[[Value], bool | None]] = {
    PredicateName.EXISTS: lambda value: value != Nodeset(0),
    PredicateName.IS_BOOLEAN: _is(Bool),
    PredicateName.IS_COLLECTION: _is(List, Object, Nodeset, Bytes),
    PredicateName.IS_DATE: _is(Date),
    PredicateName.IS_EMPTY: _is_empty,
    PredicateName.IS_FLOAT: _is(Float),
    PredicateName.IS_INTEGER: _is(Integer, BigInteger),
    PredicateName.IS_IPV4: _of_string(recognizers.is_ipv4),
    PredicateName.IS_IPV6: _of_string(recognizers.is_ipv6),
    PredicateName.IS_ISO_DATE: _of_string(recognizers.is_iso_date),
    PredicateName.IS_LIST: _is(List, Bytes),
    PredicateName.IS_NUMBER: _is(Integer, BigInteger, Float),
    PredicateName.IS_OBJECT: _is(Object, Nodeset),
    PredicateName.IS_STRING: _is(String),
    PredicateName.IS_UUID: _of_string(recognizers.is_uuid),
}


# --- with a value -----------------------------------------------------------------------------


def _ordered(holds: Callable[[int], bool]) -> Callable[[Value, Value], bool | None]:
    def says(actual: Value, expected: Value) -> bool | None:
        order = compare(actual, expected)
        return None if order is None else holds(order)

    return says


def _starts_with(actual: Value, expected: Value) -> bool | None:
    match actual, expected:
        case (String(text), String(prefix)):
            return text.startswith(prefix)
        case (Bytes(data), Bytes(head)):
            return data.startswith(head)
    return None


def _ends_with(actual: Value, expected: Value) -> bool | None:
    match actual, expected:
        case (String(text), String(suffix)):
            return text.endswith(suffix)
        case (Bytes(data), Bytes(tail)):
            return data.endswith(tail)
    return None


def _contains(actual: Value, expected: Value) -> bool | None:
    match actual, expected:
        case (String(text), String(part)):
            return part in text
        case (Bytes(), Bytes(b"")):
            raise hurl_crashes("it looks for no bytes at all in bytes")
        case (Bytes(data), Bytes(part)):
            return part in data
    return _includes(actual, expected)


def _includes(actual: Value, expected: Value) -> bool | None:
    if isinstance(actual, List):
        return any(equal(item, expected) for item in actual.items)
    return None


def _matches(actual: Value, expected: Value) -> bool | None:
    """Compile first: an invalid regex is an error whatever the value is."""
    match expected:
        case String(text=source) | Regex(source):
            regex = compiled(source)
            return regex.matches(actual.text) if isinstance(actual, String) else None
    return None


_COMPARED: dict[ValuePredicateName, Callable[[Value, Value], bool | None]] = {
    ValuePredicateName.EQUAL: equal,
    ValuePredicateName.NOT_EQUAL: lambda actual, expected: not equal(actual, expected),
    ValuePredicateName.GREATER: _ordered(lambda order: order > 0),
    ValuePredicateName.GREATER_OR_EQUAL: _ordered(lambda order: order >= 0),
    ValuePredicateName.LESS: _ordered(lambda order: order < 0),
    ValuePredicateName.LESS_OR_EQUAL: _ordered(lambda order: order <= 0),
    ValuePredicateName.STARTS_WITH: _starts_with,
    ValuePredicateName.ENDS_WITH: _ends_with,
    ValuePredicateName.CONTAINS: _contains,
    ValuePredicateName.INCLUDES: _includes,
    ValuePredicateName.MATCHES: _matches,
}
