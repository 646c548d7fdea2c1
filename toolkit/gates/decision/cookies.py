"""What the first ``Set-Cookie`` of a name may say (Hurl 7.1, http/response_cookie.rs)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from toolkit.gates.decision.chains import ERROR, NOTHING, Record, Result
from toolkit.gates.decision.domains import Domain, Exactly
from toolkit.gates.decision.images import ABSENT, FAILURE, WHOLE
from toolkit.gates.decision.records import Records
from toolkit.gates.decision.responses import Part
from toolkit.gates.decision.scalars import DATES
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.moments import Moment
from toolkit.gates.evaluation.rust_text import trimmed
from toolkit.gates.evaluation.values import Date, Integer, String, Unit
from toolkit.gates.languages import language as words
from toolkit.gates.nodes import CookieAttribute

_VALUES = words.Deferred(r"^[^;\x00\r\n]*$")
_READABLE_VALUES = words.Deferred("^[!-:<-~]*$")
_VISIBLE = words.Deferred(r"^[^\x00-\x1f\x7f]*$")
_VALUE = Texts(_VALUES, (_READABLE_VALUES, _VALUES & _VISIBLE, _VALUES))
"""What stands before the first semicolon."""

_SETTINGS = words.Deferred(r"^[^;=\x00\r\n]*$")
_READABLE_SETTINGS = words.Deferred("^[!-:<>-~]*$")
_SETTING: Domain = (
    Texts(_SETTINGS, (_READABLE_SETTINGS, _SETTINGS & _VISIBLE, _SETTINGS)),
    ABSENT,
)
"""What stands between an equals sign and the next one, or the next semicolon."""
_FLAG: Domain = (Exactly("unit", (Unit(),)), ABSENT)

_PARTS: dict[str, Domain] = {
    CookieAttribute.VALUE.value: (_VALUE,),
    CookieAttribute.EXPIRES.value: (DATES, ABSENT, FAILURE),
    CookieAttribute.MAX_AGE.value: (WHOLE, ABSENT),
    CookieAttribute.DOMAIN.value: _SETTING,
    CookieAttribute.PATH.value: _SETTING,
    CookieAttribute.SECURE.value: _FLAG,
    CookieAttribute.HTTP_ONLY.value: _FLAG,
    CookieAttribute.SAME_SITE.value: _SETTING,
}
"""A cookie always has a value; each attribute is there or not, whatever the others are."""


@lru_cache(maxsize=256)
def cookie(name: str) -> Source:
    """Return the cookie of a name, whose case counts."""

    def realised(result: Result) -> Iterator[Part]:
        if result is NOTHING:
            yield Part()
        elif isinstance(result, Record):
            yield Part(headers=(("Set-Cookie", _written(name, dict(result.parts))),))

    there = (Records(_PARTS),) if _may_be_sent(name) else ()
    return Source(f"cookie {name}", (*there, ABSENT), realised)


def _may_be_sent(name: str) -> bool:
    """Whether a cookie may have this name: Hurl trims the header, and ``=`` ends the name."""
    return name == trimmed(f"{name}=")[:-1] and not any(char in name for char in "=\r\n\0")


def _written(name: str, parts: dict[str, Result]) -> str:
    """Return the header; another attribute keeps blanks at the end from being trimmed."""
    value = parts.pop(CookieAttribute.VALUE.value, String("a"))
    text = value.text if isinstance(value, String) else ""
    cookie = f"{name}={text}" + "".join(_attribute(*part) for part in parts.items())
    return cookie if cookie == cookie.strip() else f"{cookie}; Priority=High"


def _attribute(name: str, result: Result) -> str:
    match result:
        case Unit():
            return f"; {name}"
        case String(text):
            return f"; {name}={text}"
        case Integer(number):
            return f"; {name}={number}"
        case Date(moment):
            return f"; {name}={_http_date(moment)}"
    return f"; {name}=never" if result is ERROR else ""


_DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _http_date(moment: Moment) -> str:
    year, month, day = moment.civil
    hour, minute, second = moment.clock
    date = f"{day:02} {_MONTHS[month - 1]} {year:04}"
    return f"{_DAYS[moment.days % 7]}, {date} {hour:02}:{minute:02}:{second:02} GMT"
