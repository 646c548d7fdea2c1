"""The bytes of a work tree as git stores them: the same in every checkout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.host.git import Repository, git
from toolkit.pack.tree import Tree

_SHA256_DIGITS = 64


def as_stored(tree: Tree, folder: Path, repository: Repository) -> Tree:
    """Return the tree of ``folder`` with its tracked files as git stores them.

    Git may write other bytes into a work tree than it holds: line ends by
    ``core.autocrlf`` or ``.gitattributes``, encodings, ``$Id$``. A pack must not
    differ for it. A modified file gets the line ends it will be committed with.

    Files with a ``filter`` stay as they are: it is a program of the repository,
    which we do not run (and with Git LFS the file itself is the content). So
    does what git cannot tell.

    Raises:
        ToolkitError: An object of the repository cannot be read.
    """
    listing = git(["ls-files", "--stage", "-z"], cwd=folder)
    stored = dict(_staged(listing.text)) if listing.code == 0 else {}
    other = {
        path: data
        for path, data in tree.files()
        if path in stored and "\n" not in path and not _is_blob(data, stored[path])
    }
    if not other:
        return tree
    committed = _as_committed(list(other), repository.relative(folder), repository)
    unmodified = [path for path, blob in committed.items() if blob == stored[path]]
    blobs = repository.blobs(stored[path] for path in unmodified)
    bytes_of = dict(zip(unmodified, blobs, strict=True))
    for path in committed.keys() - bytes_of.keys():
        data = other[path].replace(b"\r\n", b"\n")
        if _is_blob(data, committed[path]):
            bytes_of[path] = data
    entries = tree.entries.values()
    changed = (replace(each, data=bytes_of.get(each.path, each.data)) for each in entries)
    return Tree.of(changed, name=tree.name)


def _as_committed(paths: list[str], prefix: str, repository: Repository) -> dict[str, str]:
    """Return for each path without a filter the blob that git would store for its file now."""
    # From the top: `hash-object` takes names from its input as relative to there.
    names = [f"{prefix}/{path}" if prefix else path for path in paths]
    asked = git(
        ["check-attr", "-z", "--stdin", "filter"], cwd=repository.root, stdin=_lines(names, "\0")
    )
    values = asked.text.split("\0")[2::3]
    plain = {
        name: path
        for name, path, value in zip(names, paths, values, strict=False)
        if value == "unspecified"
    }
    done = git(["hash-object", "--stdin-paths"], cwd=repository.root, stdin=_lines(plain, "\n"))
    return dict(zip(plain.values(), done.text.split(), strict=True)) if done.code == 0 else {}


def _lines(names: Iterable[str], end: str) -> bytes:
    return "".join(f"{name}{end}" for name in names).encode("utf-8", "surrogateescape")


def _staged(listing: str) -> Iterator[tuple[str, str]]:
    """Yield path and blob of every file in ``git ls-files --stage -z`` that is not in conflict."""
    for line in listing.split("\0"):
        meta, _, path = line.partition("\t")
        if meta.startswith("100") and meta.endswith(" 0"):
            yield path, meta.split()[1]


def _is_blob(data: bytes, blob: str) -> bool:
    """Return whether git calls these bytes by this name; it knows two algorithms."""
    algorithm = "sha256" if len(blob) == _SHA256_DIGITS else "sha1"
    named = b"blob %d\0" % len(data) + data
    return hashlib.new(algorithm, named, usedforsecurity=False).hexdigest() == blob
