"""A position in a regex: like Rust's own, it can skip blanks and comments (``(?x)``)."""

from __future__ import annotations

from toolkit.gates.parsing.rust_regex_tree import Flags
from toolkit.spans import Span

# White_Space of Unicode; Python's str.isspace() counts U+001C to U+001F in.
_WHITE_SPACE = frozenset(
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)


class RegexError(ValueError):
    """Rust's ``regex`` crate refuses a regex; ``span`` says where in its source."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class RegexCursor:
    """Reads a regex character by character, under the flags in force."""

    __slots__ = ("flags", "position", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.flags = Flags()

    @property
    def at_end(self) -> bool:
        """Whether nothing is left to read."""
        return self.position >= len(self.text)

    @property
    def char(self) -> str:
        """The character that comes next, ``""`` at the end."""
        return self.text[self.position : self.position + 1]

    def accept(self, literal: str) -> bool:
        """Consume ``literal`` if it comes next."""
        if not self.text.startswith(literal, self.position):
            return False
        self.position += len(literal)
        return True

    def advance(self) -> bool:
        """Step over one character and what does not count behind it; return whether more comes."""
        self.position += 1
        self.skip()
        return not self.at_end

    def skip(self) -> None:
        """Step over blanks and comments, where they do not count."""
        if not self.flags.verbose:
            return
        while not self.at_end:
            if self.char == "#":
                newline = self.text.find("\n", self.position)
                self.position = len(self.text) if newline < 0 else newline + 1
            elif is_white_space(self.char):
                self.position += 1
            else:
                return

    def after(self) -> str:
        """Return the character after the next one, blanks and a ``#`` skipped where verbose.

        Rust looks behind the ``#`` of a comment, not behind the comment.
        """
        position = self.position + 1
        if self.flags.verbose:
            in_comment = False
            for offset in range(position, len(self.text)):
                char = self.text[offset]
                if char == "#" and not in_comment:
                    in_comment = True
                elif not is_white_space(char):
                    position = offset
                    break
        return self.text[position : position + 1]

    def error(self, message: str, start: int | None = None) -> RegexError:
        """Return the error to raise: from ``start`` up to here, or the character here."""
        if start is None:
            return RegexError(message, Span(self.position, self.position + 1))
        return RegexError(message, Span(start, max(self.position, start + 1)))


def is_white_space(char: str) -> bool:
    """Return whether Rust's ``char::is_whitespace`` holds."""
    return char in _WHITE_SPACE
