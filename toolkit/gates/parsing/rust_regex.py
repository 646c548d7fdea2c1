"""The syntax of regexes in Rust's ``regex`` crate 1.12, which Hurl compiles its literals with.

`read_regex` makes a tree of what ``Regex::new`` would take, and says why and where of what it would
not: there is no look-around and no backreference, names of groups and of Unicode classes must
exist, a syntax tree higher than 250 is refused, and so is a pattern whose compiled form is too
large.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.gates.parsing.rust_regex_class import bracketed_class
from toolkit.gates.parsing.rust_regex_cursor import RegexCursor, RegexError, is_white_space
from toolkit.gates.parsing.rust_regex_escape import escape
from toolkit.gates.parsing.rust_regex_size import too_large
from toolkit.gates.parsing.rust_regex_tree import (
    HEIGHT_LIMIT,
    Alternation,
    Assertion,
    Concatenation,
    Dot,
    Flags,
    Group,
    Literal,
    Repetition,
    SetFlags,
    Syntax,
    too_high,
)
from toolkit.gates.parsing.unicode_ranges import is_alphabetic, is_alphanumeric
from toolkit.spans import Span

__all__ = ["RegexError", "check_regex", "read_regex"]

_TOO_HIGH = f"expected at most {HEIGHT_LIMIT} levels of nesting"
_COUNT_LIMIT = 2**32
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_NO_LITERALS = frozenset(r"[\.^$")
_FLAGS = {
    "i": "ignore_case",
    "m": "multi_line",
    "s": "dot_all",
    "U": "swap_greed",
    "R": "crlf",
    "u": "unicode",
    "x": "verbose",
}
_SHORT = 250
r"""Up to so many characters are never too high, and without counts in braces never too large.

Each level of its tree takes a character of its own, and nothing is larger than the two of ``\w``.
"""


@dataclass(slots=True)
class _Open:
    """A group that waits for its end, or the pattern as a whole."""

    start: int
    outer_flags: Flags
    number: int | None = None
    """Its number, if it captures."""
    branches: list[Syntax] = field(default_factory=list)
    parts: list[Syntax] = field(default_factory=list)

    def end_branch(self) -> None:
        """Close the concatenation that was read; a single part needs no node of its own."""
        parts = self.parts
        self.branches.append(parts[0] if len(parts) == 1 else Concatenation(tuple(parts)))
        self.parts = []

    def inside(self) -> Syntax:
        """Close the group and return what it holds; a single branch needs no node of its own."""
        self.end_branch()
        return self.branches[0] if len(self.branches) == 1 else Alternation(tuple(self.branches))


def check_regex(source: str) -> None:
    """Raise `RegexError` unless Rust's ``regex`` crate takes ``source``."""
    read_regex(source)


def read_regex(source: str) -> Syntax:
    """Return a regex as it is written.

    Raises:
        RegexError: Rust's ``regex`` crate refuses it; the error has the span.
    """
    reader = _Reader(source)
    tree = reader.pattern()
    long = len(source) > _SHORT
    if long and too_high(tree):
        raise RegexError(_TOO_HIGH, Span(0, len(source)))
    if (long or reader.counted) and too_large(tree):
        message = "expected less repetition: compiled, this is over 10 MiB"
        raise RegexError(message, Span(0, len(source)))
    return tree


class _Reader:
    """One walk over a pattern, with the open groups on a stack."""

    def __init__(self, source: str) -> None:
        self.cursor = RegexCursor(source)
        self.groups = [_Open(0, self.cursor.flags)]
        self.captures = 0
        self.names: set[str] = set()
        self.counted = False
        """Whether a repetition with counts in braces was read."""

    def pattern(self) -> Syntax:
        """Read the whole pattern.

        pattern       = concatenation { "|" concatenation } ;
        concatenation = { ( group | class | escape | any ) { repetition } }
        """
        cursor = self.cursor
        cursor.skip()
        while char := cursor.char:
            if production := _PRODUCTIONS.get(char):
                production(self)
            else:
                self.groups[-1].parts.append(self.unit(char))
            cursor.skip()
        if len(self.groups) > 1:
            raise cursor.error("expected ) to end this group", self.groups[-1].start)
        return self.groups[0].inside()

    def unit(self, char: str) -> Syntax:
        """Read one unit: a class, an escape, or a character."""
        cursor = self.cursor
        if char not in _NO_LITERALS:
            cursor.position += 1
            return Literal(char, cursor.flags)
        if char == "[":
            return bracketed_class(cursor)
        if char == "\\":
            return escape(cursor)
        if char == "." and not cursor.flags.unicode:
            raise cursor.error("without the flag u a dot could match invalid UTF-8")
        cursor.position += 1
        return Dot(cursor.flags) if char == "." else Assertion(char, cursor.flags)

    def bar(self) -> None:
        """Read what stands between two branches."""
        self.cursor.position += 1
        self.groups[-1].end_branch()

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
        flags = cursor.flags
        cursor.advance()
        captures = not cursor.accept("?") or self.named(start)
        if not captures:
            inner = self.group_flags(start)
            if cursor.accept(")"):
                self.only_flags(start, inner)
                return
            cursor.position += 1
            cursor.flags = inner
        if len(self.groups) > HEIGHT_LIMIT:
            raise cursor.error(_TOO_HIGH, start)
        self.captures += captures
        self.groups.append(_Open(start, flags, self.captures if captures else None))

    def named(self, start: int) -> bool:
        """Read the name of a group, if there is one behind the ``?``; say whether there is."""
        cursor = self.cursor
        if any(cursor.accept(mark) for mark in ("=", "!", "<=", "<!")):
            raise cursor.error("look-around is not supported", start)
        if not (cursor.accept("P<") or cursor.accept("<")):
            return False
        self.group_name(start)
        return True

    def only_flags(self, start: int, flags: Flags) -> None:
        """Let flags hold from here on; what follows cannot repeat them."""
        cursor = self.cursor
        if cursor.text[start : cursor.position].endswith("?)"):
            raise cursor.error("expected flags between ? and )", start)
        cursor.flags = flags
        self.groups[-1].parts.append(SetFlags())

    def group_end(self) -> None:
        """Close the innermost group."""
        if len(self.groups) == 1:
            raise self.cursor.error("expected no ) without a group")
        self.cursor.position += 1
        group = self.groups.pop()
        self.cursor.flags = group.outer_flags
        self.groups[-1].parts.append(Group(group.inside(), group.number))

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
        changes = {}
        seen = ""
        while cursor.char not in {":", ")"}:
            flag = cursor.char
            if not flag:
                raise cursor.error("expected : or ) to end the flags of this group", start)
            if flag not in {*_FLAGS, "-"}:
                raise cursor.error("expected one of the flags i, m, s, U, R, u, x")
            if flag in seen:
                raise cursor.error("expected each flag, and the minus, at most once")
            if flag != "-":
                changes[_FLAGS[flag]] = "-" not in seen
            seen += flag
            cursor.position += 1
        if seen.endswith("-"):
            raise cursor.error("expected a flag after the minus")
        return cursor.flags._replace(**changes)

    # --- repetitions ----------------------------------------------------------------------

    def repetition(self) -> None:
        """Read ``*``, ``+`` or ``?``, greedy or not.

        repetition = ( "*" | "+" | "?" | "{" counts "}" ) [ "?" ]
        """
        cursor = self.cursor
        self.require_repeatable(cursor.position)
        least, most = _COUNTS[cursor.char]
        cursor.position += 1
        self.repeat(least, most, lazy=cursor.accept("?"))

    def counted_repetition(self) -> None:
        """Read ``{m}``, ``{m,}`` or ``{m,n}``; blanks between the braces do not count.

        counts = number [ "," [ number ] ]
        """
        cursor = self.cursor
        start = cursor.position
        self.require_repeatable(start)
        cursor.advance()
        least = self.count(start)
        most: int | None = least
        if cursor.char == ",":
            cursor.advance()
            most = None if cursor.char == "}" else self.count(start)
        if cursor.char != "}":
            raise cursor.error("expected } to end this repetition", start)
        cursor.advance()
        lazy = cursor.accept("?")
        if most is not None and most < least:
            raise cursor.error("expected the smaller count of a repetition first", start)
        self.repeat(least, most, lazy=lazy)
        self.counted = True

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

    def require_repeatable(self, start: int) -> None:
        """Refuse the repetition at ``start`` if nothing before it can repeat."""
        parts = self.groups[-1].parts
        if not parts or isinstance(parts[-1], SetFlags):
            raise self.cursor.error("expected something to repeat", start)

    def repeat(self, least: int, most: int | None, *, lazy: bool) -> None:
        """Repeat the last part, as often as it can or (lazy) as seldom as it can."""
        parts = self.groups[-1].parts
        greedy = lazy == self.cursor.flags.swap_greed
        parts.append(Repetition(parts.pop(), least, most, greedy))


_PRODUCTIONS = {
    "(": _Reader.group_start,
    ")": _Reader.group_end,
    "|": _Reader.bar,
    "*": _Reader.repetition,
    "+": _Reader.repetition,
    "?": _Reader.repetition,
    "{": _Reader.counted_repetition,
}
"""What a character begins; any other begins a unit."""
