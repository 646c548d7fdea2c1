"""Where a regex matches, and what its groups captured: the match that Rust prefers.

A virtual machine of Pike's kind runs the program of `languages.program`: all ways through it side
by side, in order of preference, one step a character. So a search takes the time of the text times
the program, whatever the two are; nothing backtracks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.languages.looks import EDGE, KINDS, holds, kind_set
from toolkit.gates.languages.partition import partition
from toolkit.gates.languages.program import Check, Instruction, Match, Read, Save, Split

Slots: TypeAlias = tuple[int | None, ...]
"""Where groups begin (2n) and end (2n + 1), None where one took no part; group 0 is the match."""
MOST_STEPS = 4_000_000
"""How much of a program may be run in one search, so that hostile texts take seconds at most."""
_Thread: TypeAlias = tuple[int, Slots]


class Machine:
    """Runs one program on texts."""

    def __init__(self, program: Sequence[Instruction]) -> None:
        self.program = program
        saves = [one.slot for one in program if isinstance(one, Save)]
        self.slots = max(saves, default=1) + 1
        reads = [(index, one.chars) for index, one in enumerate(program) if isinstance(one, Read)]
        self.partition = partition((*(chars for _, chars in reads), *map(kind_set, KINDS)))
        self.bits = {index: 1 << bit for bit, (index, _) in enumerate(reads)}
        self.first_kind = len(reads)
        self.signatures: dict[str, int] = {}
        self.steps = 0

    def first(self, text: str) -> Slots | None:
        """Return the slots of the first match.

        Raises:
            UnsupportedError: it takes more than `MOST_STEPS`.
        """
        self.steps = 0
        return self._first(text, 0)

    def _first(self, text: str, start: int) -> Slots | None:
        """Return the slots of the first match that begins at ``start`` or later."""
        found: Slots | None = None
        threads: list[_Thread] = []
        for position in range(start, len(text) + 1):
            if found is None:
                fresh = (position, *(None,) * (self.slots - 1))
                threads = self._settled([*threads, (0, fresh)], text, position)
            elif threads:
                threads = self._settled(threads, text, position)
            else:
                break
            signature = self._signature(text[position]) if position < len(text) else 0
            threads, ended = self._step(threads, signature)
            if ended is not None:
                found = (ended[0], position, *ended[2:])
        return found

    def every(self, text: str) -> Iterator[Slots]:
        """Yield the matches from left to right; an empty one never touches the one before.

        Raises:
            UnsupportedError: together they take more than `MOST_STEPS`.
        """
        self.steps = 0
        position, last_end = 0, None
        while position <= len(text):
            found = self._first(text, position)
            if found is None:
                return
            start, end = found[0], found[1]
            if start is None or end is None:
                raise AssertionError("a match has a beginning and an end")
            if start == end == last_end:
                position += 1
                continue
            yield found
            position = last_end = end

    def _step(self, threads: list[_Thread], signature: int) -> tuple[list[_Thread], Slots | None]:
        """Read one character; what is less preferred than an end that was reached is dropped."""
        kept: list[_Thread] = []
        for address, slots in threads:
            if isinstance(self.program[address], Match):
                return kept, slots
            if signature & self.bits[address]:
                kept.append((address + 1, slots))
        return kept, None

    def _settled(self, threads: list[_Thread], text: str, position: int) -> list[_Thread]:
        """Follow everything that consumes nothing; of two ways to one place the first is kept."""
        settled: list[_Thread] = []
        seen: set[int] = set()
        pending = threads[::-1]
        while pending:
            address, slots = pending.pop()
            if address in seen:
                continue
            seen.add(address)
            self.steps += 1
            match self.program[address]:
                case Split(targets):
                    pending += [(target, slots) for target in reversed(targets)]
                case Save(slot):
                    changed = (*slots[:slot], position, *slots[slot + 1 :])
                    pending.append((address + 1, changed))
                case Check(look):
                    if holds(look, self._kind(text, position - 1), self._kind(text, position)):
                        pending.append((address + 1, slots))
                case _:
                    settled.append((address, slots))
        if self.steps > MOST_STEPS:
            raise UnsupportedError("slow-regex", f"a regex takes more than {MOST_STEPS} steps")
        return settled

    def _kind(self, text: str, position: int) -> int:
        """Return the kinds of the character at a position, or that the text ends there."""
        if not 0 <= position < len(text):
            return EDGE
        kinds = self._signature(text[position]) >> self.first_kind
        return sum(kind for bit, kind in enumerate(KINDS) if kinds >> bit & 1)

    def _signature(self, char: str) -> int:
        """Return of which sets a character is, as bits."""
        known = self.signatures.get(char)
        if known is None:
            letter = self.partition.letter(char)
            known = self.signatures[char] = self.partition.signatures[letter]
        return known
