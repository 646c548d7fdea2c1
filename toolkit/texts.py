"""Text that cannot surprise: what a pack says is shown as it is, never obeyed."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""Return ``text`` with every control, format and lone surrogate character spelled out.

    A byte that is no UTF-8, which Python keeps as a surrogate, is shown as the
    byte that it is: ``\xff``. Nothing that stands in a pack can move the cursor,
    hide, or reorder what a report says.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def _spelled(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) & 0xFF:02x}"
    return char.encode("unicode_escape").decode("ascii")
