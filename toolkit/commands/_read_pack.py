"""A folder, a commit or an archive becomes a complete pack, or a message that says where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.diff.report import Baseline, Note
from toolkit.errors import ToolkitError
from toolkit.host.git import Repository
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST, Pack
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for a baseline came to; None where there is nothing to compare with."""

    baseline: Baseline | None
    notes: tuple[Note, ...] = ()


def complete_pack(tree: Tree, where: str) -> Pack:
    """Return the pack that a tree holds; ``where`` is what a person calls the tree.

    Raises:
        ToolkitError: It cannot be read completely; the message has the place.
    """
    try:
        return read_pack(tree).pack()
    except ToolkitError as error:
        raise ToolkitError(error.message, where=where, hint=error.hint) from error


def id_at(repository: Repository, commit: str, folder: str) -> str | None:
    """Return the id of the pack in a folder of a commit, or None where there is none."""
    data = repository.file(commit, f"{folder}/{MANIFEST}" if folder else MANIFEST)
    if data is None:
        return None
    manifest, _ = read_manifest(Tree.of_files({MANIFEST: data}))
    return (manifest.id.strip() or None) if manifest else None


def folder_of(repository: Repository, commit: str, pack_id: str, *, near: str) -> str | None:
    """Return the folder of a commit that holds the pack of that id, or None.

    A pack may have moved since. Where several folders have it (copies in tests
    or examples), the one at ``near`` is meant.

    Raises:
        ToolkitError: Several have it, and none of them is at ``near``.
    """
    if id_at(repository, commit, near) == pack_id:
        return near
    found = [
        folder
        for folder in repository.folders_with(MANIFEST, commit)
        if id_at(repository, commit, folder) == pack_id
    ]
    if len(found) > 1:
        raise ToolkitError(
            f"several folders hold the pack {pack_id}: {_listed(found)}",
            where=commit[:12],
            hint="give the one that is meant with --baseline DIR, from a checkout of that commit",
        )
    return found[0] if found else None


def pack_at(repository: Repository, commit: str, folder: str, ref: str) -> Pack:
    """Return the pack in a folder of a commit.

    Raises:
        ToolkitError: It cannot be read completely; the place begins with ``ref``.
    """
    where = f"{ref}:{folder}" if folder else ref
    return complete_pack(repository.tree(commit, folder), where)


def _listed(folders: Sequence[str]) -> str:
    return ", ".join(sorted(folder or "." for folder in folders))
