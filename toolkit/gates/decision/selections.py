"""What a JSON path collects: how many items there may be, and of what kind."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.gates.decision.collections import Lists, Objects
from toolkit.gates.decision.domains import Domain, Exactly
from toolkit.gates.decision.lines import MOST_IN_MEMORY
from toolkit.gates.evaluation.jsonpath_syntax import (
    Child,
    Filter,
    Index,
    Indices,
    Operator,
    Selector,
    Slice,
    parse_jsonpath,
)
from toolkit.gates.evaluation.values import Bool, String

_NUMERIC = ("integer", "float", "big")


def lists_of(path: str, anything: Domain, type_name: str) -> Lists:
    """Return the lists that a path collects from a ``list`` or an ``object``.

    An index that comes last either finds an item or nothing at all, so that no list is empty.
    """
    selectors = parse_jsonpath(path)
    if type_name == "object" and isinstance(selectors[0], Filter | Slice | Indices):
        return Lists(anything, 0, 0)  # only from lists do these take anything
    least = 1 if isinstance(selectors[-1], Index) else 0
    return Lists(_items(selectors, anything), least, most_items(selectors))


def most_items(selectors: Sequence[Selector]) -> int:
    """Return how many items selectors can collect from one value."""
    most = 1
    for selector in selectors:
        most = min(most * _most(selector), MOST_IN_MEMORY)
    return most


def _most(selector: Selector) -> int:
    match selector:
        case Child() | Index():
            return 1
        case Indices(indices):
            return len(indices)
        case Slice(start, int(end)) if end >= 0 and (start is None or start >= 0):
            return max(end - (start or 0), 0)
        case Slice(int(start), None) if start < 0:
            return -start
        case Slice(int(start), int(end)) if start < 0 and end < 0:
            return max(end - start, 0)
    return MOST_IN_MEMORY


def _items(selectors: Sequence[Selector], anything: Domain) -> Domain:
    """Only objects pass a filter, and a member that was compared has the type compared with."""
    match selectors:
        case [*_, Filter()]:
            return (Objects(anything, filled=True),)
        case [*_, Filter((name,), operator, operand), Child(child)] if name == child:
            return _compared(operator, operand, anything)
    return anything


def _compared(operator: Operator, operand: object, anything: Domain) -> Domain:
    match operator, operand:
        case (Operator.EQUAL, bool() as truth):
            return (Exactly("boolean", (Bool(truth),)),)
        case (Operator.EQUAL, str() as text):
            return (Exactly("string", (String(text),)),)
        case (Operator.NOT_EQUAL, str()):
            return [sort for sort in anything if sort.type_name == "string"]
        case (_, float()):
            return [sort for sort in anything if sort.type_name in _NUMERIC]
    return anything
