"""Candidates for a rename: mentioned where there is one, never counted."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.diff.pairs import LATENCY, PAIRS, Pair
from tests.make import NO_5XX, REQUEST_ID, G, make_pack
from toolkit.diff.candidates import rename_candidates
from toolkit.diff.relations import Judges
from toolkit.diff.renames import declared_renames, pair_gates


def candidates(old: Iterable[G], new: Iterable[G]) -> list[tuple[str, str]]:
    pairs = pair_gates(make_pack(old).policy, make_pack(new).policy, Judges())
    return [(gone.id, come.id) for gone, come in rename_candidates(pairs)]


FAST = LATENCY.but(id="acme.fast", gate="duration < 1000")
COUNT = G(id="acme.count", gate='jsonpath "$.items" count > 1')


@pytest.mark.parametrize(
    ("gone", "come", "found"),
    [
        ([LATENCY], [FAST], [("acme.latency", "acme.fast")]),
        ([LATENCY], [FAST.but(enforcement="warn")], [("acme.latency", "acme.fast")]),
        ([LATENCY], [FAST.but(condition="method == 'GET'")], []),
        ([LATENCY], [COUNT], []),
        ([COUNT], [COUNT.but(id="acme.sum", gate='jsonpath "$.items" isCollection')], []),
        (
            [COUNT],
            [COUNT.but(id="acme.sum", gate='jsonpath  "$.items"  count > 2')],
            [("acme.count", "acme.sum")],
        ),
        # two of them on either side: nobody can tell
        ([LATENCY], [FAST, FAST.but(id="acme.faster", gate="duration < 9")], []),
        ([LATENCY, FAST], [FAST.but(id="acme.faster", gate="duration < 9")], []),
        # proven, so no candidate any more
        ([LATENCY], [LATENCY.but(id="acme.fast")], []),
        ([LATENCY], [], []),
    ],
)
def test_a_candidate_has_the_same_condition_and_query_and_no_rival(
    gone: list[G], come: list[G], found: list[tuple[str, str]]
) -> None:
    assert candidates([NO_5XX, REQUEST_ID, *gone], [NO_5XX, REQUEST_ID, *come]) == found


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_a_candidate_is_a_gate_that_is_gone_and_one_that_came(pair: Pair) -> None:
    before, after = pair.old.policy, pair.new.policy
    renames = declared_renames(before, after, pair.new.manifest.gates)
    found = list(rename_candidates(pair_gates(before, after, Judges(), renames)))

    for old, new in found:
        assert ("gate-removed", old.id) in {(rule[:12], name) for rule, name in pair.expected}
        assert new.id not in pair.old.policy.by_id
