"""Renames that nobody declared and nothing proves, but that a person may have meant.

A removed and an added gate that ask the same thing of a response, in the same
exchanges, and of which there is no second pair. That is likeness and no proof:
a candidate is mentioned, and changes no level and no finding
(bump-analysers.md, 5.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from toolkit.diff.renames import Pairing
from toolkit.gates.condition import Condition
from toolkit.gates.nodes import Filter, Query
from toolkit.pack.model import Gate


def rename_candidates(pairs: Pairing) -> Iterator[tuple[Gate, Gate]]:
    """Yield each removed and added gate with one condition and one query, if no third has them."""
    gone, come = _alone(pairs.removed), _alone(pairs.added)
    for subject, old in gone.items():
        if subject in come:
            yield old, come[subject]


def _alone(gates: Iterable[Gate]) -> dict[tuple[Condition, Query, tuple[Filter, ...]], Gate]:
    """Return the gates that are the only ones about their subject, by it."""
    listed = list(gates)
    times = Counter(map(_subject, listed))
    return {_subject(gate): gate for gate in listed if times[_subject(gate)] == 1}


def _subject(gate: Gate) -> tuple[Condition, Query, tuple[Filter, ...]]:
    """Return what a gate looks at: the exchanges, and the value in their responses."""
    return gate.condition, gate.assertion.query, gate.assertion.filters
