"""What a run of ``vendor`` has under way: written before the first name changes, judged when found.

A journal that is found need not be ours: it may have come with a clone, and then
anybody wrote it. So it speaks of one pack's folder and of files beside the config,
of nothing outside the project, and what it puts back has the digest that it names.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from toolkit.consumer.project import PACKS
from toolkit.consumer.vendor_lock import LOCK
from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.host.placing import add, sync
from toolkit.pack.limits import MAX_FILE_BYTES
from toolkit.release import strict_json
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.strict_json import JSONValue

JOURNAL_FOLDER: Final = ".policy-packs.vendoring"
"""What is under way, in the project; it is there only while something is, or was interrupted."""
JOURNAL: Final = "journal.json"
NEW, OLD, UNDONE = "new", "old", "undone"
_MAX_BYTES: Final = 100_000
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NAMEABLE: Final = re.compile(r"[^\0\ud800-\udc7f\udd00-\udfff]*")
"""What a system can be asked for: other halves of a pair than those that stand for single bytes
have no bytes."""


@dataclass(frozen=True, kw_only=True)
class Journal:
    """What is under way.

    ``had`` and ``has`` say whether the ``folder`` of the pack is taken away and
    put there, ``content`` what it will hold, ``makes`` whether the folder above it
    is made; ``files`` have the sha256 of each before and after, ``""`` for none.
    """

    folder: str
    had: bool
    has: bool
    content: str
    makes: bool
    files: tuple[tuple[str, str, str], ...]

    def write(self, place: Path) -> None:
        """Write it into a folder: whole, and on the disk.

        Raises:
            OSError: It cannot be written.
        """
        add(place, f"{JOURNAL}.part", json.dumps(asdict(self), sort_keys=True).encode())
        sync(place)
        (place / f"{JOURNAL}.part").rename(place / JOURNAL)
        sync(place)

    @classmethod
    def read(cls, place: Path) -> Journal:
        """Return the journal in a folder.

        Raises:
            ToolkitError: It is none, or speaks of what no run of ours touches.
            OSError: It cannot be read.
        """
        try:
            data, _ = read_regular(place / JOURNAL, limit=_MAX_BYTES)
            return _journal(strict_json.parse(data, max_bytes=_MAX_BYTES))
        except (NotRegularError, TooLargeError, ReleaseRefusedError, _NotOursError) as error:
            raise ToolkitError(
                f"the journal of an interrupted run cannot be read: {error}",
                where=f"{JOURNAL_FOLDER}/{JOURNAL}",
                hint="compare the project with version control, then remove that folder",
            ) from error


def staged(place: Path, number: int, which: str) -> Path:
    """Return where a file of the journal stands while it is not in its place."""
    return place / f"{number}.{which}"


def digest_of(data: bytes | None) -> str:
    """Return how a journal names the bytes of a file, or that there is none."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def digest_at(path: Path) -> str:
    """Return the same of what stands in a place; what is no file is called so, as none of ours.

    Raises:
        OSError: It cannot be read.
    """
    try:
        return digest_of(read_regular(path, limit=MAX_FILE_BYTES)[0])
    except FileNotFoundError:
        return ""
    except (NotRegularError, TooLargeError) as error:
        return str(error)


# What is found may be anybody's -------------------------------------------------------------------


class _NotOursError(Exception):
    """No run of ours writes such a journal."""


def _journal(value: JSONValue) -> Journal:
    match value:
        case {
            "folder": str(folder),
            "had": bool(had),
            "has": bool(has),
            "content": str(content),
            "makes": bool(makes),
            "files": list(files),
            **more,
        } if not more:
            return Journal(
                folder=_below(folder, f"{PACKS}/"),
                had=had,
                has=has,
                content=_digest(content),
                makes=makes,
                files=tuple(_file(each) for each in files),
            )
    raise _NotOursError("it has another form than those that vendor writes")


def _file(value: JSONValue) -> tuple[str, str, str]:
    """Return one file: the lock alone is made and removed."""
    match value:
        case [str(path), str(old), str(new)] if (old and new) or path == LOCK:
            return _below(path), _digest(old), _digest(new)
    raise _NotOursError("it has another form than those that vendor writes")


def _below(path: str, folder: str = "") -> str:
    """Return a path that leads to an entry of a folder of the project, and nowhere else."""
    name = path.removeprefix(folder)
    inside = path.startswith(folder) and name not in {"", ".", ".."} and "/" not in name
    if inside and _NAMEABLE.fullmatch(path):
        return path
    raise _NotOursError(f"it speaks of {path!r}, which no run of vendor touches")


def _digest(text: str) -> str:
    if text and not _SHA256.fullmatch(text):
        raise _NotOursError(f"{text!r} is no digest")
    return text
