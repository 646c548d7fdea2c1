"""The table of pairs: what is claimed, what the witness shows, and the same of the mirror."""

from __future__ import annotations

import pytest

from tests.gates.decision.shown import shown
from tests.gates.decision.table import TABLE, Row
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.decision.verdicts import Comparison, Relation
from toolkit.gates.hurl import parse_assertion

pytestmark = pytest.mark.slow


def compared(old: str, new: str) -> Comparison:
    return compare_acceptance(parse_assertion(old), parse_assertion(new))


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_relation_is_decided_and_shown(row: Row) -> None:
    found = compared(row.old, row.new)

    assert found.relation is row.relation, found.reason
    if found.relation is Relation.UNDECIDED:
        assert row.fragment in found.reason
    else:
        looser = found.relation is Relation.LOOSER
        assert row.fragment in shown(found.reverse_witness if looser else found.witness)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_mirrored_pair_has_the_mirrored_relation(row: Row) -> None:
    there, back = compared(row.old, row.new), compared(row.new, row.old)

    assert back.relation is there.relation.mirrored()
    assert (there.witness is None) == (back.reverse_witness is None)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_line_is_equal_to_itself(row: Row) -> None:
    assert compared(row.old, row.old).relation is Relation.EQUAL


def test_the_table_is_broad() -> None:
    assert len(TABLE) >= 200
    assert {row.relation for row in TABLE} == set(Relation)
