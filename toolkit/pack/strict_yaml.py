"""YAML as the runtime reads it, and stricter: no surprise survives.

The runtime calls PyYAML's ``safe_load``. We read the same parser's events, so
what it refuses we refuse, and refuse besides (upstream-contract.md, "Where we
go further", 3): duplicate keys, keys that are no strings, explicit tags and
second documents, at any depth. Aliases and merge keys are allowed, within
`limits`, because the runtime allows them.

The pure Python parser is used on purpose: libyaml words its errors differently,
and evidence must be the same bytes on every machine.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from toolkit.faults import Fault
from toolkit.pack.limits import MAX_YAML_BYTES, MAX_YAML_DEPTH, MAX_YAML_NODES
from toolkit.pack.nodes import Mapping, Node, Scalar, ScalarValue, Sequence
from toolkit.spans import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_ANCHOR = re.compile(r"&[0-9A-Za-z_-]+\s+")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_TAG = "tag:yaml.org,2002:"
_MAX_TYPED_TEXT = 1_000
"""Characters of a number or date; beyond that Python itself refuses to convert."""


@dataclass(frozen=True, slots=True)
class YamlReading:
    """What was read: the root node (None for an empty or broken file) and the faults."""

    root: Node | None
    faults: tuple[Fault, ...]
    text: str = ""


class _StopReadingError(Exception):
    """The rest of the file cannot be read: its fault is already noted."""


def read_yaml(data: bytes, path: str) -> YamlReading:
    """Read one strict YAML document; any bytes give a reading, never an exception."""
    reader = _Reader(path)
    try:
        text = reader.decode(data)
        root = reader.document(text)
    except _StopReadingError:
        return YamlReading(None, tuple(reader.faults))
    return YamlReading(root, tuple(reader.faults), text)


@dataclass
class _Reader:
    """Builds nodes from parser events and notes every fault on the way."""

    path: str
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    """Node, number of nodes in it, and levels below it, by the name of the anchor."""
    nodes: int = 0
    deepest: int = 0
    text: str = ""
    line_starts: list[int] = field(default_factory=lambda: [0])
    loader: Any = None

    def note(self, code: str, message: str, at: Location, hint: str = "") -> None:
        self.faults.append(Fault(code=code, message=message, where=at, hint=hint))

    def stop(self, code: str, message: str, at: Location, hint: str = "") -> _StopReadingError:
        self.note(code, message, at, hint)
        return _StopReadingError()

    def at(self, index: int) -> Location:
        """Return the place of a character as editors count lines; YAML itself breaks at more."""
        line = bisect_right(self.line_starts, index)
        return Location(self.path, line, index - self.line_starts[line - 1] + 1)

    def decode(self, data: bytes) -> str:
        if len(data) > MAX_YAML_BYTES:
            raise self.stop(
                "yaml-too-large",
                f"{len(data):,} bytes are more than the {MAX_YAML_BYTES:,} a YAML file may have",
                Location(self.path),
            )
        try:
            text = data.decode("utf-8").removeprefix(_BOM)
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8")
            self._count_lines(before)
            at = self.at(len(before))
            raise self.stop("yaml-not-utf8", str(error), at, "save the file as UTF-8") from error
        if text.startswith(_BOM):
            message = "the file begins with two byte order marks"
            raise self.stop("yaml-syntax", message, Location(self.path, 1, 1), "remove both")
        return text

    def _count_lines(self, text: str) -> None:
        self.line_starts += [found.end() for found in _LINE_BREAK.finditer(text)]

    def document(self, text: str) -> Node | None:
        self.text = text
        self._count_lines(text)
        try:
            self.loader = yaml.SafeLoader(text)
            return self._single_document()
        except yaml.reader.ReaderError as error:
            at = self.at(error.position)
            problem = f"unacceptable character #x{ord(text[error.position]):04x}: {error.reason}"
            raise self.stop("yaml-syntax", problem, at, "remove the character") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = self.at(min(mark.index, len(text))) if mark else Location(self.path)
            parts = [part for part in (error.context, error.problem) if part]
            raise self.stop("yaml-syntax", ", ".join(parts), at) from error

    def _single_document(self) -> Node | None:
        self._next(yaml.StreamStartEvent)
        if self._peek(yaml.StreamEndEvent):
            return None
        self._next(yaml.DocumentStartEvent)
        root = self._node(depth=1)
        self._next(yaml.DocumentEndEvent)
        if not self._peek(yaml.StreamEndEvent):
            at = self.at(self.loader.peek_event().start_mark.index)
            raise self.stop(
                "yaml-second-document",
                "expected a single document in the stream, but found another document",
                at,
                "keep one document in a file",
            )
        empty = isinstance(root, Scalar) and root.value is None and not root.text
        return None if empty else root

    def _peek(self, event: type[yaml.Event]) -> bool:
        return bool(self.loader.check_event(event))

    def _next(self, event: type[yaml.Event]) -> None:
        found = self.loader.get_event()
        assert isinstance(found, event), found  # noqa: S101 (the grammar of events)

    def _count(self, size: int, at: Location) -> None:
        self.nodes += size
        if self.nodes > MAX_YAML_NODES:
            raise self.stop(
                "yaml-too-many-nodes",
                f"more than {MAX_YAML_NODES:,} values, counting what aliases repeat",
                at,
            )

    def _node(self, *, depth: int) -> Node:
        event = self.loader.get_event()
        at = self.at(event.start_mark.index)
        self._reach(depth, at)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at, depth)
        if event.tag is not None:
            self.note(
                "yaml-tag",
                f"explicit tags such as {event.tag!r} are not allowed",
                at,
                "remove the tag and quote the value where it is meant as text",
            )
        nodes_before, deepest_before = self.nodes, self.deepest
        self.deepest = depth
        self._count(1, at)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, at)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(at, depth)
        else:
            node = self._mapping(at, depth)
        if event.anchor is not None:
            if event.anchor in self.anchors:
                raise self.stop("yaml-syntax", f"found duplicate anchor {event.anchor!r}", at)
            self.anchors[event.anchor] = (node, self.nodes - nodes_before, self.deepest - depth)
        self.deepest = max(self.deepest, deepest_before)
        return node

    def _reach(self, depth: int, at: Location) -> None:
        self.deepest = max(self.deepest, depth)
        if depth > MAX_YAML_DEPTH:
            raise self.stop("yaml-too-deep", f"nested deeper than {MAX_YAML_DEPTH} levels", at)

    def _alias(self, event: yaml.AliasEvent, at: Location, depth: int) -> Node:
        if event.anchor not in self.anchors:
            hint = "an alias stands after the value that has the anchor, and outside it"
            raise self.stop("yaml-syntax", f"found undefined alias {event.anchor!r}", at, hint)
        node, size, height = self.anchors[event.anchor]
        self._count(size, at)
        self._reach(depth + height, at)
        return node

    def _scalar(self, event: Any, at: Location) -> Scalar:  # noqa: ANN401 (the stubs lack the marks)
        text, is_plain = event.value, event.style is None
        span = (event.start_mark.index, event.end_mark.index)
        anchor = _ANCHOR.match(self.text, *span)
        if event.anchor is not None and anchor:
            span = (anchor.end(), event.end_mark.index)
            at = self.at(anchor.end())
        if not is_plain or event.tag is not None:
            return Scalar(text, text, is_plain, at, *span)
        tag = self.loader.resolve(yaml.ScalarNode, text, (True, False))
        if tag in (f"{_TAG}str", f"{_TAG}merge"):
            return Scalar(text, text, is_plain, at, *span)
        return Scalar(self._typed(tag, text, at), text, is_plain, at, *span)

    def _typed(self, tag: str, text: str, at: Location) -> ScalarValue:
        """Return what YAML 1.1 makes of an unquoted number, date, boolean or null."""
        reason = ""
        if len(text) <= _MAX_TYPED_TEXT:
            try:
                value: ScalarValue = self.loader.yaml_constructors[tag](
                    self.loader, yaml.ScalarNode(tag, text)
                )
            except ValueError as error:
                reason = f": {error}"
            except (OverflowError, KeyError, yaml.YAMLError):
                reason = ""
            else:
                return value
        message = f"{_short(text)} is no possible {tag.removeprefix(_TAG)}{reason}"
        self.note("yaml-impossible-value", message, at, "put it in quotes")
        return text

    def _sequence(self, at: Location, depth: int) -> Sequence:
        items: list[Node] = []
        while not self._peek(yaml.SequenceEndEvent):
            items.append(self._node(depth=depth + 1))
        self.loader.get_event()
        return Sequence(tuple(items), at)

    def _mapping(self, at: Location, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        merged: list[Mapping] = []
        merge_at: Location | None = None
        while not self._peek(yaml.MappingEndEvent):
            key = self._node(depth=depth + 1)
            value = self._node(depth=depth + 1)
            if isinstance(key, Scalar) and key.plain and key.text == "<<":
                if merge_at is not None:
                    self._refuse_twin("<<", merge_at, key.at)
                merge_at = key.at
                merged.extend(self._merged(value))
            elif not (isinstance(key, Scalar) and isinstance(key.value, str)):
                self._refuse_key(key)
            elif key.value in entries:
                self._refuse_twin(key.value, keys[key.value], key.at)
            else:
                entries[key.value] = value
                keys[key.value] = key.at
        self.loader.get_event()
        for source in merged:
            for name, inherited in source.entries.items():
                if name not in entries:
                    entries[name] = inherited
                    keys[name] = source.keys[name]
        return Mapping(entries, at, keys)

    def _refuse_twin(self, key: str, first: Location, at: Location) -> None:
        self.note(
            "yaml-duplicate-key",
            f"duplicate key {_short(key)}, first at line {first.line}",
            at,
            "keep one of the two: the runtime takes the last and drops the first",
        )

    def _merged(self, value: Node) -> Iterable[Mapping]:
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if isinstance(source, Mapping):
                yield source
            else:
                self.note(
                    "yaml-merge",
                    "expected a mapping or a list of mappings for merging",
                    value.at,
                )

    def _refuse_key(self, key: Node) -> None:
        shown = _short(key.text) if isinstance(key, Scalar) else "a list or mapping"
        read_as = f" is read as {_kind(key.value)}" if isinstance(key, Scalar) else ""
        message = f"YAML keys must be strings: {shown}{read_as}"
        self.note("yaml-key-not-string", message, key.at, "put the key in quotes")


def _kind(value: ScalarValue) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case dt.date():
            return "a date"
        case str():
            return "text"
        case _:
            return "a number"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")  # noqa: PLR2004 (one line)
