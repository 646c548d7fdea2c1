"""Plays exact responses to the real Hurl and reads what it says of every assertion line.

`tests.hurl` says whether a line held; here the reason counts as well, the bytes on the wire are
exactly those of the test, and a thousand responses go through one Hurl process.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.hurl import UndecidedError
from toolkit.gates.evaluation.outcome import Kind
from toolkit.host.playback import CHOOSER, LOOPBACK, Recording, playing

_HELD, _BROKEN, _FAILED = 0, 3, 4
"""Exit codes after which every line has its verdict: 3 is an error in a query, or no answer."""
_JOBS = 2
_ACTUAL = re.compile(r"\n *\|   actual:   (.*)\n *\|   expected: ", re.DOTALL)
_MISMATCH = ">>> types between actual and expected are not consistent"


@dataclass(frozen=True)
class Wire:
    """A response as its bytes; ``redirects`` are statuses that come before it."""

    status: int = 200
    headers: Sequence[tuple[bytes, bytes]] = ()
    body: bytes = b""
    version: str = "1.1"
    redirects: Sequence[int] = ()

    def to_bytes(self) -> bytes:
        """Return the response; the end of the connection ends the body."""
        lines = [f"HTTP/{self.version} {self.status} Any".encode()]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join([*lines, b"Connection: close", b"", self.body])


@dataclass(frozen=True)
class Play:
    """A response, what is asked for to get it, and the lines to judge it by."""

    wire: Wire
    lines: Sequence[str]
    path: str = "/"

    def recording(self, number: int) -> Recording:
        """Return what goes over the wire, redirects first."""
        count = len(self.wire.redirects)
        before = tuple(
            _redirect(status, url(number, self.path, count - step)).to_bytes()
            for step, status in enumerate(self.wire.redirects, 1)
        )
        return Recording(self.wire.to_bytes(), before=before)


def url(number: int, path: str, redirects_left: int = 0) -> str:
    """Return the URL of a response; as long as redirects are left it leads to the next one."""
    return f"http://{LOOPBACK}/{number}/{redirects_left}{path}"


def _redirect(status: int, place: str) -> Wire:
    return Wire(status, [(b"Location", place.encode()), (b"Content-Length", b"0")])


@dataclass(frozen=True)
class Verdict:
    """What Hurl says of a line: whether it held, and if not, what became of it."""

    held: bool
    kind: Kind | None = None
    """Of a line that did not hold."""
    actual: str | None = None
    """The value that was judged, in Hurl's words; None where it does not say."""
    message: str = ""


def verdicts(
    plays: Mapping[int, Play], folder: Path, variables: Mapping[str, str]
) -> dict[int, list[Verdict]]:
    """Return for every play the verdicts of its lines.

    Raises:
        UndecidedError: Hurl could not tell; the message has its own words.
    """
    numbers = list(plays)
    chunks = [numbers[start::_JOBS] for start in range(_JOBS) if numbers[start::_JOBS]]

    def run(chunk: list[int]) -> dict[int, list[Verdict]]:
        return _run({number: plays[number] for number in chunk}, folder, variables)

    with ThreadPoolExecutor(_JOBS) as pool:
        return {number: found for part in pool.map(run, chunks) for number, found in part.items()}


def _run(
    plays: Mapping[int, Play], folder: Path, variables: Mapping[str, str]
) -> dict[int, list[Verdict]]:
    text: list[str] = []
    first_lines = {}
    for index, (number, play) in enumerate(plays.items()):
        redirects = len(play.wire.redirects)
        text += [f"GET {url(number, play.path, redirects)}", f"{CHOOSER}: {index}", "[Options]"]
        text += [f"location: {'true' if redirects else 'false'}", "HTTP *", "[Asserts]"]
        first_lines[number] = len(text) + 1
        text += play.lines
    file = folder / f"{next(iter(plays))}.hurl"
    file.write_text("\n".join(text) + "\n", encoding="utf-8", newline="")
    options = ["--json", "--no-color", "--noproxy", "*", "--continue-on-error", "--max-redirs", "9"]
    for name, value in variables.items():
        options += ["--variable", f"{name}={value}"]
    with playing([play.recording(number) for number, play in plays.items()]) as ports:
        lead = ["--connect-to", f"::{LOOPBACK}:{ports[LOOPBACK]}"]
        done = subprocess.run(["hurl", *options, *lead, file], capture_output=True, check=False)
    if done.returncode not in (_HELD, _BROKEN, _FAILED):
        raise UndecidedError(f"{file}: hurl exit {done.returncode}: {done.stderr.decode()[-2000:]}")
    rows = json.loads(done.stdout)["entries"]
    found = {row["line"]: row for entry in rows for row in entry["asserts"]}
    wanted = {
        first_lines[number] + index for number in plays for index in range(len(plays[number].lines))
    }
    if missing := wanted - found.keys():
        raise UndecidedError(
            f"{file}: no verdict for lines {sorted(missing)}: {done.stderr.decode()[:2000]}"
        )
    return {
        number: [_verdict(found[first_lines[number] + index]) for index in range(len(play.lines))]
        for number, play in plays.items()
    }


def _verdict(row: dict[str, object]) -> Verdict:
    if row["success"]:
        return Verdict(held=True)
    message = str(row["message"])
    if not message.startswith("Assert failure"):
        return Verdict(held=False, kind=Kind.ERROR, message=message)
    found = _ACTUAL.search(message)
    actual = found.group(1) if found else None
    if _MISMATCH in message.splitlines()[-2]:
        return Verdict(held=False, kind=Kind.MISMATCH, actual=actual, message=message)
    if actual == "none":
        return Verdict(held=False, kind=Kind.NOTHING, message=message)
    return Verdict(held=False, actual=actual, message=message)
