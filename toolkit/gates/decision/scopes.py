"""Conditions compared: which exchanges a gate applies to, before and after.

A condition reads one thing of an exchange: its path, its url, its method, one tag, or one entry of
the test's metadata. Different things are taken for independent where a proof needs it, so that
more is thought possible than may be; a witness always has a url whose path is the path. What a
path, a tag or a method looks like that only a strange value would show is not known for sure, so
strange values prove nothing and disprove nothing: they leave the question undecided.

An exchange's path is some part of its url, but which one (decoded or not, with a placeholder in
it or not) is not written down, so a path and a url condition never imply one another here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import product
from typing import TypeAlias
from urllib.parse import urlsplit

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
from toolkit.gates.decision.images import URL_TEXT
from toolkit.gates.decision.verdicts import Comparison, Method, Relation, Witness, concluded
from toolkit.gates.evaluation.response import Exchange, condition_matches
from toolkit.gates.languages import language as words
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.language import EVERYTHING, Language
from toolkit.gates.languages.product import classes

_Pair = tuple[bool, bool]
_HOST = "https://example.com"

_PATHS = (
    words.Deferred("^/(?:[A-Za-z0-9._~-]+/?)*$"),
    words.Deferred("^/[A-Za-z0-9._~/-]*$"),
    words.Deferred(r"^/[!$-;=@-\[\]-~]*$"),
    words.Deferred(r"^/[^\x00-\x20\x7f?#]*$"),
)
_URLS = (*URL_TEXT.ordinary, words.Deferred(r"^https?://[^\x00-\x20\x7f]+$"))
_TAGS = words.Deferred(r"^[^\s,\x00-\x1f\x7f](?:[^,\x00-\x1f\x7f]*[^\s,\x00-\x1f\x7f])?$")
_METHODS = ("GET", "POST", "PUT", "DELETE")
_METHOD_TEXTS = words.Deferred("^[A-Z]+$")


def compare_scopes(old: Condition, new: Condition) -> Comparison:
    """Return how the exchanges to which two conditions apply relate.

    ``STRICTER``: the new one applies wherever the old one did, and to the witness as well.
    """
    if old == new:
        return Comparison(Relation.EQUAL, Method.NORMAL_FORM)
    try:
        possible = _possible(old, new)
    except TooHard as error:
        return Comparison(
            Relation.UNDECIDED, Method.ABSTAINED, f"the question is too hard: {error}"
        )
    shown = {pair: _first(old, new, pair) for pair in ((False, True), (True, False))}
    return concluded(
        stricter=shown[False, True],
        looser=shown[True, False],
        maybe_stricter=(False, True) in possible,
        maybe_looser=(True, False) in possible,
        reason=_reason(old, new),
    )


@lru_cache(maxsize=4096)
def covers(wide: Condition, narrow: Condition) -> bool:
    """Return whether it is proven that one condition applies wherever another does."""
    if wide == narrow or isinstance(wide, Always):
        return True
    try:
        return (True, False) not in _possible(narrow, wide)
    except TooHard:
        return False


def _reason(old: Condition, new: Condition) -> str:
    if {_subject(old), _subject(new)} == {"path", "url"}:
        return "how the path of an exchange follows from its url is not known for certain"
    return "whether an exchange can have such a value is not known for certain"


# --- what may be ------------------------------------------------------------------------------


def _possible(old: Condition, new: Condition) -> set[_Pair]:
    """Return the pairs of answers that may be: of one subject jointly, of two in every way."""
    if _subject(old) == _subject(new):
        return _joint(old, new)
    return set(product(_answers(old), _answers(new)))


def _answers(condition: Condition) -> set[bool]:
    return {True} if isinstance(condition, Always) else {True, False}


def _subject(condition: Condition) -> str:
    match condition:
        case PathContains() | PathStartsWith():
            return "path"
        case UrlContains():
            return "url"
        case MethodIs():
            return "method"
        case MetaIs(key, _):
            return f"meta.{key}"
        case TagsContain(tag):
            return f"tag {tag}"
    return "always"


def _joint(old: Condition, new: Condition) -> set[_Pair]:
    """Return the pairs of answers of two conditions on one subject; every value is allowed."""
    asked = (_language(old), _language(new))
    return {(before, after) for before, after in classes(asked, EVERYTHING)}


def _language(condition: Condition) -> Language:
    match condition:
        case PathContains(part) | UrlContains(part):
            return words.substring(part)
        case PathStartsWith(prefix):
            return words.prefix(prefix)
        case MethodIs(method):
            return words.literal(method.upper())
        case MetaIs(_, value):
            return words.literal(value)
        case TagsContain(tag):
            return words.literal(tag)
    return EVERYTHING


# --- what is shown ----------------------------------------------------------------------------


def _first(old: Condition, new: Condition, pair: _Pair) -> Witness | None:
    """Return an exchange with these answers, if one of those that come to mind has them."""
    for exchange in exchanges(old, new):
        if (condition_matches(old, exchange), condition_matches(new, exchange)) == pair:
            return Witness(exchange=exchange, old=pair[0], new=pair[1])
    return None


def exchanges(old: Condition, new: Condition) -> Iterator[Exchange]:
    """Yield exchanges of every kind that two conditions can tell apart."""
    conditions = (old, new)
    subjects = sorted({*map(_subject, conditions)})
    if "meta.tags" in subjects and any(isinstance(one, TagsContain) for one in conditions):
        return  # whether the tags are an entry of the metadata is not written down
    for changes in product(*(_settings(subject, conditions) for subject in subjects)):
        exchange = Exchange(path="/", url=f"{_HOST}/")
        for change in changes:
            exchange = change(exchange)
        yield from _consistent(exchange, subjects, conditions)


_Change: TypeAlias = Callable[[Exchange], Exchange]


def _settings(subject: str, conditions: Sequence[Condition]) -> list[_Change]:
    """Return the values of one subject that are told apart, as changes of an exchange."""
    mine = [one for one in conditions if _subject(one) == subject]
    asked = [_language(one) for one in mine]
    match mine[0]:
        case PathContains() | PathStartsWith():
            return [partial(replace, path=text) for text in _texts(asked, _PATHS)]
        case UrlContains():
            return [partial(replace, url=text) for text in _texts(asked, _URLS)]
        case MethodIs():
            mentioned = [one.method.upper() for one in mine if isinstance(one, MethodIs)]
            methods = [one for one in (*_METHODS, *mentioned) if one in _METHOD_TEXTS]
            return [partial(replace, method=one) for one in methods]
        case TagsContain(tag):
            return [_unchanged, *([partial(_tagged, tag)] if tag in _TAGS else [])]
        case MetaIs(key, _):
            values = [one.value for one in mine if isinstance(one, MetaIs) and one.value in _TAGS]
            return [_unchanged, *(partial(_described, key, value) for value in values)]
    return [_unchanged]


def _texts(asked: Sequence[Language], contexts: Sequence[Language]) -> list[str]:
    found = (text for context in contexts for text in classes(asked, context).values())
    return list(dict.fromkeys(found))


def _unchanged(exchange: Exchange) -> Exchange:
    return exchange


def _tagged(tag: str, exchange: Exchange) -> Exchange:
    return replace(exchange, tags=exchange.tags | {tag})


def _described(key: str, value: str, exchange: Exchange) -> Exchange:
    return replace(exchange, meta={**exchange.meta, key: value})


def _consistent(
    exchange: Exchange, subjects: Sequence[str], conditions: Sequence[Condition]
) -> Iterator[Exchange]:
    """Yield the exchange with a url that leads to its path."""
    if "path" not in subjects:
        yield replace(exchange, path=urlsplit(exchange.url).path or "/")
        return
    parts = [one.part for one in conditions if isinstance(one, UrlContains)]
    tails = ["", *(f"?next={part}" for part in parts)]
    hosts = [_HOST, *(f"https://{part}.example.com" for part in parts if part.isalnum())]
    for host, tail in product(hosts, tails):
        url = f"{host}{exchange.path}{tail}"
        if url in _URLS[-1] and urlsplit(url).path == exchange.path:
            yield replace(exchange, url=url)
