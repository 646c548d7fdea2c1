"""Reading assertion lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gates.documented import LINES
from tests.gates.lines import ACCEPTED, REFUSED
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion, Template, TextQuery
from toolkit.spans import Span


@pytest.mark.parametrize(("line", "assertion"), ACCEPTED)
def test_accepted(line: str, assertion: Assertion) -> None:
    assert parse_assertion(line) == assertion


@pytest.mark.parametrize(("line", "message", "carets"), REFUSED)
def test_refused(line: str, message: str, carets: str) -> None:
    with pytest.raises(GateSyntaxError) as refusal:
        parse_assertion(line)

    assert refusal.value.message == message
    assert refusal.value.text == line
    assert str(refusal.value).splitlines()[-1] == f"  {carets}"


@pytest.mark.parametrize("line", LINES)
def test_the_lines_of_hurls_documentation_are_read(line: str) -> None:
    parse_assertion(line)


def test_spans_say_where_each_part_stands() -> None:
    line = '  header "X{{n}}" count not == 3 # note'
    assertion = parse_assertion(line)

    def text(span: Span) -> str:
        return line[span.start : span.end]

    assert text(assertion.span) == 'header "X{{n}}" count not == 3'
    assert isinstance(assertion.query, TextQuery)
    assert text(assertion.query.span) == 'header "X{{n}}"'
    assert text(assertion.query.argument.span) == '"X{{n}}"'
    assert [text(part.span) for part in assertion.query.argument.parts] == ["X", "{{n}}"]
    assert [text(one.span) for one in assertion.filters] == ["count"]
    assert text(assertion.predicate.span) == "== 3"


def test_spans_take_no_part_in_equality() -> None:
    assert parse_assertion("status  ==  200") == parse_assertion("status == 200 # note")
    assert hash(parse_assertion("status  ==  200")) == hash(parse_assertion("status == 200"))


def test_a_template_knows_whether_it_is_always_the_same_string() -> None:
    assert Template().literal == ""
    query = parse_assertion('header "a{{b}}" exists').query
    assert isinstance(query, TextQuery)
    assert query.argument.literal is None


def test_a_long_line_is_shown_around_the_carets() -> None:
    with pytest.raises(GateSyntaxError) as refusal:
        parse_assertion(f'body == "{"x" * 500}" nonsense {"y" * 500}')

    message, line, carets = str(refusal.value).splitlines()
    assert message == "expected the end of the line or # and a comment"
    assert len(line) < 120
    assert line[carets.index("^") :].startswith("nonsense")


@given(st.text())
def test_any_text_is_an_assertion_or_a_syntax_error(text: str) -> None:
    refusal = None
    try:
        parse_assertion(text)
    except GateSyntaxError as error:
        refusal = error

    if refusal is not None:
        assert 0 <= refusal.span.start <= len(text)
        assert "^" in str(refusal)
