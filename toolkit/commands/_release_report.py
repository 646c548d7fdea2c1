"""The report of `bump` as a release carries it: a function of the commit, on every machine.

So it is compared with the release before, also where the tag of the very
release is there already; witnesses are not played to a hurl that another
machine may not have; acceptances are judged by the day of the commit, which is
never later than the day of the release; and notes about this clone stay out.
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.commands._accepted import accepted_file, settled
from toolkit.commands._confirm import confirmed
from toolkit.commands._last_release import last_release
from toolkit.commands._packs import PackFolder
from toolkit.commands._policy import judged_by, settings_files
from toolkit.commands._read_pack import complete_pack
from toolkit.diff.report import BumpReport, Note, bump_report, first_release


@dataclass(frozen=True, slots=True)
class Judged:
    """The report, and what is only true of this clone.

    ``decided_by`` are the files outside of the pack, there or not, that have a say in it.
    """

    report: BumpReport
    notes: tuple[Note, ...]
    decided_by: tuple[Path, ...]


def release_report(folder: PackFolder, *, tag: str, today: dt.date) -> Judged:
    """Return the report on what is to be released under ``tag``; see the module for its day.

    Raises:
        ToolkitError: The pack, the release before, the settings or what was
            accepted cannot be read.
    """
    pack = complete_pack(folder.tree, folder.display)
    found = last_release(folder, pack, but=tag)
    nothing = argparse.Namespace(
        profile=None, zero_major=None, graduate=False, fail_on=None, today=today
    )
    judged = judged_by(nothing, folder, pack.manifest.id.strip())
    settings = tuple(settings_files(folder))
    if found.baseline is None:
        report = replace(first_release(pack, folder.display), policy=judged.policy)
        return Judged(report, found.notes, settings)
    history = replace(
        found.baseline.history,
        zero_major=judged.policy.zero_major,
        graduate=judged.policy.graduate,
    )
    baseline = replace(found.baseline, history=history)
    report = bump_report(pack, folder.display, baseline, judged.policy.catalogue)
    report = settled(nothing, folder, judged, replace(report, policy=judged.policy))
    (report,), _ = confirmed([report], wanted=False)
    return Judged(report, found.notes, (*settings, accepted_file(folder, judged).path))
