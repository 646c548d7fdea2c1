r"""Character classes of a regex as sets: in brackets, ``\d``, ``\p{...}``.

The order of folding, negation and set operations is that of ``regex_syntax::hir::translate``: a
class is folded before it is negated, and so are both sides of an operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.gates.languages.case_folding import fold
from toolkit.gates.languages.charset import EVERY, NO_CHARACTER, CharSet, between, one_of
from toolkit.gates.languages.unicode_classes import perl_class, posix_class, unicode_class
from toolkit.gates.parsing.rust_regex_cursor import Flags, RegexCursor, is_white_space
from toolkit.gates.parsing.rust_regex_escape import AtomKind, escape

_OPERATORS = ("&&", "--", "~~")


def named_class(cursor: RegexCursor, start: int) -> CharSet:
    r"""Return the class whose escape was just read, from ``start`` up to here.

    Raises:
        KeyError: Its name is unknown; `check_regex` refuses such a pattern.
    """
    flags = cursor.flags
    text = cursor.text[start : cursor.position]
    letter = text[1]
    if letter in "dswDSW":
        chars = perl_class(letter.lower(), unicode=flags.unicode)
        return ~chars if letter.isupper() else chars
    name = text[2:]
    if flags.verbose:
        name = bare(name)
    name = name.removeprefix("{").removesuffix("}")
    negated = (letter == "P") != ("!=" in name)
    return _finished(unicode_class(name), flags, negated=negated)


def bare(text: str) -> str:
    """Return an escape without blanks and comments: under the flag ``x`` it can hold some."""
    lines = (line.partition("#")[0] for line in text.split("\n"))
    return "".join(char for line in lines for char in line if not is_white_space(char))


def _finished(chars: CharSet, flags: Flags, *, negated: bool) -> CharSet:
    if flags.ignore_case:
        chars = fold(chars, unicode=flags.unicode)
    if not negated:
        return chars
    return EVERY - chars


@dataclass(slots=True)
class _Open:
    """A bracket that waits for its end."""

    negated: bool = False
    operand: CharSet = NO_CHARACTER
    """What was read since the last operator."""
    left: CharSet = NO_CHARACTER
    operator: str = ""
    """The last operator, and what stands on the left of it."""

    def value(self, flags: Flags) -> CharSet:
        """Return what was read so far."""
        if not self.operator:
            return self.operand
        left, right = self.left, self.operand
        if flags.ignore_case:
            left, right = fold(left, unicode=flags.unicode), fold(right, unicode=flags.unicode)
        if self.operator == "&&":
            return left & right
        return left - right if self.operator == "--" else left ^ right


def bracketed_class(cursor: RegexCursor) -> CharSet:
    """Read a class in brackets; the grammar stands with the function of this name that checks it.

    Brackets nest; they are kept on a stack, so that depth costs no recursion.
    """
    flags = cursor.flags
    stack = [_open(cursor)]
    while True:
        cursor.skip()
        frame = stack[-1]
        if cursor.char == "[":
            if not _ascii_class(cursor, frame):
                stack.append(_open(cursor))
        elif cursor.char == "]":
            cursor.position += 1
            closed = stack.pop()
            chars = _finished(closed.value(flags), flags, negated=closed.negated)
            if not stack:
                return chars
            stack[-1].operand |= chars
        elif cursor.text.startswith(_OPERATORS, cursor.position):
            frame.left = frame.value(flags)
            frame.operator = cursor.text[cursor.position : cursor.position + 2]
            frame.operand = NO_CHARACTER
            cursor.position += 2
        else:
            frame.operand |= _member_or_range(cursor)


def _open(cursor: RegexCursor) -> _Open:
    """Read the start of a class, where ``-`` and then ``]`` mean themselves."""
    frame = _Open()
    cursor.advance()
    if cursor.char == "^":
        frame.negated = True
        cursor.advance()
    first = ""
    while cursor.char == "-":
        first = "-"
        cursor.advance()
    if not first and cursor.char == "]":
        first = "]"
        cursor.advance()
    if first:
        frame.operand = one_of(first)
    return frame


def _ascii_class(cursor: RegexCursor, frame: _Open) -> bool:
    """Consume ``[:name:]`` if it comes next and names a class; otherwise it is a bracket."""
    start = cursor.position
    if not cursor.accept("[:"):
        return False
    end = cursor.text.find(":", cursor.position)
    negated = cursor.accept("^")
    name = cursor.text[cursor.position : end] if end >= 0 else ""
    try:
        chars = posix_class(name)
    except KeyError:
        cursor.position = start
        return False
    if not cursor.text.startswith(":]", end):
        cursor.position = start
        return False
    cursor.position = end + len(":]")
    frame.operand |= _finished(chars, cursor.flags, negated=negated)
    return True


def _member_or_range(cursor: RegexCursor) -> CharSet:
    first = _member(cursor)
    if isinstance(first, CharSet):
        return first
    last: str | CharSet = first
    cursor.skip()
    if cursor.char == "-" and cursor.after() not in {"]", "-"}:
        cursor.advance()
        last = _member(cursor)
    return NO_CHARACTER if isinstance(last, CharSet) else between(first, last)


def _member(cursor: RegexCursor) -> str | CharSet:
    """Read one character, or a class in its place."""
    start = cursor.position
    if cursor.char != "\\":
        cursor.position += 1
        return cursor.text[start]
    atom = escape(cursor)
    return named_class(cursor, start) if atom.kind is AtomKind.CLASS else atom.text
