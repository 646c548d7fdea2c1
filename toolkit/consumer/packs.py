"""Which packs a project has: those that it imports, and those that merely stand there.

A pack is the nearest folder above an imported file that has a manifest. So packs
are found in a submodule that holds a whole repository of them, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.vendor_lock import Vendored
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import ENTRYPOINT, MANIFEST, Import, Manifest
from toolkit.pack.read import local_path
from toolkit.pack.tree import Entry as TreeEntry
from toolkit.pack.tree import Tree
from toolkit.spans import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An import that leads into a pack from outside it: where it stands, and to which file."""

    at: Location
    target: str


@dataclass(frozen=True, kw_only=True)
class UsedPack:
    """A pack in a project.

    ``folder`` is its path in the project, ``recorded`` its entry in the lock;
    ``manifest`` is None where there is none that can be read.
    """

    folder: str
    manifest: Manifest | None
    recorded: Vendored | None
    tree: Tree = field(repr=False)
    entries: tuple[Entry, ...] = ()

    @property
    def at(self) -> Location:
        """The place of the pack: its folder."""
        return Location(self.folder)

    @property
    def manifest_path(self) -> str:
        """The path of the manifest in the project."""
        return f"{self.folder}/{MANIFEST}"

    @property
    def name(self) -> str:
        """What the project calls it: its folder below ``policy-packs/``, or its whole path."""
        return self.folder.removeprefix(f"{PACKS}/")

    @property
    def entrypoint(self) -> str:
        """The path in the project of the one file that is to be imported."""
        stated = local_path(self.manifest.entrypoint) if self.manifest else None
        recorded = self.recorded.entrypoint if self.recorded else ENTRYPOINT
        return f"{self.folder}/{stated or recorded}"

    @property
    def title(self) -> str:
        """Id and version, as far as they are known; else the folder."""
        for known in (self.manifest, self.recorded):
            if known is not None and known.id:
                return f"{known.id} {known.version}".strip()
        return self.folder


def used_packs(project: Project) -> tuple[UsedPack, ...]:
    """Return every pack of a project, sorted by folder.

    A folder directly below ``policy-packs/`` is one of its own, unless packs that
    are imported stand further down in it; so is every entry of the lock.
    """
    entries: dict[str, list[Entry]] = {}
    for importer, reference in _imports(project):
        target = normpath(join(dirname(importer), reference.ref))
        folder = pack_folder(project.tree, target)
        if folder is not None and not importer.startswith(f"{folder}/"):
            entries.setdefault(folder, []).append(Entry(at=reference.at, target=target))
    holding = {folder.split("/")[1] for folder in entries if folder.startswith(f"{PACKS}/")}
    names = {*project.vendored_names, *project.lock.packs}
    folders = {*entries, *(f"{PACKS}/{name}" for name in names if name not in holding)}
    folders |= {f"{PACKS}/{name}" for name in project.lock.packs}
    trees = _by_neighbourhood(project.tree)
    return tuple(
        _used(project, folder, trees.get(_neighbourhood(folder), Tree({})), entries)
        for folder in sorted(folders)
    )


def pack_folder(tree: Tree, path: str) -> str | None:
    """Return the nearest folder above a file that has a manifest; None for a project's own file.

    Below ``policy-packs/`` the folder there counts where no manifest does.
    """
    if path.startswith(("/", "../")):
        return None
    folder = dirname(path)
    while folder:
        if f"{folder}/{MANIFEST}" in tree.entries:
            return folder
        folder = dirname(folder)
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == PACKS and parts[2:] else None


def _imports(project: Project) -> Iterator[tuple[str, Import]]:
    for path, reading in project.readings.items():
        for reference in reading.document.imports if reading.document else ():
            yield path, reference


def _neighbourhood(path: str) -> str:
    """Return the first two parts of a path: what is looked through for one pack."""
    return "/".join(path.split("/")[:2])


def _by_neighbourhood(tree: Tree) -> dict[str, Tree]:
    """Part a tree once, so that many packs do not mean many passes over all files."""
    parts: dict[str, list[TreeEntry]] = {}
    for path, entry in tree.entries.items():
        parts.setdefault(_neighbourhood(path), []).append(entry)
        if path.count("/") == 1:
            parts.setdefault(dirname(path), []).append(entry)
    return {name: Tree.of(entries) for name, entries in parts.items()}


def _used(
    project: Project, folder: str, around: Tree, entries: Mapping[str, list[Entry]]
) -> UsedPack:
    tree = around.below(folder)
    manifest, _ = read_manifest(tree)
    name = folder.removeprefix(f"{PACKS}/")
    return UsedPack(
        folder=folder,
        manifest=manifest,
        recorded=project.lock.packs.get(name) if folder != name else None,
        tree=tree,
        entries=tuple(entries.get(folder, ())),
    )
