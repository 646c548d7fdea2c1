"""A regex as a program: Thompson's construction, with the order of preference kept.

`evaluation.regex_machine` runs it for the match that Rust prefers; `regex_automaton` asks only
which strings have one. Source of the shapes of repetitions:
``regex_automata::nfa::thompson::compiler``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.gates.languages.charset import CharSet
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.regex_ast import (
    Alternation,
    Assertion,
    Capture,
    Chars,
    Concatenation,
    Look,
    Node,
    Repetition,
)

LIMIT = 40_000
"""How many instructions a program may have."""


@dataclass(frozen=True, slots=True)
class Read:
    """Consume one character of a set and go on."""

    chars: CharSet


@dataclass(frozen=True, slots=True)
class Check:
    """Go on where an assertion holds."""

    look: Look


@dataclass(slots=True)
class Split:
    """Go on at any of the targets, the first ones preferred."""

    targets: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Save:
    """Remember the position: slot 2n is the start of group n, slot 2n+1 its end."""

    slot: int


@dataclass(frozen=True, slots=True)
class Match:
    """The end of the regex."""


Instruction: TypeAlias = Read | Check | Split | Save | Match
_Task: TypeAlias = Node | Callable[[], None]


def compile_program(node: Node) -> list[Instruction]:
    """Return the program of a regex; it begins at 0, and its last instruction is its `Match`.

    Raises:
        TooHard: It has more than `LIMIT` instructions.
    """
    compiler = _Compiler()
    compiler.run(node)
    compiler.add(Match())
    return compiler.program


class _Compiler:
    """Works through tasks, nodes and what is to be done between them; depth costs no recursion."""

    def __init__(self) -> None:
        self.program: list[Instruction] = []
        self.tasks: list[_Task] = []

    @property
    def here(self) -> int:
        """The address of the instruction that comes next."""
        return len(self.program)

    def add(self, instruction: Instruction) -> None:
        if self.here >= LIMIT:
            raise TooHard(LIMIT, "instructions of a regex")
        self.program.append(instruction)

    def split(self) -> Split:
        choice = Split()
        self.add(choice)
        return choice

    def plan(self, *tasks: _Task) -> None:
        """Let these be done next, in this order."""
        self.tasks += reversed(tasks)

    def run(self, node: Node) -> None:
        """Append the program of a node."""
        self.plan(node)
        while self.tasks:
            task = self.tasks.pop()
            if callable(task):
                task()
            else:
                self.expand(task)

    def expand(self, node: Node) -> None:
        match node:
            case Chars(chars):
                self.add(Read(chars))
            case Assertion(look):
                self.add(Check(look))
            case Concatenation(parts):
                self.plan(*parts)
            case Alternation(branches):
                self.alternation(branches)
            case Repetition():
                self.repetition(node)
            case Capture(number, inside):
                self.add(Save(2 * number))
                self.plan(inside, lambda: self.add(Save(2 * number + 1)))

    def alternation(self, branches: tuple[Node, ...]) -> None:
        choice = self.split()
        exits: list[Split] = []
        tasks: list[_Task] = []
        for branch in branches:
            tasks += (
                lambda: choice.targets.append(self.here),
                branch,
                lambda: exits.append(self.split()),
            )
        self.plan(*tasks, lambda: self.land(exits, greedy=True))

    def land(self, choices: Sequence[Split], *, greedy: bool) -> None:
        """Let choices lead here: as the last resort, or (lazy) first of all."""
        for choice in choices:
            choice.targets.insert(len(choice.targets) if greedy else 0, self.here)

    def repetition(self, node: Repetition) -> None:
        inside, least, most, greedy = node.inside, node.least, node.most, node.greedy
        if most is not None:
            self.plan(
                *_copies(inside, least),
                lambda: self.optional(inside, most - least, greedy=greedy),
            )
        elif least:
            self.plan(
                *_copies(inside, least - 1),
                lambda: self.one_or_more(inside, greedy=greedy),
            )
        elif matches_empty(inside):
            # (x+)? and not x*: an empty round ends the repetition, and keeps what it captured.
            self.optional(Repetition(inside, 1, None, greedy), 1, greedy=greedy)
        else:
            self.zero_or_more(inside, greedy=greedy)

    def optional(self, inside: Node, times: int, *, greedy: bool) -> None:
        """Append (x(x(x)?)?)?, each way out leading straight to the end."""
        choices: list[Split] = []

        def begin() -> None:
            choices.append(self.split())
            choices[-1].targets.append(self.here)

        rounds = [task for copy in _copies(inside, times) for task in (begin, copy)]
        self.plan(*rounds, lambda: self.land(choices, greedy=greedy))

    def one_or_more(self, inside: Node, *, greedy: bool) -> None:
        start = self.here

        def again() -> None:
            choice = self.split()
            choice.targets.append(start)
            self.land([choice], greedy=greedy)

        self.plan(inside, again)

    def zero_or_more(self, inside: Node, *, greedy: bool) -> None:
        start = self.here
        choice = self.split()
        choice.targets.append(self.here)

        def again() -> None:
            self.add(Split([start]))
            self.land([choice], greedy=greedy)

        self.plan(inside, again)


def _copies(inside: Node, times: int) -> list[Node]:
    """Return a node as often as it repeats; beyond the limit it does not matter how often."""
    return [inside] * min(times, LIMIT + 1)


def matches_empty(node: Node) -> bool:
    """Return whether a regex can match without consuming a character."""
    match node:
        case Chars():
            return False
        case Assertion():
            return True
        case Concatenation(parts):
            return all(matches_empty(part) for part in parts)
        case Alternation(branches):
            return any(matches_empty(branch) for branch in branches)
        case Repetition(inside, least, _, _):
            return least == 0 or matches_empty(inside)
        case Capture(_, inside):
            return matches_empty(inside)
