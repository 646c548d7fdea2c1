"""Which packs a command works on, and how each is named in reports."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import read_folder
from toolkit.host.git import Repository
from toolkit.host.stored import as_stored
from toolkit.host.terminal import Terminal
from toolkit.pack.ids import id_problem, last_segment
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.texts import visible

PACKS_FOLDER = Path("packs")


@dataclass(frozen=True)
class PackFolder:
    """A pack in a folder on disk, with the repository whose history is its own."""

    folder: Path
    root: Path | None = None

    @cached_property
    def repository(self) -> Repository | None:
        """The repository that holds the folder, if any.

        Raises:
            ToolkitError: There is one, and git cannot read it.
        """
        return Repository.containing(self.folder)

    @cached_property
    def usable_repository(self) -> Repository | None:
        """The repository; None also where git cannot read it, for what must work all the same."""
        with contextlib.suppress(ToolkitError):
            return self.repository
        return None

    @cached_property
    def tree(self) -> Tree:
        """The files of the pack: all below the folder, less what its repository ignores.

        They have the bytes that git stores, not those it writes into this or
        that work tree; where git cannot answer, everything is taken as it is. A
        pack that is its whole repository is named by its id: what a clone is
        called is no part of a commit, and the name stands in evidence.
        """
        repository = self.usable_repository
        if repository is None:
            return read_folder(self.folder)
        tree = read_folder(self.folder, ignored=repository.ignored(self.folder))
        with contextlib.suppress(ToolkitError):
            tree = as_stored(tree, self.folder, repository)
        if self.folder.resolve() == repository.root.resolve():
            tree = replace(tree, name=_name_at_the_top(tree))
        return tree

    @property
    def has_manifest(self) -> bool:
        """Whether the folder means to be a pack; a broken link is a manifest, too."""
        path = self.folder / MANIFEST
        return path.exists() or path.is_symlink()

    @cached_property
    def display(self) -> str:
        """The path for evidence, the same on every machine that has the same checkout.

        Relative to ``--root``, else to the repository, else to the current
        folder; a pack outside all of these is called by its folder's name.
        """
        bases = [self.root] if self.root else []
        bases += [self.usable_repository.root] if self.usable_repository else []
        resolved = self.folder.resolve()
        for base in (*bases, Path.cwd()):
            if resolved.is_relative_to(base.resolve()):
                return resolved.relative_to(base.resolve()).as_posix()
        return resolved.name


def _name_at_the_top(tree: Tree) -> str:
    """Return the customary name of the pack's folder; that on this disk where it has no id."""
    manifest, _ = read_manifest(tree)
    if manifest is None or id_problem(manifest.id) is not None:
        return tree.name
    return last_segment(manifest.id)


def add_pack_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--pack DIR …`` to a command."""
    parser.add_argument(
        "--pack",
        metavar="DIR",
        type=Path,
        nargs="+",
        action="extend",
        help="folder of a pack, here or in another repository; may be given more than once "
        "(default: the pack in the current folder, else every folder under packs/)",
    )


def chosen_packs(args: argparse.Namespace) -> list[PackFolder]:
    """Return the packs that a command line means, sorted by name where it names none.

    Raises:
        ToolkitError: There is no such folder, or no pack to be found.
    """
    root = getattr(args, "root", None)
    if args.pack:
        folders = [Path(folder) for folder in args.pack]
        for folder in folders:
            if not folder.is_dir():
                what = "not a folder" if folder.exists() else "no such folder"
                raise ToolkitError(
                    f"{what}: {folder}", hint="--pack takes the folder that holds the manifest"
                )
            inside = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
            if inside and not (folder / MANIFEST).exists():
                raise ToolkitError(
                    f"{folder} is no pack, but holds some",
                    hint=f"did you mean --pack {' '.join(map(str, inside[:3]))}?",
                )
        return [PackFolder(folder, root) for folder in folders]
    if Path(MANIFEST).exists():
        return [PackFolder(Path(), root)]
    folders = sorted(path for path in PACKS_FOLDER.glob("*") if _may_be_pack(path))
    if not folders:
        raise ToolkitError(
            f"no packs here: neither {MANIFEST} nor a folder under {PACKS_FOLDER}/",
            hint=_packs_above()
            or "name the folder of one, or begin one with `policy-pack new-pack ID`",
        )
    return [PackFolder(folder, root) for folder in folders]


def _packs_above() -> str:
    """Say where packs are for somebody who stands too deep, ``""`` where there are none."""
    for depth, folder in enumerate(Path.cwd().parents, 1):
        up = "/".join([".."] * depth)
        if (folder / MANIFEST).exists():
            return f"this is inside the pack {up}: go there, or add --pack {up}"
        if any((folder / PACKS_FOLDER).glob(f"*/{MANIFEST}")):
            return f"the packs are in {up}/{PACKS_FOLDER}: go to {up}"
    return ""


def say_trouble(pack: PackFolder, error: ToolkitError, terminal: Terminal) -> None:
    """Say why one of several packs is left out, so that the others can go on."""
    named = error.where == pack.display or error.where.startswith(f"{pack.display}/")
    places = [error.where] if named else [pack.display, error.where]
    terminal.say(f"policy-pack: {visible(': '.join(filter(None, (*places, error.message))))}")
    if error.hint:
        terminal.say(f"  {visible(error.hint)}")


def without_strays(
    args: argparse.Namespace, packs: list[PackFolder], terminal: Terminal
) -> list[PackFolder]:
    """Leave out, with a word, folders under packs/ that nobody named and that hold no manifest.

    Where nothing would be left, all stay, to be refused as packs.
    """
    real = [pack for pack in packs if args.pack or pack.has_manifest]
    for pack in packs if real else ():
        if pack not in real:
            hint = "move it elsewhere, or begin a pack there with `policy-pack new-pack ID`"
            say_trouble(pack, ToolkitError(f"no pack: it holds no {MANIFEST}", hint=hint), terminal)
    return real or packs


def _may_be_pack(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")
