"""Folders with few files and folders in them, read whole within limits: OCI image layouts."""

from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular


def read_small_folder(folder: Path, *, max_entries: int, max_bytes: int) -> dict[str, bytes]:
    """Return relative path and bytes of every file below a folder, sorted.

    An empty folder stands there, too, with a path that ends in ``/`` and no
    bytes. Links are never followed and nothing but regular files is opened; no
    more than the limits is held.

    Raises:
        NotRegularError: An entry is a link or a special file; the message is its
            kind and its path.
        TooLargeError: There are more files, folders or bytes than the limits.
        ToolkitError: Something cannot be read.
    """
    files: dict[str, bytes] = {}
    waiting, seen = [""], 0
    try:
        while waiting:
            prefix = waiting.pop()
            with os.scandir(folder / prefix) as listing:
                names = [child.name for child in itertools.islice(listing, max_entries + 1)]
            seen += len(names)
            if seen > max_entries:
                raise TooLargeError(f"more than {max_entries:,} files and folders")
            if not names and prefix:
                files[prefix] = b""
            for path in (f"{prefix}{name}" for name in names):
                if stat.S_ISDIR((folder / path).lstat().st_mode):
                    waiting.append(f"{path}/")
                    continue
                try:
                    files[path], _ = read_regular(folder / path, limit=max_bytes)
                except NotRegularError as error:
                    raise NotRegularError(f"{error} {path}") from error
                max_bytes -= len(files[path])
    except OSError as error:
        raise ToolkitError(f"cannot read {folder}: {error.strerror}") from error
    return dict(sorted(files.items()))
