"""Strings split at a character: automata that judge one piece, or look for an equal one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from toolkit.gates.decision.translations import letters
from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.charset import one_of
from toolkit.gates.languages.language import (
    Complement,
    Intersection,
    Language,
    Recognised,
    Union,
    intersection,
    matching,
    union,
)

State: TypeAlias = tuple[int, int]
"""How many separators were read (up to one past the piece), and the state of the judge."""

LAST = -1


class _Piece(Automaton[State]):
    """Lets another automaton judge one piece; without that piece nothing is accepted."""

    def __init__(self, judge: Automaton[int], separator: str, index: int) -> None:
        self._judge = judge
        self._separator = separator
        self._index = index
        super().__init__([*letters(judge), one_of(separator)], (0, 0))

    def successors(self, state: State) -> Iterable[State]:
        """Count separators; show the judge the characters of the piece, of the last one anew."""
        count, number = state
        for char in self.partition.samples:
            if char == self._separator:
                if self._index == LAST:
                    yield (0, 0)
                else:
                    yield (min(count + 1, self._index + 1), number)
            elif self._index in (LAST, count):
                yield (count, self._judge.row(number)[self._judge.partition.letter(char)])
            else:
                yield state

    def accepts_at(self, state: State) -> bool:
        """Whether the piece was reached, and is accepted."""
        count, number = state
        reached = self._index == LAST or count >= self._index
        return reached and self._judge.accepting[number]

    def fate(self, state: State) -> Fate:
        """Behind the piece nothing counts any more."""
        count, number = state
        if self._index == LAST or count <= self._index:
            return Fate.OPEN
        return Fate.ALWAYS if self._judge.accepting[number] else Fate.NEVER


def piece_in(separator: str, index: int, language: Language) -> Language:
    """Return the strings that have a piece of this index (-1: the last), which is in a language."""
    if index == LAST:
        return _judged(separator, index, language)
    code = f"\\x{{{ord(separator):x}}}"
    reached = matching(f"(?s)^(?:[^{code}]*{code}){{{index}}}")
    return reached & _judged(separator, index, language)


def _judged(separator: str, index: int, language: Language) -> Language:
    match language:
        case Recognised(automaton):
            return Recognised(_Piece(automaton, separator, index))  # type: ignore[arg-type]
        case Complement(inside):
            return ~_judged(separator, index, inside)
        case Intersection(parts):
            return intersection(_judged(separator, index, part) for part in parts)
        case Union(parts):
            return union(_judged(separator, index, part) for part in parts)
    raise TypeError(language)


def has_piece(separator: str, piece: str) -> Language:
    """Return the strings with a piece that is equal to a string without the separator."""
    code, text = ("".join(f"\\x{{{ord(char):x}}}" for char in one) for one in (separator, piece))
    return matching(f"(?:^|{code}){text}(?:{code}|$)")
