"""Random packs of up to five gates, whose gates mostly speak of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.gates.decision.pairs import Pairs
from toolkit.gates.condition import parse_condition
from toolkit.gates.decision.compare import Gate
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion

_SUBJECTS = (
    *(("status",), ("duration",), ('header "X-A"',), ('jsonpath "$.a"',), ("body",)),
    *(("status", 'header "X-A"'), ('jsonpath "$.a"', "status"), ('header "X-A"', "bytes count")),
    *(("status", "body"), ('cookie "sid"',), ("url", "status")),
)
"""The queries of a pair of packs."""
_USUAL = ("true", "true", "path startswith '/api'", "path contains '/api/v1'", "method == 'GET'")
_NUMBERS = ("status", "duration", "bytes count")
_MOST = 5


class Packs:
    """An endless source of gates that are edits of one another, and of packs of them."""

    def __init__(self, seed: int) -> None:
        self.pairs = Pairs(seed)

    def triple(self) -> tuple[Gate, Gate, Gate]:
        """Return three gates, each an edit of the one before in condition, assertion or both."""
        while True:
            try:
                first, second, third = map(parse_assertion, self.pairs.triple())
            except GateSyntaxError:
                continue
            conditions = [parse_condition(self.pairs.condition())]
            for _ in range(2):
                same = self.pairs.random.random() < 0.5
                drawn = parse_condition(self.pairs.condition())
                conditions.append(conditions[-1] if same else drawn)
            gates = zip(conditions, (first, second, third), strict=True)
            one, two, three = (Gate(condition, assertion) for condition, assertion in gates)
            return one, two, three

    def packs(self) -> tuple[list[Gate], list[Gate], list[Gate]]:
        """Return three packs, each an edit of the one before."""
        first = self.about(self.pairs.choice(_SUBJECTS))
        if self.pairs.random.random() < 0.5:
            first = [gate for gate in (*self.triple(), *first) if self.pairs.random.random() < 0.7]
        second = self.edited(first[:_MOST])
        return first[:_MOST], second, self.edited(second)

    def pair(self) -> tuple[list[Gate], list[Gate]]:
        """Return two packs: one an edit of the other, or both about one or two queries."""
        if self.pairs.random.random() < 0.4:
            first, second, third = self.packs()
            return first, self.pairs.choice((second, third))
        subjects = self.pairs.choice(_SUBJECTS)
        old, new = self.about(subjects), self.about(subjects)
        kept = [gate for gate in old if self.pairs.random.random() < 0.4]
        return old, (kept + new)[:_MOST]

    def about(self, subjects: Sequence[str]) -> list[Gate]:
        """Return a pack about one or two queries."""
        return [self.gate(subjects) for _ in range(self.pairs.choice((1, 2, 2, 3, 4)))]

    def gate(self, subjects: Sequence[str]) -> Gate:
        """Return a gate about one of some queries, mostly with a condition like those of others."""
        while True:
            query = self.pairs.choice(subjects)
            fitting = self.pairs.fitting("number" if query in _NUMBERS else "string")
            negation = "not " if self.pairs.random.random() < 0.2 else ""
            usual = self.pairs.random.random() < 0.7
            condition = self.pairs.choice(_USUAL) if usual else self.pairs.condition()
            try:
                assertion = parse_assertion(f"{query} {negation}{fitting}")
            except GateSyntaxError:
                continue
            return Gate(parse_condition(condition), assertion)

    def edited(self, pack: Sequence[Gate]) -> list[Gate]:
        """Return a pack with a gate less, more or changed."""
        kind = self.pairs.random.random()
        index = self.pairs.random.randrange(len(pack)) if pack else 0
        rest = [gate for number, gate in enumerate(pack) if number != index]
        other = self.triple()[0]
        if kind < 0.25:
            return rest
        if kind < 0.5 or not pack:
            return [*pack[: _MOST - 1], other]
        if kind < 0.75:
            return [*rest, replace(pack[index], condition=other.condition)]
        return [*rest, replace(pack[index], assertion=other.assertion)]
