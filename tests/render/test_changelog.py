"""The changelog section of a report: golden, complete, and no Markdown that a pack forges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, make_pack
from tests.render.test_bump_page import REPORTS, report
from toolkit.diff.report import first_release
from toolkit.pack.changelog_edit import versions_in, with_section
from toolkit.render.views.changelog import begun_changelog, changelog_section, changelog_text

GOLDEN = Path(__file__).parent / "golden"
PARSER = MarkdownIt("commonmark")


@pytest.mark.parametrize("name", REPORTS)
def test_the_section_is_the_golden_one(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"changelog-{name}.md", changelog_text(REPORTS[name]()))


def test_no_golden_section_is_left_over() -> None:
    expected = {f"changelog-{name}.md" for name in REPORTS}

    assert {path.name for path in GOLDEN.glob("changelog-*")} == expected


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_every_finding_stands_in_one_group(pair: Pair) -> None:
    found = report(pair.old, pair.new)
    section = changelog_section(found)

    items = [item for group in section.groups.values() for item in group]
    assert len(items) == len(found.findings)
    assert all(items)
    tokens = PARSER.parse(changelog_text(found))
    assert sum(token.type == "list_item_open" for token in tokens) == len(items)
    if items:
        again = with_section(begun_changelog(found), section)
        assert versions_in(again) == (found.suggested,)
        assert with_section(again, section) == again


def test_a_date_stands_only_where_one_is_given() -> None:
    found = REPORTS["rich"]()

    assert changelog_text(found).startswith("## 2.0.0\n")
    assert changelog_text(found, date="2026-02-28").startswith("## 2.0.0 - 2026-02-28\n")


def test_nothing_in_a_pack_becomes_markup() -> None:
    files = {"docs/a`b.md": "x", "docs/](x).md": "x", "docs/\n# forged.md": "x"}
    gate = NO_5XX.but(gate='body contains "<b>`**x**` [a](b)"')
    tokens = PARSER.parse(changelog_text(report(make_pack(), make_pack([gate], files=files))))

    kinds = {token.type for token in tokens if not token.type.endswith("_close")}
    assert kinds <= {"heading_open", "inline", "bullet_list_open", "list_item_open",
                     "paragraph_open"}  # fmt: skip
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "code_inline"}


def test_a_first_version_lists_its_gates_as_new_packs_do() -> None:
    text = changelog_text(first_release(make_pack(), "packs/api"))

    assert text == (
        "## 1.0.0\n\nFirst version, with 2 gates.\n\n"
        "- `acme.no_5xx` (block, final)\n- `acme.request_id` (warn)\n"
    )
