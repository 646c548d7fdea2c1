"""Our evaluator beside the real Hurl: the same outcome for every line on every response.

``python -m tests.gates.evaluation.differential 100000 7`` plays 100,000 pairs of seed 7, and 2,000
texts that are hard to read with some lines each. It prints how often each part of the language was
met with which outcome, and every disagreement with all that is needed to see it again.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.gates.evaluation import playing
from tests.gates.evaluation.assertions import GIVEN, MEANINGS, Assertions
from tests.gates.evaluation.corners import Corners
from tests.gates.evaluation.playing import Play, Verdict, Wire
from tests.gates.evaluation.responses import TARGETS, Responses
from toolkit.gates import nodes
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.outcome import Kind, Outcome
from toolkit.gates.evaluation.response import NoCertificate, Redirect, Response
from toolkit.gates.evaluation.values import String, kind, shown
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion, PredicateName
from toolkit.gates.printer import print_assertion

DURATION = nodes.PlainQuery(nodes.QueryName.DURATION)
_DURATIONS = (*range(256), 1_000, 20_000)
LINES = 50
"""Assertion lines to a response."""
BATCH = 200
"""Responses to a run of Hurl."""
_RAW = (
    PredicateName.IS_IPV4,
    PredicateName.IS_IPV6,
    PredicateName.IS_UUID,
    PredicateName.IS_ISO_DATE,
    PredicateName.IS_EMPTY,
)
"""Predicates whose message shows the value without its type, or something else."""


@dataclass
class Report:
    """What came of a comparison."""

    pairs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)
    coverage: Counter[str] = field(default_factory=Counter)


def received(wire: Wire, number: int, path: str) -> Response:
    """Return the response as the evaluator sees it."""
    urls = [
        playing.url(number, path.partition("#")[0], left) for left in range(len(wire.redirects))
    ]
    return Response(
        status=wire.status,
        headers=tuple(map(header, [*wire.headers, (b"Connection", b"close")])),
        body=wire.body,
        version=wire.version,
        url=playing.url(number, path),
        duration_ms=7,
        ip="127.0.0.1",
        redirects=tuple(map(Redirect, wire.redirects, reversed(urls))),
        certificate=NoCertificate.NONE,
    )


def header(line: tuple[bytes, bytes]) -> tuple[str, str]:
    """Return a header as Hurl reads it: in UTF-8, or else in windows-1252 (http/client.rs)."""
    whole = b": ".join(line)
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        text = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in whole)
    name, _, value = text.partition(":")
    return name, value


def playable(assertion: Assertion, response: Response) -> bool:
    """Whether the outcome is the same however fast the response comes."""
    if assertion.query != DURATION:
        return True
    paces = [replace(response, duration_ms=duration) for duration in _DURATIONS]
    return len({evaluate(assertion, pace, MEANINGS).kind for pace in paces}) == 1


def compare(seed: int, count: int, folder: Path) -> Report:
    """Play ``count`` pairs and compare."""
    dice = random.Random(seed)  # noqa: S311  a test must repeat
    report = Report()
    while report.pairs < count:
        responses = min(BATCH, -(-(count - report.pairs) // LINES))
        _batch(dice, responses, folder, report)
    return report


def _batch(dice: random.Random, responses: int, folder: Path, report: Report) -> None:
    wires, assertions = Responses(dice), Assertions(dice)
    plays: dict[int, Play] = {}
    expected: dict[int, list[tuple[Assertion, Outcome]]] = {}
    for number in range(responses):
        wire, path = wires.wire(), dice.choice(TARGETS)
        response = received(wire, number, path)
        drawn = [print_assertion(assertions.assertion(response)) for _ in range(LINES)]
        expected[number] = list(_evaluated(response, map(parse_assertion, drawn), report))
        lines = [print_assertion(assertion) for assertion, _ in expected[number]]
        plays[number] = Play(wire, lines, path)
    _compare(plays, expected, folder, report)


def _compare(
    plays: Mapping[int, Play],
    expected: Mapping[int, Sequence[tuple[Assertion, Outcome]]],
    folder: Path,
    report: Report,
) -> None:
    found = playing.verdicts(plays, folder, GIVEN)
    for number, play in plays.items():
        for (assertion, ours), theirs in zip(expected[number], found[number], strict=True):
            _count(assertion, ours, report)
            if difference := disagreement(assertion, ours, theirs):
                report.disagreements.append(
                    f"{difference}\n  line:     {print_assertion(assertion)}\n"
                    f"  response: {play.wire}\n  path:     {play.path}\n  hurl:     {theirs}\n"
                    f"  ours:     {ours}"
                )


def explore(seed: int, count: int, folder: Path) -> Report:
    """Play ``count`` texts that are hard to read, and compare."""
    corners = Corners(random.Random(seed))  # noqa: S311  a test must repeat
    return ask([corners.corner() for _ in range(count)], folder)


def ask(questions: Sequence[tuple[Wire, Sequence[str]]], folder: Path) -> Report:
    """Play responses with the lines to judge them by, and compare."""
    report = Report()
    plays: dict[int, Play] = {}
    expected: dict[int, list[tuple[Assertion, Outcome]]] = {}
    for number, (wire, lines) in enumerate(questions):
        assertions = map(parse_assertion, lines)
        expected[number] = list(_evaluated(received(wire, number, "/"), assertions, report))
        plays[number] = Play(wire, [print_assertion(line) for line, _ in expected[number]])
    _compare(plays, expected, folder, report)
    return report


def _evaluated(
    response: Response, assertions: Iterable[Assertion], report: Report
) -> Iterator[tuple[Assertion, Outcome]]:
    for assertion in assertions:
        if not playable(assertion, response):
            continue
        report.pairs += 1
        try:
            outcome = evaluate(assertion, response, MEANINGS)
        except UnsupportedError as error:
            report.refused[error.name] += 1
            continue
        yield assertion, outcome


def disagreement(assertion: Assertion, ours: Outcome, theirs: Verdict) -> str:
    """Return in which way two outcomes differ, nothing if they do not."""
    if ours.passed != theirs.held:
        return "PASSED" if ours.passed else "FAILED"
    if theirs.held:
        return ""
    expected = theirs.kind or (Kind.YES if assertion.negated else Kind.NO)
    raw = getattr(assertion.predicate, "name", None) in _RAW
    if raw and theirs.kind is Kind.NOTHING and ours.value == String("none"):
        return ""
    if ours.kind is not expected:
        return f"KIND {ours.kind} instead of {expected}"
    if assertion.query == DURATION or raw or theirs.actual is None:
        return ""
    if ours.value is not None and "\n" not in theirs.actual and shown(ours.value) != theirs.actual:
        return f"VALUE {shown(ours.value)!r}"
    return ""


def _count(assertion: Assertion, outcome: Outcome, report: Report) -> None:
    report.coverage[f"outcome {outcome.kind.value}{' not' * outcome.negated}"] += 1
    report.coverage[f"query {_word(assertion.query)} {outcome.kind.value}"] += 1
    report.coverage[f"predicate {_word(assertion.predicate)} {outcome.kind.value}"] += 1
    for one in assertion.filters:
        report.coverage[f"filter {_word(one)} {outcome.kind.value}"] += 1
    if outcome.value is not None:
        judged = f"{kind(outcome.value)} {_word(assertion.predicate)} {outcome.kind.value}"
        report.coverage[f"judged {judged}"] += 1


def _word(node: object) -> str:
    name = getattr(node, "name", None)
    value = getattr(name, "value", None)
    return str(value) if value is not None else type(node).__name__


def main(count: int, seeds: Sequence[int]) -> int:
    """Compare and print; return how many disagree."""
    wrong = 0
    coverage: Counter[str] = Counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            report = compare(seed, count, Path(folder))
            deep = explore(seed, count // LINES, Path(folder))
        report.pairs += deep.pairs
        report.refused += deep.refused
        report.disagreements += deep.disagreements
        report.coverage += deep.coverage
        coverage += report.coverage
        wrong += len(report.disagreements)
        print(*report.disagreements, sep="\n")  # noqa: T201  it is a script
        refused = sum(report.refused.values())
        print(  # noqa: T201
            f"seed {seed}: {report.pairs} pairs, {refused} refused"
            f" ({100 * refused / report.pairs:.2f} %: {dict(report.refused.most_common())}),"
            f" {len(report.disagreements)} disagreements"
        )
    for name, times in sorted(coverage.items()):
        print(f"{times:7} {name}")  # noqa: T201
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), [int(seed) for seed in sys.argv[2:]])))
