"""Pairs of gates as people write them: the headers, paths and patterns of real services.

The other generator (`pairs`) draws from all that the grammar allows, and its words are few and
strange. Here words are ordinary and fit their query, regexes are those of guides and forums, and an
edit is one that a review would see: another threshold, another spelling, one filter more.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tests.gates.decision.line import Line
from tests.gates.decision.rewrites import rewritten
from tests.gates.decision.vocabulary import ALONE, ORDER

T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """What is usually said of one header: strings, and regexes."""

    strings: Sequence[str]
    regexes: Sequence[str]


HEADERS = {
    "Cache-Control": Words(
        ("no-store", "no-cache", "max-age=0", "private", "public, max-age=3600"),
        (
            *("no-store", "^no-(store|cache)", r"max-age=(\d+)", "(?i)^(private|no-store)$"),
            *(r"\bno-store\b", r"(^|,\s*)no-store(\s*,|$)", "max-age=(0|[1-9][0-9]*)$"),
        ),
    ),
    "Content-Type": Words(
        ("application/json", "application/json; charset=utf-8", "text/html", "application/"),
        (
            *("^application/json", r"application/(problem\+)?json", "^text/(html|plain)"),
            *(r"(?i)^application/json(;\s*charset=utf-8)?$", r"charset=([\w-]+)", "json$"),
        ),
    ),
    "Strict-Transport-Security": Words(
        ("max-age=31536000", "max-age=31536000; includeSubDomains", "preload"),
        (r"max-age=(\d+)", "max-age=([0-9]{8,})", "(?i)includesubdomains", r"max-age=[1-9]\d{7,}"),
    ),
    "X-Frame-Options": Words(("DENY", "SAMEORIGIN"), ("^(DENY|SAMEORIGIN)$", "(?i)^deny$")),
    "X-Content-Type-Options": Words(("nosniff",), ("^nosniff$", "(?i)nosniff")),
    "Content-Security-Policy": Words(
        ("default-src 'self'", "script-src"),
        (r"default-src\s+'(self|none)'", r"(?:^|;)\s*default-src\s", "script-src [^;]*'self'"),
    ),
    "Content-Length": Words(("0", "10", "1024"), ("^[0-9]+$", "^[1-9][0-9]*$", r"^\d{1,4}$")),
    "ETag": Words(('"abc"', "W/"), ('^(W/)?"[^"]+"$', '^"([0-9a-f]{32})"$', "^W/")),
    "Location": Words(("https://example.com/", "/login"), ("^https?://", r"\?id=(\d+)")),
    "Set-Cookie": Words(("session=", "HttpOnly"), ("^session=([^;]+);", "SameSite=(Lax|Strict)")),
    "X-Request-Id": Words(("abc", "0"), ("^[0-9a-f-]{36}$", r"^\w+$", r"^\S+$")),
    "X-RateLimit-Remaining": Words(("0", "100"), (r"^\d+$", r"^[1-9]\d*$", "^0*$")),
    "Server": Words(("nginx", "Apache"), ("(?i)nginx", r"nginx/(\d+)\.\d+", "^[^0-9]*$")),
    "Vary": Words(("Accept", "Origin", "*"), (r"\bAccept\b", "(?i)accept-encoding")),
}
PATHS = (
    *("$.id", "$.status", "$.user.email", "$['user']['email']", "$.items", "$.items[0].id"),
    *("$.items[-1].price", "$.data.items[*].id", "$.items[*].price", "$..id", "$..price"),
    *("$.items[?(@.price > 10)]", "$.items[?(@.price > 10)].name", "$.items[?(@.tags)]"),
    *("$.items[?(@.active == true)].id", "$.items[?(@.kind == 'book')]", "$.items[0,1]"),
    *("$.items[0:3].id", "$.items[1:]", "$.*", "$", "$[0]", "$[*].id", "$.error", "$.tags"),
    *("$.errors[0].code", "$.meta.total", "$.created_at", "$['x-y']", "$.items[-2:]"),
)
STRINGS = (
    *("ok", "error", "active", "admin", "", "success", "2024-01-01", "1.0", "10", "true", "a b"),
    *("user@example.com", "<html>", "{}", "null", "a,b,c", "a=1&b=2", "😀", "日本", "%20"),
    *("550e8400-e29b-41d4-a716-446655440000", "aGVsbG8=", "68656c6c6f"),
)
REGEXES = (
    *("^ok$", "^(ok|error)$", r"^\d+$", r"^\d{3}$", "^[A-Za-z0-9_-]{1,64}$", r"\bok\b", "(?i)ok"),
    *(r"^\w+@\w+\.\w+$", r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", r"^\d{4}-\d{2}-\d{2}$", "^.{1,10}$"),
    *("^.*$", ".+", r"^\s*$", r"\S", r"^v?\d+\.\d+(\.\d+)?$", "error|fail(ed|ure)?", r"\p{L}"),
    *("(?i)password|secret", "^(?:a|b)+$", "x*", "(?s)a.b", "(?m)^ok$", r"id=(\d+)"),
)
GROUPS = (r"id=(\d+)", "<title>(.*)</title>", r"(\d+)", r"v(\d+)\.\d+", "^([a-z]+)", r"(\w+)@")
NUMBERS = (
    *("0", "1", "2", "10", "100", "-1", "0.5", "9.99", "199", "200", "204", "299", "300", "399"),
    *("400", "404", "499", "500", "503", "599", "1000", "2000", "5000", "1.5"),
)
DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT")
COOKIES = ("session", "session[Max-Age]", "session[Secure]", "session[SameSite]", "csrf[HttpOnly]")
URLS = Words(("https://example.com/", "/login", "https://"), ("^https:", r"\?id=\d+$"))
PLAIN = Words(STRINGS, REGEXES)


class Realistic:
    """An endless source of pairs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat

    def pair(self) -> tuple[str, str]:
        """Return a gate, and what became of it: edited, written otherwise, or another one."""
        old = self.line()
        kind = self.random.random()
        if kind < 0.5:
            new = self.edited(old)
        elif kind < 0.85:
            new = self.choice(rewritten(old) or [self.edited(old)])
        else:
            new = self.line()
        return str(old), str(new)

    # --- edits ----------------------------------------------------------------------------

    def edited(self, line: Line) -> Line:
        """Return a gate after one edit."""
        edits: tuple[Callable[[], Line], ...] = (
            lambda: replace(line, negated=not line.negated),
            *(3 * [lambda: replace(line, predicate=self.moved(line.predicate))]),
            *(2 * [lambda: replace(line, predicate=self.predicate(PLAIN))]),
            lambda: replace(line, filters=(*line.filters, self.filter())),
            lambda: replace(line, filters=line.filters[:-1]),
            lambda: replace(self.line(), query=line.query),
        )
        return self.choice(edits)()

    def moved(self, predicate: str) -> str:
        """Return a predicate with a number a little larger or smaller, or another one."""
        found = re.search(r"\d+", predicate)
        if found is None:
            return self.predicate(PLAIN)
        number = max(int(found.group()) + self.choice((1, -1, 10)), 0)
        return f"{predicate[: found.start()]}{number}{predicate[found.end() :]}"

    # --- gates ----------------------------------------------------------------------------

    def line(self) -> Line:
        """Return a gate about one of the things that services promise."""
        makers: tuple[tuple[int, Callable[[], Line]], ...] = (
            (10, lambda: self.made("status", (), self.number())),
            (30, self.of_header),
            (30, self.of_json),
            (8, self.of_body),
            (6, lambda: self.made(f'cookie "{self.choice(COOKIES)}"', (), self.predicate(PLAIN))),
            (3, lambda: self.made("duration", (), self.number())),
            (2, lambda: self.made("version", (), self.choice(('== "2"', 'startsWith "1"')))),
            (3, lambda: self.made("url", self.some("urlDecode"), self.predicate(URLS))),
            (3, self.of_redirects),
            (2, self.of_certificate),
            (3, lambda: self.made(f"regex {self.group()}", self.some("toInt"), self.number())),
        )
        weights = [weight for weight, _ in makers]
        return self.random.choices([make for _, make in makers], weights)[0]()

    def made(self, query: str, filters: Sequence[str], predicate: str) -> Line:
        """Return a gate, now and then negated."""
        return Line(query, tuple(filters), self.random.random() < 0.15, predicate)

    def of_header(self) -> Line:
        """Return a gate about a header."""
        name = self.choice([*HEADERS])
        words = HEADERS[name]
        shown = self.choice((name, name, name, name.lower(), name.upper()))
        grouping = [f"regex {_regex(one)}" for one in words.regexes if "(" in one] or ["first"]
        filters: tuple[str, ...] = self.choice(
            (
                *(6 * [()]),
                ("count",),
                (self.choice(grouping), *self.some("toInt")),
                ('split ","', self.choice(("count", "first", "last", "nth 1"))),
                (self.choice(("toInt", "urlDecode", "htmlUnescape", 'replace "-" ""')),),
            )
        )
        counts = {"count", "toInt"} & {*filters}
        return self.made(
            f'header "{shown}"', filters, self.number() if counts else self.predicate(words)
        )

    def of_json(self) -> Line:
        """Return a gate about a JSON document."""
        filters = self.choice(((), (), (), (), ("count",), (self.filter(),)))
        counts = "count" in filters
        predicate = self.number() if counts else self.choice((self.number(), self.predicate(PLAIN)))
        return self.made(f'jsonpath "{self.choice(PATHS)}"', filters, predicate)

    def of_body(self) -> Line:
        """Return a gate about a body; digests are seldom pinned, and nobody knows the body then."""
        if self.random.random() < 0.1:
            return self.made("sha256", (), f"startsWith hex,{self.choice(('00', 'ab'))};")
        if self.random.random() < 0.3:
            return self.made("bytes", ("count",), self.number())
        filters = ("htmlUnescape", "urlDecode", 'split "\\n"', f"regex {self.group()}")
        return self.made("body", self.some(self.choice(filters)), self.predicate(PLAIN))

    def of_redirects(self) -> Line:
        """Return a gate about redirects."""
        if self.random.random() < 0.5:
            return self.made("redirects", ("count",), self.number())
        which = self.choice(("first", "last", "nth 0"))
        return self.made("redirects", (which, "location"), self.predicate(URLS))

    def of_certificate(self) -> Line:
        """Return a gate about a certificate."""
        if self.random.random() < 0.5:
            return self.made('certificate "Expire-Date"', ("daysAfterNow",), self.number())
        names = Words(("CN=example.com", "CN="), ("CN=.*example",))
        return self.made('certificate "Subject"', (), self.predicate(names))

    # --- parts ----------------------------------------------------------------------------

    def number(self) -> str:
        """Return a predicate with a number."""
        return f"{self.choice(('==', '!=', *ORDER))} {self.choice(NUMBERS)}"

    def predicate(self, words: Words) -> str:
        """Return a predicate on a string, mostly with one of these words."""
        string = _quoted(self.choice(words.strings if self.random.random() < 0.75 else STRINGS))
        regex = _regex(self.choice(words.regexes if self.random.random() < 0.75 else REGEXES))
        named = ("==", "==", "!=", "startsWith", "endsWith", "contains", "contains", "includes")
        return self.choice(
            (
                *(f"{name} {string}" for name in named),
                *(3 * [f"matches {regex}"]),
                f"{self.choice(ORDER)} {string}",
                self.choice(ALONE),
            )
        )

    def filter(self) -> str:
        """Return a filter."""
        return self.choice(
            (
                *("count", "first", "last", "nth 1", "toInt", "toFloat", "toString", "urlDecode"),
                *("htmlUnescape", "base64Decode", 'split ","', 'replace "-" ""', 'jsonpath "$.id"'),
                *(f"regex {self.group()}", f'toDate "{self.choice(DATES)}"', 'urlQueryParam "id"'),
            )
        )

    def group(self) -> str:
        """Return a regex with a group."""
        return _regex(self.choice(GROUPS))

    def some(self, one: str) -> tuple[str, ...]:
        """Return a filter or none."""
        return (one,) if self.random.random() < 0.4 else ()

    def choice(self, alternatives: Sequence[T]) -> T:
        """Throw the dice."""
        return self.random.choice(alternatives)


def _quoted(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _regex(source: str) -> str:
    inner = re.sub(r"(?<!\\)/", r"\/", source)
    return f"/{inner}/"
