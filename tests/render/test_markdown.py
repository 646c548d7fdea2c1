"""Markdown reports, read by a parser of CommonMark: what a pack says is text, and looks like it."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from toolkit.render.document import (
    Block,
    Bullets,
    Details,
    Document,
    Heading,
    Inline,
    Marker,
    Pairs,
    Paragraph,
    Table,
    Text,
    Tone,
    bad,
    code,
    hint,
    line,
)
from toolkit.render.markdown import render
from toolkit.texts import visible

pytestmark = pytest.mark.slow

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LETTERS = "ab01 \\`*_{}[]()<>#+-=!|~&@:;./?x'\"é\n\t\udcff\u2014"
WORDS = [
    "http://a.b", "www.a.b", "<b>", "</b>", "<!--", "&amp;", "&#35;", "[a](b)", "[a]: b", "![a](b)",
    "[ ] ", "[x] ", "1. ", "1) ", "- ", "+ ", "* ", "# ", "## ", "> ", "---", "===", "***", "~~~",
    "```", "    ", "**a**", "__a__", "~~a~~", "`a`", "\\|", "| - |", "a_b_c", "<a@b.c>", " #",
    ". a",
]  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS) | st.text(LETTERS, max_size=4), max_size=4).map("".join)


def inlines() -> st.SearchStrategy[Inline]:
    """Running text that says something."""
    parts = st.lists(st.builds(Text, texts(), st.sampled_from(Tone)), min_size=1, max_size=4)
    return parts.map(tuple).filter(plain)


def plain(text: Inline) -> str:
    """What a reader should read, without blanks: Markdown trims some of them."""
    shown = (
        f"({visible(part.text)})" if part.tone is Tone.HINT and part.text else visible(part.text)
        for part in text
    )
    return "".join("".join(shown).split())


def read(tokens: list[Token]) -> list[str]:
    """The text of each run of running text; anything in it but text, code and bold fails."""
    found = []
    for token in tokens:
        if token.type == "inline":
            kinds = {child.type for child in token.children or []}
            assert kinds <= {"text", "text_special", "code_inline", "strong_open", "strong_close"}
            found.append("".join("".join(child.content for child in token.children or []).split()))
    return found


def shape(tokens: list[Token]) -> list[str]:
    return [token.type for token in tokens if token.type != "inline"]


def around(block: Block) -> Document:
    """A document with the block between two others, which must not be drawn into it."""
    return Document([Paragraph(line("before")), block, Paragraph(line("after"))])


PARAGRAPH = ["paragraph_open", "paragraph_close"]


@settings(max_examples=600, deadline=None)
@given(inlines())
@example(line("1", Text(". a", Tone.MUTED)))
@example(line("#", hint("a")))
@example(line("[a]", ": b"))
@example(line("a\\", code("b")))
@example(line(code("a"), code("b")))
@example(line(bad("a"), Text("b", Tone.GOOD)))
@example(line("a", bad("-1"), "b"))
@example(line("http:", "//a.b"))
@example(line("- a"))
@example(line(bad("a "), "# "))
@example(line(bad("* a")))
def test_no_text_becomes_markup(text: Inline) -> None:
    """In a paragraph, a heading, a list and a table, whatever stands beside it."""
    tokens = PARSER.parse(render(around(Paragraph(text))))
    said = plain(text)
    assert shape(tokens) == PARAGRAPH * 3
    assert read(tokens) == ["before", said, "after"]

    tokens = PARSER.parse(render(around(Heading(2, text))))
    assert shape(tokens) == [*PARAGRAPH, "heading_open", "heading_close", *PARAGRAPH]
    assert read(tokens) == ["before", said, "after"]


@settings(max_examples=300, deadline=None)
@given(st.lists(inlines(), min_size=1, max_size=3))
def test_no_item_of_a_list_becomes_markup(items: list[Inline]) -> None:
    tokens = PARSER.parse(render(around(Bullets(tuple(items)))))

    assert read(tokens) == ["before", *map(plain, items), "after"]
    inside = [kind for kind in shape(tokens) if not kind.startswith("paragraph")]
    item = ["list_item_open", "list_item_close"]
    assert inside == ["bullet_list_open", *item * len(items), "bullet_list_close"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(inlines(), inlines()), min_size=1, max_size=3), texts())
def test_no_cell_of_a_table_becomes_markup(rows: list[tuple[Inline, Inline]], head: str) -> None:
    tokens = PARSER.parse(render(around(Table((head, "b"), tuple(rows)))))

    cells = [plain(cell) for row in rows for cell in row]
    assert read(tokens) == ["before", plain(line(head)), "b", *cells, "after"]
    assert shape(tokens).count("tr_open") == len(rows) + 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (line("0.1.0 -> 0.1.0 (none)"), "0.1.0 -> 0.1.0 (none)"),
        (line(code("a.b"), " (final: ", code("false"), ")"), "`a.b` (final: `false`)"),
        (line("duration < 500, [a] {b} #3 a_b + c - d = 2 * 3"),
         "duration < 500, [a] {b} #3 a_b + c - d = 2 * 3"),
        (line("write it: a, b; or c? yes! & no"), "write it: a, b; or c? yes! & no"),
        (line(code("a | b")), "`a | b`"),
        (line("1.0.0 is 10% at ~ 3"), "1.0.0 is 10% at ~ 3"),
        (line("rules/a.yaml:3:10: 'x' \"y\" | z"), "rules/a.yaml:3:10: 'x' \"y\" | z"),
        (line("what to do", hint("like this")), "what to do (like this)"),
        (line("The project overrides:"), "The project overrides:"),
        (line("see https:", code("//a.b")), "see https\\:`//a.b`"),
    ],
)  # fmt: skip
def test_prose_stays_as_it_is(text: Inline, written: str) -> None:
    assert render(Document([Paragraph(text)])) == f"{written}\n"


@settings(max_examples=300, deadline=None)
@given(inlines(), inlines())
@example(line("</summary>"), line("</details>"))
@example(line("<!--"), line("-->"))
def test_nothing_that_is_folded_becomes_markup(summary: Inline, text: Inline) -> None:
    """The summary is HTML, and what it holds is not; between the two it is Markdown again."""
    tokens = PARSER.parse(render(around(Details(summary, (Paragraph(text),)))))

    assert shape(tokens) == [*PARAGRAPH, "html_block", *PARAGRAPH, "html_block", *PARAGRAPH]
    opened, closed = (token.content for token in tokens if token.type == "html_block")
    inside = opened.removeprefix("<details>\n<summary>").removesuffix("</summary>\n")
    said = re.sub(r"</?(?:strong|code)>", "", inside)
    assert "<" not in said
    assert "".join(html.unescape(said).split()) == plain(summary)
    assert closed == "</details>\n"
    assert read([token for token in tokens if token.type != "html_block"]) == [
        "before", plain(text), "after",
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(texts(), inlines()), min_size=1, max_size=3))
def test_no_fact_becomes_markup(rows: list[tuple[str, Inline]]) -> None:
    tokens = PARSER.parse(render(around(Pairs(tuple(rows)))))

    cells = [cell for name, value in rows for cell in (plain(line(name)), plain(value))]
    assert read(tokens) == ["before", *cells, "after"]


@pytest.mark.parametrize("name", ["acme.api", "--> <b>", "a--b-", "\n\n# a", "\udcff é", "-", ""])
def test_a_marker_is_a_comment_and_no_more(name: str) -> None:
    tokens = PARSER.parse(render(around(Marker(name))))

    assert shape(tokens) == [*PARAGRAPH, "html_block", *PARAGRAPH]
    (comment,) = (token.content.strip() for token in tokens if token.type == "html_block")
    assert comment.startswith("<!-- ")
    assert comment.endswith(" -->")
    assert not re.search(r"--|>", comment.removeprefix("<!--").removesuffix("-->"))
