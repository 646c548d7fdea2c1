"""Write the release of a pack: archive, release manifest and SHA256SUMS.

Every pack must pass strict smoke first. The files are made in memory, written
beside their final place, read back, verified, and only then given their name:
<out>/<pack-id>/<version>/. The same content gives the same bytes on every
machine, so a release that is already there is either unchanged or refused.

Prints the folder of each release; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass
from pathlib import Path

from toolkit.commands._examined import examine_folder
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs
from toolkit.commands._releases import read_release_folder
from toolkit.errors import ExitCode, RefusedError, ToolkitError
from toolkit.host.files import write_new_folder
from toolkit.host.terminal import Terminal
from toolkit.release.archive import UnarchivableError
from toolkit.release.folder import build_release
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release
from toolkit.smoke.examine import Examination
from toolkit.texts import visible

NAME = "release-archive"
HELP = "smoke, then the archive, its manifest and SHA256SUMS"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``release-archive``."""
    add_pack_option(parser)
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=Path("dist"),
        help="where releases are collected (default: dist/)",
    )


@dataclass(frozen=True)
class _Release:
    """A release, made in memory, and where it belongs."""

    folder: Path
    files: dict[str, bytes]


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Make every release in memory; write them only if all could be made."""
    packs = chosen_packs(args)
    for pack in packs:
        _check_out_is_outside(pack, args.out)
    examined = [(pack, examine_folder(pack)) for pack in packs]
    if not _all_pass(examined, terminal):
        return ExitCode.NO
    releases: list[_Release] = []
    for pack, examination in examined:
        try:
            releases.append(_make(pack, examination, args.out))
        except UnarchivableError as error:
            _list_problems(pack, error, terminal)
            return ExitCode.NO
        _mention_changes(pack, terminal)
    _check_all_differ(releases)
    fresh = [release for release in releases if not _is_there(release)]
    for release in fresh:
        write_new_folder(release.folder, release.files, check=_verify_written)
    for release in releases:
        _tell(release, terminal, is_new=release in fresh)
    return ExitCode.OK


def _check_out_is_outside(pack: PackFolder, out: Path) -> None:
    """Refuse an output folder that would become part of the next archive."""
    home, target = pack.folder.resolve(), out.resolve()
    if not target.is_relative_to(home):
        return
    inside = target.relative_to(home)
    if pack.repository is not None and pack.repository.would_ignore(target / "file"):
        return
    raise ToolkitError(
        f"the releases in {out} would become part of the pack",
        where=str(pack.folder),
        hint=f"add /{inside.as_posix()}/ to the .gitignore of the pack, or choose --out elsewhere",
    )


def _all_pass(examined: list[tuple[PackFolder, Examination]], terminal: Terminal) -> bool:
    """Say what strict smoke found, and whether it lets every pack pass."""
    failing = [(pack, found) for pack, found in examined if not found.passed]
    for pack, examination in failing:
        terminal.say(f"{visible(pack.display)} fails strict smoke; nothing was written:")
        for finding in examination.failures:
            terminal.say(f"  {visible(str(finding.fault))}")
    return not failing


def _make(pack: PackFolder, examination: Examination, out: Path) -> _Release:
    manifest = examination.reading.pack().manifest
    files = build_release(pack.tree, pack_id=manifest.id, version=manifest.version)
    return _Release(out / manifest.id / manifest.version, files)


def _list_problems(pack: PackFolder, error: UnarchivableError, terminal: Terminal) -> None:
    terminal.say(f"{visible(pack.display)} cannot be archived as it is; nothing was written:")
    for problem in error.problems:
        terminal.say(f"  {visible(problem.message)}")
        terminal.say(f"    {visible(problem.hint)}")


def _mention_changes(pack: PackFolder, terminal: Terminal) -> None:
    """Say which files of the archive no commit has: a tag would not be this release."""
    repository = pack.repository
    changed = repository.changed(pack.folder) if repository and repository.head else []
    if changed:
        shown = ", ".join(visible(path) for path in changed[:5])
        more = f" and {len(changed) - 5} more" if changed[5:] else ""
        terminal.say(f"not committed: {shown}{more}")
        terminal.say("  commit before you tag, or the tag will not be what was archived")


def _check_all_differ(releases: list[_Release]) -> None:
    folders = [release.folder for release in releases]
    twice = {str(folder) for folder in folders if folders.count(folder) > 1}
    if twice:
        raise RefusedError(
            f"two packs would be the same release: {', '.join(sorted(twice))}",
            hint="give each pack an id of its own",
        )


def _is_there(release: _Release) -> bool:
    """Return whether this very release exists already.

    Raises:
        RefusedError: There is another one of the same version.
    """
    if not release.folder.exists() and not release.folder.is_symlink():
        return False
    if release.folder.is_dir() and read_release_folder(release.folder) == release.files:
        return True
    raise RefusedError(
        "this version was archived before, with other content; a version never changes",
        where=str(release.folder),
        hint="raise the version in the manifest (`policy-pack bump` says to what);"
        " if it was never published, remove the folder and run this again",
    )


def _verify_written(folder: Path) -> None:
    """Read back what was written, and judge it as a consumer would."""
    answer = verify_release(read_release_folder(folder))
    if answer.outcome is not Outcome.CHECKSUMS_ONLY:
        detail = answer.steps[-1].detail
        raise ToolkitError(f"what was written does not verify, and was removed: {detail}")


def _tell(release: _Release, terminal: Terminal, *, is_new: bool) -> None:
    terminal.say(f"{'wrote' if is_new else 'unchanged:'} {release.folder}")
    for name, data in release.files.items():
        terminal.say(f"  {name}  {len(data):,} bytes")
    terminal.say(f"next: policy-pack verify {shlex.quote(str(release.folder))}")
    terminal.emit(str(release.folder))
