"""What the real Hurl says of the same lines on the same responses."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.gates.evaluation import differential, playing
from tests.gates.evaluation.assertions import GIVEN
from tests.gates.evaluation.playing import Play, Verdict, Wire
from tests.gates.evaluation.tables import BODIES, CRASHES, ON_PAGE, PAGE, PASSES
from tests.hurl import UndecidedError, require_hurl
from toolkit.gates.evaluation.charset_labels import ENCODINGS
from toolkit.gates.evaluation.charsets_east_asian import EAST_ASIAN
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.outcome import Kind
from toolkit.gates.hurl import parse_assertion

pytestmark = pytest.mark.oracle

MOST_REFUSED = 0.01


@pytest.fixture(autouse=True)
def _hurl() -> None:
    require_hurl()


@pytest.mark.parametrize("seed", [1, 2])
def test_random_pairs_have_the_same_outcome(seed: int, tmp_path: Path) -> None:
    report = differential.compare(seed, 1500, tmp_path)

    assert report.disagreements == []
    assert sum(report.refused.values()) <= MOST_REFUSED * report.pairs


@pytest.mark.parametrize("seed", [1])
def test_texts_that_are_hard_to_read_are_read_alike(seed: int, tmp_path: Path) -> None:
    report = differential.explore(seed, 250, tmp_path)

    assert report.disagreements == []
    assert sum(report.refused.values()) <= 0.1 * report.pairs


def test_every_byte_means_the_same_in_every_charset(tmp_path: Path) -> None:
    """Each label is known as well, and each charset of one byte a character is tried in full."""
    upper = [base64.b64encode(bytes((byte,))).decode() for byte in range(0x80, 0x100)]
    wire = Wire(body=json.dumps(upper).encode())
    questions = [
        (wire, [f'jsonpath "$[{n}]" base64Decode decode "{name}" == "?"' for n in range(0x80)])
        for name in sorted(set(ENCODINGS.values()) - EAST_ASIAN)
    ]
    questions += [(Wire(body=b"abc"), [f'bytes decode "{label}" == "?"' for label in ENCODINGS])]

    report = differential.ask(questions, tmp_path)

    assert report.disagreements == []
    assert report.refused == {}


@pytest.mark.parametrize(
    ("wire", "rows"), [(PAGE, ON_PAGE), *BODIES], ids=["page", *map(str, range(len(BODIES)))]
)
def test_the_tables_are_what_hurl_thinks(
    wire: Wire, rows: list[tuple[str, Kind]], tmp_path: Path
) -> None:
    lines = [line for line, _ in rows]
    found = playing.verdicts({0: Play(wire, lines)}, tmp_path, GIVEN)[0]

    for (line, kind), verdict in zip(rows, found, strict=True):
        negated = parse_assertion(line).negated
        assert verdict.held == PASSES[kind][negated], line
        assert verdict.held or seen(verdict, negated=negated) is kind, line


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 30])
def test_days_from_now(days: int, tmp_path: Path) -> None:
    """Half a day off, so that it makes no difference how long the test takes."""
    now = datetime.now(tz=timezone.utc)
    date = (now + timedelta(days=days, hours=12)).isoformat().encode()
    wire = Wire(headers=[(b"X-Date", date)])
    lines = [
        f'header "X-Date" toDate "%+" {name} == {count}'
        for name in ("daysAfterNow", "daysBeforeNow")
        for count in range(-401, 402)
        if abs(abs(count) - abs(days)) <= 1
    ]
    found = playing.verdicts({0: Play(wire, lines)}, tmp_path, GIVEN)[0]
    response = differential.received(wire, 0, "/")
    moment = Moment(int(now.timestamp()))

    ours = [evaluate(parse_assertion(line), response, now=moment).passed for line in lines]
    assert ours == [verdict.held for verdict in found]
    assert sum(ours) == 2


def seen(verdict: Verdict, *, negated: bool) -> Kind:
    """Return the kind of a line that did not hold."""
    return verdict.kind or (Kind.YES if negated else Kind.NO)


@pytest.mark.parametrize(("wire", "line"), CRASHES)
def test_hurl_crashes(wire: Wire, line: str, tmp_path: Path) -> None:
    with pytest.raises(UndecidedError, match="exit 101"):
        playing.verdicts({0: Play(wire, [line])}, tmp_path, GIVEN)
