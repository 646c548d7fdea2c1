"""The canonical text of assertions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from tests.gates.generate import Gates
from tests.gates.lines import ACCEPTED
from tests.gates.strategies import assertions
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion, Float, ValuePredicate
from toolkit.gates.printer import print_assertion


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        (" status\t==  200 # note", "status == 200"),
        ("status not==200".replace("not", "not "), "status not == 200"),
        ('body == `a"b`', r'body == "a\"b"'),
        ('body == "\\u{41}\\/\\#\\`"', 'body == "A/#`"'),
        ('body == "\\u{0}\\t\\u{2028}"', 'body == "\\u{0}\\t\\u{2028}"'),
        ('body == "{\\u{7b} {{ a }} {"', 'body == "\\u{7b}{ {{a}} \\u{7b}"'),
        ("body == base64,YWJj;", "body == hex,616263;"),
        ("body == file, a\\ b ;", "body == file,a\\ b;"),
        ("body == file,\\u{5b}a;", "body == file,\\u{5b}a;"),
        ("body matches /a\\/b/", "body matches /a\\/b/"),
        ("body == -0", "body == 0"),
        ("body == 1.50", "body == 1.5"),
        ("body == -0.0", "body == 0.0"),
        ("body == 100000000000000000000000.0", "body == 100000000000000000000000.0"),
        ("body == 0.00000000000000000001", "body == 0.00000000000000000001"),
        ("body == -99999999999999999999", "body == 99999999999999999999"),
        ('cookie "a  [ path ] x" exists', 'cookie "a[Path]" exists'),
        ('cookie "a\\u{22}\\u{5b}\\u{20}" exists', 'cookie "a\\u{22}\\u{5b}\\u{20}" exists'),
        ("status nth {{ n }} exists", "status nth {{n}} exists"),
    ],
)
def test_canonical(line: str, canonical: str) -> None:
    assert print_assertion(parse_assertion(line)) == canonical


@pytest.mark.parametrize("assertion", [assertion for _line, assertion in ACCEPTED])
def test_what_is_printed_reads_back(assertion: Assertion) -> None:
    assert parse_assertion(print_assertion(assertion)) == assertion


@given(assertions)
def test_any_assertion_reads_back(assertion: Assertion) -> None:
    assert parse_assertion(print_assertion(assertion)) == assertion


@given(assertions)
def test_canonical_text_is_one_printable_line(assertion: Assertion) -> None:
    line = print_assertion(assertion)

    assert len(line.splitlines()) == 1
    assert parse_assertion(f" {line}\t# comment") == assertion
    assert print_assertion(parse_assertion(line)) == line


def test_random_lines_print_to_what_they_mean() -> None:
    gates = Gates(4)
    for _ in range(1_000):
        try:
            assertion = parse_assertion(gates.line())
        except GateSyntaxError:
            continue

        assert parse_assertion(print_assertion(assertion)) == assertion


def test_a_float_beyond_all_doubles_reads_back() -> None:
    assertion = parse_assertion(f"body == -{'9' * 400}.0")
    assert isinstance(assertion.predicate, ValuePredicate)
    assert assertion.predicate.value == Float(-math.inf)

    assert parse_assertion(print_assertion(assertion)) == assertion
