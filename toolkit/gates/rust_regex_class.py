"""Character classes in brackets of Rust's ``regex`` crate (its "Character classes")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.gates.rust_regex_escape import Atom, AtomKind, escape

if TYPE_CHECKING:
    from toolkit.gates.rust_regex_cursor import RegexCursor

_OPERATORS = ("&&", "--", "~~")
_ASCII_CLASSES = frozenset(
    (
        *("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph"),
        *("lower", "print", "punct", "space", "upper", "word", "xdigit"),
    )
)


@dataclass(slots=True)
class _Open:
    """A bracket that waits for its end; heights are those of the syntax tree."""

    start: int
    heights: list[int] = field(default_factory=list)
    left: int | None = None

    def operand(self) -> int:
        """Return the height of what was read so far."""
        items = self.heights
        item = max(items, default=0) + (len(items) > 1)
        return item if self.left is None else 1 + max(self.left, item)


def bracketed_class(cursor: RegexCursor) -> int:
    r"""Read a class in brackets and return the height of its syntax tree.

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
            if _ascii_class(cursor):
                frame.heights.append(0)
            else:
                stack.append(_open(cursor))
        elif cursor.char == "]":
            cursor.position += 1
            height = 1 + stack.pop().operand()
            if not stack:
                return height
            stack[-1].heights.append(height)
        elif cursor.text.startswith(_OPERATORS, cursor.position):
            cursor.position += 2
            frame.left, frame.heights = frame.operand(), []
        else:
            _member_or_range(cursor, frame)
            frame.heights.append(0)


def _open(cursor: RegexCursor) -> _Open:
    """Read the start of a class, where ``-`` and then ``]`` mean themselves."""
    frame = _Open(cursor.position)
    more = cursor.advance()
    if more and cursor.char == "^":
        if not cursor.flags.unicode:
            raise cursor.error("without the flag u a negated class could match invalid UTF-8")
        more = cursor.advance()
    while more and cursor.char == "-":
        frame.heights.append(0)
        more = cursor.advance()
    if more and not frame.heights and cursor.char == "]":
        frame.heights.append(0)
        more = cursor.advance()
    if not more:
        raise cursor.error("expected ] to end this class", frame.start)
    return frame


def _ascii_class(cursor: RegexCursor) -> bool:
    """Consume ``[:name:]`` if it comes next and names a class; otherwise it is a bracket."""
    start = cursor.position
    end = cursor.text.find(":", start + 2)
    if not cursor.accept("[:"):
        return False
    negated = cursor.accept("^")
    name = cursor.text[cursor.position : end] if end >= 0 else ""
    if name not in _ASCII_CLASSES or not cursor.text.startswith(":]", end):
        cursor.position = start
        return False
    cursor.position = end + len(":]")
    if negated and not cursor.flags.unicode:
        raise cursor.error("without the flag u this class could match invalid UTF-8", start)
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
        return
    if not cursor.advance():
        raise cursor.error("expected ] to end this class", frame.start)
    last = _member(cursor)
    if first.kind is not AtomKind.CHARACTER or last.kind is not AtomKind.CHARACTER:
        raise cursor.error("expected one character at both ends of a range", start)
    if first.text > last.text:
        raise cursor.error("expected the smaller end of a range first", start)


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
