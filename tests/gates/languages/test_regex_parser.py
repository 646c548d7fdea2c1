"""Regexes as trees."""

from __future__ import annotations

import pytest

from toolkit.gates.languages import matches, parse_regex
from toolkit.gates.languages.charset import EVERY, CharSet, between, one_of
from toolkit.gates.languages.regex_ast import (
    EMPTY,
    Alternation,
    Assertion,
    Capture,
    Chars,
    Concatenation,
    Look,
    Node,
    Repetition,
)
from toolkit.gates.languages.unicode_classes import perl_class, unicode_class
from toolkit.gates.parsing import unicode_names
from toolkit.gates.parsing.rust_regex import RegexError

A, B = Chars(one_of("a")), Chars(one_of("b"))
WORD, ASCII_WORD = perl_class("w", unicode=True), perl_class("w", unicode=False)

TREES: list[tuple[str, Node]] = [
    ("", EMPTY),
    ("(?:)", EMPTY),
    ("(?i)", EMPTY),
    ("ab", Concatenation((A, B))),
    ("a|b", Chars(one_of("ab"))),
    ("a|bb", Alternation((A, Concatenation((B, B))))),
    ("a|", Alternation((A, EMPTY))),
    ("(a)(?:b)", Concatenation((Capture(1, A), B))),
    ("(?<n>(a))", Capture(1, Capture(2, A))),
    ("a*", Repetition(A, 0, None)),
    ("a+?", Repetition(A, 1, None, greedy=False)),
    ("(?U)a?", Repetition(A, 0, 1, greedy=False)),
    ("a{2}{3}", Repetition(Repetition(A, 2, 2), 3, 3)),
    ("a{2,}", Repetition(A, 2, None)),
    ("(?x)a{ 2 , 3 } # c", Repetition(A, 2, 3)),
    ("a{0}", EMPTY),
    ("(a(?i)b)b", Concatenation((Capture(1, Concatenation((A, Chars(one_of("bB"))))), B))),
    (".", Chars(EVERY - one_of("\n"))),
    ("(?R).", Chars(EVERY - one_of("\r\n"))),
    ("(?s).", Chars(EVERY)),
    ("^", Assertion(Look.START)),
    ("(?m)$", Assertion(Look.END_LF)),
    ("(?mR)^", Assertion(Look.START_CRLF)),
    (r"\A", Assertion(Look.START)),
    (r"\b{start}", Assertion(Look.WORD_START_UNICODE)),
    (r"(?-u)\>", Assertion(Look.WORD_END_ASCII)),
    (r"(?x)\b{ end-half }", Assertion(Look.WORD_END_HALF_UNICODE)),
    (r"\b{2}", Repetition(Assertion(Look.WORD_UNICODE), 2, 2)),
    (r"\x41\x{42}\u0043", Concatenation(tuple(Chars(one_of(char)) for char in "ABC"))),
    (r"\n", Chars(one_of("\n"))),
]

CLASSES: list[tuple[str, CharSet]] = [
    ("[a-c]", between("a", "c")),
    ("[]a]", one_of("]a")),
    ("[--a]", one_of("-a")),
    ("[a-]", one_of("a-")),
    ("[^a]", EVERY - one_of("a")),
    ("[a[b]]", one_of("ab")),
    ("[a&&b]", CharSet()),
    ("[a-c&&b-d--c]", one_of("b")),
    ("[a-c~~b-d]", one_of("ad")),
    ("[a-c--[b]]", one_of("ac")),
    ("[[:digit:]x]", between("0", "9") | one_of("x")),
    ("[[:^digit:]]", EVERY - between("0", "9")),
    ("[[:nope:]]", one_of(":nope")),
    (r"\w", WORD),
    (r"\W", EVERY - WORD),
    (r"(?-u)\w", ASCII_WORD),
    (r"[\d\-]", perl_class("d", unicode=True) | one_of("-")),
    (r"\p{Lu}", unicode_class("Uppercase_Letter")),
    (r"\PL", EVERY - unicode_class("Letter")),
    (r"\p{gc!=L}", EVERY - unicode_class("L")),
    (r"\P{gc!=L}", unicode_class("L")),
    ("(?x)[ a - c # d\n]", between("a", "c")),
    ("(?x)\\p{ L # u\n u}", unicode_class("Lu")),
    ("(?i)k", one_of("kK\u212a")),
    ("(?i-u)k", one_of("kK")),
    ("(?i)[^k]", EVERY - one_of("kK\u212a")),
    ("(?i)[k&&K]", one_of("kK\u212a")),
    ("(?i)[[:lower:]]", between("a", "z") | between("A", "Z") | one_of("\u017f\u212a")),
]


@pytest.mark.parametrize(("source", "tree"), TREES)
def test_a_regex_is_read_as_this_tree(source: str, tree: Node) -> None:
    assert parse_regex(source) == tree


@pytest.mark.parametrize(("source", "chars"), CLASSES)
def test_a_class_is_this_set(source: str, chars: CharSet) -> None:
    assert parse_regex(source) == Chars(chars)


def test_what_rust_refuses_is_refused_with_its_place() -> None:
    with pytest.raises(RegexError, match="look-around is not supported") as caught:
        matches("a(?=b)", "ab")

    assert caught.value.span.start == 1


def test_every_class_that_the_validator_knows_has_a_table() -> None:
    for name in unicode_names._ALONE:
        assert unicode_class(name), name
    for prop, values in unicode_names._VALUES.items():
        for value in values:
            assert unicode_class(f"{prop}={value}"), f"{prop}={value}"
