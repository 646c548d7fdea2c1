"""Which packs a command works on, and how each is named in reports."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.host.files import read_folder
from toolkit.host.git import Repository
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree

PACKS_FOLDER = Path("packs")


@dataclass(frozen=True)
class PackFolder:
    """A pack in a folder on disk, with the repository whose history is its own."""

    folder: Path
    root: Path | None = None

    @cached_property
    def repository(self) -> Repository | None:
        """The repository that holds the folder, if any."""
        return Repository.containing(self.folder)

    @cached_property
    def tree(self) -> Tree:
        """The files of the pack: all below the folder, less what its repository ignores."""
        ignored = self.repository.ignored(self.folder) if self.repository else frozenset()
        return read_folder(self.folder, ignored=ignored)

    @cached_property
    def display(self) -> str:
        """The path for evidence, the same on every machine that has the same checkout.

        Relative to ``--root``, else to the repository, else to the current
        folder; a pack outside all of these is called by its folder's name.
        """
        bases = [self.root] if self.root else []
        bases += [self.repository.root] if self.repository else []
        resolved = self.folder.resolve()
        for base in (*bases, Path.cwd()):
            if resolved.is_relative_to(base.resolve()):
                return resolved.relative_to(base.resolve()).as_posix()
        return resolved.name


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
        return [PackFolder(folder, root) for folder in folders]
    if Path(MANIFEST).exists():
        return [PackFolder(Path(), root)]
    folders = sorted(path for path in PACKS_FOLDER.glob("*") if _may_be_pack(path))
    if not folders:
        raise ToolkitError(
            f"no packs here: neither {MANIFEST} nor a folder under {PACKS_FOLDER}/",
            hint="name one with --pack DIR, or begin one with `policy-pack new-pack ID`",
        )
    return [PackFolder(folder, root) for folder in folders]


def asked_for_one(_args: argparse.Namespace, packs: list[PackFolder]) -> bool:
    """Return whether JSON should be one object, as every reader of the evidence expects it.

    One pack is an object, however it was chosen; several are an array of such objects.
    """
    return len(packs) == 1


def _may_be_pack(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")
