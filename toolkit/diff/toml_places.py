"""Where a key stands in a TOML file: asked of the parser itself, which tells no places.

A file cut after a whole statement is a TOML file, too. So the first cut that
knows a key ends with the statement that sets it, and the last cut before that
does not know it yet: between them stands the statement, whatever quotes, dots
and brackets it is written with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.spans import Location

_MOST_CUTS = 300
"""Cuts that are tried for one key; where that is not enough, only the file is named."""


@dataclass(frozen=True)
class Places:
    """The places of the keys of one file; ``parse`` raises `ValueError` for what is no TOML."""

    text: str
    path: str
    parse: Callable[[str], Mapping[str, Any]]
    known: dict[tuple[str, ...], Location] = field(default_factory=dict, compare=False)

    def of(self, way: tuple[str, ...]) -> Location:
        """Return where the key that ``way`` leads to is set; no line where that is not known."""
        if way not in self.known:
            self.known[way] = self._search(way)
        return self.known[way]

    def _search(self, way: tuple[str, ...]) -> Location:
        lines = self.text.split("\n")
        without, with_it = 0, len(lines)
        tried = 0
        while with_it - without > 1:
            middle = (without + with_it) // 2
            # the cuts nearest to the middle first, down and then up
            for cut in (*range(middle, without, -1), *range(middle + 1, with_it)):
                tried += 1
                if tried > _MOST_CUTS:
                    return Location(self.path)
                has = self._has(lines[:cut], way)
                if has is not None:
                    with_it, without = (cut, without) if has else (with_it, cut)
                    break
            else:
                break
        line = lines[without]
        found = line.find(way[-1])
        column = found if found >= 0 else len(line) - len(line.lstrip())
        return Location(self.path, without + 1, column + 1)

    def _has(self, lines: list[str], way: tuple[str, ...]) -> bool | None:
        """Return whether these lines set the key; None where they are no whole statements."""
        try:
            node: Any = self.parse("\n".join(lines))
        except (ValueError, RecursionError):
            return None
        for step in way:
            if not isinstance(node, Mapping) or step not in node:
                return False
            node = node[step]
        return True
