"""The real Hurl has the last word: it confirms witnesses and contradicts no claim."""

from __future__ import annotations

import pytest

from tests import hurl
from tests.gates.decision import packs_attack
from tests.gates.decision.attack import Compared, attacked, attacked_pairs
from tests.gates.decision.productions import ALL
from tests.gates.decision.table import TABLE
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.hurl import parse_assertion

pytestmark = pytest.mark.oracle


@pytest.fixture(autouse=True)
def _hurl_is_there() -> None:
    hurl.require_hurl()


def test_the_table_is_what_hurl_thinks() -> None:
    """Every witness is confirmed, and no response near it contradicts what is claimed."""
    found = []
    for row in TABLE:
        before, after = parse_assertion(row.old), parse_assertion(row.new)
        claim = compare_acceptance(before, after)
        found.append(Compared(row.old, row.new, before, after, claim))
    tally = attacked_pairs(found, seed=21)

    assert tally.wrong == []
    assert tally.standings["confirmed"] > 150, tally.report()


@pytest.mark.parametrize("seed", [21, 22])
def test_random_claims_stand(seed: int) -> None:
    tally = attacked(seed, 150)

    assert tally.wrong == []
    assert tally.standings["confirmed"] > 50, tally.report()
    assert len(ALL - tally.productions.keys()) < 20, tally.missing


def test_random_claims_about_packs_stand() -> None:
    tally = packs_attack.attacked(21, 40)

    assert tally.wrong == []
    assert tally.counts["exchanges judged by the real Hurl"] > 100
    assert tally.counts["gates implied"] > 20
    assert tally.counts["gates bites"] > 20
