"""Our reading of gates beside the real Hurl, in figures: ``nox -s oracle``.

Seeded and repeatable. Each part prints its own figures and what went wrong;
the exit code says whether anything did. ``--short`` takes a tenth of each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from tests.gates import differential as grammar
from tests.gates.decision import attack
from tests.gates.evaluation import differential as meaning
from tests.gates.languages import differential as languages

SEED = 7


@dataclass(frozen=True)
class Part:
    """One comparison: what is compared, how often, and the function that returns the failures."""

    title: str
    count: int
    run: Callable[[int, int], int]


PARTS = (
    Part("grammar: our parser beside hurlfmt (lines)", 20_000, grammar.main),
    Part("languages: our automata beside Hurl (regex, string)", 20_000, languages.main),
    Part(
        "meaning: our evaluator beside Hurl (assertion, response)",
        100_000,
        lambda count, seed: meaning.main(count, [seed]),
    ),
    Part("decisions: claims attacked in Hurl (pairs of assertions)", 5_000, attack.main),
)


def main() -> int:
    """Run every part; return how many of them found something wrong."""
    share = 10 if "--short" in sys.argv else 1
    wrong = []
    for part in PARTS:
        count = part.count // share
        print(f"\n== {part.title}: {count:,}, seed {SEED}", flush=True)
        if part.run(count, SEED):
            wrong.append(part.title)
    print(f"\n{len(PARTS) - len(wrong)} of {len(PARTS)} parts agree", *wrong, sep="\n  wrong: ")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
