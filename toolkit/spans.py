"""Where something stands in a text: offsets, lines, columns, and a caret to show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets in one text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of a tree.

    ``path`` is relative to the tree, with forward slashes. ``line`` and
    ``column`` count from 1, in characters; 0 means "the file as a whole".
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column}"


def caret_excerpt(text: str, span: Span, *, indent: str = "  ") -> str:
    """Return one line of ``text`` with carets under ``span``.

    Tabs and other control characters are shown as one visible character each,
    so the carets stand where they should in every terminal.
    """
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.start)
    line = text[line_start : len(text) if line_end < 0 else line_end]
    shown = "".join(char if char.isprintable() else "\N{MIDDLE DOT}" for char in line)
    width = max(1, min(span.end, line_start + len(line)) - span.start)
    return f"{indent}{shown}\n{indent}{' ' * (span.start - line_start)}{'^' * width}"
