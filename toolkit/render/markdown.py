"""`Document` → Markdown (GitHub's dialect), in which no value can become markup."""

from __future__ import annotations

import re

from toolkit.render.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Table,
    Text,
    Tone,
)
from toolkit.texts import visible

_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@:-])")
_TICKS = re.compile(r"`+")


def render(document: Document) -> str:
    """Return the document as Markdown, ended by one line feed."""
    return "\n\n".join(_block(block) for block in document.blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_inline(text)}"
        case Paragraph(text):
            return _inline(text)
        case Bullets(items):
            return "\n".join(f"- {_inline(item)}" for item in items) if items else "- none"
        case Table(head, rows):
            lines = [head, ["---"] * len(head), *([_inline(cell) for cell in row] for row in rows)]
            return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        case Listing(text, language):
            shown = "\n".join(visible(line) for line in text.split("\n"))
            fence = "`" * max(3, _longest_ticks(shown) + 1)
            return f"{fence}{language}\n{shown}\n{fence}"


def _inline(text: Inline) -> str:
    return "".join(_run(part) for part in text)


def _run(part: Text) -> str:
    shown = visible(part.text)
    if part.tone is Tone.CODE:
        return code_span(shown)
    escaped = _ACTIVE.sub(_escape, shown)
    if part.tone is Tone.HINT:
        return f" ({escaped})" if escaped else ""
    return f"**{escaped}**" if part.tone in (Tone.STRONG, Tone.BAD, Tone.GOOD) else escaped


def _escape(match: re.Match[str]) -> str:
    """Escape what could start markup where it stands; leave ordinary prose readable."""
    char, text = match.group(1), match.string
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    if char in "-:+#()!" and match.start():
        return char
    if char == "_" and before.isalnum() and after.isalnum():
        return char
    return f"\\{char}"


def code_span(text: str) -> str:
    """Return ``text`` as a code span that ends where the text ends, whatever it holds."""
    if not text:
        return "``"
    escaped = text.replace("|", "\\|")
    fence = "`" * (_longest_ticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{escaped}{pad}{fence}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
