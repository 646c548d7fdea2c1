"""Responses that mean harm: deep, large, or slow to match. All are answered or refused, soon."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from toolkit.gates.evaluation import bodies, jsonpath, regex_machine
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.outcome import Kind
from toolkit.gates.evaluation.response import Response
from toolkit.gates.hurl import parse_assertion

SOON = 5.0
"""Seconds; each takes well under one, but machines differ."""


def kind(line: str, body: bytes, *headers: tuple[str, str]) -> Kind:
    started = time.perf_counter()
    found = evaluate(parse_assertion(line), Response(body=body, headers=headers)).kind
    assert time.perf_counter() - started < SOON
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[" * 127 + b"]" * 127, Kind.YES),
        (b"[" * 128 + b"]" * 128, Kind.ERROR),
        (b"[" * 300_000, Kind.ERROR),
        (b'{"a":' * 200_000, Kind.ERROR),
        (b'"' + b'\\"' * 200_000, Kind.ERROR),
        (b'"' + b"\\ud800" * 100_000 + b'"', Kind.ERROR),
        (b"1" * 500_000, Kind.YES),
        (b"1e" + b"9" * 500_000, Kind.YES),
        (b"[" + b"1," * 50_000 + b"1]", Kind.YES),
    ],
    ids=lambda value: value[:12].decode() if isinstance(value, bytes) else value.value,
)
def test_deep_and_long_json(body: bytes, expected: Kind) -> None:
    assert kind('jsonpath "$" exists', body) is expected


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+b", "(a*)*c", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"]
)
def test_patterns_that_would_backtrack_for_ever(pattern: str) -> None:
    body = b"a" * 5000 + b"!" + b"x" * 5000

    assert kind(f"body matches /{pattern}/", body) in (Kind.YES, Kind.NO)
    assert kind(f"regex /{pattern}/ exists", body) in (Kind.YES, Kind.NO, Kind.NOTHING)


def test_a_replacement_that_looks_far_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every match looks at all the rest of the text: that is the square of its length."""
    monkeypatch.setattr(regex_machine, "MOST_STEPS", 200_000)
    with pytest.raises(UnsupportedError, match="slow-regex"):
        kind('body replaceRegex "a.*b|a" "" isEmpty', b"a" * 10_000)

    assert kind('body replaceRegex "a" "" isEmpty', b"a" * 10_000) is Kind.YES


def test_a_path_that_multiplies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonpath, "MOST_ELEMENTS", 1000)
    body = b"[" * 100 + b"1" + b"]" * 100

    with pytest.raises(UnsupportedError, match="large-selection"):
        kind('jsonpath "$..*..*..*" exists', body)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(b"x" * 5000, mtime=0)), ("deflate", zlib.compress(b"x" * 5000))],
    ids=["gzip", "deflate"],
)
def test_a_body_that_unpacks_to_too_much(
    encoding: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = ("Content-Encoding", encoding)
    monkeypatch.setattr(bodies, "LARGEST_BODY", 5000)
    assert kind("bytes count == 5000", body, header) is Kind.YES

    monkeypatch.setattr(bodies, "LARGEST_BODY", 4999)
    with pytest.raises(UnsupportedError, match="large-body"):
        kind("bytes exists", body, header)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("body toInt exists", Kind.ERROR),
        ("body toFloat exists", Kind.YES),
        ('body toDate "%s" exists', Kind.ERROR),
        ('body toDate "%Y" exists', Kind.ERROR),
        ("body base64Decode exists", Kind.YES),
        ("body isIpv4", Kind.NO),
        ("body isUuid", Kind.NO),
        ('body split "1" count == 400001', Kind.YES),
        ("body urlDecode exists", Kind.YES),
    ],
)
def test_a_long_number(line: str, expected: Kind) -> None:
    assert kind(line, b"1" * 400_000) is expected


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/xml", b"<a>" * 200_000),
        ("text/xml", b"<r>" + b"<a/>" * 100_000 + b"</r>"),
        ("text/html", b"<div>" * 200_000),
        ("text/html", b"<" * 200_000),
    ],
)
def test_deep_and_wide_markup(content_type: str, body: bytes) -> None:
    pytest.importorskip("lxml")

    assert kind('xpath "count(//*) > 0" == true', body, ("Content-Type", content_type)) is Kind.YES


def test_entities_are_not_looked_up() -> None:
    """Neither files nor networks are asked, and entities stay what they are, as in Hurl."""
    pytest.importorskip("lxml")
    body = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r>&e;</r>'

    assert kind('xpath "string(/)" isEmpty', body, ("Content-Type", "text/xml")) is Kind.YES


def test_a_long_run_of_references() -> None:
    assert kind("body htmlUnescape exists", b"&" * 300_000 + b"#" * 10) is Kind.YES
    assert kind('cookie "a" exists', b"", ("Set-Cookie", "=" * 100_000)) is Kind.NOTHING
