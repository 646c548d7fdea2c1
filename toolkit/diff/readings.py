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
    Reading.BREAKING: lambda finding: finding.impact in _BREAKS,
    Reading.REDUCED: lambda finding: finding.rule.protection in _LOSES,
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
        speaks = _SPEAKS_OF.get(reading)
        found = [finding for finding in findings if speaks is not None and speaks(finding)]
        if found:
            message, hint = _SAYS[reading]
            yield Failure(reading, f"{message} ({_named(found)})", hint)


def _named(findings: Sequence[Finding]) -> str:
    names = [
        f"{finding.change.gate_id or finding.change.subject}: {finding.rule.id}"
        for finding in findings
    ]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f", and {more} more" if more > 0 else "")
