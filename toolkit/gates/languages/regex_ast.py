"""What a regex means, as a tree: its flags are applied, its classes are sets."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.gates.languages.charset import CharSet, union


class Look(enum.Enum):
    """An assertion: it looks at the characters around a position and consumes none.

    The names are those of ``regex_syntax::hir::Look``.
    """

    START = enum.auto()
    END = enum.auto()
    START_LF = enum.auto()
    END_LF = enum.auto()
    START_CRLF = enum.auto()
    END_CRLF = enum.auto()
    WORD_ASCII = enum.auto()
    WORD_ASCII_NEGATE = enum.auto()
    WORD_UNICODE = enum.auto()
    WORD_UNICODE_NEGATE = enum.auto()
    WORD_START_ASCII = enum.auto()
    WORD_END_ASCII = enum.auto()
    WORD_START_UNICODE = enum.auto()
    WORD_END_UNICODE = enum.auto()
    WORD_START_HALF_ASCII = enum.auto()
    WORD_END_HALF_ASCII = enum.auto()
    WORD_START_HALF_UNICODE = enum.auto()
    WORD_END_HALF_UNICODE = enum.auto()


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set; of the empty set: no string at all."""

    chars: CharSet


@dataclass(frozen=True, slots=True)
class Assertion:
    """Nothing, where an assertion holds."""

    look: Look


@dataclass(frozen=True, slots=True)
class Concatenation:
    """One part after the other; of no parts: the empty string."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternation:
    """One of the branches, the first ones preferred."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """From ``least`` to ``most`` times the inside; ``None`` is without end."""

    inside: Node
    least: int
    most: int | None
    greedy: bool = True


@dataclass(frozen=True, slots=True)
class Capture:
    """A group whose match is remembered under its number, counted from one."""

    number: int
    inside: Node


Node: TypeAlias = Chars | Assertion | Concatenation | Alternation | Repetition | Capture
"""A regex, or a part of one."""

EMPTY = Concatenation()
"""The regex of the empty string alone."""


def concatenation(parts: Iterable[Node]) -> Node:
    """Return parts one after the other, those left out that stand for nothing."""
    kept = tuple(part for part in parts if part is not EMPTY)
    if len(kept) == 1:
        return kept[0]
    return Concatenation(kept) if kept else EMPTY


def repetition(inside: Node, least: int, most: int | None, *, greedy: bool = True) -> Node:
    """Return a repetition, unless it stands for nothing."""
    if inside is EMPTY or most == 0:
        return EMPTY
    return Repetition(inside, least, most, greedy)


def alternation(branches: Sequence[Node]) -> Node:
    """Return a choice; of single characters it is one set."""
    if len(branches) == 1:
        return branches[0]
    sets = [branch.chars for branch in branches if isinstance(branch, Chars)]
    return Chars(union(sets)) if len(sets) == len(branches) else Alternation(tuple(branches))
