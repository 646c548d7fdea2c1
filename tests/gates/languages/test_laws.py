"""Laws of languages: the algebra, and that every answer holds for concrete strings."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.languages.differential import near, simple_regex, sources
from toolkit.gates.languages import (
    Language,
    at_most,
    classes,
    find,
    less_than,
    literal,
    matching,
    prefix,
    subset,
    substring,
    suffix,
)
from toolkit.gates.languages.charset import EVERY, CharSet, from_ranges
from toolkit.gates.languages.partition import partition

CODES = st.one_of(st.integers(0, 0x200), st.integers(0xD700, 0xE100), st.integers(0, 0x10FFFF))
SETS = st.lists(st.tuples(CODES, CODES).map(sorted), max_size=4).map(
    lambda ranges: from_ranges((first, last) for first, last in ranges)
)
WORDS = st.text(alphabet="abé", max_size=4)
REGEXES = st.integers(0, 10**6).map(lambda seed: simple_regex(Random(seed)))  # noqa: S311


def languages() -> st.SearchStrategy[Language]:
    leaves = st.one_of(
        WORDS.map(literal),
        WORDS.map(prefix),
        WORDS.map(suffix),
        WORDS.map(substring),
        WORDS.map(less_than),
        WORDS.map(at_most),
        REGEXES.map(matching),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(lambda one: ~one),
            st.tuples(inner, inner).map(lambda two: two[0] & two[1]),
            st.tuples(inner, inner).map(lambda two: two[0] | two[1]),
            st.tuples(inner, inner).map(lambda two: two[0] - two[1]),
        ),
        max_leaves=4,
    )


def equal(left: Language, right: Language) -> bool:
    return subset(left, right) and subset(right, left)


@given(SETS, SETS, CODES)
def test_sets_are_a_boolean_algebra(left: CharSet, right: CharSet, code: int) -> None:
    char = chr(code)
    surrogate = 0xD800 <= code < 0xE000

    assert ~(~left) == left
    assert ~(left | right) == ~left & ~right
    assert left - right == left & ~right
    assert left ^ right == (left | right) - (left & right)
    assert (char in left | right) == (char in left or char in right)
    assert (char in ~left) == (char not in left and not surrogate)
    assert len(left) + len(~left) == len(EVERY)


@given(st.lists(SETS, max_size=3), CODES, CODES)
def test_a_minterm_is_seen_alike_by_all_sets(sets: list[CharSet], one: int, two: int) -> None:
    minterms = partition(tuple(sets))
    if any(0xD800 <= code < 0xE000 for code in (one, two)):
        return
    same = [chr(one) in chars for chars in sets] == [chr(two) in chars for chars in sets]

    assert (minterms.letter(chr(one)) == minterms.letter(chr(two))) == same


@given(SETS.filter(bool))
def test_a_representative_is_in_its_set(chars: CharSet) -> None:
    assert chars.representative() in chars


@settings(max_examples=60, deadline=None)
@given(languages(), languages())
def test_languages_are_a_boolean_algebra(left: Language, right: Language) -> None:
    assert equal(~(~left), left)
    assert equal(~(left | right), ~left & ~right)
    assert equal(left - right, left & ~right)
    assert subset(left & right, left)
    assert subset(left, left | right)
    assert (find([left, right], (True, False)) is None) == subset(left, right)


@settings(max_examples=150, deadline=None)
@given(st.lists(languages(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_classes_have_every_vector_of_every_string(asked: list[Language], dice: Random) -> None:
    found = classes(asked)

    for vector, witness in found.items():
        assert tuple(witness in language for language in asked) == vector
    for _ in range(30):
        text = "".join(dice.choice("abéKk_ \n\r-0") for _ in range(dice.randrange(6)))
        assert tuple(text in language for language in asked) in found


@settings(max_examples=80, deadline=None)
@given(REGEXES, REGEXES)
def test_a_choice_of_regexes_is_a_union(left: str, right: str) -> None:
    assert equal(matching(f"(?:{left})|(?:{right})"), matching(left) | matching(right))


@pytest.mark.parametrize("seed", range(20))
def test_a_string_near_a_regex_has_a_vector_that_was_found(seed: int) -> None:
    dice = Random(seed)  # noqa: S311  dice, not secrets
    regexes = sources(dice)
    left, right = next(regexes), next(regexes)

    found = classes([matching(left), matching(right)])

    for source in (left, right) * 10:
        text = near(dice, source)
        assert (text in matching(left), text in matching(right)) in found
