"""A tree of files as a value: names and bytes, wherever they came from.

A folder on disk, a commit in git and an archive in memory all become the same
immutable `Tree`; everything after that is pure. Because the bytes are held,
what was hashed is what was parsed: a file cannot change between the two.
"""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Kind(enum.Enum):
    """What an entry of a tree is."""

    FILE = "file"
    SYMLINK = "symbolic link"
    OTHER = "special file"
    """A device, socket, FIFO, submodule: named in `Entry.note`, never opened."""
    UNREADABLE = "unreadable file"
    """A regular file whose bytes are not held: `Entry.note` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in a tree. ``data`` is held for regular files only."""

    path: str
    kind: Kind = Kind.FILE
    data: bytes = field(default=b"", repr=False)
    executable: bool = False
    note: str = ""


def byte_order(path: str) -> bytes:
    """Return the key that sorts paths by their bytes, in every locale."""
    return path.encode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Tree:
    """An immutable set of entries, sorted by the bytes of their paths.

    ``name`` is the name of the folder that the tree is (``api-baseline``), not
    a path; ``""`` where there is none.
    """

    entries: Mapping[str, Entry]
    name: str = ""

    @classmethod
    def of(cls, entries: Iterable[Entry], *, name: str = "") -> Tree:
        """Return the tree of ``entries``; of two with the same path the later counts."""
        by_path = {entry.path: entry for entry in entries}
        ordered = {path: by_path[path] for path in sorted(by_path, key=byte_order)}
        return cls(MappingProxyType(ordered), name)

    @classmethod
    def of_files(cls, files: Mapping[str, bytes], *, name: str = "") -> Tree:
        """Return the tree that holds exactly these regular files."""
        return cls.of((Entry(path=path, data=data) for path, data in files.items()), name=name)

    def file(self, path: str) -> bytes | None:
        """Return the bytes of the regular file at ``path``, or None."""
        entry = self.entries.get(path)
        return entry.data if entry is not None and entry.kind is Kind.FILE else None

    def absence(self, path: str) -> str:
        """Say why `file` gives nothing: there is none, or it could not be read, with the reason."""
        entry = self.entries.get(path)
        if entry is None or entry.kind is not Kind.UNREADABLE:
            return "missing"
        return f"unreadable ({entry.note})"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of each regular file, in byte order."""
        for entry in self.entries.values():
            if entry.kind is Kind.FILE:
                yield entry.path, entry.data

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds an entry, at any depth, without the root."""
        return frozenset(
            path[:index] for path in self.entries for index, char in enumerate(path) if char == "/"
        )

    @cached_property
    def content_digest(self) -> str:
        """The sha256 (hex) of the sorted lines ``<sha256 of file>  <path>``, each with its LF.

        It is the durable identity of a content: the same for the folder, the
        git tree and the archive (release-archives.md, "A design", digests).
        """
        lines = "".join(f"{digest}  {path}\n" for path, digest in self.digests.items())
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The sha256 (hex) of each regular file, in byte order of the paths."""
        return {path: hashlib.sha256(data).hexdigest() for path, data in self.files()}

    def below(self, folder: str) -> Tree:
        """Return the tree under ``folder``, its paths relative to it."""
        prefix = f"{folder.rstrip('/')}/"
        return Tree.of(
            (
                Entry(
                    path=path[len(prefix) :],
                    kind=entry.kind,
                    data=entry.data,
                    executable=entry.executable,
                    note=entry.note,
                )
                for path, entry in self.entries.items()
                if path.startswith(prefix)
            ),
            name=folder.rstrip("/").rpartition("/")[2],
        )

    def moved_to(self, folder: str) -> Iterator[Entry]:
        """Yield every entry as it stands when the tree is copied to ``folder``."""
        for entry in self.entries.values():
            yield Entry(
                path=f"{folder}/{entry.path}",
                kind=entry.kind,
                data=entry.data,
                executable=entry.executable,
                note=entry.note,
            )
