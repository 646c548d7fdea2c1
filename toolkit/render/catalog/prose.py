"""The README of a pack as blocks: the plain part of Markdown, and nothing that is obeyed.

Headings, paragraphs, lists, tables, code and emphasis. HTML stands there as the text that it is, a
picture is its description, and a link its words with the address beside it: whoever reads a
stranger's README is led nowhere by a click. Any text gives a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.render.document import Document, Inline, Text, code, muted, strong

MAX_CHARACTERS: Final = 200_000
"""Characters that are shown; the longest README of a real pack has a tenth of them."""
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|(\d{1,9}[.)]))[ \t]+(.*)")
_RULE_OFF: Final = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}")
_DIVIDER: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CELLS: Final = re.compile(r"(?<!\\)\|")
_INLINE: Final = re.compile(
    r"(?P<tick>`{1,3})(?P<code>[^`\n]{1,400})(?P=tick)"
    r"|(?P<picture>!?)\[(?P<words>[^\[\]\n]{0,300})\]\((?P<address>[^()\s]{0,500})"
    r'(?:[ \t]+"[^"\n]{0,200}")?\)'
    r"|\*\*(?P<strong>[^*\n]{1,300})\*\*"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+\-.!|<>])"
)


def prose(text: str, *, below: int) -> Document:
    """Return the document of a README whose first level of headings stands ``below`` another."""
    shown = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text[:MAX_CHARACTERS])
    reader = _Reader(re.split(r"\r\n?|\n", shown), below)
    document = reader.read()
    if len(text) > MAX_CHARACTERS:
        rest = len(text) - MAX_CHARACTERS
        document.paragraph(muted(f"[{rest:,} more characters stand in the README of the pack]"))
    return document


class _Reader:
    """One pass over the lines; what is open is closed by what follows."""

    def __init__(self, lines: list[str], below: int) -> None:
        self.lines = lines
        self.below = below
        self.at = 0
        self.document = Document()
        self.words: list[str] = []
        self.items: list[str] = []

    def read(self) -> Document:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            fence, heading = _FENCE.match(line), _HEADING.fullmatch(line)
            item = _ITEM.fullmatch(line)
            if fence:
                self._close()
                self.document.listing("\n".join(self._fenced(fence[1])), fence[2])
            elif heading:
                self._close()
                level = min(6, len(heading[1]) + self.below)
                self.document.heading(level, *inline(heading[2] or ""))
            elif not line.strip() or _RULE_OFF.fullmatch(line):
                self._close()
            elif self._begins_table(line):
                self._close()
                self._table(line)
            elif item:
                self._close_paragraph()
                self.items.append(f"{item[1]} {item[2]}" if item[1] else item[2])
            elif self.items:
                self.items[-1] += f" {line.strip()}"
            else:
                self.words.append(line.strip().removeprefix("> "))
        self._close()
        return self.document

    def _close(self) -> None:
        self._close_paragraph()
        if self.items:
            self.document.bullets(inline(item) for item in self.items)
            self.items = []

    def _close_paragraph(self) -> None:
        if self.words:
            self.document.paragraph(*inline(" ".join(self.words)))
            self.words = []

    def _fenced(self, mark: str) -> Iterator[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.strip().startswith(mark) and not line.strip(" \t`~"):
                return
            yield line

    def _begins_table(self, line: str) -> bool:
        following = self.lines[self.at] if self.at < len(self.lines) else ""
        return "|" in line and "-" in following and _DIVIDER.fullmatch(following) is not None

    def _table(self, first: str) -> None:
        head = _cells(first)
        self.at += 1
        rows: list[list[Inline]] = []
        while self.at < len(self.lines) and "|" in self.lines[self.at]:
            cells = [*map(inline, _cells(self.lines[self.at]))]
            rows.append([*cells, *[()] * len(head)][: len(head)])
            self.at += 1
        self.document.table(head, rows)


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in _CELLS.split(inner)]


def inline(text: str) -> Inline:
    """Return running text with its code, its emphasis and the addresses of its links."""
    parts: list[Text] = []
    end = 0
    for found in _INLINE.finditer(text):
        if found.start() > end:
            parts.append(Text(text[end : found.start()]))
        parts.extend(_part(found))
        end = found.end()
    if end < len(text):
        parts.append(Text(text[end:]))
    return tuple(parts)


def _part(found: re.Match[str]) -> Iterator[Text]:
    if found["code"] is not None:
        yield code(found["code"].strip())
    elif found["strong"] is not None:
        yield strong(found["strong"])
    elif found["escaped"] is not None:
        yield Text(found["escaped"])
    elif found["picture"]:
        yield muted(f"[picture: {found['words']}]")
    else:
        words, address = found["words"].strip("`"), found["address"]
        yield code(words) if found["words"].startswith("`") else Text(words)
        if address not in ("", words):
            yield muted(f" ({address})")
