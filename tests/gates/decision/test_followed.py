"""Filters that automata follow: what they say of a string is what becomes of it, one by one."""

from __future__ import annotations

import random

import pytest

from toolkit.gates.decision.regular import is_regular, passing
from toolkit.gates.decision.sources import question
from toolkit.gates.evaluation.values import String
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.languages.language import accepts

REGEXES = (
    *("(a+)", "(a+?)", "(a*)b", "(a)|(b)", "(a|ab)(c|bcd)", "^(.*)$", "(?m)^(.*)$", "x*(a*)"),
    *(r"(\d+)", r"\b(\w+)\b", r"(\w+)@", "a(b?)a", "(?:(a)|b)*", "(a|b)*", "(|a)+", "(a??)b"),
    *("((a)b)", "a(?:b(c))?", "b(a)?$", "(?i)(ab)", "()", "no group", "(^a|b)", "([^,]*),?$"),
)
FILTERS = (
    *(f"regex /{one}/" for one in REGEXES),
    *('replace "a" "b"', 'replace "ab" "x"', 'replace "aba" "ab"', 'replace "aa" ""'),
    *('replaceRegex /a/ "b"', 'replaceRegex /[ab]+/ "x"', 'replaceRegex /\\d+/ "1"', "htmlEscape"),
    *('split "a" nth 1', 'split "ab" nth 0', 'split "ab" last', 'split ", " nth 2'),
    *("toInt", 'split "," first toInt', 'replace "a" "" toInt', "regex /(\\d+)/ toInt"),
)
PREDICATES = (
    *(
        "exists",
        'not == "a"',
        '== "a"',
        'contains "b"',
        'not contains "a"',
        "isEmpty",
        "not isEmpty",
    ),
    *(
        "matches /^a+$/",
        '< "b"',
        'not startsWith "a"',
        "> 1",
        "not == 1",
        "isInteger",
        "not isEmpty",
    ),
)
COUNTS = (
    *(f'split "{one}" count {limit}' for one in ("a", "ab", ", ") for limit in ("== 2", "> 1")),
    *('split "ab" contains "a"', 'split "a" includes ""', 'split "aa" not contains "a"'),
)


def chains() -> list[str]:
    return [*(f"{one} {predicate}" for one in FILTERS for predicate in PREDICATES), *COUNTS]


@pytest.mark.parametrize("line", chains())
def test_a_language_holds_what_passes(line: str) -> None:
    _, chain = question(parse_assertion(f'header "X" {line}'))
    assert is_regular(chain)
    language = passing(chain)
    source = random.Random(line)  # noqa: S311  a test must repeat

    for _ in range(150):
        text = "".join(source.choices("aabbbc,1 2@A", k=source.randrange(9)))
        assert accepts(language, text) == chain.passes(String(text)), text
