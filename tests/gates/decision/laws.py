"""Laws that hold of any gates and packs, whatever they ask: reflexivity, mirrors, chains.

``python -m tests.gates.decision.laws 2000 7`` tries them on 2,000 pairs and triples of gates with
conditions, and a fifth of that of small packs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from tests.gates.decision.packs_drawn import Packs
from toolkit.gates.decision.compare import Gate, compare_gates
from toolkit.gates.decision.packs import compare_packs
from toolkit.gates.decision.verdicts import Comparison, Relation

T = TypeVar("T")
Relations = tuple[Relation, ...]

_LESS = {Relation.EQUAL, Relation.STRICTER}
"""The new one lets nothing more pass."""
_MORE = {Relation.EQUAL, Relation.LOOSER}
_PACKS = 5
"""One pack for so many gates."""


def of_gates(old: Gate, new: Gate) -> Relations:
    """Return how two gates relate, in scope and in acceptance."""
    found = compare_gates(old, new)
    return found.scope.relation, found.acceptance.relation


def of_packs(old: Sequence[Gate], new: Sequence[Gate]) -> Relations:
    """Return how two packs relate."""
    found: Comparison = compare_packs(old, new).comparison
    return (found.relation,)


def broken(
    one: T, two: T, three: T, compare: Callable[[T, T], Relations], counts: Counter[str]
) -> Iterator[str]:
    """Yield the laws that do not hold of three."""
    counts["reflexivity"] += 1
    if any(relation is not Relation.EQUAL for relation in compare(one, one)):
        yield "reflexivity"
    there, back = compare(one, two), compare(two, one)
    counts["swap"] += 1
    if back != tuple(relation.mirrored() for relation in there):
        yield f"swap: {there} and {back}"
    for first, second, whole in zip(there, compare(two, three), compare(one, three), strict=True):
        for allowed, strictly in ((_LESS, Relation.STRICTER), (_MORE, Relation.LOOSER)):
            if not {first, second} <= allowed:
                continue
            counts["chain"] += 1
            never = {*Relation} - allowed - {Relation.UNDECIDED}
            never |= {Relation.EQUAL} if strictly in (first, second) else set()
            if whole in never:
                yield f"chain: {first}, {second}, but {whole}"


def checked(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Return how often each law was tried, and where one does not hold."""
    gates = Packs(seed)
    counts: Counter[str] = Counter()
    wrong = []
    for _ in range(count):
        triple = gates.triple()
        laws = Counter[str]()
        wrong += [f"{law}\n    {triple}" for law in broken(*triple, of_gates, laws)]
        counts.update({f"{name}, gates": times for name, times in laws.items()})
    for _ in range(count // _PACKS):
        packs = gates.packs()
        laws = Counter[str]()
        wrong += [f"{law}\n    {packs}" for law in broken(*packs, of_packs, laws)]
        counts.update({f"{name}, packs": times for name, times in laws.items()})
    return counts, wrong


def main(count: int, seed: int) -> int:
    """Try the laws; return how often one does not hold."""
    counts: Counter[str] = Counter()
    wrong = []
    with ProcessPoolExecutor(2) as pool:
        seeds = [1000 * seed + number for number in range(4)]
        for tried, found in pool.map(checked, seeds, [count // 4] * 4):
            counts += tried
            wrong += found
    for name, times in sorted(counts.items()):
        print(f"{times:9,} {name}")  # noqa: T201  it is a script
    print(*wrong[:40], f"violations: {len(wrong)}", sep="\n")  # noqa: T201
    return len(wrong)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
