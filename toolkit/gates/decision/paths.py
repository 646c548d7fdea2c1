"""JSON paths: taken apart into steps, and documents on which they collect what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.gates.decision.chains import Collect, Step
from toolkit.gates.evaluation.json_text import Json, JsonNumber
from toolkit.gates.evaluation.jsonpath import holds
from toolkit.gates.evaluation.jsonpath_syntax import (
    Child,
    Descendants,
    Filter,
    Index,
    Indices,
    Operator,
    Selector,
    Slice,
    Wildcard,
    parse_jsonpath,
)


def steps_of(path: str) -> tuple[Step, ...]:
    """Return a path as steps: one for each definite selector, and one for all the rest.

    Raises:
        FailureError: Hurl takes the path for invalid.
        UnsupportedError: a number in it makes Hurl crash.
    """
    selectors = parse_jsonpath(path)
    definite: list[Step] = []
    for selector in selectors:
        if not isinstance(selector, Child | Index):
            rest = _rest(path, selectors, len(definite))
            return (
                *definite,
                Collect("$[*]" if selectors[len(definite) :] == [Wildcard()] else rest),
            )
        definite.append(selector)
    return tuple(definite)


def _rest(path: str, selectors: Sequence[Selector], taken: int) -> str:
    """Return the path behind its first selectors, found by reading its pieces again."""
    for cut in range(1, len(path)):
        if path[cut] in ".[":
            rest = f"${path[cut:]}"
            if _reads(path[:cut], selectors[:taken]) and _reads(rest, selectors[taken:]):
                return rest
    raise AssertionError(f"{path} does not come apart")


def _reads(path: str, selectors: Sequence[Selector]) -> bool:
    try:
        return parse_jsonpath(path) == list(selectors)
    except ValueError:
        return False


def may_miss(path: str) -> bool:
    """Whether a path that collects may find nothing at all: only where an index comes later."""
    return any(isinstance(selector, Index) for selector in parse_jsonpath(path))


def documents(path: str, items: Sequence[Json]) -> Iterator[Json]:
    """Yield documents on which a path probably collects these items, if they are not too many."""
    if len(items) > _MOST_ITEMS:
        return
    selectors = parse_jsonpath(path)
    for as_object in (False, True):
        document = _built(selectors, list(items), as_object=as_object)
        if document is not None:
            yield document[0]
    if not items:
        yield from ([], {})


def _built(  # noqa: C901, PLR0912  one row for each selector
    selectors: Sequence[Selector], items: list[Json], *, as_object: bool
) -> list[Json] | None:
    """Return a node (in a list of one) that yields these items, None where it is not known how."""
    if not selectors:
        return items if len(items) == 1 else None
    first, rest = selectors[0], selectors[1:]
    if isinstance(first, Child | Index):
        inside = _built(rest, items, as_object=as_object) if items or rest else []
        match first:
            case Child(name):
                return None if inside is None else [{name: inside[0]} if inside else {}]
            case Index(index):
                padding: list[Json] = [None] * (index if index >= 0 else -index - 1)
                if inside is None or len(padding) > _FARTHEST:
                    return None if items else [[]]
                return [[*padding, *inside] if index >= 0 else [*inside, *padding]]
    nodes = [_built(rest, [item], as_object=as_object) for item in items]
    found = [node[0] for node in nodes if node]
    if len(found) < len(items):
        return None
    if not items and any(isinstance(selector, Index) for selector in rest):
        found = _built(rest, [], as_object=as_object) or []  # without an item there is nothing
    match first:
        case Wildcard():
            return [{f"k{n:04}": one for n, one in enumerate(found)} if as_object else found]
        case Descendants(name):
            return [{name: found[0]} if as_object and len(found) == 1 else _under(name, found)]
        case Filter():
            fitting = [_fitting(first, one) for one in found]
            return [fitting]
        case Slice(start, end):
            before: list[Json] = [None] * (start if start and start > 0 else 0)
            after: list[Json] = [None] * (-end if end and end < 0 else 0)
            return [[*before, *found, *after]] if len(before) + len(after) < _FARTHEST else None
        case Indices(indices):
            row: list[Json] = [None] * (max(map(abs, indices[: len(found)]), default=0) + 1)
            for index, one in zip(indices, found, strict=False):
                row[index] = one
            return [row] if found else [[]]
    return [found]


_FARTHEST = 1000
_MOST_ITEMS = 6000


def _under(name: str, found: Sequence[Json]) -> list[Json]:
    return [{name: one} for one in found]


def _fitting(test: Filter, node: Json) -> Json:
    """Return a node that passes a filter, if it has room for what the filter asks."""
    if not isinstance(node, dict) or holds(test, node):
        return node
    inside: Json = _operand(test)
    for name in reversed(test.path[1:]):
        inside = {name: inside}
    return {**node, test.path[0]: inside}


def _operand(test: Filter) -> Json:
    match test.operator, test.operand:
        case (Operator.NOT_EQUAL, str(text)):
            return f"{text}x"
        case (_, bool() | str() as plain):
            return plain
        case (operator, float(number)):
            step = {Operator.GREATER: 1, Operator.LESS: -1, Operator.NOT_EQUAL: 1}.get(operator, 0)
            moved = number + step
            return JsonNumber(str(int(moved)) if moved.is_integer() else repr(moved))
    return JsonNumber("1")
