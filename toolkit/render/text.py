"""`Document` → text for a terminal: colour where it is wanted, tables that fit the width."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from toolkit.render.document import (
    Block,
    Bullets,
    Details,
    Document,
    Figure,
    Heading,
    Inline,
    Listing,
    Marker,
    Pairs,
    Paragraph,
    Table,
    Text,
    Tone,
)
from toolkit.spans import Location
from toolkit.texts import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text as RichText

_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "bold green",
    Tone.BAD: "bold red",
    Tone.WARNING: "yellow",
    Tone.MUTED: "dim",
    Tone.STRONG: "bold",
    Tone.CODE: "cyan",
    Tone.HINT: "dim",
}
Links: TypeAlias = "Callable[[Location], str]"
"""The address of a place in a pack."""
_DIFF_STYLES = {"-": "red", "+": "green"}


def render(
    document: Document, *, width: int = 100, colour: bool = False, links: Links | None = None
) -> str:
    """Return the document as lines of at most ``width`` columns where words allow it.

    With ``links`` each place in the pack leads where this says (OSC 8), in
    coloured text only: who wants no colour wants no other escapes.
    """
    from rich.console import Console  # noqa: PLC0415 (60 ms to import, only for text)

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for index, block in enumerate(_flat(document.blocks)):
        if index and not isinstance(block, Bullets):
            console.print()
        _print(console, block, links)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks of a page that has nothing to unfold."""
    for block in blocks:
        match block:
            case Pairs(rows):
                yield Bullets(tuple((Text(f"{name}: "), *value) for name, value in rows))
            case Details(summary, inside, titled):
                yield from (Heading(2, summary),) if titled else ()
                yield from _flat(inside)
            case Marker():
                pass
            case _:
                yield block


def _print(console: Console, block: Block, links: Links | None) -> None:
    match block:
        case Heading(level, text):
            console.print(_inline(text, "bold underline" if level == 1 else "bold", links))
        case Paragraph(text):
            console.print(_inline(text, links=links), overflow="fold")
        case Bullets(items):
            for item in items:
                console.print(_bullet(item, links))
            if not items:
                console.print("  none", style="dim")
        case Table():
            # The box style draws empty lines above and below, and blocks already stand apart.
            with console.capture() as drawn:
                console.print(_table(block, console.width, links))
            drawn_lines = [line for line in drawn.get().splitlines() if line.strip()]
            console.file.write("\n".join(drawn_lines) + "\n")
        case Figure(picture):
            console.print(_inline((Text(picture.words),)), overflow="fold")
        case Listing(text, language):
            for line in text.split("\n"):
                style = _DIFF_STYLES.get(line[:1], "") if language == "diff" else "cyan"
                console.print(f"    {visible(line)}", style=style, soft_wrap=True)


def _inline(text: Inline, base: str = "", links: Links | None = None) -> RichText:
    from rich.style import Style  # noqa: PLC0415 (see render)
    from rich.text import Text as RichText  # noqa: PLC0415 (see render)

    joined = RichText(style=base)
    for part in text:
        if part.tone is Tone.HINT and part.text:
            joined.append("\n")
        style = Style.parse(_STYLES[part.tone])
        if part.at is not None and links is not None:
            style += Style(link=links(part.at))
        joined.append(visible(part.text), style)
    return joined


def _bullet(item: Inline, links: Links | None) -> RenderableType:
    from rich.padding import Padding  # noqa: PLC0415 (see render)
    from rich.table import Table as Grid  # noqa: PLC0415 (see render)

    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("-", _inline(item, links=links))
    return Padding(grid, (0, 0, 0, 2))


def _table(block: Table, width: int, links: Links | None) -> RenderableType:
    from rich import box  # noqa: PLC0415 (see render)
    from rich.table import Table as Grid  # noqa: PLC0415 (see render)

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    rows = [[_inline(cell, links=links) for cell in row] for row in block.rows]
    columns = [
        [title, *(part for row in rows for part in row[at].plain.split("\n"))]
        for at, title in enumerate(block.head)
    ]
    for title, each in zip(block.head, _widths(columns, width), strict=True):
        grid.add_column(title, overflow="fold", width=each)
    for row in rows:
        grid.add_row(*row)
    return grid


def _widths(columns: list[list[str]], width: int) -> list[int]:
    """Return how wide each column of these lines is: the widest gives way, words break last.

    Names stand first; broken in two they cannot be searched or copied, so they break last of all.
    """
    from rich.cells import cell_len  # noqa: PLC0415 (see render)

    room = width - 2 - 3 * (len(columns) - 1)
    widths = [min(width, max(1, *map(cell_len, column))) for column in columns]
    words = [
        max((cell_len(word) for text in column for word in text.split()), default=1)
        for column in columns
    ]
    named = widths[0] <= width // 2
    if named:
        words[0] = widths[0]
    while sum(widths) > room and max(widths) > 1:
        wide = [at for at, each in enumerate(widths) if each > 1]
        spare = [at for at in wide if widths[at] > words[at]]
        giving = spare or [at for at in wide if at or not named] or wide
        widths[max(giving, key=lambda at: (widths[at], at))] -= 1
    return widths
