"""Reads a regex of Rust's ``regex`` crate as a tree.

What is valid is decided by `check_regex`; this parser reads what passed it, applies the flags and
turns every class into its set, as ``regex_syntax::hir::translate`` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.gates.languages.case_folding import fold
from toolkit.gates.languages.charset import EVERY, CharSet, one_of
from toolkit.gates.languages.regex_ast import (
    EMPTY,
    Assertion,
    Capture,
    Chars,
    Look,
    Node,
    alternation,
    concatenation,
    repetition,
)
from toolkit.gates.languages.regex_class import bare, bracketed_class, named_class
from toolkit.gates.parsing.rust_regex import check_regex
from toolkit.gates.parsing.rust_regex_cursor import Flags, RegexCursor, is_white_space
from toolkit.gates.parsing.rust_regex_escape import AtomKind, escape

_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_FLAGS = {
    "i": "ignore_case",
    "m": "multi_line",
    "s": "dot_all",
    "U": "swap_greed",
    "u": "unicode",
    "R": "crlf",
    "x": "verbose",
}
_NOT_LF = EVERY - one_of("\n")
_NOT_CRLF = EVERY - one_of("\r\n")

_WORD_LOOKS = {
    r"\b": "WORD_{}",
    r"\B": "WORD_{}_NEGATE",
    r"\b{start}": "WORD_START_{}",
    r"\<": "WORD_START_{}",
    r"\b{end}": "WORD_END_{}",
    r"\>": "WORD_END_{}",
    r"\b{start-half}": "WORD_START_HALF_{}",
    r"\b{end-half}": "WORD_END_HALF_{}",
}


@dataclass(frozen=True, slots=True)
class Modes(Flags):
    """All flags of a regex."""

    multi_line: bool = False
    """``m``: anchors hold at lines."""
    dot_all: bool = False
    """``s``: a dot stands for a line feed as well."""
    swap_greed: bool = False
    """``U``: repetitions are lazy unless a ``?`` follows."""
    crlf: bool = False
    """``R``: a carriage return ends lines as well."""


@dataclass(slots=True)
class _Group:
    """A group that waits for its end, or the pattern as a whole."""

    outer_modes: Modes
    number: int | None = None
    """Its number, if it captures."""
    branches: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def end_branch(self) -> None:
        """Close the concatenation that was read."""
        self.branches.append(concatenation(self.items))
        self.items = []

    def node(self) -> Node:
        """Close the group and return what it holds."""
        self.end_branch()
        inside = alternation(self.branches)
        return inside if self.number is None else Capture(self.number, inside)


def parse_regex(source: str) -> Node:
    """Return the meaning of a regex as a tree.

    Raises:
        RegexError: Rust's ``regex`` crate refuses it; the error has the span.
    """
    check_regex(source)
    return _Parser(source).pattern()


class _Parser:
    """One walk over a valid pattern, with the open groups on a stack."""

    def __init__(self, source: str) -> None:
        self.cursor = RegexCursor(source)
        self.modes = Modes()
        self.cursor.flags = self.modes
        self.groups = [_Group(self.modes)]
        self.captures = 0

    def pattern(self) -> Node:
        """Read the whole pattern; the grammar stands with `check_regex`."""
        cursor = self.cursor
        cursor.skip()
        while not cursor.at_end:
            group = self.groups[-1]
            char = cursor.char
            if char == "(":
                self.group_start()
            elif char == ")":
                cursor.position += 1
                self.groups.pop()
                self.set_modes(group.outer_modes)
                self.groups[-1].items.append(group.node())
            elif char == "|":
                cursor.position += 1
                group.end_branch()
            elif char in "?*+":
                cursor.position += 1
                self.repeat(*_COUNTS[char])
            elif char == "{":
                self.counted_repetition()
            else:
                group.items.append(self.atom(char))
            cursor.skip()
        return self.groups[0].node()

    def set_modes(self, modes: Modes) -> None:
        """Let flags hold from here on."""
        self.modes = modes
        self.cursor.flags = modes

    # --- atoms ----------------------------------------------------------------------------

    def atom(self, char: str) -> Node:
        """Read one unit: a class, an escape, or a character."""
        if char == "[":
            return Chars(bracketed_class(self.cursor))
        if char == "\\":
            return self.escaped()
        self.cursor.position += 1
        if char == ".":
            return Chars(self.dot())
        if char == "^":
            return Assertion(self.line_look("START"))
        if char == "$":
            return Assertion(self.line_look("END"))
        return self.literal(char)

    def literal(self, char: str) -> Node:
        """Return one character, or a letter in all its cases."""
        chars = one_of(char)
        if self.modes.ignore_case:
            chars = fold(chars, unicode=self.modes.unicode)
        return Chars(chars)

    def dot(self) -> CharSet:
        """Return what a dot stands for."""
        if self.modes.dot_all:
            return EVERY
        return _NOT_CRLF if self.modes.crlf else _NOT_LF

    def line_look(self, side: str) -> Look:
        """Return what ``^`` or ``$`` looks for."""
        if not self.modes.multi_line:
            return Look[side]
        return Look[f"{side}_CRLF" if self.modes.crlf else f"{side}_LF"]

    def escaped(self) -> Node:
        """Read an escape sequence."""
        start = self.cursor.position
        atom = escape(self.cursor)
        match atom.kind:
            case AtomKind.CHARACTER:
                return self.literal(atom.text)
            case AtomKind.CLASS:
                return Chars(named_class(self.cursor, start))
            case AtomKind.ASSERTION:
                return Assertion(self.look(bare(atom.text)))

    def look(self, text: str) -> Look:
        """Return what an assertion looks for, as it is written."""
        if text == r"\A":
            return Look.START
        if text == r"\z":
            return Look.END
        return Look[_WORD_LOOKS[text].format("UNICODE" if self.modes.unicode else "ASCII")]

    # --- groups ---------------------------------------------------------------------------

    def group_start(self) -> None:
        """Read the start of a group, or flags that hold until the end of the group around them."""
        cursor = self.cursor
        outer = self.modes
        cursor.advance()
        if cursor.accept("?P<") or cursor.accept("?<"):
            cursor.position = cursor.text.index(">", cursor.position) + 1
        elif cursor.accept("?"):
            modes = self.flags()
            only_flags = cursor.char == ")"
            cursor.position += 1
            self.set_modes(modes)
            if only_flags:
                self.groups[-1].items.append(EMPTY)
            else:
                self.groups.append(_Group(outer))
            return
        self.captures += 1
        self.groups.append(_Group(outer, self.captures))

    def flags(self) -> Modes:
        """Read flags up to ``:`` or ``)`` and return those that hold behind it."""
        cursor = self.cursor
        on = True
        changes = {}
        while cursor.char not in {":", ")"}:
            if cursor.char == "-":
                on = False
            else:
                changes[_FLAGS[cursor.char]] = on
            cursor.position += 1
        return replace(self.modes, **changes)

    # --- repetitions ----------------------------------------------------------------------

    def counted_repetition(self) -> None:
        """Read ``{m}``, ``{m,}`` or ``{m,n}``."""
        cursor = self.cursor
        cursor.advance()
        least = self.count()
        most: int | None = least
        if cursor.char == ",":
            cursor.advance()
            most = None if cursor.char == "}" else self.count()
        cursor.advance()
        self.repeat(least, most)

    def count(self) -> int:
        """Read a decimal number with the blanks around it."""
        cursor = self.cursor
        while is_white_space(cursor.char):
            cursor.position += 1
        digits = []
        while cursor.char.isdigit():
            digits.append(cursor.char)
            cursor.advance()
        while is_white_space(cursor.char):
            cursor.advance()
        return int("".join(digits).lstrip("0") or "0")

    def repeat(self, least: int, most: int | None) -> None:
        """Repeat the last item, as often as it can or (with a ``?``) as seldom as it can."""
        lazy = self.cursor.accept("?")
        items = self.groups[-1].items
        greedy = lazy == self.modes.swap_greed
        items.append(repetition(items.pop(), least, most, greedy=greedy))
