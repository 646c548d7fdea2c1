"""Claims about scopes attacked with exchanges: one that an exchange contradicts is a bug.

``python -m tests.gates.decision.conditions_attack 5000 7`` compares 5,000 pairs of conditions.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import fields
from urllib.parse import urlsplit

from tests.gates.decision.attack import NEVER
from tests.gates.decision.productions import ALL_CONDITIONS, of_condition
from tests.gates.decision.tally import coverage
from tests.gates.decision.vocabulary import CONDITIONS
from toolkit.gates.condition import Condition, parse_condition
from toolkit.gates.decision.scopes import compare_scopes
from toolkit.gates.decision.verdicts import Comparison, Witness
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.evaluation.response import Exchange, condition_matches

_EXCHANGES = 40
_PIECES = ("/api", "/api/v1", "/", "a", "aa", "é", "//", "?debug", "/x.y", "v1", "-")
_SUBJECTS = (
    *("path contains '{}'", "path startswith '{}'", "url contains '{}'", "tags contains '{}'"),
    *("meta.owner == '{}'", "method == '{}'"),
)


class Exchanges:
    """An endless source of exchanges, mostly about what two conditions mention."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat

    def condition(self) -> Condition:
        """Return a condition, of the common ones or put together."""
        while True:
            value = "".join(self.random.choices(_PIECES, k=self.random.choice((1, 1, 2))))
            made = self.random.choice(_SUBJECTS).format(value)
            text = made if self.random.random() < 0.5 else self.random.choice(CONDITIONS)
            try:
                return parse_condition(text)
            except GateSyntaxError:
                continue

    def exchange(self, *conditions: Condition) -> Exchange:
        """Return an exchange whose url leads to its path."""
        words = [*_PIECES, *(word for one in conditions for word in mentioned(one))]
        path = "/" + "".join(self.random.choices(words, k=self.random.randrange(4)))
        path = urlsplit("http://h" + path).path or "/"
        query = self.random.choice(("", "", f"?{self.random.choice(words)}"))
        host = self.random.choice(("example.com", "api.test", "a.b"))
        methods = ("GET", "POST", "PURGE", *(word.upper() for word in words if word.isalpha()))
        tags = self.random.sample(words, min(len(words), self.random.randrange(3)))
        meta = {key: self.random.choice(words) for key in ("owner", "team", "tags")}
        return Exchange(
            method=self.random.choice(methods),
            path=path,
            url=f"{self.random.choice(('http', 'https'))}://{host}{path}{query}",
            tags=frozenset(tags),
            meta=meta if self.random.random() < 0.7 else {},
        )


def mentioned(condition: Condition) -> list[str]:
    """Return the texts that a condition mentions."""
    values = (getattr(condition, one.name) for one in fields(condition))
    return [value for value in values if isinstance(value, str)]


def contradictions(
    old: Condition, new: Condition, claim: Comparison, exchanges: Exchanges
) -> list[str]:
    """Return what contradicts a claim; a scope that grows is stricter, so the pair is turned."""
    never = {(after, before) for before, after in NEVER.get(claim.relation, ())}
    found = []
    for _ in range(_EXCHANGES if never else 0):
        exchange = exchanges.exchange(old, new)
        if (condition_matches(old, exchange), condition_matches(new, exchange)) in never:
            found.append(f"{old} -> {new}: {claim.relation.value}\n    {exchange}")
    for witness, wanted in ((claim.witness, (False, True)), (claim.reverse_witness, (True, False))):
        if witness is not None and not _shows(witness, old, new, wanted):
            found.append(f"{old} -> {new}: the witness shows nothing\n    {witness}")
    return found


def _shows(witness: Witness, old: Condition, new: Condition, wanted: tuple[bool, bool]) -> bool:
    exchange = witness.exchange
    return wanted == (condition_matches(old, exchange), condition_matches(new, exchange))


def main(count: int, seed: int) -> int:
    """Attack the claims on ``count`` pairs of conditions; return how much is wrong."""
    exchanges = Exchanges(seed)
    relations: Counter[str] = Counter()
    productions: Counter[str] = Counter()
    wrong = []
    for _ in range(count):
        old, new = exchanges.condition(), exchanges.condition()
        productions.update(map(of_condition, (old, new)))
        claim = compare_scopes(old, new)
        relations[claim.relation.value] += 1
        wrong += contradictions(old, new, claim, exchanges)
    missing = sorted(ALL_CONDITIONS - productions.keys())
    lines = [f"{times:9,} {name}" for name, times in relations.most_common()]
    lines += [*coverage(productions), *(f"NEVER GENERATED: {name}" for name in missing)]
    attacked = count - relations["undecided"]
    lines += [*wrong[:40], f"decided: {attacked:,} pairs, {len(wrong)} contradicted"]
    print(*lines, sep="\n")  # noqa: T201  it is a script
    return len(wrong) + len(missing)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
