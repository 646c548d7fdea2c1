"""How long a comparison takes: the first in a fresh interpreter, and those that come after it.

``python -m tests.gates.decision.timing 5000 7`` times 5,000 pairs of seed 7, one after the other.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from tests.gates.decision.pairs import Pairs
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion

MOST_MS = {"first": 400.0, "median": 5.0, "p99": 150.0}
"""What must not be reached, in milliseconds."""
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


def first_times() -> list[float]:
    """Return the wall times of whole processes that compare one pair, in milliseconds."""
    times = []
    for pair in _FIRST * _RUNS:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", _PROGRAM, *pair], check=True)
        times.append(1000 * (time.perf_counter() - start))
    return times


def warm_times(count: int, seed: int) -> list[tuple[float, str]]:
    """Return how long each pair takes in a process that has compared one, in milliseconds."""
    pairs = Pairs(seed)
    compare_acceptance(*map(parse_assertion, _FIRST[0]))
    times: list[tuple[float, str]] = []
    while len(times) < count:
        old, new = pairs.pair()
        try:
            before, after = parse_assertion(old), parse_assertion(new)
        except GateSyntaxError:
            continue
        start = time.perf_counter()
        compare_acceptance(before, after)
        times.append((1000 * (time.perf_counter() - start), f"{old}  ->  {new}"))
    return times


def share(times: Sequence[float], part: float) -> float:
    """Return the time within which this part of all is done."""
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


def main(count: int, seed: int) -> int:
    """Print the times; return how many limits are reached."""
    first, measured = first_times(), warm_times(count, seed)
    warm = [one for one, _ in measured]
    told = {"first": statistics.median(first), "median": share(warm, 0.5), "p99": share(warm, 0.99)}
    over = sum(told[name] >= limit for name, limit in MOST_MS.items())
    parts = ", ".join(f"p{100 * part:g} {share(warm, part):.1f}" for part in (0.9, 0.99, 0.999))
    print(  # noqa: T201  it is a script
        f"fresh process, start of the interpreter included: median {told['first']:.0f} ms,"
        f" worst {max(first):.0f} ms of {len(first)}\n"
        f"after the first: median {told['median']:.2f} ms, {parts}, longest {max(warm):.0f} ms\n"
        f"limits in ms: {MOST_MS}, reached: {over}"
    )
    for one, pair in sorted(measured, reverse=True)[:5]:
        print(f"{one:9.0f} ms {pair}")  # noqa: T201
    return over


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
