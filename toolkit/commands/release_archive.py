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

from toolkit.commands._before_writing import (
    add_out_option,
    all_pass,
    hidden,
    list_problems,
    must_hide,
    tell_advice,
    told_where,
)
from toolkit.commands._examined import examine_folder
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs, without_strays
from toolkit.commands._releases import Release, check_all_differ
from toolkit.commands._tagged_release import check_content_at_tag
from toolkit.errors import ExitCode
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
    add_out_option(parser, "releases")


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Make every release in memory; write them only if all could be made."""
    with told_where(str(args.out)):
        return _release(args, terminal)


def _release(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    chosen = chosen_packs(args)
    packs = without_strays(args, chosen, terminal)
    to_hide = [pack for pack in packs if must_hide(pack, args.out)]
    examined = [(pack, examine_folder(pack)) for pack in packs]
    if not all_pass(examined, terminal):
        return ExitCode.NO
    for pack, examination in examined:
        tell_advice(pack, examination, terminal)
    releases: list[Release] = []
    for pack, examination in examined:
        try:
            releases.append(_make(pack, examination, args.out))
        except UnarchivableError as error:
            list_problems(pack, error, terminal)
            return ExitCode.NO
        _mention_changes(pack, terminal)
    check_all_differ(releases)
    fresh = [release for release in releases if not release.is_there()]
    with hidden(args.out, wanted=bool(to_hide and fresh)):
        for release in fresh:
            release.write()
    for release in releases:
        _tell(release, terminal, is_new=release in fresh)
    return ExitCode.OK if len(packs) == len(chosen) else ExitCode.INCOMPLETE


def _make(pack: PackFolder, examination: Examination, out: Path) -> Release:
    manifest = examination.reading.pack().manifest
    files = build_release(pack.tree, pack_id=manifest.id, version=manifest.version)
    check_content_at_tag(pack, manifest.id, manifest.version)
    return Release(out / manifest.id / manifest.version, files)


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
