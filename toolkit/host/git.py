"""What git knows, read without a work tree and without running anything of the repository.

Every call names the repository it means; variables with which an outer git
process (a hook, pre-commit, a rebase) would redirect ours are removed, so that
``--pack ../elsewhere`` always asks the history of *that* repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.process import Completed, run, which
from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.pack.tree import Entry, Kind, Tree

_REDIRECTING = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=off")


def git(arguments: Sequence[str], *, cwd: Path, stdin: bytes = b"") -> Completed:
    """Run git in ``cwd`` with a clean environment, offline, in plain English.

    Raises:
        ToolkitError: git is not installed, or does not end.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _REDIRECTING}
    quiet = {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
    }
    return run(["git", *_SAFE, *arguments], cwd=cwd, env={**kept, **quiet}, stdin=stdin)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its short name, the commit it leads to, and whether it is an object of its own."""

    name: str
    commit: str
    annotated: bool


@dataclass(frozen=True)
class Repository:
    """A git work tree, known by its top folder."""

    root: Path

    @classmethod
    def containing(cls, folder: Path) -> Repository | None:
        """Return the repository whose work tree holds ``folder``; None outside any, or without git.

        Raises:
            ToolkitError: git refuses the repository, for instance because it
                belongs to another user.
        """
        if which("git") is None or not folder.is_dir():
            return None
        done = git(["rev-parse", "--show-toplevel"], cwd=folder)
        if done.code == 0:
            return cls(Path(done.text.removesuffix("\n")))
        if b"dubious ownership" in done.err:
            raise ToolkitError(
                "git does not trust the repository, because another user owns it",
                where=str(folder),
                hint="git config --global --add safe.directory <folder>, if you do trust it",
            )
        return None

    def _ask(self, *arguments: str, stdin: bytes = b"") -> Completed:
        done = git(arguments, cwd=self.root, stdin=stdin)
        if done.code:
            raise ToolkitError(f"git {arguments[0]}: {done.complaint}", where=str(self.root))
        return done

    @cached_property
    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        return self.commit("HEAD")

    @cached_property
    def is_shallow(self) -> bool:
        """Whether older history was not fetched."""
        return self._ask("rev-parse", "--is-shallow-repository").text.strip() == "true"

    def commit(self, ref: str) -> str | None:
        """Return the commit that a tag, branch or abbreviated hash means, or None."""
        if not ref or ref.startswith("-"):
            return None
        done = git(["rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"], cwd=self.root)
        return done.text.strip() if done.code == 0 else None

    def tags(self, *, merged_into: str | None = None) -> list[Tag]:
        """Return every tag that leads to a commit; with ``merged_into`` only its ancestors'."""
        layout = "%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
        merged = ["--merged", merged_into] if merged_into else []
        listing = self._ask("for-each-ref", *merged, f"--format={layout}", "refs/tags").text
        return [tag for line in listing.splitlines() if (tag := _tag(line)) is not None]

    def relative(self, folder: Path) -> str:
        """Return ``folder`` relative to the top, with forward slashes; ``""`` for the top itself.

        Raises:
            ToolkitError: The folder is not in this work tree.
        """
        try:
            path = folder.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError as error:
            raise ToolkitError(f"{folder} is not inside the repository {self.root}") from error
        return "" if path == "." else path

    def ignored(self, folder: Path) -> frozenset[str]:
        """Return what git ignores below ``folder``, relative to it; whole folders by their name.

        Empty where git ignores ``folder`` itself: then it is not git's to judge.
        """
        flags = ("--others", "--ignored", "--exclude-standard", "--directory", "-z")
        done = git(["ls-files", *flags], cwd=folder)
        paths = {path.rstrip("/") for path in done.text.split("\0") if path}
        return frozenset() if done.code or paths & {"", "."} else frozenset(paths)

    def would_ignore(self, path: Path) -> bool:
        """Tell whether git would ignore a file at ``path``, which need not exist yet."""
        return git(["check-ignore", "--quiet", "--", str(path.absolute())], cwd=self.root).code == 0

    def changed(self, folder: Path) -> list[str]:
        """Return the files below ``folder`` that differ from HEAD or are not tracked."""
        prefix = self.relative(folder)
        listing = self._ask(
            "status",
            "--porcelain",
            "-z",
            "--untracked-files=all",
            "--no-renames",
            "--",
            prefix or ".",
        )
        return [line[3:] for line in listing.text.split("\0") if line]

    def folders_with(self, name: str, commit: str) -> list[str]:
        """Return the folders that hold a file called ``name`` in a commit, ``""`` for the top."""
        listing = self._ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).text
        paths = (path for path in listing.split("\0") if path)
        return [path[: -len(name)].rstrip("/") for path in paths if _is_named(path, name)]

    def file(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of one file in a commit, or None."""
        done = git(["cat-file", "blob", f"{commit}:{path}"], cwd=self.root)
        return done.out if done.code == 0 else None

    def tree(self, commit: str, folder: str) -> Tree:
        """Return the files below ``folder`` (``""`` for the top) as they are in ``commit``.

        Raises:
            ToolkitError: The commit does not exist here.
        """
        spec = f"{commit}:{folder}" if folder else f"{commit}^{{tree}}"
        listing = self._ask("ls-tree", "-r", "-z", "--full-tree", "--long", spec).text
        rows = [_row(line) for line in listing.split("\0") if line][: MAX_ENTRIES + 1]
        wanted = [row for row in rows if row.kind is Kind.FILE and row.size <= MAX_FILE_BYTES]
        if sum(row.size for row in wanted) > MAX_TREE_BYTES:
            raise ToolkitError(f"{spec} has more than {MAX_TREE_BYTES:,} bytes")
        blobs = dict(zip((row.path for row in wanted), self._blobs(wanted), strict=True))
        name = folder.rpartition("/")[2] or self.root.name
        return Tree.of((row.entry(blobs) for row in rows), name=name)

    def _blobs(self, rows: list[_Row]) -> Iterator[bytes]:
        names = "".join(f"{row.blob}\n" for row in rows).encode()
        stream = self._ask("cat-file", "--batch", stdin=names).out
        position = 0
        for row in rows:
            header_end = stream.index(b"\n", position) + 1
            yield stream[header_end : header_end + row.size]
            position = header_end + row.size + 1


def _is_named(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name}")


def _tag(line: str) -> Tag | None:
    ref, kind, direct, peeled_kind, peeled = line.split("\0")
    name = ref.removeprefix("refs/tags/")
    if kind == "commit":
        return Tag(name, direct, annotated=False)
    return Tag(name, peeled, annotated=True) if peeled_kind == "commit" else None


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of ``git ls-tree --long``."""

    path: str
    kind: Kind
    blob: str
    size: int
    executable: bool
    note: str

    def entry(self, blobs: dict[str, bytes]) -> Entry:
        if self.kind is Kind.FILE and self.path not in blobs:
            note = f"larger than {MAX_FILE_BYTES:,} bytes"
            return Entry(path=self.path, kind=Kind.UNREADABLE, note=note)
        data = blobs.get(self.path, b"")
        return Entry(
            path=self.path, kind=self.kind, data=data, executable=self.executable, note=self.note
        )


def _row(line: str) -> _Row:
    meta, _, path = line.partition("\t")
    mode, kind, blob, size = meta.split()
    what, note = Kind.FILE, ""
    if mode == "120000":
        what = Kind.SYMLINK
    elif kind == "commit":
        what, note = Kind.OTHER, "submodule"
    return _Row(path, what, blob, int(size) if size != "-" else 0, mode == "100755", note)
