"""What the states of a product say: which vector a string has, and which ones can still come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeAlias

from toolkit.gates.languages.automaton import Fate
from toolkit.gates.languages.language import (
    AnyAutomaton,
    Complement,
    Intersection,
    Language,
    Recognised,
    Union,
)

Vector: TypeAlias = tuple[bool, ...]
"""For each of some languages whether a string is in it."""
States: TypeAlias = tuple[int, ...]
"""A state of each automaton."""

_FORESIGHT = 8
"""Beyond so many open automata, everything counts as possible."""


class Judge:
    """Evaluates languages over the automata they are made of."""

    def __init__(self, languages: Sequence[Language], within: Language) -> None:
        self.languages = languages
        self.within = within
        self._indexes: dict[AnyAutomaton, int] = {}
        for language in (*languages, within):
            for automaton in _automata(language):
                self._indexes.setdefault(automaton, len(self._indexes))
        self.automata = tuple(self._indexes)
        self._vectors: dict[Vector, Vector | None] = {}
        self._possible: dict[tuple[Fate, ...], frozenset[Vector]] = {}

    def vector(self, states: States) -> Vector | None:
        """Return the vector of the strings that end in a state; ``None`` if they do not count."""
        return self._verdict(
            tuple(
                automaton.accepting[state]
                for automaton, state in zip(self.automata, states, strict=True)
            )
        )

    def possible(self, states: States) -> frozenset[Vector] | None:
        """Return the vectors that may lie behind a state; ``None`` if there are too many."""
        fates = tuple(
            automaton.fates[state] for automaton, state in zip(self.automata, states, strict=True)
        )
        known = self._possible.get(fates)
        if known is None and fates.count(Fate.OPEN) <= _FORESIGHT:
            choices = [(False, True) if fate is Fate.OPEN else (bool(fate),) for fate in fates]
            vectors = {self._verdict(choice) for choice in product(*choices)} - {None}
            known = frozenset(vector for vector in vectors if vector is not None)
            self._possible[fates] = known
        return known

    def _verdict(self, accepting: Vector) -> Vector | None:
        if accepting not in self._vectors:
            self._vectors[accepting] = (
                tuple(self._holds(language, accepting) for language in self.languages)
                if self._holds(self.within, accepting)
                else None
            )
        return self._vectors[accepting]

    def _holds(self, language: Language, accepting: Vector) -> bool:
        match language:
            case Recognised(automaton):
                return accepting[self._indexes[automaton]]
            case Complement(inside):
                return not self._holds(inside, accepting)
            case Intersection(parts):
                return all(self._holds(part, accepting) for part in parts)
            case Union(parts):
                return any(self._holds(part, accepting) for part in parts)
        raise TypeError(language)


class Outlook:
    """Keeps what was found, and says where more can be found."""

    def __init__(self, judge: Judge, wanted: Vector | None) -> None:
        self.judge = judge
        self.wanted = wanted
        self.found: set[Vector] = set()

    def discovery(self, states: States) -> Vector | None:
        """Return the vector of a state, if it is wanted and new."""
        vector = self.judge.vector(states)
        if vector is None or vector in self.found or self.wanted not in (None, vector):
            return None
        self.found.add(vector)
        return vector

    def promises(self, states: States) -> bool:
        """Return whether something new may lie behind a state."""
        possible = self.judge.possible(states)
        if possible is None:
            return self.wanted is None or self.wanted not in self.found
        if self.wanted is None:
            return not possible <= self.found
        return self.wanted in possible and self.wanted not in self.found


def _automata(language: Language) -> Iterator[AnyAutomaton]:
    match language:
        case Recognised(automaton):
            yield automaton
        case Complement(inside):
            yield from _automata(inside)
        case Intersection(parts) | Union(parts):
            for part in parts:
                yield from _automata(part)
