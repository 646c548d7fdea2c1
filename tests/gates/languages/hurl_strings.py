"""Text and regexes as Hurl's quoted strings, to ask the real Hurl about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.hurl import Exchange, Response, outcomes

_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&'()*+,-./:;<=>?@[]^_|~"
)
TEXT = (("Content-Type", "text/plain; charset=utf-8"),)


def quoted(text: str) -> str:
    """Return a string of Hurl; whatever could mean something else is written by code point."""
    return '"' + "".join(char if char in _PLAIN else f"\\u{{{ord(char):x}}}" for char in text) + '"'


def table(texts: Sequence[str], predicates: Sequence[str], folder: Path) -> list[list[bool]]:
    """Return for every text (as a body) and each predicate what the real Hurl says."""
    lines = [f"body {predicate}" for predicate in predicates]
    exchanges = [Exchange(Response(headers=TEXT, body=text.encode()), lines) for text in texts]
    return outcomes(exchanges, folder)
