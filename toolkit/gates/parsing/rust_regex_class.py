"""Character classes in brackets of Rust's ``regex`` crate (its "Character classes")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.gates.parsing.rust_regex_cursor import HEIGHT_LIMIT
from toolkit.gates.parsing.rust_regex_escape import Atom, AtomKind, escape
from toolkit.gates.parsing.rust_regex_size import ANY, EMPTY, ranges, single

if TYPE_CHECKING:
    from toolkit.gates.parsing.rust_regex_cursor import RegexCursor

_OPERATORS = ("&&", "--", "~~")
_ASCII_CLASSES = frozenset(
    (
        *("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph"),
        *("lower", "print", "punct", "space", "upper", "word", "xdigit"),
    )
)


class Measure(NamedTuple):
    """The height of a syntax tree, and its size when compiled."""

    height: int
    size: int


@dataclass(slots=True)
class _Open:
    """A bracket that waits for its end: what was read of it since the last operator."""

    start: int
    negated: bool = False
    heights: list[int] = field(default_factory=list)
    ranges: list[tuple[str, str]] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    """The sizes of the classes in it."""
    left: Measure | None = None
    """What stands on the left of the last operator."""

    def operand(self) -> Measure:
        """Measure what was read, together with what stands on the left of it."""
        items = self.heights
        height = max(items, default=0) + (len(items) > 1)
        if len(self.ranges) == 1 and not self.classes and len(set(self.ranges[0])) == 1:
            size = single(self.ranges[0][0])
        else:
            size = max([ranges(self.ranges), *self.classes])
        if self.left is None:
            return Measure(height, size)
        return Measure(1 + max(self.left.height, height), min(self.left.size, size))

    def close(self) -> Measure:
        """Measure the whole class."""
        inner = self.operand()
        return Measure(1 + inner.height, max(inner.size, ANY) if self.negated else inner.size)

    def add(self, first: str, last: str) -> None:
        """Take up a range of characters."""
        self.heights.append(0)
        self.ranges.append((first, last))

    def add_class(self, measure: Measure) -> None:
        """Take up a class."""
        self.heights.append(measure.height)
        self.classes.append(measure.size)


def bracketed_class(cursor: RegexCursor) -> Measure:
    r"""Read a class in brackets and measure it.

    class   = "[" [ "^" ] { "-" } [ "]" ] operand { ( "&&" | "--" | "~~" ) operand } "]"
    operand = { class | "[:" [ "^" ] posix-name ":]" | member [ "-" member ] }
    member  = escape | any

    Brackets nest; they are kept on a stack, so that depth costs no recursion.
    """
    stack = [_open(cursor)]
    while True:
        cursor.skip()
        frame = stack[-1]
        if cursor.at_end:
            raise cursor.error("expected ] to end this class", frame.start)
        if cursor.char == "[":
            if _ascii_class(cursor, frame):
                continue
            if len(stack) > HEIGHT_LIMIT:
                raise cursor.error(f"expected at most {HEIGHT_LIMIT} levels of nesting")
            stack.append(_open(cursor))
        elif cursor.char == "]":
            cursor.position += 1
            measure = stack.pop().close()
            if not stack:
                return measure
            stack[-1].add_class(measure)
        elif cursor.text.startswith(_OPERATORS, cursor.position):
            cursor.position += 2
            frame.left = frame.operand()
            frame.heights, frame.ranges, frame.classes = [], [], []
        else:
            _member_or_range(cursor, frame)


def _open(cursor: RegexCursor) -> _Open:
    """Read the start of a class, where ``-`` and then ``]`` mean themselves."""
    frame = _Open(cursor.position)
    more = cursor.advance()
    if more and cursor.char == "^":
        if not cursor.flags.unicode:
            raise cursor.error("without the flag u a negated class could match invalid UTF-8")
        frame.negated = True
        more = cursor.advance()
    while more and cursor.char == "-":
        frame.add("-", "-")
        more = cursor.advance()
    if more and not frame.heights and cursor.char == "]":
        frame.add("]", "]")
        more = cursor.advance()
    if not more:
        raise cursor.error("expected ] to end this class", frame.start)
    return frame


def _ascii_class(cursor: RegexCursor, frame: _Open) -> bool:
    """Consume ``[:name:]`` if it comes next and names a class; otherwise it is a bracket."""
    start = cursor.position
    if not cursor.accept("[:"):
        return False
    end = cursor.text.find(":", cursor.position)
    negated = cursor.accept("^")
    name = cursor.text[cursor.position : end] if end >= 0 else ""
    if name not in _ASCII_CLASSES or not cursor.text.startswith(":]", end):
        cursor.position = start
        return False
    cursor.position = end + len(":]")
    if negated and not cursor.flags.unicode:
        raise cursor.error("without the flag u this class could match invalid UTF-8", start)
    frame.add_class(Measure(0, ANY if negated else 3 * EMPTY))
    return True


def _member_or_range(cursor: RegexCursor, frame: _Open) -> None:
    start = cursor.position
    first = _member(cursor)
    cursor.skip()
    if cursor.at_end:
        raise cursor.error("expected ] to end this class", frame.start)
    if cursor.char != "-" or cursor.after() in {"]", "-"}:
        if first.kind is AtomKind.ASSERTION:
            raise cursor.error("this escape does not stand for characters", start)
        if first.kind is AtomKind.CLASS:
            frame.add_class(Measure(0, first.size(cursor.flags)))
        else:
            frame.add(first.text, first.text)
        return
    if not cursor.advance():
        raise cursor.error("expected ] to end this class", frame.start)
    last = _member(cursor)
    if first.kind is not AtomKind.CHARACTER or last.kind is not AtomKind.CHARACTER:
        raise cursor.error("expected one character at both ends of a range", start)
    if first.text > last.text:
        raise cursor.error("expected the smaller end of a range first", start)
    frame.add(first.text, last.text)


def _member(cursor: RegexCursor) -> Atom:
    start = cursor.position
    if cursor.char == "\\":
        member = escape(cursor)
    else:
        member = Atom(AtomKind.CHARACTER, cursor.char)
        cursor.position += 1
    if member.kind is AtomKind.CHARACTER and not (cursor.flags.unicode or member.text.isascii()):
        raise cursor.error("a character beyond ASCII in a class needs the flag u", start)
    return member
