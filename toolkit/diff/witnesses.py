"""What shows a change: an exchange and a response that two versions of a pack treat differently.

The decision gives half of it: of two assertions a response, of two conditions an
exchange. Here it becomes whole: an exchange to which the gate applies, and a
response that the assertion refuses there.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from toolkit.diff.relations import Judges, Relation, Verdict, Witness
from toolkit.gates.condition import (
    Condition,
    MetaIs,
    MethodIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
)
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.gates.evaluation.values import Value
from toolkit.gates.nodes import Assertion, PlainQuery, QueryName
from toolkit.pack.model import Enforcement, Gate

_HOST = "http://example.com"

Levels: TypeAlias = "tuple[Enforcement | None, Enforcement | None]"
"""How strictly a response is refused, before and after; None where it passes."""


class Standing(enum.Enum):
    """What the real Hurl said of a witness."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    NOT_CONFIRMABLE = "not confirmable"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the real Hurl said of a witness, in words as well."""

    standing: Standing
    text: str


NOT_TRIED = Confirmation(Standing.NOT_TRIED, "not tried")


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of a gate, and whether it holds on the response."""

    text: str
    assertion: Assertion
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An exchange with its response, and what the gate made and makes of it.

    ``old`` and ``new`` are the enforcement with which the response is refused,
    None where it passes: because the assertion holds, because the gate does not
    apply, or because there is none. ``conditions`` are those that the exchange
    has to do with.
    """

    exchange: Exchange
    response: Response
    claims: tuple[Claim, ...]
    old: Enforcement | None
    new: Enforcement | None
    conditions: tuple[Condition, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)
    confirmation: Confirmation = NOT_TRIED

    @property
    def fails_old(self) -> bool:
        """Whether it was refused, and more strictly than it is now."""
        return _weight(self.old) > _weight(self.new)

    @property
    def fails_new(self) -> bool:
        """Whether it is refused, and more strictly than it was."""
        return _weight(self.new) > _weight(self.old)


def _weight(level: Enforcement | None) -> int:
    return -1 if level is None else level


@dataclass(frozen=True, slots=True)
class Both:
    """A witness for each direction that has one."""

    stricter: Shown | None = None
    looser: Shown | None = None
    reason: str = ""
    """Why there is none, where that is not known."""


def of_assertion(old: Gate, new: Gate, verdict: Verdict) -> Both:
    """Return what shows that two assertions differ."""
    return Both(
        _assertion(old, new, verdict.witness), _assertion(old, new, verdict.reverse_witness)
    )


def _assertion(old: Gate, new: Gate, witness: Witness | None) -> Shown | None:
    if witness is None or witness.response is None:
        return None
    before, after = _passed(witness.old), _passed(witness.new)
    return _shown(
        old if after else new,  # whoever refuses says which exchange it is
        witness,
        claims=(_claim(old, holds=before), _claim(new, holds=after)),
        levels=(None if before else old.enforcement, None if after else new.enforcement),
    )


def of_condition(old: Gate, new: Gate, verdict: Verdict, judges: Judges) -> Both:
    """Return what shows that two conditions differ, with a response that is refused there."""
    conditions = (old.condition, new.condition)
    stricter = looser = None
    if verdict.witness is not None:
        stricter = _refused(new, judges, (None, new.enforcement), verdict.witness.exchange)
    if verdict.reverse_witness is not None:
        looser = _refused(old, judges, (old.enforcement, None), verdict.reverse_witness.exchange)
    return Both(
        stricter and replace(stricter, conditions=conditions),
        looser and replace(looser, conditions=conditions),
    )


def of_coming(new: Gate, judges: Judges) -> tuple[Both, str]:
    """Return what an added gate refuses, and whether it does: ``some``, ``none`` or ``unknown``."""
    shown = _refused(new, judges, (None, new.enforcement))
    if shown is not None:
        return Both(stricter=shown), "some"
    verdict = judges.refusal(new.assertion)
    if verdict.relation is Relation.EQUAL:
        return Both(), "none"
    return Both(reason=verdict.reason), "unknown"


def of_going(old: Gate, judges: Judges) -> Both:
    """Return what a removed gate refused."""
    return Both(looser=_refused(old, judges, (old.enforcement, None)))


def of_enforcement(old: Gate, new: Gate, judges: Judges) -> Both:
    """Return what the gate refuses as it stands now, more or less strictly than before."""
    shown = _refused(new, judges, (old.enforcement, new.enforcement))
    return Both(stricter=shown) if new.enforcement > old.enforcement else Both(looser=shown)


def _refused(
    gate: Gate, judges: Judges, levels: Levels, exchange: Exchange | None = None
) -> Shown | None:
    """Return a response that a gate refuses, in an exchange to which it applies."""
    witness = judges.refusal(gate.assertion).witness
    if witness is None:
        return None
    claims = (_claim(gate, holds=False),)
    return _shown(gate, witness, claims=claims, levels=levels, exchange=exchange)


def _shown(
    gate: Gate,
    witness: Witness,
    *,
    claims: tuple[Claim, ...],
    levels: Levels,
    exchange: Exchange | None = None,
) -> Shown | None:
    response = witness.response
    if response is None:
        return None
    reads_url = any(_reads_url(claim.assertion) for claim in claims)
    if exchange is None:
        url = response.url if reads_url and response.url else f"{_HOST}/"
        exchange = exchange_for(gate.condition, url)
    return Shown(
        exchange=exchange,
        response=response if reads_url else replace(response, url=exchange.url),
        claims=claims,
        old=levels[0],
        new=levels[1],
        conditions=(gate.condition,),
        variables=witness.variables,
    )


def exchange_for(condition: Condition, url: str) -> Exchange:
    """Return an exchange to which a condition applies, at ``url`` if that does not matter."""
    plain = Exchange(url=url, path=urlsplit(url).path or "/")
    match condition:
        case PathStartsWith(part) | PathContains(part) if part not in plain.path:
            path = part if part.startswith("/") or isinstance(condition, PathStartsWith) else ""
            path = path or f"/{part}"
            return replace(plain, path=path, url=f"{_HOST}/{path.lstrip('/')}")
        case PathStartsWith(part) if not plain.path.startswith(part):
            return replace(plain, path=part, url=f"{_HOST}/{part.lstrip('/')}")
        case UrlContains(part) if part not in url:
            whole = _url_with(part)
            return replace(plain, path=urlsplit(whole).path or "/", url=whole)
        case MethodIs(method):
            return replace(plain, method=method.upper())
        case TagsContain(tag):
            return replace(plain, tags=frozenset({tag}))
        case MetaIs(key, value):
            return replace(plain, meta={key: value})
    return plain


def _url_with(part: str) -> str:
    """Return a url that contains a text: one with a host, if the text leaves room for it."""
    candidates = (part, f"{part}example.com/", f"https{part}example.com/")
    whole = (one for one in candidates if "://" in part and _has_host(one))
    return next(whole, f"{_HOST}/{part.removeprefix('/')}")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that are no address
        return False
    return bool(parts.scheme and parts.netloc)


def _claim(gate: Gate, *, holds: bool) -> Claim:
    return Claim(gate.assertion_text, gate.assertion, holds)


def _reads_url(assertion: Assertion) -> bool:
    query = assertion.query
    return isinstance(query, PlainQuery) and query.name is QueryName.URL


def _passed(outcome: object) -> bool:
    """Return whether an outcome, or a plain answer, passes."""
    return bool(getattr(outcome, "passed", outcome))
