"""Plays responses to the real Hurl and reports which assertion lines held.

`outcomes` is all there is to it: give exchanges (a response and the lines to
judge it by), get for every line whether it held. A local server answers with
exactly the headers that it was told to send, nothing added but the length.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_HELD, _FAILED = 0, 4
"""Exit codes of hurl that are a verdict; every other one means that it could not tell."""
_FIRST_ASSERT_LINE = 5
_CHOOSER = "X-Play"


@dataclass(frozen=True)
class Response:
    """What the server sends; a name that stands twice in ``headers`` is sent twice."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    delay_ms: int = 0


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
    with _playing([exchange.response for exchange in exchanges]) as port:
        names = [f"{index}.hurl" for index in range(len(exchanges))]
        for index, (name, exchange) in enumerate(zip(names, exchanges, strict=True)):
            text = _hurl_file(exchange, index, port)
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
        f"{_CHOOSER}: {index}",
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


@contextmanager
def _playing(responses: Sequence[Response]) -> Iterator[int]:
    """Serve the responses on a free local port; a request header says which one is meant."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            response = responses[int(self.headers[_CHOOSER])]
            time.sleep(response.delay_ms / 1000)
            self.send_response_only(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128  # the default of 5 makes connections wait for a second

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
