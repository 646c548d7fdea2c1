"""Profiles and overrides: what they change, what they cannot, and that none is silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, G, make_pack
from toolkit.diff.catalogue import CatalogueError, Impact, load_catalogue
from toolkit.diff.changes import compare
from toolkit.diff.judge import Finding, judge
from toolkit.diff.policy import Choices, Policy, load_profiles, policy_of, read_profile
from toolkit.diff.settings import NAME, read_settings
from toolkit.pack.model import Pack
from toolkit.versions import Bump, ZeroMajor

RULES = [rule.id for rule in load_catalogue().rules]
LATENCY = G(id="acme.latency", gate="duration < 2000")


def policy(text: str = "", **options: Any) -> Policy:
    found = read_settings(text.encode(), NAME, rules=RULES).settings
    assert found is not None
    return policy_of(found.of("acme.api"), Choices(**options))


def findings(old: Pack, new: Pack, by: Policy) -> tuple[Finding, ...]:
    return judge(compare(old, new), by.catalogue)


def level(finding_rule: str, by: Policy) -> Bump:
    rule = by.catalogue.rule(finding_rule)
    assert rule is not None
    return rule.required_bump


def messages(by: Policy) -> list[str]:
    return [f"{override.message} ({override.source})" for override in by.overrides]


def test_by_default_nothing_is_overridden() -> None:
    plain = policy()

    assert plain.catalogue == load_catalogue()
    assert plain.overrides == ()
    assert plain == policy_of()


def test_strict_makes_an_added_gate_that_blocks_major_with_its_witness() -> None:
    strict = policy(profile="strict")
    old, new = make_pack(), make_pack([*make_gates(), LATENCY])
    (finding,) = findings(old, new, strict)

    assert finding.required_bump is Bump.MAJOR
    assert finding.change.witness is not None
    assert messages(strict) == [
        "the profile is strict instead of default (--profile)",
        "gate-added-block asks for major instead of minor (profile strict)",
    ]


def make_gates() -> list[G]:
    from tests.make import GATES  # noqa: PLC0415 (one name, used once)

    return list(GATES)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_strict_changes_nothing_else(pair: Pair) -> None:
    """Same findings, same fingerprints; only levels differ, and none goes down."""
    plain = {one.fingerprint: one for one in findings(pair.old, pair.new, policy())}
    strict = {
        one.fingerprint: one for one in findings(pair.old, pair.new, policy(profile="strict"))
    }

    assert plain.keys() == strict.keys()
    for fingerprint, finding in strict.items():
        before = plain[fingerprint]
        assert finding.required_bump >= before.required_bump
        if finding.required_bump > before.required_bump:
            assert finding.rule.id == "gate-added-block"
            assert finding.impact is not Impact.COMPATIBLE


def test_a_rule_gets_the_level_of_the_settings_whatever_the_profile_says() -> None:
    text = '[bump]\nprofile = "strict"\nrules.gate-added-block.required = "patch"\n'
    found = policy(text)

    assert level("gate-added-block", found) is Bump.PATCH
    assert messages(found) == [
        f"the profile is strict instead of default ({NAME}:2:1)",
        f"gate-added-block asks for patch instead of minor ({NAME}:3:24)",
    ]
    # back to the level that it has by default is no override
    assert len(policy(text.replace("patch", "minor")).overrides) == 1


def test_the_command_line_wins() -> None:
    text = '[bump]\nprofile = "strict"\nzero-major = "semver"\nfail-on = ["major"]\n'

    assert policy(text).zero_major is ZeroMajor.SEMVER
    assert [reading.value for reading in policy(text).fail_on] == ["major"]
    beaten = policy(text, profile="default", zero_major=ZeroMajor.CARGO, fail_on=())
    assert beaten == policy()


def test_every_override_says_who() -> None:
    text = '[bump]\nzero-major = "semver"\nallow-undecided = "minor"\n'

    assert messages(policy(text, graduate=True)) == [
        f"what is not decided asks for minor instead of major ({NAME}:3:1)",
        f"numbers below 1.0.0 are read as semver instead of cargo ({NAME}:2:1)",
        "the next release is to be 1.0.0 (--graduate)",
    ]


UNDECIDED = make_pack([NO_5XX.but(gate="duration < {{limit}}")])
OTHER = make_pack([NO_5XX.but(gate="duration < {{most}}")])
SHOWN = make_pack([NO_5XX.but(gate="status < {{limit}}")])


def test_allow_undecided_lowers_what_nobody_can_prove() -> None:
    lenient = policy('[bump]\nallow-undecided = "minor"\n')
    (finding,) = findings(UNDECIDED, OTHER, lenient)

    assert finding.rule.id == "gate-undecided"
    assert finding.required_bump is Bump.MINOR
    assert finding.is_undecided
    assert finding.impact is Impact.UNDECIDED
    assert findings(UNDECIDED, OTHER, policy())[0].required_bump is Bump.MAJOR


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_allow_undecided_never_lowers_what_is_shown_to_break(pair: Pair) -> None:
    lenient = policy('[bump]\nallow-undecided = "minor"\n')
    plain = {one.fingerprint: one for one in findings(pair.old, pair.new, policy())}
    for finding in findings(pair.old, pair.new, lenient):
        before = plain[finding.fingerprint]
        if finding.required_bump is not before.required_bump:
            assert before.is_undecided
            assert before.impact is not Impact.BREAKING


def test_a_rule_with_a_level_of_its_own_is_not_allowed_for() -> None:
    text = '[bump]\nallow-undecided = "minor"\nrules.gate-undecided.required = "major"\n'

    assert findings(UNDECIDED, OTHER, policy(text))[0].required_bump is Bump.MAJOR


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"id: [",
        b"id: x\ntitle: X\nwhy: Y\nlevels: {}\n",
        b"id: strict\ntitle: X\nwhy: Y\nlevels: {gate-x: major}\n",
        b"id: strict\ntitle: X\nwhy: Y\nlevels: {gate-looser: none}\n",
    ],
)
def test_a_wrong_profile_is_our_fault(text: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_profile(text, "strict.yaml")


def test_profiles_are_data() -> None:
    assert list(load_profiles()) == ["default", "strict"]
    assert load_profiles()["default"].levels == {}
