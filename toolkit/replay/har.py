"""HAR 1.2, as Chrome, Firefox and other recorders write it.

A HAR keeps the body as text and without content encodings, while its headers still name them.
Hurl decodes by the headers, so that a body of a HAR is what Hurl sees after that (`is_decoded`);
headers stay as they were. Text is turned into bytes in the charset that the headers name, and only
where Hurl would read the same text back. Each entry is an exchange of its own, also a redirect;
one that a redirect led to knows what was followed.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from toolkit.gates.evaluation import bodies
from toolkit.gates.evaluation.charset_labels import ENCODINGS
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.response import Exchange, NoCertificate, Redirect, Response
from toolkit.replay.fields import Field, is_unicode
from toolkit.replay.record import (
    NO_BODY,
    Place,
    Record,
    Skipped,
    has_no_body,
    hidden_headers,
    later,
    moment,
    path_of,
)

CUT = "the body is cut short in the recording"
NOT_BYTES = "the body was recorded as text that its bytes cannot be told from"
STILL_ENCODED = "it cannot be told whether the recorded body is still compressed"
NO_COOKIES = "the recording may have been cleaned of cookies"
NO_ANSWER = "no answer was received"
NO_HTTP = "no exchange over HTTP"
_VERSION = re.compile(r"(?:http/|h)([123])(?:\.([01]))?(?:[-+].*)?", re.IGNORECASE)
_LONGEST_MS = 10**12
_GZIP = b"\x1f\x8b"
_CLEANING = "WebInspector"
"""How Chrome calls itself; it exports without ``Set-Cookie`` unless told otherwise."""


def is_har(value: object) -> bool:
    """Whether a JSON value is an HTTP archive."""
    return isinstance(value, dict) and isinstance(value.get("log"), dict)


def records(top: Field) -> Iterator[Record | Skipped]:
    """Yield the responses of an archive, in order, counted from 1.

    Raises:
        ToolkitError: Something in it is not as HAR 1.2 says; the place says where.
    """
    log = top.need("log")
    entries = list(log.need("entries").items())
    creator = log.get("creator")
    cleaned = (
        creator is not None
        and creator.optional_text("name") == _CLEANING
        and not any(name.lower() == "set-cookie" for one in entries for name, _ in _headers(one))
    )
    followed = _chains(entries)
    for number, entry in enumerate(entries):
        found = _record(entry, number + 1, followed.get(number, ()))
        if isinstance(found, Record) and cleaned:
            found = replace(found, no_cookies=NO_COOKIES)
        yield found


def _chains(entries: Sequence[Field]) -> dict[int, tuple[Redirect, ...]]:
    """Return for each entry that redirects led to what was followed, by the entry's number."""
    chains: dict[int, tuple[Redirect, ...]] = {}
    waiting: dict[str, tuple[Redirect, ...]] = {}
    for number, entry in enumerate(entries):
        url = entry.need("request").need("url").text()
        if url in waiting:
            chains[number] = waiting.pop(url)
        answered = entry.get("response")
        target = answered and answered.optional_text("redirectURL")
        status = answered.need("status").integer() if answered else 0
        if target and 300 <= status < 400:  # noqa: PLR2004 (the redirects)
            location = _joined(url, target)
            waiting[location] = (*chains.get(number, ()), Redirect(status, location))
    return chains


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:  # brackets that are no IPv6 address
        return target


def _record(entry: Field, index: int, redirects: tuple[Redirect, ...]) -> Record | Skipped:
    asked, answered = entry.need("request"), entry.get("response")
    method, url = asked.need("method").text(), asked.need("url").text()
    path = path_of(url)
    if path is None:
        return Skipped(NO_HTTP)
    status = answered.need("status").integer() if answered else 0
    if answered is None or status <= 0:
        return Skipped(NO_ANSWER)
    headers = tuple(_headers(entry))
    duration = _duration(entry)
    response = Response(
        status=status,
        headers=headers,
        version=_version(answered),
        url=url,
        duration_ms=None if duration is None else int(duration),
        ip=_ip(entry),
        redirects=redirects,
        certificate=NoCertificate.NONE if url.lower().startswith("http:") else None,
    )
    empty = has_no_body(method, status, headers)
    body, no_body = (b"", "") if empty else _body(answered, response)
    listed = bool(answered.list_of("cookies")) and response.first_header("Set-Cookie") is None
    return Record(
        place=Place(source=entry.source, index=index, method=method, path=path, status=status),
        exchange=Exchange(method=method, path=path, url=url),
        response=replace(response, body=body),
        no_body=no_body,
        no_cookies=NO_COOKIES if listed else "",
        is_decoded=not empty,
        hidden=hidden_headers(headers),
        now=_now(entry, duration),
    )


def _headers(entry: Field) -> Iterator[tuple[str, str]]:
    """Yield the headers of the response; Chrome joins repeated ones with line feeds."""
    answered = entry.get("response")
    for header in answered.list_of("headers") if answered else ():
        name = header.need("name").text()
        if not name.startswith(":"):  # what HTTP/2 has in place of a status line
            for value in (header.optional_text("value") or "").split("\n"):
                yield name, value


def _version(answered: Field) -> str | None:
    """Return the version of HTTP: ``HTTP/1.1``, ``h2``, ``http/2.0``, ``h3-29``, ..."""
    found = _VERSION.fullmatch(answered.optional_text("httpVersion") or "")
    if found is None:
        return None
    major, minor = found.groups()
    return f"1.{minor or 1}" if major == "1" else major


def _ip(entry: Field) -> str | None:
    return (entry.optional_text("serverIPAddress") or "").strip("[]") or None


def _duration(entry: Field) -> float | None:
    """Return the milliseconds of the whole exchange: ``time``, or else the sum of its parts."""
    total = entry.get("time")
    if total is not None and 0 <= total.number() <= _LONGEST_MS:
        return total.number()
    timings = entry.get("timings")
    needed = ("send", "wait", "receive")
    if timings is None or any(_part(timings, name) is None for name in needed):
        return None
    parts = (_part(timings, name) for name in ("blocked", "dns", "connect", *needed))
    whole = sum(filter(None, parts))
    return whole if whole <= _LONGEST_MS else None


def _part(timings: Field, name: str) -> float | None:
    """Return a part of the time; ``ssl`` is in ``connect``, and -1 says that there was none."""
    found = timings.get(name)
    return None if found is None or found.number() < 0 else found.number()


def _now(entry: Field, duration: float | None) -> Moment | None:
    start = moment(entry.optional_text("startedDateTime") or "")
    return None if start is None else later(start, duration or 0)


def _body(answered: Field, response: Response) -> tuple[bytes, str]:
    """Return the body without its content encodings, or why it is not known."""
    content = answered.get("content")
    text = content and content.get("text")
    size = _size(content)
    leads_on = 300 <= response.status < 400  # noqa: PLR2004 (browsers do not show what is in these)
    if content is None or text is None or (not text.string() and leads_on):
        return b"", "" if size == 0 and not leads_on else NO_BODY
    encoding = content.optional_text("encoding")
    if encoding is None or not encoding:
        data = _bytes(text.string(), response)
    elif encoding.lower() == "base64":
        data = _decoded(text)
    else:
        return b"", "the body is written in a way that is not known"
    if data is None:
        return b"", NOT_BYTES
    return _complete(data, content, response)


def _size(content: Field | None) -> int | None:
    size = content.get("size") if content else None
    return int(size.number()) if size else None


def _decoded(text: Field) -> bytes:
    try:
        return b64decode(text.text(), validate=True)
    except (binascii.Error, ValueError):
        text.refuse("expected base64")


def _complete(data: bytes, content: Field, response: Response) -> tuple[bytes, str]:
    """Return a body, if it is whole by the size that was recorded beside it."""
    size = _size(content)
    saved = content.get("compression")
    sizes = {size or 0, (size or 0) + int(saved.number() if saved else 0)}
    if size is not None and len(data) < size and len(data) not in sizes:
        return b"", CUT
    if data.startswith(_GZIP) and response.first_header("Content-Encoding"):
        return b"", STILL_ENCODED
    return data, ""


def _bytes(text: str, response: Response) -> bytes | None:
    """Return the bytes that Hurl reads as this text; None where they cannot be known."""
    if not is_unicode(text) or "\N{REPLACEMENT CHARACTER}" in text:
        return None
    plain = without_encodings(response)
    for codec in ("utf-8", _codec(response)):
        data = _written(text, codec)
        if data is not None and _reads(replace(plain, body=data), text):
            return data
    return None


def _codec(response: Response) -> str:
    """Return the name of the charset in the first ``Content-Type``."""
    found = re.search(
        r"charset\s*=\s*([^;\s]+)", response.first_header("Content-Type") or "", re.IGNORECASE
    )
    return ENCODINGS.get(found.group(1).lower(), "utf-8") if found else "utf-8"


def _written(text: str, codec: str) -> bytes | None:
    try:
        return text.encode(codec)
    except (LookupError, UnicodeError):
        return None


def _reads(response: Response, text: str) -> bool:
    try:
        return bodies.text(response) == text
    except (FailureError, UnsupportedError):
        return False


def without_encodings(response: Response) -> Response:
    """Return a response as one whose body was never compressed."""
    headers = tuple(one for one in response.headers if one[0].lower() != "content-encoding")
    return replace(response, headers=headers)
