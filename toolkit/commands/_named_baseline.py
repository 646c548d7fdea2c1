"""What ``--baseline`` names: a folder, an archive (verified first) or a git ref."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands._packs import PackFolder
from toolkit.commands._read_pack import Found, complete_pack, folder_of, id_at, pack_at
from toolkit.commands._releases import read_lone_archive, read_release_folder
from toolkit.diff.changes import compare
from toolkit.diff.report import Baseline, Note, declared_version
from toolkit.errors import ToolkitError
from toolkit.pack.model import MANIFEST, Pack
from toolkit.pack.tree import Tree
from toolkit.release import checksums
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.verification import Verification
from toolkit.release.verify import verify_archive, verify_release
from toolkit.versions import History


def named_baseline(name: str, folder: PackFolder, pack: Pack) -> Found:
    """Return what ``name`` means; an existing path wins over a git ref of the same name.

    A ref that does not hold the pack yet gives no baseline, and says so.

    Raises:
        ToolkitError: There is no such path or ref, or no readable pack in it.
    """
    if is_ref(name):
        found = _at_ref(name, folder, pack)
        if found is None:
            return Found(None, (Note(f"the pack is not in {name} yet"),))
        old = found
    else:
        old = complete_pack(_tree(Path(name)), name)
    history = History.since(declared_version(old), repeated=not compare(old, pack))
    return Found(Baseline(ref=name, pack=old, history=history))


def is_ref(name: str) -> bool:
    """Return whether a baseline is looked for in git, for each pack by itself."""
    try:
        return not Path(name).exists()
    except OSError:  # longer than any file name
        return True


def _at_ref(ref: str, folder: PackFolder, pack: Pack) -> Pack | None:
    repository = folder.repository
    commit = repository.commit(ref) if repository else None
    if repository is None or commit is None:
        raise ToolkitError(
            f"no such baseline: {ref!r} is no path here, and no commit, tag or branch of the "
            "repository of the pack",
            hint="git fetch --tags gets the tags of the remote; in a shallow clone "
            "git fetch --unshallow --tags",
        )
    near = repository.relative(folder.folder)
    where = folder_of(repository, commit, pack.manifest.id.strip(), near=near)
    if where is None and id_at(repository, commit, near) is not None:
        where = near  # another id, the same folder: the id changed, and is judged
    return None if where is None else pack_at(repository, commit, where, ref)


def _tree(path: Path) -> Tree:
    """Return the tree of a pack's folder, or the one in an archive or release folder.

    Raises:
        ToolkitError: It is none of these, or verification does not let it through.
    """
    if path.is_dir():
        if (path / MANIFEST).exists():
            return PackFolder(path).tree
        if not (path / checksums.NAME).exists():
            raise ToolkitError(
                f"no baseline: the folder holds neither {MANIFEST} nor {checksums.NAME}",
                where=str(path),
                hint="give the folder of a pack or of a release",
            )
    try:
        answer = _verify(path)
    except ReleaseRefusedError as error:
        raise _unusable(path, error.message) from error
    if answer.archive is None:
        raise _unusable(path, answer.refusal.message if answer.refusal else "it was refused")
    return answer.archive.tree


def _verify(path: Path) -> Verification:
    if path.is_dir():
        return verify_release(read_release_folder(path))
    return verify_archive(read_lone_archive(path), name=path.name)


def _unusable(path: Path, reason: str) -> ToolkitError:
    hint = "policy-pack verify says more; a baseline is verified before it is used"
    return ToolkitError(f"no baseline: {reason}", where=str(path), hint=hint)
