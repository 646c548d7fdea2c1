"""Every rule on every pair: exactly the expected findings, and the laws of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest

import toolkit.diff
from tests.diff.pairs import PAIRS, Pair
from toolkit.diff.catalogue import CatalogueError, load_catalogue, read_rule
from toolkit.diff.changes import compare
from toolkit.diff.facts import FACTS, Change, Kind, Side
from toolkit.diff.judge import Finding, judge
from toolkit.diff.relations import Judges
from toolkit.pack.model import Pack
from toolkit.spans import Location
from toolkit.versions import Bump

CATALOGUE = load_catalogue()
RULES_FOLDER = Path(toolkit.diff.__file__).parent / "rules"
NAMES = [pair.name for pair in PAIRS]

MAJOR = {
    "gate-removed", "gate-removed-covered", "gate-renamed", "gate-stricter", "gate-incomparable",
    "gate-undecided",
    "gate-added-final", "scope-widened", "scope-narrowed", "scope-incomparable",
    "scope-undecided", "enforcement-raised", "final-gained", "final-lost", "entrypoint-moved",
    "pack-id-changed", "runtime-contract-changed", "engine-range-narrowed",
    "engine-range-incomparable", "engine-range-undecided", "optional-rules-changed",
    "optional-rules-removed",
}  # fmt: skip
MINOR = {
    "gate-added-block", "gate-added-covered", "gate-added-advisory", "gate-added-idle",
    "gate-looser",
    "enforcement-lowered", "engine-range-widened", "document-added", "example-added",
    "optional-rules-added",
}  # fmt: skip
"""The policy, written a second time: a level changes only when both places agree."""


def findings(old: Pack, new: Pack, judges: Judges | None = None) -> tuple[Finding, ...]:
    return judge(compare(old, new, judges=judges or Judges()), CATALOGUE)


def about(finding: Finding) -> tuple[str, str]:
    return finding.rule.id, finding.change.gate_id or finding.change.subject


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_a_pair_gives_exactly_its_findings(pair: Pair) -> None:
    found = findings(pair.old, pair.new)

    assert {about(finding) for finding in found} == pair.expected
    assert len(found) == len(pair.expected)


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_a_pack_and_itself_give_nothing(pair: Pair) -> None:
    assert compare(pair.old, pair.old) == ()
    assert compare(pair.new, pair.new) == ()


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_every_message_reads_as_a_sentence(pair: Pair) -> None:
    for finding in findings(pair.old, pair.new):
        assert len(finding.message) > 10
        assert all("{" not in part.text for part in finding.message_parts if not part.is_value)
        assert "\n" not in finding.message
        assert all("  " not in part.text for part in finding.message_parts if not part.is_value)
        assert not finding.message.endswith((":", " "))
        assert "()" not in finding.message


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair.mirrored], ids=lambda pair: str(pair.name)
)
def test_going_back_meets_the_mirror(pair: Pair) -> None:
    there = findings(pair.old, pair.new)
    back = findings(pair.new, pair.old)

    assert_mirrored(there, back)


def assert_mirrored(there: Iterable[Finding], back: Iterable[Finding]) -> None:
    """Each finding has one in the other direction that its rule names, about the same."""
    remaining = list(back)
    for finding in there:
        ids = {finding.change.gate_id, finding.change.previous_gate_id} - {""}
        old, new = finding.change.old, finding.change.new
        twins = [
            other
            for other in remaining
            if other.rule.id in finding.rule.mirror
            and bool(ids) == bool({other.change.gate_id, other.change.previous_gate_id} - {""})
            and ids <= {other.change.gate_id, other.change.previous_gate_id, *ids}
            and (other.change.old.form if other.change.old else "") == (new.form if new else "")
            and (other.change.new.form if other.change.new else "") == (old.form if old else "")
        ]
        assert twins, f"{about(finding)} has no mirror"
        remaining.remove(twins[0])
    assert not remaining


# --- the catalogue --------------------------------------------------------------------------------


def test_each_file_is_named_after_its_rule() -> None:
    assert {path.stem for path in RULES_FOLDER.glob("*.yaml")} == {r.id for r in CATALOGUE.rules}
    assert {path.suffix for path in RULES_FOLDER.iterdir()} == {".yaml"}


def test_the_levels_are_those_of_the_policy() -> None:
    levels = {level: set[str]() for level in Bump}
    for rule in CATALOGUE.rules:
        levels[rule.required_bump].add(rule.id)

    assert levels[Bump.MAJOR] == MAJOR
    assert levels[Bump.MINOR] == MINOR
    assert not levels[Bump.NONE]


def test_every_rule_fires() -> None:
    reached = {rule for pair in PAIRS for rule, _ in pair.expected}

    assert reached == {rule.id for rule in CATALOGUE.rules}


def possible_changes() -> Iterator[Change]:
    for kind, facts in FACTS.items():
        for values in product(*facts.values()):
            yield Change(kind=kind, facts=dict(zip(facts, values, strict=True)))


@pytest.mark.parametrize(
    "change", list(possible_changes()), ids=lambda c: f"{c.kind.value}-{'-'.join(c.facts.values())}"
)
def test_every_possible_change_meets_exactly_one_rule(change: Change) -> None:
    if change.kind is Kind.FILE_CHANGED and change.facts["file"] == "manifest":
        assert CATALOGUE.judge(change).id == "manifest-rewritten"
    assert CATALOGUE.judge(change).matches(change)


def test_a_change_that_nobody_judges_stops_everything() -> None:
    with pytest.raises(CatalogueError, match="meets no rule"):
        CATALOGUE.judge(Change(kind=Kind.ASSERTION, facts={"relation": "sideways"}))


def test_a_change_never_states_other_facts_than_it_may() -> None:
    for pair in PAIRS:
        for change in compare(pair.old, pair.new):
            allowed = FACTS[change.kind]
            assert set(change.facts) == set(allowed)
            assert all(value in allowed[name] for name, value in change.facts.items())


def test_reasons_are_there() -> None:
    for rule in CATALOGUE.rules:
        assert rule.why.endswith(".")
        assert rule.advice.endswith(".")
        assert rule.source


GOOD = (RULES_FOLDER / "gate-removed.yaml").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("id: gate-removed", "id: gate-gone", "is called gate-gone"),
        ("axis: identity", "axis: other", "axis"),
        ("message:", "mesage:", "mesage|message"),
        ("{gate_id}", "{gate}", "message names gate"),
        ("change: gate-removed", "change: gate-eaten", "no kind of change"),
        ("change: gate-removed", "change: gate-removed\n  relation: equal", "never has relation"),
        ("required_bump: major", "required_bump: none", "required_bump"),
        ("mirror:", "no_mirror: because\nmirror:", "valid under"),
        ("when:", "when: {", "gate-removed.yaml"),
        ("  old: {gate: status < 500}\n", "", "example"),
        ("  old: {gate: status < 500}\n", "  old: {gate: 500}\n", "example"),
    ],
)
def test_a_wrong_rule_is_refused(old: str, new: str, match: str) -> None:
    with pytest.raises(CatalogueError, match=match):
        read_rule(GOOD.replace(old.encode(), new.encode(), 1), "gate-removed.yaml")


# --- fingerprints ---------------------------------------------------------------------------------


def test_a_fingerprint_depends_on_meaning_and_not_on_place() -> None:
    (rule,) = (rule for rule in CATALOGUE.rules if rule.id == "gate-undecided")

    def finding(old: str, line: int) -> Finding:
        sides = Side(f" {old}", Location("a.yaml", line), old), Side("b", Location("b.yaml", 1))
        return Finding(rule, Change(kind=Kind.ASSERTION, gate_id="a.b", old=sides[0], new=sides[1]))

    assert finding("a", 1).fingerprint == finding("a", 99).fingerprint == "0522ccf3a929512d"
    assert finding("a", 1).fingerprint != finding("b", 1).fingerprint


def test_fingerprints_are_unique_in_a_report() -> None:
    for pair in PAIRS:
        prints = [f.fingerprint for f in findings(pair.old, pair.new)]
        assert len(prints) == len(set(prints))
