"""Claims of the decision attacked in the real Hurl: one that a response contradicts is a bug.

``python -m tests.gates.decision.attack 5000 7`` compares 5,000 pairs of seed 7: unrelated, one edit
apart, and written to be equal; one in five as people write gates. It prints the verdicts, what was
undecided and why, what Hurl says of the witnesses and of responses near the boundaries, and which
productions the pairs took.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from tests.gates.decision.candidates import candidates, chosen
from tests.gates.decision.pairs import Pairs
from tests.gates.decision.plays import Asked, judged
from tests.gates.decision.productions import group, taken
from tests.gates.decision.realistic import Realistic
from tests.gates.decision.tally import Tally
from toolkit.commands._confirm import asked as confirmations
from toolkit.diff.witnesses import Standing
from toolkit.gates.decision.compare import compare_acceptance
from toolkit.gates.decision.verdicts import Comparison, Relation
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion
from toolkit.host.hurl import Hurl

NEVER = {
    # what no response may show: (old passes, new passes)
    Relation.EQUAL: {(True, False), (False, True)},
    Relation.STRICTER: {(False, True)},
    Relation.LOOSER: {(True, False)},
}
RESPONSES = 8
"""So many are played for each decided pair."""
_CANDIDATES = 24
_CHUNK = 250
_ORDINARY = 5
"""One pair of so many is one that people might write."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with what is claimed of it."""

    old: str
    new: str
    before: Assertion
    after: Assertion
    claim: Comparison

    @property
    def lines(self) -> tuple[tuple[str, Assertion], ...]:
        """The two, as they are written and as they are read."""
        return (self.old, self.before), (self.new, self.after)

    def __str__(self) -> str:
        return f"{self.old}  ->  {self.new}: {self.claim.relation.value}"


class PairSource(Protocol):
    """Where pairs come from."""

    def pair(self) -> tuple[str, str]:
        """Return two lines."""


def compared(pairs: PairSource, count: int, tally: Tally) -> Iterator[Compared]:
    """Yield pairs of assertions with the claims; what is no assertion is drawn again."""
    for _ in range(count):
        while True:
            old, new = pairs.pair()
            try:
                before, after = parse_assertion(old), parse_assertion(new)
            except GateSyntaxError:
                tally.slips += 1
                continue
            break
        yield Compared(old, new, before, after, compare_acceptance(before, after))


def attacked(seed: int, count: int) -> Tally:
    """Compare pairs and attack the claims."""
    tally = Tally()
    ordinary = count // _ORDINARY
    found = [
        *compared(Pairs(seed), count - ordinary, tally),
        *compared(Realistic(seed), ordinary, tally),
    ]
    tally.add_all(attacked_pairs(found, seed))
    return tally


def attacked_pairs(found: Sequence[Compared], seed: int) -> Tally:
    """Attack the claims about these pairs."""
    tally = Tally()
    hurl = Hurl.on_path()
    assert hurl is not None, "hurl is not on PATH"
    for one in found:
        tally.add(group((one.before, one.after)), one.claim, str(one))
        for text, assertion in one.lines:
            tally.productions.update(taken(text, assertion))
    _confirm(hurl, found, tally)
    _attack(hurl, found, tally, seed)
    return tally


def _confirm(hurl: Hurl, found: Sequence[Compared], tally: Tally) -> None:
    """Ask Hurl of every witness, as `bump` does."""
    shown = []
    for one in found:
        for witness, holds in (
            (one.claim.witness, (True, False)),
            (one.claim.reverse_witness, (False, True)),
        ):
            if witness is not None and witness.response is not None:
                variables = witness.variables
                shown.append(Asked(one.lines, witness.response, holds, variables=variables).shown())
    for witness_shown, told in zip(shown, confirmations(hurl, shown), strict=True):
        tally.confirmed(told)
        if told.standing is Standing.REFUTED:
            claims = [(claim.text, claim.holds) for claim in witness_shown.claims]
            tally.wrong.append(f"refuted: {claims}\n    {witness_shown.response}")


def _attack(hurl: Hurl, found: Sequence[Compared], tally: Tally, seed: int) -> None:
    """Play responses near the boundaries for every claim that one of them could contradict."""
    questions: list[tuple[Compared, Asked]] = []
    for number, one in enumerate(found):
        if one.claim.relation not in NEVER:
            continue
        tally.attacked += 1
        near = candidates(one.before, one.after, one.claim, seed + number, _CANDIDATES)
        responses, crashes = chosen((one.before, one.after), near, RESPONSES)
        tally.crashes += crashes
        questions += [(one, Asked(one.lines, response)) for response in responses]
    verdicts = judged(hurl, [asked for _, asked in questions])
    for (one, asked), verdict in zip(questions, verdicts, strict=True):
        tally.played(verdict)
        if verdict.held in NEVER[one.claim.relation]:
            tally.wrong.append(f"contradicted: {one}\n    {asked.response}")


def main(count: int, seed: int) -> int:
    """Attack the claims on ``count`` pairs; return how much is wrong."""
    sizes = [min(_CHUNK, count - start) for start in range(0, count, _CHUNK)]
    seeds = [1000 * seed + number for number in range(len(sizes))]
    whole = Tally()
    with ProcessPoolExecutor(2) as pool:
        for part in pool.map(attacked, seeds, sizes):
            whole.add_all(part)
    print(whole.report())  # noqa: T201  it is a script
    return whole.failures


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
