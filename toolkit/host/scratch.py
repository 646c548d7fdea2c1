"""Temporary folders of our own, of which nothing stays, whatever ends us.

A folder goes when its ``with`` block ends. After ``kill -9`` it stays, and the
next run that needs one removes it: its owner held a lock on it, which the system
dropped. Rejected: no files at all, which Hurl and ssh-keygen do not offer, and a
judgement by age, which takes a folder from who was only stopped for a while.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.ending import deferred
from toolkit.host.files import remove_folder
from toolkit.host.locks import NO_LOCKS, lock

_RANDOM_BYTES: Final = 8
_OURS: Final = re.compile(rf"policy-pack-[a-z]+-[0-9a-f]{{{2 * _RANDOM_BYTES}}}")
"""Folders that stay, which hold what a person needs, have other names (`toolkit.host.kept`)."""


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Give a temporary folder that is gone after the ``with`` block, whatever happens in it.

    ``prefix`` is ``policy-pack-``, a word for what it is for, and a hyphen.

    Raises:
        ToolkitError: It cannot be made.
    """
    folder = held = None
    try:
        try:
            with deferred():
                above = Path(tempfile.gettempdir())
                _sweep(above)
                folder, held = _new_folder(above, prefix)
        except OSError as error:
            raise ToolkitError(
                f"no temporary folder can be made: {error.strerror}",
                where=str(error.filename or ""),
                hint="TMPDIR names the folder in which they are made",
            ) from error
        yield folder
    finally:
        if folder is not None:
            remove_folder(folder)
        if held is not None:
            os.close(held)


def _new_folder(above: Path, prefix: str) -> tuple[Path, int | None]:
    """Make a folder and return it with its lock, None where locks do not exist."""
    while True:
        folder = above / f"{prefix}{secrets.token_hex(_RANDOM_BYTES)}"
        folder.mkdir(mode=0o700)
        try:
            return folder, lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue  # another run swept it before it was locked
        except OSError as error:
            if error.errno in NO_LOCKS:
                return folder, None
            folder.rmdir()
            raise


@cache
def _sweep(above: Path) -> None:
    """Remove what runs of this user left that were killed; once is enough for a process."""
    for folder in filter(_is_ours, list(os.scandir(above))):
        with suppress(OSError):
            held = lock(Path(folder))
            remove_folder(Path(folder))
            os.close(held)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    if _OURS.fullmatch(entry.name) is None or not entry.is_dir(follow_symlinks=False):
        return False
    with suppress(FileNotFoundError):
        return entry.stat(follow_symlinks=False).st_uid == os.getuid()
    return False
