"""Folders that appear under their final name complete, or not at all, whatever happens meanwhile.

All writers of one parent folder claim it first. The claim is a lock that the
system drops when a process ends, however it ends: nothing stale is left that
somebody must remove. What an interrupted writer leaves has a hidden name that
the next one recognises, and removes while it holds the claim.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.ending import deferred
from toolkit.host.files import remove_folder, write_atomic
from toolkit.host.locks import NO_LOCKS, lock

_MAKING, _OLD = "making", "old"
_LEFT_OVER = re.compile(rf"\.[0-9]+\.[0-9]+\.[0-9]+.*\.(?:{_MAKING}|{_OLD}|[a-z0-9_]{{8}})")
"""Our own hidden names, and those of versions before 1.0.0 (`tempfile.mkdtemp`)."""
_IGNORING = ".gitignore"
_HALF_IGNORING = re.compile(r"\.\.gitignore\.[a-z0-9_]{8}")
"""What a process leaves that is killed while it writes this file."""
_POLL_SECONDS = 0.05
PATIENCE_SECONDS = 30.0
"""How long one writer waits for another one that is writing beside it."""


class ClaimedError(ToolkitError):
    """Another process is writing in the folder."""


@contextlib.contextmanager
def claimed(parent: Path, *, wait_seconds: float = 0) -> Iterator[None]:
    """Have a folder to ourselves; it is made if need be, and goes again if it stays empty.

    Raises:
        ClaimedError: Another process has it, and did not let go in time.
        ToolkitError: It cannot be made or opened.
    """
    missing = _missing(parent)
    try:
        descriptor = _claim(parent, time.monotonic() + wait_seconds)
        try:
            yield
        finally:
            _remove_empty(missing)
            if descriptor is not None:
                os.close(descriptor)
    except OSError as error:
        raise ToolkitError(f"cannot write to {parent}: {error.strerror}") from error


def check_writable(folder: Path) -> None:
    """Refuse to begin where a folder could not be made.

    Raises:
        ToolkitError: The one above does not take it.
    """
    above = next(each for each in folder.parents if os.path.lexists(each))
    if not above.is_dir():
        code = errno.ENOTDIR
    elif os.access(above, os.W_OK | os.X_OK):
        return
    else:
        code = errno.EROFS if os.statvfs(above).f_flag & os.ST_RDONLY else errno.EACCES
    raise ToolkitError(
        f"cannot write to {above}: {os.strerror(code)}", hint="choose another folder with --out"
    )


def _missing(folder: Path) -> list[Path]:
    """Return the folder and those above it that do not exist, the innermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def _remove_empty(folders: Iterable[Path]) -> None:
    for each in folders:
        with contextlib.suppress(OSError):
            each.rmdir()


def is_unused(folder: Path) -> bool:
    """Tell whether there is no such folder, or nothing in it that anybody put there.

    Raises:
        OSError: It is no folder, or cannot be listed.
    """
    if not folder.exists() and not folder.is_symlink():
        return True
    return all(_HALF_IGNORING.fullmatch(child.name) for child in folder.iterdir())


@contextlib.contextmanager
def ignored_by_git(folder: Path) -> Iterator[None]:
    """Let git ignore an unused folder, as pytest and venv do: what comes here is no source.

    Where nothing comes, all is as it was before.

    Raises:
        ToolkitError: It cannot be written.
    """
    mark, missing = folder / _IGNORING, _missing(folder)
    try:
        if not missing:
            for half in folder.iterdir():
                half.unlink()
        write_atomic(mark, b"*\n")
        yield
    finally:
        with contextlib.suppress(OSError):
            if [child.name for child in folder.iterdir()] == [_IGNORING]:
                mark.unlink()
        _remove_empty(missing)


def _claim(parent: Path, deadline: float) -> int | None:
    """Return a descriptor that holds the claim until it is closed, or we end.

    Where there are no locks it is None, and renaming alone decides who wins.
    """
    while True:
        parent.mkdir(parents=True, exist_ok=True)
        try:
            return lock(parent)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise ClaimedError(
                    "another process is writing a release there right now",
                    where=str(parent),
                    hint="wait until it has ended, then run this again",
                ) from None
        except FileNotFoundError:
            pass  # whoever had it removed it
        except OSError as error:
            if error.errno in NO_LOCKS:
                return None
            raise
        time.sleep(_POLL_SECONDS)


def sweep(parent: Path) -> list[str]:
    """Remove what interrupted writers left in a claimed folder; return the names."""
    found = sorted(
        child.name
        for child in parent.iterdir()
        if _LEFT_OVER.fullmatch(child.name) and child.is_dir() and not child.is_symlink()
    )
    for name in found:
        remove_folder(parent / name)
    return found


@contextlib.contextmanager
def stage(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write files under a hidden name beside ``folder``; what is not placed goes away.

    Every byte is on the disk when this returns: what gets its name later is whole
    after a power cut, too.

    Raises:
        ToolkitError: They cannot be written; nothing is left.
    """
    scratch = folder.parent / f".{folder.name}.{_MAKING}"
    try:
        scratch.mkdir()
        for name, data in files.items():
            add(scratch, name, data)
        yield scratch
    except OSError as error:
        raise ToolkitError(f"cannot write {folder}: {error.strerror}") from error
    finally:
        remove_folder(scratch)


def add(scratch: Path, name: str, data: bytes) -> None:
    """Write one more file into a staged folder, and the folders that its path needs."""
    (scratch / name).parent.mkdir(parents=True, exist_ok=True)
    with (scratch / name).open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def place(scratch: Path, folder: Path, *, instead: bool = False) -> None:
    """Give a staged folder its final name; ``instead`` lets it replace one that is there.

    Raises:
        ToolkitError: Something else stands there, or it cannot be renamed.
    """
    old = folder.parent / f".{folder.name}.{_OLD}"
    try:
        sync(scratch)
        with deferred():
            if instead:
                folder.rename(old)
            try:
                scratch.rename(folder)
            except OSError:
                if instead:
                    old.rename(folder)
                raise
            sync(folder.parent)
            remove_folder(old)
    except OSError as error:
        raise ToolkitError(f"cannot write {folder}: {error.strerror}") from error


def put(folder: Path, files: Mapping[str, bytes], *, check: Callable[[], None]) -> None:
    """Make ``folder`` hold exactly these files, instead of what ``check`` lets us replace.

    ``check`` is called where something of that name exists, while nobody else
    writes beside it; what it raises leaves everything as it was. A process that
    is killed leaves the old folder or the new one, at worst under the hidden name
    from which the next run brings it back.

    Raises:
        ToolkitError: It cannot be written, or ``check`` refuses.
    """
    with claimed(folder.parent, wait_seconds=PATIENCE_SECONDS):
        _heal(folder)
        there = folder.exists() or folder.is_symlink()
        if there:
            check()
        with stage(folder, files) as scratch:
            place(scratch, folder, instead=there)


def _heal(folder: Path) -> None:
    """Take away what an interrupted writer of this very folder left, or bring back what it moved.

    Raises:
        OSError: The folder above cannot be written.
    """
    old = folder.parent / f".{folder.name}.{_OLD}"
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for left in (old, folder.parent / f".{folder.name}.{_MAKING}"):
        remove_folder(left)


def sync(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
