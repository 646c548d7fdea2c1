"""Cookies of a response, as Hurl 7.1 reads them from ``Set-Cookie`` (http/response_cookie.rs)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.gates.evaluation.dates.reading import read_local
from toolkit.gates.evaluation.dates.rfc import parse_rfc2822
from toolkit.gates.evaluation.errors import FailureError
from toolkit.gates.evaluation.numbers import parse_i64
from toolkit.gates.evaluation.response import Response
from toolkit.gates.evaluation.rust_text import trimmed
from toolkit.gates.evaluation.values import Date, Integer, String, Unit, Value
from toolkit.gates.nodes import CookieAttribute

_DATE_WITH_HYPHENS = "%a, %d-%b-%Y %H:%M:%S%.3f GMT"


@dataclass(frozen=True, slots=True)
class _Cookie:
    """Name, value, and attributes in order: a flag has no value."""

    name: str
    value: str
    attributes: tuple[tuple[str, str | None], ...]

    def values(self, attribute: CookieAttribute) -> list[str | None]:
        """Return what every attribute of this name says; names are compared without case."""
        wanted = attribute.value.lower()
        return [value for name, value in self.attributes if name.lower() == wanted]


def cookie(response: Response, name: str, attribute: CookieAttribute | None) -> Value | None:
    """Return an attribute of the first cookie of this name, None where there is none.

    Raises:
        FailureError: ``Expires`` is no date that Hurl can read.
    """
    for header in response.header_values("Set-Cookie"):
        found = _parsed(header)
        if found and found.name == name:
            return _ATTRIBUTES[attribute or CookieAttribute.VALUE](found)
    return None


def _parsed(header: str) -> _Cookie | None:
    """Return the cookie that a header sets; without ``=`` it sets none."""
    name, equals, rest = header.partition("=")
    value, *attributes = rest.split(";")
    if not equals:
        return None
    return _Cookie(name, value, tuple(_attribute(one) for one in attributes if one))


def _attribute(text: str) -> tuple[str, str | None]:
    """Return name and value; the value ends at the next ``=``."""
    name, *values = text.split("=")
    return trimmed(name), values[0] if values else None


def _string(attribute: CookieAttribute) -> Callable[[_Cookie], Value | None]:
    """Return a reader of the first attribute of this name, which is nothing if it is a flag."""

    def read(found: _Cookie) -> Value | None:
        value = next(iter(found.values(attribute)), None)
        return None if value is None else String(value)

    return read


def _flag(attribute: CookieAttribute) -> Callable[[_Cookie], Value | None]:
    """Return a reader of the presence of a flag, which is none if it has a value."""
    return lambda found: Unit() if None in found.values(attribute) else None


def _max_age(found: _Cookie) -> Value | None:
    """Return the first ``Max-Age`` that is an integer."""
    for value in found.values(CookieAttribute.MAX_AGE):
        number = None if value is None else parse_i64(value)
        if number is not None:
            return Integer(number)
    return None


def _expires(found: _Cookie) -> Value | None:
    value = next(iter(found.values(CookieAttribute.EXPIRES)), None)
    if value is None:
        return None
    moment = parse_rfc2822(value) or read_local(value, _DATE_WITH_HYPHENS)
    if moment is None:
        raise FailureError("Expires of the cookie is no date")
    return Date(moment)


_ATTRIBUTES: dict[CookieAttribute, Callable[[_Cookie], Value | None]] = {
    CookieAttribute.VALUE: lambda found: String(found.value),
    CookieAttribute.EXPIRES: _expires,
    CookieAttribute.MAX_AGE: _max_age,
    CookieAttribute.DOMAIN: _string(CookieAttribute.DOMAIN),
    CookieAttribute.PATH: _string(CookieAttribute.PATH),
    CookieAttribute.SECURE: _flag(CookieAttribute.SECURE),
    CookieAttribute.HTTP_ONLY: _flag(CookieAttribute.HTTP_ONLY),
    CookieAttribute.SAME_SITE: _string(CookieAttribute.SAME_SITE),
}
