"""What Hurl 7.1 writes with ``--json`` and ``--report-json`` (hurl/json/result.rs).

An entry holds every call that one request led to; the last one is what the assertions see, and
those before it are the redirects that were followed. A report keeps the bodies as they came over
the wire, in files; the output of ``--json`` has none. Neither has the address of the server. Each
attempt of a retried request is an entry. Captures are not taken for variables: what stands there as
text may have been a date.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.response import (
    Certificate,
    Exchange,
    NoCertificate,
    Redirect,
    Response,
)
from toolkit.replay.fields import Field
from toolkit.replay.record import (
    MASK,
    NO_BODY,
    Place,
    Record,
    Skipped,
    elapsed_micros,
    has_no_body,
    hidden_headers,
    moment,
    path_of,
)

BodyFile: TypeAlias = Callable[[str], bytes | None]
"""Gives the bytes of a body file by its name in the report, None where there is no such file."""

NO_FILE = "the body is in a file that is not there"
_VERSIONS = {"HTTP/1.0": "1.0", "HTTP/1.1": "1.1", "HTTP/2": "2", "HTTP/3": "3"}
_KEYS = frozenset({"filename", "entries", "success"})


def is_run(value: object) -> bool:
    """Whether a JSON value is what Hurl writes of one file that it ran."""
    return isinstance(value, dict) and value.keys() >= _KEYS


def records(runs: Sequence[Field], body_file: BodyFile) -> Iterator[Record | Skipped]:
    """Yield the responses of runs, in order, counted through from 1.

    Raises:
        ToolkitError: Something in them is not what Hurl writes; the place says where.
    """
    index = 0
    for run in runs:
        name = _short(run.need("filename").text())
        for entry in run.need("entries").items():
            index += 1
            calls = entry.list_of("calls")
            if calls:
                line = entry.need("line").integer()
                yield _record(calls, body_file, index=index, label=f"{name}:{line}")
            else:
                yield Skipped("no answer was received")


def _short(name: str) -> str:
    """Return the name of a Hurl file as a person calls it, without the folders of a machine."""
    return PurePosixPath(name).name if name.startswith("/") else name


def _record(calls: Sequence[Field], body_file: BodyFile, *, index: int, label: str) -> Record:
    """Return the last response of an entry; conditions look at the request that was written."""
    asked, last = calls[0].need("request"), calls[-1]
    method, url = asked.need("method").text(), asked.need("url").text()
    final_url = last.need("request").need("url").text()
    answered = last.need("response")
    headers = _headers(answered)
    status = answered.need("status").integer()
    body, no_body = _body(answered, body_file, last.need("request").need("method").text())
    path = path_of(url) or asked.need("url").refuse("expected an address of HTTP")
    begin, end = _times(last)
    redirects = _redirects(calls)
    response = Response(
        status=status,
        headers=headers,
        body=body,
        version=_VERSIONS.get(answered.need("http_version").text()),
        url=None if MASK in final_url else final_url,
        duration_ms=_duration(begin, end),
        redirects=None if any(MASK in one.location for one in redirects) else redirects,
        certificate=_certificate(answered, final_url),
    )
    return Record(
        place=Place(
            source=last.source, index=index, method=method, path=path, status=status, label=label
        ),
        exchange=Exchange(method=method, path=path, url=url),
        response=response,
        no_body=no_body,
        hidden=hidden_headers(headers),
        url_hidden=MASK in url,
        now=end,
    )


def _headers(answered: Field) -> tuple[tuple[str, str], ...]:
    return tuple(
        (header.need("name").text(), header.need("value").text())
        for header in answered.list_of("headers")
    )


def _body(answered: Field, body_file: BodyFile, method: str) -> tuple[bytes, str]:
    """Return the body as it came over the wire, or why it is not known."""
    named = answered.get("body")
    if named is not None:
        data = body_file(named.text())
        return (b"", NO_FILE) if data is None else (data, "")
    empty = has_no_body(method, answered.need("status").integer(), _headers(answered))
    return b"", "" if empty else NO_BODY


def _redirects(calls: Sequence[Field]) -> tuple[Redirect, ...]:
    """Return what was followed: the location is the address that Hurl then asked for."""
    return tuple(
        Redirect(
            call.need("response").need("status").integer(),
            following.need("request").need("url").text(),
        )
        for call, following in itertools.pairwise(calls)
    )


def _times(call: Field) -> tuple[Moment | None, Moment | None]:
    timings = call.get("timings")
    if timings is None:
        return None, None
    begin, end = timings.optional_text("begin_call"), timings.optional_text("end_call")
    return moment(begin or ""), moment(end or "")


def _duration(begin: Moment | None, end: Moment | None) -> int | None:
    """Return the milliseconds of a call: ``total`` is curl's time, Hurl asserts on its own."""
    if begin is None or end is None or end < begin:
        return None
    return elapsed_micros(begin, end) // 1000


def _certificate(answered: Field, url: str) -> Certificate | NoCertificate | None:
    found = answered.get("certificate")
    if found is None:
        return NoCertificate.NONE if url.lower().startswith("http:") else None
    subject, issuer = found.optional_text("subject"), found.optional_text("issuer")
    start = moment(found.need("start_date").text())
    expire = moment(found.need("expire_date").text())
    if subject is None or issuer is None or start is None or expire is None:
        return None
    return Certificate(subject, issuer, start, expire, found.need("serial_number").text())
