"""Values that have something of two others: guesses, to be held against what is wanted of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from toolkit.gates.decision.chains import Result
from toolkit.gates.decision.mixtures import mixed
from toolkit.gates.evaluation.values import Bytes, List, String


def blends(one: Result, other: Result) -> Iterator[Result]:
    """Yield values that may well do what both do."""
    match one, other:
        case (Bytes(data), Bytes(more)):
            yield from _documents(data, more)
        case (List(items), String()):
            yield List((*items, other))
    yield from mixed(one, other)
    yield from mixed(other, one)


def _documents(data: bytes, more: bytes) -> Iterator[Result]:
    """Yield a body of JSON with the members of both, and the two of them as text."""
    try:
        merged = _merged(json.loads(data), json.loads(more))
    except (ValueError, RecursionError):
        pass
    else:
        yield Bytes(json.dumps(merged, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    yield Bytes(data + b" " + more)


def _merged(one: object, other: object) -> object:
    match one, other:
        case dict(), dict():
            shared = {key: _merged(one[key], other[key]) for key in one if key in other}
            return {**one, **other, **shared}
        case list(), list():
            both = [_merged(*pair) for pair in zip(one, other, strict=False)]
            return [*both, *one[len(both) :], *other[len(both) :]]
    return other
