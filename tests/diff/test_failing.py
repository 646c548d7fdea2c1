"""What `--fail-on` decides by, over every pair: neither more nor less than the report says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from semver import Version

from tests.diff.pairs import PAIRS, Pair
from toolkit.diff.accepted import AcceptedBreak, Settlement, Until, name_of
from toolkit.diff.catalogue import Impact, Protection, load_catalogue
from toolkit.diff.failing import failing
from toolkit.diff.offers import offers, warning
from toolkit.diff.policy import Policy
from toolkit.diff.readings import Reading
from toolkit.diff.report import Baseline, BumpReport, bump_report, first_release
from toolkit.spans import Location
from toolkit.versions import Bump, History, parse_version

NAMES = [pair.name for pair in PAIRS]


def report(pair: Pair) -> BumpReport:
    baseline = Baseline(ref="before", pack=pair.old, history=History.since(parse_version("1.0.0")))
    return bump_report(pair.new, "packs/api", baseline, load_catalogue())


def fails(found: BumpReport, reading: Reading) -> bool:
    return bool(failing(found, [reading]))


def all_accepted(found: BumpReport) -> BumpReport:
    accepted = tuple(
        (
            AcceptedBreak(
                fingerprint=finding.fingerprint,
                rule=finding.rule.id,
                gate=name_of(finding),
                reason="because",
                approved_by="me",
                until=Until(version=Version(9, 0, 0)),
                pack="",
                at=Location("x"),
            ),
            finding,
        )
        for finding in found.findings
    )
    return replace(found, settlement=Settlement(accepted))


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_a_reading_fails_exactly_where_the_report_says_so(pair: Pair) -> None:
    found = report(pair)

    assert fails(found, Reading.TOO_SMALL) is not found.is_fine
    assert fails(found, Reading.BREAKING) is (found.impact is not Impact.COMPATIBLE)
    kept = found.protection in (Protection.SAME, Protection.RAISED)
    assert fails(found, Reading.REDUCED) is not kept
    assert fails(found, Reading.UNDECIDED) is (found.undecided > 0)
    for level in (Bump.PATCH, Bump.MINOR, Bump.MAJOR):
        assert fails(found, Reading(level.text)) is (found.required >= level)


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_what_is_accepted_fails_nothing_and_stays_what_it_is(pair: Pair) -> None:
    before = report(pair)
    found = all_accepted(before)

    for reading in Reading:
        if reading is not Reading.TOO_SMALL:
            assert not fails(found, reading)
    assert (found.required, found.impact, found.protection, found.suggested) == (
        before.required,
        before.impact,
        before.protection,
        before.suggested,
    )
    # another content needs another version all the same
    higher = replace(found, declared=parse_version("1.0.1"))
    assert not fails(higher, Reading.TOO_SMALL)
    assert list(offers(higher)) == []


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_a_warning_stands_where_a_break_is_no_major_change(pair: Pair) -> None:
    for finding in report(pair).findings:
        can = finding.impact_beside is not Impact.COMPATIBLE
        assert bool(warning(finding)) is (can and finding.required_bump < Bump.MAJOR)


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_there_is_an_offer_for_everything_that_fails(pair: Pair) -> None:
    found = replace(report(pair), policy=Policy(fail_on=tuple(Reading)))
    majors = [one for one in found.findings if one.required_bump is Bump.MAJOR]

    assert len(list(offers(found))) >= len(majors)
    if failing(found, tuple(Reading)):
        assert list(offers(found))


def test_a_first_release_fails_nothing() -> None:
    assert failing(first_release(PAIRS[0].new, "packs/api"), tuple(Reading)) == ()
