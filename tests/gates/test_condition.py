"""Reading conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gates.strategies import conditions
from toolkit.gates.condition import (
    Always,
    Condition,
    MetaIs,
    MethodIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
    parse_condition,
    print_condition,
)
from toolkit.gates.errors import GateSyntaxError
from toolkit.spans import Span

ACCEPTED: list[tuple[str, Condition]] = [
    ("true", Always()),
    (" \t\ntrue\x1f\u3000", Always()),
    ("tags contains 'smoke'", TagsContain("smoke")),
    ("path contains '/v1/'", PathContains("/v1/")),
    ("url contains 'example.org'", UrlContains("example.org")),
    ("path startswith '/api'", PathStartsWith("/api")),
    ("method == 'get'", MethodIs("get")),
    ("meta.owner == 'team a'", MetaIs("owner", "team a")),
    ("meta._1 == ' '", MetaIs("_1", " ")),
    ("tags contains '\"\\é#and'", TagsContain('"\\é#and')),
    ("tags contains '\x80\u2028'", TagsContain("\x80\u2028")),
]

_SUBJECT = "expected true, tags, path, url, method or meta.key"
_SINGLE = "expected a single test: there is no and, no or; write one gate for each"

REFUSED: list[tuple[str, str, str]] = [
    # condition, message, the line that stands under it
    ("", _SUBJECT, "^"),
    ("True", f"{_SUBJECT}; did you mean true?", "^^^^"),
    ("tag contains 'x'", f"{_SUBJECT}; did you mean tags?", "^^^"),
    ("TAGS contains 'x'", f"{_SUBJECT}; did you mean tags?", "^^^^"),
    ("status == 200", _SUBJECT, "^^^^^^"),
    ("true false", "expected the end of the condition", "    ^"),
    ("true and path contains 'x'", _SINGLE, "    ^"),
    ("tags contains 'a' || tags contains 'b'", _SINGLE, "                 ^"),
    (
        "tags contains 'a'b'",
        "expected the end of the condition; a value holds no quote",
        " " * 17 + "^",
    ),
    ("tags", "expected exactly one space after tags", "    ^"),
    ("tags  contains 'a'", "expected exactly one space after tags", "     ^"),
    ("tags\tcontains 'a'", "expected exactly one space after tags", "    ^"),
    ("tags contains  'a'", "expected exactly one space after contains", "              ^"),
    ("tags == 'a'", "expected contains after tags", "     ^^"),
    ("path == '/x'", "expected contains or startswith after path", "     ^^"),
    (
        "path startsWith '/x'",
        "expected contains or startswith after path; did you mean startswith?",
        "     ^^^^^^^^^^",
    ),
    ("method = 'GET'", "expected == after method", "       ^"),
    ("meta == 'x'", _SUBJECT, "^^^^"),
    ("meta. == 'x'", "expected a key after meta., of ASCII letters, digits and _", "     ^"),
    ("meta.1a == 'x'", "expected a key after meta., of ASCII letters, digits and _", "     ^"),
    ("meta.a-b == 'x'", "expected exactly one space after meta.a", "      ^"),
    (
        'tags contains "a"',
        "expected a value in single quotes, not in double quotes",
        " " * 14 + "^",
    ),
    ("tags contains a", "expected a value in single quotes", " " * 14 + "^"),
    ("tags contains ''", "expected a value that is not empty", " " * 14 + "^^"),
    ("tags contains 'a", "expected ' to end this value", " " * 14 + "^^"),
    ("tags contains 'a\tb'", "expected no control character in a value", " " * 16 + "^"),
    ("tags contains 'a\x7fb'", "expected no control character in a value", " " * 16 + "^"),
]


@pytest.mark.parametrize(("text", "condition"), ACCEPTED)
def test_accepted(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(("text", "message", "carets"), REFUSED)
def test_refused(text: str, message: str, carets: str) -> None:
    with pytest.raises(GateSyntaxError) as refusal:
        parse_condition(text)

    assert refusal.value.message == message
    assert str(refusal.value).splitlines()[-1] == f"  {carets}"


def test_the_span_leaves_out_the_blanks_around() -> None:
    assert parse_condition("  tags contains 'a' ").span == Span(2, 19)


@given(conditions, st.sampled_from(["", " ", "\n", "\t \u3000"]))
def test_what_is_printed_reads_back(condition: Condition, around: str) -> None:
    assert parse_condition(f"{around}{print_condition(condition)}{around}") == condition


@given(st.text())
def test_any_text_is_a_condition_or_a_syntax_error(text: str) -> None:
    refusal = None
    try:
        parse_condition(text)
    except GateSyntaxError as error:
        refusal = error

    if refusal is not None:
        assert "^" in str(refusal)
