"""Which characters an id or a file name may have, so that no reader is surprised.

Source: upstream-contract.md, "Where we go further", 5: free of control
characters, traversal and Markdown or shell surprises.
"""

from __future__ import annotations

from toolkit.texts import visible

_PACK_ID_MARKS = frozenset("._-")
_GATE_ID_MARKS = frozenset("._-:")
_FILE_MARKS = frozenset("._-+@=,")


def bad_pack_id(identifier: str) -> str:
    """Say what a pack id must not contain, or ``""`` where it is fine.

    Letters and digits of any script are fine, and ``. _ -`` between them: tags
    and files are named after it, and git takes no colon in a tag.
    """
    return _bad(identifier, _PACK_ID_MARKS)


def bad_gate_id(identifier: str) -> str:
    """Say what a gate id must not contain, or ``""``; as a pack id, and ``:`` besides."""
    return _bad(identifier, _GATE_ID_MARKS)


def bad_file_name(path: str) -> str:
    """Say what the path of a file must not contain, or ``""`` where it is fine."""
    for segment in path.split("/"):
        if segment in ("", ".", ".."):
            return "empty or dotted segments"
        bad = _bad(segment, _FILE_MARKS, may_start_with=frozenset("._"))
        if bad:
            return bad
    return ""


def _bad(
    text: str, marks: frozenset[str], *, may_start_with: frozenset[str] = frozenset("_")
) -> str:
    for char in text:
        if not (char.isalnum() or char in marks):
            return "blanks" if char.isspace() else _name(char)
    if ".." in text:
        return "'..'"
    if text and not (text[0].isalnum() or text[0] in may_start_with):
        return f"{text[0]!r} at its start"
    return ""


def _name(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"the byte {visible(char)}, which is no UTF-8"
    return repr(char) if char.isprintable() else f"the character U+{ord(char):04X}"
