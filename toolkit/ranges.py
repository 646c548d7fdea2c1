"""Sets of versions, exactly: what ``>=0.1.1-alpha,<1.0`` admits, and which of two admits more.

Semantic versions are totally ordered, and each has an immediate successor:
after ``1.2.3`` comes ``1.2.4-0``, after ``1.2.3-rc`` comes ``1.2.3-rc.0``
(semver.org, 11). So every comparison is a half-open interval, and a range a
finite union of them: emptiness and inclusion are decided, not estimated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from semver import Version

from toolkit.errors import ToolkitError

_PART = re.compile(
    r"(?P<operator>>=|<=|==|!=|~=|>|<)\s*"
    r"(?P<numbers>(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){0,2})"
    r"(?P<pre>-[0-9A-Za-z.-]+)?"
)
_FIRST = Version(0, 0, 0, "0")
"""The least of all versions."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All versions from ``start`` up to, not including, ``end``; no end means no bound."""

    start: Version
    end: Version | None

    @property
    def is_empty(self) -> bool:
        """Whether no version is in it."""
        return self.end is not None and self.end <= self.start

    def meet(self, other: Interval) -> Interval:
        """Return what is in both."""
        ends = [end for end in (self.end, other.end) if end is not None]
        return Interval(max(self.start, other.start), min(ends) if ends else None)


@dataclass(frozen=True, slots=True)
class VersionSet:
    """A set of versions: disjoint, non-empty, non-touching intervals in order.

    Two sets are equal exactly when they admit the same versions.
    """

    intervals: tuple[Interval, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no version is admitted."""
        return not self.intervals

    def __contains__(self, version: Version) -> bool:
        one = Interval(version, _successor(version))
        return any(not interval.meet(one).is_empty for interval in self.intervals)

    def __and__(self, other: VersionSet) -> VersionSet:
        """Return what both admit."""
        return _union([mine.meet(theirs) for mine in self.intervals for theirs in other.intervals])

    def __le__(self, other: VersionSet) -> bool:
        """Return whether ``other`` admits everything that this set admits."""
        return self & other == self


def parse_range(text: str) -> VersionSet:
    """Return the versions that a comma-separated range admits.

    Each part is an operator (``>= <= > < == != ~=``) and one to three numbers,
    with a pre-release if need be; missing numbers are zero, and ``~=1.2`` means
    ``>=1.2,<2`` (upstream-contract.md, self-test 2, ``entroping``).

    Raises:
        ToolkitError: A part has another form.
    """
    admitted = VersionSet((Interval(_FIRST, None),))
    for part in text.split(","):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise ToolkitError(f"{part.strip()!r} is no comparison with a version")
        admitted &= _comparison(match)
    return admitted


def _comparison(match: re.Match[str]) -> VersionSet:
    numbers = [int(number) for number in match["numbers"].split(".")]
    pre = (match["pre"] or "")[1:] or None
    try:
        # Version.parse, unlike the constructor, refuses malformed pre-releases.
        core = ".".join(map(str, [*numbers, 0, 0][:3]))
        version = Version.parse(f"{core}-{pre}" if pre else core)
    except ValueError as error:
        raise ToolkitError(f"{match[0]!r} has a malformed version") from error
    after = _successor(version)
    below, above = Interval(_FIRST, version), Interval(after, None)
    return _union(
        {
            ">=": [Interval(version, None)],
            ">": [above],
            "<=": [Interval(_FIRST, after)],
            "<": [below],
            "==": [Interval(version, after)],
            "!=": [below, above],
            "~=": [Interval(version, _next_series(numbers))],
        }[match["operator"]]
    )


def _next_series(numbers: list[int]) -> Version:
    """Return the first version, pre-releases included, that ``~=`` with these numbers excludes."""
    kept = numbers[: max(1, len(numbers) - 1)]
    kept[-1] += 1
    major, minor, patch = [*kept, 0, 0][:3]
    return Version(major, minor, patch, "0")


def _successor(version: Version) -> Version:
    if version.prerelease:
        return version.replace(prerelease=f"{version.prerelease}.0", build=None)
    return Version(version.major, version.minor, version.patch + 1, "0")


def _union(intervals: list[Interval]) -> VersionSet:
    joined: list[Interval] = []
    for interval in sorted((i for i in intervals if not i.is_empty), key=lambda i: i.start):
        last = joined[-1] if joined else None
        if last is not None and (last.end is None or interval.start <= last.end):
            end = None if last.end is None or interval.end is None else max(last.end, interval.end)
            joined[-1] = Interval(last.start, end)
        else:
            joined.append(interval)
    return VersionSet(tuple(joined))
