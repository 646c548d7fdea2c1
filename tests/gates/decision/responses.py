"""Responses to attack a claim with: at random, and around what two assertions mention."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from tests.gates.decision.vocabulary import STRINGS
from toolkit.gates import nodes
from toolkit.gates.decision.chains import NOW
from toolkit.gates.evaluation.moments import DAY, Moment
from toolkit.gates.evaluation.response import Certificate, NoCertificate, Redirect, Response
from toolkit.gates.nodes import Assertion

_JSON = (
    *("null", "true", "false", "0", "1", "3", "3.0", "3.5", "-1", "-0.0", "0.1", "1e999", "-1e999"),
    *("18446744073709551615", "-99999999999999999999", "9007199254740993", "9007199254740992.0"),
    *("[]", "{}", '""', '"a"', '"ab"', '"3"', '["a"]', '["a", "b"]', "[3]", "[3, 3.0]", "[[]]"),
    *('{"a": 1}', '{"id": 1}', '[{"id": "a"}]', '[{"id": 3, "ok": true}]'),
)
_TYPES = (
    *("text/html", "application/json", "text/plain; charset=utf-8", "a"),
    *("text/plain; charset=unknown", "text/plain; charset=iso-8859-1", "text/html; charset=utf-16"),
)
_SETTINGS = (
    *("Secure", "HttpOnly", "Path=/", "Max-Age=x", "SameSite=Lax", "Expires=x", "Max-Age=3"),
    "Expires=Wed, 21 Oct 2015 07:28:00 GMT",
)


class Responses:
    """An endless source of responses for a pair of assertions."""

    def __init__(self, seed: int, assertions: Sequence[Assertion]) -> None:
        self.random = random.Random(seed)  # noqa: S311  a test must repeat
        texts: set[str] = set(STRINGS)
        numbers: set[float] = {0, 1, 3}
        for one in assertions:
            for literal in _literals(one):
                if isinstance(literal, str):
                    texts.add(literal)
                elif isinstance(literal, bytes):
                    texts.add(literal.decode("latin-1"))
                else:
                    numbers.add(literal)
        self.texts = sorted({*texts, *(moved for text in texts for moved in self._moved(text))})
        self.numbers = sorted(
            {
                moved
                for number in numbers
                for moved in (number - 1, number, number + 1, number + 0.5)
            }
        )

    def _moved(self, text: str) -> Iterator[str]:
        yield from (
            f"a{text}",
            f"{text}a",
            f"{text}0",
            text[:-1],
            text[1:],
            text.upper(),
            text.lower(),
            f"{text},{text}",
        )

    def take(self, count: int) -> Iterator[Response]:
        """Yield so many responses."""
        for _ in range(count):
            yield self.response()

    def response(self) -> Response:
        status = self.status()
        body = b"" if status in (204, 304) else self.body() or b"x" * (status == 101)
        return Response(
            status=status,
            headers=tuple(self.headers()),
            body=body,
            version=self.random.choice(("1.0", "1.1", "2", "3")),
            url=self.random.choice(("http://example.com/", "https://example.com/a?b=ab")),
            duration_ms=max(0, int(min(self.random.choice(self.numbers), 2**62))),
            ip=self.random.choice(("127.0.0.1", "::1", "2001:db8::1", "10.0.0.3")),
            redirects=tuple(
                Redirect(302, "https://example.com/")
                for _ in range(self.random.choice((0, 0, 1, 2, 3)))
            ),
            certificate=self.certificate(),
        )

    def status(self) -> int:
        number = self.random.choice((*self.numbers, 200, 204, 404, 500, 999, 101))
        return int(number) if number == 101 or 200 <= number <= 999 else 200

    def headers(self) -> Iterator[tuple[str, str]]:
        for name in ("X-A", "X-B", "Cache-Control"):
            for _ in range(self.random.choice((0, 1, 1, 2, 3))):
                yield name, self.header_text()
        if self.random.random() < 0.3:
            yield "Content-Type", self.random.choice(_TYPES)
        if self.random.random() < 0.15:
            yield "Location", self.header_text()
        if self.random.random() < 0.1:
            yield "Content-Encoding", self.random.choice(("identity", "gzip", "unknown", "a"))
        for name in ("sid", "lang"):
            if self.random.random() < 0.6:
                attributes = (
                    *_SETTINGS,
                    f"Max-Age={int(self.number())}",
                    f"Domain={self.cookie_text()}",
                )
                chosen = self.random.sample(attributes, self.random.randrange(4))
                yield "Set-Cookie", "; ".join((f"{name}={self.cookie_text()}", *chosen))

    def header_text(self) -> str:
        text = self.random.choice((*self.texts, str(self.number()), repr(float(self.number()))))
        return text.translate({10: 32, 13: 32, 0: 32})

    def cookie_text(self) -> str:
        return self.header_text().replace(";", "").replace("=", "")

    def number(self) -> float:
        number = self.random.choice(self.numbers)
        return number if abs(number) < 1e300 else 5

    def body(self) -> bytes:
        kind = self.random.random()
        if kind < 0.1:
            return self.random.choice((b"", b"\xff", b"a", b"\xef\xbb\xbfabc"))
        if kind < 0.3:
            return self.random.choice(self.texts).encode()
        return self.json(3).encode()

    def json(self, depth: int) -> str:
        kind = self.random.random()
        if depth == 0 or kind < 0.35:
            return self.scalar()
        if kind < 0.5:
            return f"[{', '.join(self.json(depth - 1) for _ in range(self.random.randrange(4)))}]"
        names = self.random.sample(("a", "b", "id", "items", "ok"), self.random.randrange(4))
        members = (f'"{name}": {self.json(depth - 1)}' for name in ("a", "items", *names)[-3:])
        return f"{{{', '.join(members)}}}"

    def scalar(self) -> str:
        kind = self.random.random()
        if kind < 0.35:
            return json.dumps(self.random.choice(self.texts))
        if kind < 0.6:
            number = self.number()
            return repr(number) if self.random.random() < 0.5 else str(int(number))
        return self.random.choice(_JSON)

    def certificate(self) -> Certificate | NoCertificate:
        if self.random.random() < 0.3:
            return NoCertificate.NONE
        days = self.random.choice((-30, -1, 0, 1, 3, 10, int(self.number()) % 10_000))
        text = self.random.choice(self.texts)
        return Certificate(text, text, NOW, Moment(NOW.seconds + days * DAY), text)


def _literals(node: object) -> Iterator[str | float | bytes]:
    """Yield everything that is written out in an assertion."""
    match node:
        case nodes.Integer(number) | nodes.Float(number):
            yield number
        case nodes.BigInteger(digits):
            yield int(digits)
        case nodes.Text(text):
            yield text
        case nodes.Bytes(data):
            yield data
        case tuple():
            for one in node:
                yield from _literals(one)
        case _ if is_dataclass(node):
            for one in fields(node):
                yield from _literals(getattr(node, one.name))
