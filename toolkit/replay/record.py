"""One recorded response, whatever program recorded it, and what of it is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.gates.evaluation.moments import DAY, SECOND, Moment, day_number, days_in
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.gates.evaluation.values import Value

NO_BODY = "the recording has no body"
HIDDEN = "the recording hides a secret there"
MASK = "***"
"""What Hurl writes for a secret (``--secret``)."""
_BODILESS = frozenset({204, 304})
_ADDRESS = re.compile(r"https?://[^/?#\\]*([^?#]*)", re.IGNORECASE)
_WHEN = re.compile(
    r"(\d{4}|[+-]\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?"
    r"(?:Z| UTC|([+-])(\d\d):?(\d\d))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a recorded response stands, and which request it answers; nothing secret.

    ``index`` counts from 1 in the file ``source``; ``label`` is what the recording itself calls
    it, such as the line of a Hurl file, ``""`` where it says nothing.
    """

    source: str
    index: int
    method: str
    path: str
    status: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A recorded response with its request.

    ``no_body`` and ``no_cookies`` say why the body and the cookies are not known, ``""`` where
    they are; in ``response`` None is unknown. ``is_decoded``: the body stands in the recording
    without the content encodings that the headers name. ``hidden`` are the lower-case names of
    headers in which a secret was hidden, ``url_hidden`` says so of the address. ``now`` is when
    the response had been received. ``variables`` are those that the recording itself sets.
    ``gate_id`` is the one gate that a witness is about, which alone judges it,
    ``""`` where all do.
    """

    place: Place
    exchange: Exchange
    response: Response
    no_body: str = ""
    no_cookies: str = ""
    is_decoded: bool = False
    hidden: frozenset[str] = frozenset()
    url_hidden: bool = False
    now: Moment | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    gate_id: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry of a recording that holds no response to judge, and why."""

    reason: str


def path_of(url: str) -> str | None:
    """Return the path of an address, ``/`` where it has none; None where it is not of HTTP."""
    found = _ADDRESS.match(url)
    return None if found is None else found.group(1) or "/"


def has_no_body(method: str, status: int, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a response has an empty body whatever was recorded (RFC 9110, 6.4.1 and 8.6)."""
    if method.upper() == "HEAD" or status in _BODILESS:
        return True
    named = [(name.lower(), value.strip()) for name, value in headers]
    lengths = [value for name, value in named if name == "content-length"]
    return lengths == ["0"] and all(name != "transfer-encoding" for name, _ in named)


def hidden_headers(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the lower-case names of headers in which a secret was hidden."""
    return frozenset(name.lower() for name, value in headers if MASK in value)


def moment(text: str) -> Moment | None:
    """Return a point in time in the forms of RFC 3339 and of Hurl, None where it is none."""
    found = _WHEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not (1 <= month <= 12 and 1 <= day <= days_in(year, month)):  # noqa: PLR2004 (a calendar)
        return None
    leap = second == 60  # noqa: PLR2004 (a clock)
    if hour > 23 or minute > 59 or second > 60:  # noqa: PLR2004 (a clock)
        return None
    sign, hours, minutes = found.groups()[7:]
    offset = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60) if sign else 0
    seconds = day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset
    nanos = int((found.group(7) or "").ljust(9, "0"))
    return Moment(seconds - leap, nanos + leap * SECOND)


def later(start: Moment, milliseconds: float) -> Moment:
    """Return the point in time so much later."""
    nanos = start.nanos + int(milliseconds * 1_000_000)
    return Moment(start.seconds + nanos // SECOND, nanos % SECOND)


def elapsed_micros(begin: Moment, end: Moment) -> int:
    """Return the microseconds from one point in time to another."""
    return (end.seconds - begin.seconds) * 1_000_000 + (end.nanos - begin.nanos) // 1000
