"""Questions about several languages at once, answered by exploring the product of their automata.

Breadth-first, letters in order of preference: the first string found with some property is among
the shortest, and of these the one that reads best. States from which nothing new can be found are
not explored: an automaton often knows that it will accept everything from here, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from toolkit.gates.languages.effort import affordable
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.judge import Judge, Outlook, States, Vector
from toolkit.gates.languages.language import EVERYTHING, Language
from toolkit.gates.languages.partition import alphabet

LIMIT = 10_000
"""How many states of a product are explored before a question counts as too hard."""
WORK = 1_000_000
"""How much work they may be: the costs of all states that are explored."""


def classes(
    languages: Sequence[Language], within: Language = EVERYTHING, limit: int = LIMIT
) -> dict[Vector, str]:
    """Return every combination of membership that some string has, with a shortest such string.

    Only strings of ``within`` count. A combination that is missing is proven to be impossible.

    Raises:
        TooHard: The product has more than ``limit`` states that matter; it has what was found.
    """
    found: dict[Vector, str] = {}
    try:
        found.update(_Search(languages, within, limit).discoveries())  # one by one, as they come
    except TooHard as error:
        error.found = found
        raise
    return found


def find(
    languages: Sequence[Language],
    vector: Vector,
    within: Language = EVERYTHING,
    limit: int = LIMIT,
) -> str | None:
    """Return a shortest string with this membership; ``None`` is a proof that there is none.

    Raises:
        TooHard: The product has more than ``limit`` states that matter.
    """
    search = _Search(languages, within, limit)
    return next((witness for _, witness in search.discoveries(tuple(vector))), None)


def is_empty(language: Language, within: Language = EVERYTHING, limit: int = LIMIT) -> bool:
    """Return whether a language has no string.

    Raises:
        TooHard: More than ``limit`` states would have to be explored.
    """
    return find([language], (True,), within, limit) is None


def subset(
    small: Language, large: Language, within: Language = EVERYTHING, limit: int = LIMIT
) -> bool:
    """Return whether every string of one language is in another.

    Raises:
        TooHard: More than ``limit`` states would have to be explored.
    """
    return find([small, large], (True, False), within, limit) is None


class _Node(NamedTuple):
    """A state of the product, and how it was reached."""

    states: States
    parent: int
    letter: int


class _Search:
    """One exploration of a product."""

    def __init__(self, languages: Sequence[Language], within: Language, limit: int) -> None:
        self.judge = Judge(languages, within)
        self.automata = self.judge.automata
        letters = alphabet(tuple(automaton.partition for automaton in self.automata))
        self.chars = letters.representatives
        self.columns = letters.columns
        self.limit = affordable(limit)
        self.work = affordable(WORK)
        self.nodes: list[_Node] = []

    def discoveries(self, wanted: Vector | None = None) -> Iterator[tuple[Vector, str]]:
        """Yield each new vector with its witness; if one is wanted, only that one."""
        outlook = Outlook(self.judge, wanted)
        start = (0,) * len(self.automata)
        seen = {start}
        self.nodes = [_Node(start, -1, -1)]
        if (vector := outlook.discovery(start)) is not None:
            yield vector, ""
        explored = work = 0
        for number, node in enumerate(self.nodes):  # it grows on the way
            if not outlook.promises(node.states):
                continue
            explored += 1
            if explored > self.limit:
                raise TooHard(self.limit, "states")
            work += sum(
                automaton.cost(state)
                for automaton, state in zip(self.automata, node.states, strict=True)
            )
            if work > self.work:
                raise TooHard(self.work, "steps")
            for letter, states in self._successors(node.states, seen):
                seen.add(states)
                self.nodes.append(_Node(states, number, letter))
                if (vector := outlook.discovery(states)) is not None:
                    yield vector, self._path(self.nodes[-1])

    def _successors(self, states: States, seen: set[States]) -> list[tuple[int, States]]:
        """Return the states behind a state that were not seen yet, each with its best letter."""
        rows = [
            map(automaton.row(state).__getitem__, column)
            for automaton, state, column in zip(self.automata, states, self.columns, strict=True)
        ]
        successors = list(zip(*rows, strict=True))
        fresh = {*successors} - seen
        return sorted((successors.index(states), states) for states in fresh)

    def _path(self, node: _Node) -> str:
        chars = []
        while node.parent >= 0:
            chars.append(self.chars[node.letter])
            node = self.nodes[node.parent]
        return "".join(reversed(chars))
