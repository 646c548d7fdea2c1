"""Labelled mutants of packs: what level is asked for, beside what level is right.

``python -m tests.diff.mutants [COUNT] [SEED] [FOLDER…]`` prints a confusion
matrix over the starter packs, generated packs and those below each FOLDER. A
level that is too low is a failure, whatever the count of right ones.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.diff import equal_operators  # noqa: F401  (enters its operators)
from tests.diff.brute_force import passes_and_fails
from tests.diff.drafts import Draft, drafts_below, generated_draft, starter_drafts
from tests.diff.operators import EQUAL, OPERATORS, RANGES, Label
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.changes import compare
from toolkit.diff.judge import Finding, judge, required_bump
from toolkit.pack.model import Pack
from toolkit.versions import Bump

CATALOGUE = load_catalogue()
_PATIENCE = 60
"""How often an operator may find nothing to do before another one is drawn."""
_SEVERAL = 0.2
"""The share of mutants that are made of more than one edit."""
_MOST_FALSE = 0.02
"""The share of equal rewrites that may be called major."""
_SHOWN = 20


@dataclass(frozen=True)
class Mutant:
    """A pack before and after some edits, and what these ask for together."""

    names: tuple[str, ...]
    labels: tuple[Label, ...]
    old: Pack
    new: Pack

    @property
    def level(self) -> Bump:
        return max(label.level for label in self.labels)

    @property
    def is_equal(self) -> bool:
        return all(name.startswith(EQUAL) for name in self.names)


@dataclass
class Tally:
    """How often which level was right, and which was given."""

    matrix: Counter[tuple[Bump, Bump]] = field(default_factory=Counter)
    by_operator: Counter[str] = field(default_factory=Counter)
    too_low: list[str] = field(default_factory=list)
    too_high: list[str] = field(default_factory=list)
    echoes: list[str] = field(default_factory=list)
    undecided: int = 0
    equal: int = 0
    equal_major: list[str] = field(default_factory=list)
    corrected: int = 0

    def add(self, mutant: Mutant) -> None:
        """Judge one mutant, and count."""
        found = judge(compare(mutant.old, mutant.new), CATALOGUE)
        right, given = mutant.level, required_bump(found)
        if given > right and (proven := _raised(mutant, found)):
            right = max(right, proven)
            self.corrected += 1
        told = f"{' + '.join(mutant.names)}: right {right.text}, given {given.text}: " + "; ".join(
            finding.message for finding in found
        )
        self.matrix[right, given] += 1
        self.by_operator.update(mutant.names)
        self.undecided += any(finding.is_undecided for finding in found)
        if given < right:
            self.too_low.append(told)
        if given > right:
            self.too_high.append(told)
        if len(mutant.names) == 1 and len(found) > 1 and mutant.labels[0].target != "*":
            self.echoes.append(told)
        if mutant.is_equal:
            self.equal += 1
            if given is Bump.MAJOR:
                self.equal_major.append(told)

    @property
    def false_major_rate(self) -> float:
        return len(self.equal_major) / max(1, self.equal)


def _raised(mutant: Mutant, found: Sequence[Finding]) -> Bump | None:
    """Return the level that a response proves which the labels did not know of.

    The response is tried with the evaluator: the word of the decision counts nothing.
    """
    by_gate = {label.target: label for label in mutant.labels if not label.exact}
    levels = []
    for finding in found:
        label, change = by_gate.get(finding.change.gate_id), finding.change
        if label is None or label.assertions is None:
            continue
        old, new = label.assertions
        if change.witness and passes_and_fails(old, new, change.witness.response):
            levels.append(Bump.MAJOR)
        elif change.reverse_witness and passes_and_fails(new, old, change.reverse_witness.response):
            levels.append(Bump.MINOR)
    return max(levels, default=None)


def mutants(count: int, seed: int, drafts: Sequence[Draft] = ()) -> Iterator[Mutant]:
    """Yield mutants, every operator about equally often."""
    chance = random.Random(seed)  # noqa: S311  a test must repeat
    known = [(draft, draft.pack()) for draft in map(_prepared, (*starter_drafts(), *drafts))]
    names = sorted(OPERATORS)
    made = turn = 0
    while made < count:
        first = names[turn % len(names)]
        turn += 1
        for _ in range(_PATIENCE):
            draft, old = chance.choice(known)
            if chance.random() < 0.4:
                draft = _prepared(generated_draft(chance), chance.choice(RANGES))
                old = draft.pack()
            mutant = _mutant(draft, old, first, chance)
            if mutant is not None:
                made += 1
                yield mutant
                break


def _prepared(draft: Draft, known_range: str = RANGES[-1]) -> Draft:
    """Return the draft with a range that the operators know."""
    draft = draft.copy()
    draft.manifest["entroping"] = known_range
    return draft


def _mutant(draft: Draft, old: Pack, first: str, chance: random.Random) -> Mutant | None:
    """Return a mutant by the operator ``first`` and perhaps others, each on a target of its own."""
    edited = draft.copy()
    others = sorted(OPERATORS.keys() - {first})
    more = chance.sample(others, 3) if chance.random() < _SEVERAL else ()
    labels: dict[str, Label] = {}
    for name in (first, *more):
        trial = edited.copy()
        label = OPERATORS[name](trial, chance)
        if label is not None and (not labels or _is_apart(label, labels.values())):
            labels[name], edited = label, trial
        elif name == first:
            return None
    return Mutant(tuple(labels), tuple(labels.values()), old, edited.pack())


def _is_apart(label: Label, others: Iterable[Label]) -> bool:
    """Return whether an edit has nothing to do with what was edited before."""
    targets = {other.target for other in others}
    return label.target not in targets and "*" not in (label.target, *targets)


def run(count: int, seed: int, drafts: Sequence[Draft] = ()) -> Tally:
    """Return what became of so many mutants."""
    tally = Tally()
    for mutant in mutants(count, seed, drafts):
        tally.add(mutant)
    return tally


def shown(tally: Tally) -> str:
    """Return the confusion matrix, and what is wrong with it."""
    levels = list(Bump)
    lines = [f"{'right':>12}   given: " + "".join(f"{level.text:>9}" for level in levels)]
    for right in levels:
        row = "".join(f"{tally.matrix[right, given]:9,}" for given in levels)
        lines.append(f"{right.text:>12}          {row}")
    total = sum(tally.matrix.values())
    lines += [
        f"{total:,} mutants by {len(tally.by_operator)} operators; {tally.undecided:,} undecided",
        f"{len(tally.too_low):,} too low (a break that looks compatible)",
        f"{len(tally.too_high):,} too high, {tally.corrected:,} labels raised by a response",
        f"{len(tally.echoes):,} with more findings than edits",
        f"{tally.false_major_rate:.2%} of {tally.equal:,} equal rewrites called major",
    ]
    for title, told in (
        ("too low", tally.too_low),
        ("equal, called major", tally.equal_major),
        ("too high", tally.too_high),
        ("more findings than edits", tally.echoes),
    ):
        lines += [f"  {title}: {one}" for one in told[:_SHOWN]]
    return "\n".join(lines)


def main(count: int, seed: int, *folders: str) -> int:
    """Print the confusion matrix; return how many mutants looked compatible and were not."""
    drafts = [draft for folder in folders for draft in drafts_below(Path(folder))]
    tally = run(count, seed, drafts)
    print(shown(tally))  # noqa: T201  it prints figures
    return len(tally.too_low) + (tally.false_major_rate > _MOST_FALSE)


if __name__ == "__main__":
    _count, _seed, *_folders = (*sys.argv[1:], *("2500", "7")[len(sys.argv[1:]) :])
    sys.exit(min(1, main(int(_count), int(_seed), *_folders)))
