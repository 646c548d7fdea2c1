"""What the real hurlfmt says of the same lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gates.differential import disagreements
from tests.gates.documented import LINES
from tests.gates.generate import Gates
from tests.gates.hurlfmt import require_hurlfmt, trees
from tests.gates.lines import ACCEPTED, REFUSED

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.oracle


@pytest.fixture(autouse=True)
def _hurlfmt() -> None:
    require_hurlfmt()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_lines_make_the_same_trees(seed: int, tmp_path: Path) -> None:
    gates = Gates(seed)
    lines = [gates.line() for _ in range(500)]

    assert disagreements(lines, tmp_path) == []


def test_the_lines_of_the_tables_make_the_same_trees(tmp_path: Path) -> None:
    """The tables of the other tests are what Hurl itself thinks."""
    lines = [line for line, _node in ACCEPTED] + [
        line for line, _message, _carets in REFUSED if line.isprintable() or "\n" not in line
    ]

    assert disagreements([line for line in lines if "\ud800" not in line], tmp_path) == []


def test_every_line_of_the_documentation_is_an_assertion(tmp_path: Path) -> None:
    assert None not in trees(LINES, tmp_path)
    assert disagreements(LINES, tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        *("[Captures]", "[Asserts]", "GET http://example.org", " HTTP 200", "HTTP 200"),
        *("{}", "[]", "<a/>", "```x```", "`x`", "hex,00;", "file,x;", "", " ", "# status == 200"),
        *("status == 200\r# more", "name: value", "POST http://x#status == 200"),
    ],
)
def test_other_lines_that_hurl_reads_are_no_assertion(line: str, tmp_path: Path) -> None:
    """Hurl accepts most of these files, but not as one assertion."""
    assert disagreements([line], tmp_path) == []
    assert trees([line], tmp_path) == [None]
