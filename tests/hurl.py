"""Plays responses to the real Hurl and reports which assertion lines held.

`outcomes` is all there is to it: give exchanges (a response and the lines to
judge it by), get for every line whether it held. Responses come with exactly the
headers that are given, and the length.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.host.playback import CHOOSER, LOOPBACK, Recording, playing

_HELD, _FAILED = 0, 4
"""Exit codes of hurl that are a verdict; every other one means that it could not tell."""
_FIRST_ASSERT_LINE = 5


@dataclass(frozen=True)
class Response:
    """What the server sends; a name that stands twice in ``headers`` is sent twice."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    delay_ms: int = 0

    def recording(self) -> Recording:
        """Return what goes over the wire; names and values are in Latin-1."""
        lines = [f"HTTP/1.1 {self.status} Played"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        head = "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "", ""])
        return Recording(head.encode("latin-1") + self.body, self.delay_ms)


@dataclass(frozen=True)
class Exchange:
    """One request, the response to it, and the assertion lines to judge it by."""

    response: Response
    lines: Sequence[str]
    method: str = "GET"
    path: str = "/"


class UndecidedError(AssertionError):
    """Hurl gave no verdict: a line did not parse, or the server could not be reached."""


def require_hurl() -> None:
    """Skip the test where hurl is not on PATH; in CI (variable ``CI``) fail instead."""
    if shutil.which("hurl"):
        return
    if os.environ.get("CI"):
        pytest.fail("hurl is not on PATH, and in CI it must be (.ci/run installs it)")
    pytest.skip("hurl is not on PATH")


def outcomes(
    exchanges: Sequence[Exchange], folder: Path, variables: Mapping[str, str] | None = None
) -> list[list[bool]]:
    """Return for every exchange and each of its lines whether the line held.

    All exchanges run side by side in one hurl process; slow responses overlap.
    ``folder`` takes the files that are written for it.

    Raises:
        UndecidedError: Hurl could not tell; the message has its own words.
    """
    names = [f"{index}.hurl" for index in range(len(exchanges))]
    with playing([exchange.response.recording() for exchange in exchanges]) as ports:
        for index, (name, exchange) in enumerate(zip(names, exchanges, strict=True)):
            text = _hurl_file(exchange, index, ports[LOOPBACK])
            (folder / name).write_text(text, encoding="utf-8", newline="")
        results = _run(names, folder, variables or {})
    return [
        _held(results[name], len(exchange.lines))
        for name, exchange in zip(names, exchanges, strict=True)
    ]


def _hurl_file(exchange: Exchange, index: int, port: int) -> str:
    """Return one request; its assertion lines begin at `_FIRST_ASSERT_LINE`."""
    head = [
        f"{exchange.method} http://127.0.0.1:{port}{exchange.path}",
        f"{CHOOSER}: {index}",
        "HTTP *",
        "[Asserts]",
    ]
    return "\n".join([*head, *exchange.lines]) + "\n"


def _run(
    names: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> dict[str, dict[str, object]]:
    command = ["hurl", "--json", "--no-color", "--noproxy", "*", "--parallel", "--jobs", "32"]
    for name, value in variables.items():
        command += ["--variable", f"{name}={value}"]
    done = subprocess.run([*command, *names], cwd=folder, capture_output=True, check=False)
    if done.returncode not in (_HELD, _FAILED):
        raise UndecidedError(f"hurl exit {done.returncode}: {done.stderr.decode()[-2000:]}")
    rows = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    found = {str(row["filename"]): row for row in rows}
    if found.keys() != set(names):
        raise UndecidedError(f"no verdict for {sorted(set(names) - found.keys())}")
    return found


def _held(row: dict[str, object], count: int) -> list[bool]:
    """Return the verdict of every line; hurl checks all lines of a request, failed or not."""
    entries = row["entries"]
    assert isinstance(entries, list)
    held: dict[int, bool] = {}
    for verdict in entries[0]["asserts"]:
        line = verdict["line"] - _FIRST_ASSERT_LINE
        if line >= 0:
            held[line] = held.get(line, True) and bool(verdict["success"])
    if held.keys() != set(range(count)):
        raise UndecidedError(f"verdicts for lines {sorted(held)}, expected {count}")
    return [held[line] for line in range(count)]
