"""Tables on a terminal: what stands in them can be read, searched and copied."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from toolkit.render.document import Document, hint, line
from toolkit.render.text import render

EXCEPTIONS = [
    ("acme.api.smoke_latency", "tests/checkout.hurl", "2027-03-01", "slow provider", "q.yaml:33")
]
WORDS = st.lists(st.text("abü界.", min_size=1, max_size=30), max_size=6).map(" ".join)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], width: int) -> str:
    document = Document().table(head, [tuple(line(cell) for cell in row) for row in rows])
    return render(document, width=width)


@pytest.mark.parametrize("width", [84, 100, 120])
def test_a_word_is_broken_only_where_the_words_need_more_than_there_is(width: int) -> None:
    head = ("gate", "test", "last day", "reason", "where")

    page = _table(head, EXCEPTIONS, width)

    assert all(word in page.split() for cell in EXCEPTIONS[0] for word in cell.split()), page


def test_a_date_stays_whole_beside_words_that_do_not_fit() -> None:
    rows = [("acme.api", "2027-03-01", "SHOP-7", "/a/very/long/path/" * 5)]

    page = _table(("gate", "last day", "issue", "where"), rows, 60)

    assert "2027-03-01" in page
    assert "SHOP-7" in page


def test_a_name_stays_whole_where_every_other_word_is_broken() -> None:
    page = _table(("gate", "test", "last day", "reason", "where"), EXCEPTIONS, 70)

    assert "acme.api.smoke_latency" in page
    assert all(len(each) <= 70 for each in page.splitlines())


def test_what_follows_on_a_line_of_its_own_needs_no_width() -> None:
    document = Document().table(("", "when"), [(line("block", hint("x" * 30)), line("always"))])

    begun, follows = render(document, width=60).splitlines()[-2:]
    assert (begun, follows) == (" block" + " " * 28 + "always", " " + "x" * 30)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.integers(30, 120))
def test_no_line_is_longer_than_the_terminal_and_nothing_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    page = _table(("one", "two", "three"), rows, width)

    assert all(cell_len(each) <= width for each in page.splitlines())
    kept = sorted("".join(page.split()).replace("─", ""))
    assert kept == sorted("onetwothree" + "".join("".join(row) for row in rows).replace(" ", ""))
