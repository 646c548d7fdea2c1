"""The numerals of integers, as Hurl's ``toString`` writes them: an interval as a language."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.gates.languages.language import NOTHING, Language, matching


def integers(least: int | None = None, most: int | None = None) -> Language:
    """Return the numerals from ``least`` to ``most``, both included; ``None`` is without end.

    There are no leading zeros, no plus sign and no ``-0``: each integer has one numeral.
    """
    forms: list[str] = []
    if most is None or most >= 0:
        forms += _magnitudes(max(least or 0, 0), most)
    if least is None or least < 0:
        low = 1 if most is None or most >= 0 else -most
        forms += ("-" + form for form in _magnitudes(low, None if least is None else -least))
    return matching(rf"\A(?:{'|'.join(forms)})\z") if forms else NOTHING


def _magnitudes(low: int, high: int | None) -> Iterator[str]:
    """Yield regexes of the numerals from ``low`` to ``high``, length by length."""
    shortest = len(str(low))
    longest = shortest if high is None else len(str(high))
    for length in range(shortest, longest + 1):
        first = max(low, 10 ** (length - 1) if length > 1 else 0)
        last = 10**length - 1 if high is None else min(high, 10**length - 1)
        if first <= last:
            yield from _same_length(str(first), str(last))
    if high is None:
        yield f"[1-9][0-9]{{{shortest},}}"


def _same_length(low: str, high: str) -> Iterator[str]:
    """Yield regexes of the numerals between two of the same length."""
    if low == high:
        yield low
        return
    here = next(index for index, digit in enumerate(low) if digit != high[index])
    head = low[:here]
    first, last = int(low[here]), int(high[here])
    low_tail, high_tail = low[here + 1 :], high[here + 1 :]
    if low_tail.strip("0"):
        for tail in _at_least(low_tail):
            yield head + low[here] + tail
        first += 1
    if high_tail.strip("9"):
        for tail in _at_most(high_tail):
            yield head + high[here] + tail
        last -= 1
    yield from _digit(head, first, last, len(low_tail))


def _at_least(low: str) -> Iterator[str]:
    """Yield regexes of the numerals of the same length that are not below."""
    yield low
    for index, digit in enumerate(low):
        yield from _digit(low[:index], int(digit) + 1, 9, len(low) - index - 1)


def _at_most(high: str) -> Iterator[str]:
    """Yield regexes of the numerals of the same length that are not above."""
    yield high
    for index, digit in enumerate(high):
        yield from _digit(high[:index], 0, int(digit) - 1, len(high) - index - 1)


def _digit(head: str, first: int, last: int, free: int) -> Iterator[str]:
    """Yield a regex of what agrees up to a digit, if there is a digit to choose."""
    if first <= last:
        yield f"{head}[{first}-{last}][0-9]{{{free}}}"
