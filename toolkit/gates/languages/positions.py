"""Sets of positions in a program, as the bits of a number: closure, step and assertions.

A position is an instruction that reads, checks or matches, numbered in program order. In literals
and counted repetitions the position behind most positions is the next one, so that a whole set
moves on by one shift; the other positions are followed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.looks import holds, kinds, looks_ahead, looks_behind
from toolkit.gates.languages.program import Check, Instruction, Match, Read, Save, Split
from toolkit.gates.languages.regex_ast import Look

Set: TypeAlias = int
"""A set of positions."""


class Positions:
    """The positions of one program."""

    def __init__(self, program: Sequence[Instruction]) -> None:
        self._program = program
        self._closures: dict[int, Set] = {}
        self._numbers: dict[int, int] = {}
        self._addresses: list[int] = []
        self._looks: dict[int, Look] = {}
        self._readers: dict[CharSet, Set] = {}
        self.match: Set = 0
        """The position at the end of the program."""
        self.behind: Set = 0
        """The assertions that what stands before them decides."""
        self.looks: Set = 0
        """All assertions."""
        self.remembering: Set = 0
        """The assertions that wait for what comes after, and must know then what stood before."""
        self.kinds = 0
        """The kinds of characters that the assertions tell apart, as bits."""
        for address, instruction in enumerate(program):
            if not isinstance(instruction, Save | Split):
                self._add(address, instruction)
        self._behind = [self._landing(address + 1) for address in self._addresses[:-1]]
        self.chain, self._groups = self._successors()
        """The positions of which only the next one follows, and who else leads where."""
        self._remember()
        self.start = self._closure(0)
        """Where the program can be before it reads anything."""

    @property
    def sets(self) -> Sequence[CharSet]:
        """The sets of characters that the program reads."""
        return tuple(self._readers)

    @property
    def count(self) -> int:
        """How many positions there are."""
        return len(self._addresses)

    @property
    def weight(self) -> int:
        """How many positions are followed one by one, at least one."""
        return len(self._behind) - self.chain.bit_count() + 1

    def readers(self, signature: int) -> Set:
        """Return the positions that read a character which is in these of the sets."""
        found = 0
        for index, readers in enumerate(self._readers.values()):
            if signature >> index & 1:
                found |= readers
        return found

    def step(self, readers: Set) -> Set:
        """Return the positions behind all of these."""
        found = (readers & self.chain) << 1
        rest = readers & ~self.chain
        while rest:
            number = (rest & -rest).bit_length() - 1
            address = self._behind[number]
            found |= self._closure(address)
            rest &= ~self._groups[address]
        return found

    def settle(self, positions: Set, looks: Set, before: int, after: int) -> Set:
        """Pass the assertions that hold between surroundings of these kinds; drop the others.

        Only those among ``looks`` are tried.
        """
        tried = 0
        while waiting := positions & looks & ~tried:
            first = waiting & -waiting
            tried |= first
            number = first.bit_length() - 1
            if holds(self._looks[number], before, after):
                positions |= self._closure(self._behind[number])
        return positions & ~looks

    def _add(self, address: int, instruction: Read | Check | Match) -> None:
        number = len(self._addresses)
        self._numbers[address] = number
        self._addresses.append(address)
        bit = 1 << number
        match instruction:
            case Read(chars):
                self._readers[chars] = self._readers.get(chars, 0) | bit
            case Check(look):
                self._looks[number] = look
                self.looks |= bit
                self.behind |= 0 if looks_ahead(look) else bit
                self.remembering |= bit if looks_behind(look) else 0
                self.kinds |= kinds(look)
            case Match():
                self.match = bit

    def _remember(self) -> None:
        """Let an assertion remember for those that can follow it at the same place."""
        todo = list(self._looks)
        while todo:
            number = todo.pop()
            behind = self._closure(self._behind[number])
            if behind & self.remembering and not self.remembering >> number & 1:
                self.remembering |= 1 << number
                todo = list(self._looks)

    def _successors(self) -> tuple[Set, dict[int, Set]]:
        """Return the positions that are followed by the next one, and who else leads where."""
        chain = 0
        groups: dict[int, Set] = {}
        for number, landing in enumerate(self._behind):
            if self._numbers.get(landing) == number + 1:
                chain |= 1 << number
            else:
                groups[landing] = groups.get(landing, 0) | 1 << number
        return chain, groups

    def _landing(self, address: int) -> int:
        """Return where the program goes from an address before it has a choice."""
        while True:
            instruction = self._program[address]
            if isinstance(instruction, Save):
                address += 1
            elif isinstance(instruction, Split) and len(instruction.targets) == 1:
                address = instruction.targets[0]
            else:
                return address

    def _closure(self, address: int) -> Set:
        """Return all positions that the program reaches from an address without reading."""
        known = self._closures.get(address)
        if known is not None:
            return known
        found = 0
        seen = {address}
        todo = [address]
        while todo:
            here = todo.pop()
            instruction = self._program[here]
            if isinstance(instruction, Split):
                targets = instruction.targets
            elif isinstance(instruction, Save):
                targets = [here + 1]
            else:
                found |= 1 << self._numbers[here]
                continue
            for target in targets:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        self._closures[address] = found
        return found
