"""Is this licence an open one? An SPDX expression, judged with a list that is data."""

from __future__ import annotations

import functools
import importlib.resources
import re
from typing import Final

_LIST: Final = "open-licenses.txt"
_WORD: Final = re.compile(r"[()]|[A-Za-z0-9.+-]+")
_NOTHING_SAID: Final = frozenset({"none", "noassertion", "unlicensed", "proprietary"})
"""Words that stand where a licence should be named, and name none."""


@functools.lru_cache(maxsize=1)
def open_licenses() -> frozenset[str]:
    """Return the SPDX ids of open licences, in lower case: SPDX tells no cases apart."""
    text = importlib.resources.files("toolkit.catalog").joinpath(_LIST).read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line.lower() for line in lines if line and not line.startswith("#"))


def is_open(expression: str) -> bool:
    """Tell whether everybody may use, change and pass on what stands under an SPDX expression.

    With ``OR`` one open side is enough, for whoever takes the pack chooses; with ``AND`` both must
    be. ``WITH`` only adds permissions. What is no expression is not open.
    """
    words = _WORD.findall(expression)
    if "".join(words) != re.sub(r"\s+", "", expression):
        return False
    try:
        answer = _either(words)
    except IndexError:
        return False
    return answer and not words


def names_a_licence(expression: str) -> bool:
    """Tell whether a licence is named at all, open or not, a ``LicenseRef`` among them."""
    text = expression.strip()
    return bool(text) and text.lower() not in _NOTHING_SAID


def _either(words: list[str]) -> bool:
    answer = _both(words)
    while words and words[0].upper() == "OR":
        words.pop(0)
        other = _both(words)
        answer = answer or other
    return answer


def _both(words: list[str]) -> bool:
    answer = _one(words)
    while words and words[0].upper() == "AND":
        words.pop(0)
        other = _one(words)
        answer = answer and other
    return answer


def _one(words: list[str]) -> bool:
    """Take one licence, or an expression in parentheses, off the words."""
    word = words.pop(0)
    if word == "(":
        answer = _either(words)
        return words.pop(0) == ")" and answer
    answer = word.lower().removesuffix("+") in open_licenses()
    if words and words[0].upper() == "WITH":
        del words[0]
        words.pop(0)
    return answer
