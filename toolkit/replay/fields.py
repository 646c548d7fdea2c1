"""JSON that means one thing, and values of it that know where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from toolkit.errors import ToolkitError

MAX_DIGITS = 18
"""Digits of a whole number; no size and no time of a recording has more."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class NotJsonError(ValueError):
    """The bytes are no JSON document that means one thing; the message says where and why."""


def parse(data: bytes) -> object:
    """Return the value of one JSON document in UTF-8.

    Raises:
        NotJsonError: It is none, has a key twice in one object, ``NaN`` or another number that is
            none, or is nested too deeply.
    """
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJsonError(f"byte {error.start} is no UTF-8") from None
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise NotJsonError(f"{error.msg[:1].lower()}{error.msg[1:]} ({place})") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJsonError(f"the key {json.dumps(twice[:40])} stands twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise NotJsonError(f"a number of {len(digits)} digits")
    return int(digits)


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        _no_number(text)
    return number


def _no_number(text: str) -> NoReturn:
    raise NotJsonError(f"{text[:40]} is no number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_no_number
)


@dataclass(frozen=True, slots=True)
class Field:
    """A value in a recording, and its place: the file, and the way to it from the top."""

    value: object
    source: str
    path: str = ""

    def refuse(self, message: str) -> NoReturn:
        """Say that this value is not what a recording has here.

        Raises:
            ToolkitError: Always; the place is this one.
        """
        where = f"{self.source}: {self.path}" if self.path else self.source
        hint = "export the recording again; what it does not know should be left out"
        raise ToolkitError(message, where=where, hint=hint)

    def get(self, name: str) -> Field | None:
        """Return a member of this object, None where there is none or where it is null."""
        if not isinstance(self.value, dict):
            self.refuse("expected an object")
        found = self.value.get(name)
        path = f"{self.path}.{name}" if self.path else name
        return None if found is None else Field(found, self.source, path)

    def need(self, name: str) -> Field:
        """Return a member of this object that has to be there."""
        return self.get(name) or self.refuse(f"there is no {name}")

    def items(self) -> Iterator[Field]:
        """Yield what this array holds."""
        if not isinstance(self.value, list):
            self.refuse("expected an array")
        for index, item in enumerate(self.value):
            yield Field(item, self.source, f"{self.path}[{index}]")

    def list_of(self, name: str) -> list[Field]:
        """Return what the array of this name holds; nothing where there is no such array."""
        found = self.get(name)
        return [] if found is None else list(found.items())

    def string(self) -> str:
        """Return this text, half of a surrogate pair included, which no UTF-8 can hold."""
        if not isinstance(self.value, str):
            self.refuse("expected a string")
        return self.value

    def text(self) -> str:
        """Return this text, which is one of Unicode characters."""
        if not is_unicode(self.string()):
            self.refuse("expected text, found half of a surrogate pair")
        return self.string()

    def integer(self) -> int:
        """Return this whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("expected a whole number")
        return self.value

    def number(self) -> float:
        """Return this number."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            self.refuse("expected a number")
        return float(self.value)

    def optional_text(self, name: str) -> str | None:
        """Return the text of this name, None where there is none."""
        found = self.get(name)
        return None if found is None else found.text()


def is_unicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair."""
    return text.isascii() or _SURROGATE.search(text) is None
