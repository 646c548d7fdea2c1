"""A manifest with another version in it, and not one other byte changed."""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from semver import Version

from toolkit.errors import ToolkitError
from toolkit.pack.model import MANIFEST
from toolkit.pack.nodes import Mapping, PlainValue, Scalar, plain
from toolkit.pack.strict_yaml import read_yaml

_KEY_BEFORE_VALUE = re.compile(r"""(?:\A|[\s{,])(["']?)version\1[ \t]*:[ \t]*\Z""")
"""What stands before a value that belongs to this key alone: no anchor, comment or line end."""


def with_version(manifest: bytes, version: Version) -> bytes:
    """Return the manifest with ``version`` in the place of its version.

    Quotes, comments, line ends and a byte order mark stay as they are. The
    result is read again: every other value in it is what it was.

    Raises:
        ToolkitError: The version stands in a form in which this is not safe (a
            block or folded text, an anchor, an alias, a merged mapping, more
            than one line); nothing is guessed.
    """
    reading = read_yaml(manifest, MANIFEST)
    root = reading.root
    if reading.faults or not isinstance(root, Mapping):
        _refuse("the manifest cannot be read")
    node = root.get("version")
    if not isinstance(node, Scalar):
        _refuse("it has no version to replace")
    text = reading.text
    if _KEY_BEFORE_VALUE.search(text[: node.start]) is None:
        _refuse("the version does not stand right after its key")
    written = _in_same_quotes(text[node.start : node.end], node, version)
    edited = text[: node.start] + written + text[node.end :]
    mark = codecs.BOM_UTF8 if manifest.startswith(codecs.BOM_UTF8) else b""
    result = mark + edited.encode("utf-8")
    _verify(root, result, version)
    return result


def _in_same_quotes(raw: str, node: Scalar, version: Version) -> str:
    """Return the new value as the old one is written: plain, or between the same quotes."""
    for quote in ('"', "'"):
        if raw == f"{quote}{node.value}{quote}":
            return f"{quote}{version}{quote}"
    if raw != node.value:
        _refuse("the version is not written as plain or simply quoted text")
    return str(version)


def _verify(before: Mapping, result: bytes, version: Version) -> None:
    """Refuse a result that reads differently in anything but the version."""
    reading = read_yaml(result, MANIFEST)
    expected: dict[str, PlainValue] = {
        name: plain(value) for name, value in before.entries.items()
    } | {"version": str(version)}
    if reading.faults or reading.root is None or plain(reading.root) != expected:
        _refuse("the result would not read as the same manifest")


def _refuse(reason: str) -> NoReturn:
    raise ToolkitError(
        f"the version cannot be written safely: {reason}",
        where=MANIFEST,
        hint="change it by hand; nothing was written",
    )
