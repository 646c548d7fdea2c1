"""Plays exact responses to the real Hurl and reads what it says of every assertion line.

`tests.hurl` says whether a line held; here the reason counts as well, the bytes on the wire are
exactly those of the test, and a thousand responses go through one Hurl process.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from tests.hurl import UndecidedError
from toolkit.gates.evaluation.outcome import Kind

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
        """Return everything that goes over the wire; the end of the connection ends the body."""
        lines = [f"HTTP/{self.version} {self.status} Any".encode()]
        lines += [name + b": " + value for name, value in self.headers]
        return b"\r\n".join([*lines, b"Connection: close", b"", self.body])


@dataclass(frozen=True)
class Play:
    """A response, what is asked for to get it, and the lines to judge it by."""

    wire: Wire
    lines: Sequence[str]
    path: str = "/"


@dataclass(frozen=True)
class Verdict:
    """What Hurl says of a line: whether it held, and if not, what became of it."""

    held: bool
    kind: Kind | None = None
    """Of a line that did not hold."""
    actual: str | None = None
    """The value that was judged, in Hurl's words; None where it does not say."""
    message: str = ""


@dataclass
class Stage:
    """A local server; the number that a path begins with chooses the response."""

    port: int
    wires: dict[int, Wire] = field(default_factory=dict)

    def base(self, number: int) -> str:
        """Return the beginning of every URL of a response."""
        return f"http://127.0.0.1:{self.port}/{number}"

    def url(self, number: int, path: str, redirects_left: int = 0) -> str:
        """Return a URL of a response; as long as redirects are left it leads to the next one."""
        return f"{self.base(number)}/{redirects_left}{path}"


@contextmanager
def stage() -> Iterator[Stage]:
    """Serve on a free local port until the block ends."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            target = self.rfile.readline().decode().split(" ")[1]
            while self.rfile.readline().strip():
                pass
            _, number, left, path = target.split("/", 3)
            wire = open_stage.wires[int(number)]
            if remaining := int(left):
                status = wire.redirects[len(wire.redirects) - remaining]
                place = open_stage.url(int(number), f"/{path}", remaining - 1).encode()
                wire = Wire(status, [(b"Location", place), (b"Content-Length", b"0")])
            self.wfile.write(wire.to_bytes())

    class Server(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        open_stage = Stage(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield open_stage
        finally:
            server.shutdown()
            thread.join()


def verdicts(
    plays: Mapping[int, Play], at: Stage, folder: Path, variables: Mapping[str, str]
) -> dict[int, list[Verdict]]:
    """Return for every play the verdicts of its lines.

    Raises:
        UndecidedError: Hurl could not tell; the message has its own words.
    """
    numbers = list(plays)
    chunks = [numbers[start::_JOBS] for start in range(_JOBS) if numbers[start::_JOBS]]
    for number, play in plays.items():
        at.wires[number] = play.wire

    def run(chunk: list[int]) -> dict[int, list[Verdict]]:
        return _run({number: plays[number] for number in chunk}, at, folder, variables)

    with ThreadPoolExecutor(_JOBS) as pool:
        return {number: found for part in pool.map(run, chunks) for number, found in part.items()}


def _run(
    plays: Mapping[int, Play], at: Stage, folder: Path, variables: Mapping[str, str]
) -> dict[int, list[Verdict]]:
    text: list[str] = []
    first_lines = {}
    for number, play in plays.items():
        redirects = len(play.wire.redirects)
        text += [f"GET {at.url(number, play.path, redirects)}", "[Options]"]
        text += [f"location: {'true' if redirects else 'false'}", "HTTP *", "[Asserts]"]
        first_lines[number] = len(text) + 1
        text += play.lines
    file = folder / f"{next(iter(plays))}.hurl"
    file.write_text("\n".join(text) + "\n", encoding="utf-8", newline="")
    options = ["--json", "--no-color", "--noproxy", "*", "--continue-on-error", "--max-redirs", "9"]
    for name, value in variables.items():
        options += ["--variable", f"{name}={value}"]
    done = subprocess.run(["hurl", *options, file], capture_output=True, check=False)
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
