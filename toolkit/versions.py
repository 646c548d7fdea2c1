"""Semantic versions and the bumps between them.

Parsing and precedence are python-semver's; which bump leads to which version is
ours (`bump-analysers.md`, 5.6):

* below 1.0.0 the numbers shift as Cargo reads them: a major change moves the
  minor number, everything else the patch number; in ``0.0.z`` every change is
  breaking. 1.0.0 is never reached by arithmetic: it is a decision. A setting
  says otherwise (`ZeroMajor`);
* a pre-release promises nothing but its order: against one, every greater
  version is enough, whatever changed;
* a suggestion is never below a version that was already released.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from semver import Version

from toolkit.errors import ToolkitError

# The grammar of semver.org, spelled out because `semver` itself lets \d match
# the digits of every script and $ match before a line feed.
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = re.compile(
    r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
    rf"(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_COUNTER_WITHIN = re.compile(r"(?<=[A-Za-z-])[0-9]+\Z")
"""The counter of ``alpha2``, which sorts wrongly from ``alpha10`` on: a new one stands apart."""


class Bump(enum.IntEnum):
    """The level of a change; the greater includes the lesser."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def text(self) -> str:
        """The word for it in reports and JSON."""
        return self.name.lower()


class ZeroMajor(enum.Enum):
    """What the numbers below 1.0.0 mean."""

    CARGO = "cargo"
    """As Cargo reads ``^0.4.2``: the first number that is not zero stands for compatibility."""
    SEMVER = "semver"
    """As from 1.0.0 on: a major change leads to 1.0.0."""


_ONE = Version(1, 0, 0)


class Standing(enum.Enum):
    """How a declared version stands to what changed."""

    UNCHANGED = "unchanged"
    """It is the baseline's version, and nothing changed since."""
    ENOUGH = "enough"
    TOO_SMALL = "too-small"
    DECREASED = "decreased"
    """It is below a version that was already released on this line."""
    NEEDLESS = "needless"
    """It counts a pre-release further, in which nothing changed (bump-analysers.md, 5.6)."""

    @property
    def is_fine(self) -> bool:
        """Whether a release under the declared version keeps what versions promise."""
        return self in (Standing.UNCHANGED, Standing.ENOUGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was released before: the version to compare with, and the highest of all.

    They differ where a pre-release came after the last stable release: the
    change is measured against the stable one, the order against the highest.
    ``repeated`` says whether the pack is what ``highest`` released, unchanged;
    None where nobody compared them.
    ``zero_major`` says how the numbers below 1.0.0 are read, and ``graduate``
    that the next release is to be 1.0.0: neither is history, but both belong to
    every question about it.
    """

    baseline: Version
    highest: Version
    repeated: bool | None = None
    zero_major: ZeroMajor = ZeroMajor.CARGO
    graduate: bool = False

    @classmethod
    def since(cls, baseline: Version, *, repeated: bool | None = None) -> History:
        """Return the history that consists of one release."""
        return cls(baseline=baseline, highest=baseline, repeated=repeated)

    @classmethod
    def of(cls, released: Iterable[Version]) -> History | None:
        """Return the history of these releases; None where there are none.

        The baseline is the highest stable release; where all are pre-releases,
        the highest of them.
        """
        versions = sorted(released)
        if not versions:
            return None
        stable = [version for version in versions if not version.prerelease]
        return cls(baseline=(stable or versions)[-1], highest=versions[-1])


def parse_version(text: str) -> Version:
    """Return the version that ``text`` is (Semantic Versioning 2.0.0, no leading ``v``).

    Raises:
        ToolkitError: It is none.
    """
    try:
        # Python refuses to convert numbers of thousands of digits: a ValueError, too.
        version = Version.parse(text) if _SEMVER.fullmatch(text) else None
    except ValueError:
        version = None
    if version is None:
        raise ToolkitError(
            f"{text!r} is no semantic version", hint="write it like 1.4.0 or 0.2.0-alpha"
        )
    return version


def core(version: Version) -> Version:
    """Return the three numbers alone."""
    return Version(version.major, version.minor, version.patch)


def slot(release: Version, level: Bump, zero_major: ZeroMajor = ZeroMajor.CARGO) -> Bump:
    """Return which number a change of ``level`` moves after ``release``."""
    if release.major or level is Bump.NONE or zero_major is ZeroMajor.SEMVER:
        return level
    if release.minor:
        return Bump.MINOR if level is Bump.MAJOR else Bump.PATCH
    return Bump.PATCH


def next_release(release: Version, level: Bump, zero_major: ZeroMajor = ZeroMajor.CARGO) -> Version:
    """Return the stable version that follows ``release`` after a change of ``level``."""
    start = core(release)
    match slot(release, level, zero_major):
        case Bump.MAJOR:
            return Version(start.major + 1, 0, 0)
        case Bump.MINOR:
            return Version(start.major, start.minor + 1, 0)
        case Bump.PATCH:
            return Version(start.major, start.minor, start.patch + 1)
        case Bump.NONE:
            return start


def suffices(
    declared: Version, baseline: Version, level: Bump, zero_major: ZeroMajor = ZeroMajor.CARGO
) -> bool:
    """Return whether ``declared`` may carry a change of ``level`` after ``baseline``.

    A pre-release carries what its core carries: 2.0.0-rc.1 announces 2.0.0.
    """
    if level is Bump.NONE:
        return declared >= baseline
    if baseline.prerelease:
        return declared > baseline
    return core(declared) >= next_release(baseline, level, zero_major)


def carried(declared: Version, baseline: Version, zero_major: ZeroMajor = ZeroMajor.CARGO) -> Bump:
    """Return the greatest level that ``declared`` may carry after ``baseline``."""
    levels = [
        level
        for level in Bump
        if declared > baseline and suffices(declared, baseline, level, zero_major)
    ]
    return max(levels, default=Bump.NONE)


def standing(declared: Version, required: Bump, history: History) -> Standing:
    """Return how ``declared`` stands to a change of level ``required`` since the baseline."""
    if declared < history.highest:
        return Standing.DECREASED
    if history.graduate and core(declared) < _ONE:
        return Standing.TOO_SMALL
    if declared == history.highest and _has_other_content(history, required):
        return Standing.TOO_SMALL
    if declared == history.baseline and required is Bump.NONE:
        return Standing.UNCHANGED
    if not suffices(declared, history.baseline, required, history.zero_major):
        return Standing.TOO_SMALL
    if history.repeated and _only_counts_on(history.highest, declared):
        return Standing.NEEDLESS
    return Standing.ENOUGH


def _has_other_content(history: History, required: Bump) -> bool:
    """Return whether the pack is known to differ from what the highest release holds.

    What came with a pre-release can be taken back: nothing is left to ask for
    since the stable one, and the pre-release is something else all the same.
    """
    if required is not Bump.NONE:
        return not history.repeated
    return history.repeated is False and history.highest != history.baseline


def is_taken(declared: Version, required: Bump, history: History) -> bool:
    """Return whether ``declared`` is too small for one reason: it is out, with other content."""
    if declared != history.highest or standing(declared, required, history).is_fine:
        return False
    before = history.baseline
    if before.prerelease:
        return not history.graduate
    return declared != before and suffices(declared, before, required, history.zero_major)


def suggest(declared: Version, required: Bump, history: History) -> Version:
    """Return the version to release under: the declared one where it is enough already.

    Else the least stable version that carries the change; or, where the
    declared version is a pre-release, the next pre-release of the same label:
    its counter goes on within one core and starts anew with a new one. Who
    graduates gets 1.0.0, or the pre-releases of it that were begun.
    """
    stands = standing(declared, required, history)
    if stands.is_fine or stands is Standing.NEEDLESS:
        return declared
    baseline, highest = history.baseline, history.highest
    if history.graduate and core(highest) < _ONE:
        return _ONE
    if baseline.prerelease:
        return next_prerelease(highest)
    target = max(next_release(baseline, required, history.zero_major), core(highest))
    if not declared.prerelease:
        return target
    if highest.prerelease and core(highest) == max(target, core(declared)):
        return next_prerelease(highest)
    first = _first_prerelease(target, declared.prerelease)
    return first if first > highest else target


def _only_counts_on(before: Version, after: Version) -> bool:
    """Return whether two pre-releases differ in nothing but a counter: rc.1 → rc.2."""
    same = core(before) == core(after) and _label(before) == _label(after)
    return same and bool(before.prerelease and after.prerelease) and before < after


def _label(version: Version) -> list[str]:
    """Return the identifiers of a pre-release without its counter."""
    parts = (version.prerelease or "").split(".")
    return parts[:-1] if parts[-1].isdecimal() else parts


def next_prerelease(version: Version) -> Version:
    """Return the pre-release after ``version``: ``rc.1`` → ``rc.2``, ``alpha`` → ``alpha.1``."""
    *label, last = (version.prerelease or "").split(".")
    counted = [*label, str(int(last) + 1)] if last.isdecimal() else [*label, last, "1"]
    return core(version).replace(prerelease=".".join(counted))


def _first_prerelease(target: Version, prerelease: str) -> Version:
    """Return the first pre-release of ``target`` that is written as ``prerelease`` is."""
    *label, last = prerelease.split(".")
    if last.isdecimal():
        first = [*label, "1"]
    elif _COUNTER_WITHIN.search(last):
        first = [*label, _COUNTER_WITHIN.sub("", last), "1"]
    else:
        first = [*label, last]
    return target.replace(prerelease=".".join(first))
