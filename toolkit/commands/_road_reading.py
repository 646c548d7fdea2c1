"""The first steps of a release: all that is judged before anything is written."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.commands._before_writing import must_hide
from toolkit.commands._confirm import confirmed
from toolkit.commands._road import Road
from toolkit.commands._road_ready import check_ready, check_tag
from toolkit.commands._tagged_release import check_content_at_tag
from toolkit.commands._write_version import changelog_name
from toolkit.diff.failing import failing
from toolkit.diff.readings import Reading
from toolkit.diff.report import BumpReport
from toolkit.diff.settings import PYPROJECT
from toolkit.errors import ExitCode, RefusedError, ToolkitError
from toolkit.host.files import read_regular
from toolkit.pack.changelog_edit import section_of
from toolkit.pack.limits import MAX_YAML_BYTES
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.release.folder import build_release
from toolkit.texts import visible
from toolkit.versions import parse_version

_SHOWN = 5
_OUR_TABLE: Final = b"policy-pack-toolkit"
"""What a pyproject.toml without settings for us does not hold."""


class OurFaultError(ToolkitError):
    """The real Hurl contradicts what we say: nobody should release on our word."""

    exit_code = ExitCode.BUG


def clean(road: Road) -> Iterator[str]:
    """Refuse a work tree that is not its commit, and whatever a late step would refuse."""
    repository = road.repository
    if repository.is_shallow:
        raise ToolkitError(
            "the clone is shallow, so the release before cannot be found",
            where=str(repository.root),
            hint="git fetch --unshallow --tags",
        )
    must_hide(road.pack, road.choices.out)  # refuses to put releases into the pack itself
    commit = road.commit
    changed = [path for path in repository.changed(repository.root) if not _is_output(road, path)]
    if changed:
        raise RefusedError(
            f"not committed: {_some(changed)}",
            where=str(repository.root),
            hint="commit what belongs to the release; git stash --include-untracked puts the"
            " rest away",
        )
    check_ready(road)
    folder = road.near or "the top of the repository"
    yield f"commit {commit}, the pack in {visible(folder)}, nothing uncommitted"


def _is_output(road: Road, path: str) -> bool:
    """Tell whether a path is where releases are collected: these are no part of a commit.

    Where the pack itself stands there, too (``--out .``), nothing can be told apart.
    """
    out = road.choices.out.resolve()
    if road.pack.folder.resolve().is_relative_to(out):
        return False
    return (road.repository.root / path).resolve().is_relative_to(out)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if names[_SHOWN:] else ""
    return ", ".join(map(visible, names[:_SHOWN])) + more


def smoke(road: Road) -> Iterator[str]:
    """Strict smoke on the files that are to be archived."""
    examination = road.examination
    for finding in examination.failures:
        yield visible(str(finding.fault))
    if not examination.passed:
        many = len(examination.failures)
        raise RefusedError(
            f"strict smoke fails: {many} fault{'' if many == 1 else 's'}",
            where=road.pack.display,
            hint="each line above says where and what to write",
        )
    for finding in examination.advice:
        yield f"advice: {visible(str(finding.fault))}"
    gates = len(examination.reading.pack().policy.gates)
    files = len(road.pack.tree.entries)
    yield f"{road.manifest.id} {road.manifest.version}: {files} files, {gates} gates"


def version(road: Road) -> Iterator[str]:
    """The declared version carries what changed, and its tag is free, or is this very release."""
    there = road.tag_there
    check_tag(road)
    _check_what_decides(road)
    if there is None:
        yield from (visible(note.message) for note in road.judged.notes)
    report = road.report_today
    (report,), refuted = confirmed([report], wanted=road.choices.confirm)
    if refuted is not None:
        raise OurFaultError(
            f"hurl contradicts {refuted.count} of our witnesses",
            hint=f"please report it with the files in {refuted.folder}",
        )
    failed = [*report.settlement.errors]
    for one in failed:
        yield visible(f"{one.entry.at}: {one.message}")
    found = failing(report, (Reading.TOO_SMALL, *report.policy.fail_on))
    for each in found[1:]:
        yield visible(f"{each.reading.value}: {each.message}")
    if found:
        raise RefusedError(found[0].message, where=road.pack.display, hint=found[0].hint)
    if failed:
        raise RefusedError(failed[0].message, where=str(failed[0].entry.at), hint=failed[0].hint)
    yield _compared(report)
    yield f"the tag {road.tag} " + ("is on this commit already" if there else "is free")


def _check_what_decides(road: Road) -> None:
    """Refuse settings and accepted breaks that are not the commit's.

    `git status` is silent about a file that git ignores, or was told to overlook.

    Raises:
        RefusedError: Another clone of the same commit would judge otherwise.
    """
    for path in road.judged.decided_by:
        name = road.repository.relative(path)
        here, there = _text_at(path), road.repository.file(road.commit, name)
        differs = here != _with_lf(there)
        if differs and (path.name != PYPROJECT or _OUR_TABLE in (here or b"") + (there or b"")):
            raise RefusedError(
                f"{visible(name)}: it decides, and is not what the commit holds",
                where=str(road.repository.root),
                hint="commit it, or move it away; git may have been told to ignore it"
                " (git check-ignore --verbose) or not to look at it (git ls-files -v)",
            )


def _text_at(path: Path) -> bytes | None:
    try:
        return _with_lf(read_regular(path.resolve(), limit=MAX_YAML_BYTES)[0])
    except (FileNotFoundError, NotADirectoryError):
        return None


def _with_lf(data: bytes | None) -> bytes | None:
    """Return text with the line ends that git stores; in these files they mean nothing."""
    return None if data is None else data.replace(b"\r\n", b"\n")


def _compared(report: BumpReport) -> str:
    if report.baseline is None:
        return "a first release: there is nothing to compare it with"
    before, level = report.baseline.ref, report.required.text
    confirmations = f"; {report.confirmed} confirmed by hurl" if report.confirmed else ""
    many = len(report.findings)
    findings = f"{many} finding{'' if many == 1 else 's'}"
    return f"since {before}: {findings}, {level}; {report.declared} carries that{confirmations}"


def changelog(road: Road) -> Iterator[str]:
    """The pack's own changelog says something of this version."""
    name = changelog_name(road.pack.tree)
    if not name:
        yield "the pack has no changelog: the notes tell the findings"
        return
    text = changelog_text(road)
    if not text:
        raise RefusedError(
            f"it has no section with words about {road.manifest.version}",
            where=f"{road.pack.display}/{name}",
            hint="policy-pack bump --write begins one where something changed; else write"
            f" `## {road.manifest.version}` and a word below it; then commit",
        )
    yield f"{visible(name)} has {len(text.splitlines())} lines about {road.manifest.version}"


def changelog_text(road: Road) -> str:
    """Return what the pack's changelog says of the version, empty where it says nothing."""
    name = changelog_name(road.pack.tree)
    data = road.pack.tree.file(name) if name else None
    if data is None:
        return ""
    return section_of(data, parse_version(road.manifest.version))


def archive(road: Road) -> Iterator[str]:
    """The archive in memory, in its one form, read back; a tag of this version has this content."""
    made = road.archive
    check_content_at_tag(road.pack, road.manifest.id, road.manifest.version)
    yield f"{road.stem}{ARCHIVE_SUFFIX}: {made.archive_size:,} bytes"
    yield f"archive sha256 {made.archive_sha256}"
    yield f"tar     sha256 {made.tar_sha256}"
    yield f"content sha256 {made.content_sha256}"


def rebuild(road: Road) -> Iterator[str]:
    """The same bytes from the objects of the commit, where no work tree can slip anything in."""
    tree = road.repository.tree(road.commit, road.near)
    ours = dict(road.pack.tree.files())
    theirs = dict(tree.files())
    differing = sorted(
        path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)
    )
    if differing:
        raise RefusedError(
            f"the work tree is not what the commit holds: {_some(differing)}",
            where=road.pack.display,
            hint="a filter (.gitattributes), Git LFS or a file that git was told not to look at"
            f" stands between them; try in a fresh clone: git clone . {shlex.quote('../fresh')}",
        )
    again = build_release(tree, pack_id=road.manifest.id, version=road.manifest.version)
    if again != road.core:
        raise OurFaultError("the same files gave other bytes", hint="please report it")
    yield f"built again from the objects of {road.commit[:12]}: the same {len(again)} files"
