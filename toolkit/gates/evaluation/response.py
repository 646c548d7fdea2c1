"""What is judged: the response of an exchange; and which exchanges a condition means."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

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
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.rust_text import trimmed


@dataclass(frozen=True, slots=True)
class Certificate:
    """The server's certificate, as libcurl tells it to Hurl."""

    subject: str
    issuer: str
    start_date: Moment
    expire_date: Moment
    serial_number: str


class NoCertificate(enum.Enum):
    """The connection was not secured: known to have no certificate."""

    NONE = "none"


@dataclass(frozen=True, slots=True)
class Redirect:
    """A response that was followed: its status, and the URL it led to as Hurl resolved it."""

    status: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The last response of an exchange.

    ``body`` is what came over the wire without the transfer coding: where a ``Content-Encoding``
    is set, still compressed. ``headers`` are in order, repeated names repeated. ``version`` is
    ``1.0``, ``1.1``, ``2`` or ``3``; ``url`` is the address of the last request in the form of the
    URL standard, as Hurl writes it; ``duration_ms`` the time from request to end of response.
    None means unknown: a query for it is refused.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    version: str | None = "1.1"
    url: str | None = None
    duration_ms: int | None = None
    ip: str | None = None
    redirects: tuple[Redirect, ...] | None = None
    certificate: Certificate | NoCertificate | None = None

    def header_values(self, name: str) -> list[str]:
        """Return the values of every header of this name, which is compared without case."""
        lowered = name.lower()
        return [trimmed(value) for key, value in self.headers if key.lower() == lowered]

    def first_header(self, name: str) -> str | None:
        """Return the value of the first header of this name."""
        return next(iter(self.header_values(name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What is known of an exchange before its response: the request, and what the test says."""

    method: str = "GET"
    path: str = "/"
    url: str = ""
    tags: frozenset[str] = frozenset()
    meta: Mapping[str, str] = field(default_factory=dict)


def condition_matches(condition: Condition, exchange: Exchange) -> bool:
    """Whether a gate with this condition applies (hurl-gates.md, "Conditions")."""
    match condition:
        case Always():
            return True
        case TagsContain(tag):
            return tag in exchange.tags
        case PathContains(part):
            return part in exchange.path
        case UrlContains(part):
            return part in exchange.url
        case PathStartsWith(prefix):
            return exchange.path.startswith(prefix)
        case MethodIs(method):
            return method.upper() == exchange.method.upper()
        case MetaIs(key, value):
            return exchange.meta.get(key) == value
