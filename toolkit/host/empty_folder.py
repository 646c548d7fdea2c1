"""Files for a folder that is new or holds nothing yet, such as a repository after ``git init``."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.files import remove_folder, write_new_folder

_REPOSITORY: Final = frozenset({".git"})


def occupants(folder: Path) -> list[str]:
    """Return what an existing folder holds beside a git repository, sorted.

    Raises:
        ToolkitError: It is no folder, or cannot be listed.
    """
    try:
        return sorted(path.name for path in folder.iterdir() if path.name not in _REPOSITORY)
    except OSError as error:
        raise ToolkitError(f"cannot list {folder}: {error.strerror}") from error


def create_or_fill(folder: Path, files: Mapping[str, bytes], *, last: str) -> None:
    """Write the files into a folder that is new or empty: all of them, or none.

    Raises:
        ToolkitError: The folder is not empty, or the files cannot be written.
    """
    if folder.is_dir():
        fill_empty_folder(folder, files, last=last)
        return
    write_new_folder(folder, dict(files))


def fill_empty_folder(folder: Path, files: Mapping[str, bytes], *, last: str) -> None:
    """Write the files into a folder that holds nothing but, perhaps, a git repository.

    They are written out under a temporary name first and then moved, ``last``
    as the last of all: whoever looks for that file never sees half of the rest.
    On failure everything is taken away again.

    Raises:
        ToolkitError: The folder is not empty, or the files cannot be written.
    """
    found = occupants(folder)
    if found:
        raise ToolkitError(f"{folder} is not empty: {found[0]}", hint="nothing was changed")
    scratch = None
    moved: list[Path] = []
    try:
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        for name, data in files.items():
            path = scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for path in sorted(scratch.iterdir(), key=lambda path: (path.name == last, path.name)):
            moved.append(folder / path.name)
            path.rename(moved[-1])
        moved.clear()
    except OSError as error:
        raise ToolkitError(f"cannot write to {folder}: {error.strerror}") from error
    finally:
        for path in moved:
            with contextlib.suppress(OSError):
                path.unlink()
            remove_folder(path)
        if scratch is not None:
            remove_folder(scratch)
