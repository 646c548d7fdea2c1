"""A consumer's project on disk → the tree of what its policy needs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from toolkit.consumer.project import CONFIG, PACKS, Project, load_project, read_documents, wanted
from toolkit.consumer.vendor_lock import LOCK
from toolkit.errors import ToolkitError
from toolkit.host.files import NotRegularError, TooLargeError, read_folder, read_regular
from toolkit.host.paths import is_file, is_folder
from toolkit.pack.document import DocumentReading
from toolkit.pack.imports import has_control
from toolkit.pack.limits import MAX_FILE_BYTES
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Entry, Kind, Tree


def read_project(folder: Path, *, config: str = CONFIG) -> Project:
    """Read the project in ``folder``: its config, packs, lock, and all that is imported.

    Raises:
        ToolkitError: There is no such folder or no config in it, or the lock has
            another form than documented.
    """
    tree, readings = read_files(folder, config=config)
    return load_project(tree, config=config, readings=readings)


def read_files(folder: Path, *, config: str = CONFIG) -> tuple[Tree, dict[str, DocumentReading]]:
    """Read the files that the policy of a project needs, and each document among them.

    The manifest of a pack that stands outside ``policy-packs/`` is read, too.

    Raises:
        ToolkitError: There is no such folder or no config in it.
    """
    if not is_file(folder / config):
        what = f"there is no {config} in it" if is_folder(folder) else "no such folder"
        raise ToolkitError(
            f"no project: {what}",
            where=str(folder),
            hint="name the folder of the project (--into of vendor, elsewhere --project), or its"
            " root document (--config)",
        )
    entries = {entry.path: entry for entry in _vendored(folder)}
    for path in (config, LOCK):
        entries.update(_entries(folder, path))
    tree = Tree.of(entries.values(), name=folder.resolve().name)
    readings = read_documents(tree, config)
    while missing := wanted(readings) - entries.keys():
        more = [entry for path in missing for entry in _entries(folder, path).values()]
        fresh = {entry.path: entry for entry in more if entry.path not in entries}
        if not fresh:
            break
        entries.update(fresh)
        tree = Tree.of(entries.values(), name=tree.name)
        readings = read_documents(tree, config, readings)
    for path in _manifests_above(readings):
        entries.update(_entries(folder, path))
    return Tree.of(entries.values(), name=tree.name), readings


def _manifests_above(paths: Iterable[str]) -> set[str]:
    """Return where the manifests of packs that stand elsewhere in the project would be."""
    outside = (PurePosixPath(path) for path in paths if not path.startswith(f"{PACKS}/"))
    return {str(above / MANIFEST) for path in outside for above in path.parents if above.name}


def _vendored(folder: Path) -> list[Entry]:
    """Return everything below ``policy-packs/``; the repositories of submodules are left out."""
    packs = folder / PACKS
    if packs.is_symlink():
        return [Entry(path=PACKS, kind=Kind.SYMLINK)]
    if not packs.is_dir():
        return [*_entries(folder, PACKS).values()]
    found: list[Entry] = []
    try:
        children = sorted(packs.iterdir())
    except OSError as error:
        return [Entry(path=PACKS, kind=Kind.UNREADABLE, note=error.strerror or "cannot be listed")]
    for child in children:
        path = f"{PACKS}/{child.name}"
        if child.is_symlink():
            found.append(Entry(path=path, kind=Kind.SYMLINK))
        elif child.is_dir():
            found += read_folder(child).moved_to(path)
        else:
            found += _entries(folder, path).values()
    return found


def _entries(folder: Path, path: str) -> dict[str, Entry]:
    """Return the entry of a file, or of the first link on the way to it, if there is one."""
    if has_control(path):  # the policy refuses it by its name, whatever there is
        return {}
    so_far = folder
    try:
        for part in path.split("/"):
            so_far /= part
            if so_far.is_symlink():
                name = so_far.relative_to(folder).as_posix()
                return {name: Entry(path=name, kind=Kind.SYMLINK)}
        data, executable = read_regular(so_far, limit=MAX_FILE_BYTES)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # or no name that a file can have
        return {}
    except NotRegularError as error:
        return {path: Entry(path=path, kind=Kind.OTHER, note=str(error))}
    except (OSError, TooLargeError) as error:
        note = (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)
        return {path: Entry(path=path, kind=Kind.UNREADABLE, note=note)}
    return {path: Entry(path=path, data=data, executable=executable)}
