"""Filters on lists: ``count``, ``first``, ``last``, ``nth``, and ``location`` of a redirect."""

from __future__ import annotations

from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.filters.inputs import Plain, items, wrong_type
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import (
    Bytes,
    HttpResponse,
    Integer,
    List,
    Nodeset,
    String,
    Value,
)
from toolkit.gates.nodes import FilterName, Placeholder


def _count(value: Value, _scope: Scope) -> Value:
    match value:
        case List(counted):
            return Integer(len(counted))
        case Bytes(data):
            return Integer(len(data))
        case Nodeset(size):
            return Integer(size)
    raise wrong_type(value)


def _at(found: tuple[Value, ...], index: int) -> Value:
    if not -len(found) <= index < len(found):
        raise FailureError(f"a list of {len(found)} has no item {index}")
    return found[index]


def _location(value: Value, _scope: Scope) -> Value:
    if isinstance(value, HttpResponse):
        return String(value.location)
    raise wrong_type(value)


FILTERS: dict[FilterName, Plain] = {
    FilterName.COUNT: _count,
    FilterName.FIRST: lambda value, _scope: _at(items(value), 0),
    FilterName.LAST: lambda value, _scope: _at(items(value), -1),
    FilterName.LOCATION: _location,
}


def nth(value: Value, index: int | Placeholder, scope: Scope) -> Value:
    """Return the item at an index, counted from the end if negative.

    Raises:
        FailureError: it is no list, has no such item, or the index is no integer.
        UnsupportedError: the index is unknown.
    """
    found = items(value)
    if isinstance(index, int):
        return _at(found, index)
    given = scope.value_of(index)
    if isinstance(given, Integer):
        return _at(found, given.value)
    raise FailureError("the index is no integer")
