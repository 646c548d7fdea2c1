"""Which names may stand in an archive: one rule for the writer and the reader.

The rule is that of release-archives.md ("Archive format"): segments of
``[A-Za-z0-9_][A-Za-z0-9._+-]*``, at most 200 bytes and 16 segments, no names
that Windows cannot hold, no two names that differ in case only.

Hidden names, decided: a name that starts with a dot is refused, because what is
hidden is not reviewed and some are obeyed by the consumer's tools
(``.gitattributes`` changes bytes at checkout, ``.git`` is a repository, ``.env``
holds secrets). The exception is the short list of housekeeping files that a
pack needs when it is the root of its own repository: `HOUSEKEEPING`, at the top
of the pack only, and `HOUSEKEEPING_FOLDER`. In a consumer's repository they
stand below ``policy-packs/``, where nothing runs them; a ``.gitignore`` there
can at most make a file of the pack missing, which the import then refuses.
They are archived, not left out: nothing is ever dropped silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from toolkit.pack.limits import MAX_PATH_BYTES, MAX_PATH_DEPTH
from toolkit.release.limits import MAX_SEGMENT_BYTES
from toolkit.release.refusals import Reason, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOUSEKEEPING: Final = frozenset(
    {".editorconfig", ".gitignore", ".gitlab-ci.yml", ".pre-commit-config.yaml"}
)
"""Hidden files that may stand at the top of a pack."""
HOUSEKEEPING_FOLDER: Final = ".github"
"""The one hidden folder that may stand at the top of a pack."""
TOOL_CONFIG: Final = frozenset({"conftest.py", "sitecustomize.py", "usercustomize.py"})
"""Files that Python tools of a consumer run without being asked (hostile case 23)."""
SEGMENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*")
"""One segment of a path, and the stem of an archive."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._+-]{0,90}[A-Za-z0-9_+-])?")
"""Segments that are neither too long nor end in a dot."""
_HIDDEN_HINT: Final = (
    "delete it, or give the pack a folder of its own below it;"
    " the only hidden names that may stand at the top of a pack are "
    + ", ".join([*sorted(HOUSEKEEPING), f"{HOUSEKEEPING_FOLDER}/"])
)
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""Devices on Windows, whatever follows the first dot of a name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one name cannot be archived: the reason, a sentence, what to do."""

    path: str
    reason: Reason
    message: str
    hint: str


def name_problem(path: str, *, top_folder: bool = False) -> Problem | None:
    """Return what is wrong with a path, or None.

    ``top_folder`` says that the first segment is the top folder of an archive:
    limits and the list of hidden names then count from the second.
    """
    return None if _is_plain(path) else _first_problem(path, top_folder=top_folder)


def _first_problem(path: str, *, top_folder: bool) -> Problem | None:
    segments = path.split("/")
    inner = segments[1:] if top_folder and len(segments) > 1 else segments
    found = _whole(path, inner)
    first = len(segments) - len(inner)
    for index, segment in enumerate(segments):
        if found is not None:
            break
        found = _segment(segment, may_hide=index == first and _is_housekeeping(inner))
    if found is None:
        return None
    reason, hint = found
    return Problem(path, reason, f"{shown(path)}: {reason.value}", hint)


def _is_plain(path: str) -> bool:
    """Tell whether a path is one of the usual kind, in which nothing can be wrong.

    It only saves time, for folders repeat: what is not plain is judged in full.
    """
    folder, _, name = path.rpartition("/")
    lower = name.lower()
    return (
        len(path) <= MAX_PATH_BYTES
        and _PLAIN.fullmatch(name) is not None
        and lower.partition(".")[0] not in _DEVICES
        and lower not in TOOL_CONFIG
        and not lower.endswith(".pth")
        and (not folder or _is_plain_folder(folder))
    )


@lru_cache(maxsize=4096)
def _is_plain_folder(folder: str) -> bool:
    segments = folder.split("/")
    return len(segments) < MAX_PATH_DEPTH and not any(map(_segment, segments))


def collisions(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield names that cannot stand beside each other on every file system.

    Folders count too: ``Rules/a`` and ``rules/b`` become one folder where case
    does not matter.
    """
    spelling: dict[str, str] = {}
    folders: set[str] = set()
    files = list(paths)
    for path in files:
        for name in _lineage(path, folders):
            other = spelling.setdefault(name.lower(), name)
            if other != name:
                text = f"{shown(other)} and {shown(name)} differ in case only"
                yield Problem(path, Reason.NAME_COLLISION, text, "rename one of them")
    for path in files:
        if path in folders:
            text = f"{shown(path)} is both a file and a folder"
            yield Problem(path, Reason.NAME_FILE_AND_FOLDER, text, "rename one of them")


def _lineage(path: str, folders: set[str]) -> Iterator[str]:
    """Yield a path, then the folders above it that are not in ``folders`` yet; add those."""
    yield path
    cut = path.rfind("/")
    while cut > 0 and (folder := path[:cut]) not in folders:
        folders.add(folder)
        yield folder
        cut = path.rfind("/", 0, cut)


def _is_housekeeping(inner: list[str]) -> bool:
    if len(inner) == 1:
        return inner[0] in HOUSEKEEPING
    return inner[0] == HOUSEKEEPING_FOLDER


def _whole(path: str, inner: list[str]) -> tuple[Reason, str] | None:
    """Judge a path as one text: what no segment could tell."""
    if not path:
        return Reason.NAME_EMPTY, "give the file a name"
    if not path.isascii():
        return Reason.NAME_NOT_ASCII, "rename it with the letters A-Z a-z, which every system keeps"
    if not path.isprintable():
        return Reason.NAME_CONTROL, "rename it"
    if "\\" in path:
        return Reason.NAME_BACKSLASH, "rename it, with / between folders"
    if path.startswith("/"):
        return Reason.NAME_ABSOLUTE, "name files relative to the pack"
    if len("/".join(inner)) > MAX_PATH_BYTES:
        return Reason.NAME_TOO_LONG, f"keep it within {MAX_PATH_BYTES} bytes"
    if len(inner) > MAX_PATH_DEPTH:
        return Reason.NAME_TOO_DEEP, f"keep it within {MAX_PATH_DEPTH} segments"
    return None


@lru_cache(maxsize=4096)  # the folders of a pack repeat for every file
def _segment(segment: str, *, may_hide: bool = False) -> tuple[Reason, str] | None:
    """Judge one segment of a path that `_whole` let pass."""
    if not segment:
        return Reason.NAME_EMPTY, "write one / between folders and none at the end"
    if segment in {".", ".."}:
        return Reason.NAME_DOT_SEGMENT, "name files relative to the pack, without . and .."
    if ":" in segment:
        return Reason.NAME_COLON, "rename it without the colon"
    if segment[-1] in ". ":
        return Reason.NAME_TRAILING, "rename it without the dot or space at its end"
    if len(segment) > MAX_SEGMENT_BYTES:
        return Reason.NAME_TOO_LONG, f"keep every segment within {MAX_SEGMENT_BYTES} bytes"
    hidden = segment.startswith(".")
    if hidden and not may_hide:
        return Reason.NAME_HIDDEN, _HIDDEN_HINT
    if SEGMENT.fullmatch(segment[1:] if hidden else segment) is None:
        return Reason.NAME_CHARACTER, "rename it with A-Z a-z 0-9 . _ + - only"
    lower = segment.lower()
    if lower.partition(".")[0] in _DEVICES:
        return Reason.NAME_RESERVED, "rename it: Windows cannot hold a file of this name"
    if lower in TOOL_CONFIG or lower.endswith(".pth"):
        return Reason.NAME_TOOL_CONFIG, "move it out of the pack: a pack holds no code that runs"
    return None
