"""The list of reasons is complete: each is reached by a test, none twice in meaning."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit import schemas
from toolkit.release.refusals import Reason, shown
from toolkit.release.verification import Notice

TESTS = Path(__file__).parent
_NUMBERS = re.compile(r'^    "(\d+) [^"]+": |^def test_(\d+)_(?:(\d+)_)?', re.MULTILINE)
"""The number of a flaw in a table, or of a test."""


def test_every_reason_is_reached_by_a_test() -> None:
    """A refusal that no test provokes is one that nobody knows to work."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted(TESTS.glob("test_*.py"))
        if path.name != Path(__file__).name
    )

    assert [each.name for each in Reason if each.name not in text] == []


def test_every_case_of_the_reference_list_is_a_test() -> None:
    """The list of hostile cases counts to 125; flaws and tests are named by its numbers."""
    paths = [*TESTS.glob("test_*.py"), TESTS.parent / "host/test_extraction.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    named = {number for found in _NUMBERS.findall(text) for number in found if number}

    assert [number for number in range(1, 126) if str(number) not in named] == []


def test_every_reason_says_what_it_means() -> None:
    """Codes are upper-case words; meanings are sentences that tell reasons apart."""
    assert len({each.value for each in Reason}) == len(Reason.__members__)
    assert all(each.name.replace("_", "").isupper() for each in Reason)


def test_every_notice_is_documented_and_in_the_schema() -> None:
    """Notes have stable codes, too."""
    names = [each.name for each in Notice]
    text = (TESTS.parents[1] / "docs/verification.md").read_text(encoding="utf-8")
    items = schemas.load("verification.v1")["properties"]["notes"]["items"]

    assert re.findall(r"^\* `([A-Z_]+)`:", text, re.MULTILINE) == names
    assert items["properties"]["code"]["enum"] == names


def test_untrusted_names_are_shown_as_printable_ascii() -> None:
    """No escape sequence, no line feed, no endless name reaches a terminal."""
    assert shown("rules/a.yaml") == "rules/a.yaml"
    assert shown("a\x1b[2J\nb") == r"'a\x1b[2J\nb'"
    assert shown("") == "''"
    assert len(shown("x" * 1000)) == 120
