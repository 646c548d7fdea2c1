"""A consumer's project in a commit → the tree of what its policy needs.

A project may be far larger than a pack may be, so nothing is read but its config, its
lock, what stands below ``policy-packs/``, and what the documents import. The files
of a submodule are in another repository: they are taken from its clone in the work
tree, at the commit that the project pins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.consumer.project import CONFIG, PACKS, Project, load_project, read_documents, wanted
from toolkit.consumer.vendor_lock import LOCK
from toolkit.errors import ToolkitError
from toolkit.host.git import Repository, git
from toolkit.pack.imports import has_control
from toolkit.pack.tree import Entry, Kind, Tree


def read_project_at(
    repository: Repository, commit: str, folder: str, *, config: str = CONFIG
) -> Project:
    """Read the project in ``folder`` (``""`` for the top) of a commit.

    Raises:
        ToolkitError: There is no config in it, or the lock has another form than
            documented, or the repository is damaged.
    """
    at = _At(repository, commit, f"{folder}/" if folder else "")
    entries = {entry.path: entry for entry in (*at.below(PACKS), *at.files((config, LOCK)))}
    if config not in entries:
        raise ToolkitError(
            f"no project: there is no {config} in {folder or 'the top'} of the commit",
            where=commit[:12],
            hint="name its folder in the repository, REF:FOLDER, or the file with --config",
        )
    tree = Tree.of(entries.values())
    readings = read_documents(tree, config)
    while missing := wanted(readings) - entries.keys():
        fresh = {entry.path: entry for entry in at.files(missing) if entry.path not in entries}
        if not fresh:
            break
        entries.update(fresh)
        tree = Tree.of(entries.values())
        readings = read_documents(tree, config, readings)
    return load_project(tree, config=config, readings=readings)


@dataclass(frozen=True, slots=True)
class _At:
    """One folder of one commit; ``prefix`` is its path with a slash, or nothing."""

    repository: Repository
    commit: str
    prefix: str

    def files(self, paths: Iterable[str]) -> Iterator[Entry]:
        """Yield the entry of each file that there is, or of the first link on the way to it."""
        wanted_paths = {above for path in paths for above in _on_the_way(path)}
        for mode, kind, path in self._listed(sorted(wanted_paths)):
            if mode == "120000":
                yield Entry(path=path, kind=Kind.SYMLINK)
            elif kind == "blob":
                data = self.repository.file(self.commit, self.prefix + path)
                if data is not None:
                    yield Entry(path=path, data=data, executable=mode == "100755")

    def below(self, folder: str) -> Iterator[Entry]:
        """Yield every entry below a folder, those of submodules from their clones."""
        there = [kind for _, kind, path in self._listed([folder]) if path == folder]
        if there != ["tree"]:
            yield from self.files([folder])
            return
        tree = self.repository.tree(self.commit, self.prefix + folder)
        for entry in tree.moved_to(folder):
            if entry.kind is Kind.OTHER and entry.note == "submodule":
                yield from self._submodule(entry)
            else:
                yield entry

    def _submodule(self, entry: Entry) -> Iterator[Entry]:
        pinned = git(
            ["rev-parse", f"{self.commit}:{self.prefix}{entry.path}"], cwd=self.repository.root
        ).text.strip()
        place = self.repository.root / self.prefix / entry.path
        clone = Repository.if_usable(place) if (place / ".git").exists() else None
        if clone is None or clone.commit(pinned) is None:
            raise ToolkitError(
                f"{entry.path} is a submodule, and its commit {pinned[:12]} is not here",
                where=self.commit[:12],
                hint=f"git submodule update --init {self.prefix}{entry.path}; or compare a report"
                " that was written at that commit",
            )
        yield from clone.tree(pinned, "").moved_to(entry.path)

    def _listed(self, paths: list[str]) -> Iterator[tuple[str, str, str]]:
        """Yield mode, kind and path of each of these names that there is."""
        # A path that no file can have is left to the policy, which says why.
        names = [self.prefix + path for path in paths if not has_control(path)]
        if not names:
            return
        words = ["ls-tree", "-z", "--full-tree", self.commit, "--", *names]
        listing = git(words, cwd=self.repository.root)
        if listing.code:
            raise ToolkitError(
                f"git ls-tree: {listing.complaint}", where=self.commit[:12], hint="git fsck"
            )
        for line in filter(None, listing.text.split("\0")):
            meta, _, path = line.partition("\t")
            mode, kind, _ = meta.split()
            yield mode, kind, path.removeprefix(self.prefix)


def _on_the_way(path: str) -> Iterator[str]:
    """Yield a path and every folder above it: a link can stand at each."""
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[:length])
