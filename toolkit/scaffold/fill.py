"""Templates: plain files with ``__words__`` in them, shipped inside the package.

The templates stand in ``templates/`` beside this file, in a checkout as in an
installed wheel. They are valid YAML and Markdown themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

_WORD: Final = re.compile(r"__([a-z]+(?:_[a-z]+)*)__")


def fill(template: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the template with every word replaced, in one pass: no value is read again.

    A word has any number of values. The line it stands in is written once for
    each, so a word without values takes its line away.

    Raises:
        KeyError: The template has a word that is not given: a fault of ours.
    """
    return "".join(_lines(line, words) for line in text_of(template).splitlines(keepends=True))


def text_of(template: str) -> str:
    """Return a template as it stands."""
    place = resources.files("toolkit.scaffold").joinpath("templates", *template.split("/"))
    return place.read_text(encoding="utf-8")


def _lines(line: str, words: Mapping[str, tuple[str, ...]]) -> str:
    used = {name: words[name] for name in _WORD.findall(line)}
    if not all(used.values()):
        return ""
    rows = max((len(values) for values in used.values()), default=1)
    return "".join(_row(line, used, row) for row in range(rows))


def _row(line: str, used: Mapping[str, tuple[str, ...]], row: int) -> str:
    """Return the line for one row; a word with one value has it in every row."""

    def value(match: re.Match[str]) -> str:
        values = used[match[1]]
        return values[row] if len(values) > 1 else values[0]

    return _WORD.sub(value, line)
