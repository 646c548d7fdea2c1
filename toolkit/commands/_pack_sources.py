"""What ``--pack SOURCE`` means: the verified files of one pack, and where they came from.

  a folder             a reviewed snapshot, taken as it stands
  a folder and --ref   the pack in a commit of that repository
  a release folder, an archive, a wheel, a source distribution, an OCI layout
                       judged as ``verify`` judges them, with the same trust
  what pip or uv installed
                       each file against RECORD, all of them against METADATA

Nothing is fetched, and nothing that was refused is handed on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from toolkit.commands._git_source import pack_in_git
from toolkit.commands._judging import is_layout, judge_path
from toolkit.commands._packs import PackFolder
from toolkit.commands._trust import HOW_TO_TRUST, Asked, unverified_hint
from toolkit.consumer.vendor_lock import Source, SourceKind
from toolkit.errors import RefusedError, ToolkitError, UsageError
from toolkit.host.installed import installed_packs, is_installed, is_site, read_dist_info
from toolkit.host.paths import is_there
from toolkit.host.remotes import is_address
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree
from toolkit.release import checksums
from toolkit.release.package.identity import Identity
from toolkit.release.package.installed import check_installed
from toolkit.release.package.policy_pack_backend import HOME
from toolkit.release.package.reading import Package
from toolkit.release.verification import Outcome, Verification
from toolkit.texts import visible

_NO_SIGNATURE = "a folder has no signature: give the folder of the release, or its archive"
_WHAT_TO_GIVE = (
    "give the folder of a pack, a release folder, an archive, a wheel or source distribution, or"
    " a folder that pip or uv installed into"
)


class UnverifiedError(ToolkitError):
    """Nothing is wrong with a release, and nobody could say who made it."""


@dataclass(frozen=True, kw_only=True)
class PackSource:
    """The files of one pack, which are what was verified, byte for byte.

    ``label`` is how a person called the source; ``proof`` says in a sentence
    what was verified; ``verification`` is the answer of ``verify``, where it was asked.
    """

    tree: Tree = field(repr=False)
    source: Source
    label: str
    proof: str
    verification: Verification | None = None


def read_source(place: str, *, ref: str | None, asked: Asked, project: Path) -> PackSource:
    """Return the verified pack that ``place`` (and ``ref``, of its repository) means.

    ``project`` is the folder of the project that it is for: a source in it is
    called by its path there.

    Raises:
        RefusedError: Something is wrong with it: exit 1.
        UnverifiedError: It is a release, and it was not said whom to trust: exit 3.
        UsageError: The options make no sense for what is there: exit 2.
        ToolkitError: There is nothing to read: exit 3.
    """
    path = Path(place)
    if is_address(place):
        raise UsageError(
            f"{visible(place)} is an address, and nothing is fetched",
            hint="clone or download it, review it, and give the folder or file",
        )
    if ref is not None:
        _refuse_trust(asked)
        found = pack_in_git(path, ref)
        proof = f"the commit {found.source.commit[:12]} of the repository"
        return PackSource(tree=found.tree, source=found.source, label=found.label, proof=proof)
    if not is_there(path):
        raise ToolkitError("no such file or folder", where=place, hint=_WHAT_TO_GIVE)
    if not path.is_dir():
        return _released(path, SourceKind.ARCHIVE, asked)
    folder = path.resolve()  # what node_modules or an environment holds may be reached by a link
    if (folder / checksums.NAME).exists():
        return _released(path, SourceKind.RELEASE, asked)
    if is_layout(folder):
        return _released(path, SourceKind.ARCHIVE, asked)
    _refuse_trust(asked)
    if is_installed(folder):
        return _installed(folder)
    if (folder / MANIFEST).exists():
        return _snapshot(folder, project.resolve())
    return _installed(_only_pack(folder, place))


def _refuse_trust(asked: Asked) -> None:
    if asked.for_signature or asked.lock is not None or asked.sums is not None:
        raise UsageError(f"--allowed-signers and the like are about releases; {_NO_SIGNATURE}")


def _snapshot(folder: Path, project: Path) -> PackSource:
    inside = folder.is_relative_to(project) and folder != project
    place = folder.relative_to(project).as_posix() if inside else folder.name
    return PackSource(
        tree=PackFolder(folder).tree,
        source=Source(kind=SourceKind.FOLDER, place=visible(place)),
        label=place,
        proof="none: a folder is what you reviewed",
    )


def _only_pack(folder: Path, place: str) -> Path:
    """Return the one installed pack in a folder of packages.

    Raises:
        ToolkitError: There is none, or there are several.
    """
    found = installed_packs(folder)
    if len(found) == 1:
        return found[0]
    if found:
        hint = f"give one: {', '.join(str(Path(place) / HOME / each.name) for each in found[:5])}"
        raise ToolkitError(f"{len(found)} packs are installed there", where=place, hint=hint)
    near = [*folder.glob(f"*/{MANIFEST}"), *folder.glob(f"*/{checksums.NAME}")]
    near += [*folder.glob(f"*/*/{MANIFEST}"), *folder.glob(f"*/*/{checksums.NAME}")]
    sites = (site for site in folder.glob("lib/python*/site-packages") if is_site(site))
    inside = sorted([*(each.parent for each in near), *sites])
    if inside:
        hint = f"did you mean {Path(place) / inside[0].relative_to(folder)}?"
        raise ToolkitError("this is no pack, but holds some", where=place, hint=hint)
    text = f"neither {MANIFEST} nor {checksums.NAME} nor {HOME}/ is in it"
    raise ToolkitError(f"no pack: {text}", where=place, hint=_WHAT_TO_GIVE)


def _installed(folder: Path) -> PackSource:
    """Return a pack that an installer left, if every file is the one of the wheel."""
    tree = PackFolder(folder).tree
    manifest, _ = read_manifest(tree)
    if manifest is None:
        text = f"no pack: {MANIFEST} is missing or cannot be read"
        raise ToolkitError(text, where=folder.name, hint="install the package anew")
    identity = Identity.stated(manifest)
    info = read_dist_info(folder.parent.parent, f"{identity.stem}.dist-info")
    home = f"{HOME}/{folder.name}"
    check_installed(tree, home=home, record=info["RECORD"], metadata=info["METADATA"])
    return PackSource(
        tree=tree,
        source=Source(kind=SourceKind.PACKAGE, place=f"{identity.name} {identity.python_version}"),
        label=f"{identity.name} {identity.python_version}",
        proof=f"{len(tree.entries)} files as RECORD and METADATA of the package list them",
    )


def _released(path: Path, kind: SourceKind, asked: Asked) -> PackSource:
    """Return the pack in a release, archive, package or layout that `verify` lets through."""
    answer = judge_path(path, asked, rebuild=False)
    refusal, archive = answer.refusal, answer.archive
    if refusal is not None or archive is None:
        if refusal is None:
            raise ToolkitError("it could not be judged", where=str(path))
        text = f"{refusal.code}: {refusal.message}"
        cause = RefusedError if answer.outcome is Outcome.REFUSED else ToolkitError
        where = f"{path}: {refusal.where}" if refusal.where else str(path)
        raise cause(text, where=where, hint=refusal.hint)
    if answer.outcome is not Outcome.VERIFIED and not asked.checksums_only:
        hint = unverified_hint(answer) if answer.outcome is Outcome.UNVERIFIED else HOW_TO_TRUST
        text = "unverified: nothing is wrong, and nobody could say who made it"
        raise UnverifiedError(text, where=str(path), hint=hint)
    package = answer.package if isinstance(answer.package, Package) else None
    listed = answer.file_list
    source = Source(
        kind=SourceKind.PACKAGE if package is not None else kind,
        place=visible(path.resolve().name),
        archive_sha256=package.sha256
        if package is not None
        else listed.archive_sha256
        if listed is not None
        else archive.archive_sha256,
        signer=answer.signed.names,
    )
    return PackSource(
        tree=archive.tree, source=source, label=path.name, proof=_proof(answer), verification=answer
    )


def _proof(answer: Verification) -> str:
    if answer.outcome is Outcome.VERIFIED:
        return f"signed by {answer.signed.names}"
    return "checksums only: nobody was asked who made it"
