"""Laws of comparison on random packs, and of folding and the three readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diff.test_rules import CATALOGUE, assert_mirrored, findings
from tests.make import NO_5XX, G, make_files, make_pack
from toolkit.diff.catalogue import Axis, Impact, Protection
from toolkit.diff.changes import compare, differ
from toolkit.diff.facts import Change, Kind
from toolkit.diff.judge import (
    Finding,
    judge,
    required_bump,
    total_impact,
    total_protection,
)
from toolkit.diff.relations import Judges, Method, Relation, Verdict
from toolkit.gates.nodes import Assertion, Integer, ValuePredicate
from toolkit.pack.model import Enforcement, Pack
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.versions import Bump

pytestmark = pytest.mark.slow

GATE_IDS = ("a.one", "a.two", "b.three")
gates = st.builds(
    G,
    id=st.sampled_from(GATE_IDS),
    gate=st.sampled_from(
        ["status < 400", "status   < 400", "status < 500", 'header "X" exists', "duration < 9"]
    ),
    condition=st.sampled_from(["true", "tags contains 'x'"]),
    enforcement=st.sampled_from([level.text for level in Enforcement]),
    final=st.booleans(),
    description=st.sampled_from(["", "words"]),
    file=st.sampled_from(["rules/x.yaml", "rules/y.yaml"]),
)
packs = st.builds(
    make_pack,
    st.lists(gates, max_size=3, unique_by=lambda gate: gate.id),
    files=st.dictionaries(
        st.sampled_from(["docs/a.md", "examples/a.yaml", "LICENSE", "x.bin", "CHANGELOG.md"]),
        st.sampled_from(["one", "two"]),
    ),
    entroping=st.sampled_from([">=0.1", ">=0.1.0", ">=0.2", "<1", ">=0.1,<1"]),
    summary=st.sampled_from(["one", "two"]),
    version=st.sampled_from(["1.0.0", "1.1.0"]),
)


@settings(deadline=None, max_examples=60)
@given(packs)
def test_a_pack_and_itself_give_nothing(pack: Pack) -> None:
    assert compare(pack, pack) == ()


@settings(deadline=None, max_examples=80)
@given(packs, packs)
def test_going_back_meets_the_mirrors(old: Pack, new: Pack) -> None:
    assert_mirrored(findings(old, new), findings(new, old))


@settings(deadline=None, max_examples=80)
@given(packs, packs, packs)
def test_a_chain_never_asks_for_more_than_its_links(one: Pack, two: Pack, three: Pack) -> None:
    """The whole way needs no higher level than its steps, on every axis but words and files."""

    def level(old: Pack, new: Pack) -> Bump:
        found = findings(old, new)
        return required_bump(each for each in found if each.rule.axis is not Axis.METADATA)

    assert level(one, three) <= max(level(one, two), level(two, three))


@settings(deadline=None, max_examples=60)
@given(packs, packs)
def test_an_added_gate_never_lowers_the_level(old: Pack, new: Pack) -> None:
    def with_another(pack: Pack) -> Pack:
        listed = [
            G(
                id=gate.id,
                gate=gate.assertion_text,
                condition=gate.condition_text,
                enforcement=gate.enforcement.text,
                final=gate.final,
                description=gate.description or "",
                file=gate.at.path,
            )
            for gate in pack.policy.gates
        ]
        another = G(id="c.more", gate='header "Brand-New" exists')
        return make_pack([*listed, another], entroping=pack.manifest.entroping)

    found = {f.rule.id for f in findings(old, with_another(new))}

    assert required_bump(findings(old, with_another(new))) >= required_bump(
        f for f in findings(old, new) if f.rule.axis is not Axis.METADATA
    )
    assert found & {"gate-added-block", "gate-added-final"}


@settings(deadline=None, max_examples=40)
@given(packs, packs, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(old: Pack, new: Pack, chance: object) -> None:
    entries = list(new.tree.files())
    chance.shuffle(entries)  # type: ignore[attr-defined]
    shuffled = read_pack(Tree.of_files(dict(entries))).pack()

    assert [f.fingerprint for f in findings(old, shuffled)] == [
        f.fingerprint for f in findings(old, new)
    ]


@settings(deadline=None)
@given(packs, packs)
def test_packs_differ_where_something_changed(old: Pack, new: Pack) -> None:
    assert differ(old, new) is bool(compare(old, new))


def test_whether_packs_differ_asks_no_procedure(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked beside the comparison itself, which takes seconds where all gates changed."""

    asked = []

    def ask(*packs: object) -> Iterator[Change]:
        asked.append(packs)
        yield from ()

    monkeypatch.setattr("toolkit.diff.changes.gate_changes", ask)
    assert differ(make_pack([NO_5XX]), make_pack([NO_5XX.but(gate="status < 400")]))
    assert not asked


def test_line_numbers_and_comments_leave_fingerprints_alone() -> None:
    old, changed = make_pack(), [G(id="acme.no_5xx", gate="status < 400", final=True)]
    files = make_files(changed)
    moved = {
        path: b"# a word\n\n" + data if path.endswith(".yaml") else data
        for path, data in files.items()
    }
    one = findings(old, read_pack(Tree.of_files(files)).pack())
    other = findings(old, read_pack(Tree.of_files(moved)).pack())

    gates_of = [f for f in other if f.change.gate_id]
    assert [f.fingerprint for f in one if f.change.gate_id] == [f.fingerprint for f in gates_of]


# --- the seam -------------------------------------------------------------------------------------


def by_threshold(old: Assertion, new: Assertion) -> Verdict:
    """Return the relation of two upper bounds: the least decision procedure there is."""
    bounds = []
    for assertion in (old, new):
        assert isinstance(assertion.predicate, ValuePredicate)
        assert isinstance(assertion.predicate.value, Integer)
        bounds.append(assertion.predicate.value.value)
    relation = Relation.STRICTER if bounds[1] < bounds[0] else Relation.LOOSER
    return Verdict(relation, Method.DECIDED)


@pytest.mark.parametrize(
    ("old", "new", "rule", "level", "impact"),
    [
        ("status < 500", "status < 400", "gate-stricter", Bump.MAJOR, Impact.BREAKING),
        ("status < 400", "status < 500", "gate-looser", Bump.MINOR, Impact.COMPATIBLE),
    ],
)
def test_a_decision_procedure_plugs_in(
    old: str, new: str, rule: str, level: Bump, impact: Impact
) -> None:
    judges = Judges(acceptance=by_threshold)
    (finding,) = findings(
        make_pack([G(id="a.b", gate=old)]), make_pack([G(id="a.b", gate=new)]), judges
    )

    assert (finding.rule.id, finding.required_bump, finding.impact) == (rule, level, impact)
    assert finding.change.method is Method.DECIDED
    assert finding.change.scope is Relation.EQUAL
    assert not finding.is_undecided


# --- folding --------------------------------------------------------------------------------------


def rule_change(**fields: object) -> Change:
    facts = {"file": "rules"}
    return Change(kind=Kind.FILE_CHANGED, subject="r.yaml", facts=facts, echo="r.yaml", **fields)  # type: ignore[arg-type]


def test_an_echo_folds_under_what_it_echoes() -> None:
    description = Change(
        kind=Kind.DESCRIPTION, gate_id="a.b", touches=frozenset({"r.yaml", "other.yaml"})
    )

    assert [f.change for f in judge([rule_change(), description], CATALOGUE)] == [description]


def test_an_echo_never_folds_under_itself_or_something_else() -> None:
    elsewhere = Change(kind=Kind.DESCRIPTION, gate_id="a.b", touches=frozenset({"other.yaml"}))
    echo = rule_change(touches=frozenset({"r.yaml"}))

    assert len(judge([echo, elsewhere], CATALOGUE)) == 2


def test_nothing_folds_under_something_milder() -> None:
    severe = replace(
        CATALOGUE,
        rules=tuple(
            replace(rule, required_bump=Bump.MAJOR) if rule.id == "rules-rewritten" else rule
            for rule in CATALOGUE.rules
        ),
    )
    mild = Change(kind=Kind.DESCRIPTION, gate_id="a.b", touches=frozenset({"r.yaml"}))

    assert [f.rule.id for f in judge([mild, rule_change()], severe)] == [
        "rules-rewritten",
        "gate-description-changed",
    ]


# --- the three readings ---------------------------------------------------------------------------


def test_findings_stand_most_severe_first() -> None:
    old = make_pack([G(id="z.gone", gate="status < 400"), G(id="a.b")], files={"docs/x.md": "x"})
    new = make_pack(
        [G(id="a.b", description="words"), G(id="m.new", gate="duration < 1")],
        files={"docs/x.md": "y"},
    )

    levels = [f.required_bump for f in findings(old, new)]
    assert levels == sorted(levels, reverse=True)
    assert [f.rule.id for f in findings(old, new)] == [
        "gate-removed",
        "gate-added-block",
        "gate-description-changed",
        "document-changed",
    ]


@pytest.mark.parametrize(
    ("enforcement", "impact"),
    [("block", Impact.BREAKING), ("warn", Impact.COMPATIBLE), ("audit_only", Impact.COMPATIBLE)],
)
def test_a_gate_that_does_not_block_fails_no_pipeline(enforcement: str, impact: Impact) -> None:
    old, new = (
        make_pack([G(id="a.b", gate=f"status < {bound}", enforcement=enforcement)])
        for bound in (500, 400)
    )

    assert total_impact(findings(old, new)) is impact
    assert required_bump(findings(old, new)) is Bump.MAJOR


def of_rule(*rule_ids: str) -> list[Finding]:
    found = [CATALOGUE.rule(rule_id) for rule_id in rule_ids]
    return [Finding(rule, Change(kind=min(rule.kinds, key=str))) for rule in found if rule]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), Protection.SAME),
        (("metadata-changed",), Protection.SAME),
        (("final-gained", "metadata-changed"), Protection.RAISED),
        (("final-lost", "metadata-changed"), Protection.REDUCED),
        (("final-lost", "final-gained"), Protection.MIXED),
        (("gate-incomparable",), Protection.MIXED),
        (("gate-undecided",), Protection.UNKNOWN),
        (("gate-undecided", "final-gained"), Protection.UNKNOWN),
        (("gate-undecided", "final-lost"), Protection.REDUCED),
        (("gate-undecided", "final-lost", "final-gained"), Protection.MIXED),
    ],
)
def test_a_loss_of_protection_is_never_hidden(rules: tuple[str, ...], expected: Protection) -> None:
    assert total_protection(of_rule(*rules)) is expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), Impact.COMPATIBLE),
        (("gate-removed",), Impact.COMPATIBLE),
        (("gate-undecided", "gate-removed"), Impact.UNDECIDED),
        (("gate-undecided", "gate-added-block"), Impact.BREAKING),
    ],
)
def test_what_is_known_to_break_counts_before_what_is_unknown(
    rules: tuple[str, ...], expected: Impact
) -> None:
    assert total_impact(of_rule(*rules)) is expected
