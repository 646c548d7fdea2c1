"""What to write instead of a word that is none."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.gates.errors import GateSyntaxError
    from toolkit.gates.parsing.cursor import Cursor

# Long enough for every word there is, short enough to compare quickly.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}|[=!<>~]{1,3}")


def unknown_word(
    cursor: Cursor, expected: str, known: Sequence[str], instead: Mapping[str, str] | None = None
) -> GateSyntaxError:
    """Return the error about the word here, with what was probably meant by it."""
    match = _WORD.match(cursor.text, cursor.position, cursor.end)
    if match is None:
        return cursor.error(f"expected {expected}")
    meant = (instead or {}).get(match.group()) or closest(match.group(), known)
    hint = f"; did you mean {meant}?" if meant else ""
    return cursor.error(f"expected {expected}{hint}", *match.span())


def closest(word: str, known: Sequence[str]) -> str:
    """Return the known word that looks most like ``word``, ``""`` if none does."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.75)
    return by_lower[found[0]] if found else ""
