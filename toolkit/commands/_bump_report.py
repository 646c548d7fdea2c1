"""The report of `bump` on one pack, as options, settings and what was accepted decide it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from toolkit.commands._accepted import settled
from toolkit.commands._last_release import last_release, taken_note
from toolkit.commands._named_baseline import is_ref, named_baseline
from toolkit.commands._packs import PackFolder
from toolkit.commands._policy import check_graduation, judged_by
from toolkit.commands._read_pack import complete_pack
from toolkit.diff.failing import failing
from toolkit.diff.readings import Reading
from toolkit.diff.report import BumpReport, bump_report, first_release
from toolkit.errors import ToolkitError, UsageError

_FETCH = "say what to compare with: --baseline DIR, ARCHIVE or REF"


class Complaint(NamedTuple):
    """Why a run of `bump` fails: the place, what is wrong, and what to do."""

    where: str
    message: str
    hint: str


def add_baseline_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--baseline``."""
    parser.add_argument(
        "--baseline",
        metavar="DIR|ARCHIVE|REF|merge-base:REF",
        help="what to compare with (default: the last release tag of each pack)",
    )


def add_require_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--require-baseline``."""
    parser.add_argument(
        "--require-baseline",
        action="store_true",
        help="exit 3 where there is nothing to compare with, instead of calling it a first"
        " release: a clone without tags looks the same",
    )


def check_baseline(args: argparse.Namespace, packs: int) -> None:
    """Refuse a baseline that cannot be meant for so many packs.

    Raises:
        UsageError: It names nothing, or one path for several packs.
    """
    if args.baseline is None:
        return
    if not args.baseline or args.baseline == "--":
        raise UsageError("--baseline names nothing", hint="a folder, an archive or a git ref")
    if packs > 1 and not is_ref(args.baseline):
        raise UsageError(
            f"one baseline for {packs} packs: {args.baseline}",
            hint="name one pack with --pack, or a git ref, which each pack is looked up in",
        )


def report_on(args: argparse.Namespace, folder: PackFolder) -> BumpReport:
    """Return what changed in a pack, judged; its witnesses are not yet played to anybody.

    Raises:
        ToolkitError: The pack, its baseline, the settings or what was accepted
            cannot be read; or there is no baseline, and one is required.
        UsageError: The options make no sense for this pack.
    """
    pack = complete_pack(folder.tree, folder.display)
    if args.baseline is None:
        found = last_release(folder, pack)
    else:
        found = named_baseline(args.baseline, folder, pack)
    if found.baseline is None and args.require_baseline:
        note = found.notes[0]
        raise ToolkitError(
            f"no baseline: {note.message}", where=folder.display, hint=note.hint or _FETCH
        )
    judged = judged_by(args, folder, pack.manifest.id.strip())
    policy = judged.policy
    if policy.graduate:
        check_graduation(found.baseline.history.baseline.major if found.baseline else None)
    if found.baseline is None:
        return replace(first_release(pack, folder.display, found.notes), policy=policy)
    history = replace(
        found.baseline.history, zero_major=policy.zero_major, graduate=policy.graduate
    )
    baseline = replace(found.baseline, history=history)
    report = bump_report(pack, folder.display, baseline, policy.catalogue, found.notes)
    report = settled(args, folder, judged, replace(report, policy=policy))
    return replace(report, notes=(*report.notes, *taken_note(folder, report)))


def complaints(report: BumpReport, wanted: Iterable[Reading]) -> list[Complaint]:
    """Return everything that makes a run fail: acceptances in vain, and ``wanted`` readings."""
    return [
        *(Complaint(str(one.entry.at), one.message, one.hint) for one in report.settlement.errors),
        *(
            Complaint(report.path, f"{one.reading.value}: {one.message}", one.hint)
            for one in failing(report, wanted)
        ),
    ]
