"""Every row of the "Versioning" section asks for the level that stands there."""

from __future__ import annotations

import pytest

from tests.diff.pairs import PAIRS
from tests.diff.test_rules import findings
from tests.diff.versioning import ROWS, Row
from toolkit.diff.judge import required_bump
from toolkit.versions import Bump

SECTION = {
    Bump.PATCH: {"documentation", "copy", "examples", "metadata-only changes"},
    Bump.MINOR: {
        "additive gates",
        "additive docs",
        "less restrictive defaults",
        "new optional examples",
    },
    Bump.MAJOR: {
        "removed gates",
        "renamed gates",
        "stricter defaults",
        "changed conditions",
        "changed final-gate behavior",
        "any compatibility break",
    },
    Bump.NONE: {"the manifest version is the pack version"},
}
every_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


@every_row
def test_a_row_asks_for_its_level(row: Row) -> None:
    assert required_bump(findings(row.old, row.new)) is row.level


@every_row
def test_a_row_is_one_edit_and_one_finding(row: Row) -> None:
    assert len(findings(row.old, row.new)) == (row.level is not Bump.NONE)


def test_every_phrase_of_the_section_is_there() -> None:
    for level, phrases in SECTION.items():
        assert {row.phrase for row in ROWS if row.level is level} == phrases


def test_every_row_goes_through_the_laws_of_the_rules() -> None:
    assert {row.name for row in ROWS} <= {pair.name for pair in PAIRS}
