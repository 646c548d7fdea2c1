"""Witness files: what is written reads back the same, and is replayed as any recording."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.make import G
from tests.replay.test_judge import judge
from toolkit import schemas
from toolkit.errors import ToolkitError
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.response import (
    Certificate,
    Exchange,
    NoCertificate,
    Redirect,
    Response,
)
from toolkit.gates.evaluation.values import (
    BigInteger,
    Bool,
    Bytes,
    Date,
    Float,
    Integer,
    List,
    Null,
    Object,
    String,
)
from toolkit.replay.fields import Field, parse
from toolkit.replay.recognise import records
from toolkit.replay.record import Record
from toolkit.replay.witness import Witness, WitnessSide, read, write

PLAIN = Witness(
    gate_id="acme.no_4xx",
    fingerprint="0123456789abcdef",
    exchange=Exchange(
        method="POST",
        path="/orders",
        url="http://example.com/orders?x=1",
        tags=frozenset({"smoke", "api"}),
        meta={"team": "a"},
    ),
    response=Response(status=404, headers=(("X-A", "1"), ("X-A", "2")), body=b"{}"),
    old=WitnessSide(passes=True, text="status < 500", file="rules/main.yaml", line=7),
    new=WitnessSide(passes=False, text="status < 400", file="rules/main.yaml", line=8),
    confirmation="confirmed by hurl 7.1.0",
)
RICH = replace(
    PLAIN,
    response=Response(
        body=b"\xff\0",
        version=None,
        url="https://example.com/",
        duration_ms=0,
        ip="::1",
        redirects=(Redirect(302, "https://example.com/"),),
        certificate=Certificate(
            "CN = a", "CN = b", Moment(0), Moment(-62_135_596_801, 999_999_999), "0a:1b"
        ),
    ),
    old=WitnessSide(passes=False, text="status < 500", file="rules/main.yaml", line=7),
    new=WitnessSide(passes=True),
    variables=(
        ("a", Null()),
        ("b", Bool(value=True)),
        ("c", Integer(-5)),
        ("d", BigInteger("99999999999999999999")),
        ("e", Float(1e300)),
        ("f", String("h\u00e9\n")),
        ("g", Bytes(b"\0\xff")),
        ("h", Date(Moment(86_399, 1_500_000_000))),
        ("i", List((Integer(1), List(())))),
        ("j", Object((("k", Null()),))),
        ("k", Date(Moment(300_000_000_000, 5))),
    ),
)
NONE = replace(
    PLAIN, response=Response(url=None, certificate=NoCertificate.NONE, redirects=()), variables=()
)


@pytest.mark.parametrize("witness", [PLAIN, RICH, NONE], ids=["plain", "rich", "none"])
def test_what_is_written_reads_back(witness: Witness) -> None:
    (data,) = write([witness]).values()

    schemas.validator("witness.v1").validate(json.loads(data))
    assert read(Field(parse(data), "w.json")) == witness
    assert write([witness]) == write([witness])


def test_names_say_gate_finding_and_direction_and_are_never_the_same() -> None:
    odd = replace(PLAIN, gate_id="../a b/\u00e9", fingerprint="x/y")
    names = list(write([PLAIN, RICH, PLAIN, replace(PLAIN, gate_id="ACME.no_4xx"), odd]))

    assert names == [
        "acme.no_4xx.0123456789abcdef.stricter.json",
        "acme.no_4xx.0123456789abcdef.looser.json",
        "acme.no_4xx.0123456789abcdef.stricter.2.json",
        "ACME.no_4xx.0123456789abcdef.stricter.3.json",
        "_a_b_.x_y.stricter.json",
    ]


def test_a_witness_is_replayed_with_its_own_tags_and_variables() -> None:
    witness = replace(PLAIN, variables=(("limit", Integer(400)),))
    (data,) = write([witness]).values()
    (record,) = records(data, "w.json", lambda _: None)
    gate = G(id="acme.v", gate="status < {{limit}}", condition="tags contains 'smoke'")

    assert isinstance(record, Record)
    assert judge([], [gate], record).newly_fails
    assert judge([], [gate.but(condition="meta.team == 'a'")], record).newly_fails
    assert not judge([], [gate.but(condition="meta.team == 'b'")], record).newly_fails


@pytest.mark.parametrize(
    ("way", "value", "where"),
    [
        ("schema_version", "policy-pack-toolkit.witness.v2", "schema_version"),
        ("old.verdict", "maybe", "old.verdict"),
        ("response.status", "404", "response.status"),
        ("response.headers", [["a"]], "response.headers[0]"),
        ("response.headers", {"a": "b"}, "response.headers"),
        ("response.body", None, "response"),
        ("response.certificate", {"subject": 5}, "response.certificate"),
        ("exchange.meta", [], "exchange.meta"),
        ("exchange.tags", "smoke", "exchange.tags"),
        ("variables", 5, "variables"),
        ("variables", {"a": {"type": "date", "value": "today"}}, "variables.a.value"),
        ("variables", {"a": {"type": "float", "value": "much"}}, "variables.a.value"),
        ("variables", {"a": {"type": "bytes", "value": "?"}}, "variables.a.value"),
        ("variables", {"a": {"type": "boolean", "value": "?"}}, "variables.a"),
        ("variables", {"a": {"type": "object", "value": [[1]]}}, "variables.a.value[0]"),
        ("exchange", None, ""),
    ],
)
def test_what_is_no_witness_says_where(way: str, value: object, where: str) -> None:
    (data,) = write([PLAIN]).values()
    payload = json.loads(data)
    *path, last = way.split(".")
    place = payload
    for name in path:
        place = place[name]
    place[last] = value

    with pytest.raises(ToolkitError) as caught:
        read(Field(payload, "w.json"))

    assert caught.value.where == (f"w.json: {where}" if where else "w.json")
