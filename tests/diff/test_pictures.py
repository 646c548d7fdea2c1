"""Pictures are exact: what they draw is what the evaluator says, on every point that is asked."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.diff.pictures.bins import LABELS
from toolkit.diff.pictures.model import (
    Interval,
    NumberLine,
    Patterns,
    Picture,
    Point,
    Presence,
    Run,
    Said,
    Turn,
    Verdict,
)
from toolkit.diff.pictures.of_finding import scope_picture
from toolkit.diff.pictures.values import Version, pictures
from toolkit.gates.condition import parse_condition
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Response
from toolkit.gates.hurl import parse_assertion

OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
LITERALS = ("0", "1", "4", "5", "200", "404", "499", "500", "999", "1000", "-3", "2.5", "499.5")
EXTREMES = ("9007199254740993", "9223372036854775807", "99999999999999999999", "0.1", "-0.0")
predicates = st.builds(
    lambda negated, operator, literal: f"{negated}{operator} {literal}",
    st.sampled_from(("", "not ")),
    st.sampled_from(OPERATORS),
    st.sampled_from(LITERALS + EXTREMES),
)


def drawn(old: str, new: str) -> list[Picture]:
    one, other = Version("1.0.0", parse_assertion(old)), Version("now", parse_assertion(new))
    return list(pictures(one, other, ()))


def line(old: str, new: str) -> NumberLine:
    (found,) = (one for one in drawn(old, new) if isinstance(one, NumberLine))
    return found


parsed = functools.lru_cache(parse_assertion)


def said_of(gates: tuple[str, str], response: Response) -> Said:
    old, new = (evaluate(parsed(gate), response, {}).passed for gate in gates)
    return old, new


def accepts(picture: NumberLine, side: int, number: Point) -> bool:
    return any(number in part for part in picture.accepted(side))


def check(picture: Picture, gates: tuple[str, str], number: Point, response: Response) -> None:
    """Both sides, and what changed, are what the evaluator says of one response."""
    said = said_of(gates, response)
    if isinstance(picture, Presence):  # all numbers are said alike, so that there is no line
        ordinary = {"a number", "any number", *LABELS.values()} - {LABELS["big"]}
        rows = [row for row in picture.bins if any("number" in one for one in row.labels)]
        assert {said} in [row.said for row in rows if ordinary & set(row.labels)]
        return
    assert isinstance(picture, NumberLine)
    assert (accepts(picture, 0, number), accepts(picture, 1, number)) == said
    assert any(number in part for part in picture.newly_failing) == (said == (True, False))
    assert any(number in part for part in picture.newly_passing) == (said == (False, True))


def covers(runs: tuple[Run, ...]) -> bool:
    """Runs follow one another without a gap, from the first to the last there is."""
    ends = [(run.interval.low, run.interval.high) for run in runs]
    return ends[0][0] is None and ends[-1][1] is None and all(None not in one for one in ends[1:-1])


@settings(max_examples=20, deadline=None)
@given(predicates, predicates)
@example("< 500", "< 400")
@example("!= 404", "== 200")
def test_every_status_stands_where_the_evaluator_puts_it(old: str, new: str) -> None:
    gates = (f"status {old}", f"status {new}")
    picture = line(*gates)

    assert covers(picture.runs)
    for status in range(200, 1000):
        check(picture, gates, status, Response(status=status))


def around(*texts: str) -> Iterator[int]:
    """Whole numbers at and beside every number in some predicates, and far away."""
    for text in texts:
        middle = float(text.split()[-1])
        yield from (int(middle) + step for step in (-2, -1, 0, 1, 2))
    yield from (0, 1, 10**6, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1)


@settings(max_examples=60, deadline=None)
@given(predicates, predicates)
def test_durations_are_exact(old: str, new: str) -> None:
    gates = (f"duration {old}", f"duration {new}")
    picture = line(*gates)

    assert covers(picture.runs)
    for number in around(old, new):
        if 0 <= number < 2**63:
            check(picture, gates, number, Response(duration_ms=number))


@settings(max_examples=60, deadline=None)
@given(predicates, predicates)
def test_counts_are_exact(old: str, new: str) -> None:
    gates = (f'jsonpath "$.items" count {old}', f'jsonpath "$.items" count {new}')
    (picture,) = drawn(*gates)

    for number in range(8):
        body = json.dumps({"items": [None] * number}).encode()
        check(picture, gates, number, Response(body=body))


@settings(max_examples=80, deadline=None)
@given(predicates, predicates, st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_of_json_are_exact(old: str, new: str, more: list[float]) -> None:
    """Whole numbers and doubles, each on the line that is drawn for it."""
    gates = (f'jsonpath "$.x" {old}', f'jsonpath "$.x" {new}')
    lines = drawn(*gates)
    doubles = [
        float(number) + step
        for text in (old, new)
        for number in (text.split()[-1],)
        for step in (-0.5, 0.0, 0.5)
    ]
    doubles += [math.nextafter(one, way) for one in doubles for way in (-math.inf, math.inf)]
    for number in (*doubles, *more, *around(old, new)):
        is_whole = isinstance(number, int)
        if is_whole and not -(2**63) <= number < 2**63:
            continue
        picture = next(
            one
            for one in lines
            if len(lines) == 1
            or (isinstance(one, NumberLine) and one.subject.endswith("decimals)") != is_whole)
        )
        text = str(number) if is_whole else repr(float(number))
        if "e" in text and "." not in text:
            text = text.replace("e", ".0e")
        check(picture, gates, number, Response(body=b'{"x": %s}' % text.encode()))


@settings(max_examples=60, deadline=None)
@given(predicates, predicates)
def test_numbers_in_headers_are_exact(old: str, new: str) -> None:
    gates = (f'header "X-Age" toInt {old}', f'header "X-Age" toInt {new}')
    (picture,) = drawn(*gates)

    for number in around(old, new):
        if -(2**63) <= number < 2**63:
            check(picture, gates, number, Response(headers=(("X-Age", str(number)),)))


# --- kinds of values ------------------------------------------------------------------------------

VALUES: dict[str, tuple[Any, ...]] = {
    "null": (None,),
    "true or false": (True, False),
    "an empty text": ("",),
    "a text": ("a", "no-store", "5", "2020-01-01T00:00:00Z"),
    "an empty list": ([],),
    "a list": ([1], ["a", "b"], [None] * 9),
    "an object": ({}, {"a": 1}),
}
TOGETHER = {
    "an empty text": "any text",
    "a text": "any text",
    "an empty list": "any list",
    "a list": "any list",
}
ASKED = (
    "exists",
    "not exists",
    "isEmpty",
    "not isEmpty",
    "isString",
    "isNumber",
    "isList",
    "isCollection",
    "== null",
    "== true",
    '== "a"',
    '!= "a"',
    'contains "a"',
    'startsWith "no-"',
    "matches /^[a-z]+$/",
    "isIsoDate",
    "== 5",
    "< 5",
    "includes 1",
    "count < 5",
    "count == 1",
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ASKED), st.sampled_from(ASKED))
def test_every_kind_of_value_is_said_to_do_what_it_does(old: str, new: str) -> None:
    gates = (f'jsonpath "$.x" {old}', f'jsonpath "$.x" {new}')
    rows = [row for one in drawn(*gates) for row in getattr(one, "bins", ())]
    bodies = [(kind, {"x": value}) for kind, values in VALUES.items() for value in values]
    if not rows or (old.startswith("count") and new.startswith("count")):
        return
    for kind, body in [*bodies, ("missing", {"y": 1})]:
        response = Response(body=json.dumps(body).encode())
        said = said_of(gates, response)
        mine = [row for row in rows if {kind, TOGETHER.get(kind)} & set(row.labels)]
        assert any(said in row.said for row in mine), (kind, body, said)


def test_what_is_uniform_is_called_so() -> None:
    (picture,) = drawn('header "X" exists', 'header "X" not exists')
    assert isinstance(picture, Presence)
    (missing, there) = picture.bins

    assert (missing.label, missing.turn) == ("missing", Turn.PASSES)
    assert (there.verdict(0), there.verdict(1)) == (Verdict.PASS, Verdict.FAIL)
    assert picture.words == (
        'header "X": accepted by 1.0.0: any text and sent several times; accepted now: missing. '
        "Newly passes: missing; newly fails: any text, sent several times."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('contains "no-store"', "matches /^no-(store|cache)$/"),
        ('startsWith "no-"', '== "no-store"'),
        ('not contains "a"', 'endsWith "b"'),
        ("isUuid", "isIpv4"),
    ],
)
def test_examples_do_what_their_column_says(old: str, new: str) -> None:
    (picture,) = drawn(f'header "X" {old}', f'header "X" {new}')
    assert isinstance(picture, Patterns)
    columns = {
        (True, True): picture.passes_both,
        (True, False): picture.newly_fails,
        (False, True): picture.newly_passes,
    }
    assert picture.newly_fails

    for expected, examples in columns.items():
        for one in examples:
            response = Response(headers=(("X", one.text),))
            gates = (f'header "X" {old}', f'header "X" {new}')
            assert said_of(gates, response) == expected, one


# --- what cannot be told --------------------------------------------------------------------------


def test_a_template_leaves_its_side_unknown() -> None:
    picture = line("status < 500", "status < {{limit}}")

    assert picture.accepted(0) == (Interval(None, 499),)
    assert picture.accepted(1) == picture.newly_failing == picture.newly_passing == ()
    assert "what is accepted now is not known" in picture.words


def test_what_cannot_be_followed_is_told_in_words() -> None:
    (picture,) = drawn('header "X{{n}}" exists', 'header "X{{n}}" isUuid')

    assert isinstance(picture, Patterns)
    assert [side.words for side in picture.sides] == ["is there", "is a UUID"]


def test_different_questions_get_pictures_of_their_own() -> None:
    one, other = drawn('header "X" exists', "status < 600")

    assert one.words == 'header "X": accepted by 1.0.0: any text and sent several times.'
    assert other.words == "status: accepted now: up to 599."


def test_a_header_in_another_case_is_the_same_one() -> None:
    (picture,) = drawn('header "X-A" exists', 'header "x-a" exists')

    assert isinstance(picture, Presence)


def test_scopes_are_told_with_exchanges() -> None:
    old, new = parse_condition("path startswith '/v1'"), parse_condition("path startswith '/v2'")
    picture = scope_picture(old, new, ("1.0.0", "now"), ())

    assert picture.comes
    assert picture.goes
    assert all("/v2" in one for one in picture.comes)
    assert 'In 1.0.0 it applied to exchanges whose path starts with "/v1"' in picture.words
