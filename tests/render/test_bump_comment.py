"""The comment on a pull request: it fits, says what it leaves out, and can be found again."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from tests.make import NO_5XX, G, make_pack
from tests.render.test_bump_page import REPORTS, report
from toolkit.diff.report import BumpReport
from toolkit.render.views.bump_comment import LIMIT, bump_comment

pytestmark = pytest.mark.slow

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
GITHUB = 65_536


def large(count: int) -> BumpReport:
    """A report of so many gates that were made stricter, and as many new documents."""
    gates = [G(id=f"acme.gate_{number:03}", gate="status < 500") for number in range(count)]
    files = {f"docs/{number}.md": "x" for number in range(count)}
    old = make_pack(gates)
    return report(old, make_pack([gate.but(gate="status < 400") for gate in gates], files=files))


@pytest.mark.parametrize(("count", "least"), [(30, 30), (200, 11), (600, 10)])
def test_a_large_report_fits_and_says_what_it_leaves_out(count: int, least: int) -> None:
    """Some at length, the others in a line, and only what does not even fit so is counted."""
    found = large(count)
    text = bump_comment([found])

    assert len(text.encode()) <= LIMIT < GITHUB
    title = re.compile(r"acme\.gate_[0-9]+</code>|^## .*acme\.gate_[0-9]+`", re.MULTILINE)
    told = len(title.findall(text))
    assert told >= least
    left = re.findall(r"([0-9]+) more changes are left out for their size: (.+?)\. `", text)
    plain = text.replace("*", "")
    told += len(re.findall(r"^- .*\((?:MAJOR|minor), [a-z-]+\)$", plain, re.MULTILINE))
    assert told + sum(int(number) for number, _ in left) == len(found.findings) == 2 * count
    assert bool(left) is (count == 600)
    assert text.rstrip().endswith(f"proven: {2 * count}, undecided: 0")


def test_several_packs_share_the_room() -> None:
    text = bump_comment([large(60), REPORTS["rich"]()], limit=40_000)

    assert len(text.encode()) <= 40_000
    assert text.count("<!-- policy-pack-toolkit: bump acme.api -->") == 2


def test_one_gate_may_be_a_megabyte() -> None:
    long = NO_5XX.but(gate='body not contains "' + "x`|<" * 250_000 + '"')
    text = bump_comment([report(make_pack([NO_5XX]), make_pack([long]))])

    assert len(text.encode()) < 20_000
    assert "more characters)" in text


def test_what_is_unfolded_is_markdown_again() -> None:
    """Details open and close in HTML of their own, and everything between is read as Markdown."""
    tokens = PARSER.parse(bump_comment([large(12)]))

    html = "".join(token.content for token in tokens if token.type == "html_block")
    assert html.count("<details>") == html.count("</details>") == html.count("<summary>")
    assert html.count("<details>") > 12
    fences = [token for token in tokens if token.type == "fence" and token.info == "diff"]
    assert len(fences) == 12


def test_nothing_in_a_pack_closes_what_is_folded() -> None:
    evil = "</summary></details><script>alert(1)</script> & --> `x` **b**"
    gates = [G(id=f"acme.g{number}", gate="status < 500") for number in range(12)]
    changed = [gate.but(gate=f'body not contains "{evil}"') for gate in gates]
    files = {f"docs/{number}{'<details>' * 2}.md": "x" for number in range(12)}
    tokens = PARSER.parse(bump_comment([report(make_pack(gates), make_pack(changed, files=files))]))

    html = "".join(token.content for token in tokens if token.type == "html_block")
    assert set(re.findall(r"<[^>]*>", html)) <= {
        "<!-- policy-pack-toolkit: bump acme.api -->", "<details>", "</details>", "<summary>",
        "</summary>", "<strong>", "</strong>", "<code>", "</code>",
    }  # fmt: skip
    inline = [child for token in tokens for child in token.children or ()]
    assert "html_inline" not in {child.type for child in inline}
