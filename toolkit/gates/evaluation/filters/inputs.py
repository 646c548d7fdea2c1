"""What filters take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Bytes, List, String, Value, kind
from toolkit.gates.nodes import Template

Plain: TypeAlias = Callable[[Value, Scope], Value | None]
WithText: TypeAlias = Callable[[Value, Template, Scope], Value | None]


def text(value: Value) -> str:
    """Return the text of a string.

    Raises:
        FailureError: it is no string.
    """
    if isinstance(value, String):
        return value.text
    raise wrong_type(value)


def data(value: Value) -> bytes:
    """Return the bytes of bytes.

    Raises:
        FailureError: it is something else.
    """
    if isinstance(value, Bytes):
        return value.data
    raise wrong_type(value)


def items(value: Value) -> tuple[Value, ...]:
    """Return the items of a list.

    Raises:
        FailureError: it is no list.
    """
    if isinstance(value, List):
        return value.items
    raise wrong_type(value)


def wrong_type(value: Value) -> FailureError:
    """Return the error of a filter that does not take such values."""
    return FailureError(f"the filter does not take a value of type {kind(value)}")


def of_text(change: Callable[[str], Value]) -> Plain:
    """Return the filter that applies ``change`` to strings."""
    return lambda value, _scope: change(text(value))


def of_bytes(change: Callable[[bytes], Value]) -> Plain:
    """Return the filter that applies ``change`` to bytes."""
    return lambda value, _scope: change(data(value))
