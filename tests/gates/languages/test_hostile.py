"""Regexes made to be large: each ends in an answer or in `TooHard`, and none in a deep stack."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pytest

from toolkit.gates.languages import TooHard, classes, finite, literal, matching, prefix, substring
from toolkit.gates.languages.language import Language

LONG = "".join(f"{number:x}" for number in range(2600))[:10_000]
WORDS = [f"{number * 7919 % 10007:x}" for number in range(1000)]

ANSWERED = {
    "counted": (matching("[a-z]{1000}"), matching("^[a-z]{1,1000}$")),
    "counted, one apart": (matching("^[a-z]{1000}$"), matching("^[a-z]{999,1000}$")),
    "nested stars": (matching("(?:(?:(?:a*)*)*)*$"), matching("(?:a+)+$")),
    "many stars": (matching(".*" * 200 + "x"), matching("x")),
    "deep groups": (matching("(" * 240 + "a" + ")" * 240), matching("a")),
    "deep stars": (matching("(?:" * 120 + "a" + ")*" * 120), matching("a" + "*" * 240)),
    "many assertions": (matching(r"\b\B" * 200), matching(r"(\b|\B|^|$)*x")),
    "many words": (matching(f"^(?:{'|'.join(WORDS)})$"), finite(WORDS[:-1])),
    "wide class": (matching(r"\w{150}"), matching(r"\w{149}x")),
    "long literals": (literal(LONG), prefix(LONG[:-1])),
    "much of a choice": (reduce(or_, map(literal, WORDS[:100])), finite(WORDS[:100])),
    "deep complement": (reduce(lambda one, _: ~one, range(3000), literal("a")), literal("a")),
}
TOO_HARD = {
    "exponential": (matching("(?:a|b)*a(?:a|b){20}$"), matching("(?:a|b)*a(?:a|b){21}$")),
    "long regexes": (matching(f"{LONG}a"), matching(f"{LONG}b")),
    "long substrings": (substring(f"{LONG}a"), substring(f"{LONG}b")),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_it_is_answered(name: str) -> None:
    left, right = ANSWERED[name]

    for vector, witness in classes([left, right]).items():
        assert (witness in left, witness in right) == vector


@pytest.mark.parametrize("name", TOO_HARD)
def test_it_is_too_hard(name: str) -> None:
    with pytest.raises(TooHard, match=r"more than (10000 states|1000000 steps)"):
        classes(TOO_HARD[name])


def test_what_was_found_by_then_is_known() -> None:
    with pytest.raises(TooHard) as caught:
        classes([*TOO_HARD["exponential"], literal("b")])

    assert caught.value.found == {(False, False, False): "", (False, False, True): "b"}


def test_the_same_question_has_the_same_answer_again() -> None:
    """Nothing that was kept from the first time changes what counts as too hard."""
    pair: tuple[Language, Language] = TOO_HARD["exponential"]
    for limit in (2000, 1000, 2000):
        with pytest.raises(TooHard, match=f"more than {limit} states"):
            classes(pair, limit=limit)


@pytest.mark.parametrize(
    "source", ["a{300000}", "(?:[a-z]{100}){1000}", r"\b{300000}", "(?:a?){100000}"]
)
def test_it_is_too_long_to_compile(source: str) -> None:
    with pytest.raises(TooHard, match="more than 40000 instructions of a regex"):
        matching(source)


def test_nothing_repeated_is_nothing() -> None:
    assert classes([matching("^(?:){10000}$"), literal("")]).keys() == {
        (True, True),
        (False, False),
    }
