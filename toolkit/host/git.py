"""What git knows, read without a work tree and without running anything of the repository.

Every call names the repository it means; variables with which an outer git
process (a hook, pre-commit, a rebase) would redirect ours are removed, so that
``--pack ../elsewhere`` always asks the history of *that* repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
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
        "GIT_GLOB_PATHSPECS",
        "GIT_GRAFT_FILE",
        "GIT_ICASE_PATHSPECS",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=off")
_DISTRUST = b"dubious ownership"
_MEND = "`git fsck` says whether the repository is damaged; a fresh clone mends it"


def git(
    arguments: Sequence[str], *, cwd: Path, stdin: bytes = b"", may_ask: bool = False
) -> Completed:
    """Run git in ``cwd`` with a clean environment, offline, in plain English.

    ``may_ask``: what it starts may ask the person on the terminal, for a passphrase.

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
        "GIT_ALLOW_PROTOCOL": "none",  # git before 2.44 knows no GIT_NO_LAZY_FETCH
    }
    words = ["git", *_SAFE, *arguments]
    return run(words, cwd=cwd, env={**kept, **quiet}, stdin=stdin, may_ask=may_ask)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its short name, the commit it leads to, and whether it is an object of its own.

    ``commit`` is ``""`` where it leads to a tree or a file.
    """

    name: str
    commit: str
    annotated: bool


@dataclass(frozen=True)
class Repository:
    """A git work tree, known by its top folder."""

    root: Path

    @classmethod
    def containing(cls, folder: Path) -> Repository | None:
        """Return the repository whose work tree holds ``folder``; None outside any.

        Raises:
            ToolkitError: There is a repository, and git cannot or will not read
                it: no history that can be asked is not the same as no history.
        """
        mark = _mark(folder)
        if which("git") is None:
            if mark is None:
                return None
            raise ToolkitError(
                "git is not installed, so the repository cannot be read",
                where=str(mark.parent),
                hint="install git and put it on PATH",
            )
        if not folder.is_dir():
            return None
        done = git(["rev-parse", "--show-toplevel"], cwd=folder)
        root = Path(done.text.removesuffix("\n"))
        if done.code == 0 and (mark is None or _is_used(mark, root)):
            return cls(root)
        if mark is None and _DISTRUST not in done.err and not _is_bare(folder):
            return None
        raise _unusable(folder, mark, done)

    @classmethod
    def if_usable(cls, folder: Path) -> Repository | None:
        """Return what `containing` does, and None also where git cannot answer.

        For what must work all the same, and asks git for a convenience only.
        """
        try:
            return cls.containing(folder)
        except ToolkitError:
            return None

    def _ask(self, *arguments: str, stdin: bytes = b"") -> Completed:
        done = git(arguments, cwd=self.root, stdin=stdin)
        if done.code:
            raise self._unreadable(f"git {arguments[0]}: {done.complaint}")
        return done

    def _unreadable(self, what: str) -> ToolkitError:
        """Return what to say where an object that must be there cannot be read."""
        if git(["config", "--get-regexp", r"^remote\..*\.promisor$"], cwd=self.root).out:
            return ToolkitError(
                "the clone is partial, and what is needed was not fetched",
                where=str(self.root),
                hint="git fetch --refetch --no-filter --tags fetches everything (in CI: check"
                " out without a filter)",
            )
        return ToolkitError(what, where=str(self.root), hint=_MEND)

    def _damaged(self, what: str) -> ToolkitError:
        return self._unreadable(f"the repository is damaged: {what}")

    @cached_property
    def head(self) -> str | None:
        """The commit that is checked out; None before the first one.

        Raises:
            ToolkitError: There was one, and it is gone.
        """
        commit = self.commit("HEAD")
        if commit is None:
            names_one = git(["rev-parse", "--verify", "--quiet", "HEAD"], cwd=self.root).code == 0
            had_one = git(["reflog", "exists", "HEAD"], cwd=self.root).code == 0
            if names_one or (had_one and not self._ask("for-each-ref", "--count=1").out):
                raise self._damaged("the commit that is checked out cannot be read")
        return commit

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

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best commit that both have behind them, or None where there is none here."""
        done = git(["merge-base", one, other], cwd=self.root)
        if done.code > 1:
            raise self._unreadable(f"git merge-base: {done.complaint}")
        return done.text.strip() or None

    def tags(self, *, merged_into: str | None = None) -> list[Tag]:
        """Return every tag that leads to a commit; with ``merged_into`` only its ancestors'."""
        merged = ["--merged", merged_into] if merged_into else []
        return [tag for tag in self._tags(*merged) if tag.commit]

    def every_tag(self) -> list[Tag]:
        """Return every tag, also those that lead to a tree or a file."""
        return list(self._tags())

    def _tags(self, *which_ones: str) -> Iterator[Tag]:
        layout = "%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
        done = self._ask("for-each-ref", *which_ones, f"--format={layout}", "refs/tags")
        if b"broken ref" in done.err:  # git leaves it out and ends well
            raise self._damaged(done.complaint)
        for line in filter(None, done.text.split("\n")):
            ref, kind, direct, peeled_kind, peeled = line.split("\0")
            commit = {"commit": direct}.get(kind) or {"commit": peeled}.get(peeled_kind, "")
            if peeled_kind == "tag":  # git before 2.45 follows one step only
                commit = self.commit(ref) or ""
            yield Tag(ref.removeprefix("refs/tags/"), commit, annotated=kind == "tag")

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
        """Return the bytes of one file in a commit, or None where there is no such file.

        Raises:
            ToolkitError: It is there, and cannot be read.
        """
        done = git(["cat-file", "blob", f"{commit}:{path}"], cwd=self.root)
        if done.code == 0:
            return done.out
        listing = self._ask("ls-tree", "-z", "--full-tree", commit, "--", path).text
        if any(line.split()[1] == "blob" for line in listing.split("\0") if line):
            raise self._damaged(f"{commit[:12]}:{path} cannot be read")
        return None

    def tree(self, commit: str, folder: str) -> Tree:
        """Return the files below ``folder`` (``""`` for the top) as they are in ``commit``.

        Raises:
            ToolkitError: The commit does not exist here.
        """
        spec = f"{commit}:{folder}" if folder else f"{commit}^{{tree}}"
        listing = self._ask("ls-tree", "-r", "-z", "--full-tree", "--long", spec).text
        rows = [self._row(line) for line in listing.split("\0") if line][: MAX_ENTRIES + 1]
        wanted = [row for row in rows if row.kind is Kind.FILE and row.size <= MAX_FILE_BYTES]
        if sum(row.size for row in wanted) > MAX_TREE_BYTES:
            raise ToolkitError(f"{spec} has more than {MAX_TREE_BYTES:,} bytes")
        held = self.blobs(row.blob for row in wanted)
        blobs = dict(zip((row.path for row in wanted), held, strict=True))
        name = folder.rpartition("/")[2] or self.root.name
        return Tree.of((row.entry(blobs) for row in rows), name=name)

    def blobs(self, ids: Iterable[str]) -> Iterator[bytes]:
        """Yield the content of each blob.

        Raises:
            ToolkitError: One is missing or damaged.
        """
        wanted = list(ids)
        names = "".join(f"{blob}\n" for blob in wanted).encode()
        stream = self._ask("cat-file", "--batch", stdin=names).out
        position = 0
        for blob in wanted:
            header_end = stream.find(b"\n", position) + 1
            kind, _, size = stream[position:header_end].decode().partition(" ")[2].partition(" ")
            if kind != "blob":
                raise self._damaged(f"the object {blob} cannot be read")
            yield stream[header_end : header_end + int(size)]
            position = header_end + int(size) + 1

    def _row(self, line: str) -> _Row:
        meta, _, path = line.partition("\t")
        mode, kind, blob, size = meta.split()
        if size == "BAD":
            raise self._damaged(f"{path} ({blob}) cannot be read")
        what, note = Kind.FILE, ""
        if mode == "120000":
            what = Kind.SYMLINK
        elif kind == "commit":
            what, note = Kind.OTHER, "submodule"
        return _Row(path, what, blob, int(size) if size != "-" else 0, mode == "100755", note)


def _mark(folder: Path) -> Path | None:
    """Return the nearest ``.git`` at or above a folder, whatever it is, as git looks for it."""
    here = folder.resolve()
    listed = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    ceilings = {Path(text).resolve() for text in listed if text}
    for path in (here, *here.parents):
        if path != here and path in ceilings:
            return None
        if os.path.lexists(path / ".git"):
            return path / ".git"
    return None


def _is_used(mark: Path, root: Path) -> bool:
    """Tell whether the repository that git found is that of ``mark``, not one further up."""
    if mark.parent == root or not mark.is_dir():
        return True
    used = git(["rev-parse", "--absolute-git-dir"], cwd=mark.parent).text.removesuffix("\n")
    return Path(used).resolve() == mark.resolve()


def _is_bare(folder: Path) -> bool:
    return git(["rev-parse", "--is-bare-repository"], cwd=folder).text.strip() == "true"


def _unusable(folder: Path, mark: Path | None, done: Completed) -> ToolkitError:
    """Return what to say where git does not answer what the work tree is, in its own words."""
    where = str(mark.parent if mark else folder.resolve())
    if _DISTRUST in done.err:
        return ToolkitError(
            "git does not trust the repository, because another user owns it",
            where=where,
            hint=f"if you do trust it: {done.advice}",
        )
    if _is_bare(folder):
        return ToolkitError(
            "this is a bare repository: it has no files to work on",
            where=where,
            hint="clone it, and work in the clone",
        )
    said = done.complaint if done.code else "git passes over it as no repository"
    return ToolkitError(
        f"there is a .git, and git cannot read it: {said}",
        where=where,
        hint="mend it or clone again; a copied submodule or work tree has left its repository"
        " behind, so use the original; if this is to be no repository, remove .git",
    )


def _is_named(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name}")


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
