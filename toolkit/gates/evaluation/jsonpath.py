"""Hurl's own dialect of JSONPath: what a path selects (Hurl 7.1, jsonpath/eval).

A path is definite until a selector that collects (``*``, a slice, a filter, ``..``) comes; then it
yields a list, which may be empty. A definite path that leads nowhere yields nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping

from toolkit.gates.evaluation.errors import UnsupportedError, hurl_crashes
from toolkit.gates.evaluation.json_text import Json, JsonNumber, value_of
from toolkit.gates.evaluation.jsonpath_syntax import (
    Child,
    Descendants,
    Everything,
    Filter,
    Index,
    Indices,
    Operator,
    Selector,
    Slice,
    Wildcard,
    parse_jsonpath,
)
from toolkit.gates.evaluation.values import Value

MOST_ELEMENTS = 1_000_000
"""A path that collects more is refused; ``$..*..*..*`` grows without need of much JSON."""

_EPSILON = 2.0**-52


def select(path: str, document: Json) -> Value | None:
    """Return what a path selects, None where it leads nowhere.

    Raises:
        FailureError: the path is none in Hurl's dialect.
        UnsupportedError: it collects too much, or Hurl crashes.
    """
    selectors = iter(parse_jsonpath(path))
    found = document
    for selector in selectors:
        if not isinstance(selector, Child | Index):
            return _collected(selector, selectors, found)
        step = list(_selected(selector, found))
        if not step:
            return None
        found = step[0]
    return value_of(found)


def _collected(first: Selector, rest: Iterator[Selector], document: Json) -> Value | None:
    """Apply a selector that collects, and what follows it, to every element collected so far.

    An index that no element has yields nothing, every other selector then yields no elements.
    """
    elements = _limited(_selected(first, document))
    for selector in rest:
        elements = _limited(one for element in elements for one in _selected(selector, element))
        if not elements and isinstance(selector, Index):
            return None
    return value_of(elements)


def _limited(elements: Iterator[Json]) -> list[Json]:
    found: list[Json] = []
    for element in elements:
        found.append(element)
        if len(found) > MOST_ELEMENTS:
            raise UnsupportedError("large-selection", f"more than {MOST_ELEMENTS} elements")
    return found


def _selected(selector: Selector, node: Json) -> Iterator[Json]:  # noqa: C901  a row for each
    match selector, node:
        case (Child(name), dict()):
            if name in node:
                yield node[name]
        case (Index(index), list()):
            if -len(node) <= index < len(node):
                yield node[index]
        case (Indices(indices), list()):
            yield from (node[index] for index in indices if -len(node) <= index < len(node))
        case (Slice(start, end), list()):
            yield from node[_bound(start, 0, node) : _bound(end, len(node), node)]
        case (Wildcard(), list() | dict()):
            yield from _children(node)
        case (Filter(), list()):
            yield from (element for element in node if holds(selector, element))
        case (Descendants(name), _):
            yield from _named(name, node)
        case (Everything(), _):
            yield from _all_below(node)


def _children(node: Json) -> list[Json]:
    match node:
        case dict():
            return list(node.values())
        case list():
            return node
    return []


def _bound(given: int | None, default: int, elements: list[Json]) -> int:
    """Return one end of a slice; counted from the end it may lie before the beginning."""
    if given is None:
        return default
    return max(given if given >= 0 else len(elements) + given, 0)


def _named(name: str, node: Json) -> Iterator[Json]:
    """Find a member of this name in the node and everywhere below, the outermost first."""
    if isinstance(node, dict) and name in node:
        yield node[name]
    for child in _children(node):
        yield from _named(name, child)


def _all_below(node: Json) -> Iterator[Json]:
    for child in _children(node):
        yield child
        yield from _all_below(child)


def holds(test: Filter, element: Json) -> bool:
    """Whether an element passes a filter, which only an object does."""
    found = element
    for name in test.path:
        if not isinstance(found, dict) or name not in found:
            return False
        found = found[name]
    match found, test.operator, test.operand:
        case (_, Operator.EXISTS, _):
            return True
        case (JsonNumber(), _, float(operand)):
            return _compares(found, test.operator, operand)
        case (bool(), Operator.EQUAL, bool(truth)):
            return found == truth
        case (str(), Operator.EQUAL, str(text)):
            return found == text
        case (str(), Operator.NOT_EQUAL, str(text)):
            return found != text
    return False


def _compares(number: JsonNumber, sign: Operator, operand: float) -> bool:
    """Compare two numbers as doubles; those that hardly differ are equal."""
    actual = number.double
    if actual is None:
        raise hurl_crashes("a JSONPath compares a number that is too large for a double")
    return _COMPARISONS[sign](actual, operand)


_COMPARISONS: Mapping[Operator, Callable[[float, float], bool]] = {
    Operator.EQUAL: lambda actual, operand: abs(actual - operand) < _EPSILON,
    Operator.NOT_EQUAL: lambda actual, operand: abs(actual - operand) >= _EPSILON,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
}
