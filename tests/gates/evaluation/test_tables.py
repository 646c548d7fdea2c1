"""Our evaluator on the truth tables; `test_oracle` has the real Hurl judge the same rows."""

from __future__ import annotations

import pytest

from tests.gates.evaluation.assertions import MEANINGS
from tests.gates.evaluation.differential import received
from tests.gates.evaluation.playing import Wire
from tests.gates.evaluation.tables import BODIES, CRASHES, ON_PAGE, PAGE, PASSES
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.outcome import Kind, Outcome
from toolkit.gates.hurl import parse_assertion


def judged(line: str, wire: Wire) -> Outcome:
    response = received(wire, 0, "/")
    return evaluate(parse_assertion(line), response, MEANINGS)


@pytest.mark.parametrize(("line", "kind"), ON_PAGE, ids=[line for line, _ in ON_PAGE])
def test_on_the_page(line: str, kind: Kind) -> None:
    outcome = judged(line, PAGE)

    assert outcome.kind is kind
    assert outcome.passed == PASSES[kind][outcome.negated]


@pytest.mark.parametrize(
    ("wire", "line", "kind"), [(wire, line, kind) for wire, rows in BODIES for line, kind in rows]
)
def test_bodies(wire: Wire, line: str, kind: Kind) -> None:
    assert judged(line, wire).kind is kind


@pytest.mark.parametrize(("wire", "line"), CRASHES)
def test_where_hurl_crashes_there_is_no_outcome(wire: Wire, line: str) -> None:
    with pytest.raises(UnsupportedError) as refusal:
        judged(line, wire)

    assert refusal.value.name == "hurl-crashes"
