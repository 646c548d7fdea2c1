"""Filters: what happens to a value before it is judged (Hurl 7.1, parser/filter.rs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.gates.nodes import (
    Filter,
    FilterName,
    NthFilter,
    Placeholder,
    PlainFilter,
    RegexFilter,
    ReplaceFilter,
    ReplaceRegexFilter,
    TextFilter,
    TextFilterName,
)
from toolkit.gates.parsing.cursor import Cursor, keywords
from toolkit.gates.parsing.templates import placeholder, quoted_template
from toolkit.gates.parsing.values import index, pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = {name.value: name for name in FilterName}
_TEXT = {name.value: name for name in TextFilterName}
_PLAIN_WORDS, _TEXT_WORDS = keywords(_PLAIN), keywords(_TEXT)
_ARGUMENTS = {
    TextFilterName.DATE_FORMAT: "a date format",
    TextFilterName.DECODE: "the name of an encoding",
    TextFilterName.FORMAT: "a date format",
    TextFilterName.JSONPATH: "a JSONPath expression",
    TextFilterName.SPLIT: "a separator",
    TextFilterName.TO_DATE: "a date format",
    TextFilterName.URL_QUERY_PARAM: "the name of a query parameter",
    TextFilterName.XPATH: "an XPath expression",
}


def filters(cursor: Cursor) -> tuple[Filter, ...]:
    """Read as many filters as there are, and leave the blanks behind the last one.

    filters = { blanks filter }
    """
    found: list[Filter] = []
    while True:
        before = cursor.position
        one = filter_(cursor) if cursor.blanks() else None
        if one is None:
            cursor.position = before
            return tuple(found)
        found.append(one)


def filter_(cursor: Cursor) -> Filter | None:
    """Read a filter, if one comes next.

    filter = plain-filter
           | ( "dateFormat" | "decode" | "format" | "jsonpath" | "split" | "toDate"
             | "urlQueryParam" | "xpath" ) blanks quoted-template
           | "nth" blanks ( integer | placeholder )
           | "regex" blanks pattern
           | "replaceRegex" blanks pattern blanks quoted-template
           | "replace" blanks quoted-template blanks quoted-template ;
    plain-filter = "base64Decode" | "base64Encode" | "base64UrlSafeDecode" | "base64UrlSafeEncode"
                 | "count" | "daysAfterNow" | "daysBeforeNow" | "first" | "htmlEscape"
                 | "htmlUnescape" | "last" | "location" | "toFloat" | "toHex" | "toInt"
                 | "toString" | "urlDecode" | "urlEncode" | "utf8Decode" | "utf8Encode"
    """
    start = cursor.position
    if plain := cursor.keyword(_PLAIN_WORDS, _PLAIN):
        return PlainFilter(plain, span=cursor.span_from(start))
    if name := cursor.keyword(_TEXT_WORDS, _TEXT):
        cursor.require_blanks(f"after {name.value}")
        argument = quoted_template(cursor, _ARGUMENTS[name])
        return TextFilter(name, argument, span=cursor.span_from(start))
    for word, production in _PRODUCTIONS.items():
        if cursor.accept(word):
            cursor.require_blanks(f"after {word}")
            return production(cursor, start)
    return None


def _nth(cursor: Cursor, start: int) -> NthFilter:
    which: int | Placeholder
    which = placeholder(cursor) if cursor.looking_at("{{") else index(cursor)
    return NthFilter(which, span=cursor.span_from(start))


def _regex(cursor: Cursor, start: int) -> RegexFilter:
    return RegexFilter(pattern(cursor), span=cursor.span_from(start))


def _replace(cursor: Cursor, start: int) -> ReplaceFilter:
    old = quoted_template(cursor, "what to replace")
    cursor.require_blanks("between what to replace and its replacement")
    new = quoted_template(cursor, "a replacement")
    return ReplaceFilter(old, new, span=cursor.span_from(start))


def _replace_regex(cursor: Cursor, start: int) -> ReplaceRegexFilter:
    what = pattern(cursor)
    cursor.require_blanks("between what to replace and its replacement")
    new = quoted_template(cursor, "a replacement")
    return ReplaceRegexFilter(what, new, span=cursor.span_from(start))


_PRODUCTIONS: dict[str, Callable[[Cursor, int], Filter]] = {
    "nth": _nth,
    "regex": _regex,
    "replaceRegex": _replace_regex,  # before the word that it begins with
    "replace": _replace,
}

FILTER_WORDS = (*_PLAIN, *_TEXT, *_PRODUCTIONS)
"""All that a filter can begin with."""
