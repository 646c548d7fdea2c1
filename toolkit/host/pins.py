"""What git says of the folders of packs: submodules, subtrees, clones in clones.

Nothing is fetched and no program of a repository is run: files are compared by
the objects that git holds, not by what its index believes, so that a file whose
change git was told to overlook is seen, too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from toolkit.consumer.checkup.pins import GitFacts, Loose, Pin, Submodule, Subtree
from toolkit.consumer.project import PACKS
from toolkit.errors import ToolkitError
from toolkit.host.files import read_folder
from toolkit.host.git import Repository, git
from toolkit.host.gitmodules import Listed, read_gitmodules
from toolkit.host.paths import real
from toolkit.host.stored import as_stored
from toolkit.pack.tree import Kind, Tree

_GITLINK: Final = "160000"
_MAX_MERGES: Final = 200
"""Merges that are looked at for the last one of a subtree without --squash."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_TRAILERS: Final = ("git-subtree-dir", "git-subtree-split", "git-subtree-mainline")
"""What git subtree writes at the end of its commits; the last only without --squash."""


def read_pins(project: Path, folders: Iterable[str], imported: Iterable[str]) -> GitFacts:
    """Return what git says of each folder of a pack, and of every submodule among them.

    ``imported`` are files of the policy: they count even where git ignores them.
    """
    wanted = list(folders)
    try:
        repository = Repository.containing(project)
    except ToolkitError as error:
        loose = (Loose(folder=each, unknown=error.message, hint=error.hint) for each in wanted)
        return GitFacts(pins={each.folder: each for each in loose})
    if repository is None:
        clones = (Loose(folder=each, is_clone=_is_clone(project / each)) for each in wanted)
        return GitFacts(pins={each.folder: each for each in clones})
    asked = _Asked(project, repository, frozenset(imported))
    listed, fault = read_gitmodules(repository.root, asked.prefix)
    asked.listed.update(listed)
    named = dict.fromkeys([*wanted, *asked.submodules_of_packs])
    return GitFacts(pins={folder: asked.pin(folder) for folder in named}, fault=fault)


def _is_clone(folder: Path) -> bool:
    return os.path.exists(folder / ".git")  # noqa: PTH110 (of any name: Path.exists raises for some)


class _Asked:
    """One project in one repository, asked folder by folder."""

    def __init__(self, project: Path, repository: Repository, imported: frozenset[str]) -> None:
        self.project = project
        self.repository = repository
        self.imported = imported
        path = repository.relative(project)
        self.prefix = f"{path}/" if path else ""
        """The project's path in its repository, with a slash at its end where there is one."""
        self.listed: dict[str, Listed] = {}

    @cached_property
    def gitlinks(self) -> dict[str, str]:
        """The commit of each submodule in the index, by its path in the project."""
        return dict(self._gitlinks("ls-files", "--stage", "-z", "--full-name"))

    @cached_property
    def committed(self) -> dict[str, str]:
        """The same as HEAD has it; nothing before the first commit."""
        if self.repository.head is None:
            return {}
        return dict(self._gitlinks("ls-tree", "-r", "-z", "--full-name", "HEAD"))

    def _gitlinks(self, *words: str) -> Iterator[tuple[str, str]]:
        done = git(words, cwd=self.project)
        for line in filter(None, done.text.split("\0")):
            meta, _, path = line.partition("\t")
            mode, *fields = meta.split()
            if mode == _GITLINK and path.startswith(self.prefix):
                commit = next(each for each in fields if _COMMIT.fullmatch(each))
                yield path.removeprefix(self.prefix), commit

    @property
    def submodules_of_packs(self) -> list[str]:
        """The submodules below ``policy-packs/``, whether or not anything of them is here."""
        return [path for path in self.gitlinks if path.startswith(f"{PACKS}/")]

    def pin(self, folder: str) -> Pin:
        """Return what pins one folder; a folder further up may do so."""
        above = [folder[:index] for index, char in enumerate(folder) if char == "/"]
        upwards = (folder, *reversed(above))
        try:
            for path in upwards:
                if path in self.gitlinks:
                    return self._submodule(path)
                if _is_clone(self.project / path):
                    return Loose(folder=path, is_clone=True)
            for path in upwards:
                if self.prefix + path in self.merges:
                    return self._subtree(path)
            if self.is_shallow:
                hint = "git fetch --unshallow (in CI: check out with full depth)"
                unknown = "the clone is shallow, so the merge of a subtree may lie before it"
                return Loose(folder=folder, unknown=unknown, hint=hint)
        except ToolkitError as error:
            return Loose(folder=folder, unknown=error.message, hint=error.hint)
        return Loose(folder=folder)

    @cached_property
    def is_shallow(self) -> bool:
        """Whether older history was not fetched."""
        return self.repository.is_shallow

    def _submodule(self, folder: str) -> Submodule:
        commit, place = self.gitlinks[folder], real(self.project / folder)
        listed = self.listed.get(folder)
        known = Submodule(
            folder=folder,
            commit=commit,
            committed=self.committed.get(folder, ""),
            checked_out=None,
            listed_at=listed.at if listed else None,
            branch=listed.branch if listed else "",
            branch_at=listed.branch_at if listed else None,
        )
        if not _is_clone(place):
            return known
        inside = Repository(place)
        known = replace(known, checked_out=inside.head or "", tags=_tags(inside, commit))
        if known.checked_out != commit:
            return known
        pinned, now = inside.tree(commit, ""), self._now(folder, inside)
        return replace(known, pinned=pinned, now=_without_nested(now, pinned))

    def _now(self, folder: str, repository: Repository) -> Tree:
        """Return the files of a folder as git stores them, without those that it ignores."""
        place = real(self.project / folder)
        needed = {path.removeprefix(f"{folder}/") for path in self.imported}
        ignored = frozenset(
            path
            for path in repository.ignored(place)
            if path not in needed and not any(each.startswith(f"{path}/") for each in needed)
        )
        return as_stored(read_folder(place, ignored=ignored), place, repository)

    @cached_property
    def merges(self) -> dict[str, _Merge]:
        """The last commit of git subtree for each folder, by its path in the repository."""
        if self.repository.head is None:
            return {}
        fields = (f"%(trailers:key={name},valueonly,separator=%x1e)" for name in _TRAILERS)
        layout = "%x1f".join(("%H", *fields))
        words = ("--fixed-strings", f"--grep={_TRAILERS[0]}: ", "--topo-order", "-z")
        done = git(["log", *words, f"--format={layout}", "HEAD"], cwd=self.repository.root)
        found: dict[str, _Merge] = {}
        for row in filter(None, done.text.split("\0")):
            commit, folder, split, mainline = (each.strip() for each in row.split("\x1f"))
            if folder and _COMMIT.fullmatch(split):
                found.setdefault(folder.rstrip("/"), _Merge(commit, split, bool(mainline)))
        return found

    def _subtree(self, folder: str) -> Subtree:
        path = self.prefix + folder
        merge = self.merges[path]
        if merge.keeps_history:
            merge = self._later(merge, path)
        held = merge.split if merge.keeps_history else merge.commit
        pinned = None
        with suppress(ToolkitError):  # a clone that is shallow or partial has not the files
            pinned = self.repository.tree(held, "")
        return Subtree(
            folder=folder,
            commit=merge.split,
            merged=merge.commit if merge.keeps_history else self._merging(merge.commit),
            tags=_tags(self.repository, merge.split),
            pinned=pinned,
            now=self._now(folder, self.repository),
        )

    def _merging(self, squashed: str) -> str:
        """Return the commit by which a squashed one came into the project; itself, if none did."""
        words = ("rev-list", "--merges", "--parents", f"{squashed}..HEAD")
        rows = git(words, cwd=self.repository.root).text.splitlines()
        found = (row.split() for row in rows if squashed in row)
        return next((commit for commit, *parents in found if squashed in parents), squashed)

    def _later(self, first: _Merge, path: str) -> _Merge:
        """Return the last merge of a subtree whose history is kept: git marks the first only.

        It is one whose folder is, file by file, the commit that it merged.
        """
        words = ("--topo-order", "--merges", f"--max-count={_MAX_MERGES}", "--format=%H %P")
        done = git(["log", *words, f"{first.commit}..HEAD"], cwd=self.repository.root)
        rows = [line.split() for line in done.text.splitlines()]
        pairs = [(commit, parent) for commit, _, *others in rows for parent in others]
        asked = "".join(f"{commit}:{path}\n{parent}^{{tree}}\n" for commit, parent in pairs)
        answers = git(
            ["cat-file", "--batch-check=%(objectname)"],
            cwd=self.repository.root,
            stdin=asked.encode("utf-8", "surrogateescape"),
        ).text.splitlines()
        for (commit, parent), merged, whole in zip(
            pairs, answers[::2], answers[1::2], strict=False
        ):
            if merged == whole and _COMMIT.fullmatch(merged):
                return _Merge(commit, parent, keeps_history=True)
        return first


@dataclass(frozen=True, slots=True)
class _Merge:
    """A commit of git subtree: ``split`` is the commit of the pack's own history."""

    commit: str
    split: str
    keeps_history: bool


def _tags(repository: Repository, commit: str) -> tuple[str, ...]:
    return tuple(sorted(tag.name for tag in repository.tags() if tag.commit == commit))


def _without_nested(now: Tree, pinned: Tree) -> Tree:
    """Return a work tree with its own submodules as git has them: as one entry each."""
    nested = [entry for entry in pinned.entries.values() if entry.kind is Kind.OTHER]
    inside = tuple(f"{entry.path}/" for entry in nested)
    if not nested:
        return now
    kept = (each for each in now.entries.values() if not each.path.startswith(inside))
    return Tree.of([*kept, *nested], name=now.name)
