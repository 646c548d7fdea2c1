"""Other ways to write an assertion, which mostly mean the same; nearly is what makes it hard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.gates.decision.line import Line
from tests.gates.decision.vocabulary import ORDER

_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}
_STEPPED = {">": (">=", 1), ">=": (">", -1), "<": ("<=", -1), "<=": ("<", 1)}
_AS_REGEX = {"contains": "{}", "startsWith": "^{}", "endsWith": "{}$", "==": "^{}$"}
_SAME_FILTER = {
    "first": "nth 0",
    "last": "nth -1",
    "nth 0": "first",
    "nth -1": "last",
    'format "%Y"': 'dateFormat "%Y"',
    "utf8Decode": 'decode "utf-8"',
    "toInt": "toFloat",
}
_SAME_QUERY = {
    "body": 'bytes decode "utf-8"',
    "bytes": "body utf8Encode",
    "$.a": "$['a']",
    "$['a']": "$.a",
    "$.items[0]": "$.items[0:1]",
    "sid[Value]": "sid",
    "[Max-Age]": "[MAX-AGE]",
    "regex /b/": "body regex /b/",
}
_SAME_PATTERN = {
    "[0-9]": r"\d",
    "a+": "aa*",
    "(": "(?:",
    "a|b": "[ab]",
    "^a": r"\Aa",
    ".": r"[^\n]",
    "(?i)ab": "[aA][bB]",
}


def rewritten(line: Line) -> list[Line]:
    """Return other forms of a line."""
    word, _, value = line.predicate.partition(" ")
    return [new for way in _WAYS for new in way(line, word, value) if new != line]


def _query(line: Line, _word: str, _value: str) -> Iterator[Line]:
    if line.query.startswith("header"):
        yield replace(line, query=line.query.swapcase().replace("HEADER", "header"))
    if line.query.startswith("jsonpath "):
        yield replace(line, query="body", filters=(line.query, *line.filters))
    for one, other in _SAME_QUERY.items():
        if one in line.query:
            yield replace(line, query=line.query.replace(one, other, 1))


def _filters(line: Line, word: str, _value: str) -> Iterator[Line]:
    yield replace(line, filters=(*line.filters, "toString"))
    if line.filters and line.filters[-1] in _SAME_FILTER:
        yield replace(line, filters=(*line.filters[:-1], _SAME_FILTER[line.filters[-1]]))
    if word == "isEmpty":
        yield replace(line, predicate='== ""')
        yield replace(line, filters=(*line.filters, "count"), predicate="== 0")


def _negation(line: Line, word: str, value: str) -> Iterator[Line]:
    if word in _OPPOSITE:
        opposite = f"{_OPPOSITE[word]} {value}"
        yield replace(line, negated=not line.negated, predicate=opposite)


def _numbers(line: Line, word: str, value: str) -> Iterator[Line]:
    if word not in (*ORDER, "==", "!=") or not value.lstrip("-").isdigit():
        return
    yield replace(line, predicate=f"{word} {value}.0")
    yield replace(line, predicate=f'{word} "{value}"')
    if word in ORDER:
        other, step = _STEPPED[word]
        yield replace(line, predicate=f"{other} {int(value) + step}")


def _strings(line: Line, word: str, value: str) -> Iterator[Line]:
    text = value[1:-1]
    if value[:1] != '"' or not text.isalpha():
        return
    if word in _AS_REGEX:
        yield replace(line, predicate=f"matches /{_AS_REGEX[word].format(text)}/")
    yield replace(line, predicate=f"{word} `{text}`")
    yield replace(line, predicate=f'{word} "\\u{{{ord(text[0]):x}}}{text[1:]}"')
    if word in ("==", "contains", "startsWith", "endsWith"):
        filters = (*line.filters, "utf8Encode")
        yield replace(line, filters=filters, predicate=f"{word} hex,{text.encode().hex()};")
    if word == "contains":
        yield replace(line, predicate=f"includes {value}")


def _patterns(line: Line, word: str, value: str) -> Iterator[Line]:
    if word != "matches" or value[:1] != "/":
        return
    for one, other in _SAME_PATTERN.items():
        if one in value:
            yield replace(line, predicate=f"matches {value.replace(one, other, 1)}")
    source = value[1:-1].replace("\\/", "/")
    if '"' not in source:
        written = source.replace("\\", "\\\\")
        yield replace(line, predicate=f'matches "{written}"')
    if source.isalpha():
        yield replace(line, predicate=f'contains "{source}"')


_WAYS: Sequence[Callable[[Line, str, str], Iterator[Line]]] = (
    _query,
    _filters,
    _negation,
    _numbers,
    _strings,
    _patterns,
)
