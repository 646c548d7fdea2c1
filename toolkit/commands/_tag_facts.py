"""The facts about tags that a repository holds: what `toolkit.release.tags` judges."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.commands._packs import PackFolder, chosen_packs, say_trouble, without_strays
from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.host.git import Repository
from toolkit.host.process import which
from toolkit.host.terminal import Terminal
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.release.tag_names import could_be_of
from toolkit.release.tags import PackAtCommit, Tag, check_tag

_PACKS_FOLDER = "packs"


@dataclass(frozen=True)
class Asked:
    """One repository, its tags, and the packs in it that the command line means."""

    repository: Repository
    tags: tuple[Tag, ...]
    pack_ids: tuple[str, ...]
    folders: frozenset[str]

    def covers(self, name: str) -> bool:
        """Tell whether a tag is, or was meant as, a release tag of one of the packs."""
        # A pack acme.api in the folder api is often tagged api-v1.0.0 by mistake.
        names = {*self.pack_ids, *(folder.rpartition("/")[2] for folder in self.folders)}
        return any(could_be_of(name, meant) for meant in names if meant)

    def judge(self, tag: Tag) -> tuple[Fault, ...]:
        """Return what is wrong with a tag, from the facts at its commit."""
        if not tag.commit:
            return check_tag(tag, packs=(), others=())
        before = {each.name for each in self.repository.tags(merged_into=tag.commit)}
        others = [
            replace(each, is_ancestor=each.name in before and each.commit != tag.commit)
            for each in self.tags
        ]
        return check_tag(tag, packs=self._packs_at(tag.commit), others=others)

    def _packs_at(self, commit: str) -> list[PackAtCommit]:
        """Return the packs of a commit: the released ones, not the copies of tests and examples.

        A pack is released from the top, from a folder under ``packs/``, or from
        where ``--pack`` says; a pack anywhere else counts if no such one has its id.
        """
        packs = [
            _pack_at(self.repository, commit, folder)
            for folder in self.repository.folders_with(MANIFEST, commit)
        ]
        home = [pack for pack in packs if self._is_home(pack.folder)]
        ids = {pack.pack_id for pack in home}
        return home + [pack for pack in packs if pack not in home and pack.pack_id not in ids]

    def _is_home(self, folder: str) -> bool:
        parent, _, name = folder.rpartition("/")
        return folder in self.folders or not folder or (parent == _PACKS_FOLDER and name != "")


def judge_tag(
    repository: Repository, name: str, commit: str, folder: str
) -> tuple[Tag, tuple[Fault, ...]]:
    """Return a tag and what is wrong with it; one that does not exist yet is judged on ``commit``.

    ``folder`` is that of the pack which it is to release, ``""`` for the top.
    """
    tags = tuple(
        Tag(name=t.name, commit=t.commit, annotated=t.annotated) for t in repository.every_tag()
    )
    there = next((tag for tag in tags if tag.name == name), Tag(name=name, commit=commit))
    return there, Asked(repository, tags, (), frozenset({folder})).judge(there)


def repositories(
    args: argparse.Namespace, terminal: Terminal, *, named: bool
) -> tuple[list[Asked], bool]:
    """Return the repositories to ask, each pack's own one, and whether no pack was left out.

    ``named`` says that the command line names tags; without ``--pack`` they
    are then those of the repository of the current folder. Of several packs,
    one whose tags cannot be known is left out, with a word.

    Raises:
        ToolkitError: A pack, or the current folder, is in no repository, or the
            only pack whose tags are meant does not say its id.
    """
    if named and not args.pack:
        # A named tag needs no pack in the work tree: its own commit has it.
        return [_asked(_containing(Path()), [], {})], True
    chosen = chosen_packs(args)
    packs = chosen if named else without_strays(args, chosen, terminal)
    ids = {pack.folder: pack_id for pack in packs if (pack_id := _id_of(pack))}
    for pack in packs:
        if not named and pack.folder not in ids:
            error = ToolkitError(
                "its manifest does not say its id, so its tags cannot be known",
                where=pack.display,
                hint="`policy-pack smoke` says what is wrong; a TAG can be named all the same",
            )
            if not ids:
                raise error
            say_trouble(pack, error, terminal)
    if not named:
        packs = [pack for pack in packs if pack.folder in ids]
    roots: dict[Path, Repository] = {}
    members: dict[Path, list[PackFolder]] = {}
    for pack in packs:
        repository = pack.repository or _containing(pack.folder)
        roots.setdefault(repository.root, repository)
        members.setdefault(repository.root, []).append(pack)
    asked = [_asked(roots[root], members[root], ids) for root in roots]
    return asked, len(packs) == len(chosen)


def _id_of(pack: PackFolder) -> str:
    manifest, _ = read_manifest(pack.tree)
    return manifest.id if manifest is not None else ""


def _containing(folder: Path) -> Repository:
    repository = Repository.containing(folder)
    if repository is None and which("git") is None:
        raise ToolkitError(
            "git is not installed, so there are no tags to judge",
            hint="install git and put it on PATH",
        )
    if repository is None:
        raise ToolkitError(
            "not in a git repository, so there are no tags",
            where=str(folder.resolve()),
            hint="go to the repository, or name a pack in it with --pack DIR",
        )
    return repository


def _asked(repository: Repository, packs: list[PackFolder], ids: Mapping[Path, str]) -> Asked:
    tags = (
        Tag(name=t.name, commit=t.commit, annotated=t.annotated) for t in repository.every_tag()
    )
    here = {ids[pack.folder] for pack in packs if pack.folder in ids}
    folders = frozenset(repository.relative(pack.folder) for pack in packs)
    return Asked(repository, tuple(tags), tuple(sorted(here)), folders)


def _pack_at(repository: Repository, commit: str, folder: str) -> PackAtCommit:
    path = f"{folder}/{MANIFEST}" if folder else MANIFEST
    data = repository.file(commit, path) or b""
    manifest, _ = read_manifest(Tree.of_files({MANIFEST: data}))
    return PackAtCommit(
        folder=folder or ".",
        pack_id=(manifest.id or None) if manifest else None,
        version=(manifest.version or None) if manifest else None,
    )
