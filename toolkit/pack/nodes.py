"""What a YAML file holds, as a value in which every node knows where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.spans import Location

ScalarValue: TypeAlias = "str | int | float | bool | dt.date | None"
PlainValue: TypeAlias = "ScalarValue | list[PlainValue] | dict[str, PlainValue]"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. ``plain`` is true where it stood without quotes, so that YAML typed it."""

    value: ScalarValue
    text: str
    plain: bool
    at: Location
    start: int = 0
    """Character offset of the scalar in its file, quotes included."""
    end: int = 0


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order of the file; no key stands twice."""

    entries: dict[str, Node]
    at: Location
    keys: dict[str, Location] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Return the node under ``key``, or None."""
        return self.entries.get(key)


Node: TypeAlias = "Scalar | Sequence | Mapping"


def plain(node: Node) -> PlainValue:
    """Return the node as plain Python data, without positions."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}


def find(root: Node, path: Iterator[str | int]) -> Node:
    """Return the node at ``path``, or the nearest one above it that exists."""
    node = root
    for step in path:
        match node, step:
            case Mapping(), str() if step in node.entries:
                node = node.entries[step]
            case Sequence(), int() if step < len(node.items):
                node = node.items[step]
            case _:
                break
    return node


def text_of(node: Node | None) -> str | None:
    """Return the string that ``node`` is, or None where it is anything else."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    return None
