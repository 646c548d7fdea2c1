"""What shows a change: whole exchanges, sentences about them, and bytes on the wire."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from tests.diff.pairs import PAIRS, Pair
from tests.diff.test_rules import findings
from tests.make import G, make_pack
from toolkit.diff import wire
from toolkit.diff.catalogue import Impact
from toolkit.diff.judge import total_impact
from toolkit.diff.relations import Judges, Method, Relation, Verdict, judge_acceptance
from toolkit.diff.witness_words import sentence
from toolkit.diff.witnesses import Shown, Standing, exchange_for
from toolkit.gates.condition import parse_condition
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Redirect, Response, condition_matches
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion

GATE = G(id="a.b", gate="status < 500")


def shown(old: G | None, new: G | None) -> list[Shown]:
    """Return the witnesses of the one finding about two gates."""
    before, after = (make_pack([gate] if gate else []) for gate in (old, new))
    return [one for finding in findings(before, after) for one in finding.change.shown]


def sentences(old: G | None, new: G | None) -> list[str]:
    return [sentence(one, "1.2.0") for one in shown(old, new)]


def gates(old: str, new: str) -> tuple[G | None, G | None]:
    before, after = (G(id="a.b", gate=text) if text else None for text in (old, new))
    return before, after


TOLD = {
    ("status < 500", "status < 400"): "with status 400 passed 1.2.0 and fails now",
    ("status < 400", "status < 500"): "with status 400 failed 1.2.0 and passes now",
    ("duration < 1000", "duration < 500"): "after 500 ms passed 1.2.0 and fails now",
    ("", 'header "X" exists'): "with no header X passed 1.2.0 and fails now",
    ('header "X" exists', ""): "with no header X failed 1.2.0 and passes now",
    ('header "X" exists', 'header "X" isString'): "with 2 headers X:",
    ('header "X" exists', 'header "X" != ""'): "with an empty header X passed",
    ('jsonpath "$.a" >= 5', 'jsonpath "$.a" > 5'): 'with the body {"a": 5} passed',
    ("", "body isEmpty"): "with the body ",
    ("", "bytes not isEmpty"): "with an empty body passed",
    ("", "body exists"): "with a body of 1 byte in base 16: ff passed",
    ("", "bytes count < 900"): "with a body of 900 bytes: aaaa",
    ('cookie "s" exists', 'cookie "s[Secure]" exists'): "with the header Set-Cookie: s=",
    ('cookie "s" not exists', "status exists"): "with status 200 and the header Set-Cookie: s=",
    ('version == "2"', "version exists"): "with HTTP/1.1 failed",
    ("redirects count < 3", "redirects count < 2"): "with 2 redirects before it passed",
    ("status == 200", 'header "X" exists'): "with status 200 and no header X passed",
    ('variable "x" > 5', 'variable "x" > 6'): "with the value 6 of the variable x passed",
}  # fmt: skip


@pytest.mark.parametrize("texts", TOLD, ids=" becomes ".join)
def test_the_sentence_tells_what_matters(texts: tuple[str, str]) -> None:
    assert any(TOLD[texts] in told for told in sentences(*gates(*texts))), sentences(*gates(*texts))


def test_what_passes_and_fails_is_told_in_both_directions() -> None:
    assert sentences(*gates("status == 200", "status == 204")) == [
        "A response with status 200 passed 1.2.0 and fails now.",
        "A response with status 204 failed 1.2.0 and passes now.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("true", "method == 'POST'", "to GET / failed 1.2.0 and passes now"),
        ("path startswith '/v1'", "true", "to GET / passed 1.2.0 and fails now"),
        ("tags contains 'a'", "true", "in a test without the tag a passed"),
        ("true", "meta.owner == 'me'", "in a test without owner failed"),
        ("meta.owner == 'me'", "meta.owner == 'you'", "in a test with owner you passed"),
    ],
)
def test_a_condition_is_told_by_its_exchange(old: str, new: str, told: str) -> None:
    found = sentences(GATE.but(condition=old), GATE.but(condition=new))

    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("warn", "block", "was warned about by 1.2.0 and fails now"),
        ("block", "audit_only", "failed 1.2.0 and is put on record now"),
    ],
)
def test_enforcement_is_told_by_what_happens(old: str, new: str, told: str) -> None:
    (found,) = sentences(GATE.but(enforcement=old), GATE.but(enforcement=new))

    assert told in found


def test_nothing_in_a_gate_can_forge_a_sentence() -> None:
    (found,) = sentences(*gates("", 'header "X" != "\\u{202e}\\u{9b}31m"'))

    assert found.isprintable()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_every_witness_shows_what_it_says(pair: Pair) -> None:
    """The gate that refuses applies to the exchange and refuses the response; versions differ."""
    for finding in findings(pair.old, pair.new):
        change = finding.change
        for one, stricter in ((change.witness, True), (change.reverse_witness, False)):
            if one is None:
                continue
            assert (one.fails_old, one.fails_new) == (not stricter, stricter)
            pack = pair.new if stricter else pair.old
            gate = pack.policy.by_id[
                change.gate_id if stricter else change.previous_gate_id or change.gate_id
            ]
            assert condition_matches(gate.condition, one.exchange)
            assert not evaluate(gate.assertion, one.response, one.variables).passed
            for claim in one.claims:
                held = evaluate(claim.assertion, one.response, one.variables).passed
                assert held == claim.holds


CONDITIONS = (
    "true", "path startswith '/v1'", "path startswith 'v1'", "path contains 'v1'",
    "path contains '/'", "url contains 'https://a.example/x'", "url contains '/v1?a'",
    "url contains 'b c'", "method == 'delete'", "tags contains 'a b'", "meta.owner == ' '",
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "url"),
    list(product(CONDITIONS, ("http://example.com/", "http://a.example/v1/v2"))),
)
def test_an_exchange_for_every_condition(condition: str, url: str) -> None:
    parsed = parse_condition(condition)

    assert condition_matches(parsed, exchange_for(parsed, url))


def test_a_witness_makes_what_is_undecided_breaking() -> None:
    """That something breaks can be known where not everything is."""

    def half(old: Assertion, new: Assertion) -> Verdict:
        known = judge_acceptance(old, new)
        return replace(known, relation=Relation.UNDECIDED, method=Method.ABSTAINED, reason="why")

    old, new = (make_pack([gate]) for gate in gates("status == 200", "status == 204") if gate)
    (finding,) = findings(old, new, Judges(acceptance=half))

    assert finding.rule.id == "gate-undecided"
    assert finding.is_undecided
    assert total_impact([finding]) is Impact.BREAKING


# --- on the wire ----------------------------------------------------------------------------------


def test_exactly_these_bytes() -> None:
    response = Response(
        status=299, version="1.0", headers=(("X", "é"), ("X", "")), body=b"\xff\r\n", url=None
    )

    assert wire.wire_bytes(response) == b"HTTP/1.0 299 Played\r\nX: \xc3\xa9\r\nX: \r\n\r\n\xff\r\n"


@pytest.mark.parametrize(
    ("body", "sent"), [(b"", b""), (b"a" * 17, b"11\r\n" + b"a" * 17 + b"\r\n")]
)
def test_chunks_where_the_headers_say_so(body: bytes, sent: bytes) -> None:
    response = Response(headers=(("transfer-encoding", "chunked"),), body=body)

    assert wire.wire_bytes(response).partition(b"\r\n\r\n")[2] == sent + b"0\r\n\r\n"


def a_witness(gate: str = "status < 400", **response: Any) -> Shown:
    (one,) = shown(None, G(id="a.b", gate=gate))
    return replace(one, response=replace(one.response, **response))


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({}, ""),
        ({"version": "3"}, "HTTP/3 is not played"),
        ({"status": 101}, "a switch of protocols"),
        ({"ip": "10.0.0.1"}, ""),  # nobody looks at it
        ({"redirects": (Redirect(302, "http://example.com/next"),)}, ""),
        ({"redirects": (Redirect(302, "https://example.com/"),)}, "a redirect to an encrypted"),
        ({"headers": (("Transfer-Encoding", "gzip"),)}, "only chunks are played"),
        ({"headers": (("Transfer-Encoding", "chunked"),), "version": "1.0"}, "knows no chunks"),
        ({"duration_ms": 60_000}, ""),  # nobody looks at it
    ],
)
def test_what_cannot_be_played(response: dict[str, Any], reason: str) -> None:
    found = wire.obstacle(a_witness(**response))

    assert reason in found
    assert bool(reason) == bool(found)


def test_time_counts_only_where_a_gate_looks_at_it() -> None:
    assert wire.delay_ms(a_witness(duration_ms=700)) == 0
    assert wire.delay_ms(a_witness("duration < 500", duration_ms=700)) == 700
    assert "10 s" in wire.obstacle(a_witness("duration < 500", duration_ms=10_001))


@pytest.mark.parametrize(
    ("held", "duration_ms", "standing", "text"),
    [
        ([False], 501, Standing.CONFIRMED, "confirmed by hurl 7.1.0"),
        ([True], 501, Standing.REFUTED, "refuted by hurl 7.1.0"),
        ([True], 499, Standing.NOT_CONFIRMABLE, "not confirmable: it took 499 ms, not 500 ms"),
    ],
)
def test_hurl_is_judged_by_the_time_that_it_measured(
    held: list[bool], duration_ms: int, standing: Standing, text: str
) -> None:
    told = wire.confirmation(
        a_witness("duration < 500"), "7.1.0", held=held, duration_ms=duration_ms, problem=""
    )

    assert (told.standing, told.text) == (standing, text)


def test_without_a_verdict_nothing_is_confirmed() -> None:
    told = wire.confirmation(a_witness(), "7.1.0", held=[], duration_ms=0, problem="no result")

    assert told == wire.not_confirmable("no result")


def test_the_default_address_is_played_where_no_gate_looks_at_it() -> None:
    (one,) = shown(None, GATE.but(condition="url contains 'https://a b'"))

    assert wire.url(one) == "http://example.com/"
    assert parse_assertion(one.claims[0].text) == one.claims[0].assertion
