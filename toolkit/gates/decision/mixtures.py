"""Values worth a try where different filters look at the same value: guesses, not proofs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence

from toolkit.gates.decision.chains import Chain, Digest, Result
from toolkit.gates.decision.domains import Sort
from toolkit.gates.decision.images import unchanged
from toolkit.gates.decision.texts import Texts, shortest_texts
from toolkit.gates.evaluation.values import Bytes, List, Object, String
from toolkit.gates.languages.effort import failed
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.languages.language import intersection
from toolkit.gates.nodes import Bytes as ByteLiteral
from toolkit.gates.nodes import ValuePredicate, ValuePredicateName


def mixed(one: Result, other: Result) -> Iterator[Result]:
    """Yield values that have something of both."""
    match one, other:
        case (String(text), String(more)):
            yield from map(String, _mixed_texts(text, more))
        case (Bytes(data), Bytes(more)):
            yield Bytes(data + more)
        case (List(items), List(more)):
            yield List((*items, *more))
        case (Object(members), Object(more)):
            yield Object(tuple(sorted({**dict(members), **dict(more)}.items())))


def _mixed_texts(text: str, more: str) -> Iterator[str]:
    if text[:1] in tuple('{["'):
        yield from (in_escapes(text, _LETTER), in_escapes(text))
        yield text.replace(": ", ":").replace(", ", ",")
    if text.startswith("{") and text.endswith("}"):
        comma = ", " if text != "{}" else ""
        yield f'{text[:-1]}{comma}"note": {json.dumps(more, ensure_ascii=False)}}}'
    if _NUMBER.fullmatch(text):
        yield from (f"+{text}", f"0{text}", text.removesuffix(".0"))
    if _SCALAR.fullmatch(text):
        yield from (note := json.dumps(more, ensure_ascii=False), f'{{"note": {note}}}')
    yield from (f"{text}{more}", f"{text} {more}", text + "\n", f" {text}")


def in_escapes(document: str, chars: re.Pattern[str] | None = None) -> str:
    """Return JSON that reads the same, with every character in its strings written as an escape."""
    escaped = chars or _CHARACTER
    return _JSON_STRING.sub(lambda one: escaped.sub(_escape, one.group()), document)


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SCALAR = re.compile(r'-?[0-9.]+|true|false|null|"(?:[^"\\]|\\.)*"')
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LETTER = re.compile(r"\\.|[^\W_]")
_CHARACTER = re.compile(r'\\.|[^"]')


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return char if len(char) > 1 else json.dumps(char)[1:-1] if not char.isascii() else _hex(char)


def _hex(char: str) -> str:
    return f"\\u{ord(char):04x}"


def plain_texts(sort: Sort, chains: Sequence[Chain]) -> Iterator[Result]:
    """Yield strings of every class among those that the filters leave as they are."""
    if not isinstance(sort, Texts):
        return
    kept, left = [], []
    for chain in chains:
        rest = chain
        while (language := unchanged(rest.head)) is not None:
            kept.append(language)
            rest = rest.tail()
        if sort.knows(rest):
            left.append(rest)
    context = intersection((*sort.ordinary[:1], *kept))
    try:
        yield from map(String, shortest_texts(left, context))
    except TooHard as error:
        failed(error)
        return


_MOST_HASHED = 1500
_MOST_TRIED = 200_000
_PAIR = 2
_KNOWN = (
    *("hello", "Hello", "world", "World", "hello world", "Hello World", "Hello World!"),
    *("Hello, World!", "hello, world", "Hello, world!", "test", "Test", "testing", "foo", "bar"),
    *("foobar", "abc", "ABC", "password", "secret", "admin", "OK", "ok", "Ok", "success", "error"),
    *("null", "true", "false", "{}", "[]", '""', '{"ok":true}', '{"status":"ok"}', '{"id":1}'),
    *("<html></html>", "example", "content", "data", "body", "hurl", "empty", "text", "\0", "\n"),
    "The quick brown fox jumps over the lazy dog",
)


def hashed(step: Digest, chains: Sequence[Chain]) -> Iterator[bytes]:
    """Yield bodies whose digest somebody may have written down, and many others.

    Two bytes of a digest are found by trying; three would take too long.
    """
    for word in (*_KNOWN, *map(chr, range(ord(" "), ord("~") + 1))):
        yield from (word.encode(), f"{word}\n".encode())
    yield from (str(number).encode() for number in range(_MOST_HASHED))
    for chain in chains:
        match chain:
            case Chain((_,), ValuePredicate(name, ByteLiteral(data))) if len(data) == _PAIR:
                yield from _with_pair(step.algorithm, name, data)


def _with_pair(algorithm: str, name: ValuePredicateName, data: bytes) -> Iterator[bytes]:
    """Yield a body with a digest that begins or ends with two bytes."""
    hasher = getattr(hashlib, algorithm)
    begins = name is ValuePredicateName.STARTS_WITH
    if begins or name is ValuePredicateName.ENDS_WITH:
        for number in range(_MOST_TRIED):
            digest = hasher(b"%d" % number).digest()
            if data == (digest[:2] if begins else digest[-2:]):
                yield b"%d" % number
                return
