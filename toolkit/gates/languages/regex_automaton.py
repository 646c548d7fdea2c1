"""The automaton of all strings that a regex finds a match in.

The subset construction, with assertions: a state is the set of positions where the program can be,
assertions that must see the next character among them, and the kind of the character before if one
of those asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.looks import EDGE, KINDS, kind_set
from toolkit.gates.languages.positions import Positions
from toolkit.gates.languages.positions import Set as PositionSet
from toolkit.gates.languages.program import Instruction

State: TypeAlias = tuple[PositionSet, int]
"""Where the program can be, and the kind of the character before (0 where nobody asks)."""


_AT_ONCE = 48
"""So many positions that are followed together cost as much as one."""


class RegexAutomaton(Automaton[State]):
    """Accepts a string if the regex of a program matches somewhere in it."""

    def __init__(self, program: Sequence[Instruction]) -> None:
        self._positions = positions = Positions(program)
        asked = [kind for kind in KINDS if positions.kinds & kind]
        self._hopeless = False
        self.weight = positions.weight
        sets = [*positions.sets, *map(kind_set, asked)]
        super().__init__(sets, self._arrive(0, EDGE))
        signatures = self.partition.signatures
        own = len(positions.sets)
        self._kinds = [
            sum(kind for index, kind in enumerate(asked, own) if signature >> index & 1)
            for signature in signatures
        ]
        self._readers = [positions.readers(signature) for signature in signatures]
        self._hopeless = not any(self._arrive(0, kind)[0] for kind in {0, *self._kinds})
        self.fates[0] = self.fate(self._arrive(0, EDGE))

    def successors(self, state: State) -> Iterator[State]:
        """Let the assertions see the character, read it, and begin anew behind it.

        Most characters are read by the same positions, if by any: they lead to the same state.
        """
        here, before = state
        settled = {kind: self._settled(here, before, kind) for kind in set(self._kinds)}
        known: dict[tuple[PositionSet, int], State] = {}
        for kind, readers in zip(self._kinds, self._readers, strict=True):
            key = settled[kind] & readers, kind
            if key not in known:
                known[key] = self._read(settled[kind], *key)
            yield known[key]

    def cost(self, number: int) -> int:
        """Return how many positions of a state are followed one by one, and how large it is."""
        alone = self._states[number][0] & ~self._positions.chain
        return 1 + self._positions.count // _AT_ONCE + alone.bit_count()

    def _settled(self, here: PositionSet, before: int, after: int) -> PositionSet:
        """Return where the program can be once the assertions have seen both sides."""
        positions = self._positions
        if here & positions.looks:
            return positions.settle(here, positions.looks, before, after)
        return here

    def _read(self, here: PositionSet, readers: PositionSet, kind: int) -> State:
        positions = self._positions
        if here & positions.match:
            return positions.match, 0
        return self._arrive(positions.step(readers), kind)

    def accepts_at(self, state: State) -> bool:
        """Return whether there was a match, or there is one at the end of the text."""
        here, before = state
        return bool(self._settled(here, before, EDGE) & self._positions.match)

    def fate(self, state: State) -> Fate:
        """Once matched, always matched; without a position, and no hope of a new start, never."""
        here = state[0]
        if here & self._positions.match:
            return Fate.ALWAYS
        return Fate.OPEN if here or not self._hopeless else Fate.NEVER

    def _arrive(self, here: PositionSet, before: int) -> State:
        """Return the state at a place, with a new start there, for a match can begin anywhere."""
        positions = self._positions
        here |= positions.start
        if here & positions.behind:
            here = positions.settle(here, positions.behind, before, 0)
        if here & positions.match:
            return positions.match, 0
        return here, before if here & positions.remembering else 0
