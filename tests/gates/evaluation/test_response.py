"""Responses: headers, what is unknown, and which exchanges a condition means."""

from __future__ import annotations

import pytest

from toolkit.gates.condition import parse_condition
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.response import (
    Certificate,
    Exchange,
    NoCertificate,
    Redirect,
    Response,
    condition_matches,
)
from toolkit.gates.evaluation.values import Integer, String
from toolkit.gates.hurl import parse_assertion

EXCHANGE = Exchange(
    method="post",
    path="/api/v1/orders",
    url="https://example.org/api/v1/orders?page=1",
    tags=frozenset({"smoke", "orders"}),
    meta={"owner": "team-a"},
)


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ("true", True),
        ("tags contains 'smoke'", True),
        ("tags contains 'smok'", False),
        ("tags contains 'Smoke'", False),
        ("path contains 'v1'", True),
        ("path contains 'page'", False),
        ("path startswith '/api'", True),
        ("path startswith 'api'", False),
        ("url contains 'page=1'", True),
        ("url contains 'PAGE'", False),
        ("method == 'POST'", True),
        ("method == 'post'", True),
        ("method == 'GET'", False),
        ("meta.owner == 'team-a'", True),
        ("meta.owner == 'team'", False),
        ("meta.Owner == 'team-a'", False),
    ],
)
def test_conditions(condition: str, *, matches: bool) -> None:
    assert condition_matches(parse_condition(condition), EXCHANGE) is matches


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("url exists", "unknown-url"),
        ("duration exists", "unknown-duration"),
        ("ip exists", "unknown-ip"),
        ("redirects exists", "unknown-redirects"),
        ('certificate "Subject" exists', "unknown-certificate"),
        ('variable "a" exists', "unknown-variable"),
        ("status == {{a}}", "unknown-variable"),
        ('header "{{a}}" exists', "unknown-variable"),
        ("status == {{newUuid}}", "function"),
        ("body == file,a.txt;", "file"),
        ('header "X-Date" toDate "%+" daysAfterNow > 1', "unknown-time"),
    ],
)
def test_what_is_unknown_is_refused_by_name(line: str, name: str) -> None:
    response = Response(headers=(("X-Date", "2026-01-31T12:00:00Z"),))

    with pytest.raises(UnsupportedError) as refusal:
        evaluate(parse_assertion(line), response)

    assert refusal.value.name == name


@pytest.mark.parametrize(
    "line",
    [
        'header "X-Nope" count == {{a}}',  # there is nothing to count, whatever the variable is
        "status count == {{newUuid}}",
        'status split "{{a}}" exists',
        'jsonpath "$" == {{a}}',
    ],
)
def test_an_error_is_an_error_whatever_is_unknown(line: str) -> None:
    assert not evaluate(parse_assertion(line), Response()).passed


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ('certificate "Subject" == "CN=example.org"', True),
        ('certificate "Issuer" contains "CA"', True),
        ('certificate "Serial-Number" == "01:02"', True),
        ('certificate "Expire-Date" daysAfterNow == 30', True),
        ('certificate "Start-Date" daysBeforeNow == 9', True),
        ('certificate "Start-Date" daysAfterNow == -9', True),
        ('certificate "Start-Date" < {{then}}', False),
        ("redirects count == 1", True),
        ('redirects nth 0 location == "https://example.org/b"', True),
        ("redirects nth 0 == 302", False),
        ("duration < 100", True),
    ],
)
def test_parts_that_are_hard_to_play(line: str, *, passes: bool) -> None:
    day = 86_400
    response = Response(
        duration_ms=99,
        redirects=(Redirect(302, "https://example.org/b"),),
        certificate=Certificate(
            subject="CN=example.org",
            issuer="CN=Example CA",
            start_date=Moment(-9 * day - 5),
            expire_date=Moment(31 * day - 1),
            serial_number="01:02",
        ),
    )
    variables = {"then": String("2026")}

    outcome = evaluate(parse_assertion(line), response, variables, now=Moment(0))

    assert outcome.passed is passes


def test_a_plain_connection_is_known_to_have_no_certificate() -> None:
    response = Response(certificate=NoCertificate.NONE)

    assert evaluate(parse_assertion('certificate "Subject" not exists'), response).passed


def test_the_outcome_carries_the_value_that_was_judged() -> None:
    outcome = evaluate(parse_assertion("status > 200"), Response(status=200))

    assert outcome.value == Integer(200)
