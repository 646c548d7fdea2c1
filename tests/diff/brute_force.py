"""What two assertions or conditions come to, by trying responses and exchanges one by one.

Nothing of the decision is used: the evaluator alone says what passes. A
difference that is found is a fact. That none was found is one as well where
both compare a whole number with a constant, because the domain then holds a
value of every stretch between the constants; elsewhere it is only likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import product

from toolkit.gates.condition import parse_condition
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Exchange, Redirect, Response, condition_matches
from toolkit.gates.hurl import parse_assertion

NUMBER = re.compile(
    r"^(?P<query>status|duration|bytes count|redirects count)\s+(?P<not>not\s+)?"
    r"(?P<sign><=|>=|==|!=|<|>)\s*(?P<number>-?\d+(?:\.\d+)?)$"
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/")
_TEXTS = (
    *("", "a", "abc", "0", "1", "7", "no-store", "private, no-store", "NO-STORE", "max-age=1"),
    *("application/json", "application/problem+json; charset=utf-8", "text/plain", "json"),
    *("nosniff", "NoSniff", "nginx/1.25", "Express", "max-age=31536000", 'max-age="99999999"'),
    *('W/"a"', '"a"', "gzip", "br", "120", "Wed, 21 Oct 2015 07:28:00 GMT", "@1700000000"),
    *("11111111-1111-4111-8111-111111111111", "0123456789abcdef", "a b", "Lax", "strict", "team-a"),
    *("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "*", "frame-ancestors 'none'"),
    *("attachment", "attachment; filename=x", "en", "X-Request-Id", "x-request-id, *", "dur=3"),
    *(
        "Traceback (most recent call last)",
        "main.py:3",
        "zzz",
        "https://example.com/",
        "401",
        "404",
    ),
)
_MOST_TEXTS = 400
_SAMPLES = 40
_LARGE = 9_000_000


@dataclass(frozen=True)
class Seen:
    """Whether some response passed and fails now, or failed and passes; and whether that is all."""

    breaks: bool
    loosens: bool
    exact: bool


def seen(old: str, new: str) -> Seen:
    """Return what trying every response of the domain shows of two assertions."""
    before, after = parse_assertion(old), parse_assertion(new)
    exact = all(NUMBER.match(text) for text in (old, new)) and _query(old) == _query(new)
    breaks = loosens = False
    for response in _responses(old, new):
        try:
            passed = evaluate(before, response, {}).passed
            passes = evaluate(after, response, {}).passed
        except UnsupportedError:
            continue
        breaks |= passed and not passes
        loosens |= passes and not passed
    return Seen(breaks, loosens, exact)


def passes_and_fails(old: str, new: str, response: Response) -> bool:
    """Return whether a response passes the one assertion and fails the other."""
    found = (evaluate(parse_assertion(text), response, {}).passed for text in (old, new))
    return tuple(found) == (True, False)


def conditions_differ(old: str, new: str) -> bool:
    """Return whether some exchange meets one of two conditions and not the other."""
    before, after = parse_condition(old), parse_condition(new)
    return any(
        condition_matches(before, exchange) != condition_matches(after, exchange)
        for exchange in _exchanges(old, new)
    )


def _query(text: str) -> str:
    return text.partition(" ")[0]


def _responses(*assertions: str) -> Iterator[Response]:
    """Yield responses that differ in what the assertions read, alone and together."""
    kinds = [list(_about(text, assertions)) for text in assertions]
    yield from (response for kind in kinds for response in kind)
    if _query(assertions[0]) != _query(assertions[-1]):
        samples = [kind[:: max(1, len(kind) // _SAMPLES)] for kind in kinds]
        yield from (_both(one, other) for one, other in product(*samples))


def _both(one: Response, other: Response) -> Response:
    """Return a response that has what is special about two."""
    plain = Response()
    special = {
        field.name: getattr(other, field.name)
        for field in fields(other)
        if getattr(other, field.name) != getattr(plain, field.name)
    }
    return replace(one, **{**special, "headers": (*one.headers, *other.headers)})


def _about(assertion: str, assertions: tuple[str, ...]) -> Iterator[Response]:
    """Yield responses that differ in what one assertion reads, around what all of them mention."""
    query, numbers, texts = _query(assertion), sorted(_numbers(assertions)), _texts(assertions)
    match query:
        case "status":
            yield from (Response(status=status) for status in range(200, 1000))
            yield Response(status=101, body=b"x")
        case "duration":
            yield from (Response(duration_ms=number) for number in numbers)
        case "redirects":
            hop = Redirect(302, "https://example.com/")
            yield from (Response(redirects=(hop,) * min(number, 12)) for number in numbers)
        case "version":
            yield from (Response(version=version) for version in ("1.0", "1.1", "2", "3"))
        case "header":
            yield from _with_headers(_name(assertion), texts)
        case "cookie":
            yield from _with_cookies(_name(assertion).partition("[")[0], texts)
        case "url":
            places = ("", "api/v1", "api/v1/x?email=a", "api/x", "?name=b", "v1?BIRTHDATE=1")
            yield from (Response(url=f"https://example.com/{place}") for place in places)
        case "bytes":
            yield from (Response(body=b"x" * number) for number in numbers if number < _LARGE)
        case _:
            yield from _with_bodies(texts, numbers, _name(assertion))


def _numbers(assertions: Iterable[str]) -> set[int]:
    found = [int(float(one)) for text in assertions for one in re.findall(r"\d+(?:\.\d+)?", text)]
    return {0, 1} | {max(0, one + step) for one in found for step in (-2, -1, 0, 1, 2)}


def _name(assertion: str) -> str:
    """Return the argument of a query, its escapes resolved."""
    match = re.match(r'\w+ +"((?:[^"\\]|\\.)*)"', assertion)
    return re.sub(r"\\u\{(\w+)\}", _unescaped, match[1]) if match else ""


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _texts(assertions: Iterable[str]) -> list[str]:
    """Return texts around every literal and every word of a pattern, and some of their own."""
    literals = [one for text in assertions for one in _STRING.findall(text)]
    patterns = [one for text in assertions for one in _REGEX.findall(text)]
    words = [word for one in patterns for word in re.findall(r"[\w-]+(?:[+/][\w-]+)*", one)]
    found = list(dict.fromkeys((*literals, *words, *_TEXTS)))
    moved = [
        text
        for one in found
        for text in (
            one,
            f"a{one}",
            f"{one}a",
            one[:-1],
            one[1:],
            one.upper(),
            one.lower(),
            one * 2,
        )
    ]
    clean = (text for text in dict.fromkeys(moved) if text.isprintable() and text == text.strip())
    return list(clean)[:_MOST_TEXTS]


def _with_headers(name: str, texts: list[str]) -> Iterator[Response]:
    yield Response()
    for text in texts:
        yield Response(headers=((name, text),))
    for first, second in product(texts[:12], repeat=2):
        yield Response(headers=((name, first), (name, second)))


def _with_cookies(name: str, texts: list[str]) -> Iterator[Response]:
    yield Response()
    settings = ("", "; Secure", "; HttpOnly", "; Secure; HttpOnly", "; SameSite=Lax")
    plain = [text for text in texts if not re.search(r'[;="\s]', text)]
    for text, more in product(plain[:40], settings):
        yield Response(headers=(("Set-Cookie", f"{name}={text}{more}"),))
        yield Response(headers=(("Set-Cookie", f"{name}=x; SameSite={text}{more}"),))


def _with_bodies(texts: list[str], numbers: list[int], path: str) -> Iterator[Response]:
    yield from (Response(body=text.encode()) for text in texts)
    keys = set(re.findall(r"\w+", path)) or {"a"}
    values = [
        *("null", "true", "0", "1", "-1", "1.5", "[]", '[""]', "[1]", '{"a": 1}'),
        *(str(number) for number in numbers if number < _LARGE),
        *(f"[{', '.join('0' * number)}]" for number in numbers if number < 200),
        *(f'"{text}"' for text in texts if '"' not in text and "\\" not in text),
    ]
    for key, value in product(sorted(keys), values):
        yield Response(body=f'{{"{key}": {value}}}'.encode())
    yield Response(body=b"{}")


def _exchanges(*conditions: str) -> Iterator[Exchange]:
    literals = [one for text in conditions for one in re.findall(r"'([^']*)'", text)]
    keys = [one for text in conditions for one in re.findall(r"meta\.([\w.-]+)", text)]
    words = [
        *("", "x", *literals, *(f"{one}x" for one in literals), *(f"x{one}" for one in literals)),
        *(one[:-1] for one in literals),
    ]
    for word in dict.fromkeys(words):
        for path in {f"/{word.lstrip('/')}", f"/a{word}", f"/{word}/b"}:
            yield Exchange(path=path, url=f"https://example.com{path}")
            yield Exchange(path=path, url=f"http://example.org{path}")
        yield Exchange(tags=frozenset({word}))
        yield Exchange(method=word.upper() or "GET")
        yield from (Exchange(meta={key: word}) for key in keys)
    yield from (Exchange(method=method) for method in ("GET", "POST", "PUT", "DELETE", "TRACE"))
