"""Simple case folding: which characters the flag ``i`` of a regex takes for the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from toolkit.gates.languages.charset import CharSet, between, from_ranges
from toolkit.gates.languages.unicode.case_folding import ORBITS

_CASE_GAP = ord("a") - ord("A")
_UPPER = between("A", "Z")
_LOWER = between("a", "z")


@lru_cache(maxsize=1024)
def fold(chars: CharSet, *, unicode: bool) -> CharSet:
    """Return a set together with all that differs from a member of it by case only.

    Without ``unicode`` only the letters of ASCII have a case (``(?i-u)``).
    """
    if not unicode:
        lower = [
            (code + _CASE_GAP, end - 1 + _CASE_GAP) for code, end in (chars & _UPPER).intervals()
        ]
        upper = [
            (code - _CASE_GAP, end - 1 - _CASE_GAP) for code, end in (chars & _LOWER).intervals()
        ]
        return chars | from_ranges([*lower, *upper])
    keys, orbits = _orbits()
    more: list[int] = []
    for start, end in chars.intervals():
        for code in keys[bisect_left(keys, start) : bisect_left(keys, end)]:
            more += orbits[code]
    return chars | from_ranges((code, code) for code in more)


@lru_cache(maxsize=1)
def _orbits() -> tuple[Sequence[int], Mapping[int, Sequence[int]]]:
    """Decode the table: the characters that have a case, in order, and the orbit of each.

    An orbit is written as its code points in base 36, joined by dots; ``*count+step`` behind it
    stands for as many orbits of the same shape, each a step on from the one before.
    """
    orbits: dict[int, Sequence[int]] = {}
    for run in ORBITS.split():
        first, _, repeats = run.partition("*")
        count, _, step = repeats.partition("+")
        codes = [int(code, 36) for code in first.split(".")]
        for index in range(int(count, 36) if count else 1):
            orbit = [code + index * int(step or 0) for code in codes]
            orbits.update(dict.fromkeys(orbit, orbit))
    return sorted(orbits), orbits
