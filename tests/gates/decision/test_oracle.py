"""The real Hurl has the last word: it confirms witnesses and contradicts no claim."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests import hurl
from tests.gates.decision.attack import NEVER
from tests.gates.decision.pairs import Pairs
from tests.gates.decision.responses import Responses
from tests.gates.decision.table import TABLE
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.decision.verdicts import Comparison
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Response
from toolkit.gates.hurl import parse_assertion

pytestmark = pytest.mark.oracle

NOT_PLAYED = ("version", "url", "ip", "redirects", "certificate", "variable", "duration", "xpath")
"""Queries whose answer the local server does not choose."""
DAYS = "Now"
"""What depends on the day holds this word."""


@pytest.fixture(autouse=True)
def _hurl_is_there() -> None:
    hurl.require_hurl()


def claims(count: int) -> Iterator[tuple[str, str, Comparison]]:
    """Yield decided pairs that the server can play: of the table, and at random."""
    pairs = Pairs(21)
    random = (pairs.pair() for _ in range(count))
    for old, new in (*((row.old, row.new) for row in TABLE), *random):
        lines = f"{old} {new}"
        if any(line.startswith(NOT_PLAYED) for line in (old, new)) or DAYS in lines:
            continue
        if "Content-Length" in lines or "{{" in lines or "file," in lines:
            continue
        try:
            yield old, new, compare_acceptance(parse_assertion(old), parse_assertion(new))
        except GateSyntaxError:
            continue


def exchange(response: Response, old: str, new: str) -> hurl.Exchange | None:
    """Return the exchange that plays a response, None if the server cannot send it."""
    if response.status < 200 and not response.body:
        return None
    headers = [(name, value.encode().decode("latin-1")) for name, value in response.headers]
    played = hurl.Response(status=response.status, headers=headers, body=response.body)
    return hurl.Exchange(played, [old, new])


def test_witnesses_are_confirmed(tmp_path: Path) -> None:
    played: list[hurl.Exchange] = []
    wanted: list[list[bool]] = []
    for old, new, claim in claims(25):
        for witness, verdicts in (
            (claim.witness, [True, False]),
            (claim.reverse_witness, [False, True]),
        ):
            one = witness and witness.response and exchange(witness.response, old, new)
            if one:
                played.append(one)
                wanted.append(verdicts)
    found = hurl.outcomes(played, tmp_path)

    assert len(played) > 120
    for one, actual, expected in zip(played, found, wanted, strict=True):
        assert actual == expected, one


def test_no_response_contradicts_a_claim(tmp_path: Path) -> None:
    played: list[hurl.Exchange] = []
    never: list[set[tuple[bool, bool]]] = []
    for number, (old, new, claim) in enumerate(claims(25)):
        if claim.relation not in NEVER or old == new:
            continue
        assertions = [parse_assertion(old), parse_assertion(new)]
        for response in islice(Responses(number, assertions).take(2), 1):
            try:
                for assertion in assertions:
                    evaluate(assertion, response, {})
            except UnsupportedError:
                continue  # also where Hurl would crash
            one = exchange(response, old, new)
            if one is not None:
                played.append(one)
                never.append(NEVER[claim.relation])
    found = hurl.outcomes(played, tmp_path)

    assert len(played) > 100
    for one, (old_held, new_held), wrong in zip(played, found, never, strict=True):
        assert (old_held, new_held) not in wrong, one


def test_a_switch_of_protocols_is_a_status_if_something_follows(tmp_path: Path) -> None:
    switch = hurl.Response(status=101, body=b"x")
    played = hurl.Exchange(switch, ["status >= 100", "status >= 200", 'body == "x"'])

    assert hurl.outcomes([played], tmp_path) == [[True, False, True]]
    with pytest.raises(hurl.UndecidedError, match="Empty reply"):
        hurl.outcomes([hurl.Exchange(hurl.Response(status=101), ["status exists"])], tmp_path)


@pytest.mark.parametrize("status", [100, 103, 199])
def test_other_codes_below_200_are_interim(status: int, tmp_path: Path) -> None:
    interim = hurl.Response(status=status, body=b"x")

    with pytest.raises(hurl.UndecidedError):
        hurl.outcomes([hurl.Exchange(interim, ["status exists"])], tmp_path)
