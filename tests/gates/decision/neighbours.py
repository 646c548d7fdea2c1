"""Responses that differ in one thing from another one: what stands next to a boundary."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from toolkit.gates.evaluation.response import Redirect, Response

_NEXT = "http://example.com/next"
_CHARS = "aA0 é,\"'x\u0301"
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_ADDED = (
    ("Content-Type", "application/json"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Type", "text/plain; charset=iso-8859-1"),
    ("Content-Length", "0"),
    ("Location", "/next"),
)
"""Headers that tell something of the body, or of where it is; a length is put right later."""


class Neighbours:
    """An endless source of neighbours."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def of(self, response: Response) -> Response:
        """Return a response with one change."""
        changes: Sequence[Callable[[Response], Response]] = (
            self.status,
            self.duration,
            self.header,
            self.header,
            self.header,
            self.headers,
            self.body,
            self.body,
            self.body,
            self.number,
            self.number,
            self.redirects,
            self.version,
        )
        return self.dice.choice(changes)(response)

    def status(self, response: Response) -> Response:
        """Move the status."""
        moved = response.status + self.dice.choice((-1, 1, -100, 100))
        return replace(response, status=moved if 200 <= moved <= 999 else 200)

    def duration(self, response: Response) -> Response:
        """Move the time."""
        moved = (response.duration_ms or 0) + self.dice.choice((-1, 1, 10))
        return replace(response, duration_ms=max(0, moved))

    def version(self, response: Response) -> Response:
        """Take another version."""
        return replace(response, version=self.dice.choice(("1.0", "1.1")))

    def redirects(self, response: Response) -> Response:
        """Take a redirect away, or add one."""
        there = response.redirects or ()
        if there and self.dice.random() < 0.5:
            return replace(response, redirects=there[1:])
        return replace(response, redirects=(*there, Redirect(self.status_of_redirect(), _NEXT)))

    def status_of_redirect(self) -> int:
        """Return a status that Hurl follows."""
        return self.dice.choice((301, 302, 303, 307, 308))

    def headers(self, response: Response) -> Response:
        """Lose a header, have it twice, or add one that tells how to read the body."""
        there = list(response.headers)
        kind = self.dice.random()
        if there and kind < 0.4:
            del there[self.dice.randrange(len(there))]
        elif there and kind < 0.8:
            there.append(self.dice.choice(there))
        else:
            there.append(self.dice.choice(_ADDED))
        return replace(response, headers=tuple(there))

    def header(self, response: Response) -> Response:
        """Change the value of a header."""
        there = list(response.headers)
        if not there:
            return self.headers(response)
        index = self.dice.randrange(len(there))
        name, value = there[index]
        there[index] = (name, self.text(value))
        return replace(response, headers=tuple(there))

    def body(self, response: Response) -> Response:
        """Change a byte of the body, or put the whole into something."""
        if self.dice.random() < 0.2:
            around = self.dice.choice((b"[%s]", b'{"a": %s}', b" %s\n", b'"%s"'))
            return replace(response, body=around.replace(b"%s", response.body))
        body = bytearray(response.body)
        place = self.dice.randrange(len(body) + 1)
        body[place : place + self.dice.choice((0, 0, 1))] = self.dice.choice(
            (b"", b"a", b"0", b" ", b"\xff", b"A", b"1")
        )
        return replace(response, body=bytes(body))

    def number(self, response: Response) -> Response:
        """Move a number in the body."""
        found = list(_NUMBER.finditer(response.body))
        if not found:
            return self.body(response)
        one = self.dice.choice(found)
        text = one.group().decode()
        moved = self.dice.choice(
            (f"{text}.0", f"{text}1", f"-{text}", json.dumps(text), self.up(text))
        )
        body = response.body[: one.start()] + moved.encode() + response.body[one.end() :]
        return replace(response, body=body)

    def up(self, text: str) -> str:
        """Return the number one more or less."""
        return str(int(text.partition(".")[0]) + self.dice.choice((-1, 1)))

    def text(self, text: str) -> str:
        """Return a text with a character more, less or changed."""
        place = self.dice.randrange(len(text) + 1)
        kind = self.dice.random()
        if kind < 0.2:
            return text.swapcase()
        more = str(self.dice.choice(("", *_CHARS)))
        return text[:place] + more + text[place + self.dice.choice((0, 1)) :]
