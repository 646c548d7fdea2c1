"""What a report says beside its findings: warnings, and entries that would accept a break."""

from __future__ import annotations

from collections.abc import Iterator

from semver import Version

from toolkit.diff.accepted import Until, entry_text, until_text
from toolkit.diff.catalogue import Impact
from toolkit.diff.failing import failing
from toolkit.diff.judge import Finding
from toolkit.diff.policy import load_profiles
from toolkit.diff.readings import Reading, speaks_of
from toolkit.diff.report import BumpReport
from toolkit.versions import Bump, core, next_release

_CAN = {
    Impact.BREAKING: "a pipeline that passed can fail on this",
    Impact.UNDECIDED: "whether a pipeline that passed can fail on this is not decided",
}


def warning(finding: Finding) -> str:
    """Return what to know where a finding can fail a pipeline and is not major; else nothing.

    Names the profile that would make more of it, if there is one.
    """
    can = _CAN.get(finding.impact_beside)
    if can is None or finding.required_bump is Bump.MAJOR:
        return ""
    more = [
        f"; --profile {profile.id} makes it {level.text}"
        for profile in load_profiles().values()
        if (level := profile.levels.get(finding.rule.id, Bump.NONE)) > finding.required_bump
    ]
    return f"{can}, and it asks for {finding.required_bump.text} only{''.join(more[:1])}"


def offers(report: BumpReport) -> Iterator[str]:
    """Yield an entry for each finding that makes a run fail, to be completed and kept in the file.

    With reason and approver empty, which are refused until somebody fills them in.
    """
    wanted = (Reading.TOO_SMALL, *report.policy.fail_on)
    asked = {found.reading for found in failing(report, wanted)}
    until = until_text(Until(version=_end(report)))
    for finding in report.remaining:
        is_too_much = Reading.TOO_SMALL in asked and finding.required_bump is Bump.MAJOR
        if is_too_much or any(speaks_of(reading, finding) for reading in asked):
            yield entry_text(finding, pack_id=report.pack_id, until=until)


def _end(report: BumpReport) -> Version:
    """Return the version that may break: what is suggested, or else the next major one."""
    if report.suggested > report.declared:
        return core(report.suggested)
    return next_release(report.declared, Bump.MAJOR)
