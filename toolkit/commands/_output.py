"""Where a report goes: standard output, or a file that is replaced whole."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import check_replaceable, write_atomic
from toolkit.host.links import file_url
from toolkit.host.paths import is_folder, leads_nowhere
from toolkit.host.terminal import Terminal
from toolkit.render import markdown, text
from toolkit.render.document import Document


def add_format_option(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Add ``--format`` and ``--out``; the first format is the default."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help="form of the report (default: text)"
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=named_path,
        help="write the report to FILE instead of the output",
    )


def any_path(name: str) -> Path:
    """Return a path from the command line, whatever stands there.

    Raises:
        argparse.ArgumentTypeError: It is empty, which `Path` takes for the current folder.
    """
    if not name:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(name)


def named_path(name: str) -> Path:
    """Return a path from the command line that leads somewhere.

    Raises:
        argparse.ArgumentTypeError: It is empty, or a link that leads to itself.
    """
    path = any_path(name)
    if leads_nowhere(path):
        raise argparse.ArgumentTypeError(f"{name} is a link that leads to itself")
    return path


def emit_documents(
    args: argparse.Namespace,
    terminal: Terminal,
    pages: list[Document],
    folders: Sequence[Path] = (),
) -> None:
    """Write pages as text or Markdown, whichever was asked for.

    ``folders`` are those of the packs that the pages are about, one for each: on
    a terminal that can, the places in them become links.
    """
    if args.format == "md":
        deliver(args, terminal, "\n".join(markdown.render(page) for page in pages))
        return
    colour = terminal.colour and args.out is None
    width = terminal.width if args.out is None else 100
    linked = terminal.links and args.out is None and len(folders) == len(pages)
    links = [_links(folder) for folder in folders] if linked else [None] * len(pages)
    rendered = (
        text.render(page, width=width, colour=colour, links=link)
        for page, link in zip(pages, links, strict=True)
    )
    deliver(args, terminal, "\n".join(rendered))


def _links(folder: Path) -> text.Links:
    return lambda at: file_url(folder / at.path, at.line)


def deliver(args: argparse.Namespace, terminal: Terminal, report: str) -> None:
    """Write a finished report to where the command line wants it.

    Raises:
        ToolkitError: The file cannot be written; a folder for it is not made.
    """
    if args.out is None:
        terminal.emit(report)
        return
    check_deliverable(args)
    write_atomic(args.out, report.encode("utf-8", "backslashreplace"))
    terminal.say(f"wrote {args.out}")


def check_deliverable(args: argparse.Namespace) -> None:
    """Refuse where a report could not be written; who changes something asks before.

    Raises:
        ToolkitError: It names something else than a file, or a file in a folder that is not
            there.
    """
    if args.out is None:
        return
    if is_folder(args.out):
        raise ToolkitError(f"cannot write {args.out}: it is a folder", hint="name a file in it")
    if not is_folder(args.out.parent):
        raise ToolkitError(
            f"cannot write {args.out}: there is no folder {args.out.parent}",
            hint="make the folder first, or correct the name",
        )
    check_replaceable(args.out)
