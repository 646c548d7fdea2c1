"""Real recordings: a local server, the real hurl, and its verdict on every line as the referee."""

from __future__ import annotations

import gzip
import json
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hurl import Response
from toolkit.host.playback import CHOOSER, Recording, playing

_HEAD = 5
"""Lines of an entry before its assertions."""


@dataclass(frozen=True)
class Call:
    """A request to the local server and what it answers, ``moved`` being redirects before."""

    response: Response
    method: str = "GET"
    path: str = "/"
    moved: Sequence[Response] = ()
    text: str | None = None
    """The body as a browser would keep it, None where it would keep its bytes."""


JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=ISO-8859-1")
BODY = b'{"a": 1, "items": [{"id": 1}, {"id": 2}], "name": "h\xc3\xa9", "none": null}'
COOKIES = (
    ("Set-Cookie", "session=abc; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60"),
    ("Set-Cookie", "plain=1"),
)
DATE = ("Date", "Mon, 05 Jan 2026 10:00:00 GMT")


def _redirect(status: int, location: str) -> Response:
    return Response(status, [("Location", location), ("Connection", "close")])


CALLS = (
    Call(Response(200, [JSON, DATE], BODY), path="/orders", text=BODY.decode()),
    Call(
        Response(200, [JSON, ("Content-Encoding", "gzip")], gzip.compress(BODY, mtime=0)),
        path="/orders?page=2&q=a%20b",
        text=BODY.decode(),
    ),
    Call(
        Response(200, [JSON, ("content-encoding", "deflate")], zlib.compress(BODY)),
        path="/deflated",
        text=BODY.decode(),
    ),
    Call(
        Response(200, [JSON, ("Content-Encoding", "zstd")], b"\x28\xb5\x2f\xfd"),
        path="/zstd",
        text=BODY.decode(),
    ),
    Call(
        Response(200, [HTML, *COOKIES], "<p class='x'>h\u00e9</p>".encode("latin-1")),
        path="/page",
        text="<p class='x'>h\u00e9</p>",
    ),
    Call(Response(200, [("Content-Type", "image/png")], bytes(range(256))), path="/image"),
    Call(Response(204, []), path="/gone", method="DELETE"),
    Call(Response(404, [JSON], b'{"error": "none"}'), path="/missing", text='{"error": "none"}'),
    Call(Response(503, [("Retry-After", "5")], b"later"), path="/down", text="later"),
    Call(Response(200, [JSON, ("X-A", "1"), ("X-A", "2")], b"[]"), path="/twice", text="[]"),
    Call(Response(200, [JSON], b"{no json"), path="/broken", text="{no json"),
    Call(Response(200, [JSON], BODY), method="HEAD", path="/head", text=""),
    Call(Response(201, [JSON], b"{}"), method="POST", path="/orders", text="{}"),
    Call(Response(200, [("X-Slow", "yes")], b"slow", delay_ms=60), path="/slow", text="slow"),
    Call(
        Response(200, [JSON], BODY),
        path="/old",
        moved=[_redirect(302, "/between?x=1"), _redirect(301, "/new")],
        text=BODY.decode(),
    ),
    Call(_redirect(302, "/elsewhere"), path="/unfollowed"),
)

LINES = (
    *("status == 200", "status < 500", "status != 404", "status not == 200", 'version == "1.1"'),
    *('header "Content-Type" contains "json"', 'header "content-type" exists', "bytes count < 80"),
    *('header "X-A" count == 2', 'header "Retry-After" toInt <= 10', 'body contains "h\u00e9"'),
    *('header "Content-Encoding" exists', 'header "Content-Encoding" == "gzip"', "bytes isEmpty"),
    *('jsonpath "$.a" == 1', 'jsonpath "$.items" count == 2', 'jsonpath "$.none" == null'),
    *('jsonpath "$.error" not exists', 'jsonpath "$.items[*].id" includes 2', "body isEmpty"),
    *(
        'cookie "session" exists',
        'cookie "session[Max-Age]" == 60',
        'cookie "plain[Secure]" exists',
    ),
    *('cookie "session[SameSite]" == "Lax"', 'xpath "string(//p)" == "h\u00e9"', "duration < 30"),
    *(
        'xpath "//p" count == 1',
        'regex /"a": (\\d)/ == "1"',
        "duration >= 60",
        "redirects count == 2",
    ),
    *("redirects count == 0", "redirects nth 0 location exists", 'url endsWith "/new"'),
    *(
        'url contains "page=2"',
        "sha256 == hex,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;",
    ),
    *('header "Date" toDate "%a, %d %b %Y %H:%M:%S GMT" daysBeforeNow > 1', 'variable "v" == 3'),
    *('jsonpath "$.a" < {{v}}', 'certificate "Subject" not exists', 'ip startsWith "127."'),
    *("md5 exists", 'url urlQueryParam "q" == "a b"', 'redirects nth 0 location endsWith "x=1"'),
)


@dataclass(frozen=True)
class Run:
    """What hurl wrote, and what it said of each line of each call."""

    stdout: bytes
    report: Path
    held: Sequence[Mapping[str, bool]]
    har: dict[str, Any]
    """The same exchanges as a browser keeps them, redirects as entries of their own."""

    @property
    def final(self) -> list[int]:
        """Which entries of the archive, counted from 1, are the last of their call."""
        entries = self.har["log"]["entries"]
        return [
            number for number, one in enumerate(entries, 1) if not one["response"]["redirectURL"]
        ]


def run(folder: Path, calls: Sequence[Call] = CALLS, lines: Sequence[str] = LINES) -> Run:
    """Record the calls with the real hurl, and let it judge every line on each of them."""
    moved = [tuple(one.recording().data for one in call.moved) for call in calls]
    recordings = [
        Recording(call.response.recording().data, call.response.delay_ms, before)
        for call, before in zip(calls, moved, strict=True)
    ]
    with playing(recordings) as ports:
        (port,) = ports.values()
        entries = [_entry(call, index, port, lines) for index, call in enumerate(calls)]
        (folder / "calls.hurl").write_text("\n".join(entries), encoding="utf-8", newline="")
        done = subprocess.run(
            [
                "hurl",
                "--json",
                "--report-json",
                "report",
                "--continue-on-error",
                "--no-color",
                "--noproxy",
                "*",
                "--variable",
                "v=3",
                "calls.hurl",
            ],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    assert done.returncode in (0, 4), done.stderr.decode()
    row = json.loads(done.stdout)
    held = [_held(one, lines, index) for index, one in enumerate(row["entries"])]
    assert len(held) == len(calls)
    har = [
        _har_entry(call, entry, step)
        for call, entry in zip(calls, row["entries"], strict=True)
        for step in range(len(entry["calls"]))
    ]
    archive = {"log": {"version": "1.2", "creator": {"name": "a recorder"}, "entries": har}}
    return Run(done.stdout, folder / "report", held, archive)


def _entry(call: Call, index: int, port: int, lines: Sequence[str]) -> str:
    head = [
        f"{call.method} http://127.0.0.1:{port}{call.path}",
        f"{CHOOSER}: {index}",
        "[Options]",
        f"location: {'true' if call.moved else 'false'}",
        "HTTP *",
        "[Asserts]",
    ]
    return "\n".join([*head, *lines]) + "\n"


def _held(entry: dict[str, Any], lines: Sequence[str], index: int) -> dict[str, bool]:
    first = index * (len(lines) + 7) + 7
    told = {one["line"]: one["success"] for one in entry["asserts"]}
    return {line: told[first + number] for number, line in enumerate(lines)}


def _har_entry(call: Call, entry: dict[str, Any], step: int) -> dict[str, Any]:
    """Return an exchange as a browser keeps it: the body decoded, the time in milliseconds."""
    asked, answered = entry["calls"][step]["request"], entry["calls"][step]["response"]
    is_last = step == len(entry["calls"]) - 1
    content: dict[str, Any] = {"mimeType": "x"}
    if call.text is not None and is_last:
        content["text"] = call.text
    elif is_last:
        content |= {"text": b64encode(call.response.body).decode(), "encoding": "base64"}
    return {
        "startedDateTime": entry["calls"][step]["timings"]["begin_call"],
        "time": -1 if call.moved else entry["time"] + 0.9,
        "request": {"method": asked["method"], "url": asked["url"]},
        "response": {
            "status": answered["status"],
            "httpVersion": "http/1.1",
            "headers": answered["headers"],
            "content": content,
            "redirectURL": "" if is_last else _location(answered),
        },
        "serverIPAddress": "127.0.0.1",
    }


def _location(answered: dict[str, Any]) -> str:
    return next(str(one["value"]) for one in answered["headers"] if one["name"] == "Location")
