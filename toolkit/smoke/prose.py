"""What a README says of which gate: paragraphs, list items and table rows, and what they explain.

A block explains the gates that it names, and so does what stands below it: the
text under a heading, the deeper part of a list item. Code blocks and HTML
comments are no prose. Everything is one pass, whatever the number of gates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

MIN_RATIONALE_WORDS = 5
"""Words beside ids that make a mention a reason; the shortest real one has eight."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK_START = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*\||#{1,6}(?:\s|$)")
_HEADING = re.compile(r"(#{1,6})(?:\s|$)")
_NAME = re.compile(r"[\w.:-]+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{2,}")
_EDGES = "_.:-"


@dataclass
class _Block:
    """Lines that belong together; ``level`` is a heading's, 0 for none."""

    line: int
    indent: int
    level: int
    parts: list[str] = field(default_factory=list)
    words: int = 0
    says_final: bool = False


@dataclass
class Prose:
    """A README, read for the gates it names."""

    text: str
    gates: Collection[str]
    mentions: dict[str, list[int]] = field(default_factory=dict, init=False)
    """For each gate that is named: the numbers of the blocks that name it."""
    _blocks: list[_Block] = field(default_factory=list, init=False)
    _final: dict[int, bool] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        visible = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), self.text)
        for number, block in enumerate(_split(visible)):
            self._blocks.append(block)
            for name in _NAME.findall(" ".join(block.parts)):
                gate = next((form for form in _forms(name) if form in self.gates), None)
                if gate is not None:
                    self.mentions.setdefault(gate, []).append(number)
                elif "." not in name.strip(_EDGES):
                    block.says_final |= name.lower().startswith(("final", "overrid"))
                    block.words += len(_WORD.findall(name))

    def explains(self, gate: str) -> bool:
        """Return whether some mention of the gate comes with a reason."""
        return any(self._reason(number) for number in self.mentions.get(gate, ()))

    def says_final(self, gate: str) -> bool:
        """Return whether some mention of the gate says that it is final."""
        return any(self._says_final(number) for number in self.mentions.get(gate, ()))

    def line(self, gate: str) -> int:
        """Return the line that first names the gate, 0 where none does."""
        numbers = self.mentions.get(gate)
        return self._blocks[numbers[0]].line if numbers else 0

    def _reason(self, number: int) -> bool:
        """Return whether the block and what belongs to it have words enough."""
        words = self._blocks[number].words
        for block in self._below(number):
            if words >= MIN_RATIONALE_WORDS:
                break
            words += block.words
        return words >= MIN_RATIONALE_WORDS

    def _says_final(self, number: int) -> bool:
        """Return whether the block or what belongs to it has the word; told once for each block."""
        if number not in self._final:
            said = (block.says_final for block in self._below(number))
            self._final[number] = self._blocks[number].says_final or any(said)
        return self._final[number]

    def _below(self, number: int) -> Iterator[_Block]:
        """Yield the blocks that belong to one: below a heading, deeper in a list item."""
        first = self._blocks[number]
        for index in range(number + 1, len(self._blocks)):
            if not _belongs(self._blocks[index], first):
                break
            yield self._blocks[index]


def _forms(name: str) -> Iterator[str]:
    """Yield what a run of id characters may mean: punctuation and emphasis may adjoin an id."""
    yield name
    yield name.rstrip(_EDGES)
    yield name.strip(_EDGES)


def _belongs(block: _Block, first: _Block) -> bool:
    if first.level:
        return not 0 < block.level <= first.level
    return block.level == 0 and block.indent > first.indent


def _split(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    fence = ""
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        opened = _FENCE.match(line)
        if opened and not fence:
            fence = opened[1]
        elif opened and opened[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
            continue
        if block and (fence or not line.strip() or block.level or _BLOCK_START.match(line)):
            yield block
            block = None
        if fence or not line.strip():
            continue
        if block is None:
            heading = _HEADING.match(line)
            indent = len(line) - len(line.lstrip())
            block = _Block(number, indent, len(heading[1]) if heading else 0)
        block.parts.append(line.strip())
    if block:
        yield block
