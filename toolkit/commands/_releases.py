"""Release folders on disk: read as verification wants them, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import RefusedError, ToolkitError
from toolkit.host.files import (
    NotRegularError,
    TooLargeError,
    read_flat_folder,
    read_regular,
)
from toolkit.host.placing import claimed, place, stage, sweep
from toolkit.release import checksums
from toolkit.release.limits import MAX_ARCHIVE_BYTES, MAX_RELEASE_BYTES, MAX_RELEASE_FILES
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release
from toolkit.texts import visible

_PATIENCE_SECONDS = 30.0
"""How long one release waits for another one that is being written beside it."""


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


@dataclass(frozen=True)
class Release:
    """A release, made in memory, and the folder where it belongs."""

    folder: Path
    files: dict[str, bytes]

    def is_there(self) -> bool:
        """Return whether this very release exists already.

        Raises:
            RefusedError: There is another one of the same version, or a damaged one.
        """
        if not self.folder.exists() and not self.folder.is_symlink():
            return False
        try:
            there = read_release_folder(self.folder)
        except ReleaseRefusedError as error:
            raise self._damaged(error.where or error.message) from error
        if there == self.files:
            return True
        is_sound = verify_release(there).outcome is not Outcome.REFUSED
        if is_sound and self._is_part_of(there):
            return True
        if not is_sound:
            raise self._damaged(", ".join(_differences(self.files, there)))
        raise RefusedError(
            "this version was archived before, with other content; a version never changes",
            where=str(self.folder),
            hint="raise the version in the manifest (`policy-pack bump` says to what);"
            " if it was never published, remove the folder and run this again",
        )

    def _is_part_of(self, there: Mapping[str, bytes]) -> bool:
        """Tell whether a release holds our files, and others beside them, as `release` makes it."""
        ours = (pair for pair in self.files.items() if pair[0] != checksums.NAME)
        return all(there.get(name) == data for name, data in ours)

    def _damaged(self, what: str) -> RefusedError:
        return RefusedError(
            f"the release that was written here before is damaged: {what}",
            where=str(self.folder),
            hint="remove the folder and run this again: the same content gives the same bytes;"
            " if it was published, compare them with what was",
        )

    def write(self) -> None:
        """Write the files beside their final place, verify them there, give them their name.

        Raises:
            ToolkitError: They cannot be written, or do not verify; nothing is left.
            RefusedError: Another release of the version appeared meanwhile.
        """
        with claimed(self.folder.parent, wait_seconds=_PATIENCE_SECONDS):
            sweep(self.folder.parent)
            if self.is_there():
                return  # another process has written the very same release meanwhile
            with stage(self.folder, self.files) as scratch:
                _verify_written(scratch)
                place(scratch, self.folder)


def _differences(ours: Mapping[str, bytes], there: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(ours.keys() | there.keys()):
        if name not in there:
            yield f"{name} is missing"
        elif name not in ours:
            yield f"{visible(name)} does not belong there"
        elif ours[name] != there[name]:
            yield f"{name} has other bytes"


def check_all_differ(releases: Sequence[Release]) -> None:
    """Refuse releases that would be written to one folder.

    Raises:
        RefusedError: Two packs have the same id and version.
    """
    folders = [release.folder for release in releases]
    twice = {str(folder) for folder in folders if folders.count(folder) > 1}
    if twice:
        raise RefusedError(
            f"two packs would be the same release: {', '.join(sorted(twice))}",
            hint="give each pack an id of its own",
        )


def _verify_written(folder: Path) -> None:
    """Read back what was written, and judge it as a consumer would."""
    answer = verify_release(read_release_folder(folder))
    if answer.outcome is Outcome.REFUSED:
        detail = answer.steps[-1].detail
        raise ToolkitError(f"what was written does not verify, and was removed: {detail}")
