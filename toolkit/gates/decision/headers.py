"""What may stand in a header (Hurl 7.1, http/client.rs and header.rs; libcurl 8)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from toolkit.gates.decision.chains import NOTHING, Result
from toolkit.gates.decision.collections import Lists
from toolkit.gates.decision.images import ABSENT
from toolkit.gates.decision.responses import Part
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.rust_text import trimmed
from toolkit.gates.evaluation.values import List, String
from toolkit.gates.languages import language as words
from toolkit.gates.languages.contexts import header_value

_MOST_HEADERS = 5000
"""libcurl gives up beyond."""

_READABLE = words.Deferred("^(?:[!-~]+(?: [!-~]+)*)?$")
_VALUE = Texts(header_value(), (_READABLE, header_value()))

_LENGTHS = words.Deferred(r"^[0-9]+(?:[ \t]*,[ \t]*[0-9]+)*$")
_SOME = (*range(1, 13), 100, 200, 500, 1000, 0)
_LENGTH = Texts(
    _LENGTHS,
    (
        words.Deferred("^[1-9][0-9]{2}$"),
        words.Deferred("^(?:0|[1-9][0-9]{0,4})$"),
        words.Deferred("^[0-9]+$"),
        words.finite(f"{one}{comma}{one}" for one in _SOME for comma in (", ", ",")),
    ),
)
"""libcurl refuses a ``Content-Length`` that is no number, or several that differ."""


@lru_cache(maxsize=256)
def header(name: str) -> Source:
    """Return the header of a name, which is compared without case."""
    key = name.lower()
    if not _may_be_sent(name):
        return Source(f"header {key}", (ABSENT,), _absent)
    value = _LENGTH if key == "content-length" else _VALUE

    def realised(result: Result) -> Iterator[Part]:
        if result is NOTHING:
            yield Part()
            return
        texts = _texts(result)
        headers = tuple((name, text) for text in texts)
        if key not in _ALIKE or (key == "location" and len({*texts} - {""}) <= 1):
            yield Part(headers=headers)
        for text in dict.fromkeys(texts) if key in _ALIKE else ():
            alike = tuple((name, text) for _ in texts)
            length = int(text.partition(",")[0]) if key == "content-length" else None
            yield Part(headers=alike, length=length)

    return Source(f"header {key}", (value, ABSENT, Lists((value,), 2, _MOST_HEADERS)), realised)


_ALIKE = ("content-length", "location")
"""libcurl refuses several of these that differ, but for a ``Location`` that is empty."""


def _may_be_sent(name: str) -> bool:
    """Whether a header may arrive under this name, which Hurl trims and a colon ends."""
    return trimmed(name) == name and not any(char in name for char in ":\r\n\0")


def _absent(result: Result) -> Iterator[Part]:
    if result is NOTHING:
        yield Part()


def _texts(result: Result) -> tuple[str, ...]:
    items = result.items if isinstance(result, List) else (result,)
    return tuple(item.text for item in items if isinstance(item, String))
