"""A project's config with one import more or less, and not one other byte changed.

What is written looks like its neighbours: their quotes, indent, dashes, line
ends; a file without a last line end stays one. Where an edit could change what
another line means, or move a comment to where it does not belong, it is refused
with the place and the line to write by hand. Every result is read again: it is
the same document and that import.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping as Readable
from dataclasses import dataclass
from posixpath import normpath
from typing import Final, NoReturn

from toolkit.consumer.vendoring.yaml_layout import (
    BREAK,
    Entry,
    Form,
    Line,
    Value,
    break_at,
    layout_of,
    line_at,
)
from toolkit.errors import RefusedError
from toolkit.pack.nodes import Mapping, Scalar, Sequence, plain, text_of
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location

_KEY: Final = "imports"
_HEAD: Final = ("version", "project")
"""The keys below one of which a new list of imports stands, as in every example of the runtime."""
_PLAIN: Final = re.compile(r"\./[A-Za-z0-9_./+@=-]+")
"""Paths that need no quotes, also in brackets."""
_DASH: Final = re.compile(r"( *)-([ \t]+)")
_NOTHING_MORE: Final = re.compile(r"[ \t]*(?:#.*)?")
_COMMENT: Final = re.compile(r"([ \t]*)#.*")
_INDENT: Final = "  "


class ImportEditRefusedError(RefusedError):
    """An import cannot be written or taken out safely; the file stays as it is."""

    def __init__(self, reason: str, *, at: Location, hint: str) -> None:
        super().__init__(f"the imports cannot be edited safely: {reason}", where=str(at), hint=hint)
        self.at = at


def with_import(data: bytes, ref: str, path: str) -> bytes:
    """Return the config ``path`` with ``ref`` as the last of its imports.

    It stays as it is where it imports that file already, however it is spelled.

    Raises:
        ImportEditRefusedError: It is written in a form in which this is not safe.
    """
    config = _Config.read(data, path, f"write by hand, as the last item of imports: {_quoted(ref)}")
    if config.index_of(ref) is not None:
        return data
    value = config.value
    if value is None:
        edited = _added_list(config, ref)
    elif value.form is Form.BLOCK and value.items:
        edited = _added_line(config, value, ref)
    elif value.form is Form.FLOW:
        edited = _added_in_brackets(config, value, ref)
    else:
        config.refuse(_why_not(config, value))
    return config.checked(edited, [*config.refs, ref])


def without_import(data: bytes, ref: str, path: str) -> bytes:
    """Return the config ``path`` without the import of that file; as it is where there is none.

    What `with_import` wrote is taken out without a trace.

    Raises:
        ImportEditRefusedError: It is written in a form in which this is not safe.
    """
    config = _Config.read(data, path, f"take out by hand, from imports: {_quoted(ref)}")
    index, value = config.index_of(ref), config.value
    if index is None:
        return data
    if value is None or value.form not in (Form.BLOCK, Form.FLOW):
        config.refuse(_why_not(config, value))
    removed = _removed_line if value.form is Form.BLOCK else _removed_in_brackets
    left = [each for number, each in enumerate(config.refs) if number != index]
    return config.checked(removed(config, value, index), left)


@dataclass(frozen=True)
class _Config:
    """A config as text: what it means, how it is written, and what to say where it is refused."""

    text: str
    path: str
    root: Mapping
    entries: Readable[str, Entry]
    marked: bool
    hint: str

    @classmethod
    def read(cls, data: bytes, path: str, hint: str) -> _Config:
        reading = read_yaml(data, path)
        if reading.faults or not isinstance(reading.root, Mapping):
            at = reading.faults[0].where if reading.faults else Location(path, 1, 1)
            why = reading.faults[0].message if reading.faults else "it holds no mapping"
            raise ImportEditRefusedError(f"the file cannot be read: {why}", at=at, hint=hint)
        marked = data.startswith(codecs.BOM_UTF8)
        return cls(reading.text, path, reading.root, layout_of(reading.text), marked, hint)

    @property
    def value(self) -> Value | None:
        """How the list of imports is written; None where the file has none of its own."""
        return self.entries[_KEY].value if _KEY in self.entries else None

    @property
    def refs(self) -> list[str]:
        """The imports, in order; one that is no text is empty."""
        node = self.root.get(_KEY)
        return [text_of(each) or "" for each in node.items] if isinstance(node, Sequence) else []

    def index_of(self, ref: str) -> int | None:
        """Return which import leads to the same file."""
        known = [normpath(each) for each in self.refs]
        return known.index(normpath(ref)) if normpath(ref) in known else None

    def refuse(self, reason: str) -> NoReturn:
        """Refuse the edit at the place of the list.

        Raises:
            ImportEditRefusedError: Always.
        """
        at = self.root.keys.get(_KEY, Location(self.path, 1, 1))
        raise ImportEditRefusedError(reason, at=at, hint=self.hint)

    def checked(self, text: str, refs: list[str]) -> bytes:
        """Return the new text as bytes, if it is the same document with these imports."""
        result = (codecs.BOM_UTF8 if self.marked else b"") + text.encode("utf-8")
        expected = {name: repr(plain(node)) for name, node in self.root.entries.items()}
        expected[_KEY] = repr(refs)
        reading = read_yaml(result, self.path)
        if reading.faults or not isinstance(reading.root, Mapping):
            self.refuse("the result would be no YAML")
        found = {name: repr(plain(node)) for name, node in reading.root.entries.items()}
        if not refs and _KEY not in found:
            del expected[_KEY]
        if found != expected:
            self.refuse("the result would not read as the same document and that import")
        return result


def _why_not(config: _Config, value: Value | None) -> str:
    if value is None:
        return "they come from a merged mapping (<<)"
    if value.form is Form.ALIAS:
        return "they are an alias of a list that stands elsewhere"
    node = config.root.get(_KEY)
    if isinstance(node, Scalar) and node.value is None:
        return "the key is there and its list is not: write `imports: []`"
    return "they are no list"


def _quoted(ref: str, quote: str = '"') -> str:
    """Return the import as YAML, in these quotes if it can stand in them."""
    if quote == "" and _PLAIN.fullmatch(ref):
        return ref
    if quote == "'" and ref.isprintable():
        return "'" + ref.replace("'", "''") + "'"
    return json.dumps(ref, ensure_ascii=not ref.isprintable())


def _quote_of(items: tuple[Value, ...]) -> str:
    """Return the quote of the last import that is a simple text."""
    simple = (each.style for each in reversed(items) if each.form is Form.SCALAR)
    return next((style for style in simple if style in ("", "'", '"')), '"')


# Where there is no list yet -----------------------------------------------------------------------


def _added_list(config: _Config, ref: str) -> str:
    """Return the text with a new list below the version or the project."""
    if config.root.get(_KEY) is not None:
        config.refuse(_why_not(config, None))
    head = next((config.entries[name] for name in _HEAD if name in config.entries), None)
    if head is None:
        config.refuse(f"there is no key {' or '.join(_HEAD)} below which they could stand")
    text = config.text
    margin = text[line_at(text, head.key.start).start : head.key.start]
    line = line_at(text, head.value.end)
    is_below = head.value.style in ("|", ">") and head.value.end == line.start
    rest = "" if is_below else text[head.value.end : line.end]
    if margin.strip(" ") or not _NOTHING_MORE.fullmatch(rest):
        config.refuse("the key above does not stand on lines of its own")
    lines = [f"{margin}{_KEY}:", f"{margin}{_indent(config)}- {_quoted(ref)}"]
    if is_below:
        return _inserted(text, line.start, break_at(text, line), lines)
    return _inserted_below(config, line, lines)


def _indent(config: _Config) -> str:
    """Return how far the first list of the document stands inside its key."""
    for entry in config.entries.values():
        if entry.value.form is Form.BLOCK and entry.value.items:
            margin = entry.key.start - line_at(config.text, entry.key.start).start
            found = _DASH.match(config.text, line_at(config.text, entry.value.start).start)
            return " " * (len(found[1]) - margin) if found else _INDENT
    return _INDENT


def _inserted_below(config: _Config, line: Line, lines: list[str]) -> str:
    """Return the text with lines below another one; the file ends as it ended."""
    ending = break_at(config.text, line)
    if line.after > line.end:
        return _inserted(config.text, line.after, ending, lines)
    return config.text + "".join(f"{ending}{each}" for each in lines)


def _inserted(text: str, index: int, ending: str, lines: list[str]) -> str:
    return text[:index] + "".join(f"{each}{ending}" for each in lines) + text[index:]


# Items with dashes --------------------------------------------------------------------------------


def _added_line(config: _Config, value: Value, ref: str) -> str:
    """Return the text with one more item, below the last one and what is said of that."""
    text, last = config.text, value.items[-1]
    dash = _dash_before(text, last)
    line = line_at(text, last.end)
    if dash is None or last.form is Form.OTHER or last.style in ("|", ">"):
        config.refuse("the last item is no simple line")
    if _NOTHING_MORE.fullmatch(text, last.end, line.end) is None:
        config.refuse("something stands behind the last item")
    margin, gap = dash[1], dash[2]
    while line.after > line.end:
        below = line_at(text, line.after)
        said = _COMMENT.fullmatch(text, below.start, below.end)
        if said is None or len(said[1]) <= len(margin):
            break
        line = below
    return _inserted_below(config, line, [f"{margin}-{gap}{_quoted(ref, _quote_of(value.items))}"])


def _dash_before(text: str, item: Value) -> re.Match[str] | None:
    return _DASH.fullmatch(text, line_at(text, item.start).start, item.start)


def _removed_line(config: _Config, value: Value, index: int) -> str:
    """Return the text without the line of one item; without the list where it was the only one."""
    text, item = config.text, value.items[index]
    first, last = line_at(text, item.start), line_at(text, item.end)
    if (
        _dash_before(text, item) is None
        or _NOTHING_MORE.fullmatch(text, item.end, last.end) is None
    ):
        config.refuse("the item is no simple line")
    if len(value.items) > 1:
        return _cut(text, first.start, last.after)
    key = config.entries[_KEY].key
    line = line_at(text, key.start)
    between = text[key.end : first.start]
    if not text[line.start : key.start].strip(" ") and between.strip(" \t\r\n") == ":":
        return _cut(text, line.start, last.after)
    colon = text.index(":", key.end) + 1
    return text[:colon] + " []" + _cut(text[colon:], first.start - colon, last.after - colon)


def _cut(text: str, start: int, after: int) -> str:
    """Return the text without whole lines; the file ends as it ended."""
    if after == len(text) and start and not BREAK.match(text, after - 1):
        # The last line has no break: the one before it goes instead.
        start = _end_before(text, start)
    return text[:start] + text[after:]


def _end_before(text: str, start: int) -> int:
    """Return where the line before the one at ``start`` ends, its break not counted."""
    return start - (2 if text[:start].endswith("\r\n") else 1)


# Items in brackets --------------------------------------------------------------------------------


def _added_in_brackets(config: _Config, value: Value, ref: str) -> str:
    """Return the text with one more item before the bracket; on a line of its own among such."""
    text = config.text
    if not value.items:
        opening = text.index("[", value.start) + 1
        return text[:opening] + _quoted(ref) + text[opening:]
    last, written = value.items[-1], _quoted(ref, _quote_of(value.items))
    line = line_at(text, last.end)
    margin = text[line_at(text, last.start).start : last.start]
    comma = _comma_after(text, last.end, value.end)
    if margin.strip() or line.end >= value.end:
        return f"{text[: last.end]}, {written}{text[last.end :]}"
    ending = break_at(text, line)
    if comma is None:
        kept = f"{text[: last.end]},{text[last.end : line.end]}"
        return f"{kept}{ending}{margin}{written}{text[line.end :]}"
    if comma >= line.end:
        return f"{text[: last.end]}, {written}{text[last.end :]}"
    return f"{text[: line.end]}{ending}{margin}{written},{text[line.end :]}"


def _comma_after(text: str, index: int, end: int) -> int | None:
    """Return where the next comma stands, comments not counted; None before the bracket."""
    while index < end:
        if text[index] == "#":
            index = line_at(text, index).end
        elif text[index] == ",":
            return index
        else:
            index += 1
    return None


def _removed_in_brackets(config: _Config, value: Value, index: int) -> str:
    """Return the text without one item in brackets and its comma."""
    text, items = config.text, value.items
    item = items[index]
    until = items[index + 1].start if items[index + 1 :] else value.end
    comma = _comma_after(text, item.end, until)
    first, line = line_at(text, item.start), line_at(text, item.end)
    behind = item.end if comma is None else comma + 1
    alone = not text[first.start : item.start].strip() and behind <= line.end < value.end
    if alone and _NOTHING_MORE.fullmatch(text, behind, line.end) and first.start > value.start:
        above = _end_before(text, first.start)
        kept = text[:above] + text[line.end :]
        if comma is None and index:
            gone = _comma_after(text, items[index - 1].end, item.start)
            kept = kept if gone is None else kept[:gone] + kept[gone + 1 :]
        return kept
    if index and comma is None:
        return text[: items[index - 1].end] + text[item.end :]
    if index:
        return text[: items[index - 1].end] + text[comma if not items[index + 1 :] else item.end :]
    if items[1:]:
        return text[: item.start] + text[items[1].start :]
    return text[: item.start] + text[behind:]
