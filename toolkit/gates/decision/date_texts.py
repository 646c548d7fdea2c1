"""What a date looks like in a format: the strings that ``dateFormat`` may write."""

from __future__ import annotations

import re

from toolkit.gates.decision.texts import Texts
from toolkit.gates.languages import language as words
from toolkit.gates.languages.errors import TooHard

_PART = re.compile("%(.?)|([^%]+)", re.DOTALL)
_DAYS, _MONTHS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun", "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_YEAR, _TWO = "[+-]?[0-9]{4,6}", "[0-9]{2}"
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_PARTS = {
    "Y": _YEAR,
    "m": _MONTH,
    "d": _DAY,
    **dict.fromkeys("HMSyI", _TWO),
    "a": f"(?:{_DAYS})",
    "b": f"(?:{_MONTHS})",
    "F": f"{_YEAR}-{_MONTH}-{_DAY}",
    "T": f"{_TWO}:{_TWO}:{_TWO}",
    "%": "%",
}
"""Parts of a format (chrono, format/strftime); of a format with others nothing is known."""


def date_texts(form: str) -> Texts | None:
    """Return the strings that a format makes of dates, and perhaps more; None where unknown."""
    pieces = []
    for found in _PART.finditer(form):
        letter, text = found.groups()
        if text is None and letter not in _PARTS:
            return None
        pieces.append(_PARTS[letter] if text is None else re.escape(text))
    try:
        language = words.matching(rf"(?s)\A{''.join(pieces)}\z")
    except (TooHard, ValueError):
        return None
    return Texts(language, (language,))


def missing_parts(form: str) -> tuple[str, str]:
    """Return what a format lacks to be a whole date: as a text of its own, and as its format."""
    absent = [part for part in _WHOLE if part not in form and "%F" not in form]
    return "".join(f" {_WHOLE[part]}" for part in absent), "".join(f" {part}" for part in absent)


_WHOLE = {"%Y": "2030", "%m": "01", "%d": "01"}
