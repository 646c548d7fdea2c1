"""Where a report goes: standard output, or a file that is replaced whole."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from toolkit.host.files import write_atomic
from toolkit.host.terminal import Terminal
from toolkit.render import markdown, text
from toolkit.render.document import Document


def add_format_option(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Add ``--format`` and ``--out``; the first format is the default."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help="form of the report (default: text)"
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="write the report to FILE instead of the output"
    )


def emit_documents(args: argparse.Namespace, terminal: Terminal, pages: list[Document]) -> None:
    """Write pages as text or Markdown, whichever was asked for."""
    if args.format == "md":
        deliver(args, terminal, "\n".join(markdown.render(page) for page in pages))
        return
    colour = terminal.colour and args.out is None
    width = terminal.width if args.out is None else 100
    rendered = (text.render(page, width=width, colour=colour) for page in pages)
    deliver(args, terminal, "\n".join(rendered))


def deliver(args: argparse.Namespace, terminal: Terminal, report: str) -> None:
    """Write a finished report to where the command line wants it.

    Raises:
        ToolkitError: The file cannot be written.
    """
    if args.out is None:
        terminal.emit(report)
        return
    write_atomic(args.out, report.encode("utf-8", "backslashreplace"))
    terminal.say(f"wrote {args.out}")
