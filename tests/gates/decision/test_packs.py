"""Whole packs: what a gate does beside others, and how two packs relate."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.gates.decision.responses import Responses
from toolkit.gates.condition import parse_condition
from toolkit.gates.decision.compare import Gate, compare_gates
from toolkit.gates.decision.packs import beside, compare_packs
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.verdicts import Effect, Relation
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, condition_matches
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
    ("status < 500", ["path startswith '/a' ? header \"X\" == \"{{x}}\""], BITES),
    # what users expect to be seen through
    ("status < 500", ["status == 200"], IMPLIED),
    ('header "X" exists', ['header "X" == "a"'], IMPLIED),
    ('header "X" matches /^[a-z]+$/', ['header "X" == "abc"'], IMPLIED),
    ("status < 400", ["status < 500", *(f"status != {code}" for code in range(400, 500))], IMPLIED),
    ("status < 399", ["status < 500", *(f"status != {code}" for code in range(400, 500))], BITES),
    ("path startswith '/' ? status < 500", ["status < 400"], IMPLIED),
    ("tags contains 'a' ? status < 500", ["meta.tags == 'a' ? status < 400"], UNKNOWN),
    ('header "X" exists', ["status == 150"], IMPLIED),  # nothing passes the other
    ("body isEmpty", ["status == 204", 'header "Y" exists'], BITES),  # an encoding nobody knows
    ('jsonpath "$.z" exists', [f'jsonpath "$.a{n}.b" == {n}' for n in range(40)], BITES),
    ('header "X" contains "z"', [f'header "X" contains "a{n}"' for n in range(40)], BITES),
    ('body contains "z"', [f'body contains "a{n}"' for n in range(40)], BITES),
    # a list contains its items: X: a0, X: a1, ...
    ('header "X" contains "a"', [f'header "X" contains "a{n}"' for n in range(40)], BITES),
    # addresses: that of the exchange is that of the response
    ('url not contains "/x"', ["path startswith '/api' ? url contains \"/y\""], BITES),
    ('url contains "v1"', ["url contains '/v1' ? status < 500"], BITES),
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
        assert {*found.meets} == {
            other for other in there if condition_matches(other.condition, exchange)
        }
        if not response.redirects:
            assert response.url == exchange.url
    if effect is IMPLIED:
        assert beside(gate(text), found.by).effect is IMPLIED


def test_what_implies_a_gate_is_named_and_nothing_else() -> None:
    others = ['header "X" exists', "status < 999", "status < 400", "status != 500", "duration < 9"]

    assert beside(gate("status < 500"), [gate(text) for text in others]).by == (
        gate("status < 400"),
    )
    assert beside(gate("duration >= 0"), [gate(text) for text in others]).by == ()


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


LINES = (
    "status < 400", "status < 500", "status == 200", "status != 404", "status >= 300",
    'header "X" exists', 'header "X" == "a"', 'header "X" contains "a"', 'header "X" not exists',
    'header "X" matches /^[ab]+$/', 'header "X" count >= 2', "duration < 9", "body isEmpty",
    "bytes count < 2", 'jsonpath "$.a" exists', 'jsonpath "$.a" == 1', 'jsonpath "$.a.b" isString',
    'header "X" == "{{x}}"', "status == 204", 'url contains "a"', "version == 2", "status < 1000",
)  # fmt: skip
CONDITIONS = ("true", "true", "method == 'GET'", "path startswith '/a'", "path startswith '/'")


@pytest.mark.parametrize("seed", range(6))
def test_claims_about_random_packs_survive(seed: int) -> None:
    """What is implied is never failed by a response that passes the others; a witness is one."""
    chance = Random(seed)  # noqa: S311  not for secrets
    for _ in range(40):
        lines = [f"{chance.choice(CONDITIONS)} ? {chance.choice(LINES)}" for _ in range(5)]
        asked, *others = map(gate, lines)
        found = beside(asked, others)
        known = [one for one in (asked, *others) if not unknowns(one.assertion)]
        if found.effect is IMPLIED and asked in known:
            _attack(asked, others, chance.randrange(1000))
        if found.witness is not None:
            response, exchange = found.witness.response, found.witness.exchange
            assert response is not None
            assert condition_matches(asked.condition, exchange)
            assert not evaluate(asked.assertion, response, {}).passed
            for other in others:
                applies = condition_matches(other.condition, exchange)
                assert not applies or evaluate(other.assertion, response, {}).passed


def _attack(asked: Gate, others: list[Gate], seed: int) -> None:
    exchanges = [
        Exchange(method=method, path=path, url=f"http://example.com{path}")
        for method in ("GET", "POST")
        for path in ("/", "/a")
    ]
    used = [asked.assertion, *(one.assertion for one in others if not unknowns(one.assertion))]
    for response in Responses(seed, used).take(60):
        for exchange in exchanges:
            there = [one for one in (asked, *others) if condition_matches(one.condition, exchange)]
            if asked not in there or any(unknowns(one.assertion) for one in there):
                continue
            failed = [one for one in there if not evaluate(one.assertion, response, {}).passed]
            assert failed != [asked], (asked, others, response)


def test_two_hundred_gates_of_which_five_differ() -> None:
    """Only what differs is asked about: an unchanged gate is implied by itself."""
    old = [gate(f'header "X{n % 40}" contains "a{n}"') for n in range(200)]
    new = [*old[:195], *(gate(f'header "X{n}" contains "b{n}"') for n in range(5))]
    start = time.process_time()
    found = compare_packs(old, new)

    assert time.process_time() - start < 1.5
    assert found.comparison.relation is Relation.INCOMPARABLE


def test_gates_are_compared_in_scope_and_acceptance() -> None:
    found = compare_gates(gate("path startswith '/a' ? status < 500"), gate("status < 400"))

    assert (found.scope.relation, found.acceptance.relation) == (
        Relation.STRICTER,
        Relation.STRICTER,
    )
