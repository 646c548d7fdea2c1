"""The canonical archive of a pack: ``policy-pack archive v1``.

Bytes are a function of content and stem alone. Two names for the same pack
content give the same content digest; the same content under the same stem gives
the same archive, on every machine, in every order.

* One top folder ``<pack-id>-<version>/``, regular files only, sorted by bytes,
  no folder entries, names as in `names`.
* Strict ustar (`ustar`): mode 0644, owner 0, no owner names, 1980-01-02, two
  zero blocks at the end.
* One gzip member (`gzip_member`).

The executable bit is not part of a pack, which is data that nothing executes:
every file is 0644, and an executable file becomes a plain one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.errors import RefusedError
from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.release import gzip_member, ustar
from toolkit.release.limits import MAX_ARCHIVE_BYTES
from toolkit.release.names import Problem, collisions, name_problem
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnarchivableError(RefusedError):
    """A tree holds things that no archive can hold; all of them are in ``problems``."""

    def __init__(self, problems: tuple[Problem, ...], *, where: str = "") -> None:
        listed = "; ".join(f"{each.message} ({each.hint})" for each in problems)
        text = f"the pack cannot be archived as it is: {listed}"
        super().__init__(text, where=where, hint="change this, then try again")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What a canonical archive holds, and its three digests (sha256, hex).

    ``archive_sha256`` is that of the bytes as published, ``tar_sha256`` survives
    another compressor, ``content_sha256`` survives another layout altogether
    (`Tree.content_digest`). Sizes are in bytes.
    """

    stem: str
    tree: Tree = field(repr=False)
    tar: bytes = field(repr=False)
    archive_size: int
    archive_sha256: str
    tar_sha256: str
    content_sha256: str

    @property
    def tar_size(self) -> int:
        """Bytes of the tar inside."""
        return len(self.tar)


def tree_problems(tree: Tree) -> Iterator[Problem]:
    """Yield everything in a tree that an archive cannot hold, in byte order of the paths."""
    total = 0
    for path, entry in tree.entries.items():
        if entry.kind is not Kind.FILE:
            yield _kind_problem(entry)
        if (problem := name_problem(path)) is not None:
            yield problem
        if len(entry.data) > MAX_FILE_BYTES:
            text = f"{shown(path)}: {len(entry.data)} bytes, at most {MAX_FILE_BYTES} are allowed"
            yield Problem(path, Reason.TAR_FILE_TOO_LARGE, text, "split it or leave it out")
        total += len(entry.data)
    yield from collisions(tree.entries)
    if not tree.entries:
        yield Problem("", Reason.TAR_EMPTY, "the pack holds no file", "add its files")
    if len(tree.entries) > MAX_ENTRIES:
        text = f"the pack holds {len(tree.entries)} files, at most {MAX_ENTRIES} are allowed"
        yield Problem("", Reason.TAR_TOO_MANY_FILES, text, "split the pack")
    if total > MAX_TREE_BYTES:
        text = f"the pack holds {total} bytes, at most {MAX_TREE_BYTES} are allowed"
        yield Problem("", Reason.TAR_CONTENT_TOO_LARGE, text, "split the pack")


def write_archive(tree: Tree, *, stem: str) -> bytes:
    """Return the one archive of a tree under the top folder ``stem``.

    Raises:
        UnarchivableError: Names, links or sizes that no archive can hold; every
            one is listed, with what to do.
    """
    problems = (*_stem_problems(stem), *tree_problems(tree)) or tuple(_misfits(tree, stem))
    if problems:
        raise UnarchivableError(problems, where=stem)
    tar = ustar.write_tar((f"{stem}/{path}", data) for path, data in tree.files())
    data = gzip_member.compress(tar)
    if len(data) > MAX_ARCHIVE_BYTES or len(tar) > gzip_member.most_inflated(len(data)):
        # Nobody could read it: a reader refuses what inflates like a bomb.
        text = f"the archive would have {len(data)} bytes and inflate to {len(tar)}"
        problem = Problem("", Reason.ARCHIVE_RATIO, text, "leave out files that hold no rules")
        raise UnarchivableError((problem,), where=stem)
    return data


def read_archive(data: bytes) -> Archive:
    """Return what an archive holds, if every byte around its content is canonical.

    Nothing is written anywhere, and memory stays within the stated limits
    (`limits`) for any input. The name of the tree is the stem.

    Raises:
        ReleaseRefusedError: With a stable code, for the first thing that is wrong.
    """
    tar = gzip_member.inflate(data)
    stem = ""
    entries: list[Entry] = []
    for path, content in ustar.read_tar(tar):
        problem = name_problem(path, top_folder=True)
        if problem is not None:
            raise ReleaseRefusedError(problem.reason, where=shown(path))
        top, slash, inner = path.partition("/")
        stem = stem or top
        if not slash or top != stem:
            text = f"the file stands outside of the top folder {shown(stem)}/" if slash else ""
            raise ReleaseRefusedError(Reason.TAR_TOP_FOLDER, text, where=shown(path))
        entries.append(Entry(path=inner, data=content))
    for problem in collisions(entry.path for entry in entries):
        raise ReleaseRefusedError(problem.reason, problem.message, where=shown(problem.path))
    tree = Tree.of(entries, name=stem)
    return Archive(
        stem=stem,
        tree=tree,
        tar=tar,
        archive_size=len(data),
        archive_sha256=hashlib.sha256(data).hexdigest(),
        tar_sha256=hashlib.sha256(tar).hexdigest(),
        content_sha256=tree.content_digest,
    )


def is_rebuild(archive: Archive) -> bool:
    """Tell whether our own compressor gives this very archive, byte for byte.

    It does not where the archive was compressed by another version or program;
    the content is then as sound as before, its tar layer having been judged.
    """
    # The tar is canonical, so it is what we would write for these files.
    rebuilt = gzip_member.compress(archive.tar)
    return hashlib.sha256(rebuilt).hexdigest() == archive.archive_sha256


def _misfits(tree: Tree, stem: str) -> Iterator[Problem]:
    """Yield the paths that are fine by themselves and too long below the top folder."""
    for path in tree.entries:
        if ustar.split_path(f"{stem}/{path}".encode("ascii")) is None:
            text = f"{shown(path)} is too long below {stem}/"
            hint = "shorten it: a tar keeps 155 bytes for folders and 100 for the name"
            yield Problem(path, Reason.NAME_TOO_LONG, text, hint)


def _kind_problem(entry: Entry) -> Problem:
    note = f" ({entry.note})" if entry.note else ""
    text = f"{shown(entry.path)}: a {entry.kind.value}{note}, and an archive holds plain files"
    hint = {
        Kind.SYMLINK: "replace the link by a copy of its target, or delete it",
        Kind.UNREADABLE: "make it readable and small enough, or delete it",
    }.get(entry.kind, "delete it or move it out of the pack")
    return Problem(entry.path, Reason.TAR_TYPE, text, hint)


def _stem_problems(stem: str) -> Iterator[Problem]:
    problem = name_problem(stem)
    if problem is not None:
        yield problem
    elif "/" in stem:
        text = f"{shown(stem)}: the stem of an archive is one folder name"
        yield Problem(stem, Reason.TAR_TOP_FOLDER, text, "use <pack-id>-<version>")
