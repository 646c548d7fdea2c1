"""Which responses a claim is attacked with: those near the boundaries of the two assertions.

Our evaluator only sorts them, so that no two of those that are played show the same; the real Hurl
judges what is played, whatever we think of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.gates.decision.neighbours import Neighbours
from tests.gates.decision.responses import Responses
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.placeholders import unknowns
from toolkit.gates.decision.spaces import space_of
from toolkit.gates.decision.verdicts import Comparison
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import NoCertificate, Redirect, Response
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import Assertion

LOOPBACKS = ("127.0.0.1", "127.0.0.1", "127.0.0.2", "::1")
CRASH = "hurl-crashes"
_LONGEST_MS = 120
_LONGEST_BODY = 20_000
_BODYLESS = (204, 304)


def candidates(
    old: Assertion, new: Assertion, claim: Comparison, seed: int, count: int
) -> Iterator[Response]:
    """Yield many responses, those of the decision first."""
    dice = random.Random(seed)  # noqa: S311  a test must repeat
    shown = list(_shown(old, new, claim))
    yield from shown
    neighbours = Neighbours(dice)
    random_ones = Responses(seed, (old, new))
    for _ in range(count):
        if shown and dice.random() < 0.6:
            one = neighbours.of(dice.choice(shown))
            yield neighbours.of(one) if dice.random() < 0.3 else one
        else:
            yield random_ones.response()


def _shown(old: Assertion, new: Assertion, claim: Comparison) -> Iterator[Response]:
    """Yield the responses that the decision knows for the pair, and for each of the two."""
    for witness in (claim.witness, claim.reverse_witness):
        if witness is not None and witness.response is not None:
            yield witness.response
    known = [one for one in (old, new) if not unknowns(one)]
    for assertions in (known, known[:1], known[1:]):
        try:
            made = space_of(assertions).made.values()
        except (NotModelledError, UnsupportedError, TooHard):
            continue
        yield from (one.response for one in made if one is not None)


def chosen(
    assertions: Sequence[Assertion], found: Iterator[Response], count: int
) -> tuple[list[Response], int]:
    """Return playable responses that show as many different things as possible.

    Also how many were left out because Hurl is known to crash on them, which is no answer.
    """
    sorted_by: dict[object, list[Response]] = {}
    crashes = 0
    for response in map(playable, found):
        seen = tuple(_seen(one, response) for one in assertions)
        if CRASH in seen:
            crashes += 1
            continue
        same = sorted_by.setdefault(seen, [])
        if response not in same:
            same.append(response)
    rounds = max(map(len, sorted_by.values()), default=0)
    taken = [
        same[turn] for turn in range(rounds) for same in sorted_by.values() if turn < len(same)
    ]
    return taken[:count], crashes


def _seen(assertion: Assertion, response: Response) -> object:
    """Return what our evaluator makes of it, to tell responses apart."""
    try:
        outcome = evaluate(assertion, response, {})
    except UnsupportedError as error:
        return CRASH if error.name == CRASH else error.name
    return outcome.kind, outcome.passed


def playable(response: Response) -> Response:
    """Return the nearest response that a server without encryption can send on this machine."""
    status = response.status if 200 <= response.status <= 999 else 200
    redirects = [Redirect(one.status, _plain(one.location)) for one in response.redirects or ()]
    url = redirects[-1].location if redirects else _plain(response.url or "http://example.com/")
    body = b"" if status in _BODYLESS else response.body[:_LONGEST_BODY]
    return replace(
        response,
        status=status,
        headers=tuple(_framed(response.headers, len(body))),
        body=body,
        version=response.version if response.version in ("1.0", "1.1") else "1.1",
        url=url,
        duration_ms=min(response.duration_ms or 0, _LONGEST_MS),
        ip=response.ip if response.ip in LOOPBACKS else "127.0.0.1",
        redirects=tuple(redirects[:9]),
        certificate=NoCertificate.NONE,
    )


def _plain(url: str) -> str:
    return "http://" + url.partition("://")[2] if url.startswith("https://") else url


def _framed(headers: Sequence[tuple[str, str]], length: int) -> Iterator[tuple[str, str]]:
    """Yield the headers; those that say where the body ends say what is so."""
    for name, value in headers:
        if name.lower() == "content-length":
            yield name, str(length)
        elif name.lower() != "transfer-encoding":
            yield name, value
