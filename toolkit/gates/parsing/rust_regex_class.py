"""Character classes in brackets of Rust's ``regex`` crate (its "Character classes")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.gates.parsing.rust_regex_escape import escape
from toolkit.gates.parsing.rust_regex_tree import (
    HEIGHT_LIMIT,
    Assertion,
    Bracket,
    Literal,
    Operation,
    PosixClass,
    Range,
    Union,
)

if TYPE_CHECKING:
    from toolkit.gates.parsing.rust_regex_cursor import RegexCursor
    from toolkit.gates.parsing.rust_regex_escape import Escape
    from toolkit.gates.parsing.rust_regex_tree import Flags, Member

_OPERATORS = ("&&", "--", "~~")
_ASCII_CLASSES = frozenset(
    (
        *("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph"),
        *("lower", "print", "punct", "space", "upper", "word", "xdigit"),
    )
)


@dataclass(slots=True)
class _Open:
    """A bracket that waits for its end."""

    start: int
    negated: bool = False
    members: list[Member] = field(default_factory=list)
    """What was read since the last operator."""
    left: Union | Operation | None = None
    operator: str = ""
    """The last operator, and what stands on the left of it."""

    def inside(self, flags: Flags) -> Union | Operation:
        """Return what was read so far."""
        operand = Union(tuple(self.members))
        if self.left is None:
            return operand
        return Operation(self.operator, self.left, operand, flags)


def bracketed_class(cursor: RegexCursor) -> Bracket:
    r"""Read a class in brackets.

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
            stack.pop()
            bracket = Bracket(frame.inside(cursor.flags), frame.negated, cursor.flags)
            if not stack:
                return bracket
            stack[-1].members.append(bracket)
        elif cursor.text.startswith(_OPERATORS, cursor.position):
            frame.left = frame.inside(cursor.flags)
            frame.operator = cursor.text[cursor.position : cursor.position + 2]
            frame.members = []
            cursor.position += 2
        else:
            frame.members.append(_member_or_range(cursor, frame))


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
        frame.members.append(Range("-", "-"))
        more = cursor.advance()
    if more and not frame.members and cursor.char == "]":
        frame.members.append(Range("]", "]"))
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
    frame.members.append(PosixClass(name, negated, cursor.flags))
    return True


def _member_or_range(cursor: RegexCursor, frame: _Open) -> Member:
    start = cursor.position
    first = _unit(cursor)
    cursor.skip()
    if cursor.at_end:
        raise cursor.error("expected ] to end this class", frame.start)
    if cursor.char != "-" or cursor.after() in {"]", "-"}:
        if isinstance(first, Assertion):
            raise cursor.error("this escape does not stand for characters", start)
        return Range(first.char, first.char) if isinstance(first, Literal) else first
    if not cursor.advance():
        raise cursor.error("expected ] to end this class", frame.start)
    last = _unit(cursor)
    if not (isinstance(first, Literal) and isinstance(last, Literal)):
        raise cursor.error("expected one character at both ends of a range", start)
    if first.char > last.char:
        raise cursor.error("expected the smaller end of a range first", start)
    return Range(first.char, last.char)


def _unit(cursor: RegexCursor) -> Escape:
    start = cursor.position
    if cursor.char == "\\":
        unit = escape(cursor)
    else:
        unit = Literal(cursor.char, cursor.flags)
        cursor.position += 1
    if isinstance(unit, Literal) and not (cursor.flags.unicode or unit.char.isascii()):
        raise cursor.error("a character beyond ASCII in a class needs the flag u", start)
    return unit
