"""Parts of a response, and how they become one.

A part says what one query needs; two parts go together unless they say different things of the
same place, or what no server can send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from toolkit.gates.evaluation.response import Certificate, NoCertificate, Redirect, Response
from toolkit.gates.evaluation.values import Value

T = TypeVar("T")
_CHUNKED = ("Transfer-Encoding", "chunked")

BODYLESS = frozenset({204, 304})
"""After these a body never comes (RFC 9110, 15.3.5 and 15.4.5); libcurl does not wait for one."""
SOMEWHERE = "https://example.com/next"
"""Where redirects lead if nobody asks."""
SWITCHING = 101
"""Behind its headers libcurl wants at least one byte."""
_LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What has to be so in a response; None and absent is what does not matter."""

    status: int | None = None
    version: str | None = None
    url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    length: int | None = None
    """How long the body has to be."""
    duration_ms: int | None = None
    ip: str | None = None
    redirects: tuple[Redirect, ...] | None = None
    certificate: Certificate | NoCertificate | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A response, and the variables with which it is judged."""

    response: Response
    variables: Mapping[str, Value]


class _DisagreementError(ValueError):
    """Two parts say different things of one place."""


def assembled(parts: Sequence[Part], *, in_chunks: bool = False) -> Made | None:
    """Return the response with all these parts, None where they do not go together.

    A body that comes ``in_chunks`` may have any length, whatever the headers say of it (RFC 9112,
    6.3: chunks override a ``Content-Length``, and so it is in libcurl).
    """
    try:
        whole = _led(_merged(parts))
    except _DisagreementError:
        return None
    if in_chunks:
        if whole.length is None or whole.version not in (None, "1.1"):
            return None
        whole = replace(whole, length=None, headers=(*whole.headers, _CHUNKED))
    status = 200 if whole.status is None else whole.status
    if status == SWITCHING and whole.body is None:
        whole = replace(whole, body=b"x")
    body = _body(whole)
    if body is None or not _fits(body, status) or not _may_be_secured(whole):
        return None
    return Made(_response(whole, status, body), whole.variables)


def _led(whole: Part) -> Part:
    """Let the last redirect lead to where the response came from.

    An address with a fragment is one that a redirect led to: Hurl drops it from all others.
    """
    if not whole.redirects:
        if "#" not in (whole.url or ""):
            return whole
        if whole.redirects is not None:
            raise _DisagreementError
        return replace(whole, redirects=(Redirect(302, whole.url or ""),))
    *before, last = whole.redirects
    if whole.url is None:
        return replace(whole, url=last.location)
    led = replace(last, location=whole.url)
    anywhere = last.location == SOMEWHERE
    return replace(whole, redirects=(*(before if anywhere else whole.redirects), led))


def _fits(body: bytes, status: int) -> bool:
    return bool(body) if status == SWITCHING else not (body and status in BODYLESS)


def _merged(parts: Sequence[Part]) -> Part:
    return Part(
        status=_agreed(part.status for part in parts),
        version=_agreed(part.version for part in parts),
        url=_agreed(part.url for part in parts),
        headers=tuple(header for part in parts for header in part.headers),
        body=_agreed(part.body for part in parts),
        length=_agreed(part.length for part in parts),
        duration_ms=_agreed(part.duration_ms for part in parts),
        ip=_agreed(part.ip for part in parts),
        redirects=_agreed(part.redirects for part in parts),
        certificate=_certificate(parts),
        variables={name: value for part in parts for name, value in part.variables.items()},
    )


def _certificate(parts: Sequence[Part]) -> Certificate | NoCertificate | None:
    known = [part.certificate for part in parts if part.certificate is not None]
    if any(one != known[0] for one in known):
        raise _DisagreementError
    return known[0] if known else None


def _agreed(values: Iterable[T | None]) -> T | None:
    agreed: T | None = None
    for value in values:
        if agreed is None:
            agreed = value
        elif value not in (None, agreed):
            raise _DisagreementError
    return agreed


def _body(whole: Part) -> bytes | None:
    """Return the body, made longer with blanks where it has to be; JSON does not mind."""
    body = whole.body or b""
    if whole.length is None or whole.length == len(body):
        return body
    if whole.length < len(body) or whole.length > _LONGEST_BODY:
        return None
    return body + (b" " if body else b"x") * (whole.length - len(body))


def _may_be_secured(whole: Part) -> bool:
    """Whether the address allows for a certificate, if there is to be one.

    Without one the address may be either: Hurl tells nothing of a certificate that it cannot parse
    (http/client.rs, ``cert_info``).
    """
    if whole.url is None or not isinstance(whole.certificate, Certificate):
        return True
    return whole.url.startswith("https:")


def _response(whole: Part, status: int, body: bytes) -> Response:
    secure = isinstance(whole.certificate, Certificate)
    return Response(
        status=status,
        headers=whole.headers,
        body=body,
        version=whole.version or "1.1",
        url=whole.url or f"http{'s' if secure else ''}://example.com/",
        duration_ms=10 if whole.duration_ms is None else whole.duration_ms,
        ip="127.0.0.1" if whole.ip is None else whole.ip,
        redirects=whole.redirects or (),
        certificate=whole.certificate or NoCertificate.NONE,
    )
