"""What came of many pairs, in figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tests.gates.decision.productions import ALL
from toolkit.diff.witnesses import Confirmation, Standing
from toolkit.gates.decision.verdicts import Comparison, Relation
from toolkit.host.hurl import Verdict
from toolkit.texts import visible

MOST_UNDECIDED = 0.01
"""Of the pairs without templates, variables and xpath."""
_MANY = 2_000
"""Pairs from which on the share of the undecided, and that every production occurs, must hold."""
_SHOWN = 40
_PARTICULAR = (
    (re.compile(r"it took .*"), "Hurl took longer or shorter than planned"),
    (re.compile(r", not at .*"), ""),
    (re.compile(r"the variable .* cannot"), "a variable cannot"),
)
"""What differs from witness to witness with the same obstacle, and what is said of all."""


@dataclass
class Tally:
    """The counts; two of them add up."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of each group of pairs."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    standings: Counter[str] = field(default_factory=Counter)
    plays: Counter[str] = field(default_factory=Counter)
    productions: Counter[str] = field(default_factory=Counter)
    attacked: int = 0
    slips: int = 0
    crashes: int = 0
    wrong: list[str] = field(default_factory=list)

    def add_all(self, other: Tally) -> None:
        """Add another one."""
        self.verdicts += other.verdicts
        self.reasons += other.reasons
        self.examples = other.examples | self.examples
        self.standings += other.standings
        self.plays += other.plays
        self.productions += other.productions
        self.attacked += other.attacked
        self.slips += other.slips
        self.crashes += other.crashes
        self.wrong += other.wrong

    def add(self, group: str, claim: Comparison, example: str) -> None:
        """Count a claim."""
        self.verdicts[group, claim.relation.value] += 1
        if claim.relation is Relation.UNDECIDED:
            self.reasons[group, claim.reason] += 1
            self.examples.setdefault((group, claim.reason), visible(example))

    def confirmed(self, told: Confirmation) -> None:
        """Count what Hurl says of a witness."""
        confirmable = told.standing is not Standing.NOT_CONFIRMABLE
        self.standings[told.standing.value if confirmable else general(told.text)] += 1

    def played(self, verdict: Verdict) -> None:
        """Count a response that was played, or could not be."""
        held = " and ".join("passes" if one else "fails" for one in verdict.held)
        self.plays[held or f"no verdict: {general(verdict.problem)}"] += 1

    @property
    def missing(self) -> list[str]:
        """The productions that no pair took."""
        return sorted(ALL - self.productions.keys())

    @property
    def undecided(self) -> float:
        """The share of the pairs without templates, variables and xpath."""
        plain = sum(count for (group, _), count in self.verdicts.items() if group == "plain")
        return self.verdicts["plain", Relation.UNDECIDED.value] / max(plain, 1)

    @property
    def failures(self) -> int:
        """How much is not as it must be; shares are those of many pairs, and tell little of few."""
        if sum(self.verdicts.values()) < _MANY:
            return len(self.wrong)
        return len(self.wrong) + len(self.missing) + (self.undecided >= MOST_UNDECIDED)

    def report(self) -> str:
        """Return the figures as text."""
        answered = sum(count for name, count in self.plays.items() if "no verdict" not in name)
        refuted = self.standings[Standing.REFUTED.value]
        contradicted = sum(one.startswith("contradicted") for one in self.wrong)
        attack = f"decided claims attacked in the real Hurl: {self.attacked:,} pairs,"
        attack += f" {answered:,} responses, {contradicted} contradicted"
        return "\n".join(
            (
                *self._pairs(),
                f"witnesses: {sum(self.standings.values()):,}, {refuted} refuted by the real Hurl",
                *_lines(self.standings),
                attack,
                *_lines(self.plays),
                f"{self.crashes:9,} not played, because Hurl itself crashes",
                f"productions of the grammar: {len(ALL) - len(self.missing)} of {len(ALL)}",
                *coverage(self.productions),
                *(f"NEVER GENERATED: {name}" for name in self.missing),
                *self.wrong[:_SHOWN],
            )
        )

    def _pairs(self) -> list[str]:
        lines = [f"pairs: {sum(self.verdicts.values()):,} (and {self.slips} that were no gates)"]
        for group in sorted({group for group, _ in self.verdicts}):
            counts = Counter({name: n for (of, name), n in self.verdicts.items() if of == group})
            lines += [f"{group}: {sum(counts.values()):,} pairs", *_lines(counts)]
            lines += [
                f"{count:9,} undecided: {reason}\n            {self.examples[of, reason]}"
                for (of, reason), count in self.reasons.most_common()
                if of == group
            ]
        share = f"{100 * self.undecided:.2f} % of the pairs without templates, variables and xpath"
        return [*lines, f"undecided: {share}"]


def _lines(counts: Counter[str]) -> list[str]:
    return [f"{count:9,} {name}" for name, count in counts.most_common()]


def coverage(productions: Counter[str]) -> list[str]:
    """Return how often each production was taken, a line for each part of the grammar."""
    parts: dict[str, list[str]] = {}
    for name, count in productions.most_common():
        part, _, word = name.partition(" ")
        parts.setdefault(part, []).append(f"{word} {count:,}".strip())
    return [f"    {part}: {', '.join(words)}" for part, words in sorted(parts.items())]


def general(text: str) -> str:
    """Return an obstacle without what is particular to one response."""
    for pattern, words in _PARTICULAR:
        text = pattern.sub(words, text)
    return text
