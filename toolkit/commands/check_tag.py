"""Judge release tags <pack-id>-v<version>: form, pack, version, order, twins.

The facts are read from the tagged commit itself: the work tree does not matter.
Without TAG, every tag of the packs here is judged, also one that only looks
like it (acme-V1.0.0). Order is compared with the tags on ancestors of the
tagged commit, so a maintenance line may follow a larger version elsewhere.

A lightweight tag is noted and passes. With --pack, the repository that holds
that pack is asked.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.commands._packs import PackFolder, chosen_packs
from toolkit.errors import ExitCode, ToolkitError
from toolkit.faults import Fault, Severity
from toolkit.host.git import Repository
from toolkit.host.terminal import Terminal
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.release.tag_names import could_be_of
from toolkit.release.tags import PackAtCommit, Tag, check_tag
from toolkit.render import text
from toolkit.render.document import Document, bad, code, good, line, muted, warning

NAME = "check-tag"
HELP = "judge release tags: form, pack and version at the tagged commit, order, twins"

_PACKS_FOLDER = "packs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "tags",
        metavar="TAG",
        nargs="*",
        help="a tag, with or without refs/tags/ (default: every tag of the packs)",
    )
    # One folder each time, unlike elsewhere: what follows it may be a tag.
    parser.add_argument(
        "--pack",
        metavar="DIR",
        type=Path,
        action="append",
        help="folder of a pack, here or in another repository; may be given more than once "
        "(default: the packs here)",
    )


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Judge the tags; exit 1 if one is wrong."""
    names = [name.removeprefix("refs/tags/") for name in args.tags]
    document = Document().heading(1, "Release tags")
    failed = False
    for asked in _repositories(args, names):
        found = {tag.name: tag for tag in asked.tags}
        wanted = names or sorted(name for name in found if asked.covers(name))
        _check_all_exist(wanted, found, asked.repository)
        if asked.repository.is_shallow:
            terminal.say("the clone is shallow: order is compared with the commits that are here")
        if not wanted:
            packs = ", ".join(asked.pack_ids)
            terminal.say(f"no release tags of {packs} yet; the form is <pack-id>-v<version>")
        for name in wanted:
            faults = asked.judge(found[name])
            failed |= any(fault.severity is Severity.FAILURE for fault in faults)
            _report(document, found[name], faults)
    if len(document.blocks) > 1:
        terminal.emit(text.render(document, width=terminal.width, colour=terminal.colour))
    return ExitCode.NO if failed else ExitCode.OK


@dataclass(frozen=True)
class _Asked:
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


def _repositories(args: argparse.Namespace, names: list[str]) -> list[_Asked]:
    """Return the repositories to ask; each pack's own one.

    Raises:
        ToolkitError: A pack, or the current folder, is in no repository.
    """
    if names and not args.pack:
        # A named tag needs no pack in the work tree: its own commit has it.
        return [_asked(_containing(Path()), [])]
    packs = chosen_packs(args)
    roots: dict[Path, Repository] = {}
    members: dict[Path, list[PackFolder]] = {}
    for pack in packs:
        repository = pack.repository or _containing(pack.folder)
        roots.setdefault(repository.root, repository)
        members.setdefault(repository.root, []).append(pack)
    return [_asked(roots[root], members[root]) for root in roots]


def _containing(folder: Path) -> Repository:
    repository = Repository.containing(folder)
    if repository is None:
        raise ToolkitError(
            "not in a git repository, so there are no tags",
            where=str(folder.resolve()),
            hint="go to the repository, or name a pack in it with --pack DIR",
        )
    return repository


def _asked(repository: Repository, packs: list[PackFolder]) -> _Asked:
    tags = (Tag(name=t.name, commit=t.commit, annotated=t.annotated) for t in repository.tags())
    manifests = (read_manifest(pack.tree)[0] for pack in packs)
    ids = {manifest.id for manifest in manifests if manifest is not None and manifest.id}
    folders = frozenset(repository.relative(pack.folder) for pack in packs)
    return _Asked(repository, tuple(tags), tuple(sorted(ids)), folders)


def _pack_at(repository: Repository, commit: str, folder: str) -> PackAtCommit:
    path = f"{folder}/{MANIFEST}" if folder else MANIFEST
    data = repository.file(commit, path) or b""
    manifest, _ = read_manifest(Tree.of_files({MANIFEST: data}))
    return PackAtCommit(
        folder=folder or ".",
        pack_id=(manifest.id or None) if manifest else None,
        version=(manifest.version or None) if manifest else None,
    )


def _check_all_exist(names: list[str], found: dict[str, Tag], repository: Repository) -> None:
    missing = [name for name in names if name not in found]
    if missing:
        raise ToolkitError(
            f"no such tag: {', '.join(missing)}",
            where=str(repository.root),
            hint="git tag --list shows the tags; git fetch --tags gets those of the remote",
        )


def _report(document: Document, tag: Tag, faults: tuple[Fault, ...]) -> None:
    """Add what was found about one tag: a line where it is right, else a list."""
    wrong = any(fault.severity is Severity.FAILURE for fault in faults)
    verdict = bad("wrong") if wrong else good("right")
    document.paragraph(code(tag.name), " at ", muted(tag.commit[:12]), ": ", verdict)
    if faults:
        marks = {Severity.FAILURE: bad, Severity.ADVICE: warning}
        document.bullets(
            line(marks[fault.severity](fault.code), f": {fault.message}. To do: {fault.hint}")
            for fault in faults
        )
