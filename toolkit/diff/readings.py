"""What can be read from a report in one word, and make a CI job fail."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.diff.catalogue import Impact, Protection
from toolkit.diff.judge import Finding
from toolkit.versions import Bump

_MOST_NAMED = 3


class Reading(enum.Enum):
    """A question that ``--fail-on`` can put to a report; yes is exit code 1."""

    TOO_SMALL = "too-small"
    """Does the declared version not carry the changes, or go back?"""
    BREAKING = "breaking"
    """Can a pipeline that passed fail, or does nobody know?"""
    REDUCED = "reduced"
    """Is protection lost somewhere, or does nobody know?"""
    UNDECIDED = "undecided"
    """Does a level stand for lack of a proof?"""
    MAJOR = "major"
    MINOR = "minor"
    """Minor or more; and so on."""
    PATCH = "patch"


_BREAKS = frozenset({Impact.BREAKING, Impact.UNDECIDED})
_LOSES = frozenset({Protection.REDUCED, Protection.MIXED, Protection.UNKNOWN})

_SPEAKS_OF: Mapping[Reading, Callable[[Finding], bool]] = {
    Reading.BREAKING: lambda finding: finding.impact_beside in _BREAKS,
    Reading.REDUCED: lambda finding: finding.protection_beside in _LOSES,
    Reading.UNDECIDED: lambda finding: finding.is_undecided,
    Reading.MAJOR: lambda finding: finding.required_bump >= Bump.MAJOR,
    Reading.MINOR: lambda finding: finding.required_bump >= Bump.MINOR,
    Reading.PATCH: lambda finding: finding.required_bump >= Bump.PATCH,
}
_SAYS = {
    Reading.BREAKING: (
        "a pipeline that passed can fail",
        "ship it as audit_only first, or accept the break for a time (accepted-breaks.yaml)",
    ),
    Reading.REDUCED: (
        "protection is lost",
        "keep what protects, or accept the loss for a time (accepted-breaks.yaml)",
    ),
    Reading.UNDECIDED: (
        "what a change means is not decided",
        "write it so that it can be compared, or accept it for a time (accepted-breaks.yaml)",
    ),
    Reading.MAJOR: ("the changes are major", "keep them for the next major release"),
    Reading.MINOR: ("the changes are minor or more", "keep them for the next minor release"),
    Reading.PATCH: ("there are changes", "release from the baseline itself, unchanged"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A reading that came out badly: what it says, by which findings, and what to do."""

    reading: Reading
    message: str
    hint: str


def failures(findings: Sequence[Finding], wanted: Iterable[Reading]) -> Iterator[Failure]:
    """Yield each wanted reading that some of these findings fail; the version is no finding's."""
    for reading in dict.fromkeys(wanted):
        found = [finding for finding in findings if speaks_of(reading, finding)]
        if found:
            yield failure(reading, _named(found))


def speaks_of(reading: Reading, finding: Finding) -> bool:
    """Return whether a finding is one that a reading fails by."""
    return reading in _SPEAKS_OF and _SPEAKS_OF[reading](finding)


def failure(reading: Reading, why: str) -> Failure:
    """Return what a reading that came out badly says; not for that of the version."""
    message, hint = _SAYS[reading]
    return Failure(reading, f"{message} ({why})", hint)


def _named(findings: Sequence[Finding]) -> str:
    names = [
        f"{finding.change.gate_id or finding.change.subject}: {finding.rule.id}"
        for finding in findings
    ]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f", and {more} more" if more > 0 else "")
