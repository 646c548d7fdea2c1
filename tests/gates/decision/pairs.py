"""Pairs of gates: unrelated, one edit apart, and written to mean the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

T = TypeVar("T")

STRINGS = (
    *("", "a", "b", "ab", "aa", "A", "é", " ", "3", "3.0", "10", "1.1", "no-store", "text/html"),
    *("2025-01-01T00:00:00Z", "127.0.0.1", "::1", "true", "null", "https://example.com/"),
)
REGEXES = (
    *("a", "^a", "a$", "^a+$", "^$", "^[0-9]+$", r"\d", "(?i)ab", "^(a|b)*$", "no-(store|cache)"),
    *("[^a]", r"^\w+$", r"\bab\b", "^https?://", "x{2,3}", "é", "."),
)
NUMBERS = (
    *(
        "0",
        "1",
        "2",
        "3",
        "3.0",
        "3.5",
        "-1",
        "-0.5",
        "0.1",
        "-2.5",
        "10",
        "199",
        "200",
        "204",
        "299",
    ),
    *("300", "404", "500", "9007199254740993", "9223372036854775807", "9223372036854775808"),
    *("99999999999999999999", "1000000000000000000000.0"),
)
HEXES = ("", "61", "6162", "ff", "00", "efbbbf")
HEADERS = ("X-A", "x-a", "Cache-Control", "Content-Type", "X-B")
COOKIES = (
    *("sid", "sid[Value]", "sid[Expires]", "sid[Max-Age]", "sid[Domain]", "sid[Path]"),
    *("sid[Secure]", "sid[HttpOnly]", "sid[SameSite]", "lang"),
)
PATHS = (
    *(
        "$",
        "$.a",
        "$['a']",
        "$.a.b",
        "$.b",
        "$.items",
        "$.items[0]",
        "$.items[-1]",
        "$.items[0].id",
    ),
    *("$.items[*].id", "$..id", "$.items[?(@.ok==true)].id", "$.*", "$.items[0:2]", "$.a[*]"),
    "nonsense",
)
FILTERS = (
    *("count", "count", "toInt", "toInt", "toFloat", "toString", "first", "last", "nth 0", "nth 1"),
    *("nth -1", "urlDecode", "urlEncode", "htmlEscape", "toHex", "utf8Encode", "base64Decode"),
    *("base64Encode", "daysAfterNow", "location", 'split ","', 'split "a"', 'split " "'),
    *('replace "a" "b"', 'replace "b" ""', 'replace "ab" "x"', "regex /(a+)/", "regex /([0-9]+)/"),
    *("regex /a(b?)/", 'jsonpath "$.a"', 'jsonpath "$"', 'jsonpath "$.items[*].id"'),
)
ALONE = (
    *("exists", "isBoolean", "isCollection", "isDate", "isEmpty", "isFloat", "isInteger", "isIpv4"),
    *("isIpv6", "isIsoDate", "isList", "isNumber", "isObject", "isString", "isUuid"),
)
ORDER = (">", ">=", "<", "<=")


@dataclass(frozen=True)
class Line:
    """The parts of an assertion."""

    query: str
    filters: tuple[str, ...]
    negated: bool
    predicate: str

    def __str__(self) -> str:
        parts = (self.query, *self.filters, *(["not"] if self.negated else []), self.predicate)
        return " ".join(parts)


class Pairs:
    """An endless source of pairs."""

    def __init__(self, seed: int, *, xpath: bool = False) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat
        self.xpath = xpath

    def pair(self) -> tuple[str, str]:
        """Return two lines that mean something of the same thing more often than not."""
        old = self.line()
        kind = self.random.random()
        if kind < 0.15:
            return str(old), str(self.line())
        if kind < 0.35:
            return str(old), str(replace(self.line(), query=old.query, filters=old.filters))
        if kind < 0.5:
            return str(old), str(replace(self.line(), query=old.query))
        if kind < 0.65:
            return str(old), str(self.rewritten(old))
        return str(old), str(self.edited(old))

    def triple(self) -> tuple[str, str, str]:
        """Return three lines, each an edit of the one before."""
        first = self.line()
        second = self.edited(first)
        return str(first), str(second), str(self.edited(second))

    def edited(self, line: Line) -> Line:
        """Return the line with one edit."""
        edits: tuple[Callable[[], Line], ...] = (
            lambda: replace(line, negated=not line.negated),
            lambda: replace(line, predicate=self.predicate()),
            lambda: replace(line, predicate=self.nudged(line.predicate)),
            lambda: replace(line, predicate=self.nudged(line.predicate)),
            lambda: replace(line, query=self.query()),
            lambda: replace(line, filters=(*line.filters, self.filter())),
            lambda: replace(line, filters=line.filters[:-1]),
        )
        return self.choice(edits)()

    def nudged(self, predicate: str) -> str:
        """Return a predicate that is nearly the same."""
        word, _, value = predicate.partition(" ")
        if not value:
            return self.choice(ALONE)
        if self.random.random() < 0.5:
            words = (
                ("==", "!=", *ORDER)
                if word in ("==", "!=", *ORDER)
                else ("startsWith", "endsWith", "contains", "==", "!=")
            )
            return f"{self.choice(words)} {value}" if not value.startswith("/") else predicate
        if value[0] == '"':
            return f"{word} {self.string()}" if word != "matches" else f"matches {self.regex()}"
        if value.lstrip("-").isdigit():
            moved = int(value) + self.choice((-1, 1, 10))
            return f"{word} {moved}{self.choice(('', '', '.0', '.5'))}"
        return predicate

    def rewritten(self, line: Line) -> Line:
        """Return a line that often means the same."""
        word, _, value = line.predicate.partition(" ")
        rewrites: list[Line] = [
            replace(
                line,
                query=line.query.replace("$.", "$['", 1)
                .replace('"', "']\"", 2)
                .replace("']", "", 1),
            ),
            replace(line, filters=(*line.filters, "toString")),
        ]
        if line.query.startswith("header"):
            rewrites.append(replace(line, query=line.query.swapcase().replace("HEADER", "header")))
        opposite = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}
        if word in opposite:
            rewrites.append(
                replace(line, negated=not line.negated, predicate=f"{opposite[word]} {value}")
            )
        if (
            word in ("contains", "startsWith", "endsWith", "==")
            and value[:1] == '"'
            and value[1:-1].isalpha()
        ):
            text = value[1:-1]
            regex = {
                "contains": text,
                "startsWith": f"^{text}",
                "endsWith": f"{text}$",
                "==": f"^{text}$",
            }[word]
            rewrites.append(replace(line, predicate=f"matches /{regex}/"))
        if word in (*ORDER, "==") and value.lstrip("-").isdigit():
            rewrites.append(replace(line, predicate=f"{word} {value}.0"))
            if word in ORDER:
                other, step = {">": (">=", 1), ">=": (">", -1), "<": ("<=", -1), "<=": ("<", 1)}[
                    word
                ]
                rewrites.append(replace(line, predicate=f"{other} {int(value) + step}"))
        if word == "contains":
            rewrites.append(replace(line, predicate=f"includes {value}"))
        if word == "isEmpty":
            rewrites.append(replace(line, predicate='== ""'))
            rewrites.append(replace(line, filters=(*line.filters, "count"), predicate="== 0"))
        if line.filters and line.filters[-1] in ("first", "nth 0"):
            other_filter = {"first": "nth 0", "nth 0": "first"}[line.filters[-1]]
            rewrites.append(replace(line, filters=(*line.filters[:-1], other_filter)))
        return self.choice(rewrites)

    # --- parts ----------------------------------------------------------------------------

    def line(self) -> Line:
        count = self.choice((0, 0, 0, 0, 0, 1, 1, 2))
        filters = tuple(self.filter() for _ in range(count))
        return Line(self.query(), filters, self.random.random() < 0.25, self.predicate())

    def query(self) -> str:
        queries: list[Callable[[], str]] = [
            lambda: "status",
            lambda: "duration",
            lambda: f'header "{self.choice(HEADERS)}"',
            lambda: f'header "{self.choice(HEADERS)}"',
            lambda: f'header "{self.choice(HEADERS)}"',
            lambda: f'cookie "{self.choice(COOKIES)}"',
            lambda: f'jsonpath "{self.choice(PATHS)}"',
            lambda: f'jsonpath "{self.choice(PATHS)}"',
            lambda: f'jsonpath "{self.choice(PATHS)}"',
            lambda: f'jsonpath "{self.choice(PATHS)}"',
            lambda: "body",
            lambda: "body",
            lambda: self.choice(("bytes", "sha256", "md5", "url", "version", "ip", "redirects")),
            lambda: f"regex {self.choice(('/(a+)/', '/id=([0-9]+)/', '/b/', '/^(.*)$/'))}",
            lambda: 'certificate "{}"'.format(self.choice(("Subject", "Issuer", "Expire-Date"))),
        ]
        if self.xpath:
            queries.append(
                lambda: f'xpath "{self.choice(("//a", "count(//a)", "string(//a)", "/a/b"))}"'
            )
        return self.choice(queries)()

    def filter(self) -> str:
        return self.choice(FILTERS)

    def predicate(self) -> str:
        predicates: tuple[Callable[[], str], ...] = (
            lambda: self.choice(ALONE),
            lambda: f"{self.choice(('==', '!='))} {self.value()}",
            lambda: f"{self.choice(('==', '!='))} {self.value()}",
            lambda: f"{self.choice(ORDER)} {self.string()}",
            lambda: f"{self.choice(ORDER)} {self.number()}",
            lambda: f"{self.choice(('startsWith', 'endsWith'))} {self.string()}",
            lambda: f"{self.choice(('startsWith', 'endsWith'))} {self.bytes()}",
            lambda: f"{self.choice(('contains', 'includes'))} {self.value()}",
            lambda: f"contains {self.string()}",
            lambda: f"matches {self.regex()}",
        )
        return self.choice(predicates)()

    def value(self) -> str:
        kind = self.choice(("string", "string", "number", "number", "bytes", "word"))
        if kind == "word":
            return self.choice(("null", "true", "false"))
        return {"string": self.string, "number": self.number, "bytes": self.bytes}[kind]()

    def string(self) -> str:
        return f'"{self.choice(STRINGS)}"'

    def number(self) -> str:
        return self.choice(NUMBERS)

    def bytes(self) -> str:
        return f"hex,{self.choice(HEXES)};"

    def regex(self) -> str:
        return "/{}/".format(self.choice(REGEXES).replace("/", "\\/"))

    def choice(self, alternatives: Sequence[T]) -> T:
        return self.random.choice(alternatives)
