"""Our reading of gates beside the real Hurl, in figures: ``nox -s oracle``.

Seeded and repeatable: ``--seed N`` throws other dice. Each part prints its own figures and what
went wrong; the exit code says whether anything did. ``--short`` takes less of each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.commands import referee
from tests.diff import mutants
from tests.gates import differential as grammar
from tests.gates.decision import attack, conditions_attack, laws, packs_attack, timing
from tests.gates.evaluation import differential as meaning
from tests.gates.languages import differential as languages

SEED = 7


@dataclass(frozen=True)
class Part:
    """One comparison: what is compared, how often, and the function that returns the failures."""

    title: str
    count: int
    run: Callable[[int, int], int]
    short: int = 10
    """The short form takes one of so many."""


PARTS = (
    Part("grammar: our parser beside hurlfmt (lines)", 20_000, grammar.main),
    Part("languages: our automata beside Hurl (regex, string)", 20_000, languages.main, 20),
    Part(
        "meaning: our evaluator beside Hurl (assertion, response)",
        100_000,
        lambda count, seed: meaning.main(count, [seed]),
        20,
    ),
    Part("decisions: claims attacked in Hurl (pairs of assertions)", 5_000, attack.main),
    Part(
        "scopes: claims attacked with exchanges (pairs of conditions)",
        5_000,
        conditions_attack.main,
    ),
    Part("packs: claims attacked in Hurl (pairs of packs)", 1_000, packs_attack.main),
    Part("laws: reflexivity, swap, chain (triples of gates and packs)", 2_000, laws.main),
    Part("mutants: levels beside labels (packs with known edits)", 2_000, mutants.main),
    Part("reports: the JSON of bump refereed by Hurl (packs of one gate)", 600, referee.main),
    Part("time of a comparison (pairs of assertions)", 5_000, timing.main),
)


def main() -> int:
    """Run every part; return how many of them found something wrong."""
    parser = argparse.ArgumentParser(prog="oracle", description="Our reading of gates beside Hurl.")
    parser.add_argument("--short", action="store_true", help="less of each part")
    parser.add_argument("--seed", type=int, default=SEED, help="other dice")
    parser.add_argument("--only", default="", help="the parts whose title has this word")
    given = parser.parse_args()
    parts = [part for part in PARTS if given.only in part.title]
    wrong = []
    for part in parts:
        count = part.count // (part.short if given.short else 1)
        print(f"\n== {part.title}: {count:,}, seed {given.seed}", flush=True)
        start = time.perf_counter()
        if part.run(count, given.seed):
            wrong.append(part.title)
        print(f"({time.perf_counter() - start:.0f} s)", flush=True)
    print(f"\n{len(parts) - len(wrong)} of {len(parts)} parts agree", *wrong, sep="\n  wrong: ")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
