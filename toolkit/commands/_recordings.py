"""Recordings on disk: files and folders that a command line names, read within limits.

Links are never followed, and a report leads to no file outside its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.pack.tree import byte_order
from toolkit.replay.recognise import records
from toolkit.replay.record import Record, Skipped

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Bytes of one recording, and of one body in a report."""
MAX_DEPTH = 16
"""Folders in folders that are searched."""
REPORT = "report.json"
_BODY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""How Hurl calls a body: a folder beside the report, and a file in it."""


def recorded(paths: Iterable[Path]) -> Iterator[Record | Skipped]:
    """Yield what the files and folders recorded, one after the other.

    Raises:
        ToolkitError: One cannot be read, is too large, or is no recording; the place says where.
    """
    for path in paths:
        for file in _files(path, 0):
            source = _display(file)
            bodies = _Bodies(file.parent, source)
            yield from records(_read(file, source) or b"", source, bodies.read)


def _files(path: Path, depth: int) -> Iterator[Path]:
    """Yield the recordings at a path: a file, the report of a folder, or all that is in it."""
    if not _is_folder(path):
        yield path
        return
    if (path / REPORT).exists():
        yield path / REPORT
        return
    if depth >= MAX_DEPTH:
        raise ToolkitError("folders are nested too deeply", where=_display(path))
    try:
        children = sorted(path.iterdir(), key=lambda child: byte_order(child.name))
    except OSError as error:
        raise ToolkitError(f"cannot be listed: {error.strerror}", where=_display(path)) from error
    visible = [child for child in children if not child.name.startswith(".")]
    if not visible:
        raise ToolkitError("the folder holds no recording", where=_display(path))
    for child in visible:
        yield from _files(child, depth + 1)


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder and no link to one; reading says what else is wrong with it."""
    try:
        return path.is_dir() and not path.is_symlink()
    except (OSError, ValueError):  # longer than any file name; with a null character
        return False


def _display(path: Path) -> str:
    """Return a path as evidence may have it: as it was given, or relative, never of a machine."""
    if not path.is_absolute():
        return path.as_posix()
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return f"{path.parent.name}/{path.name}" if path.name == REPORT else path.name


def _read(path: Path, source: str, *, optional: bool = False) -> bytes | None:
    """Return the bytes of a file; None where an optional one is not there."""
    try:
        return read_regular(path, limit=MAX_FILE_BYTES)[0]
    except FileNotFoundError as error:
        if optional:
            return None
        raise ToolkitError("there is no such file or folder", where=source) from error
    except NotRegularError as error:
        hint = "give the file itself; links are not followed"
        raise ToolkitError(f"not a regular file but a {error}", where=source, hint=hint) from error
    except TooLargeError as error:
        hint = "record fewer responses at a time, and replay the files together"
        raise ToolkitError(f"the file is {error}", where=source, hint=hint) from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        what = error.strerror if isinstance(error, OSError) else "there is no such name"
        raise ToolkitError(f"cannot be read: {what}", where=source) from error


@dataclass(frozen=True, slots=True)
class _Bodies:
    """The body files of a report, which all stand in a folder beside it."""

    folder: Path
    source: str

    def read(self, name: str) -> bytes | None:
        """Return a body; None where the file is not there any more."""
        if not _BODY.fullmatch(name):
            raise ToolkitError(
                f"a body in {name[:80]!r} is not in the folder of the report",
                where=self.source,
                hint="Hurl writes bodies to store/ beside report.json",
            )
        path = self.folder / name
        if path.parent.is_symlink():
            raise ToolkitError(
                f"{path.parent.name} is a symbolic link; links are not followed", where=self.source
            )
        return _read(path, f"{self.source}: {name}", optional=True)
