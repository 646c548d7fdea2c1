"""What every command that writes releases or packages shares: judge, and find the place."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from toolkit.commands._output import named_path
from toolkit.commands._packs import PackFolder
from toolkit.errors import ToolkitError
from toolkit.host.placing import ignored_by_git, is_unused
from toolkit.host.terminal import Terminal
from toolkit.release.archive import UnarchivableError
from toolkit.smoke.examine import Examination
from toolkit.texts import visible


def add_out_option(parser: argparse.ArgumentParser, what: str) -> None:
    """Add ``--out``: where ``what`` is collected."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=named_path,
        default=Path("dist"),
        help=f"where {what} are collected (default: dist/)",
    )


@contextmanager
def told_where(otherwise: str = "") -> Iterator[None]:
    """Turn what the disk refuses into a message with its place, or ``otherwise`` without one."""
    try:
        yield
    except OSError as error:
        raise ToolkitError(f"{error.strerror}", where=str(error.filename or otherwise)) from error


@contextmanager
def hidden(out: Path, *, wanted: bool) -> Iterator[None]:
    """Let git ignore the output folder, where that is ``wanted``; if nothing comes, it goes."""
    with ignored_by_git(out) if wanted else nullcontext():
        yield


def must_hide(pack: PackFolder, out: Path) -> bool:
    """Return whether the output folder lies in the pack, and git is to be told to ignore it.

    That is so for ``dist/`` of a pack that is the top of its own repository.

    Raises:
        ToolkitError: What is in the folder is, or would become, part of the pack.
    """
    home, target = pack.folder.resolve(), out.resolve()
    if not target.is_relative_to(home):
        return False
    if pack.repository is not None and pack.repository.would_ignore(target / "file"):
        return False
    if pack.repository is not None and target != home and is_unused(out):
        return True
    hint = "choose a folder outside the pack with --out"
    if pack.repository is not None and target != home:
        hint += ", or name this one in the .gitignore of the pack"
    raise ToolkitError(
        f"what is written to {out} would become part of the pack", where=str(pack.folder), hint=hint
    )


def all_pass(examined: list[tuple[PackFolder, Examination]], terminal: Terminal) -> bool:
    """Say what strict smoke found, and whether it lets every pack pass."""
    failing = [(pack, found) for pack, found in examined if not found.passed]
    for pack, examination in failing:
        terminal.say(f"{visible(pack.display)} fails strict smoke; nothing was written:")
        for finding in examination.failures:
            terminal.say(f"  {visible(str(finding.fault))}")
    return not failing


def tell_advice(pack: PackFolder, examination: Examination, terminal: Terminal) -> None:
    """Say what strict smoke advises on a pack that passes."""
    for finding in examination.advice:
        terminal.say(f"advice: {visible(f'{pack.display}/{finding.fault}')}")


def list_problems(
    pack: PackFolder, error: UnarchivableError, terminal: Terminal, done: str = "archived"
) -> None:
    """Say everything that keeps a pack from being ``done``, with what to do about it."""
    terminal.say(f"{visible(pack.display)} cannot be {done} as it is; nothing was written:")
    for problem in error.problems:
        terminal.say(f"  {visible(problem.message)}")
        terminal.say(f"    {visible(problem.hint)}")
