"""Strict YAML against PyYAML itself: what it refuses is refused, what is read is read the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence, plain
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location

_PATH = "a.yaml"
_PIECES = st.sampled_from(
    [
        *("a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", " ", "\t", "#", "# c\n", "'", '"'),
        *("''", "[", "]", "{", "}", ", ", "&a ", "*a", "<<: ", "!t ", "!!str ", "|\n", ">\n"),
        *("---\n", "...\n", "true", "no", "~", "null", "1", "0x1F", "017", "1:30", "4.1", ".inf"),
        *("1e3", "2024-01-31", "2024-01-31 10:00:00", "=", "\u00e9", "\u2028", "\u0085", "\r"),
        *("\r\n", "\\", "\ufeff", "%YAML 1.1\n"),
    ]
)


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float) and math.isnan(ours):
        return math.isnan(theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return set(ours) == set(theirs) and all(_same(ours[key], theirs[key]) for key in ours)
    return type(ours) is type(theirs) and bool(ours == theirs)


@settings(deadline=None, max_examples=400)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_reads_what_the_runtime_reads(text: str) -> None:
    """Where we find no fault, PyYAML finds none either, and its value is ours."""
    reading = read_yaml(text.encode(), _PATH)
    if reading.faults:
        return

    expected = yaml.safe_load(text.encode().decode())
    found = None if reading.root is None else plain(reading.root)
    assert _same(found, expected)


@settings(deadline=None, max_examples=200)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_every_place_is_right(text: str) -> None:
    """Every scalar stands where it says: its span is cut out of the text at its line and column."""
    reading = read_yaml(text.encode(), _PATH)
    if reading.root is None or reading.faults:
        return
    for scalar in _scalars(reading.root):
        before = reading.text[: scalar.start].replace("\r\n", "\n").replace("\r", "\n")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1

        assert scalar.at == Location(_PATH, line, column)
        if scalar.plain and scalar.text.isascii() and not set(scalar.text) & set(" \n"):
            assert reading.text[scalar.start : scalar.end].strip() == scalar.text


def _scalars(node: Node) -> list[Scalar]:
    match node:
        case Scalar():
            return [node]
        case Sequence(items):
            return [found for item in items for found in _scalars(item)]
        case Mapping(entries):
            return [found for item in entries.values() for found in _scalars(item)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\na: 2\n", ":2:1"),
        ("a:\n  b: 1\n  b: 2\n", ":3:3"),
        ("{a: 1, a: 2}", ":1:8"),
        ("- {a: {b: 1, b: 2}}", ":1:14"),
        ("a: 1\r\na: 2\r\n", ":2:1"),
        ("\ufeffa: 1\na: 2\n", ":2:1"),
        ('"\\u0061": 1\na: 2\n', ":2:1"),
    ],
)
def test_duplicate_keys_are_placed(text: str, place: str) -> None:
    """The second of two equal keys is the one to look at."""
    [fault] = read_yaml(text.encode(), _PATH).faults

    assert fault.code == "yaml-duplicate-key"
    assert str(fault.where) == f"{_PATH}{place}"


def test_an_anchor_is_no_part_of_its_value() -> None:
    """Whoever replaces a value leaves the anchor before it alone."""
    reading = read_yaml(b'version: &v "1.0.0"\n', _PATH)
    assert isinstance(reading.root, Mapping)
    version = reading.root.get("version")

    assert isinstance(version, Scalar)
    assert reading.text[version.start : version.end] == '"1.0.0"'
    assert version.at == Location(_PATH, 1, 13)


def test_all_faults_at_once() -> None:
    """One look at a file is enough."""
    text = "a: 1\na: 2\non: x\nb: !t 1\nc: 2024-02-30\nd: {<<: x}\n"

    codes = [fault.code for fault in read_yaml(text.encode(), _PATH).faults]

    assert codes == [
        "yaml-duplicate-key",
        "yaml-key-not-string",
        "yaml-tag",
        "yaml-impossible-value",
        "yaml-merge",
    ]
