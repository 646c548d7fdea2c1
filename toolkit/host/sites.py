"""A site of many files: read with what does not belong there, written complete or not at all.

A new site is made under a hidden name beside its place and takes the name in one step. Where one
stands already, the two change places (``renameat2`` with RENAME_EXCHANGE, on macOS ``renameatx_np``
with RENAME_SWAP), so that at every moment one of them is there, whole. Where the system has no such
call, the old one steps aside first; whoever is killed in between leaves it under a hidden name,
and the next writer puts it back.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.files import remove_folder
from toolkit.host.placing import claimed, place

_PATIENCE_SECONDS: Final = 30.0
"""How long one writer waits for another one in the same folder."""
_SWAP: Final = {"renameat2": 2, "renameatx_np": 2}
# From linux/fs.h (RENAME_EXCHANGE) and sys/stdio.h (RENAME_SWAP).
_HERE: Final = {"renameat2": -100, "renameatx_np": -2}
"""AT_FDCWD of both systems."""
_MAX_DEPTH: Final = 8
"""Folders in folders that are walked: a site has four."""
_CHUNK: Final = 1024 * 1024


def site_digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by its path in it, sorted.

    What is no regular file, and a folder that is empty or nested too deep, has ``""``: nothing of a
    site is like that. No link is followed.

    Raises:
        ToolkitError: It cannot be read.
    """
    found: dict[str, str] = {}
    try:
        for path, entry in _walk(folder, ""):
            found[path] = _digest(entry) if entry is not None else ""
    except OSError as error:
        raise ToolkitError(f"cannot read {folder}: {error.strerror}") from error
    return dict(sorted(found.items()))


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path | None]]:
    with os.scandir(folder) as listing:
        children = sorted(listing, key=lambda child: child.name)
    if not children and prefix:
        yield prefix, None
    for child in children:
        path = f"{prefix}/{child.name}" if prefix else child.name
        if child.is_dir(follow_symlinks=False) and path.count("/") < _MAX_DEPTH:
            yield from _walk(Path(child.path), path)
        else:
            regular = child.is_file(follow_symlinks=False)
            yield path, Path(child.path) if regular else None


def _digest(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return ""
        digest = hashlib.sha256()
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


@contextlib.contextmanager
def site_claimed(folder: Path) -> Iterator[None]:
    """Have the place of a site to ourselves; what an interrupted writer left is put right.

    Raises:
        ToolkitError: Another writer has it, or it cannot be written.
    """
    with claimed(folder.parent, wait_seconds=_PATIENCE_SECONDS):
        making, old = _making(folder), _old(folder)
        if old.is_dir() and not folder.exists():
            old.rename(folder)
        for left in (making, old):
            if left.is_dir() and not left.is_symlink():
                remove_folder(left)
        yield


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a site in its place, instead of one that is there; the place is claimed (`site_claimed`).

    Paths are plain and relative, with ``/``. Every byte is on the disk before the name is given.

    Raises:
        ToolkitError: It cannot be written; what was there is untouched.
    """
    making = _making(folder)
    try:
        making.mkdir()
        _write(making, files)
        if folder.exists():
            _exchange(making, folder)
        else:
            place(making, folder)
    except OSError as error:
        raise ToolkitError(
            f"cannot write {folder}: {error.strerror}; what was there is untouched"
        ) from error
    finally:
        remove_folder(making)


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    made: set[Path] = {root}
    for name, data in files.items():
        path = root / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        with path.open("xb") as file:
            file.write(data)
    # One call for all: a site has thousands of small files.
    os.sync()


def _exchange(new: Path, there: Path) -> None:
    """Let two folders change places; the old one is then where the new one was.

    Raises:
        OSError: It cannot be done.
    """
    library = ctypes.CDLL(None, use_errno=True)
    for name, flag in _SWAP.items():
        function = getattr(library, name, None)
        if function is None:
            continue
        here = _HERE[name]
        if function(here, os.fsencode(new), here, os.fsencode(there), flag) == 0:
            return
    place(new, there, instead=True)


def _making(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.making"


def _old(folder: Path) -> Path:
    """Return where `toolkit.host.placing.place` puts what it replaces."""
    return folder.parent / f".{folder.name}.old"
