"""Laws that hold of any assertions: mirrors, chains, and claims that survive an attack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.gates.decision.attack import NEVER, Compared, compared
from tests.gates.decision.conditions_attack import Exchanges
from tests.gates.decision.conditions_attack import contradictions as scope_contradictions
from tests.gates.decision.laws import checked
from tests.gates.decision.pairs import Pairs
from tests.gates.decision.responses import Responses
from tests.gates.decision.tally import Tally
from tests.gates.generate import Gates
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.compare import always_passes, compare_acceptance, never_passes
from toolkit.gates.decision.scopes import compare_scopes
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion

pytestmark = pytest.mark.slow


def lines(texts: tuple[str, ...]) -> list[Assertion] | None:
    try:
        return [parse_assertion(text) for text in texts]
    except GateSyntaxError:
        return None


def test_reflexivity_mirrors_and_chains_of_gates_and_packs() -> None:
    counts, wrong = checked(12, 60)

    assert wrong == []
    assert counts["chain, gates"] > 20


def test_claims_about_scopes_survive_random_exchanges() -> None:
    exchanges = Exchanges(13)
    for _ in range(150):
        old, new = exchanges.condition(), exchanges.condition()

        assert scope_contradictions(old, new, compare_scopes(old, new), exchanges) == []


def test_a_claim_survives_random_responses() -> None:
    tally = Tally()
    survive(compared(Pairs(13), 250, tally), attacks=25)

    assert tally.slips < 25


def test_lines_through_every_production_are_compared_and_survive() -> None:
    gates = Gates(14)
    survive(drawn(gates), attacks=10)


def drawn(gates: Gates) -> Iterator[Compared]:
    for number in range(120):
        old = gates.valid()
        new = gates.valid() if number % 2 else gates.slipped(old)
        if (pair := lines((old, new))) is not None:
            before, after = pair
            yield Compared(old, new, before, after, compare_acceptance(before, after))


def survive(found: Iterable[Compared], attacks: int) -> None:
    """The evaluator finds no response that contradicts a claim; the oracle tests ask Hurl."""
    for number, one in enumerate(found):
        assert not one.claim.reason.startswith("internal"), one
        for response in Responses(number, (one.before, one.after)).take(attacks):
            try:
                passed = [evaluate(each, response, {}, now=NOW).passed for _, each in one.lines]
            except UnsupportedError:
                continue
            assert tuple(passed) not in NEVER.get(one.claim.relation, ()), (str(one), response)


def test_what_always_or_never_passes() -> None:
    for text, always, never in (
        ("status < 1000", True, False),
        ("status >= 200", False, False),
        ("duration >= 0", True, False),
        ('status startsWith "2"', False, True),
        ('header "X" > 4', False, True),
        ('header "X" not > 4', False, False),
        ("body exists", False, False),
        ('status != "200"', True, False),
        ("sha256 count == 31", False, True),
        ('header "X" == "{{name}}"', False, False),
    ):
        assertion = parse_assertion(text)

        assert (always_passes(assertion), never_passes(assertion)) == (always, never), text
