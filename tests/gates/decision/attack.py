"""Claims of the decision attacked with responses: a claim that one of them contradicts is a bug.

``python -m tests.gates.decision.attack 5000 7`` compares 5,000 random pairs of seed 7 and prints
the verdicts, what was undecided and why, what was contradicted, and how long it took.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.gates.decision.pairs import Pairs
from tests.gates.decision.responses import Responses
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.decision.verdicts import Comparison, Relation
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Response
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion

NEVER = {
    # what no response may show: (old passes, new passes)
    Relation.EQUAL: {(True, False), (False, True)},
    Relation.STRICTER: {(False, True)},
    Relation.LOOSER: {(True, False)},
}


def contradictions(
    old: Assertion, new: Assertion, claim: Comparison, count: int, seed: int
) -> Iterator[Response]:
    """Yield responses that contradict a claim."""
    never = NEVER.get(claim.relation, set())
    for response in Responses(seed, (old, new)).take(count if never else 0):
        try:
            passed = tuple(evaluate(one, response, {}, now=NOW).passed for one in (old, new))
        except UnsupportedError:
            continue
        if passed in never:
            yield response


@dataclass
class Tally:
    """What came of many pairs."""

    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    witnesses: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, old: str, new: str, *, attacks: int, seed: int) -> None:
        """Compare a pair and attack the claim."""
        try:
            before, after = parse_assertion(old), parse_assertion(new)
        except GateSyntaxError:
            self.verdicts["not an assertion"] += 1
            return
        start = time.perf_counter()
        claim = compare_acceptance(before, after)
        self.times.append(time.perf_counter() - start)
        self.verdicts[f"{claim.relation.value} ({claim.method.value})"] += 1
        self.witnesses += (claim.witness is not None) + (claim.reverse_witness is not None)
        if claim.relation is Relation.UNDECIDED:
            self.reasons[claim.reason] += 1
            self.examples.setdefault(claim.reason, f"{old}  ->  {new}")
        for response in contradictions(before, after, claim, attacks, seed):
            self.wrong.append(f"{old}  ->  {new}: {claim.relation.value}\n    {response}")
            break

    def report(self) -> str:
        """Return the figures as text."""
        times = sorted(1000 * one for one in self.times)
        decided = len(times)
        undecided = sum(self.reasons.values())
        return "\n".join(
            (
                f"pairs {decided}",
                *(f"{count:7} {name}" for name, count in self.verdicts.most_common()),
                f"undecided {undecided} ({100 * undecided / max(decided, 1):.2f} %)",
                *(
                    f"{count:7} {reason}\n        for example {self.examples[reason]}"
                    for reason, count in self.reasons.most_common()
                ),
                f"witnesses confirmed by the evaluator {self.witnesses}",
                f"contradictions {len(self.wrong)}",
                *self.wrong[:20],
                f"first {1000 * self.times[0]:.1f} ms",
                f"median {times[decided // 2]:.2f} ms, p99 {times[decided * 99 // 100]:.1f} ms",
                f"longest {times[-1]:.1f} ms",
            )
        )


def main(count: int, seed: int) -> int:
    """Attack the claims on ``count`` pairs; return how many were contradicted."""
    pairs = Pairs(seed)
    tally = Tally()
    for number in range(count):
        old, new = pairs.pair()
        tally.add(old, new, attacks=60, seed=seed + number)
    print(tally.report())  # noqa: T201  it is a script
    return len(tally.wrong)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
