"""Numerals of intervals, and the other languages that are made of regexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.gates.languages import classes, header_value, integers, is_empty, subset, uuid

BOUNDS = st.none() | st.integers(-1200, 1200) | st.integers(-(2**63), 2**63 - 1)


@given(BOUNDS, BOUNDS, st.integers(-1300, 1300) | st.integers(-(2**63), 2**63))
def test_a_numeral_is_in_the_language_of_its_interval(
    least: int | None, most: int | None, number: int
) -> None:
    interval = integers(least, most)

    for near in {
        number,
        *(bound + step for bound in (least, most) if bound for step in (-1, 0, 1)),
    }:
        inside = (least is None or least <= near) and (most is None or near <= most)
        assert (str(near) in interval) == inside


@pytest.mark.parametrize(
    "text", ["", "-", "-0", "00", "01", "-01", "+1", "1.0", "1e3", " 1", "\u0661"]
)
def test_other_spellings_are_no_numerals(text: str) -> None:
    assert text not in integers()


def test_an_empty_interval_has_no_numeral() -> None:
    assert is_empty(integers(3, 2))
    assert classes([integers(99, 101)]) == {(False,): "", (True,): "99"}


def test_a_uuid_can_come_in_a_header() -> None:
    assert subset(uuid(), header_value())


@pytest.mark.parametrize("text", [" a", "a ", "\u3000a", "a\u3000", "a\0b", "a\rb", "a\nb", "\0"])
def test_no_header_has_this_value(text: str) -> None:
    assert text not in header_value()


@pytest.mark.parametrize("text", ["", "a", "a b", "a\tb", "\u200b", "é😀", "\x01"])
def test_a_header_can_have_this_value(text: str) -> None:
    assert text in header_value()
