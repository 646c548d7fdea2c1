"""The exchanges of a starter pack, read from ``exchanges/<pack>.yaml``."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from tests.hurl import Response
from toolkit.gates.condition import (
    Always,
    Condition,
    MetaIs,
    MethodIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
)

FOLDER = Path(__file__).parent / "exchanges"


@dataclass(frozen=True)
class Play:
    """One exchange: what the test says of itself, the response, the gates that fail."""

    name: str
    method: str
    url: str
    tags: Sequence[str]
    meta: Mapping[str, str]
    response: Response
    fails: frozenset[str]

    @property
    def path(self) -> str:
        """The path of the call."""
        return urlsplit(self.url).path

    @property
    def target(self) -> str:
        """What stands in the request line: path and query."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def meets(self, condition: Condition) -> bool:
        """Return whether the runtime would apply a gate here (contract, "Matching")."""
        match condition:
            case Always():
                return True
            case TagsContain(tag):
                return tag in self.tags
            case PathContains(part):
                return part in self.path
            case UrlContains(part):
                return part in self.url
            case PathStartsWith(prefix):
                return self.path.startswith(prefix)
            case MethodIs(method):
                return method.upper() == self.method.upper()
            case MetaIs(key, value):
                return self.meta.get(key) == value


@functools.cache
def plays(pack: str) -> list[Play]:
    """Return the good plays, then the bad ones, each of these a good one with a difference."""
    data = _data(pack)
    good: dict[str, dict[str, Any]] = data["good"]
    found = [_play(name, fields, ()) for name, fields in good.items()]
    for name, change in data["bad"].items():
        base = good[change["like"]]
        headers = {**base.get("headers", {}), **change.get("headers", {})}
        found.append(_play(name, {**base, **change, "headers": headers}, change["fails"]))
    return found


def never_alone(pack: str) -> dict[str, str]:
    """Return the gates that cannot fail alone, each with the reason."""
    reasons: dict[str, str] = _data(pack).get("never_alone", {})
    return reasons


def _data(pack: str) -> dict[str, Any]:
    text = (FOLDER / f"{pack}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _play(name: str, fields: Mapping[str, Any], fails: Sequence[str]) -> Play:
    method, _, url = fields["call"].partition(" ")
    headers = fields.get("headers", {})
    body = fields.get("body", "").encode() or b"x" * fields.get("body_size", 0)
    if headers.get("Content-Encoding") == "gzip":
        body = gzip.compress(body, mtime=0)
    response = Response(
        status=fields.get("status", 200),
        headers=[(key, value) for key, given in headers.items() for value in _values(given)],
        body=body,
        delay_ms=fields.get("delay_ms", 0),
    )
    tags, meta = fields.get("tags", ()), fields.get("meta", {})
    return Play(name, method, url, tags, meta, response, frozenset(fails))


def _values(given: str | Sequence[str] | None) -> Sequence[str]:
    """Return the values that a header is sent with; none where it is not sent."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else given
