"""Deterministic automata that are built while they are explored.

States are found one by one, as somebody asks for what comes behind them, and kept; so an automaton
of a million states costs no more than the part of it that a question touches.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.partition import Partition, partition

State = TypeVar("State", bound=Hashable)


class Fate(enum.IntEnum):
    """What is known of all strings that lead through a state."""

    NEVER = 0
    """None is accepted, whatever follows."""
    ALWAYS = 1
    """All are accepted, whatever follows."""
    OPEN = 2


class Automaton(ABC, Generic[State]):
    """A deterministic automaton; its letters are the minterms of the sets it was made with.

    A subclass says what a state is and what follows it; outside, states are numbers, and 0 is the
    start.
    """

    weight = 1
    """How much work any state is at most, beside those of others."""

    def __init__(self, sets: Sequence[CharSet], start: State) -> None:
        self.partition: Partition = partition(tuple(sets))
        self.accepting: list[bool] = []
        """Whether a string that ends in a state is accepted."""
        self.fates: list[Fate] = []
        self._states: list[State] = []
        self._numbers: dict[State, int] = {}
        self._rows: list[tuple[int, ...] | None] = []
        self._number(start)

    @abstractmethod
    def successors(self, state: State) -> Iterable[State]:
        """Return for each letter the state behind it."""

    @abstractmethod
    def accepts_at(self, state: State) -> bool:
        """Return whether a string may end here."""

    @abstractmethod
    def fate(self, state: State) -> Fate:
        """Return what is known of everything behind a state; `Fate.OPEN` is never wrong."""

    def row(self, number: int) -> tuple[int, ...]:
        """Return for each letter the state behind it."""
        known = self._rows[number]
        if known is None:
            successors = self.successors(self._states[number])
            known = self._rows[number] = tuple(map(self._number, successors))
        return known

    def cost(self, number: int) -> int:  # noqa: ARG002  by default all states are alike
        """Return how much work a state is, beside those of others."""
        return self.weight

    def accepts(self, text: str) -> bool:
        """Return whether a string is in the language."""
        number = 0
        letter = self.partition.letter
        for char in text:
            if self.fates[number] is not Fate.OPEN:
                break
            number = self.row(number)[letter(char)]
        return self.accepting[number]

    def _number(self, state: State) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._rows.append(None)
            self.accepting.append(self.accepts_at(state))
            self.fates.append(self.fate(state))
        return number
