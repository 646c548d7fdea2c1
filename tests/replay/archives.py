"""Archives as Chrome and Firefox write them, small and by hand, and how to change one field."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from toolkit.replay import har
from toolkit.replay.fields import Field
from toolkit.replay.record import Record, Skipped

CHROME: dict[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "pages": [{"startedDateTime": "2026-03-01T09:00:00.000Z", "id": "page_1"}],
        "entries": [
            {
                "_connectionId": "77",
                "_initiator": {"type": "other"},
                "_priority": "VeryHigh",
                "_resourceType": "fetch",
                "cache": {},
                "connection": "443",
                "pageref": "page_1",
                "request": {
                    "method": "GET",
                    "url": "https://shop.example/api/orders?page=2",
                    "httpVersion": "http/2.0",
                    "headers": [
                        {"name": ":authority", "value": "shop.example"},
                        {"name": ":method", "value": "GET"},
                        {"name": "accept", "value": "*/*"},
                    ],
                    "queryString": [{"name": "page", "value": "2"}],
                    "cookies": [],
                    "headersSize": -1,
                    "bodySize": 0,
                },
                "response": {
                    "status": 200,
                    "statusText": "",
                    "httpVersion": "http/2.0",
                    "headers": [
                        {"name": ":status", "value": "200"},
                        {"name": "content-encoding", "value": "br"},
                        {"name": "content-type", "value": "application/json; charset=utf-8"},
                        {"name": "link", "value": "<a>\n<b>"},
                    ],
                    "cookies": [],
                    "content": {
                        "size": 12,
                        "mimeType": "application/json",
                        "text": '{"name":"e"}',
                    },
                    "redirectURL": "",
                    "headersSize": -1,
                    "bodySize": -1,
                    "_transferSize": 208,
                    "_error": None,
                },
                "serverIPAddress": "[2001:db8::1]",
                "startedDateTime": "2026-03-01T09:00:01.250Z",
                "time": 123.456,
                "timings": {
                    "blocked": 3.1,
                    "dns": -1,
                    "ssl": -1,
                    "connect": -1,
                    "send": 0.3,
                    "wait": 100.0,
                    "receive": 20.0,
                    "_blocked_queueing": 2.7,
                },
            },
            {
                "request": {"method": "GET", "url": "data:image/png;base64,AA=="},
                "response": {"status": 200, "headers": [], "content": {"size": 1}},
                "time": 0,
            },
            {
                "request": {"method": "GET", "url": "https://ads.example/x"},
                "response": {
                    "status": 0,
                    "httpVersion": "",
                    "headers": [],
                    "content": {"size": 0, "mimeType": "x-unknown"},
                    "_error": "net::ERR_BLOCKED_BY_CLIENT",
                },
                "time": 1.5,
            },
        ],
    }
}

FIREFOX: dict[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Firefox", "version": "128.0"},
        "browser": {"name": "Firefox", "version": "128.0"},
        "pages": [],
        "entries": [
            {
                "startedDateTime": "2026-03-01T10:00:00.000+01:00",
                "request": {
                    "bodySize": 17,
                    "method": "POST",
                    "url": "http://shop.example/login",
                    "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Cookie", "value": "old=secret"}],
                    "cookies": [{"name": "old", "value": "secret"}],
                    "queryString": [],
                    "headersSize": 400,
                    "postData": {"mimeType": "application/json", "params": [], "text": "{}"},
                },
                "response": {
                    "status": 302,
                    "statusText": "Found",
                    "httpVersion": "HTTP/1.1",
                    "headers": [
                        {"name": "Location", "value": "/home"},
                        {"name": "Set-Cookie", "value": "session=abc; Path=/; HttpOnly"},
                        {"name": "Set-Cookie", "value": "theme=dark"},
                    ],
                    "cookies": [{"name": "session", "value": "abc"}],
                    "content": {"mimeType": "text/html", "size": 0, "text": ""},
                    "redirectURL": "/home",
                    "headersSize": 300,
                    "bodySize": 0,
                },
                "cache": {},
                "timings": {
                    "blocked": 0,
                    "dns": 1,
                    "connect": 2,
                    "ssl": 0,
                    "send": 0,
                    "wait": 30,
                    "receive": 4,
                },
                "time": 37,
                "_securityState": "insecure",
                "serverIPAddress": "192.0.2.7",
                "connection": "80",
            },
            {
                "startedDateTime": "2026-03-01T10:00:00.050+01:00",
                "request": {"method": "GET", "url": "http://shop.example/home", "headers": []},
                "response": {
                    "status": 200,
                    "httpVersion": "HTTP/2",
                    "headers": [{"name": "Content-Type", "value": "image/png"}],
                    "cookies": [],
                    "content": {
                        "mimeType": "image/png",
                        "size": 4,
                        "encoding": "base64",
                        "text": "iVBORw==",
                    },
                    "redirectURL": "",
                },
                "timings": {
                    "blocked": -1,
                    "dns": -1,
                    "connect": -1,
                    "ssl": -1,
                    "send": 0,
                    "wait": 8,
                    "receive": 1,
                },
                "time": -1,
                "serverIPAddress": "192.0.2.7",
            },
        ],
    }
}


def with_field(archive: dict[str, Any], way: str, value: object, *, entry: int = 0) -> Any:
    """Return an archive with another value in an entry: ``response.content.text``."""
    changed = copy.deepcopy(archive)
    *path, last = way.split(".")
    place = changed["log"]["entries"][entry]
    for name in path:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


def read(archive: object) -> list[Record | Skipped]:
    return list(har.records(Field(archive, "recorded.har")))


def only(archive: object, index: int = 1) -> Record:
    """Return the record of an entry, counted from 1."""
    return next(one for one in _records(archive) if one.place.index == index)


def _records(archive: object) -> Iterator[Record]:
    return (one for one in read(archive) if isinstance(one, Record))
