"""Filters that automata follow: what they say of a string is what becomes of it, one by one."""

from __future__ import annotations

import random

import pytest

from toolkit.gates.decision.bytestrings import ByteStrings
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.decision.regular import is_regular, passing
from toolkit.gates.decision.sources import question
from toolkit.gates.decision.translations import bytes_before
from toolkit.gates.decision.verdicts import Relation
from toolkit.gates.evaluation.values import Bytes, String
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.languages.language import accepts

pytestmark = pytest.mark.slow

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


WRITERS = ("toHex", "base64Encode", "base64UrlSafeEncode")
OF_BYTES = (
    *('== "6162"', '== "YWI="', '== "YWI"', '== "_w"', '== "/w=="', 'not contains "6"', "isEmpty"),
    *('startsWith "YW"', 'endsWith "="', "matches /^[0-9]+$/", '< "b"', "exists", "toInt > 60"),
    *('replace "6" "" == "12"', 'split "1" count > 1', "matches /^(?:[^=]{4})*$/"),
)


@pytest.mark.parametrize("line", [f"{one} {judged}" for one in WRITERS for judged in OF_BYTES])
def test_a_language_holds_the_bytes_whose_text_passes(line: str) -> None:
    _, chain = question(parse_assertion(f"bytes {line}"))
    assert ByteStrings().knows(chain)
    language = bytes_before(passing(chain.tail()), chain.head)
    source = random.Random(line)  # noqa: S311  a test must repeat

    for _ in range(150):
        data = bytes(source.choices([*b"aab\x06\x10\xff", source.randrange(256)], k=_size(source)))
        assert accepts(language, data.decode("latin-1")) == chain.passes(Bytes(data)), data


def _size(source: random.Random) -> int:
    return source.randrange(6)


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        (f'sha256 toHex == "{EMPTY}"', f"sha256 == hex,{EMPTY};", Relation.EQUAL),
        ('md5 toHex startsWith "00ff"', "md5 startsWith hex,00ff;", Relation.EQUAL),
        ('bytes base64UrlSafeEncode == "_w"', "bytes == hex,ff;", Relation.EQUAL),
        ('bytes toHex == "6162"', "bytes == hex,6162;", Relation.EQUAL),
        ('bytes base64Encode == "YWI="', "bytes == hex,6162;", Relation.EQUAL),
        ('bytes toHex contains "61"', "bytes contains hex,61;", Relation.STRICTER),
        ('bytes toHex contains "ff"', 'bytes toHex contains "0f"', Relation.INCOMPARABLE),
    ],
)
def test_bytes_and_their_text_are_compared(old: str, new: str, relation: Relation) -> None:
    found = compare_acceptance(parse_assertion(old), parse_assertion(new))

    assert found.relation is relation
