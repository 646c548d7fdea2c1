"""Filters that read a string letter by letter: which strings they turn into strings of a language.

``replace`` of a single character and ``htmlEscape`` write something for each character, and
``toInt`` reads signs and zeros away. An automaton that follows what is written answers the
question about what was read, so such a filter before a predicate asks for a regular language too.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.charset import CharSet, from_ranges, one_of
from toolkit.gates.languages.language import (
    Complement,
    Intersection,
    Language,
    Recognised,
    Union,
    intersection,
    union,
)
from toolkit.gates.languages.numbers import integers
from toolkit.gates.nodes import FilterName, PlainFilter, ReplaceFilter

State: TypeAlias = tuple[int, int]
"""How the reading stands, and the state of the automaton that follows the writing."""

_DEAD = -1


class _Reader(Automaton[State]):
    """Reads strings, and lets another automaton judge what is written."""

    def __init__(self, judge: Automaton[int], special: Iterable[str]) -> None:
        self._judge = judge
        super().__init__([*letters(judge), *map(one_of, sorted(special))], (0, 0))

    @abstractmethod
    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Return how the reading stands behind a character, and what is written for it."""

    @abstractmethod
    def rest(self, phase: int) -> str:
        """Return what is written at the end."""

    def successors(self, state: State) -> Iterable[State]:
        """Read one character of every kind."""
        phase, number = state
        for char in self.partition.samples:
            if phase == _DEAD:
                yield state
                continue
            behind, text = self.written(phase, char)
            yield (behind, 0) if behind == _DEAD else (behind, self._after(number, text))

    def accepts_at(self, state: State) -> bool:
        """Whether the other automaton accepts what was written."""
        phase, number = state
        return phase != _DEAD and self._judge.accepting[self._after(number, self.rest(phase))]

    def fate(self, state: State) -> Fate:
        """Nothing more is known than what was given up."""
        return Fate.NEVER if state[0] == _DEAD else Fate.OPEN

    def _after(self, number: int, text: str) -> int:
        for char in text:
            number = self._judge.row(number)[self._judge.partition.letter(char)]
        return number


def letters(judge: Automaton[int]) -> list[CharSet]:
    """Return the sets of characters that an automaton treats alike."""
    parts: dict[int, list[tuple[int, int]]] = {}
    starts = judge.partition.starts
    for start, end, letter in zip(
        starts, (*starts[1:], 0x110000), judge.partition.letters, strict=True
    ):
        parts.setdefault(letter, []).append((start, end - 1))
    return [from_ranges(ranges) for ranges in parts.values()]


class _Mapped(_Reader):
    """Writes a text for some characters, and all others as they are."""

    def __init__(self, judge: Automaton[int], mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        super().__init__(judge, mapping)

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Look the character up."""
        return phase, self._mapping.get(char, char)

    def rest(self, phase: int) -> str:  # noqa: ARG002  nothing is held back
        """Nothing is held back."""
        return ""


_START, _PLUS, _MINUS, _ZERO, _MINUS_ZERO, _DIGITS = range(6)


class _Integer(_Reader):
    """Writes an integer as ``toString`` does: no plus, no leading zeros, no minus before a zero."""

    def __init__(self, judge: Automaton[int]) -> None:
        super().__init__(judge, "+-0123456789")

    def written(self, phase: int, char: str) -> tuple[int, str]:
        """Hold back the sign and the zeros before the first other digit."""
        if phase == _START and char in "+-":
            return (_PLUS if char == "+" else _MINUS), ""
        if char not in "0123456789":
            return _DEAD, ""
        if phase == _DIGITS:
            return _DIGITS, char
        minus = phase in (_MINUS, _MINUS_ZERO)
        if char == "0":
            return (_MINUS_ZERO if minus else _ZERO), ""
        return _DIGITS, f"-{char}" if minus else char

    def rest(self, phase: int) -> str:
        """Write the zero that was held back; a sign alone, or nothing, is no integer."""
        return {_ZERO: "0", _MINUS_ZERO: "0", _DIGITS: ""}.get(phase, "?")


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}


def mapping_of(step: object) -> Mapping[str, str] | None:
    """Return what a filter writes for single characters, None if it is of another kind."""
    match step:
        case PlainFilter(FilterName.HTML_ESCAPE):
            return _ESCAPES
        case PlainFilter(FilterName.TO_STRING):
            return {}
        case ReplaceFilter(old, new) if old.literal is not None and len(old.literal) == 1:
            return None if new.literal is None else {old.literal: new.literal}
    return None


def before_mapping(language: Language, mapping: Mapping[str, str]) -> Language:
    """Return the strings of which a mapping of characters makes strings of a language."""
    match language:
        case Recognised(automaton):
            return Recognised(_Mapped(automaton, mapping))  # type: ignore[arg-type]
        case Complement(inside):
            return ~before_mapping(inside, mapping)
        case Intersection(parts):
            return intersection(before_mapping(part, mapping) for part in parts)
        case Union(parts):
            return union(before_mapping(part, mapping) for part in parts)
    raise TypeError(language)


@lru_cache(maxsize=256)
def integers_between(least: int, most: int) -> Language:
    """Return the strings that ``toInt`` reads as an integer between two, both included."""
    judge = integers(least, most)
    if not isinstance(judge, Recognised):
        return judge
    return Recognised(_Integer(judge.automaton))  # type: ignore[arg-type]
