"""Version arithmetic, in tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semver import Version

from toolkit.errors import ToolkitError
from toolkit.versions import (
    Bump,
    History,
    Standing,
    ZeroMajor,
    carried,
    core,
    is_taken,
    next_prerelease,
    next_release,
    parse_version,
    slot,
    standing,
    suffices,
    suggest,
)

LEVELS = {level.text: level for level in Bump}


def v(text: str) -> Version:
    return Version.parse(text)


def history(text: str) -> History:
    """Read ``1.0.0``, ``1.0.0 < 1.1.0-rc.1`` or, where nothing changed since, ``1.0.0 =``."""
    released, repeated, _ = text.partition(" =")
    versions = [v(each) for each in released.split(" < ")]
    return History(baseline=versions[0], highest=versions[-1], repeated=bool(repeated))


@pytest.mark.parametrize(
    ("release", "patch", "minor", "major"),
    [
        ("1.4.2", "1.4.3", "1.5.0", "2.0.0"),
        ("1.0.0", "1.0.1", "1.1.0", "2.0.0"),
        ("10.20.30", "10.20.31", "10.21.0", "11.0.0"),
        ("0.4.2", "0.4.3", "0.4.3", "0.5.0"),
        ("0.1.0", "0.1.1", "0.1.1", "0.2.0"),
        ("0.99.9", "0.99.10", "0.99.10", "0.100.0"),
        ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ("0.0.0", "0.0.1", "0.0.1", "0.0.1"),
    ],
)
def test_next_release(release: str, patch: str, minor: str, major: str) -> None:
    levels = (Bump.NONE, Bump.PATCH, Bump.MINOR, Bump.MAJOR)
    found = [str(next_release(v(release), level)) for level in levels]

    assert found == [release, patch, minor, major]


versions = st.builds(
    Version, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "rc.1"])
)
levels = st.sampled_from(Bump)


@given(versions, levels)
def test_from_1_0_0_on_it_is_what_python_semver_says(version: Version, level: Bump) -> None:
    release = core(version)
    if release.major and level is not Bump.NONE:
        assert next_release(release, level) == release.next_version(level.text)
    assert next_release(release, level).major == release.major or release.major


@given(versions, levels, levels)
def test_more_change_never_means_a_smaller_version(version: Version, one: Bump, two: Bump) -> None:
    if one <= two:
        assert next_release(version, one) <= next_release(version, two)
        assert slot(version, one) <= slot(version, two)


@pytest.mark.parametrize(
    ("release", "level", "moved"),
    [
        ("1.0.0", "major", "major"),
        ("0.4.2", "major", "minor"),
        ("0.4.2", "minor", "patch"),
        ("0.4.2", "patch", "patch"),
        ("0.0.3", "major", "patch"),
        ("0.0.3", "none", "none"),
    ],
)
def test_the_number_that_moves(release: str, level: str, moved: str) -> None:
    assert slot(v(release), LEVELS[level]).text == moved


ANSWERS = [
    # released            declared       required  standing      suggested
    # --- stable, from 1.0.0 on
    ("1.4.2", "1.4.2", "none", "unchanged", "1.4.2"),
    ("1.4.2", "1.4.2", "patch", "too-small", "1.4.3"),
    ("1.4.2", "1.4.2", "minor", "too-small", "1.5.0"),
    ("1.4.2", "1.4.2", "major", "too-small", "2.0.0"),
    ("1.4.2", "1.4.3", "patch", "enough", "1.4.3"),
    ("1.4.2", "1.4.3", "minor", "too-small", "1.5.0"),
    ("1.4.2", "1.5.0", "minor", "enough", "1.5.0"),
    ("1.4.2", "1.5.0", "major", "too-small", "2.0.0"),
    ("1.4.2", "2.0.0", "major", "enough", "2.0.0"),
    ("1.4.2", "1.4.9", "minor", "too-small", "1.5.0"),
    # more than is asked for is the maintainer's to decide
    ("1.4.2", "3.0.0", "patch", "enough", "3.0.0"),
    ("1.4.2", "1.4.3", "none", "enough", "1.4.3"),
    # never back
    ("1.4.2", "1.4.1", "none", "decreased", "1.4.2"),
    ("1.4.2", "1.4.1", "minor", "decreased", "1.5.0"),
    ("1.4.2", "0.9.0", "major", "decreased", "2.0.0"),
    ("1.4.2", "1.4.2-rc.1", "patch", "decreased", "1.4.3-rc.1"),
    ("1.4.2", "1.4.2-rc.1", "none", "decreased", "1.4.2"),
    # build metadata orders nothing
    ("1.4.2", "1.4.2+b7", "none", "unchanged", "1.4.2+b7"),
    ("1.4.2", "1.4.2+b7", "patch", "too-small", "1.4.3"),
    # --- below 1.0.0: as Cargo; 1.0.0 only where the maintainer says so
    ("0.4.2", "0.4.2", "major", "too-small", "0.5.0"),
    ("0.4.2", "0.4.2", "minor", "too-small", "0.4.3"),
    ("0.4.2", "0.4.3", "minor", "enough", "0.4.3"),
    ("0.4.2", "0.4.3", "major", "too-small", "0.5.0"),
    ("0.4.2", "1.0.0", "major", "enough", "1.0.0"),
    ("0.0.3", "0.0.4", "major", "enough", "0.0.4"),
    ("0.0.3", "0.0.3", "patch", "too-small", "0.0.4"),
    # --- the declared version is a pre-release: its core counts
    ("1.4.2", "2.0.0-alpha", "major", "enough", "2.0.0-alpha"),
    ("1.4.2", "1.5.0-rc.3", "minor", "enough", "1.5.0-rc.3"),
    ("1.4.2", "1.5.0-rc.3", "major", "too-small", "2.0.0-rc.1"),
    ("1.4.2", "1.5.0-beta2023.7", "major", "too-small", "2.0.0-beta2023.1"),
    ("1.4.2", "1.5.0-alpha", "major", "too-small", "2.0.0-alpha"),
    ("1.4.2", "1.5.0-alpha7", "major", "too-small", "2.0.0-alpha.1"),
    ("1.4.2", "1.5.0-3", "major", "too-small", "2.0.0-1"),
    ("0.4.2", "0.4.3-rc.2", "major", "too-small", "0.5.0-rc.1"),
    ("1.4.2", "1.4.3-rc.1", "none", "enough", "1.4.3-rc.1"),
    # --- a pre-release after the last stable release: cumulative, and never below it
    ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.1", "major", "too-small", "2.0.0-rc.2"),
    ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.2", "major", "enough", "2.0.0-rc.2"),
    ("1.4.2 < 2.0.0-rc.1", "2.0.0", "major", "enough", "2.0.0"),
    ("1.4.2 < 2.0.0-rc.2", "2.0.0-rc.1", "major", "decreased", "2.0.0-rc.3"),
    ("1.4.2 < 1.5.0-rc.2", "1.5.0-rc.3", "major", "too-small", "2.0.0-rc.1"),
    ("1.4.2 < 1.5.0-rc.2", "1.5.0-rc.2", "major", "too-small", "2.0.0-rc.1"),
    ("1.4.2 < 1.5.0-rc.2", "1.4.3", "patch", "decreased", "1.5.0"),
    ("1.4.2 < 1.5.0-rc.2", "1.4.2", "major", "decreased", "2.0.0"),
    ("1.4.2 < 2.0.0-alpha", "2.0.0-alpha", "minor", "too-small", "2.0.0-alpha.1"),
    ("1.4.2 < 2.0.0-rc.9", "2.0.0-rc.9", "patch", "too-small", "2.0.0-rc.10"),
    # what came with the pre-release was taken back: it is another content all the same
    ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.1", "none", "too-small", "2.0.0-rc.2"),
    ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.2", "none", "enough", "2.0.0-rc.2"),
    ("1.4.2 < 2.0.0-rc.1 =", "2.0.0-rc.1", "none", "enough", "2.0.0-rc.1"),
    # the tagged pre-release itself, with nothing changed since
    ("1.4.2 < 2.0.0-rc.1 =", "2.0.0-rc.1", "major", "enough", "2.0.0-rc.1"),
    # counting on without a change is refused; the stable release and another label are not
    ("1.4.2 < 2.0.0-rc.1 =", "2.0.0-rc.2", "major", "needless", "2.0.0-rc.2"),
    ("1.4.2 < 2.0.0-alpha =", "2.0.0-alpha.1", "major", "needless", "2.0.0-alpha.1"),
    ("1.4.2 < 2.0.0-rc.1 =", "2.0.0", "major", "enough", "2.0.0"),
    ("1.4.2 < 2.0.0-beta.2 =", "2.0.0-rc.1", "major", "enough", "2.0.0-rc.1"),
    ("1.4.2 < 2.0.0-rc.1 =", "2.1.0-rc.1", "major", "enough", "2.1.0-rc.1"),
    ("1.4.2 < 1.5.0-rc.1 =", "1.5.0-rc.2", "major", "too-small", "2.0.0-rc.1"),
    ("0.1.0-1 =", "0.1.0-2", "none", "needless", "0.1.0-2"),
    ("0.1.0-1 =", "0.1.0-1", "none", "unchanged", "0.1.0-1"),
    # --- a maintenance line: its own releases are its history, whatever came out elsewhere
    ("1.4.7", "1.4.8", "patch", "enough", "1.4.8"),
    ("1.4.7", "1.4.7", "minor", "too-small", "1.5.0"),
    # --- nothing but pre-releases: order is all they promise
    ("0.1.0-alpha", "0.1.0-alpha", "none", "unchanged", "0.1.0-alpha"),
    ("0.1.0-alpha", "0.1.0-alpha", "major", "too-small", "0.1.0-alpha.1"),
    ("0.1.0-alpha.1", "0.1.0-alpha.1", "patch", "too-small", "0.1.0-alpha.2"),
    ("0.1.0-alpha", "0.1.0-beta", "major", "enough", "0.1.0-beta"),
    ("0.1.0-alpha", "0.1.0", "major", "enough", "0.1.0"),
    ("0.1.0-rc.1", "0.1.0-alpha", "major", "decreased", "0.1.0-rc.2"),
    ("1.0.0-rc.1", "0.9.0", "minor", "decreased", "1.0.0-rc.2"),
]


@pytest.mark.parametrize(("released", "declared", "required", "stands", "suggested"), ANSWERS)
def test_answers(released: str, declared: str, required: str, stands: str, suggested: str) -> None:
    before, level = history(released), LEVELS[required]

    assert standing(v(declared), level, before) is Standing(stands)
    assert str(suggest(v(declared), level, before)) == suggested


SEMVER_ANSWERS = [
    # zero-major = "semver": below 1.0.0 nothing is read otherwise than above it
    ("0.4.2", "0.4.2", "patch", "too-small", "0.4.3"),
    ("0.4.2", "0.4.2", "minor", "too-small", "0.5.0"),
    ("0.4.2", "0.4.2", "major", "too-small", "1.0.0"),
    ("0.4.2", "0.5.0", "major", "too-small", "1.0.0"),
    ("0.4.2", "1.0.0", "major", "enough", "1.0.0"),
    ("0.4.2", "0.5.0-rc.1", "major", "too-small", "1.0.0-rc.1"),
    ("0.0.3", "0.0.3", "minor", "too-small", "0.1.0"),
    ("1.4.2", "1.4.2", "major", "too-small", "2.0.0"),
    ("0.1.0-alpha", "0.1.0-alpha", "major", "too-small", "0.1.0-alpha.1"),
]
GRADUATE_ANSWERS = [
    # --graduate: 1.0.0, whatever changed, and the pre-releases of it that were begun
    ("0.4.2", "0.4.2", "major", "too-small", "1.0.0"),
    ("0.4.2", "0.4.2", "none", "too-small", "1.0.0"),
    ("0.4.2", "0.5.0", "major", "too-small", "1.0.0"),
    ("0.4.2", "0.5.0-rc.1", "major", "too-small", "1.0.0"),
    ("0.4.2", "1.0.0", "none", "enough", "1.0.0"),
    ("0.4.2", "1.0.0-rc.1", "minor", "enough", "1.0.0-rc.1"),
    ("0.4.2", "0.4.1", "none", "decreased", "1.0.0"),
    ("0.1.0-alpha", "0.1.0-alpha", "none", "too-small", "1.0.0"),
    ("0.4.2 < 0.5.0-rc.1", "0.5.0-rc.1", "major", "too-small", "1.0.0"),
    ("0.4.2 < 1.0.0-rc.1", "1.0.0-rc.1", "major", "too-small", "1.0.0-rc.2"),
]


@pytest.mark.parametrize(
    ("released", "declared", "required", "taken"),
    [
        ("1.4.2", "1.4.2", "patch", False),
        ("1.4.2", "1.4.3", "major", False),
        ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.1", "major", True),
        ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.1", "none", True),
        ("1.4.2 < 2.0.0-rc.1 =", "2.0.0-rc.1", "major", False),
        ("1.4.2 < 2.0.0-rc.1", "2.0.0-rc.2", "major", False),
        ("1.4.2 < 1.5.0-rc.1", "1.5.0-rc.1", "major", False),
        ("0.1.0-alpha", "0.1.0-alpha", "major", True),
        ("0.1.0-alpha =", "0.1.0-alpha", "none", False),
    ],
)
def test_a_version_is_taken_or_too_small(
    released: str, declared: str, required: str, *, taken: bool
) -> None:
    assert is_taken(v(declared), LEVELS[required], history(released)) is taken


@pytest.mark.parametrize(
    ("released", "declared", "required", "stands", "suggested"), SEMVER_ANSWERS
)
def test_answers_where_zero_is_read_as_semver(
    released: str, declared: str, required: str, stands: str, suggested: str
) -> None:
    before = replace(history(released), zero_major=ZeroMajor.SEMVER)

    assert standing(v(declared), LEVELS[required], before) is Standing(stands)
    assert str(suggest(v(declared), LEVELS[required], before)) == suggested


@pytest.mark.parametrize(
    ("released", "declared", "required", "stands", "suggested"), GRADUATE_ANSWERS
)
def test_answers_for_who_graduates(
    released: str, declared: str, required: str, stands: str, suggested: str
) -> None:
    before = replace(history(released), graduate=True)

    assert standing(v(declared), LEVELS[required], before) is Standing(stands)
    assert str(suggest(v(declared), LEVELS[required], before)) == suggested


def test_beside_python_semver() -> None:
    """Every disagreement with its arithmetic is meant, and stands here with its reason."""
    below_one = "below 1.0.0 the numbers are read as Cargo reads them"
    intended = {
        ("0.4.2", "major"): ("0.5.0", "1.0.0", below_one),
        ("0.4.2", "minor"): ("0.4.3", "0.5.0", below_one),
        ("0.0.3", "major"): ("0.0.4", "1.0.0", below_one),
        ("0.0.3", "minor"): ("0.0.4", "0.1.0", below_one),
        # nothing else: a pre-release is never a base here, and stable cores agree
    }
    found = {}
    for release in ("0.0.3", "0.4.2", "1.0.0", "1.4.2", "1.4.2+b7", "9.99.999"):
        for level in (Bump.PATCH, Bump.MINOR, Bump.MAJOR):
            ours, theirs = next_release(v(release), level), v(release).next_version(level.text)
            assert next_release(v(release), level, ZeroMajor.SEMVER) == theirs
            if ours != theirs:
                found[release, level.text] = (str(ours), str(theirs), below_one)
    assert found == intended


@pytest.mark.parametrize(
    ("version", "ours", "theirs"),
    [
        ("1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-rc.2"),
        ("1.0.0-1", "1.0.0-2", "1.0.0-2"),
        # where there is no counter python-semver begins with 0, and we with 1
        ("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.0"),
        ("1.0.0-alpha9", "1.0.0-alpha9.1", "1.0.0-alpha9.0"),
        ("1.0.0-2.x", "1.0.0-2.x.1", "1.0.0-2.x.0"),
    ],
)
def test_pre_releases_beside_python_semver(version: str, ours: str, theirs: str) -> None:
    assert str(next_prerelease(v(version))) == ours
    assert str(v(version).bump_prerelease()) == theirs
    assert v(version) < v(ours)


@given(versions, versions, levels, st.sampled_from(ZeroMajor), st.booleans())
def test_build_metadata_changes_no_answer(
    baseline: Version, declared: Version, level: Bump, zero_major: ZeroMajor, graduate: bool
) -> None:
    before = History(baseline=baseline, highest=baseline, zero_major=zero_major, graduate=graduate)
    built = replace(before, baseline=baseline.replace(build="b7"))

    assert standing(declared, level, built) is standing(declared, level, before)
    assert standing(declared.replace(build="b7"), level, before) is standing(
        declared, level, before
    )
    assert suggest(declared, level, built) == suggest(declared, level, before)


@given(versions, versions, levels)
def test_who_graduates_reaches_1_0_0_and_no_further(
    baseline: Version, declared: Version, level: Bump
) -> None:
    zero = baseline.replace(major=0)
    before = History(baseline=zero, highest=zero, graduate=True)
    suggested = suggest(declared, level, before)

    assert suggested == (declared if declared.major else v("1.0.0"))
    assert standing(suggested, level, before).is_fine


@given(versions, versions, versions, levels)
def test_a_suggestion_is_enough_and_never_goes_back(
    baseline: Version, later: Version, declared: Version, level: Bump
) -> None:
    """Also: following it a second time changes nothing, and 1.0.0 is never a surprise."""
    highest = later if later.prerelease and later > baseline else baseline
    before = History(baseline=baseline, highest=highest)
    suggested = suggest(declared, level, before)

    assert suggested >= highest
    assert suggest(suggested, level, before) == suggested
    assert standing(suggested, level, before).is_fine or level is Bump.NONE
    assert suffices(suggested, baseline, level)
    assert suggested >= declared or declared < highest or not suffices(declared, baseline, level)
    if suggested.major > max(declared.major, highest.major):
        assert highest.major >= 1


@pytest.mark.parametrize(
    ("baseline", "declared", "level"),
    [
        ("1.4.2", "1.4.2", "none"),
        ("1.4.2", "1.4.1", "none"),
        ("1.4.2", "1.4.7", "patch"),
        ("1.4.2", "1.5.0-rc.1", "minor"),
        ("1.4.2", "2.0.0", "major"),
        ("0.4.2", "0.4.3", "minor"),
        ("0.4.2", "0.5.0", "major"),
        ("0.0.2", "0.0.3", "major"),
        ("0.1.0-alpha", "0.1.0-alpha.1", "major"),
    ],
)
def test_what_a_version_may_carry(baseline: str, declared: str, level: str) -> None:
    assert carried(v(declared), v(baseline)).text == level


@pytest.mark.parametrize(
    ("version", "following"),
    [
        ("1.0.0-alpha", "1.0.0-alpha.1"),
        ("1.0.0-rc.1", "1.0.0-rc.2"),
        ("1.0.0-rc.9", "1.0.0-rc.10"),
        ("1.0.0-1", "1.0.0-2"),
        ("1.0.0-a.b.7", "1.0.0-a.b.8"),
        ("1.0.0-alpha2", "1.0.0-alpha2.1"),
        ("1.0.0-rc.1+build", "1.0.0-rc.2"),
    ],
)
def test_next_prerelease(version: str, following: str) -> None:
    assert str(next_prerelease(v(version))) == following
    assert next_prerelease(v(version)) > v(version)


def test_the_history_prefers_the_last_stable_release() -> None:
    found = History.of(map(v, ["1.0.0", "2.0.0-rc.1", "1.1.0", "0.9.0"]))

    assert found == History(baseline=v("1.1.0"), highest=v("2.0.0-rc.1"))
    assert History.of(map(v, ["0.1.0-b", "0.1.0-a"])) == History.since(v("0.1.0-b"))
    assert History.of([]) is None


@pytest.mark.parametrize(
    "text", ["1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "", "\u0661.0.0"]
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ToolkitError, match="no semantic version"):
        parse_version(text)


@pytest.mark.parametrize("text", ["1.0.0\n", "1.0.0 ", "\u0661.0.0", "v1.0.0", f"1.0.{'9' * 5000}"])
def test_what_is_nearly_a_version_is_none(text: str) -> None:
    with pytest.raises(ToolkitError, match="no semantic version"):
        parse_version(text)
