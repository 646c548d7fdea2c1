"""A witness as bytes on the wire, and what the real Hurl's verdict on it means.

Nothing is played here, so that all of it is pure: `obstacle` says what cannot be
played to Hurl from this machine, `wire_bytes` is what a server sends at `address`,
after the redirects `before` it, `url` is what Hurl asks for, with `options`, and
`confirmation` reads the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from toolkit.diff.witnesses import Claim, Confirmation, Shown, Standing
from toolkit.gates.evaluation import values
from toolkit.gates.evaluation.response import Certificate, Response
from toolkit.gates.nodes import FilterName, PlainFilter, PlainQuery, QueryName

LONGEST_DELAY_MS = 10_000
"""No answer is waited for longer."""
_ADDRESS = "http://example.com/"
_PLAYED_IP = "127.0.0.1"
_SWITCHING = 101
_NOW = frozenset({FilterName.DAYS_AFTER_NOW, FilterName.DAYS_BEFORE_NOW})
_LOOPBACK = re.compile(r"127\.[0-9.]+|::1")
_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_PLAIN_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+")
_PLAYED_VERSIONS = frozenset({"1.0", "1.1"})
_KNOWN_MAJOR = "7."
"""The language of gates is that of Hurl 7: another one may well judge otherwise."""


def obstacle(shown: Shown) -> str:
    """Return why a witness cannot be played to Hurl; "" where it can."""
    response = shown.response
    if unwritten := sorted(shown.variables.keys() - _written(shown.variables).keys()):
        return f"the variable {unwritten[0]} cannot be set to what it is here"
    if any(_depends_on_today(claim.assertion) for claim in shown.claims):
        return "it depends on the day"
    if _reads(shown.claims, QueryName.URL) and not (response.url or "").startswith("http://"):
        return "an encrypted connection is not played"
    if any(not one.location.startswith("http://") for one in response.redirects or ()):
        return "a redirect to an encrypted connection is not played"
    if shown.exchange.method == "HEAD" and response.body:
        return "an answer to HEAD has no body"
    if _reads(shown.claims, QueryName.DURATION) and response.redirects:
        return "the time of redirects is not played"
    if _reads(shown.claims, QueryName.DURATION) and (response.duration_ms or 0) > LONGEST_DELAY_MS:
        return f"nobody waits longer than {LONGEST_DELAY_MS // 1000} s for it"
    if _reads(shown.claims, QueryName.IP) and not _LOOPBACK.fullmatch(response.ip or _PLAYED_IP):
        return f"the server is at a loopback address here, not at {response.ip}"
    return _connection_obstacle(response) or _framing_obstacle(response)


def _connection_obstacle(response: Response) -> str:
    """Return what a server on this machine that speaks HTTP/1 cannot show."""
    if response.version not in _PLAYED_VERSIONS:
        return f"HTTP/{response.version} is not played"
    if response.status == _SWITCHING:
        return "a switch of protocols is not played"
    if isinstance(response.certificate, Certificate):
        return "a certificate is not played"
    return ""


def _framing_obstacle(response: Response) -> str:
    """Return what keeps the end of the body from being found as the headers say."""
    codings = [value.lower() for value in response.header_values("Transfer-Encoding")]
    if codings not in ([], ["chunked"]):
        return "only chunks are played of all transfer codings"
    if codings and response.version == "1.0":
        return "HTTP/1.0 knows no chunks"
    return ""


def url(shown: Shown) -> str:
    """Return the address to ask for: the one of the witness where a gate looks at it.

    Where redirects lead to that one, it is another.
    """
    wanted = shown.response.url or _ADDRESS
    asked = _reads(shown.claims, QueryName.URL) and not shown.response.redirects
    return wanted if asked else _ADDRESS


def address(shown: Shown) -> str:
    """Return where the server listens: the address of the witness where a gate looks at it."""
    return (_reads(shown.claims, QueryName.IP) and shown.response.ip) or _PLAYED_IP


def before(response: Response) -> tuple[bytes, ...]:
    """Return what a server sends to the requests that are redirected."""
    return tuple(
        wire_bytes(replace(response, status=one.status, headers=_led_to(one.location), body=b""))
        for one in response.redirects or ()
    )


def _led_to(location: str) -> tuple[tuple[str, str], ...]:
    return (("Location", location), ("Content-Length", "0"))


def options(shown: Shown) -> tuple[str, ...]:
    """Return the options with which Hurl asks."""
    given = [f"variable: {name}={text}" for name, text in _written(shown.variables).items()]
    count = len(shown.response.redirects or ())
    return (*given, *([f"max-redirs: {count}"] if count else ()))


def _written(variables: Mapping[str, values.Value]) -> dict[str, str]:
    """Return the variables that Hurl can be given, as its options write them."""
    texts = {name: _literal(value) for name, value in variables.items() if _NAME.fullmatch(name)}
    return {name: text for name, text in texts.items() if text is not None}


def _literal(value: values.Value) -> str | None:
    match value:
        case values.Null():
            return "null"
        case values.Bool(truth):
            return "true" if truth else "false"
        case values.Integer(number):
            return str(number)
        case values.Float(number) if _PLAIN_FLOAT.fullmatch(repr(number)):
            return repr(number)
        case values.String(text):
            return '"' + "".join(map(_escaped, text)) + '"'
    return None


def _escaped(char: str) -> str:
    return char if char.isalnum() and char.isascii() else f"\\u{{{ord(char):x}}}"


def delay_ms(shown: Shown) -> int:
    """Return how long the answer is held back: only where a gate looks at the time."""
    waits = _reads(shown.claims, QueryName.DURATION)
    return shown.response.duration_ms or 0 if waits else 0


def wire_bytes(response: Response) -> bytes:
    """Return what a server sends: exactly these headers; the body ends with the connection."""
    lines = [f"HTTP/{response.version} {response.status} Played".encode()]
    lines += [f"{name}: {value}".encode() for name, value in response.headers]
    body = response.body
    if response.header_values("Transfer-Encoding"):
        chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n" if body else b""
        body = chunk + b"0\r\n\r\n"
    return b"\r\n".join((*lines, b"", body))


def confirmation(
    shown: Shown, version: str, *, held: Sequence[bool], duration_ms: int, problem: str
) -> Confirmation:
    """Return what the verdict of a Hurl on the lines of a witness means.

    Time is what Hurl measured, not what was planned: where another verdict is right then, the
    witness could not be tried.
    """
    if problem:
        return not_confirmable(problem)
    if not version.startswith(_KNOWN_MAJOR):
        return not_confirmable(f"hurl {version} is on PATH, and gates are those of Hurl 7")
    if _reads(shown.claims, QueryName.DURATION) and not _still_holds(shown, duration_ms):
        return not_confirmable(f"it took {duration_ms} ms, not {shown.response.duration_ms} ms")
    if list(held) == [claim.holds for claim in shown.claims]:
        return Confirmation(Standing.CONFIRMED, f"confirmed by hurl {version}")
    return Confirmation(Standing.REFUTED, f"refuted by hurl {version}")


def not_confirmable(reason: str) -> Confirmation:
    """Return that a witness cannot be tried, and why."""
    return Confirmation(Standing.NOT_CONFIRMABLE, f"not confirmable: {reason}")


def _still_holds(shown: Shown, duration_ms: int) -> bool:
    """Whether the claims are right for the time that it took."""
    from toolkit.gates.evaluation.evaluate import evaluate  # noqa: PLC0415 (loads lxml)

    measured = replace(shown.response, duration_ms=duration_ms)
    return all(
        evaluate(claim.assertion, measured, {}).passed == claim.holds for claim in shown.claims
    )


def _reads(claims: Sequence[Claim], name: QueryName) -> bool:
    return any(claim.assertion.query == PlainQuery(name) for claim in claims)


def _depends_on_today(node: object) -> bool:
    match node:
        case PlainFilter(name):
            return name in _NOW
        case tuple():
            return any(map(_depends_on_today, node))
    if not is_dataclass(node):
        return False
    return any(_depends_on_today(getattr(node, one.name)) for one in fields(node))
