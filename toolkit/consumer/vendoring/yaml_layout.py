"""How the top of a YAML document is written: where each value begins and ends, in which form.

`toolkit.pack.strict_yaml` says what a document means; this says how it looks, for
edits that leave all other bytes alone. Offsets count characters of the text.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1."""


class Form(enum.Enum):
    """How a value is written."""

    SCALAR = "scalar"
    ALIAS = "alias"
    BLOCK = "block"
    """A list with a dash before each item."""
    FLOW = "flow"
    """A list in brackets."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Value:
    """One value: ``text[start:end]``, its anchor included; a block ends with its last item.

    ``style`` is the quote of a scalar, ``|`` or ``>``, and ``""`` for a plain one.
    """

    form: Form
    start: int
    end: int
    style: str = ""
    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the document and its value."""

    key: Value
    value: Value


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: ``text[start:end]``, and its break up to ``after``."""

    start: int
    end: int
    after: int


def layout_of(text: str) -> dict[str, Entry]:
    """Return the entries of the mapping that a document is, by key, in the order of the file.

    Keys that are merged in are not among them. ``text`` was read by the strict
    reader before.
    """
    events = yaml.parse(text, Loader=yaml.SafeLoader)
    root: Any = next((each for each in events if isinstance(each, yaml.NodeEvent)), None)
    if not isinstance(root, yaml.MappingStartEvent):
        return {}
    found = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _value(event, events)
        name = event.value if isinstance(event, yaml.ScalarEvent) else ""
        found[name] = Entry(key, _value(next(events), events))
    return found


def _value(event: Any, events: Iterator[Any]) -> Value:  # noqa: ANN401 (the stubs lack the marks)
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        return Value(Form.SCALAR, start, end, event.style or "")
    if isinstance(event, yaml.AliasEvent):
        return Value(Form.ALIAS, start, end)
    items: list[Value] = []
    for each in events:
        if isinstance(each, yaml.CollectionEndEvent):
            if event.flow_style:
                mark: Any = each.end_mark
                end = mark.index
            elif items:
                end = items[-1].end
            break
        items.append(_value(each, events))
    if not isinstance(event, yaml.SequenceStartEvent):
        return Value(Form.OTHER, start, end)
    return Value(Form.FLOW if event.flow_style else Form.BLOCK, start, end, "", tuple(items))


def line_at(text: str, index: int) -> Line:
    """Return the line that holds a character; at the very end it may be empty."""
    start = 0
    for found in BREAK.finditer(text):
        if found.start() >= index:
            return Line(start, found.start(), found.end())
        start = found.end()
    return Line(start, len(text), len(text))


def break_at(text: str, line: Line) -> str:
    """Return the break of a line; the last line takes that of the line before, if it has none."""
    own = text[line.end : line.after]
    before = BREAK.findall(text, 0, line.start)
    return own or (before[-1] if before else "\n")
