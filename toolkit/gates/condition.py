"""Conditions: to which exchanges a gate applies (hurl-gates.md, "Conditions").

The notation is small and strict: one test, no ``and``, no ``or``; words in exactly this case,
exactly one space between them, the value in single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from toolkit.gates.errors import GateSyntaxError
from toolkit.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """What every condition has: the place where it was read, which equality ignores."""

    span: Span = field(default=Span(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Always(_Test):
    """``true``: every exchange."""


@dataclass(frozen=True, slots=True)
class TagsContain(_Test):
    """``tags contains 'v'``: the test file carries exactly this tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class PathContains(_Test):
    """``path contains 'v'``."""

    part: str


@dataclass(frozen=True, slots=True)
class UrlContains(_Test):
    """``url contains 'v'``."""

    part: str


@dataclass(frozen=True, slots=True)
class PathStartsWith(_Test):
    """``path startswith 'v'``."""

    prefix: str


@dataclass(frozen=True, slots=True)
class MethodIs(_Test):
    """``method == 'v'``: compared in upper case."""

    method: str


@dataclass(frozen=True, slots=True)
class MetaIs(_Test):
    """``meta.key == 'v'``: the test file says exactly this under ``key``."""

    key: str
    value: str


Condition: TypeAlias = (
    Always | TagsContain | PathContains | UrlContains | PathStartsWith | MethodIs | MetaIs
)

_FORMS: dict[str, Callable[..., Condition]] = {
    "tags contains": TagsContain,
    "path contains": PathContains,
    "url contains": UrlContains,
    "path startswith": PathStartsWith,
    "method ==": MethodIs,
}
_KEY = "[A-Za-z_][A-Za-z0-9_]*"
_VALUE = r"[^'\x00-\x1f\x7f]+"
_CONDITION = re.compile(
    rf"(?:(?P<form>{'|'.join(_FORMS)})|meta\.(?P<key>{_KEY}) ==) '(?P<value>{_VALUE})'"
)


def parse_condition(text: str) -> Condition:
    """Return the condition that ``text`` is; blanks around it do not count.

    condition = "true"
              | ( "tags contains" | "path contains" | "url contains" | "path startswith"
                | "method ==" | "meta." key " ==" ) " '" value "'" ;
    key       = ASCII letter or "_", then any of those and digits ;
    value     = one or more characters, no "'" and no control character

    Raises:
        GateSyntaxError: it is none; the message says what was expected and,
            where the intention is clear, what to write instead.
    """
    condition = text.strip()
    start = len(text) - len(text.lstrip())
    span = Span(start, start + len(condition))
    if condition == "true":
        return Always(span=span)
    match = _CONDITION.fullmatch(condition)
    if match is None:
        _explain(text, condition, start)
    form, key, value = match.group("form", "key", "value")
    if key is not None:
        return MetaIs(key, value, span=span)
    return _FORMS[form](value, span=span)


def _explain(text: str, condition: str, start: int) -> NoReturn:
    raise GateSyntaxError("expected a condition", text, Span(start, start + len(condition)))


def print_condition(condition: Condition) -> str:
    """Return the text of a condition, which reads back as an equal one."""
    match condition:
        case Always():
            return "true"
        case TagsContain(tag):
            return f"tags contains '{tag}'"
        case PathContains(part):
            return f"path contains '{part}'"
        case UrlContains(part):
            return f"url contains '{part}'"
        case PathStartsWith(prefix):
            return f"path startswith '{prefix}'"
        case MethodIs(method):
            return f"method == '{method}'"
        case MetaIs(key, value):
            return f"meta.{key} == '{value}'"
