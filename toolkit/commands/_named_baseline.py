"""What ``--baseline`` names: a folder, an archive (verified first), a git ref or a merge base.

``merge-base:main`` is where the line of what is checked out left that of
``main``: a pull request is judged by what it changes itself, and not by what
came to ``main`` meanwhile.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.commands._last_release import releases_of
from toolkit.commands._packs import PackFolder
from toolkit.commands._read_pack import Found, complete_pack, folder_of, id_at, pack_at
from toolkit.commands._releases import read_lone_archive, read_release_folder
from toolkit.diff.changes import differ
from toolkit.diff.report import Baseline, Note, declared_version
from toolkit.errors import ToolkitError
from toolkit.host.git import Repository
from toolkit.pack.model import MANIFEST, Pack
from toolkit.pack.tree import Tree
from toolkit.release import checksums
from toolkit.release.lone import verify_archive
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.verification import Verification
from toolkit.release.verify import verify_release
from toolkit.versions import History

MERGE_BASE = "merge-base:"


def named_baseline(name: str, folder: PackFolder, pack: Pack) -> Found:
    """Return what ``name`` means; an existing path wins over a git ref of the same name.

    A ref that does not hold the pack yet gives no baseline, and says so.

    Raises:
        ToolkitError: There is no such path or ref, or no readable pack in it.
    """
    commit, notes = "", tuple[Note, ...]()
    if is_ref(name):
        commit, notes = _commit(name, folder)
        found = _at_commit(commit, name, folder, pack)
        if found is None:
            return Found(None, (Note(f"the pack is not in {name} yet"), *notes))
        old = found
    else:
        old = complete_pack(_tree(Path(name)), name)
    own = declared_version(old)
    if name.startswith(MERGE_BASE) and commit and (released := _released(folder, pack)):
        history, ref = released
        notes = (*notes, Note(f"the version is judged from the last release, {ref}"))
        baseline = Baseline(ref=name, pack=old, history=history, commit=commit, own=own)
        return Found(baseline, notes)
    history = History.since(own, repeated=not differ(old, pack))
    return Found(Baseline(ref=name, pack=old, history=history, commit=commit), notes)


def is_ref(name: str) -> bool:
    """Return whether a baseline is looked for in git, for each pack by itself."""
    try:
        return not Path(name).exists()
    except OSError:  # longer than any file name
        return True


def _released(folder: PackFolder, pack: Pack) -> tuple[History, str] | None:
    """Return what was released before HEAD, and the last of it by name.

    A merge base is no release: its version may wait to be released, and then
    carries what a branch adds to it, if it is no more than what it carries already.
    """
    repository = folder.repository
    if repository is None or repository.head is None:
        return None
    tags = repository.tags(merged_into=repository.head)
    releases = releases_of(tags, pack.manifest.id.strip())
    history = History.of(releases)
    return (history, releases[history.baseline].name) if history else None


def _commit(name: str, folder: PackFolder) -> tuple[str, tuple[Note, ...]]:
    """Return the commit that a ref or ``merge-base:REF`` means, and what to know about it."""
    repository = folder.repository
    ref = name.removeprefix(MERGE_BASE)
    commit = repository.commit(ref) if repository else None
    if repository is None or commit is None:
        raise ToolkitError(_no_such(name, ref), hint=_fetch_hint(repository, name, ref))
    if ref == name:
        return commit, ()
    head = repository.head
    base = repository.merge_base(head, commit) if head else None
    if base is not None:
        told = Note(f"{name} is the commit {base[:12]}")
        if not repository.is_shallow:
            return base, (told,)
        hint = "git fetch --unshallow gets all of it"
        return base, (told, Note("the clone is shallow: there may be a later merge base", hint))
    if head is None:
        message = f"no baseline: there is no commit yet that {ref} could have one in common with"
        raise ToolkitError(message, hint="commit first, or name a folder or an archive")
    if repository.is_shallow:
        raise ToolkitError(
            f"no baseline: the clone is shallow, and holds no commit that HEAD and {ref} share",
            hint=f"git fetch --unshallow origin {ref} (in CI: check out with full depth)",
        )
    raise ToolkitError(
        f"no baseline: HEAD and {ref} have no commit in common",
        hint="their histories are unrelated: name what to compare with, --baseline REF",
    )


def _no_such(name: str, ref: str) -> str:
    if name != ref:
        return (
            f"no such baseline: {ref!r} is no commit, tag or branch of the repository of the pack"
        )
    return (
        f"no such baseline: {name!r} is no path here, and no commit, tag or branch of the "
        "repository of the pack"
    )


def _fetch_hint(repository: Repository | None, name: str, ref: str) -> str:
    """Say what to fetch; a branch that only the remote has is named as the remote's."""
    if name != ref and not ref:
        return f"name the branch that this one goes to: {MERGE_BASE}origin/main"
    if name != ref and repository is not None:
        if repository.commit(f"origin/{ref}"):
            return f"did you mean {MERGE_BASE}origin/{ref}?"
        branch = ref.removeprefix("origin/")
        return (
            f"git fetch origin {branch} gets it, as {MERGE_BASE}FETCH_HEAD (in CI: check out with"
            " full depth)"
        )
    return (
        "git fetch --tags gets the tags of the remote; in a shallow clone "
        "git fetch --unshallow --tags"
    )


def _at_commit(commit: str, ref: str, folder: PackFolder, pack: Pack) -> Pack | None:
    repository = folder.repository
    if repository is None:
        return None
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
