"""Claims about whole packs attacked with exchanges: one that they contradict is a bug.

``python -m tests.gates.decision.packs_attack 400 7`` compares 400 pairs of packs of up to five
gates. Our evaluator judges many exchanges, the real Hurl the few that say most, and every witness.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import quote

from tests.gates.decision.attack import NEVER
from tests.gates.decision.candidates import playable
from tests.gates.decision.conditions_attack import Exchanges
from tests.gates.decision.neighbours import Neighbours
from tests.gates.decision.packs_drawn import Packs
from tests.gates.decision.plays import Asked, judged
from tests.gates.decision.responses import Responses
from tests.gates.decision.tally import general
from toolkit.commands._confirm import asked as confirmations
from toolkit.diff.witnesses import Standing
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.compare import Gate
from toolkit.gates.decision.packs import Finding, PackComparison, compare_packs
from toolkit.gates.decision.verdicts import Effect, Witness
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, Response, condition_matches
from toolkit.gates.nodes import Assertion
from toolkit.gates.printer import print_assertion
from toolkit.host.hurl import Hurl

_TRIED = 60
"""Exchanges for a pair, judged by our evaluator."""
_PLAYED = 8
"""Of these, judged by the real Hurl."""

Judge = Callable[[Assertion], bool]


@dataclass
class Tally:
    """What came of many pairs of packs."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """Two packs, what is claimed of them, and exchanges that could contradict it."""

    old: Sequence[Gate]
    new: Sequence[Gate]
    found: PackComparison
    scenes: Sequence[tuple[Exchange, Response]]

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """What all gates ask, each once."""
        return tuple(dict.fromkeys(gate.assertion for gate in (*self.old, *self.new)))

    def contradictions(self, exchange: Exchange, judge: Judge) -> Iterator[str]:
        """Yield the claims that an exchange contradicts."""
        both = tuple(_passes(pack, exchange, judge) for pack in (self.old, self.new))
        if both in NEVER.get(self.found.comparison.relation, ()):
            yield self.found.comparison.relation.value
        for findings, others in ((self.found.added, self.old), (self.found.removed, self.new)):
            for one in findings:
                if one.effect is not Effect.IMPLIED or _passes([one.gate], exchange, judge):
                    continue
                if _passes(others, exchange, judge) or _passes(one.by, exchange, judge):
                    yield f"implied: {one.gate}"


def _passes(pack: Sequence[Gate], exchange: Exchange, judge: Judge) -> bool:
    """Whether every gate of a pack that applies passes."""
    there = (gate for gate in pack if condition_matches(gate.condition, exchange))
    return all(judge(gate.assertion) for gate in there)


def _judged(response: Response, assertion: Assertion) -> bool:
    """Return our own verdict."""
    return evaluate(assertion, response, {}, now=NOW).passed


def compared(packs: Packs, seed: int) -> Case:
    """Compare two packs, and think of exchanges."""
    old, new = packs.pair()
    found = compare_packs(old, new)
    return Case(old, new, found, list(_scenes(old, new, found, seed)))


_IN_URLS = "".join(char for char in map(chr, range(0x21, 0x7F)) if char not in '"<>')
"""What Hurl leaves as it is in an address; the rest it writes with percent signs."""


def _scenes(
    old: Sequence[Gate], new: Sequence[Gate], found: PackComparison, seed: int
) -> Iterator[tuple[Exchange, Response]]:
    """Yield exchanges at random, and next to the witnesses."""
    dice = random.Random(seed)  # noqa: S311  a test must repeat
    exchanges, neighbours = Exchanges(seed), Neighbours(dice)
    responses = Responses(seed, [gate.assertion for gate in (*old, *new)])
    conditions = [gate.condition for gate in (*old, *new)]
    known = [
        (one.witness.exchange, one.witness.response)
        for one in (*found.added, *found.removed)
        if one.witness is not None and one.witness.response is not None
    ]
    for _ in range(_TRIED):
        exchange, response = exchanges.exchange(*conditions), responses.response()
        if known and dice.random() < 0.6:
            shown_exchange, shown = dice.choice(known)
            response = neighbours.of(shown)
            exchange = dice.choice((exchange, shown_exchange))
        url = quote(exchange.url.replace("https://", "http://"), safe=_IN_URLS)
        yield replace(exchange, url=url), playable(replace(response, url=url, redirects=()))


def attacked(seed: int, count: int) -> Tally:
    """Compare packs and attack the claims."""
    packs, tally = Packs(seed), Tally()
    hurl = Hurl.on_path()
    assert hurl is not None, "hurl is not on PATH"
    cases = [compared(packs, seed + number) for number in range(count)]
    for case in cases:
        tally.counts[f"packs {case.found.comparison.relation.value}"] += 1
        for finding in (*case.found.added, *case.found.removed):
            tally.counts[f"gates {finding.effect.value}"] += 1
    questions = [(case, scene) for case in cases for scene in _best(case, tally)]
    _ask(hurl, questions, tally)
    _confirm(hurl, cases, tally)
    return tally


def _best(case: Case, tally: Tally) -> list[tuple[Exchange, Response]]:
    """Judge all exchanges ourselves; return those that come nearest to contradicting."""
    sorted_by: dict[object, tuple[Exchange, Response]] = {}
    for exchange, response in case.scenes:
        judge = partial(_judged, response)
        try:
            verdicts = tuple(map(judge, case.assertions))
        except UnsupportedError:
            continue
        tally.counts["exchanges judged by our evaluator"] += 1
        for claim in case.contradictions(exchange, judge):
            tally.wrong.append(_told(case, claim, exchange, response))
        passing = sum(_passes(pack, exchange, judge) for pack in (case.old, case.new))
        sorted_by.setdefault((-passing, verdicts), (exchange, response))
    return [sorted_by[key] for key in sorted(sorted_by, key=repr)][:_PLAYED]


def _ask(
    hurl: Hurl, questions: Sequence[tuple[Case, tuple[Exchange, Response]]], tally: Tally
) -> None:
    asked = [Asked(_lines(case.assertions), response) for case, (_, response) in questions]
    for (case, (exchange, response)), verdict in zip(questions, judged(hurl, asked), strict=True):
        if verdict.problem:
            tally.counts[f"no verdict: {verdict.problem}"] += 1
            continue
        tally.counts["exchanges judged by the real Hurl"] += 1
        held = dict(zip(case.assertions, verdict.held, strict=True))
        for claim in case.contradictions(exchange, held.__getitem__):
            tally.wrong.append(_told(case, f"Hurl: {claim}", exchange, response))


def _lines(assertions: Sequence[Assertion]) -> tuple[tuple[str, Assertion], ...]:
    return tuple((print_assertion(one), one) for one in assertions)


def _confirm(hurl: Hurl, cases: Sequence[Case], tally: Tally) -> None:
    """Ask Hurl of every witness, as `bump` does: the gate fails, the others that apply pass."""
    shown = []
    for case in cases:
        for findings, others in ((case.found.added, case.old), (case.found.removed, case.new)):
            for one in findings:
                if one.witness is None or one.witness.response is None:
                    continue
                if problem := _fault(one, one.witness, others):
                    tally.wrong.append(_told(case, f"{problem}: {one}", one.witness.exchange))
                shown.append(_as_shown(one, one.witness, one.witness.response).shown())
    for one_shown, told in zip(shown, confirmations(hurl, shown), strict=True):
        tally.counts[f"witnesses {general(told.text)}"] += 1
        if told.standing is Standing.REFUTED:
            tally.wrong.append(f"refuted: {one_shown}")


def _fault(one: Finding, witness: Witness, others: Sequence[Gate]) -> str:
    """Return what is wrong with the exchange of a witness."""
    there = {gate for gate in others if condition_matches(gate.condition, witness.exchange)}
    if not condition_matches(one.gate.condition, witness.exchange):
        return "the gate does not apply"
    return "" if {*one.meets} == there else "others apply"


def _as_shown(one: Finding, witness: Witness, response: Response) -> Asked:
    assertions = (one.gate.assertion, *(gate.assertion for gate in one.meets))
    holds = (False, *(True for _ in one.meets))
    return Asked(_lines(assertions), response, holds, Exchange(), witness.variables)


def _told(case: Case, claim: str, exchange: Exchange, response: Response | None = None) -> str:
    old, new = (
        [f"{gate.condition} ? {print_assertion(gate.assertion)}" for gate in pack]
        for pack in (case.old, case.new)
    )
    return f"{claim}\n    old {old}\n    new {new}\n    {exchange}\n    {response}"


def main(count: int, seed: int) -> int:
    """Attack the claims on ``count`` pairs of packs; return how much is wrong."""
    whole = Tally()
    with ProcessPoolExecutor(2) as pool:
        seeds = [1000 * seed + number for number in range(4)]
        for part in pool.map(attacked, seeds, [count // 4] * 4):
            whole.counts += part.counts
            whole.wrong += part.wrong
    lines = [f"{times:9,} {name}" for name, times in sorted(whole.counts.items())]
    print(*lines, *whole.wrong[:40], f"contradicted: {len(whole.wrong)}", sep="\n")  # noqa: T201
    return len(whole.wrong)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
