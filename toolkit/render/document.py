"""The neutral form of every report: blocks that each output format knows how to write.

A report becomes one `Document`; text, Markdown and whatever comes later render
that. Adding a format is one file, adding a report is one function in `views`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.diff.pictures.model import Picture
from toolkit.spans import Location


class Tone(enum.Enum):
    """What a piece of text means; each format shows it in its own way."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"
    MUTED = "muted"
    STRONG = "strong"
    CODE = "code"
    """Something to read or type literally: an id, a path, a command."""
    HINT = "hint"
    """What to do about what was just said; on a line of its own where there are lines."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text with one meaning; ``at`` is the place in the pack that it names, if any."""

    text: str
    tone: Tone = Tone.PLAIN
    at: Location | None = None


Inline: TypeAlias = "tuple[Text, ...]"


def line(*parts: str | Text) -> Inline:
    """Return the parts as one run of inline text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def code(text: str) -> Text:
    """Return literal text."""
    return Text(text, Tone.CODE)


def place(at: Location) -> Text:
    """Return the name of a place in the pack, file and line; a terminal may lead there."""
    return Text(f"{at.path}:{at.line}" if at.line else at.path, Tone.CODE, at)


def good(text: str) -> Text:
    """Return text that says all is well."""
    return Text(text, Tone.GOOD)


def bad(text: str) -> Text:
    """Return text that says something is wrong."""
    return Text(text, Tone.BAD)


def warning(text: str) -> Text:
    """Return text that asks for attention."""
    return Text(text, Tone.WARNING)


def muted(text: str) -> Text:
    """Return text that steps back."""
    return Text(text, Tone.MUTED)


def hint(text: str) -> Text:
    """Return advice that belongs to the text before it."""
    return Text(text, Tone.HINT)


def strong(text: str) -> Text:
    """Return emphasised text."""
    return Text(text, Tone.STRONG)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is the report's own."""

    level: int
    text: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Inline


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; an empty one is shown as ``- none``."""

    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of equal length."""

    head: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Literal lines: a command to type, an excerpt of a file."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture; where nothing can be drawn, its words."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Pairs:
    """Facts by name, to be taken in at one look."""

    rows: tuple[tuple[str, Inline], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that step back behind a summary where there is something to unfold.

    Elsewhere the blocks stand where they are, and the summary is left out unless
    it is their title (``titled``).
    """

    summary: Inline
    blocks: tuple[Block, ...]
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A name that programs find the report by, and that nobody sees."""

    name: str


Block: TypeAlias = (
    "Heading | Paragraph | Bullets | Table | Listing | Figure | Pairs | Details | Marker"
)


@dataclass
class Document:
    """A report, block by block; the adding methods return the document."""

    blocks: list[Block] = field(default_factory=list)

    def heading(self, level: int, *parts: str | Text) -> Document:
        """Add a heading."""
        self.blocks.append(Heading(level, line(*parts)))
        return self

    def paragraph(self, *parts: str | Text) -> Document:
        """Add a paragraph."""
        self.blocks.append(Paragraph(line(*parts)))
        return self

    def bullets(self, items: Iterable[str | Text | Inline]) -> Document:
        """Add a list."""
        rows = tuple(item if isinstance(item, tuple) else line(item) for item in items)
        self.blocks.append(Bullets(rows))
        return self

    def table(self, head: Iterable[str], rows: Iterable[Iterable[str | Text | Inline]]) -> Document:
        """Add a table."""
        cells = tuple(
            tuple(cell if isinstance(cell, tuple) else line(cell) for cell in row) for row in rows
        )
        self.blocks.append(Table(tuple(head), cells))
        return self

    def listing(self, text: str, language: str = "") -> Document:
        """Add literal lines."""
        self.blocks.append(Listing(text, language))
        return self

    def pairs(self, rows: Iterable[tuple[str, Inline]]) -> Document:
        """Add facts by name."""
        self.blocks.append(Pairs(tuple(rows)))
        return self

    def details(self, summary: Inline, inside: Document, *, titled: bool = False) -> Document:
        """Add blocks behind a summary; nothing where there are none."""
        if inside.blocks:
            self.blocks.append(Details(summary, tuple(inside.blocks), titled))
        return self

    def marker(self, name: str) -> Document:
        """Add a name for programs."""
        self.blocks.append(Marker(name))
        return self

    def figure(self, picture: Picture) -> Document:
        """Add a picture."""
        self.blocks.append(Figure(picture))
        return self
