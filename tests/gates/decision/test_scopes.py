"""Conditions compared: the relation, and the exchange that shows it."""

from __future__ import annotations

import pytest

from toolkit.gates.condition import parse_condition
from toolkit.gates.decision.scopes import compare_scopes
from toolkit.gates.decision.verdicts import Relation
from toolkit.gates.evaluation.response import condition_matches

EQUAL, MORE, LESS = Relation.EQUAL, Relation.STRICTER, Relation.LOOSER
NEITHER, UNKNOWN = Relation.INCOMPARABLE, Relation.UNDECIDED

TABLE = (
    # a gate that applies to more exchanges is stricter
    ("true", "true", EQUAL, ""),
    ("true", "path contains '/api'", LESS, "path='/'"),
    ("method == 'GET'", "true", MORE, "method='POST'"),
    ("path contains '/api'", "path startswith '/api'", LESS, "path='/a/api'"),
    ("path startswith '/api'", "path startswith '/api/v1'", LESS, "path='/api'"),
    ("path startswith '/api'", "path contains 'api'", MORE, "path='/aapi'"),
    ("path startswith '/a'", "path startswith '/b'", NEITHER, "path='/b'"),
    ("path contains 'a'", "path contains 'aa'", LESS, "path='/a'"),
    ("path contains 'ab'", "path contains 'ba'", NEITHER, "path='/ba'"),
    ("url contains 'example'", "url contains 'example.com'", LESS, "url="),
    ("url contains '?debug'", "url contains 'debug'", MORE, "debug"),
    ("method == 'GET'", "method == 'get'", EQUAL, ""),
    ("method == 'GET'", "method == 'POST'", NEITHER, "method='POST'"),
    ("method == 'PURGE'", "true", MORE, "method='GET'"),
    ("tags contains 'a'", "tags contains 'b'", NEITHER, "tags=frozenset({'b'})"),
    ("tags contains 'a'", "true", MORE, "tags=frozenset()"),
    ("tags contains 'a,b'", "true", MORE, "tags=frozenset()"),
    # strange values prove nothing and disprove nothing
    ("tags contains 'a,b'", "tags contains 'a'", UNKNOWN, ""),
    ("tags contains 'a,b'", "tags contains 'c,d'", UNKNOWN, ""),
    ("method == 'x-y'", "method == 'é'", UNKNOWN, ""),
    ("method == 'x-y'", "tags contains 'a'", UNKNOWN, ""),
    ("path contains 'a'", "method == '/'", UNKNOWN, ""),
    ("meta.owner == 'x'", "meta.owner == 'y'", NEITHER, "meta={'owner': 'y'}"),
    ("meta.owner == 'x'", "meta.team == 'x'", NEITHER, "meta={'team': 'x'}"),
    ("meta.owner == 'x'", "path contains 'x'", NEITHER, "path='/x'"),
    ("tags contains 'a'", "method == 'GET'", NEITHER, "method='GET'"),
    ("path contains 'a'", "url contains 'b'", NEITHER, "?next=b"),
    # what is not known for certain
    ("path contains '/api'", "url contains '/api'", UNKNOWN, "path of an exchange"),
    ("path startswith 'api'", "path startswith 'apix'", UNKNOWN, "not known"),
    ("path startswith '/'", "true", UNKNOWN, "not known"),
    ("tags contains 'a'", "meta.tags == 'a'", UNKNOWN, "not known"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "relation", "fragment"), TABLE)
def test_the_relation_is_decided_and_shown(
    old: str, new: str, relation: Relation, fragment: str
) -> None:
    found = compare_scopes(parse_condition(old), parse_condition(new))

    assert found.relation is relation, found.reason
    witness = found.reverse_witness if relation is LESS else found.witness
    assert fragment in (found.reason if relation is UNKNOWN else str(witness))


@pytest.mark.parametrize(("old", "new", "relation", "_fragment"), TABLE)
def test_witnesses_are_in_one_scope_only(
    old: str, new: str, relation: Relation, _fragment: str
) -> None:
    before, after = parse_condition(old), parse_condition(new)
    found = compare_scopes(before, after)

    assert compare_scopes(after, before).relation is relation.mirrored()
    for witness, wanted in ((found.witness, (False, True)), (found.reverse_witness, (True, False))):
        if witness is not None:
            exchange = witness.exchange
            assert wanted == (
                condition_matches(before, exchange),
                condition_matches(after, exchange),
            )
