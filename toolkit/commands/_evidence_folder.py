"""The folder of a bundle: where it may be written, and how one is read."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands._before_writing import hidden, must_hide, told_where
from toolkit.commands._packs import PackFolder
from toolkit.commands._releases import read_lone_archive
from toolkit.errors import ToolkitError
from toolkit.evidence.bundle import INDEX
from toolkit.evidence.checking import is_bundle, is_untouched
from toolkit.host.files import read_folder, write_atomic
from toolkit.host.placing import put
from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive

DEFAULT = Path("dist/evidence")


def check_place(out: Path, packs: list[PackFolder]) -> bool:
    """Return whether git is to be told to ignore the folder above, which is new then.

    That is so for ``dist/`` of a pack that is the top of its own repository.

    Raises:
        ToolkitError: Something else stands there, or what is written would be
            part of a pack.
    """
    with told_where(str(out)):
        if out.exists() or out.is_symlink():
            _check_replaceable(out)
        inside = [pack for pack in packs if must_hide(pack, out)]
        return bool([pack for pack in inside if must_hide(pack, out.parent)])


def write_bundle(out: Path, files: dict[str, bytes], *, hide: bool) -> None:
    """Write a bundle: complete or not at all, over nothing but an unchanged bundle.

    Raises:
        ToolkitError: Something else stands there, or it cannot be written.
    """
    with hidden(out.parent, wanted=hide):
        put(out, files, check=lambda: _check_replaceable(out))


def write_archive_of(files: dict[str, bytes], path: Path, *, stem: str) -> None:
    """Write the bundle as one archive, whole or not at all.

    Raises:
        UnarchivableError: It is larger than any archive may be.
        ToolkitError: It cannot be written.
    """
    write_atomic(path, write_archive(Tree.of_files(files), stem=stem))


def read_bundle(path: Path) -> Tree:
    """Return the files of a bundle, of the folder or of the archive that it was made into.

    Raises:
        ToolkitError: There is nothing of the kind.
        ReleaseRefusedError: The archive is not as we write it.
    """
    if not path.exists() and not path.is_symlink():
        hint = "give the folder that `policy-pack evidence bundle` made, or its .tar.gz"
        raise ToolkitError("no such file or folder", where=str(path), hint=hint)
    tree = read_folder(path.resolve()) if path.is_dir() else _in_archive(path)
    if not is_bundle(tree):
        raise ToolkitError(
            f"this is no bundle of evidence: it has no {INDEX} with SHA256SUMS beside it",
            where=str(path),
            hint="give the folder that `policy-pack evidence bundle` made, or its .tar.gz",
        )
    return tree


def _in_archive(path: Path) -> Tree:
    return read_archive(read_lone_archive(path)).tree


def _check_replaceable(out: Path) -> None:
    """Refuse to write over anything but a bundle that is as it was made.

    Raises:
        ToolkitError: It is something else, or was changed.
    """
    hint = "nothing was changed; choose another name with --out, or move that one away"
    if out.is_symlink() or not out.is_dir():
        raise ToolkitError("something else stands there", where=str(out), hint=hint)
    tree = read_folder(out.resolve())
    if not is_bundle(tree):
        raise ToolkitError("this folder is no bundle of evidence", where=str(out), hint=hint)
    if not is_untouched(tree):
        text = "this bundle was changed since it was made, or holds something else, too"
        raise ToolkitError(text, where=str(out), hint=hint)
