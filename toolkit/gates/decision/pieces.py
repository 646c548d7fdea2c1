"""Strings split at a separator: automata that judge one piece, or look for one that they accept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from toolkit.gates.decision.translations import occurrence
from toolkit.gates.languages import language as words
from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.charset import one_of
from toolkit.gates.languages.language import AnyAutomaton, Language, Recognised, rebuilt
from toolkit.gates.languages.strings import Literal

State: TypeAlias = tuple[int, int, int]
"""How many separators were read (up to one past the piece), how much of the next one, and the state
of the judge."""

LAST = -1


class _Pieces(Automaton[State]):
    """Reads a string piece by piece, and lets another automaton see what is in some of them."""

    def __init__(self, judge: AnyAutomaton, separator: str) -> None:
        self._judge = judge
        self.weight = judge.weight
        self._separator = separator
        chars = map(one_of, sorted(set(separator)))
        super().__init__([*judge.partition.parts(), *chars], (0, 0, 0))

    def _after(self, number: int, text: str) -> int:
        for char in text:
            number = self._judge.row(number)[self._judge.partition.letter(char)]
        return number


class _Piece(_Pieces):
    """Lets another automaton judge one piece; without that piece nothing is accepted."""

    def __init__(self, judge: AnyAutomaton, separator: str, index: int) -> None:
        self._index = index
        super().__init__(judge, separator)

    def successors(self, state: State) -> Iterable[State]:
        """Count separators; show the judge the characters of the piece, of the last one anew."""
        count, phase, number = state
        for char in self.partition.samples:
            behind, text, found = occurrence(self._separator, phase, char)
            shown = self._after(number, text) if self._index in (LAST, count) else number
            if not found:
                yield count, behind, shown
            elif self._index == LAST:
                yield 0, 0, 0
            else:
                yield min(count + 1, self._index + 1), 0, shown

    def accepts_at(self, state: State) -> bool:
        """Whether the piece was reached, and is accepted."""
        count, phase, number = state
        if self._index in (LAST, count):
            return self._judge.accepting[self._after(number, self._separator[:phase])]
        return count > self._index and self._judge.accepting[number]

    def fate(self, state: State) -> Fate:
        """Behind the piece nothing counts any more."""
        count, _, number = state
        if self._index == LAST or count <= self._index:
            return Fate.OPEN
        return Fate.ALWAYS if self._judge.accepting[number] else Fate.NEVER


class _SomePiece(_Pieces):
    """Accepts strings with a piece that another automaton accepts; counting stops at the first."""

    def successors(self, state: State) -> Iterable[State]:
        """Ask the judge at every separator, and begin anew."""
        count, phase, number = state
        for char in self.partition.samples:
            if count:
                yield state
                continue
            behind, text, found = occurrence(self._separator, phase, char)
            shown = self._after(number, text)
            if found:
                yield (1, 0, 0) if self._judge.accepting[shown] else (0, 0, 0)
            else:
                yield 0, behind, shown

    def accepts_at(self, state: State) -> bool:
        """Whether one was found, or the last one is accepted."""
        count, phase, number = state
        held = self._after(number, self._separator[:phase])
        return bool(count) or self._judge.accepting[held]

    def fate(self, state: State) -> Fate:
        """Once found, always found."""
        return Fate.ALWAYS if state[0] else Fate.OPEN


class _Count(_Pieces):
    """Accepts strings of at least so many pieces."""

    def __init__(self, separator: str, least: int) -> None:
        self._least = least
        super().__init__(Literal(""), separator)

    def successors(self, state: State) -> Iterable[State]:
        """Count separators."""
        count, phase, _ = state
        for char in self.partition.samples:
            behind, _, found = occurrence(self._separator, phase, char)
            many = min(count + found, self._least)
            yield many, behind if many + 1 < self._least else 0, 0

    def accepts_at(self, state: State) -> bool:
        """Whether there are enough: one piece more than separators."""
        return state[0] + 1 >= self._least

    def fate(self, state: State) -> Fate:
        """Pieces never become fewer."""
        return Fate.ALWAYS if self.accepts_at(state) else Fate.OPEN


def piece_in(separator: str, index: int, language: Language) -> Language:
    """Return the strings that have a piece of this index (-1: the last), which is in a language."""
    judged = rebuilt(language, lambda judge: _Piece(judge, separator, index))
    return judged if index == LAST else at_least(separator, index + 1) & judged


def has_piece(separator: str, piece: str) -> Language:
    """Return the strings with a piece that is equal to a string."""
    return Recognised(_SomePiece(Literal(piece), separator))


def at_least(separator: str, least: int) -> Language:
    """Return the strings of at least so many pieces."""
    return words.EVERYTHING if least <= 1 else Recognised(_Count(separator, least))
