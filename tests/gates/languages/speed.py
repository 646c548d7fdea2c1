"""How long questions about two languages take.

``python -m tests.gates.languages.speed [COUNT] [SEED]`` prints the distribution over the pairs of
the tables and COUNT random pairs: the first question of a process, a pair that is new, and a pair
whose languages were met before.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from time import perf_counter

from tests.gates.languages.differential import sources
from tests.gates.languages.test_classes import REGEXES
from toolkit.gates.languages import TooHard, classes, matching

_FIRST = """
from time import perf_counter
start = perf_counter()
from toolkit.gates.languages import classes, matching
classes([matching({!r}), matching({!r})])
print(perf_counter() - start)
"""


def first_use(left: str, right: str) -> float:
    """Return how long import and one question take in a new process, in seconds."""
    command = [sys.executable, "-c", _FIRST.format(left, right)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def timed(pair: tuple[str, str]) -> float:
    """Return how long a question takes, in seconds; too hard is an answer as well."""
    start = perf_counter()
    with suppress(TooHard):
        classes([matching(source) for source in pair])
    return perf_counter() - start


def distribution(name: str, seconds: Sequence[float]) -> str:
    """Return one line of figures, in milliseconds."""
    ranked = sorted(1000 * value for value in seconds)

    def quantile(share: float) -> float:
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)]

    figures = [f"{label} {quantile(share):8.2f}" for label, share in _SHARES]
    return f"{name:28} n={len(ranked):5}  {'  '.join(figures)} ms"


_SHARES = (("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))


def main(count: int, seed: int) -> None:
    """Measure and print."""
    table = [(left, right) for left, _, right in REGEXES]
    regexes = sources(Random(seed))  # noqa: S311  dice, not secrets
    random = [(next(regexes), next(regexes)) for _ in range(count)]
    print(distribution("first use, new process", [first_use(*pair) for pair in table[:10]]))  # noqa: T201
    for name, pairs in (("table", table), ("random", random)):
        new, known = [], []
        for pair in pairs:
            matching.cache_clear()
            new.append(timed(pair))
            known.append(timed(pair))
        print(distribution(f"{name}, new pair", new))  # noqa: T201
        print(distribution(f"{name}, known languages", known))  # noqa: T201


if __name__ == "__main__":
    main(*(int(word) for word in [*sys.argv[1:], "500", "7"][:2]))
