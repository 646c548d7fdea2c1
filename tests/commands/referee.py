"""Reports of `bump` refereed from outside: its JSON alone, and the real Hurl.

``python -m tests.commands.referee 300 7`` builds 300 pairs of packs with one gate each and runs
`bump` on them. What it says must be what the decision says, and its witnesses, played from what
stands in the report, must pass the one gate and fail the other.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.gates.decision.attack import Compared, compared
from tests.gates.decision.pairs import Pairs
from tests.gates.decision.plays import Asked, judged
from tests.gates.decision.tally import Tally as PairTally
from tests.make import G, make_files
from toolkit.cli import main as toolkit
from toolkit.gates.decision.verdicts import Relation
from toolkit.gates.evaluation.response import Response
from toolkit.host.hurl import Hurl

_GATE = "acme.x"
_NOT_IN_THE_REPORT = ("ip", "redirects", "certificate", "variable")
"""Queries whose answer a report does not tell in full."""
_PAIR = re.compile(rb"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")
_NOT_IN_A_PACK = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class Tally:
    """What came of many reports."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def report(old: str, new: str, folder: Path) -> tuple[int, dict[str, Any]]:
    """Return the exit code of `bump` and its report."""
    for name, gate in (("old", old), ("new", new)):
        for path, data in make_files([G(id=_GATE, gate=gate)]).items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_bytes(_PAIR.sub(_as_yaml, data))
    out = io.StringIO()
    words = ("--pack", "new", "--baseline", "old", "--format", "json", "--no-confirm")
    os.chdir(folder)
    with contextlib.redirect_stdout(out):
        code = toolkit(("bump", *words))
    return code, json.loads(out.getvalue() or "{}")


def _as_yaml(pair: re.Match[bytes]) -> bytes:
    """Return one escape for what JSON writes in two."""
    char = json.loads(b'"' + pair.group() + b'"')
    return f"\\U{ord(char):08x}".encode()


def relation(found: Mapping[str, Any]) -> str:
    """Return what a report says of the assertion of the gate."""
    told = [one["acceptance"] for one in found["findings"] if one["gate_id"] == _GATE]
    return next((str(one) for one in told if one), Relation.EQUAL.value)


def witnesses(one: Compared, found: Mapping[str, Any]) -> Iterator[Asked]:
    """Yield the witnesses as the report alone tells them."""
    for finding in found["findings"]:
        for name in ("witness", "reverse_witness"):
            shown = finding[name]
            if shown is None or finding["gate_id"] != _GATE:
                continue
            response = shown["response"]
            body = response.get("body")
            yield Asked(
                one.lines,
                Response(
                    status=response["status"],
                    version=response["http_version"],
                    headers=tuple((key, value) for key, value in response["headers"]),
                    body=b64decode(response["body_base64"]) if body is None else body.encode(),
                    duration_ms=response["duration_ms"],
                    url=shown["exchange"]["url"],
                ),
                (shown["old"] == "pass", shown["new"] == "pass"),
            )


def refereed(seed: int, count: int) -> Tally:
    """Run `bump` on pairs and referee its reports."""
    tally, asked = Tally(), []
    hurl = Hurl.on_path()
    assert hurl is not None, "hurl is not on PATH"
    with tempfile.TemporaryDirectory() as folder:
        for one in compared(Pairs(seed), count, PairTally()):
            if _NOT_IN_A_PACK.search(one.old + one.new):
                continue
            code, found = report(one.old, one.new, Path(folder))
            if code or not found:
                tally.wrong.append(f"{one}: exit code {code}")
                continue
            told = relation(found)
            tally.counts[f"reports: {told}"] += 1
            if told != one.claim.relation.value:
                tally.wrong.append(f"{one}, but the report says {told}")
            if one.old.strip().startswith(_NOT_IN_THE_REPORT) or one.new.strip().startswith(
                _NOT_IN_THE_REPORT
            ):
                tally.counts["witnesses that the report does not tell in full"] += 1
                continue
            asked += [(one, witness) for witness in witnesses(one, found)]
    for (one, witness), verdict in zip(
        asked, judged(hurl, [witness for _, witness in asked]), strict=True
    ):
        if verdict.problem:
            tally.counts[f"witnesses not played: {verdict.problem}"] += 1
        elif verdict.held == witness.holds:
            tally.counts["witnesses confirmed by the real Hurl"] += 1
        elif "duration" in f"{one.old} {one.new}":
            tally.counts["witnesses not played: Hurl took longer than planned"] += 1
        else:
            tally.wrong.append(f"refuted: {one}\n    {witness.response}\n    {verdict}")
    return tally


def main(count: int, seed: int) -> int:
    """Referee ``count`` reports; return how many are wrong."""
    whole = Tally()
    with ProcessPoolExecutor(2) as pool:
        for part in pool.map(refereed, (1000 * seed, 1000 * seed + 1), (count // 2,) * 2):
            whole.counts += part.counts
            whole.wrong += part.wrong
    lines = [f"{times:9,} {name}" for name, times in sorted(whole.counts.items())]
    print(*lines, *whole.wrong[:40], f"wrong: {len(whole.wrong)}", sep="\n")  # noqa: T201
    return len(whole.wrong)


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
