"""Whatever a person types reads back as itself, as YAML and as Markdown."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from toolkit.pack.nodes import Mapping, text_of
from toolkit.pack.strict_yaml import read_yaml
from toolkit.scaffold.escape import markdown_text, text_problem, yaml_text

TEXTS = st.text(min_size=1, max_size=40).map(str.strip).filter(lambda text: not text_problem(text))
HOSTILE = [
    'a "quoted" \\ backslash',
    "it's: # no",
    "{{request_id}} ${HOME} %s",
    "# heading #",
    "- item",
    "1. item",
    "2) item",
    "> quote",
    "| a | b |",
    "<script>alert(1)</script>",
    "&amp; &#35;",
    "[link](https://example.test) ![x](y)",
    "https://example.test www.example.test a@example.test",
    "`code` ``` ~~~",
    "*a* _b_ __c__ ~~d~~ snake_case",
    "=== --- +",
    "no",
    "4.1",
    "!!python/object:x",
    "emoji 👩‍🚀 ✨ é 作 \u00a0nbsp",
    "__id__ __name__",
    "\U0001f600:smile:",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_accepted(text: str) -> None:
    assert text_problem(text) == ""


def _from_yaml(text: str) -> str | None:
    reading = read_yaml(f"key: {yaml_text(text)}\n".encode(), "x.yaml")
    assert reading.faults == ()
    assert isinstance(reading.root, Mapping)
    node = reading.root.get("key")
    return text_of(node) if node is not None else None


@given(TEXTS)
def test_yaml_reads_back(text: str) -> None:
    """Both our strict reader and the library that the runtime uses give the same text."""
    assert _from_yaml(text) == text
    assert yaml.safe_load(f"key: {yaml_text(text)}\n") == {"key": text}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reads_back_from_yaml(text: str) -> None:
    assert _from_yaml(text) == text


def _shown(markdown: str, block: str) -> str:
    """Return what a reader sees of a document that is one block of running text."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    assert [token.type for token in tokens] == [f"{block}_open", "inline", f"{block}_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, children
    return "".join(child.content for child in children)


@given(TEXTS)
@example("- x")
def test_markdown_shows_the_text(text: str) -> None:
    assert _shown(markdown_text(text), "paragraph") == text
    assert _shown(f"# {markdown_text(text)}", "heading") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_hostile_text(text: str) -> None:
    assert _shown(markdown_text(text), "paragraph") == text
    assert _shown(f"# {markdown_text(text)}", "heading") == text


def test_ordinary_prose_stays_readable() -> None:
    prose = "Gates for HTTP APIs: headers, cookies (and more), e.g. no_5xx - version 1.2!"
    assert markdown_text(prose) == prose


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "blank"),
        (" \u00a0 ", "blank"),
        ("a\nb", "U+000A"),
        ("a\tb", "U+0009"),
        ("a\x1b[31mb", "U+001B"),
        ("a\x7f", "U+007F"),
        ("a\x85b", "U+0085"),
        ("a\u2028b", "U+2028"),
        ("a\udcffb", "no UTF-8"),
        ("a\u202eb", "another order"),
        ("a\ufeffb", "no character"),
        ("a\ufffeb", "no character"),
        ("a\U0010ffffb", "no character"),
    ],
)
def test_refused_text(text: str, problem: str) -> None:
    assert problem in text_problem(text)
