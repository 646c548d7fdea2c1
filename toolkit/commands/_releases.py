"""Release folders on disk, read as verification wants them: regular files, within limits."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_flat_folder, read_regular
from toolkit.release.limits import MAX_ARCHIVE_BYTES, MAX_RELEASE_BYTES, MAX_RELEASE_FILES
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.texts import visible


def read_release_folder(folder: Path) -> dict[str, bytes]:
    """Return name and bytes of every file of a release folder (`verify`, step 2).

    Raises:
        ReleaseRefusedError: It is larger than any release, or something in it
            is no regular file: a link could show other bytes to the next reader.
        ToolkitError: It cannot be read.
    """
    try:
        return read_flat_folder(folder, max_files=MAX_RELEASE_FILES, max_bytes=MAX_RELEASE_BYTES)
    except NotRegularError as error:
        raise ReleaseRefusedError(Reason.RELEASE_NOT_REGULAR, where=visible(str(error))) from error
    except TooLargeError as error:
        raise ReleaseRefusedError(Reason.RELEASE_FILES, f"the folder is {error}") from error


def read_lone_archive(path: Path) -> bytes:
    """Return the bytes of an archive.

    Raises:
        ReleaseRefusedError: It is larger than any archive.
        ToolkitError: It is no regular file or cannot be read.
    """
    try:
        return read_regular(path, limit=MAX_ARCHIVE_BYTES)[0]
    except NotRegularError as error:
        raise ToolkitError(
            f"not a regular file but a {error}",
            where=str(path),
            hint="give the archive itself, or the folder of a release",
        ) from error
    except TooLargeError as error:
        raise ReleaseRefusedError(Reason.ARCHIVE_TOO_LARGE, f"the archive is {error}") from error
    except OSError as error:
        raise ToolkitError(f"cannot be read: {error.strerror}", where=str(path)) from error
