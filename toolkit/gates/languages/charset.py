"""Sets of characters: disjoint intervals over the scalar values of Unicode.

A Rust string holds scalar values only, so surrogates are in no set, and the complement of a set
has none either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

END = 0x110000
"""One past the last code point."""
SURROGATES = (0xD800, 0xE000)
"""The first surrogate, and one past the last."""


@dataclass(frozen=True, slots=True)
class CharSet:
    """A set of scalar values.

    ``bounds`` are the points where membership changes, in order: the even ones begin an interval,
    the odd ones stand one past its end. Equal sets have equal bounds.
    """

    bounds: tuple[int, ...] = ()

    def __contains__(self, char: str) -> bool:
        return bisect_right(self.bounds, ord(char)) % 2 == 1

    def __bool__(self) -> bool:
        return bool(self.bounds)

    def __or__(self, other: CharSet) -> CharSet:
        return _combine(self, other, lambda mine, theirs: mine or theirs)

    def __and__(self, other: CharSet) -> CharSet:
        return _combine(self, other, lambda mine, theirs: mine and theirs)

    def __sub__(self, other: CharSet) -> CharSet:
        return _combine(self, other, lambda mine, theirs: mine and not theirs)

    def __xor__(self, other: CharSet) -> CharSet:
        return _combine(self, other, lambda mine, theirs: mine != theirs)

    def __invert__(self) -> CharSet:
        return EVERY - self

    def __len__(self) -> int:
        return sum(end - start for start, end in self.intervals())

    def intervals(self) -> Iterator[tuple[int, int]]:
        """Yield every interval as its first code point and one past its last."""
        return zip(self.bounds[::2], self.bounds[1::2], strict=True)

    def representative(self) -> str:
        """Return the character that a person reads best; the same on every machine.

        Raises:
            ValueError: The set is empty.
        """
        return chr(min(preferred(start, end) for start, end in self.intervals())[1])


EVERY = CharSet((0, SURROGATES[0], SURROGATES[1], END))
"""All scalar values."""
NO_CHARACTER = CharSet()


def between(first: str, last: str) -> CharSet:
    """Return all characters from ``first`` to ``last``, both included."""
    return from_ranges([(ord(first), ord(last))])


def one_of(characters: str) -> CharSet:
    """Return the set of the characters in a string."""
    return from_ranges((ord(char), ord(char)) for char in characters)


def from_ranges(ranges: Iterable[tuple[int, int]]) -> CharSet:
    """Return the union of ranges, given as first and last code point, surrogates left out."""
    bounds: list[int] = []
    for first, last in sorted(ranges):
        if bounds and first <= bounds[-1]:
            bounds[-1] = max(bounds[-1], last + 1)
        else:
            bounds += (first, last + 1)
    found = CharSet(tuple(bounds))
    touches = any(start < SURROGATES[1] and end > SURROGATES[0] for start, end in found.intervals())
    return found & EVERY if touches else found


def union(sets: Iterable[CharSet]) -> CharSet:
    """Return the characters of any number of sets."""
    return from_ranges((start, end - 1) for chars in sets for start, end in chars.intervals())


def _combine(left: CharSet, right: CharSet, rule: Callable[[bool, bool], bool]) -> CharSet:
    """Sweep over the bounds of two sets and keep those where the rule changes its mind."""
    mine, theirs = set(left.bounds), set(right.bounds)
    in_left = in_right = inside = False
    bounds = []
    for point in sorted(mine | theirs):
        in_left ^= point in mine
        in_right ^= point in theirs
        if rule(in_left, in_right) != inside:
            inside = not inside
            bounds.append(point)
    return CharSet(tuple(bounds))


# --- preference ---------------------------------------------------------------------------

_ASCII_BY_PREFERENCE = (
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "-_.,:;/!?+*=#%&@~'\"()[]{}<>|^$`\\ "
)
_FAMILIAR_RANK, _LAYOUT_RANK, _FOREIGN_RANK, _CONTROL_RANK = 128, 129, 130, 131
_RANKS = [
    _ASCII_BY_PREFERENCE.index(char)
    if char in _ASCII_BY_PREFERENCE
    else _LAYOUT_RANK
    if char in "\t\n\r"
    else _CONTROL_RANK
    for char in map(chr, range(0x80))
]
_ASCII_END = 0x80
_C1_END = 0xA0

# Letters, digits and signs that any font shows, of the larger scripts, and the emoji.
_FAMILIAR = from_ranges(
    (
        *((0xC0, 0x24F), (0x391, 0x3A1), (0x3A3, 0x3CE)),
        *((0x400, 0x481), (0x5D0, 0x5EA), (0x627, 0x63A), (0x660, 0x669), (0x905, 0x939)),
        *((0xE01, 0xE30), (0x1E00, 0x1EFF), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x3041, 0x3096)),
        *((0x30A1, 0x30FA), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x1F600, 0x1F64F)),
    )
).bounds


def preferred(start: int, end: int) -> tuple[int, int]:
    """Return rank and code point of the best character in an interval; the lowest rank is best.

    Letters, digits and other printable characters of ASCII come first, then what is familiar
    beyond, then the rest; control characters come last.
    """
    if start < _ASCII_END:
        rank, code = min((_RANKS[code], code) for code in range(start, min(end, _ASCII_END)))
        return (
            (rank, code)
            if rank < _FAMILIAR_RANK or end <= _ASCII_END
            else min((rank, code), preferred(_ASCII_END, end))
        )
    index = bisect_right(_FAMILIAR, start)
    if index % 2:
        return _FAMILIAR_RANK, start
    if index < len(_FAMILIAR) and _FAMILIAR[index] < end:
        return _FAMILIAR_RANK, _FAMILIAR[index]
    if end <= _C1_END:
        return _CONTROL_RANK, start
    return _FOREIGN_RANK, max(start, _C1_END)
