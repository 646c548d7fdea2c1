"""Whole packs: impact and protection as a pipeline meets them, all gates together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diff.test_rules import findings
from tests.make import G, make_pack
from toolkit.diff.catalogue import Impact, Protection
from toolkit.diff.judge import total_impact, total_protection
from toolkit.diff.pipeline import MOST_ASKED, Neighbours, Pipeline, listed_ids, pipeline
from toolkit.diff.relations import Effect, Judges, Method, Relation
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import condition_matches
from toolkit.pack.model import Enforcement, Pack

LOW, MID, HIGH = (f"status < {bound}" for bound in (400, 500, 600))


def gates(*lines: str) -> list[G]:
    """Return gates of lines ``name [level] [condition ?] assertion``; level block if not said."""
    made = []
    for line in lines:
        name, _, rest = line.partition(" ")
        words, _, assertion = rest.rpartition(" ? ")
        level, _, plain = assertion.partition(" ")
        known = level in ("warn", "audit_only")
        made.append(
            G(
                id=f"a.{name}",
                gate=plain if known else assertion,
                condition=words or "true",
                enforcement=level if known else "block",
            )
        )
    return made


def whole(old: Pack, new: Pack) -> Pipeline:
    before, after = old.policy, new.policy
    return pipeline(before, after, Neighbours(before, after, Judges()))


CASES: tuple[tuple[Sequence[str], Sequence[str], Relation, Impact, Protection], ...] = (
    # one gate
    ([f"x {MID}"], [f"x {LOW}"], Relation.STRICTER, Impact.BREAKING, Protection.RAISED),
    ([f"x {LOW}"], [f"x {MID}"], Relation.LOOSER, Impact.COMPATIBLE, Protection.REDUCED),
    # stricter or looser, and the other gate does as much
    (
        [f"x {MID}", f"y {LOW}"],
        ["x status < 450", f"y {LOW}"],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    (
        [f"x {MID}", f"y {LOW}"],
        [f"x {HIGH}", f"y {LOW}"],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    # gates that come and go
    ([f"x {LOW}"], [f"x {LOW}", f"y {MID}"], Relation.EQUAL, Impact.COMPATIBLE, Protection.SAME),
    ([f"x {LOW}", f"y {MID}"], [f"x {LOW}"], Relation.EQUAL, Impact.COMPATIBLE, Protection.SAME),
    (
        [f"x {LOW}", f"y {MID}"],
        [f"y {MID}"],
        Relation.LOOSER,
        Impact.COMPATIBLE,
        Protection.REDUCED,
    ),
    ([f"x {MID}"], [f"y {LOW}"], Relation.STRICTER, Impact.BREAKING, Protection.RAISED),
    (
        ["x status >= 200", "y status <= 299"],
        ['z status toString matches "^2[0-9][0-9]$"'],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    (
        [f"x {LOW}"],
        ['y header "X" exists'],
        Relation.INCOMPARABLE,
        Impact.BREAKING,
        Protection.MIXED,
    ),
    # scopes
    (
        [f"x method == 'GET' ? {LOW}", f"y {MID}"],
        [f"x {LOW}", f"y {MID}"],
        Relation.STRICTER,
        Impact.BREAKING,
        Protection.RAISED,
    ),
    (
        [f"x {LOW}", f"y method == 'GET' ? {HIGH}"],
        [f"x {LOW}", f"y {HIGH}"],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    # what does not block is no pipeline's, but protects
    ([f"x warn {MID}"], [f"x warn {LOW}"], Relation.EQUAL, Impact.COMPATIBLE, Protection.RAISED),
    ([f"x warn {LOW}"], [f"x warn {MID}"], Relation.EQUAL, Impact.COMPATIBLE, Protection.REDUCED),
    (
        [f"x warn {MID}", f"y {LOW}"],
        [f"y {LOW}"],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    (
        [f"x {MID}", f"y warn {LOW}"],
        [f"y warn {LOW}"],
        Relation.LOOSER,
        Impact.COMPATIBLE,
        Protection.REDUCED,
    ),
    ([f"x {LOW}"], [f"x warn {LOW}"], Relation.LOOSER, Impact.COMPATIBLE, Protection.REDUCED),
    (
        [f"x {MID}", f"y {LOW}"],
        [f"x warn {MID}", f"y {LOW}"],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    ([f"x warn {LOW}"], [f"x {LOW}"], Relation.STRICTER, Impact.BREAKING, Protection.RAISED),
    # it blocks now, but refuses less: some that were warned about no longer are
    ([f"x warn {LOW}"], [f"x {MID}"], Relation.STRICTER, Impact.BREAKING, Protection.MIXED),
    # not known
    (
        [f"x {MID}", 'y header "X" == "{{x}}"'],
        [f"x {LOW}", 'y header "X" == "{{x}}"'],
        Relation.UNDECIDED,
        Impact.BREAKING,
        Protection.RAISED,
    ),
    (
        [f"x {LOW}", 'y header "X" == "{{x}}"'],
        ["x status < 300.5", 'y header "X" == "{{x}}"', f"z {LOW}"],
        Relation.UNDECIDED,
        Impact.BREAKING,
        Protection.RAISED,
    ),
    (
        [f"x {LOW}", 'y header "X" == "{{x}}"'],
        [f"x {LOW}", f"z {MID}", 'y header "X" == "{{x}}"'],
        Relation.EQUAL,
        Impact.COMPATIBLE,
        Protection.SAME,
    ),
    (
        ["x status < {{x}}"],
        ["x status < {{y}}"],
        Relation.UNDECIDED,
        Impact.UNDECIDED,
        Protection.UNKNOWN,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "relation", "impact", "protection"), CASES)
def test_impact_and_protection_are_those_of_the_whole_pack(
    old: Sequence[str],
    new: Sequence[str],
    relation: Relation,
    impact: Impact,
    protection: Protection,
) -> None:
    before, after = make_pack(gates(*old)), make_pack(gates(*new))
    found = findings(before, after)
    there = whole(before, after)

    assert there.relation is relation, there.reason
    assert total_impact(found, there) is impact
    assert total_protection(found, there) is protection
    assert whole(after, before).relation is relation_back(relation)
    check(before, after, there)


def relation_back(relation: Relation) -> Relation:
    swapped = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
    return swapped.get(relation, relation)


def check(old: Pack, new: Pack, found: Pipeline) -> None:
    """Assert that each witness passes all that block of one pack and fails one of the other."""
    for shown, passing, failing, refused_by, named in (
        (found.witness, old, new, found.refused_by, found.passed),
        (found.reverse_witness, new, old, found.was_refused_by, found.passes),
    ):
        if shown is None:
            assert (refused_by, named) == ("", ())
            continue
        verdicts = {
            gate.id: evaluate(gate.assertion, shown.response, shown.variables).passed
            for gate in passing.policy.gates
            if gate.enforcement is Enforcement.BLOCK
            and condition_matches(gate.condition, shown.exchange)
        }
        assert all(verdicts.values())
        assert set(verdicts) >= set(named)
        gate = failing.policy.by_id[refused_by]
        assert gate.enforcement is Enforcement.BLOCK
        assert condition_matches(gate.condition, shown.exchange)
        assert not evaluate(gate.assertion, shown.response, shown.variables).passed


lines = st.builds(
    G,
    id=st.sampled_from(["a.one", "a.two", "a.three", "a.four"]),
    gate=st.sampled_from(
        [LOW, MID, "status == 200", 'header "X" exists', 'header "X" == "a"', "duration < 9",
         'header "X" == "{{x}}"', "status != 404"]
    ),
    condition=st.sampled_from(["true", "true", "tags contains 'x'", "path startswith '/v1'"]),
    enforcement=st.sampled_from(["block", "block", "warn"]),
)  # fmt: skip
packs = st.builds(make_pack, st.lists(lines, max_size=4, unique_by=lambda gate: gate.id))


@settings(deadline=None, max_examples=60)
@given(packs, packs)
def test_laws_of_whole_packs(old: Pack, new: Pack) -> None:
    """Witnesses are true, the mirror is one, and no reading contradicts the packs as a whole."""
    there, back = whole(old, new), whole(new, old)
    found = findings(old, new)
    impact, protection = total_impact(found, there), total_protection(found, there)

    check(old, new, there)
    assert back.relation is relation_back(there.relation)
    if there.witness is not None:
        assert impact is Impact.BREAKING
        assert protection in (Protection.RAISED, Protection.MIXED, Protection.UNKNOWN)
    if there.reverse_witness is not None:
        assert protection in (Protection.REDUCED, Protection.MIXED)
    if there.can_fail is False and not any(one.rule.id == "gate-renamed" for one in found):
        assert impact is Impact.COMPATIBLE
    if old is new or not found:
        assert there.relation is Relation.EQUAL


def test_a_gate_and_what_covers_it_are_told() -> None:
    old, new = (
        make_pack(gates(f"x {MID}", f"y {LOW}")),
        make_pack(gates("x status < 450", f"y {LOW}")),
    )
    (finding,) = (one for one in findings(old, new) if one.change.gate_id)

    assert finding.change.covered_by == ("a.y",)
    assert finding.change.replaced_by == ("a.x",)  # it refuses more itself
    assert (finding.impact, finding.impact_beside) == (Impact.BREAKING, Impact.COMPATIBLE)
    assert finding.protection_beside is Protection.SAME


def test_a_final_gate_that_is_covered_can_keep_a_pack_from_loading_all_the_same() -> None:
    old = make_pack(gates(f"x {LOW}"))
    new = make_pack([*gates(f"x {LOW}"), G(id="a.y", gate=MID, final=True)])
    (finding,) = (one for one in findings(old, new) if one.change.gate_id)

    assert finding.rule.id == "gate-added-final"
    assert total_impact([finding], whole(old, new)) is Impact.BREAKING


@pytest.mark.parametrize(
    ("old", "new", "method"),
    [
        ([f"x {LOW}"], [f"x {LOW}", f"z warn {HIGH}"], Method.IDENTICAL_TEXT),
        ([f"x {LOW}"], ["x status   < 400"], Method.NORMAL_FORM),
        ([f"x {LOW}"], ["x status <= 399"], Method.DECIDED),
        (["x status < {{a}}"], ["x status < {{b}}"], Method.ABSTAINED),
    ],
)
def test_how_it_is_known(old: list[str], new: list[str], method: Method) -> None:
    assert whole(make_pack(gates(*old)), make_pack(gates(*new))).method is method


def test_so_many_are_asked_about_and_no_more() -> None:
    old = make_pack(gates("x status < 200")).policy
    many = (f"y{n:03} status < {300 + n}" for n in range(MOST_ASKED + 2))
    new = make_pack(gates(*many)).policy
    neighbours = Neighbours(old, new, Judges())
    effects = [neighbours.coming(gate).effect for gate in new.gates]

    assert effects == [*[Effect.IMPLIED] * MOST_ASKED, Effect.UNKNOWN, Effect.UNKNOWN]
    assert "more than 64 gates differ" in pipeline(old, new, neighbours).reason


def test_of_many_ids_the_first_are_named() -> None:
    assert [listed_ids("abcde"[:count]) for count in (1, 2, 3, 5)] == [
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and 2 more",
    ]


def test_without_a_question_the_decision_is_not_loaded() -> None:
    code = (
        "import sys; from tests.make import G, make_pack;"
        "from toolkit.diff import changes, pipeline;"
        "from toolkit.diff.relations import Judges; old = make_pack(); "
        "all = old.policy; found = pipeline.Neighbours(all, all, Judges());"
        "pipeline.pipeline(all, all, found);"
        "changes.compare(old, old); "
        "sys.exit('toolkit.gates.decision.packs' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
