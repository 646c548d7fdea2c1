"""The automaton of all strings in which the first group of a regex matches what another one takes.

Rust prefers one match of all: the leftmost, and of those that begin there the one that backtracking
would find first. The automaton follows every attempt at once, in order of preference, each with the
state of the judge of its group; an attempt that comes where a preferred one is already is dropped,
and a match drops all that are less preferred (as in ``regex_automata::nfa::thompson::pikevm``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from toolkit.gates.languages.automaton import Automaton, Fate
from toolkit.gates.languages.looks import EDGE, KINDS, holds, kind_set, kinds
from toolkit.gates.languages.program import Check, Instruction, Match, Read, Save, Split

Group: TypeAlias = "tuple[bool, int] | None"
"""Whether the first group is open, and what its judge thinks; None while it has no part."""
Attempt: TypeAlias = tuple[int, Group]
"""An address of the program, and the group."""

Settled: TypeAlias = tuple[list[tuple[int, Group, int]], bool, Group]
"""The attempts that read, each with the bit of its set; whether there was a match; its group."""

_OPENS, _CLOSES = 2, 3


class State(NamedTuple):
    """Where a reading stands."""

    attempts: tuple[Attempt, ...]
    """In order of preference."""
    before: int
    """The kind of the character before, as far as an assertion asks."""
    matched: bool
    """Whether there was a match; no attempt begins any more."""
    group: Group
    """The group of the last match."""


class CapturedAutomaton(Automaton[State]):
    """Accepts a string if the regex matches, and a judge accepts what its first group matched."""

    def __init__(self, program: Sequence[Instruction], judge: Automaton[Any]) -> None:
        self._program = program
        self._judge = judge
        self.weight = len(program) + judge.weight
        reads = list({one.chars: None for one in program if isinstance(one, Read)})
        asked = 0
        for one in program:
            asked |= kinds(one.look) if isinstance(one, Check) else 0
        self._bits = {chars: 1 << index for index, chars in enumerate(reads)}
        sets = [*reads, *map(kind_set, _kinds_in(asked)), *judge.partition.parts()]
        super().__init__(sets, State(((0, None),), EDGE, matched=False, group=None))
        self._letters = [
            (
                signature & (1 << len(reads)) - 1,
                sum(
                    kind
                    for index, kind in enumerate(_kinds_in(asked), len(reads))
                    if signature >> index & 1
                ),
                judge.partition.letter(char),
            )
            for signature, char in zip(
                self.partition.signatures, self.partition.samples, strict=True
            )
        ]
        """For each letter the sets of the program it is in, its kind, and the judge's letter."""

    def successors(self, state: State) -> Iterator[State]:
        """Let every attempt read one character of every kind; most characters are read alike."""
        settled = {kind: self._settled(state, kind) for kind in {one[1] for one in self._letters}}
        masks, open_groups = {}, False
        for kind, (reading, _, _) in settled.items():
            masks[kind] = 0
            for _, group, bit in reading:
                masks[kind] |= bit
                open_groups = open_groups or (group is not None and group[0])
        known: dict[tuple[int, int, int], State] = {}
        for signature, kind, letter in self._letters:
            key = signature & masks[kind], kind, letter if open_groups else 0
            if key not in known:
                known[key] = self._read(settled[kind], key)
            yield known[key]

    def _read(self, settled: Settled, key: tuple[int, int, int]) -> State:
        reading, matched, group = settled
        signature, kind, letter = key
        attempts: dict[int, Group] = {}
        for address, open_group, bit in reading:
            if signature & bit:
                attempts.setdefault(address + 1, self._shown(open_group, letter))
        if not matched:
            attempts.setdefault(0, None)
        return State(tuple(attempts.items()), kind if attempts else 0, matched, group)

    def accepts_at(self, state: State) -> bool:
        """Whether the match that is preferred has a group, which the judge accepts."""
        if not state.attempts:
            return self._accepted(state.group)
        return self._accepted(self._settled(state, EDGE)[2])

    def fate(self, state: State) -> Fate:
        """Without an attempt the last match stays."""
        if state.attempts:
            return Fate.OPEN
        return Fate.ALWAYS if self._accepted(state.group) else Fate.NEVER

    def _accepted(self, group: Group) -> bool:
        return group is not None and self._judge.accepting[group[1]]

    def _shown(self, group: Group, letter: int) -> Group:
        """Let the judge see a character, if the group is open."""
        if group is None or not group[0]:
            return group
        return True, self._judge.row(group[1])[letter]

    def _settled(self, state: State, after: int) -> Settled:
        """Follow all attempts up to where they read; a match ends those that come behind it."""
        reading: list[tuple[int, Group, int]] = []
        seen: set[int] = set()
        todo = list(reversed(state.attempts))
        while todo:
            address, group = todo.pop()
            if address in seen:
                continue
            seen.add(address)
            match self._program[address]:
                case Match():
                    return reading, True, group
                case Split(targets):
                    todo += ((target, group) for target in reversed(targets))
                case Save(slot):
                    todo.append((address + 1, _saved(slot, group)))
                case Check(look):
                    if holds(look, state.before, after):
                        todo.append((address + 1, group))
                case Read(chars):
                    reading.append((address, group, self._bits[chars]))
        return reading, state.matched, state.group


def _kinds_in(asked: int) -> list[int]:
    return [kind for kind in KINDS if asked & kind]


def _saved(slot: int, group: Group) -> Group:
    if slot == _OPENS:
        return True, 0
    if slot == _CLOSES and group is not None:
        return False, group[1]
    return group
