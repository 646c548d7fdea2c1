"""A bounded search for values that show what no method found: guesses, each of which is looked at.

What a chain says of a guess is a proof of that one combination of verdicts, however the guess came
about; what is never found stays unknown. The guesses are the values that are known, changed at
single places and put together, always the same ones in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, permutations

from toolkit.gates.decision.chains import Result, json_of
from toolkit.gates.decision.preimages import json_text
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.json_text import Json, JsonNumber, parse_json, value_of
from toolkit.gates.evaluation.values import Bytes, List, Object, String

_MOST = 400
_MOST_MERGED = 6
_LONGEST = 400
"""Longer texts are left alone."""
_GLUE = ("%41", "&#65;", "a", " ", "0", ".", "\n", ",", "%", "&")
_ODD = (
    *("", "a", "aa", "aaa", "aaaa", "aaaaaaaa", "0", "-1", "1.5", "1e3", "inf", "-inf", "nan"),
    *("0000", "1234", "2030-01-01", "2030-01-01T00:00:00Z", "https://example.com/", "YQ==", "YQ"),
    *("true", "null", "[]", "{}", '""', '"a"', "[0]", "\u02aa", "é", "&yen", "%41"),
)
"""Strings that one filter or another takes for something special."""
_LEAVES: tuple[Json, ...] = (None, True, "a", "", JsonNumber("1"), JsonNumber("-1.5"), [], {})


def guesses(shown: Sequence[Result]) -> Iterator[Result]:
    """Yield values that resemble others, and odd ones of their types."""
    texts = [one.text for one in shown if isinstance(one, String) and len(one.text) < _LONGEST]
    datas = [one.data for one in shown if isinstance(one, Bytes) and len(one.data) < _LONGEST]
    values = [one for one in shown if isinstance(one, List | Object)]
    found: Iterable[Result] = ()
    if texts or any(isinstance(one, String) for one in shown):
        found = map(String, _strings(texts))
    elif datas:
        decoded = [text for data in datas if (text := _text(data)) is not None]
        found = (Bytes(text.encode()) for text in _strings(decoded))
    elif values:
        found = map(value_of, _documents(_read(values)))
    return islice(found, _MOST)


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _strings(texts: Sequence[str]) -> Iterator[str]:
    trees = [tree for text in texts if (tree := _parsed(text)) is not None]
    tried = chain(
        map(json_text, _documents(trees)),
        (one for text in texts for one in _changed(text)),
        _ODD,
        (
            f"{one}{glue}{other}"
            for one, other in permutations(texts[:_MOST_MERGED], 2)
            for glue in ("", " ", "\n", ",")
        ),
    )
    yield from dict.fromkeys(tried)


def _changed(text: str) -> Iterator[str]:
    """Yield a text with something before and behind it, and begun within a reference of HTML."""
    yield from (f"{text}{glue}" for glue in _GLUE)
    yield from (f"{glue}{text}" for glue in _GLUE)
    if text[:1].isdigit():
        yield f"&#{text}"
    if text[:1] in tuple("0123456789abcdefABCDEF"):
        yield f"&#x{text}"
    for cut in (2, 1):
        begun = (name for name in _unclosed() if len(name) > cut and name.endswith(text[:cut]))
        yield from (f"&{name[:-cut]}{text}" for name in islice(begun if text[cut - 1 :] else (), 2))


@lru_cache(maxsize=1)
def _unclosed() -> list[str]:
    """Return the references of HTML that need no semicolon."""
    from html.entities import html5  # noqa: PLC0415  2,000 names that few questions need

    return [name for name in html5 if not name.endswith(";")]


# --- documents --------------------------------------------------------------------------------


def _parsed(text: str) -> Json:
    """Return a list or an object, None where a text is neither."""
    try:
        tree = parse_json(text) if text[:1] in ("{", "[") else None
    except (FailureError, UnsupportedError):
        return None
    return tree if isinstance(tree, dict | list) else None


def _read(values: Iterable[List | Object]) -> list[Json]:
    trees = [_tree(value) for value in values]
    return [tree for tree in trees if tree is not None and len(json_text(tree)) < _LONGEST]


def _tree(value: List | Object) -> Json:
    try:
        return json_of(value)
    except TypeError:  # it holds what no JSON does
        return None


def _documents(trees: Sequence[Json]) -> Iterator[Json]:
    """Yield documents put together of others, and with other leaves."""
    for one, other in permutations(trees[:_MOST_MERGED], 2):
        yield from (_merged(one, other, beside=True), _merged(one, other, beside=False))
    for tree in trees[:_MOST_MERGED]:
        yield from _with_other_leaves(tree)


def _merged(one: Json, other: Json, *, beside: bool) -> Json:
    """Return the members and items of both: items ``beside`` one another, or merged in pairs."""
    match one, other:
        case dict(), dict():
            both = sorted(one.keys() & other.keys())
            shared = {name: _merged(one[name], other[name], beside=beside) for name in both}
            return {**one, **other, **shared}
        case list(), list():
            if beside:
                return [*one, *other]
            pairs = zip(one, other, strict=False)
            paired = [_merged(*pair, beside=beside) for pair in pairs]
            return [*paired, *one[len(paired) :], *other[len(paired) :]]
    return other


def _with_other_leaves(tree: Json) -> Iterator[Json]:
    """Yield a document with one part of it changed: another leaf, an item less or more."""
    yield from (leaf for leaf in _LEAVES if leaf != tree)
    match tree:
        case dict():
            for name in tree:
                yield {key: one for key, one in tree.items() if key != name}
                yield from ({**tree, name: one} for one in _with_other_leaves(tree[name]))
        case list():
            more: tuple[Json, ...] = (None, {}, *tree[-1:])
            yield from ([*tree, one] for one in more)
            yield from ([one, *tree] for one in more[:2])
            for index, item in enumerate(tree[:2]):
                yield [*tree[:index], *tree[index + 1 :]]
                yield from (
                    [*tree[:index], one, *tree[index + 1 :]] for one in _with_other_leaves(item)
                )
