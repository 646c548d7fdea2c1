"""Which combinations of membership some string has: pairs with the exact answer."""

from __future__ import annotations

import pytest

from toolkit.gates.languages import (
    EVERYTHING,
    NOTHING,
    Language,
    TooHard,
    at_least,
    at_most,
    byte_length,
    classes,
    find,
    finite,
    greater_than,
    is_empty,
    length,
    less_than,
    literal,
    matching,
    prefix,
    subset,
    substring,
    suffix,
)
from toolkit.gates.languages.contexts import header_value
from toolkit.gates.languages.numbers import integers
from toolkit.gates.languages.recognisers import ipv4, ipv6, iso_date, uuid

EQUAL = "= "
INSIDE = "< "
AROUND = "> "
APART = "| "
ACROSS = "x "
"""How two languages lie to each other; both have a complement that they share."""
VECTORS = {
    EQUAL: {(True, True), (False, False)},
    INSIDE: {(True, True), (False, True), (False, False)},
    AROUND: {(True, True), (True, False), (False, False)},
    APART: {(True, False), (False, True), (False, False)},
    ACROSS: {(True, True), (True, False), (False, True), (False, False)},
}

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

REGEXES = [
    ("no-store", EQUAL, "no-sto(?:re)"),
    ("a|b", EQUAL, "[ab]"),
    ("a+", EQUAL, "a"),
    (".*a.*", EQUAL, "a"),
    ("a{3}", EQUAL, "a{3,}"),
    ("^a{2,3}$", EQUAL, "^aaa?$"),
    ("^(a|b)*$", EQUAL, "^(a*b*)*$"),
    ("^(a*)*$", EQUAL, "^a*$"),
    ("(?i)k", EQUAL, "[kK\u212a]"),
    ("(?i-u)k", EQUAL, "[kK]"),
    ("(?i)[^k]", EQUAL, "[^kK\u212a]"),
    ("(?i)ß", EQUAL, "[ß\u1e9e]"),
    (r"(?-u)\d", INSIDE, r"\d"),
    (r"\d", INSIDE, r"\w"),
    (r"[\w--\d]", APART, r"^\d?$"),
    (r"\p{L}", INSIDE, r"\w"),
    (r"\p{Greek}", ACROSS, r"\p{L}"),
    (r"[[:alpha:]]", EQUAL, "[a-zA-Z]"),
    (r"[a-z&&[^aeiou]]", EQUAL, "[b-df-hj-np-tv-z]"),
    ("[a-c~~b-d]", EQUAL, "[ad]"),
    (r"\bfoo\b", INSIDE, "foo"),
    (r"\bfoo\b", EQUAL, r"(^|\W)foo(\W|$)"),
    (r"\b{start}foo\b{end}", EQUAL, r"\bfoo\b"),
    (r"\b{start-half}foo\b{end-half}", EQUAL, r"\bfoo\b"),
    (r"(?-u:\b)foo", AROUND, r"\bfoo"),
    (r"a\Bb", EQUAL, "ab"),
    ("(?m)^a$", EQUAL, r"(\A|\n)a(\n|\z)"),
    ("(?mR)^a$", AROUND, "(?m)^a$"),
    ("(?R)^.$", INSIDE, "^.$"),
    ("(?s).", AROUND, "."),
    ("^.$", EQUAL, r"\A[^\n]\z"),
    ("(?x) a # b", EQUAL, "a"),
    ("(?U)a+?", EQUAL, "a"),
    ("^a*?$", EQUAL, "^a*$"),
    (_UUID, INSIDE, "(?i)" + _UUID),
    (_UUID, INSIDE, "^[0-9a-f-]{36}$"),
    (r"(?i)^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$", INSIDE, _EMAIL),
    (r"^\w+@\w+\.\w+$", INSIDE, _EMAIL),
    ("no-(store|cache)", AROUND, "no-store"),
    (r"max-age=\d+", AROUND, "max-age=[1-9]"),
    (r"max-age=0*[1-9]", INSIDE, r"max-age=\d+"),
    ("^2", ACROSS, "0$"),
    ("^a", APART, "^b"),
]

LANGUAGES = [
    (substring("ab"), EQUAL, matching("ab")),
    (prefix("ab"), EQUAL, matching("^ab")),
    (suffix("aab"), EQUAL, matching("aab$")),
    (literal("a.b"), EQUAL, matching(r"^a\.b$")),
    (prefix("abc"), INSIDE, prefix("ab")),
    (suffix("abc"), INSIDE, suffix("bc")),
    (prefix("ab"), ACROSS, suffix("bc")),
    (prefix("b"), INSIDE, at_least("b")),
    (less_than("b"), INSIDE, at_most("b")),
    (less_than("b"), APART, greater_than("b") - prefix("c")),
    (less_than("b"), EQUAL, ~at_least("b")),
    (finite(["a", "b"]), EQUAL, literal("a") | literal("b")),
    (finite(["a", "b"]), INSIDE, length(1)),
    (length(2, 3), ACROSS, byte_length(2, 3)),
    (length(0, 0), EQUAL, literal("")),
    (byte_length(0, 0), EQUAL, matching(r"^$")),
    (uuid(), AROUND, matching("(?i)" + _UUID.replace("$", r"\z"))),
    (ipv4(), INSIDE, matching(r"^\d+\.\d+\.\d+\.\d+$")),
    (ipv4(), APART, ipv6()),
    (iso_date(), INSIDE, matching(r"^\d{4}-\d\d-\d\d")),
    (integers(200, 299), EQUAL, matching(r"^2[0-9][0-9]$")),
    (integers(-5, 12), INSIDE, integers(-5)),
    (integers(None, -1), EQUAL, matching("^-[1-9][0-9]*$")),
]


@pytest.mark.parametrize(("left", "relation", "right"), REGEXES)
def test_two_regexes(left: str, relation: str, right: str) -> None:
    check(matching(left), relation, matching(right))


@pytest.mark.parametrize(("left", "relation", "right"), LANGUAGES)
def test_two_languages(left: Language, relation: str, right: Language) -> None:
    check(left, relation, right)


def check(left: Language, relation: str, right: Language) -> None:
    """Assert that exactly the vectors of a relation occur, each with a witness that has it."""
    found = classes([left, right])

    assert found.keys() == VECTORS[relation]
    for vector, witness in found.items():
        assert (witness in left, witness in right) == vector
    assert subset(left, right) == (relation in (EQUAL, INSIDE))
    assert subset(right, left) == (relation in (EQUAL, AROUND))


def test_a_witness_is_among_the_shortest_and_reads_well() -> None:
    assert classes([matching(r"^\w{2,}$")]) == {(False,): "", (True,): "aa"}
    assert find([matching(r"^[\x00-\x{10FFFF}]\D$")], (True,)) == "aa"
    assert find([matching(r"^\p{Greek}$")], (True,)) == "Α"  # noqa: RUF001
    assert find([matching("(?s)^[^ -~]$")], (True,)) == "À"
    assert find([matching(r"^[\x00-\x1f]$")], (True,)) == "\t"


def test_three_languages_at_once() -> None:
    found = classes([prefix("a"), suffix("a"), length(1, 1)])

    assert found == {
        (False, False, False): "",
        (True, True, True): "a",
        (False, False, True): "b",
        (True, True, False): "aa",
        (True, False, False): "ab",
        (False, True, False): "ba",
    }


def test_everything_and_nothing() -> None:
    assert classes([EVERYTHING, NOTHING]) == {(True, False): ""}
    assert classes([]) == {(): ""}
    assert classes([matching("a|"), matching("")]) == {(True, True): ""}
    assert is_empty(NOTHING)
    assert is_empty(matching("[a&&b]"))
    assert not is_empty(EVERYTHING)
    assert classes([EVERYTHING], within=NOTHING) == {}


def test_within_a_context() -> None:
    """A header value has no blank at its end and no line feed in it."""
    assert not subset(matching(r"^a\s*$"), matching(r"^a\z"))
    assert subset(matching(r"^a\s*$"), matching(r"^a\z"), within=header_value())
    assert subset(matching("(?s)^a.b$"), matching("^a.b$"), within=header_value())
    assert find([matching(r"^\s")], (True,), within=header_value()) is None


def test_the_limit_is_counted_in_states() -> None:
    hard = matching("^(a|b)*a(a|b){20}$")

    with pytest.raises(TooHard, match="more than 500 states"):
        subset(hard, matching("^(a|b)*a(a|b){19}$"), limit=500)
    with pytest.raises(TooHard, match="more than 40000 instructions of a regex"):
        matching("(?:[a-z]{100}){1000}")
