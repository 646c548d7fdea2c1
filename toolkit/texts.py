"""Text that cannot surprise: what a pack says is shown as it is, never obeyed."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return ``text`` with every control, format and lone surrogate character spelled out.

    Nothing that stands in a pack can move the cursor, hide, or reorder what a
    report says.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
