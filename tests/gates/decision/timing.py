"""How long a comparison takes: the first in a fresh interpreter, and those that come after it.

``python -m tests.gates.decision.timing 5000 7`` times 5,000 pairs of seed 7, one after the other.
The goals are held against the time of the processor, so that the figures repeat on a busy
machine; the time on the clock is told as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from tests.gates.decision.pairs import Pairs
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion

FIRST_MS, MEDIAN_MS, P99_MS = 400, 5, 150
"""What is to be kept below, in milliseconds."""
_FIRST = (
    ("status < 500", "status < 400"),
    ('header "X" matches /^[a-z]+-(a|b)$/', 'header "X" startsWith "a"'),
    ('jsonpath "$.items[*].id" count > 1', 'jsonpath "$.items[*].id" count > 2'),
    ('cookie "sid[Secure]" exists', 'cookie "sid[HttpOnly]" exists'),
    ('xpath "//a" count > 1', 'xpath "//a" count > 2'),
)
_RUNS = 4
"""Fresh interpreters for each of these pairs."""
_PROGRAM = """
import sys
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.hurl import parse_assertion
compare_acceptance(*map(parse_assertion, sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True)
class Times:
    """How long many things took, in milliseconds: by the clock, or of the processor."""

    name: str
    sorted: tuple[float, ...]

    @classmethod
    def of(cls, name: str, seconds: Iterable[float]) -> Times:
        """Return times that were measured in seconds."""
        return cls(name, tuple(sorted(1000 * one for one in seconds)))

    def within(self, share: float) -> float:
        """Return the time within which this share is done."""
        return self.sorted[min(len(self.sorted) - 1, int(share * len(self.sorted)))]

    def __str__(self) -> str:
        shares = ", ".join(f"p{100 * one:g} {self.within(one):.1f}" for one in (0.9, 0.99, 0.999))
        median, most = self.within(0.5), self.sorted[-1]
        return f"{self.name}: median {median:.1f}, {shares}, longest {most:.1f} ms"


def first_times() -> list[Times]:
    """Time whole processes that compare one pair, start of the interpreter and imports included."""
    clock, processor = [], []
    for pair in _FIRST * _RUNS:
        start, used = time.perf_counter(), _children()
        subprocess.run([sys.executable, "-c", _PROGRAM, *pair], check=True)
        clock.append(time.perf_counter() - start)
        processor.append(_children() - used)
    return [Times.of("processor", processor), Times.of("clock", clock)]


def _children() -> float:
    """Return the time that the processor spent on programs that we started."""
    spent = os.times()
    return spent.children_user + spent.children_system


def warm_times(count: int, seed: int) -> tuple[list[Times], list[tuple[float, str]]]:
    """Time pairs in a process that has compared one; also each of them by itself."""
    pairs = Pairs(seed)
    compare_acceptance(*map(parse_assertion, _FIRST[0]))
    clock: list[float] = []
    each: list[tuple[float, str]] = []
    while len(each) < count:
        old, new = pairs.pair()
        try:
            before, after = parse_assertion(old), parse_assertion(new)
        except GateSyntaxError:
            continue
        start, used = time.perf_counter(), time.process_time()
        compare_acceptance(before, after)
        clock.append(time.perf_counter() - start)
        each.append((time.process_time() - used, f"{old}  ->  {new}"))
    processor = Times.of("processor", (one for one, _ in each))
    return [processor, Times.of("clock", clock)], each


def main(count: int, seed: int) -> int:
    """Print the times beside the goals; they decide nothing, since every machine has its own."""
    first = first_times()
    warm, each = warm_times(count, seed)
    over = (
        (first[0].within(0.5) >= FIRST_MS)
        + (warm[0].within(0.5) >= MEDIAN_MS)
        + (warm[0].within(0.99) >= P99_MS)
    )
    lines = [f"a fresh process that compares one pair, {one}" for one in first]
    lines += [f"a pair after the first, {one}" for one in warm]
    lines += [
        f"goals: first below {FIRST_MS} ms, median {MEDIAN_MS} ms, p99 {P99_MS} ms: {over} missed"
    ]
    lines += [f"{1000 * one:9.0f} ms {pair}" for one, pair in sorted(each, reverse=True)[:5]]
    print(*lines, sep="\n")  # noqa: T201  it is a script
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
