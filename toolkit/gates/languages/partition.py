"""Minterms: the coarsest division of all characters that a family of sets cannot see through.

Characters in one minterm are in the same sets, so an automaton over these sets treats them alike
and needs one transition for all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from toolkit.gates.languages.charset import END, SURROGATES, CharSet, from_ranges, preferred

_OUTSIDE = -1
"""The letter of the surrogates, which no string has."""


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The minterms of a family of sets, numbered; a number is a letter of an automaton."""

    starts: tuple[int, ...]
    """Where each segment of code points begins; each ends where the next begins."""
    letters: tuple[int, ...]
    """The letter of each segment."""
    signatures: tuple[int, ...]
    """For each letter the sets that its characters are in, as a bit for each set."""
    samples: tuple[str, ...]
    """For each letter one of its characters."""

    def letter(self, char: str) -> int:
        """Return the letter of a character."""
        return self.letters[bisect_right(self.starts, ord(char)) - 1]

    def parts(self) -> list[CharSet]:
        """Return the characters of each letter."""
        ranges: dict[int, list[tuple[int, int]]] = {}
        for start, end, letter in zip(
            self.starts, (*self.starts[1:], END), self.letters, strict=True
        ):
            ranges.setdefault(letter, []).append((start, end - 1))
        return [from_ranges(found) for found in ranges.values()]


@lru_cache(maxsize=512)
def partition(sets: tuple[CharSet, ...]) -> Partition:
    """Return the minterms of sets: one sweep over all bounds."""
    toggles = {0: 0}
    for index, chars in enumerate(sets):
        bit = 1 << index
        for bound in chars.bounds:
            toggles[bound] = toggles.get(bound, 0) ^ bit
    toggles.pop(END, None)
    outside = 1 << len(sets)
    for bound in SURROGATES:
        toggles[bound] = toggles.get(bound, 0) ^ outside
    starts = sorted(toggles)
    numbers: dict[int, int] = {}
    samples = []
    letters = []
    signature = 0
    for start in starts:
        signature ^= toggles[start]
        if signature >= outside:
            letters.append(_OUTSIDE)
        else:
            if signature not in numbers:
                numbers[signature] = len(numbers)
                samples.append(chr(start))
            letters.append(numbers[signature])
    return Partition(tuple(starts), tuple(letters), tuple(numbers), tuple(samples))


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The common minterms of several partitions, those that read best first."""

    representatives: tuple[str, ...]
    """A character of each."""
    columns: tuple[tuple[int, ...], ...]
    """For every partition its own letter of each."""


@lru_cache(maxsize=512)
def alphabet(partitions: tuple[Partition, ...]) -> Alphabet:
    """Return the common refinement of partitions: one sweep over all segments."""
    if not partitions:
        return Alphabet((), ())
    changes: dict[int, list[tuple[int, int]]] = {}
    for index, part in enumerate(partitions):
        for start, letter in zip(part.starts, part.letters, strict=True):
            changes.setdefault(start, []).append((index, letter))
    starts = sorted(changes)
    current = [_OUTSIDE] * len(partitions)
    best: dict[tuple[int, ...], tuple[int, int]] = {}
    for start, end in zip(starts, [*starts[1:], END], strict=True):
        for index, letter in changes[start]:
            current[index] = letter
        if start == SURROGATES[0]:
            continue
        key = tuple(current)
        known = best.get(key)
        if known is None:
            best[key] = preferred(start, end)
        elif known[0]:
            best[key] = min(known, preferred(start, end))
    ordered = sorted(best, key=best.__getitem__)
    return Alphabet(
        tuple(chr(best[key][1]) for key in ordered),
        tuple(zip(*ordered, strict=True)),
    )
