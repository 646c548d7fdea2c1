"""A position in one line, and the few moves that every grammar production is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.gates.errors import GateSyntaxError
from toolkit.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    T = TypeVar("T")

_BLANKS = re.compile(r"[ \t]*")


class Cursor:
    """Reads ``text[start:end]`` from left to right; productions pass it along.

    A production either consumes what it describes and returns a node, or
    raises `GateSyntaxError`; it never leaves the cursor half way and goes on.
    """

    __slots__ = ("end", "position", "text")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        self.position = start
        self.end = len(text) if end is None else end

    @property
    def at_end(self) -> bool:
        """Whether nothing is left to read."""
        return self.position >= self.end

    def looking_at(self, literal: str) -> bool:
        """Return whether ``literal`` comes next, without consuming it."""
        return self.text.startswith(literal, self.position, self.end)

    def accept(self, literal: str) -> bool:
        """Consume ``literal`` if it comes next."""
        if not self.looking_at(literal):
            return False
        self.position += len(literal)
        return True

    def expect(self, literal: str, where: str) -> None:
        """Consume ``literal``; ``where`` completes "expected X ..." if it is not there."""
        if not self.accept(literal):
            raise self.error(f"expected {literal} {where}")

    def take(self, pattern: re.Pattern[str]) -> str:
        """Consume what ``pattern`` matches here and return it, ``""`` if it does not match."""
        match = pattern.match(self.text, self.position, self.end)
        if match is None:
            return ""
        self.position = match.end()
        return match.group()

    def keyword(self, words: re.Pattern[str], meanings: Mapping[str, T]) -> T | None:
        """Consume the keyword that comes next and return what it means, if there is one.

        Hurl knows no word boundary: ``statusx`` is ``status`` followed by ``x``.
        """
        word = self.take(words)
        return meanings[word] if word else None

    def blanks(self) -> bool:
        """Consume spaces and tabs; return whether there were any."""
        return bool(self.take(_BLANKS))

    def require_blanks(self, where: str) -> None:
        """Consume at least one space or tab; ``where`` completes "expected a blank ..."."""
        if not self.blanks():
            raise self.error(f"expected a blank {where}")

    def span_from(self, start: int) -> Span:
        """Return the span of what was consumed since ``start``."""
        return Span(start, self.position)

    def error(
        self, message: str, start: int | None = None, end: int | None = None
    ) -> GateSyntaxError:
        """Return the error to raise: here, or at ``start`` up to ``end`` (or up to here)."""
        if start is None:
            return GateSyntaxError(message, self.text, Span(self.position, self.position + 1))
        stop = self.position if end is None else end
        return GateSyntaxError(message, self.text, Span(start, max(stop, start + 1)))


def keywords(meanings: Mapping[str, object]) -> re.Pattern[str]:
    """Return a pattern that matches any key of ``meanings``, the longest that fits."""
    longest_first = sorted(meanings, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
