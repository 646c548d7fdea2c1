"""A project's folder, config and lock change together: all of it, or nothing, whatever ends us.

Everything new, and a copy of every file that it replaces, is on the disk in one
hidden folder of the project before the first name changes. A journal in it says
what is under way; it goes when all is placed. Who finds one, here or in a later
run, puts back what stood there before. What somebody else changed meanwhile is
never overwritten. Rejected: going on where the run before stopped, because the
person who asked for it may want something else by now.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.consumer.project import PACKS
from toolkit.consumer.vendoring.plan import Edits
from toolkit.errors import ToolkitError
from toolkit.host.files import read_folder, remove_folder
from toolkit.host.placing import ClaimedError, add, claimed, sync
from toolkit.host.vendor_journal import (
    JOURNAL,
    JOURNAL_FOLDER,
    NEW,
    OLD,
    UNDONE,
    Journal,
    digest_at,
    digest_of,
    staged,
)

_PATIENCE_SECONDS: Final = 10.0
"""How long one run waits for another one in the same project."""
_AGAIN: Final = "nothing was written; run this again"


@contextlib.contextmanager
def at_work(project: Path, *, writing: bool = True) -> Iterator[bool]:
    """Have a project to ourselves; who is ``writing`` puts right first what was interrupted.

    Gives whether there was such a run.

    Raises:
        ToolkitError: Another run is at work there, or what was left cannot be put right.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(claimed(project, wait_seconds=_PATIENCE_SECONDS))
        except ClaimedError as error:
            raise ToolkitError(
                "another run of vendor is at work in this project",
                where=str(project),
                hint="wait until it has ended, then run this again",
            ) from error
        yield writing and put_right(project)


def is_interrupted(project: Path) -> bool:
    """Tell whether a run was interrupted halfway that nobody has put right yet."""
    return os.path.lexists(project / JOURNAL_FOLDER / JOURNAL)


def is_linked_repository(project: Path, name: str) -> bool:
    """Tell whether the folder of a pack is a submodule, or a repository of its own."""
    return os.path.lexists(project / PACKS / name / ".git")


def write(project: Path, edits: Edits) -> None:
    """Carry out edits in a project that is ours (`at_work`).

    Raises:
        ToolkitError: The disk is not as the plan found it, or cannot be written;
            everything is as it was before.
    """
    _check_unchanged(project, edits)
    journal = project / JOURNAL_FOLDER
    try:
        under_way = _stage(project, edits, journal)
        _place(project, under_way)
        (journal / JOURNAL).unlink()
        sync(journal)
    except OSError as error:
        _undo_quietly(project)
        raise ToolkitError(
            f"it cannot be written: {error.strerror}; everything is as it was before",
            where=_shown(project, error),
        ) from error
    except BaseException:
        _undo_quietly(project)
        raise
    remove_folder(journal)


def put_right(project: Path) -> bool:
    """Take back what an interrupted run began; tell whether there was something to take back.

    Raises:
        ToolkitError: Somebody changed a part of it since, or it cannot be written.
    """
    journal = project / JOURNAL_FOLDER
    if journal.is_symlink() or (journal.exists() and not journal.is_dir()):
        raise ToolkitError(
            "it stands where a run of vendor keeps what is under way, and is no folder",
            where=JOURNAL_FOLDER,
            hint="move it away",
        )
    halfway = is_interrupted(project)
    try:
        if halfway:
            _undo(project, Journal.read(journal))
            (journal / JOURNAL).unlink()
            sync(journal)
    except OSError as error:
        raise ToolkitError(
            f"what an interrupted run left cannot be put right: {error.strerror}",
            where=_shown(project, error),
            hint="see to it that it can be written, then run this again",
        ) from error
    remove_folder(journal)
    return halfway


def _undo_quietly(project: Path) -> None:
    """Undo, whatever comes: what it cannot put right, the next run finds, and says."""
    with contextlib.suppress(ToolkitError):
        put_right(project)


def _shown(project: Path, error: OSError) -> str:
    name = Path(os.fsdecode(error.filename or b"") or ".")
    return name.relative_to(project).as_posix() if name.is_relative_to(project) else str(name)


# Before anything changes --------------------------------------------------------------------------


def _check_unchanged(project: Path, edits: Edits) -> None:
    """Refuse where the disk is not what the plan was made of, or is protected."""
    for path, (old, new) in edits.files.items():
        place = project / path
        if digest_at(place) != digest_of(old):
            raise ToolkitError("it was changed just now", where=path, hint=_AGAIN)
        if old is not None and old != new and not place.stat().st_mode & 0o222:
            raise ToolkitError(
                "it is protected from writing; nothing was changed",
                where=path,
                hint=f"if it is to change: chmod u+w {shlex.quote(str(place))}",
            )
    target = project / edits.folder
    if target.parent.is_symlink() or target.is_symlink():
        raise ToolkitError("it is a symbolic link now", where=edits.folder, hint=_AGAIN)
    if edits.old is None and os.path.lexists(target):
        raise ToolkitError(
            "something stands there already, perhaps an empty folder, or a submodule that is not"
            " initialised",
            where=edits.folder,
            hint="take it away, or choose another --name; nothing was changed",
        )
    if edits.old is not None and read_folder(target).digests != edits.old.digests:
        raise ToolkitError("it was changed just now", where=edits.folder, hint=_AGAIN)


def _stage(project: Path, edits: Edits, journal: Path) -> Journal:
    """Put all that is new, and a copy of what it replaces, on the disk; the journal last."""
    journal.mkdir()
    moves = edits.moves_folder
    if moves and edits.new is not None:
        _write_tree(journal / NEW, dict(edits.new.files()))
    changed = [(path, pair) for path, pair in edits.files.items() if pair[0] != pair[1]]
    for number, (path, (old, new)) in enumerate(changed):
        mode = stat.S_IMODE((project / path).stat().st_mode) if old is not None else None
        for name, data in ((OLD, old), (NEW, new)):
            if data is not None:
                add(journal, f"{number}.{name}", data)
            if data is not None and mode is not None:
                (journal / f"{number}.{name}").chmod(mode)
    under_way = Journal(
        folder=edits.folder,
        had=moves and edits.old is not None,
        has=moves and edits.new is not None,
        content=edits.new.content_digest if edits.new is not None else "",
        makes=not (project / PACKS).exists(),
        files=tuple((path, digest_of(old), digest_of(new)) for path, (old, new) in changed),
    )
    under_way.write(journal)
    sync(project)
    return under_way


def _write_tree(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    folders = {folder}
    for path, data in files.items():
        add(folder, path, data)
        folders.update(each for each in (folder / path).parents if each.is_relative_to(folder))
    for each in folders:
        sync(each)


# Placing it, and taking it back -------------------------------------------------------------------


def _place(project: Path, under_way: Journal) -> None:
    """Give everything its name: no import ever leads to a pack that is not there yet."""
    journal = project / JOURNAL_FOLDER
    if under_way.has:
        _place_folder(project, under_way)
    for number, (path, _, new) in enumerate(under_way.files):
        if new:
            staged(journal, number, NEW).replace(project / path)
        else:
            (project / path).unlink()
        sync(project)
    if under_way.had and not under_way.has:
        _place_folder(project, under_way)


def _place_folder(project: Path, under_way: Journal) -> None:
    journal, target = project / JOURNAL_FOLDER, project / under_way.folder
    if under_way.has:
        target.parent.mkdir(exist_ok=True)
    if under_way.had:
        target.rename(journal / OLD)
    if under_way.has:
        (journal / NEW).rename(target)
    sync(target.parent)
    _drop_if_empty(target.parent)


def _undo(project: Path, under_way: Journal) -> None:
    """Put everything back that was placed, as often as it takes; the journal stays."""
    journal, target = project / JOURNAL_FOLDER, project / under_way.folder
    placed = under_way.has and not (journal / NEW).exists()
    placed = placed and not (journal / UNDONE).exists()
    if under_way.had:
        placed = placed and (journal / OLD).exists()
    _check_ours(project, under_way, folder_too=placed)
    if placed and target.exists():
        target.rename(journal / UNDONE)
    if under_way.had and (journal / OLD).exists():
        target.parent.mkdir(exist_ok=True)
        (journal / OLD).rename(target)
    for number, (path, old, new) in enumerate(under_way.files):
        if digest_at(project / path) == new:
            if old:
                staged(journal, number, OLD).replace(project / path)
            else:
                (project / path).unlink(missing_ok=True)
    if target.parent.is_dir():
        sync(target.parent)
        if under_way.makes:
            _drop_if_empty(target.parent)
    sync(project)


def _check_ours(project: Path, under_way: Journal, *, folder_too: bool) -> None:
    """Refuse to undo what somebody changed since, in its place or in the journal.

    Raises:
        ToolkitError: Something is neither as it was before nor as the run left it.
    """
    journal, target = project / JOURNAL_FOLDER, project / under_way.folder
    foreign = [f"{PACKS}/"] if target.parent.is_symlink() else []
    for number, (path, old, new) in enumerate(under_way.files):
        now, kept = digest_at(project / path), staged(journal, number, OLD)
        if now not in {old, new}:
            foreign.append(path)
        elif old and now == new and digest_at(kept) != old:
            foreign.append(f"{JOURNAL_FOLDER}/{kept.name}")
    if folder_too and target.exists() and read_folder(target).content_digest != under_way.content:
        foreign.append(f"{under_way.folder}/")
    if foreign:
        raise ToolkitError(
            "a run of vendor was interrupted, and since then somebody changed "
            + ", ".join(foreign),
            where=JOURNAL_FOLDER,
            hint="what stood there before is in that folder, as old and *.old: put it right by"
            " hand, then remove the folder",
        )


def _drop_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
