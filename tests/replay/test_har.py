"""Archives of browsers: what becomes of each field, and what of it is not known."""

from __future__ import annotations

import pytest

from tests.make import G, make_pack
from tests.replay.archives import CHROME, FIREFOX, only, read, with_field
from toolkit.gates.evaluation.response import NoCertificate, Redirect
from toolkit.replay import har
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.evaluation import Answer, Examiner
from toolkit.replay.record import NO_BODY, Record, Skipped, moment


def ask(record: Record, line: str) -> Answer:
    gate = make_pack([G(id="acme.one", gate=line)]).policy.by_id["acme.one"]
    return Examiner(record, Assumptions()).ask(gate)


def test_chrome() -> None:
    record = only(CHROME)
    response = record.response

    assert (record.place.method, record.place.path) == ("GET", "/api/orders")
    assert record.exchange.url == response.url == "https://shop.example/api/orders?page=2"
    assert (response.status, response.version, response.duration_ms) == (200, "2", 123)
    assert response.headers == (
        ("content-encoding", "br"),
        ("content-type", "application/json; charset=utf-8"),
        ("link", "<a>"),
        ("link", "<b>"),
    )
    assert response.ip == "2001:db8::1"
    assert response.certificate is None
    assert response.redirects == ()
    assert record.now == moment("2026-03-01T09:00:01.373456Z")
    assert read(CHROME)[1:] == [Skipped(har.NO_HTTP), Skipped(har.NO_ANSWER)]


def test_firefox() -> None:
    login, home = only(FIREFOX), only(FIREFOX, 2)

    assert login.response.header_values("set-cookie") == [
        "session=abc; Path=/; HttpOnly",
        "theme=dark",
    ]
    assert login.response.certificate is NoCertificate.NONE
    assert login.response.duration_ms == 37
    assert login.no_body == NO_BODY, "what is in a redirect no browser shows"
    assert login.now == moment("2026-03-01T09:00:00.037Z")
    assert home.response.redirects == (Redirect(302, "http://shop.example/home"),)
    assert home.response.body == b"\x89PNG"
    assert (home.response.version, home.response.duration_ms) == ("2", 9)


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ('jsonpath "$.name" == "e"', True),
        ("bytes count == 12", True),
        ('header "Content-Encoding" == "br"', True),
        ('header "content-type" contains "json"', True),
        ('certificate "Subject" exists', None),
        ('cookie "session" exists', None),
        ('header "Set-Cookie" not exists', None),
    ],
)
def test_what_gates_see_of_chrome(line: str, passes: bool | None) -> None:
    """The body is decoded although the header names Brotli; cookies may have been cleaned."""
    assert ask(only(CHROME), line).passes is passes


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        (["br"], True),
        (["gzip"], True),
        (["gzip, br"], True),
        (["zstd"], False),
        (["GZIP"], False),
    ],
)
def test_a_decoded_body_is_what_hurl_makes_of_the_header(headers: list[str], passes: bool) -> None:
    """Hurl refuses every body query where it cannot undo the encoding."""
    pairs = [{"name": "Content-Encoding", "value": value} for value in headers]
    record = only(with_field(CHROME, "response.headers", pairs))

    assert ask(record, 'jsonpath "$.name" exists').passes is passes


_TEXT = "response.content.text"


@pytest.mark.parametrize(
    ("way", "value", "reason"),
    [
        (_TEXT, ..., NO_BODY),
        ("response.content", ..., NO_BODY),
        (_TEXT, None, NO_BODY),
        ("response.content.size", 13, har.CUT),
        (_TEXT, '{"name":"\ud800"}', har.NOT_BYTES),
        (_TEXT, '{"name":"no \N{REPLACEMENT CHARACTER}"}', har.NOT_BYTES),
        ("response.content", {"size": 3, "text": "H4sI", "encoding": "base64"}, har.STILL_ENCODED),
        ("response.content.encoding", "rot13", "the body is written in a way that is not known"),
    ],
)
def test_a_body_that_is_not_known(way: str, value: object, reason: str) -> None:
    record = only(with_field(CHROME, way, value))

    assert record.no_body == reason
    assert ask(record, "body exists") == Answer(None, reason)
    assert ask(record, "status == 200").passes


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("response.content", {"size": 0}),
        ("request.method", "HEAD"),
        ("response.status", 204),
        ("response.status", 304),
        ("response.headers", [{"name": "Content-Length", "value": "0"}]),
    ],
)
def test_a_body_that_is_known_to_be_empty(way: str, value: object) -> None:
    record = only(with_field(CHROME, way, value))

    assert (record.no_body, record.response.body) == ("", b"")


@pytest.mark.parametrize(
    ("charset", "text", "data"),
    [
        ("utf-8", "hé", b"h\xc3\xa9"),
        ("ISO-8859-1", "hé", b"h\xe9"),
        ("latin1", "h\u20ac", b"h\x80"),  # browsers and Hurl read Windows-1252
        ("shift_jis", "\u65e5", b"\x93\xfa"),
        ("utf-16le", "hi", b"h\0i\0"),
        ("klingon", "hi", None),
        ("ISO-8859-1", "\u65e5", None),
    ],
)
def test_text_becomes_bytes_in_its_charset(charset: str, text: str, data: bytes | None) -> None:
    headers = [{"name": "Content-Type", "value": f"text/plain; charset={charset}"}]
    changed = with_field(CHROME, "response.headers", headers)
    record = only(with_field(changed, "response.content", {"text": text}))

    assert record.response.body == (data or b"")
    assert record.no_body == ("" if data is not None else har.NOT_BYTES)


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("HTTP/1.1", "1.1"),
        ("http/1.0", "1.0"),
        ("h2", "2"),
        ("HTTP/2", "2"),
        ("http/2.0", "2"),
        ("h3", "3"),
        ("h3-29", "3"),
        ("http/2+quic/43", "2"),
        ("unknown", None),
        ("", None),
        (..., None),
        ("spdy/3", None),
    ],
)
def test_versions(written: object, version: str | None) -> None:
    record = only(with_field(CHROME, "response.httpVersion", written))

    assert record.response.version == version


@pytest.mark.parametrize(
    ("time", "timings", "milliseconds"),
    [
        (123.999, {}, 123),
        (0, {}, 0),
        (-1, {"send": 1, "wait": 2.6, "receive": 3.5, "connect": -1, "blocked": 4}, 11),
        (-1, {"send": 1, "wait": -1, "receive": 3}, None),
        (..., {}, None),
        (..., ..., None),
        (1e300, ..., None),
    ],
)
def test_durations(time: object, timings: object, milliseconds: int | None) -> None:
    record = only(with_field(with_field(CHROME, "time", time), "timings", timings))

    assert record.response.duration_ms == milliseconds
    assert (ask(record, "duration < 1000").passes is None) is (milliseconds is None)


def test_cookies_without_their_headers_are_not_known() -> None:
    changed = with_field(FIREFOX, "response.headers", [])

    assert only(changed).no_cookies == har.NO_COOKIES
    assert ask(only(changed), 'cookie "session" exists') == Answer(None, har.NO_COOKIES)
    assert ask(only(FIREFOX), 'cookie "session[HttpOnly]" exists').passes is True
    assert ask(only(FIREFOX, 2), 'cookie "session" not exists').passes is True


def test_redirects_follow_each_other() -> None:
    """Also where others are recorded between, and never what merely has the address of one."""
    hops = [("/a", 301, "/b"), ("/x", 200, ""), ("/b", 302, "c"), ("/c", 200, ""), ("/c", 200, "")]
    entries = [
        {
            "request": {"method": "GET", "url": f"http://example.org{path}"},
            "response": {"status": status, "headers": [], "redirectURL": target},
        }
        for path, status, target in hops
    ]
    archive = {"log": {"entries": entries}}

    found = [only(archive, number).response.redirects for number in range(1, 6)]
    assert [len(one or ()) for one in found] == [0, 0, 1, 2, 0]
    assert found[3] == (
        Redirect(301, "http://example.org/b"),
        Redirect(302, "http://example.org/c"),
    )
