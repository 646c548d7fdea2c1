"""The syntax of regexes in Rust's ``regex`` crate 1.12, which Hurl compiles its literals with.

``check_regex`` says whether ``Regex::new`` would take a pattern, and if not, why and where: there
is no look-around and no backreference, names of groups and of Unicode classes must exist, a syntax
tree higher than 250 is refused, and so is a pattern whose compiled form is too large.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from toolkit.gates.parsing.rust_regex_class import bracketed_class
from toolkit.gates.parsing.rust_regex_cursor import (
    HEIGHT_LIMIT,
    Flags,
    RegexCursor,
    RegexError,
    is_white_space,
)
from toolkit.gates.parsing.rust_regex_escape import escape
from toolkit.gates.parsing.rust_regex_size import (
    ANY,
    EMPTY,
    alternation,
    capture,
    literal,
    repetition,
    too_large,
)
from toolkit.gates.parsing.unicode_ranges import is_alphabetic, is_alphanumeric

__all__ = ["RegexError", "check_regex"]

_COUNT_LIMIT = 2**32
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_FLAG_LETTERS = frozenset("imsURux")


class _Item(NamedTuple):
    """A part of a regex: the height of its syntax tree, and its size when compiled."""

    height: int
    size: int
    repeatable: bool = True


@dataclass(slots=True)
class _Group:
    """A group that waits for its end, or the pattern as a whole."""

    start: int
    outer_flags: Flags
    captures: bool = True
    branches: list[_Item] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)

    def end_branch(self) -> None:
        """Close the concatenation that was read; a single item needs no node of its own."""
        height = max((item.height for item in self.items), default=0) + (len(self.items) > 1)
        size = sum(item.size for item in self.items) if self.items else EMPTY
        self.branches.append(_Item(height, size))
        self.items = []

    def alternation(self) -> _Item:
        """Close the group and return what it holds; a single branch needs no node of its own."""
        self.end_branch()
        if len(self.branches) == 1:
            return self.branches[0]
        height = 1 + max(branch.height for branch in self.branches)
        return _Item(height, alternation([branch.size for branch in self.branches]))


def check_regex(source: str) -> None:
    """Raise `RegexError` unless Rust's ``regex`` crate takes ``source``."""
    _Checker(source).pattern()


class _Checker:
    """One walk over a pattern, with the open groups on a stack."""

    def __init__(self, source: str) -> None:
        self.cursor = RegexCursor(source)
        self.groups = [_Group(0, self.cursor.flags)]
        self.names: set[str] = set()

    def pattern(self) -> None:
        """Read the whole pattern.

        pattern       = concatenation { "|" concatenation } ;
        concatenation = { ( group | class | escape | any ) { repetition } }
        """
        cursor = self.cursor
        cursor.skip()
        while not cursor.at_end:
            group = self.groups[-1]
            char = cursor.char
            if char == "(":
                self.group_start()
            elif char == ")":
                self.group_end()
            elif char == "|":
                cursor.position += 1
                group.end_branch()
            elif char in "?*+":
                self.repetition()
            elif char == "{":
                self.counted_repetition()
            else:
                group.items.append(self.atom())
            cursor.skip()
        if len(self.groups) > 1:
            raise cursor.error("expected ) to end this group", self.groups[-1].start)
        whole = self.groups[0].alternation()
        if whole.height > HEIGHT_LIMIT:
            raise cursor.error(f"expected at most {HEIGHT_LIMIT} levels of nesting", 0)
        if too_large(whole.size):
            raise cursor.error("expected less repetition: compiled, this is over 10 MiB", 0)

    def atom(self) -> _Item:
        """Read one unit: a class, an escape, or a character."""
        cursor = self.cursor
        char = cursor.char
        if char == "[":
            return _Item(*bracketed_class(cursor))
        if char == "\\":
            return _Item(0, escape(cursor).size(cursor.flags))
        if char == "." and not cursor.flags.unicode:
            raise cursor.error("without the flag u a dot could match invalid UTF-8")
        cursor.position += 1
        if char == ".":
            return _Item(0, ANY)
        return _Item(0, EMPTY if char in "^$" else literal(char, cursor.flags))

    # --- groups ---------------------------------------------------------------------------

    def group_start(self) -> None:
        """Read the start of a group, or flags that hold until the end of the group around them.

        group = "(" pattern ")"
              | "(?" [ "P" ] "<" name ">" pattern ")"
              | "(?" flags ":" pattern ")"
              | "(?" flags ")"
        """
        cursor = self.cursor
        start = cursor.position
        outer = cursor.flags
        captures = True
        cursor.advance()
        if any(cursor.accept(mark) for mark in ("?=", "?!", "?<=", "?<!")):
            raise cursor.error("look-around is not supported", start)
        if cursor.accept("?P<") or cursor.accept("?<"):
            self.group_name(start)
        elif cursor.accept("?"):
            inner = self.group_flags(start)
            if cursor.char == ")":
                self.only_flags(start, inner)
                return
            cursor.position += 1
            cursor.flags = inner
            captures = False
        if len(self.groups) > HEIGHT_LIMIT:
            raise cursor.error(f"expected at most {HEIGHT_LIMIT} levels of nesting", start)
        self.groups.append(_Group(start, outer, captures))

    def only_flags(self, start: int, flags: Flags) -> None:
        """Let flags hold from here on; what follows cannot repeat them."""
        cursor = self.cursor
        cursor.position += 1
        if cursor.text[start : cursor.position].endswith("?)"):
            raise cursor.error("expected flags between ? and )", start)
        cursor.flags = flags
        self.groups[-1].items.append(_Item(0, 0, repeatable=False))

    def group_end(self) -> None:
        """Close the innermost group."""
        if len(self.groups) == 1:
            raise self.cursor.error("expected no ) without a group")
        self.cursor.position += 1
        group = self.groups.pop()
        self.cursor.flags = group.outer_flags
        inner = group.alternation()
        size = capture(inner.size) if group.captures else inner.size
        self.groups[-1].items.append(_Item(1 + inner.height, size))

    def group_name(self, start: int) -> None:
        """Read the name of a group up to ``>``; it is unique in the pattern.

        name = ( letter | "_" ) { letter | digit | "_" | "." | "[" | "]" }
        """
        cursor = self.cursor
        begin = cursor.position
        end = cursor.text.find(">", begin)
        name = cursor.text[begin : end if end >= 0 else len(cursor.text)]
        for offset, char in enumerate(name):
            allowed = char == "_" or (
                is_alphanumeric(char) or char in ".[]" if offset else is_alphabetic(char)
            )
            if not allowed:
                cursor.position = begin + offset
                raise cursor.error("expected the name of a group")
        if end < 0:
            cursor.position = len(cursor.text)
            raise cursor.error("expected > to end the name of this group", start)
        cursor.position = end + 1
        if not name:
            raise cursor.error("expected the name of a group", start)
        if name in self.names:
            raise cursor.error("expected a name that no other group has", start)
        self.names.add(name)

    def group_flags(self, start: int) -> Flags:
        """Read flags up to ``:`` or ``)`` and return those that hold behind it.

        flags = { flag } [ "-" flag { flag } ] ;    flag = "i" | "m" | "s" | "U" | "R" | "u" | "x"
        """
        cursor = self.cursor
        flags = cursor.flags
        seen = ""
        while cursor.char not in {":", ")"}:
            flag = cursor.char
            if not flag:
                raise cursor.error("expected : or ) to end the flags of this group", start)
            if flag not in _FLAG_LETTERS | {"-"}:
                raise cursor.error("expected one of the flags i, m, s, U, R, u, x")
            if flag in seen:
                raise cursor.error("expected each flag, and the minus, at most once")
            on = "-" not in seen
            if flag == "x":
                flags = replace(flags, verbose=on)
            elif flag == "u":
                flags = replace(flags, unicode=on)
            elif flag == "i":
                flags = replace(flags, ignore_case=on)
            seen += flag
            cursor.position += 1
        if seen.endswith("-"):
            raise cursor.error("expected a flag after the minus")
        return flags

    # --- repetitions ----------------------------------------------------------------------

    def repetition(self) -> None:
        """Read ``*``, ``+`` or ``?``, greedy or not.

        repetition = ( "*" | "+" | "?" | "{" counts "}" ) [ "?" ]
        """
        cursor = self.cursor
        item = self.repeated(cursor.position)
        least, most = _COUNTS[cursor.char]
        cursor.position += 1
        cursor.accept("?")
        self.groups[-1].items.append(_Item(1 + item.height, repetition(item.size, least, most)))

    def counted_repetition(self) -> None:
        """Read ``{m}``, ``{m,}`` or ``{m,n}``; blanks between the braces do not count.

        counts = number [ "," [ number ] ]
        """
        cursor = self.cursor
        start = cursor.position
        item = self.repeated(start)
        cursor.advance()
        least = self.count(start)
        most: int | None = least
        if cursor.char == ",":
            cursor.advance()
            most = None if cursor.char == "}" else self.count(start)
        if cursor.char != "}":
            raise cursor.error("expected } to end this repetition", start)
        cursor.advance()
        cursor.accept("?")
        if most is not None and most < least:
            raise cursor.error("expected the smaller count of a repetition first", start)
        self.groups[-1].items.append(_Item(1 + item.height, repetition(item.size, least, most)))

    def count(self, start: int) -> int:
        """Read a decimal number that fits 32 bits."""
        cursor = self.cursor
        while is_white_space(cursor.char):
            cursor.position += 1
        digits = []
        while cursor.char and cursor.char in "0123456789":
            digits.append(cursor.char)
            cursor.advance()
        while is_white_space(cursor.char):
            cursor.advance()
        if not digits:
            raise cursor.error("expected how often to repeat, as in {2,3}", start)
        number = int("".join(digits).lstrip("0")[:11] or "0")
        if number >= _COUNT_LIMIT:
            raise cursor.error("expected a count that fits 32 bits", start)
        return number

    def repeated(self, start: int) -> _Item:
        """Take back the item which the repetition at ``start`` repeats."""
        items = self.groups[-1].items
        if not items or not items[-1].repeatable:
            raise self.cursor.error("expected something to repeat", start)
        return items.pop()
