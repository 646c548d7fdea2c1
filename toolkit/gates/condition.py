"""Conditions: to which exchanges a gate applies (hurl-gates.md, "Conditions").

The notation is small and strict: one test, no ``and``, no ``or``; words in exactly this case,
exactly one space between them, the value in single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from toolkit.gates.parsing.cursor import Cursor
from toolkit.gates.parsing.suggestions import closest
from toolkit.spans import Span

if TYPE_CHECKING:
    from toolkit.gates.errors import GateSyntaxError

T = TypeVar("T")


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

_OPERATORS: dict[str, dict[str, Callable[[str], Condition]]] = {
    "tags": {"contains": TagsContain},
    "path": {"contains": PathContains, "startswith": PathStartsWith},
    "url": {"contains": UrlContains},
    "method": {"==": MethodIs},
}
_LONGEST_WORD = 40
_SUBJECTS = ("true", *_OPERATORS, "meta.key")

_WORD = re.compile("[^ ]*")
_KEY = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_VALUE = re.compile(r"[^'\x00-\x1f\x7f]*")
_CONNECTIVE = re.compile(r"\s*(?:(?:and|or)\b|&&|\|\|)", re.IGNORECASE)


def parse_condition(text: str) -> Condition:
    """Return the condition that ``text`` is; blanks around it do not count.

    condition = "true" | subject " " operator " " value

    Raises:
        GateSyntaxError: it is none; the message says what was expected and,
            where the intention is clear, what to write instead.
    """
    start = len(text) - len(text.lstrip())
    cursor = Cursor(text, start, max(start, len(text.rstrip())))
    condition = _condition(cursor)
    if not cursor.at_end:
        raise _unexpected_rest(cursor)
    return replace(condition, span=cursor.span_from(start))


def _condition(cursor: Cursor) -> Condition:
    """Read a condition up to the end of its value.

    condition = "true" | subject " " operator " " value ;
    subject   = "tags" | "path" | "url" | "method" | "meta." key
    """
    start = cursor.position
    if cursor.take(_WORD) == "true":
        return Always()
    cursor.position = start
    if cursor.accept("meta."):
        key = _key(cursor)
        return MetaIs(key, _operand(cursor, f"meta.{key}", {"==": str}))
    for subject, operators in _OPERATORS.items():
        if cursor.accept(subject):
            return _operand(cursor, subject, operators)
    raise _unknown_subject(cursor)


def _key(cursor: Cursor) -> str:
    """Read the name of a metadata entry.

    key = ( letter | "_" ) { letter | digit | "_" }, all of ASCII
    """
    key = cursor.take(_KEY)
    if not key:
        raise cursor.error("expected a key after meta., of ASCII letters, digits and _")
    return key


def _operand(cursor: Cursor, subject: str, operators: Mapping[str, Callable[[str], T]]) -> T:
    """Read an operator of this subject and its value, and return what they mean.

    operator = "contains" | "startswith" | "=="
    """
    _one_space(cursor, f"after {subject}")
    start = cursor.position
    operator = cursor.take(_WORD)
    if operator not in operators:
        expected = f"expected {' or '.join(operators)} after {subject}"
        raise cursor.error(expected + _did_you_mean(operator, operators), start)
    _one_space(cursor, f"after {operator}")
    return operators[operator](_value(cursor))


def _one_space(cursor: Cursor, where: str) -> None:
    if not cursor.accept(" ") or cursor.looking_at(" "):
        raise cursor.error(f"expected exactly one space {where}")


def _value(cursor: Cursor) -> str:
    """Read a value.

    value = "'" character { character } "'" ;    character = any but "'" and control characters
    """
    start = cursor.position
    if not cursor.accept("'"):
        hint = ", not in double quotes" if cursor.looking_at('"') else ""
        raise cursor.error(f"expected a value in single quotes{hint}")
    value = cursor.take(_VALUE)
    if cursor.at_end:
        raise cursor.error("expected ' to end this value", start)
    if not cursor.accept("'"):
        raise cursor.error("expected no control character in a value")
    if not value:
        raise cursor.error("expected a value that is not empty", start)
    return value


def _unknown_subject(cursor: Cursor) -> GateSyntaxError:
    start = cursor.position
    word = cursor.take(_WORD)
    hint = _did_you_mean(word, _SUBJECTS)
    return cursor.error(f"expected true, tags, path, url, method or meta.key{hint}", start)


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    meant = closest(word[:_LONGEST_WORD], list(known))
    return f"; did you mean {meant}?" if meant else ""


def _unexpected_rest(cursor: Cursor) -> GateSyntaxError:
    if _CONNECTIVE.match(cursor.text, cursor.position):
        message = "expected a single test: there is no and, no or; write one gate for each"
    elif cursor.text.find("'", cursor.position, cursor.end) >= 0:
        message = "expected the end of the condition; a value holds no quote"
    else:
        message = "expected the end of the condition"
    return cursor.error(message)


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
