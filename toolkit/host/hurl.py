"""The real Hurl, asked what it makes of assertion lines on a response that we play to it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.host.files import scratch_folder
from toolkit.host.playback import CHOOSER, Recording, playing
from toolkit.host.process import run, which

_HELD, _FAILED = 0, 4
"""Hurl's exit codes that are a verdict; 1, 2 and 3 mean that it could not tell."""
_HEAD_LINES = 4
_URL = re.compile(r"http://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A request, the recording that answers it, and the lines to judge the answer by.

    ``url`` may name any host: the connection is led to the local server.
    """

    recording: Recording
    lines: tuple[str, ...]
    method: str = "GET"
    url: str = "http://example.org/"


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
        words = run([program, "--version"]).text.split()
        return cls(program, words[1] if len(words) > 1 else "unknown")

    def judge(self, plays: Sequence[Play]) -> list[Verdict]:
        """Play every recording to one run of Hurl and return its verdicts, in order.

        Raises:
            ToolkitError: Hurl cannot be started or does not end.
        """
        verdicts = [Verdict(problem="Hurl cannot ask for this address")] * len(plays)
        playable = [index for index, play in enumerate(plays) if _URL.fullmatch(play.url)]
        if not playable:
            return verdicts
        with scratch_folder("policy-pack-hurl-") as folder:
            for index in playable:
                text = _hurl_file(plays[index], index)
                (folder / f"{index}.hurl").write_text(text, encoding="utf-8", newline="")
            with playing([play.recording for play in plays]) as port:
                rows = self._run(playable, folder, port)
        for index in playable:
            verdicts[index] = _verdict(rows.get(f"{index}.hurl"), len(plays[index].lines))
        return verdicts

    def _run(self, indexes: Sequence[int], folder: Path, port: int) -> dict[str, dict[str, object]]:
        options = ["--json", "--no-color", "--noproxy", "*", "--parallel", "--jobs", "32"]
        lead = ["--connect-to", f"::127.0.0.1:{port}"]
        names = [f"{index}.hurl" for index in indexes]
        done = run([self.program, *options, *lead, *names], cwd=folder)
        rows = [json.loads(line) for line in done.text.split("\n") if line.startswith("{")]
        return {str(row["filename"]): row for row in rows}


def _hurl_file(play: Play, index: int) -> str:
    head = [f"{play.method} {play.url}", f"{CHOOSER}: {index}", "HTTP *", "[Asserts]"]
    return "\n".join([*head, *play.lines]) + "\n"


def _verdict(row: dict[str, object] | None, count: int) -> Verdict:
    """Read the verdict on every line; Hurl judges all of them, whichever failed."""
    entries = row.get("entries") if row else None
    if not isinstance(entries, list) or not entries:
        return Verdict(problem="Hurl gave no result")
    held: dict[int, bool] = {}
    for judged in entries[0].get("asserts", []):
        line = judged["line"] - _HEAD_LINES - 1
        if line >= 0:
            held[line] = held.get(line, True) and bool(judged["success"])
    if held.keys() != set(range(count)):
        return Verdict(problem="Hurl did not reach the assertions: the response was no HTTP to it")
    duration = int(entries[0].get("time", 0))
    return Verdict(tuple(held[line] for line in range(count)), duration)
