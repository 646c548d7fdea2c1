"""The real Hurl, asked what it makes of assertion lines on a response that we play to it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.host.playback import CHOOSER, Recording, playing
from toolkit.host.process import run, which
from toolkit.host.scratch import scratch_folder

_HELD, _FAILED = 0, 4
"""Hurl's exit codes that are a verdict; 1, 2 and 3 mean that it could not tell."""
_VERSION_SECONDS = 10
_URL = re.compile(r"http://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A request, the recording that answers it, and the lines to judge the answer by.

    ``url`` may name any host: the connection is led to the local server. ``options`` are lines of
    Hurl's section of this name, such as ``variable: a=1``.
    """

    recording: Recording
    lines: tuple[str, ...]
    method: str = "GET"
    url: str = "http://example.org/"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether each line held, and how long the exchange took for Hurl.

    Where Hurl gave no verdict, ``held`` is empty and ``problem`` has its words.
    """

    held: tuple[bool, ...] = ()
    duration_ms: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Hurl:
    """A hurl program and its version, such as ``7.1.0``."""

    program: str
    version: str

    @classmethod
    def on_path(cls) -> Hurl | None:
        """Return the hurl on PATH; None where there is none."""
        program = which("hurl")
        if program is None:
            return None
        words = run([program, "--version"], timeout=_VERSION_SECONDS).text.split()
        return cls(program, words[1] if len(words) > 1 else "unknown")

    def judge(self, plays: Sequence[Play]) -> list[Verdict]:
        """Play every recording to one run of Hurl and return its verdicts, in order.

        Raises:
            ToolkitError: Hurl cannot be started or does not end.
        """
        verdicts = [Verdict(problem=_problem(play)) for play in plays]
        asked = {}
        with (
            scratch_folder("policy-pack-hurl-") as folder,
            playing([play.recording for play in plays]) as ports,
        ):
            for index, play in enumerate(plays):
                port = ports.get(play.recording.address)
                if port is not None and _URL.fullmatch(play.url):
                    asked[index] = _head(play, index, port)
                    text = "\n".join((*asked[index], *play.lines, ""))
                    (folder / f"{index}.hurl").write_text(text, encoding="utf-8", newline="")
            rows = self._run(list(asked), folder) if asked else {}
        for index, head in asked.items():
            row = rows.get(f"{index}.hurl")
            verdicts[index] = _verdict(row, len(head), len(plays[index].lines))
        return verdicts

    def _run(self, indexes: Sequence[int], folder: Path) -> dict[str, dict[str, object]]:
        options = ["--json", "--no-color", "--noproxy", "*", "--parallel", "--jobs", "32"]
        names = [f"{index}.hurl" for index in indexes]
        done = run([self.program, *options, *names], cwd=folder)
        rows = map(_row, done.text.split("\n"))
        return {str(row.get("filename")): row for row in rows}


def _row(line: str) -> dict[str, object]:
    """Return the result in a line of Hurl's output; empty where there is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _problem(play: Play) -> str:
    """Return why a play that is not begun is not."""
    if not _URL.fullmatch(play.url):
        return "Hurl cannot ask for this address"
    return f"this machine does not answer at {play.recording.address}"


def _head(play: Play, index: int, port: int) -> list[str]:
    """Return what stands before the assertion lines."""
    address = play.recording.address
    host = f"[{address}]" if ":" in address else address
    follow = ["location: true"] if play.recording.before else []
    return [
        f"{play.method} {play.url}",
        f"{CHOOSER}: {index}",
        "[Options]",
        f"connect-to: ::{host}:{port}",
        *follow,
        *play.options,
        "HTTP *",
        "[Asserts]",
    ]


def _verdict(row: dict[str, object] | None, first: int, count: int) -> Verdict:
    """Read the verdict on every line after ``first``; Hurl judges all, whichever failed."""
    entries = row.get("entries") if row else None
    if not isinstance(entries, list) or not entries:
        return Verdict(problem="Hurl gave no result")
    held: dict[int, bool] = {}
    for judged in entries[0].get("asserts", []):
        line = judged["line"] - first - 1
        if line >= 0:
            held[line] = held.get(line, True) and bool(judged["success"])
    if held.keys() != set(range(count)):
        return Verdict(problem="Hurl did not reach the assertions: the response was no HTTP to it")
    duration = int(entries[0].get("time", 0))
    return Verdict(tuple(held[line] for line in range(count)), duration)
