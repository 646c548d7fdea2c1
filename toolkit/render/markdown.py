"""`Document` → Markdown (GitHub's dialect), in which no value can become markup.

Source: CommonMark 0.31 and the GitHub Flavored Markdown spec, with tables,
strikethrough and task lists. What GitHub does to finished pages (mentions,
issue numbers, emoji) cannot be escaped in Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from toolkit.render.document import (
    Block,
    Bullets,
    Details,
    Document,
    Figure,
    Heading,
    Inline,
    Listing,
    Marker,
    Pairs,
    Paragraph,
    Table,
    Text,
    Tone,
)
from toolkit.texts import visible

_TICKS = re.compile(r"`+")
_ACTIVE = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)                     # escapes what follows
    | `                                           # code
    | (?<!\ )[*~]|[*~](?!\ )                      # emphasis, unless between blanks
    | _(?<![^\W_]_)|_(?![^\W_])                   # the same, unless between letters
    | \](?=[(\[:]|$)                              # a link or its definition
    | <(?=[A-Za-z/!?]|$)                          # HTML, an autolink
    | &(?=[\#\w]*(?:;|$))                         # an entity
    | (?<=[A-Za-z]):(?=//|$) | (?<=www)\.         # an address
    """,
    re.VERBOSE,
)
"""Characters that could start or end markup in running text; ``$`` is where another part begins."""
_BLOCK_START = re.compile(r"[#>=]|[-+](?=[-+ ]|$)|(?<=[0-9])[.)](?=\ |$)|\[(?=[ xX]\])")
_BLOCK_LEAD = re.compile(r"[0-9]{0,9}")
_CLOSING_HASHES = re.compile(r"(?:(?<=\ )|^)#(?=#*\ *$)")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._:/-]|-(?=[->])")
"""What could end a comment, or hide in it."""
_PROSE = frozenset({Tone.PLAIN, Tone.MUTED, Tone.WARNING})
_LOUD = frozenset({Tone.STRONG, Tone.BAD, Tone.GOOD})


def render(document: Document) -> str:
    """Return the document as Markdown, ended by one line feed."""
    return "\n\n".join(_blocks(document.blocks)) + "\n"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    return (_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_inline(text)}"
        case Paragraph(text):
            return _inline(text)
        case Bullets(items):
            return "\n".join(f"- {_inline(item)}" for item in items) if items else "- none"
        case Table(head, rows):
            cells = [[_cell((Text(title),)) for title in head], ["---"] * len(head)]
            cells += [[_cell(cell) for cell in row] for row in rows]
            return "\n".join(f"| {' | '.join(row)} |" for row in cells)
        case Listing(text, language):
            shown = "\n".join(visible(line) for line in text.split("\n"))
            fence = "`" * max(3, _longest_ticks(shown) + 1)
            return f"{fence}{language}\n{shown}\n{fence}"
        case Figure(picture):
            return _inline((Text(picture.words),))
        case Pairs(rows):
            lines = [f"| {_cell((Text(name),))} | {_cell(value)} |" for name, value in rows]
            # A table has a head, and an empty one would be a row of nothing.
            return "\n".join([*lines[:1], "| --- | --- |", *lines[1:]])
        case Details(summary, blocks):
            # CommonMark, "HTML blocks": a blank line ends what is HTML; between there is Markdown.
            begun = f"<details>\n<summary>{_html(summary)}</summary>"
            return "\n\n".join([begun, *_blocks(blocks), "</details>"])
        case Marker(name):
            return f"<!-- {_UNSAFE.sub(_percent, name)} -->"


def _html(text: Inline) -> str:
    """Return parts as HTML, for the one place where Markdown is not read."""
    written = []
    for part in text:
        if not part.text:
            continue
        words = html.escape(visible(part.text))
        kind = _kind(part.tone)
        tag = {Tone.STRONG: "strong", Tone.CODE: "code"}.get(kind)
        words = f" ({words})" if kind is Tone.HINT else words
        written.append(f"<{tag}>{words}</{tag}>" if tag else words)
    return "".join(written)


def _percent(found: re.Match[str]) -> str:
    return quote(found.group().encode("utf-8", "surrogatepass"), safe="").replace("-", "%2D")


def _cell(text: Inline) -> str:
    r"""Return a cell: each ``|`` is escaped, in code too; code with ``\|`` becomes prose."""
    plain = tuple(
        Text(part.text) if part.tone is Tone.CODE and "\\|" in visible(part.text) else part
        for part in text
    )
    return _inline(plain).replace("|", "\\|")


def _inline(text: Inline) -> str:
    """Return parts of one line; neighbours of one kind are one run, so that markup cannot meet."""
    shown = [
        (Tone.PLAIN, f" ({visible(part.text)})")
        if part.tone is Tone.HINT
        else (_kind(part.tone), visible(part.text))
        for part in text
        if part.text
    ]
    runs = [
        (kind, "".join(words for _, words in group))
        for kind, group in groupby(shown, key=lambda part: part[0])
    ]
    line = ""
    for index, (kind, words) in enumerate(runs):
        after = runs[index + 1][1][0] if index + 1 < len(runs) else ""
        line += _run(kind, words, before=line[-1:], after=after)
    return line.strip(" ")


def _kind(tone: Tone) -> Tone:
    """Return the tone that stands for all that are written alike."""
    if tone in _PROSE:
        return Tone.PLAIN
    return Tone.STRONG if tone in _LOUD else tone


def _run(kind: Tone, words: str, *, before: str, after: str) -> str:
    if kind is Tone.CODE:
        return code_span(words)
    if kind is Tone.PLAIN:
        return _escaped(words if before else words.lstrip(" "), begins=not before, ends=not after)
    core = words.strip(" ")
    # CommonMark, "Emphasis": what touches the asterisks decides whether they count.
    opens = before in ("", " ") or (words != words.lstrip(" ")) or core[:1].isalnum()
    closes = after in ("", " ") or (words != words.rstrip(" ")) or core[-1:].isalnum()
    if not core or not opens or not closes or before == "*":
        return _escaped(words if before else words.lstrip(" "), begins=not before)
    lead = " " * (len(words) - len(words.lstrip(" ")))
    trail = " " * (len(words) - len(words.rstrip(" ")))
    return f"{lead}**{_escaped(core)}**{trail}"


def _escaped(words: str, *, begins: bool = False, ends: bool = False) -> str:
    """Escape what could be markup where it stands; leave ordinary prose readable."""
    places = {found.start() for found in _ACTIVE.finditer(words)}
    places |= {found.start() for found in _CLOSING_HASHES.finditer(words)}
    if begins:
        number = _BLOCK_LEAD.match(words)
        found = _BLOCK_START.match(words, number.end() if number else 0)
        places |= {found.start()} if found else set()
    if ends and words.endswith(":"):  # no address follows
        places.discard(len(words) - 1)
    return "".join(f"\\{char}" if at in places else char for at, char in enumerate(words))


def code_span(text: str) -> str:
    """Return ``text`` as a code span that ends where the text ends, whatever it holds."""
    fence = "`" * (_longest_ticks(text) + 1)
    ticked = text.startswith("`") or text.endswith("`")
    blank = text.startswith(" ") and text.endswith(" ") and text.strip(" ")
    pad = " " if ticked or blank else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
