"""Verdicts of packs on records, and what is said where something was not recorded."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from tests.make import G, make_pack
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.pack.model import Pack
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.evaluation import Examiner
from toolkit.replay.judge import Change, Judgment, Verdict, judged
from toolkit.replay.record import HIDDEN, NO_BODY, Place, Record
from toolkit.replay.report import Replay, Side

LEVELS = ("block", "warn", "audit_only")
STATUS = G(id="acme.status", gate="status < 500")
BODY = G(id="acme.body", gate="body exists")


def record(status: int = 200, *, index: int = 1, no_body: str = NO_BODY, path: str = "/") -> Record:
    return Record(
        place=Place(source="a.har", index=index, method="GET", path=path, status=status),
        exchange=Exchange(url=f"http://example.org{path}", path=path),
        response=Response(status=status),
        no_body=no_body,
    )


def judge(
    old: Iterable[G], new: Iterable[G], of: Record, assumed: Assumptions | None = None
) -> Judgment:
    before, after = make_pack(old), make_pack(new)
    examiner = Examiner(of, assumed or Assumptions())
    return judged(examiner, before.policy.by_id, after.policy.by_id, of.place)


@pytest.mark.parametrize(
    ("enforcement", "verdict"),
    [("block", Verdict.FAIL), ("warn", Verdict.WARN), ("audit_only", Verdict.AUDIT)],
)
def test_the_verdict_is_that_of_the_strictest_gate_that_fails(
    enforcement: str, verdict: Verdict
) -> None:
    found = judge([STATUS], [STATUS.but(enforcement=enforcement)], record(503))

    assert (found.old, found.new) == (Verdict.FAIL, verdict)
    assert judge([STATUS], [STATUS], record(200)).new is Verdict.PASS


def test_newly_failing_is_what_passed_every_block_gate() -> None:
    stricter = STATUS.but(gate="status < 400")
    found = judge([STATUS], [stricter], record(404))

    assert found.newly_fails
    assert found.change is Change.CHANGED
    assert [(cause.gate_id, cause.old, cause.new) for cause in found.causes] == [
        ("acme.status", Verdict.PASS, Verdict.FAIL)
    ]
    assert not judge([STATUS], [stricter], record(503)).newly_fails
    assert judge([STATUS.but(enforcement="warn")], [STATUS], record(503)).newly_fails


def test_what_is_unknown_in_both_alike_changes_nothing() -> None:
    """A gate that stands in both versions fails in both or in neither."""
    found = judge([STATUS, BODY], [STATUS, BODY.but(id="acme.renamed")], record())

    assert (found.old, found.new) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert found.change is Change.SAME
    assert {unknown.reason for unknown in found.unknown} == {NO_BODY}


def test_what_is_unknown_in_one_may_change() -> None:
    found = judge([STATUS], [STATUS, BODY], record())

    assert (found.old, found.new) == (Verdict.PASS, Verdict.UNKNOWN)
    assert found.change is Change.UNDECIDED
    assert not found.newly_fails
    assert found.causes == ()


def test_what_fails_for_certain_hides_what_is_unknown() -> None:
    found = judge([STATUS, BODY], [STATUS, BODY.but(enforcement="warn")], record(503))

    assert (found.old, found.new, found.change) == (Verdict.FAIL, Verdict.FAIL, Change.SAME)
    assert found.unknown == ()


def test_unknown_before_and_failing_now_is_newly_failing_only_if_it_passed_for_certain() -> None:
    warned, stricter = BODY.but(enforcement="warn"), STATUS.but(gate="status < 200")

    assert judge([STATUS, warned], [stricter, warned], record()).newly_fails
    assert not judge([STATUS, BODY], [stricter, BODY], record()).newly_fails


def test_a_gate_is_a_cause_also_where_its_other_side_is_not_known() -> None:
    lowered = BODY.but(enforcement="warn")
    rewritten = BODY.but(gate="status < 200")

    assert [cause.old for cause in judge([lowered], [rewritten], record()).causes] == [
        Verdict.UNKNOWN
    ]
    assert [cause.new for cause in judge([rewritten], [lowered], record()).causes] == [
        Verdict.UNKNOWN
    ]


def test_a_gate_that_fails_without_consequence_is_no_cause() -> None:
    advice = STATUS.but(id="acme.advice", gate="status < 300", enforcement="audit_only")
    found = judge([STATUS], [STATUS.but(gate="status < 400"), advice], record(404))

    assert [cause.gate_id for cause in found.causes] == ["acme.status"]


def test_every_outcome_of_what_is_unknown_is_thought_of() -> None:
    """Against brute force: each unknown line fails or not, in both versions alike."""
    lines = ("body exists", "bytes count < 9", "status < 500", "status > 300")
    options = [None, *LEVELS]
    known = {"status < 500": True, "status > 300": False}
    for levels in itertools.islice(itertools.product(options, repeat=8), 7, None, 1311):
        old, new = _pack(lines, levels[:4]), _pack(lines, levels[4:])
        found = judged(
            Examiner(record(), Assumptions()),
            old.policy.by_id,
            new.policy.by_id,
            record().place,
        )
        outcomes = [
            (_worst(lines, levels[:4], holds), _worst(lines, levels[4:], holds))
            for first, second in itertools.product((True, False), repeat=2)
            for holds in [{**known, lines[0]: first, lines[1]: second}]
        ]
        differ = {before != after for before, after in outcomes}
        expected = Change.UNDECIDED if len(differ) > 1 else Change.CHANGED
        assert found.change is (Change.SAME if differ == {False} else expected), levels
        assert found.newly_fails == all(
            before != "block" and after == "block" for before, after in outcomes
        ), levels
        assert (found.old is Verdict.UNKNOWN) == (len({one for one, _ in outcomes}) > 1), levels
        assert bool(found.causes) >= (found.change is Change.CHANGED), levels


def _pack(lines: tuple[str, ...], levels: tuple[str | None, ...]) -> Pack:
    pairs = enumerate(zip(lines, levels, strict=True))
    gates = [G(id=f"acme.g{n}", gate=one, enforcement=level) for n, (one, level) in pairs if level]
    return make_pack([*gates, G(id="acme.always", gate="status exists")])


def _worst(
    lines: tuple[str, ...], levels: tuple[str | None, ...], holds: dict[str, bool]
) -> str | None:
    failing = [level for line, level in zip(lines, levels, strict=True) if not holds[line]]
    return next((level for level in LEVELS if level in failing), None)


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        ("true", True),
        ("path startswith '/api'", True),
        ("path startswith '/web'", False),
        ("path contains 'orders'", True),
        ("url contains 'example.org/api'", True),
        ("method == 'get'", True),
        ("method == 'POST'", False),
        ("tags contains 'smoke'", True),
        ("tags contains 'slow'", False),
        ("meta.tier == 'gold'", True),
        ("meta.tier == 'tin'", False),
        ("meta.team == 'gold'", False),
    ],
)
def test_conditions(condition: str, applies: bool) -> None:
    """On the recorded request; tags and metadata are what the person says."""
    gate = STATUS.but(condition=condition)
    assumed = Assumptions(tags=frozenset({"smoke"}), meta={"tier": "gold"})
    found = judge([], [gate], record(503, path="/api/orders"), assumed)

    assert found.newly_fails is applies


def test_an_address_with_a_hidden_secret_leaves_conditions_open() -> None:
    hidden = Record(
        place=record().place,
        exchange=Exchange(url="http://example.org/***", path="/***"),
        response=Response(status=503),
        url_hidden=True,
    )
    by_path = STATUS.but(condition="path startswith '/api'")

    assert judge([], [by_path], hidden).unknown[0].reason == HIDDEN
    assert judge([], [by_path.but(gate="status > 500")], hidden).new is Verdict.PASS
    assert judge([], [STATUS.but(condition="method == 'GET'")], hidden).newly_fails
    other = STATUS.but(condition="path contains 'x'")
    assert judge([by_path], [other], hidden).change is Change.UNDECIDED


def test_gates_that_nobody_can_place_are_counted_once() -> None:
    tagged = STATUS.but(condition="tags contains 'smoke'")
    by_meta = BODY.but(condition="meta.team == 'a'")
    sides = [Side(make_pack([tagged, by_meta]), name) for name in ("old", "new")]
    replay = Replay(old=sides[0], new=sides[1], assumptions=Assumptions())
    said = Assumptions(tags=frozenset({"x"}), meta={"team": "b"})

    assert [note.partition(":")[0] for note in replay.remarks] == [
        "1 gate asks for tags, which no recording has",
        "1 gate asks for meta, which no recording has",
    ]
    assert Replay(old=sides[0], new=sides[1], assumptions=said).remarks == []


def test_newly_failing_stands_first_then_worse_then_better() -> None:
    advice = STATUS.but(id="acme.advice", gate="status != 301", enforcement="warn")
    old, new = [STATUS], [STATUS.but(gate="status != 404"), advice]
    replay = Replay(
        old=Side(make_pack(old), "old"), new=Side(make_pack(new), "new"), assumptions=Assumptions()
    )
    for index, status in enumerate((503, 301, 200, 404), 1):
        replay.add(record(status, index=index))

    assert [one.place.status for one in replay.changed] == [404, 301, 503]
    assert (replay.records, replay.newly_failing, replay.unknown) == (4, 1, 0)
    assert [gate.gate_id for gate in replay.gates] == ["acme.status", "acme.advice"]
