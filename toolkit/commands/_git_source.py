"""A pack at a commit of its repository, whatever the work tree holds.

A branch names another commit tomorrow: it is refused, with the commit that it
names now. Rejected: a switch that allows it, since the commit can always be
written, and says the same forever (seed document, "Versioning").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from toolkit.commands._read_pack import id_at
from toolkit.consumer.vendor_lock import Source, SourceKind
from toolkit.errors import RefusedError, ToolkitError, UsageError
from toolkit.host.git import Repository
from toolkit.host.paths import is_folder
from toolkit.host.remotes import address
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.release.tag_names import TagName
from toolkit.texts import visible

_HEX: Final = re.compile(r"[0-9a-fA-F]{4,64}")
_FETCH: Final = "git fetch --tags gets the tags of the remote, and what leads to them"


@dataclass(frozen=True, slots=True)
class AtCommit:
    """The pack, and what to record of where it stood."""

    tree: Tree = field(repr=False)
    source: Source
    label: str


def pack_in_git(place: Path, ref: str) -> AtCommit:
    """Return the pack at ``place``, a repository or a folder in one, in the commit of ``ref``.

    The folder need not be there in the work tree.

    Raises:
        RefusedError: The ref is one that moves, or the tag names another version.
        ToolkitError: There is no repository, no such ref, or no pack in it.
    """
    repository = _repository(place)
    commit, tag = _pinned(repository, ref)
    folder = _folder(repository, commit, place, ref)
    tree = repository.tree(commit, folder)
    _check_tag(tree, tag)
    name = address(repository) or repository.root.name
    source = Source(
        kind=SourceKind.GIT,
        place=visible(name),
        folder=visible(folder),
        ref=visible(tag),
        commit=commit,
    )
    where = tag or commit[:12]
    return AtCommit(tree, source, f"{where}:{folder}" if folder else where)


def _repository(place: Path) -> Repository:
    there = next((each for each in (place, *place.absolute().parents) if is_folder(each)), Path())
    repository = Repository.containing(there)
    if repository is None:
        raise ToolkitError(
            "this is in no git repository, so --ref names nothing",
            where=str(place),
            hint="give a clone of the repository of the pack, or leave out --ref",
        )
    return repository


def _pinned(repository: Repository, ref: str) -> tuple[str, str]:
    """Return the commit that a ref will always mean, and the tag, if it is one.

    Raises:
        RefusedError: It is a branch, or another name that moves.
        ToolkitError: There is no such commit.
    """
    if not ref or ref.startswith("-"):
        raise UsageError("--ref names nothing", hint="give a tag or a commit")
    tag = ref.removeprefix("refs/").removeprefix("tags/")
    if commit := repository.commit(f"refs/tags/{tag}"):
        return commit, tag
    found = repository.commit(ref)
    if found is None:
        raise ToolkitError(
            f"no such ref: {visible(ref)!r} is no tag or commit of the repository",
            where=str(repository.root),
            hint=_FETCH,
        )
    moves = any(repository.commit(f"refs/{kind}/{ref}") for kind in ("heads", "remotes"))
    if _HEX.fullmatch(ref) is None or moves:
        raise RefusedError(
            f"{visible(ref)!r} moves: today it is the commit {found}, tomorrow another one",
            where=str(repository.root),
            hint=f"pin it: --ref {found}, or a tag",
        )
    return found, ""


def _folder(repository: Repository, commit: str, place: Path, ref: str) -> str:
    """Return the folder of the one pack at or below ``place`` in a commit.

    Raises:
        ToolkitError: There is none, or there are several.
    """
    near = repository.relative(place)
    if id_at(repository, commit, near) is not None:
        return near
    packs = sorted(repository.folders_with(MANIFEST, commit))
    found = [each for each in packs if not near or each.startswith(f"{near}/")]
    if len(found) == 1:
        return found[0]
    where = f"{visible(ref)}:{near}" if near else visible(ref)
    if not packs:
        hint = "a commit from before the pack, or another repository?"
        raise ToolkitError("no pack: no folder holds a manifest", where=where, hint=hint)
    shown = ", ".join(each or "." for each in (found or packs)[:5])
    what = f"{len(found)} packs are there" if found else "no pack is there"
    raise ToolkitError(what, where=where, hint=f"give the folder of one, of: {shown}")


def _check_tag(tree: Tree, tag: str) -> None:
    """Refuse a release tag of this pack that is on another version.

    Raises:
        RefusedError: It is.
    """
    named = TagName.parse(tag)
    manifest, _ = read_manifest(tree)
    if named is None or manifest is None or named.pack_id != manifest.id.strip():
        return
    if str(named.version) != manifest.version.strip():
        raise RefusedError(
            f"the tag {tag} is on version {visible(manifest.version)} of the pack",
            where=str(manifest.at("version")),
            hint="tell the maintainers; `policy-pack check-tag` says it, too. A commit can be"
            " pinned all the same: --ref COMMIT",
        )
