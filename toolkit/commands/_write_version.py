"""`bump --write`: the version into the manifest, and what changed into the changelog.

Both files are written or none. The changelog comes first: where the second write
does not come to pass, running the command again finds the section and goes on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from semver import Version

from toolkit.commands._packs import PackFolder
from toolkit.diff.report import BumpReport
from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, read_regular, write_all_atomic
from toolkit.host.terminal import Terminal
from toolkit.pack.changelog_edit import versions_in, with_section
from toolkit.pack.limits import MAX_FILE_BYTES
from toolkit.pack.manifest_edit import with_version
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.texts import visible

CHANGELOG = "CHANGELOG.md"
_NAMES = ("changelog", "changes", "history")
"""How changelogs are called, the likelier first; none of them counts as a change."""
_MARKDOWN = frozenset({".md", ".markdown"})


def add_write_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--write`` and what belongs to it."""
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the suggested version into the manifest, and a section about it into the"
        " pack's changelog, if it has one",
    )
    parser.add_argument(
        "--new-changelog",
        action="store_true",
        help=f"with --write, begin a {CHANGELOG} in a pack that has no changelog",
    )
    parser.add_argument(
        "--date",
        metavar="DATE",
        type=_day,
        default=None,
        help="the date in the heading of the changelog section, like 2027-01-31 (default: none)",
    )


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it like 2027-01-31") from error


@dataclass(frozen=True, slots=True)
class _Edit:
    """A file of the pack as it is to be, and what to say of it; ``data`` is None if it stays."""

    name: str
    data: bytes | None
    said: str


def write_release(
    args: argparse.Namespace, folder: PackFolder, report: BumpReport, terminal: Terminal
) -> bool:
    """Write what a release of the pack needs, and return whether anything was written.

    Raises:
        ToolkitError: A file changed since it was judged, or cannot be written
            safely; nothing was changed.
    """
    beside = report.standing_beside_accepted
    stays = beside is None or beside.is_fine or report.suggested == report.declared
    version = report.declared if stays else report.suggested
    edits = [_changelog(args, folder, report, version)]
    if not stays:
        edits.append(_manifest(folder, report, version))
    wanted = {folder.folder / edit.name: edit.data for edit in edits if edit.data is not None}
    write_all_atomic(wanted)
    if stays:
        more = "" if wanted else "; nothing to change"
        said = f"{version} is written already{more}" if report.findings else "nothing changed"
        terminal.say(f"{visible(folder.display)}: {said}")
    for edit in edits:
        if edit.said:
            terminal.say(edit.said)
    if wanted:
        told = any(edit.data is not None and edit.name != MANIFEST for edit in edits)
        after = "a look at the changelog" if told else "a word in the CHANGELOG"
        terminal.say(f"next, after {after}:")
        _say_next(folder, report, version, terminal)
    return bool(wanted)


def _manifest(folder: PackFolder, report: BumpReport, version: Version) -> _Edit:
    """Return the manifest with the version, if it is still the one that was judged."""
    now = _unchanged(folder, report, MANIFEST)
    # What was judged may have other line ends than this work tree: these stay.
    edited = with_version(now, version)
    if version <= report.declared:
        raise ToolkitError(f"{version} is not above {report.declared}: nothing written")
    where = visible(str(folder.folder / MANIFEST))
    return _Edit(MANIFEST, edited, f"wrote version {version} to {where} (it was {report.declared})")


def _changelog(
    args: argparse.Namespace, folder: PackFolder, report: BumpReport, version: Version
) -> _Edit:
    """Return the changelog with a section about the findings."""
    from toolkit.render.views.changelog import (  # noqa: PLC0415 (Markdown, only to write)
        begun_changelog,
        changelog_section,
    )

    name = changelog_name(report.pack.tree)
    if not report.findings:
        return _Edit("", None, "")
    if name and PurePosixPath(name).suffix.lower() not in _MARKDOWN:
        hint = "bump --format changelog prints a section to take over"
        return _Edit("", None, f"{visible(name)} is no Markdown and stays as it is: {hint}")
    if not name and not args.new_changelog:
        hint = "--new-changelog begins one, --format changelog prints the section"
        return _Edit("", None, f"the pack has no {CHANGELOG}: {hint}")
    before = _unchanged(folder, report, name) if name else _begun(folder, begun_changelog, report)
    section = replace(changelog_section(report, date=args.date or ""), version=version)
    where = visible(str(folder.folder / (name or CHANGELOG)))
    try:
        after = with_section(before, section)
    except ToolkitError as error:
        raise ToolkitError(error.message, where=where, hint=error.hint) from error
    if after == before:
        hint = "bump --format changelog prints all that belongs into it"
        return _Edit("", None, f"{where} has a section {version} already: {hint}")
    said = f"wrote section {version} to {where}"
    if stale := _stale(report, before, version):
        said += f"; the section {stale} in it was never released: merge the two"
    return _Edit(name or CHANGELOG, after, said)


def changelog_name(tree: Tree) -> str:
    """Return the name of the changelog at the top of a pack; empty where it has none."""
    files = (PurePosixPath(path) for path, _ in tree.files())
    found = [
        (path.suffix.lower() not in _MARKDOWN, _NAMES.index(path.stem.casefold()), path.name)
        for path in files
        if len(path.parts) == 1 and path.stem.casefold() in _NAMES
    ]
    return min(found)[-1] if found else ""


def _begun(folder: PackFolder, begun: Callable[[BumpReport], bytes], report: BumpReport) -> bytes:
    path = folder.folder / CHANGELOG
    if path.exists() or path.is_symlink():
        hint = "git ignores it, so that it is no part of the pack"
        raise ToolkitError(
            "the changelog is there, but not in the pack", where=str(path), hint=hint
        )
    return begun(report)


def _stale(report: BumpReport, changelog: bytes, version: Version) -> str:
    """Return the versions with a section that no release has, and that this one replaces."""
    if report.baseline is None:
        return ""
    last = report.baseline.history.highest
    return ", ".join(str(one) for one in versions_in(changelog) if last < one < version)


def _unchanged(folder: PackFolder, report: BumpReport, name: str) -> bytes:
    """Return the bytes of a file in the work tree, if it still is what was judged."""
    path: Path = folder.folder / name
    now = _bytes_now(path)
    again = PackFolder(folder.folder, folder.root).tree
    if now is None or again.file(name) != report.pack.tree.file(name):
        what = "manifest" if name == MANIFEST else "changelog"
        raise ToolkitError(f"the {what} changed meanwhile; nothing written", where=str(path))
    return now


def _bytes_now(path: Path) -> bytes | None:
    """Return what stands in the file now; None where it is no file any more."""
    try:
        return read_regular(path, limit=MAX_FILE_BYTES)[0]
    except (OSError, NotRegularError, ToolkitError):
        return None


def _say_next(folder: PackFolder, report: BumpReport, version: Version, terminal: Terminal) -> None:
    release = shlex.quote(f"{report.pack_id} {version}")
    where = shlex.quote(str(folder.folder))
    # A file that git does not know yet is not committed by its name alone.
    terminal.say(f"  git add -- {where} && git commit --message {release} -- {where}")
