"""Whole packs: what a gate does beside others, and how two packs relate."""

from __future__ import annotations

import pytest

from toolkit.gates.condition import parse_condition
from toolkit.gates.decision.compare import Gate, compare_gates
from toolkit.gates.decision.packs import Effect, beside, compare_packs
from toolkit.gates.decision.verdicts import Relation
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import condition_matches
from toolkit.gates.hurl import parse_assertion

IMPLIED, BITES, UNKNOWN = Effect.IMPLIED, Effect.BITES, Effect.UNKNOWN


def gate(text: str) -> Gate:
    """Read ``assertion`` or ``condition ? assertion``."""
    condition, _, assertion = text.rpartition(" ? ")
    return Gate(parse_condition(condition or "true"), parse_assertion(assertion))


BESIDE: tuple[tuple[str, list[str], Effect], ...] = (
    ("status < 500", ["status < 400"], IMPLIED),
    ("status < 400", ["status < 500"], BITES),
    ("status != 404", ["status < 404"], IMPLIED),
    ("status == 200", ["status >= 200", "status <= 200"], IMPLIED),
    ("status == 200", ["status >= 200", "status <= 201"], BITES),
    ("status < 500", [], BITES),
    ("duration >= 0", [], IMPLIED),
    ('header "X" exists', ['header "x" matches /a/'], IMPLIED),
    ('header "X" contains "a"', ['header "X" startsWith "ab"'], IMPLIED),
    ('header "X" == "ab"', ['header "X" startsWith "ab"', 'header "X" endsWith "ab"'], BITES),
    ('header "X" isString', ['header "X" contains "a"', 'header "X" exists'], BITES),
    ('jsonpath "$.a" exists', ['jsonpath "$.a.b" == 1'], IMPLIED),
    ('jsonpath "$.a" isObject', ['jsonpath "$.a.b" == 1', "status == 200"], IMPLIED),
    ('jsonpath "$.b" exists', ['jsonpath "$.a" exists', "status == 200", "duration < 9"], BITES),
    ("body isEmpty", ["status == 204"], BITES),
    # scopes
    ("path startswith '/api' ? status < 500", ["status < 500"], IMPLIED),
    ("status < 500", ["path startswith '/api' ? status < 500"], BITES),
    ("method == 'GET' ? status < 500", ["method == 'POST' ? status < 400"], BITES),
    ("path startswith '/api/v1' ? status < 500", ["path contains '/api' ? status < 400"], IMPLIED),
    ("tags contains 'a' ? status == 200", ["tags contains 'a' ? status < 300"], BITES),
    # templates
    ('header "X" == "{{x}}"', ['header "X" == "{{x}}"'], IMPLIED),
    ('header "X" == "{{x}}"', ['header "X" == "a"'], UNKNOWN),
    ("status == 200", ['header "X" == "{{x}}"'], UNKNOWN),
    ("status < 500", ["status < 400", 'header "X" == "{{x}}"'], IMPLIED),
)  # fmt: skip


@pytest.mark.parametrize(("text", "others", "effect"), BESIDE)
def test_what_a_gate_does_beside_others(text: str, others: list[str], effect: Effect) -> None:
    there = [gate(other) for other in others]
    found = beside(gate(text), there)

    assert found.effect is effect, found.reason
    if effect is BITES:
        assert found.witness is not None
        exchange, response = found.witness.exchange, found.witness.response
        assert response is not None
        assert condition_matches(found.gate.condition, exchange)
        assert not evaluate(found.gate.assertion, response, {}).passed
        for other in there:
            if condition_matches(other.condition, exchange):
                assert evaluate(other.assertion, response, {}).passed


PACKS: tuple[tuple[list[str], list[str], Relation], ...] = (
    (["status < 500"], ["status < 500"], Relation.EQUAL),
    (["status < 500"], ["status < 500", "status < 600"], Relation.EQUAL),
    (["status < 500", "status != 404"], ["status < 404"], Relation.STRICTER),
    (["status >= 200", "status < 300"], ['status toString startsWith "2"'], Relation.EQUAL),
    (["status < 500"], ["status < 400", 'header "X" exists'], Relation.STRICTER),
    (["status < 400", 'header "X" exists'], ["status < 500"], Relation.LOOSER),
    (["status < 400"], ['header "X" exists'], Relation.INCOMPARABLE),
    (["status < 500"], ['header "X" == "{{x}}"'], Relation.UNDECIDED),
    (["method == 'GET' ? status < 400"], ["status < 400"], Relation.STRICTER),
    ([], ["duration exists"], Relation.EQUAL),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "relation"), PACKS)
def test_packs(old: list[str], new: list[str], relation: Relation) -> None:
    before, after = [gate(text) for text in old], [gate(text) for text in new]

    assert compare_packs(before, after).comparison.relation is relation
    assert compare_packs(after, before).comparison.relation is relation.mirrored()


def test_gates_are_compared_in_scope_and_acceptance() -> None:
    found = compare_gates(gate("path startswith '/a' ? status < 500"), gate("status < 400"))

    assert (found.scope.relation, found.acceptance.relation) == (
        Relation.STRICTER,
        Relation.STRICTER,
    )
