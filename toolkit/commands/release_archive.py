"""Write the release of a pack: archive, release manifest and SHA256SUMS.

Every pack must pass strict smoke first, and a version that is tagged must have
the content of its tag. The files are made in memory, written
beside their final place, read back, verified, and only then given their name:
<out>/<pack-id>/<version>/. The same content gives the same bytes on every
machine, so a release that is already there is either unchanged or refused.

Prints the folder of each release; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from toolkit.commands._examined import examine_folder
from toolkit.commands._output import named_path
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs, without_strays
from toolkit.commands._releases import Release, check_all_differ
from toolkit.commands._tagged_release import check_content_at_tag
from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.files import write_atomic
from toolkit.host.terminal import Terminal
from toolkit.release.archive import UnarchivableError
from toolkit.release.folder import build_release
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
        type=named_path,
        default=Path("dist"),
        help="where releases are collected (default: dist/)",
    )


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Make every release in memory; write them only if all could be made."""
    try:
        return _release(args, terminal)
    except OSError as error:
        raise ToolkitError(f"{error.strerror}", where=str(error.filename or args.out)) from error


def _release(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    chosen = chosen_packs(args)
    packs = without_strays(args, chosen, terminal)
    to_hide = [pack for pack in packs if _must_hide(pack, args.out)]
    examined = [(pack, examine_folder(pack)) for pack in packs]
    if not _all_pass(examined, terminal):
        return ExitCode.NO
    for pack, examination in examined:
        for finding in examination.advice:
            terminal.say(f"advice: {visible(f'{pack.display}/{finding.fault}')}")
    releases: list[Release] = []
    for pack, examination in examined:
        try:
            releases.append(_make(pack, examination, args.out))
        except UnarchivableError as error:
            _list_problems(pack, error, terminal)
            return ExitCode.NO
        _mention_changes(pack, terminal)
    check_all_differ(releases)
    fresh = [release for release in releases if not release.is_there()]
    if to_hide and fresh:
        # As pytest and venv do for their folders: whatever comes here is not the pack.
        write_atomic(args.out / ".gitignore", b"*\n")
    for release in fresh:
        release.write()
    for release in releases:
        _tell(release, terminal, is_new=release in fresh)
    return ExitCode.OK if len(packs) == len(chosen) else ExitCode.INCOMPLETE


def _must_hide(pack: PackFolder, out: Path) -> bool:
    """Return whether the output folder lies in the pack, and git is to be told to ignore it.

    That is so for ``dist/`` of a pack that is the top of its own repository.

    Raises:
        ToolkitError: What is in the folder is, or would become, part of the pack.
    """
    home, target = pack.folder.resolve(), out.resolve()
    if not target.is_relative_to(home):
        return False
    if pack.repository is not None and pack.repository.would_ignore(target / "file"):
        return False
    if pack.repository is not None and target != home and not out.exists():
        return True
    hint = "choose a folder outside the pack with --out"
    if pack.repository is not None and target != home:
        hint += ", or name this one in the .gitignore of the pack"
    raise ToolkitError(
        f"the releases in {out} would become part of the pack", where=str(pack.folder), hint=hint
    )


def _all_pass(examined: list[tuple[PackFolder, Examination]], terminal: Terminal) -> bool:
    """Say what strict smoke found, and whether it lets every pack pass."""
    failing = [(pack, found) for pack, found in examined if not found.passed]
    for pack, examination in failing:
        terminal.say(f"{visible(pack.display)} fails strict smoke; nothing was written:")
        for finding in examination.failures:
            terminal.say(f"  {visible(str(finding.fault))}")
    return not failing


def _make(pack: PackFolder, examination: Examination, out: Path) -> Release:
    manifest = examination.reading.pack().manifest
    files = build_release(pack.tree, pack_id=manifest.id, version=manifest.version)
    check_content_at_tag(pack, manifest.id, manifest.version)
    return Release(out / manifest.id / manifest.version, files)


def _list_problems(pack: PackFolder, error: UnarchivableError, terminal: Terminal) -> None:
    terminal.say(f"{visible(pack.display)} cannot be archived as it is; nothing was written:")
    for problem in error.problems:
        terminal.say(f"  {visible(problem.message)}")
        terminal.say(f"    {visible(problem.hint)}")


def _mention_changes(pack: PackFolder, terminal: Terminal) -> None:
    """Say which files of the archive no commit has: a tag would not be this release."""
    repository = pack.repository
    changed = repository.changed(pack.folder) if repository else []
    if changed:
        shown = ", ".join(visible(path) for path in changed[:5])
        more = f" and {len(changed) - 5} more" if changed[5:] else ""
        terminal.say(f"not committed: {shown}{more}")
        terminal.say("  commit before you tag, or the tag will not be what was archived")


def _tell(release: Release, terminal: Terminal, *, is_new: bool) -> None:
    terminal.say(f"{'wrote' if is_new else 'unchanged:'} {release.folder}")
    for name, data in release.files.items():
        terminal.say(f"  {name}  {len(data):,} bytes")
    terminal.say(f"next: policy-pack verify --checksums-only {shlex.quote(str(release.folder))}")
    terminal.emit(str(release.folder))
