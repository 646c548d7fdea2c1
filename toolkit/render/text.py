"""`Document` → text for a terminal: colour where it is wanted, tables that fit the width."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from toolkit.render.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Table,
    Text,
    Tone,
)
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
_DIFF_STYLES = {"-": "red", "+": "green"}


def render(document: Document, *, width: int = 100, colour: bool = False) -> str:
    """Return the document as lines of at most ``width`` columns where words allow it."""
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
    for index, block in enumerate(document.blocks):
        if index and not isinstance(block, Bullets):
            console.print()
        _print(console, block)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _print(console: Console, block: Block) -> None:
    match block:
        case Heading(level, text):
            console.print(_inline(text, "bold underline" if level == 1 else "bold"))
        case Paragraph(text):
            console.print(_inline(text), overflow="fold")
        case Bullets(items):
            for item in items:
                console.print(_bullet(item))
            if not items:
                console.print("  none", style="dim")
        case Table():
            # The box style draws empty lines above and below, and blocks already stand apart.
            with console.capture() as drawn:
                console.print(_table(block, console.width))
            drawn_lines = [line for line in drawn.get().splitlines() if line.strip()]
            console.file.write("\n".join(drawn_lines) + "\n")
        case Figure(picture):
            console.print(_inline((Text(picture.words),)), overflow="fold")
        case Listing(text, language):
            for line in text.split("\n"):
                style = _DIFF_STYLES.get(line[:1], "") if language == "diff" else "cyan"
                console.print(f"    {visible(line)}", style=style, soft_wrap=True)


def _inline(text: Inline, base: str = "") -> RichText:
    from rich.text import Text as RichText  # noqa: PLC0415 (see render)

    joined = RichText(style=base)
    for part in text:
        if part.tone is Tone.HINT and part.text:
            joined.append("\n")
        joined.append(visible(part.text), _STYLES[part.tone])
    return joined


def _bullet(item: Inline) -> RenderableType:
    from rich.padding import Padding  # noqa: PLC0415 (see render)
    from rich.table import Table as Grid  # noqa: PLC0415 (see render)

    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("-", _inline(item))
    return Padding(grid, (0, 0, 0, 2))


def _table(block: Table, width: int) -> RenderableType:
    from rich import box  # noqa: PLC0415 (see render)
    from rich.table import Table as Grid  # noqa: PLC0415 (see render)

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, title in enumerate(block.head):
        # Names stand first; broken in two they cannot be searched or copied.
        longest = max((sum(len(part.text) for part in row[index]) for row in block.rows), default=0)
        whole = index == 0 and longest <= width // 2
        grid.add_column(title, overflow="fold", no_wrap=whole)
    for row in block.rows:
        grid.add_row(*(_inline(cell) for cell in row))
    return grid
