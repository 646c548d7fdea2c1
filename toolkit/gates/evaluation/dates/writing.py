"""Writing dates by a ``strftime`` format (chrono, format/formatting.rs)."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.gates.evaluation.dates.items import (
    Item,
    Literal,
    Number,
    Numeric,
    Pad,
    Space,
    Word,
    items,
)
from toolkit.gates.evaluation.dates.parsed import iso_week_of, week_of, weekday_of
from toolkit.gates.evaluation.dates.scanning import MONTHS, WEEKDAYS
from toolkit.gates.evaluation.moments import Moment, day_number, fraction_text, year_text

_SHORT = 3
_TWO_DIGITS = 2
_LAST_FOUR_DIGITS = 9999


def written(moment: Moment, format_: str) -> str | None:
    """Return a moment in a format, None if the format is invalid."""
    texts = [_written(item, moment) for item in items(format_)]
    found = [text for text in texts if text is not None]
    return "".join(found) if len(found) == len(texts) else None


def _written(item: Item, moment: Moment) -> str | None:
    match item:
        case Literal(text) | Space(text):
            return text
        case Numeric(number, pad):
            return _number(number, pad, moment)
        case Word():
            write = _WORDS.get(item)
            return write(moment) if write else None
    return None


def _ordinal(moment: Moment) -> int:
    return moment.days - day_number(moment.civil.year, 1, 1) + 1


def _hour12(moment: Moment) -> int:
    return moment.clock[0] % 12 or 12


_NUMBERS: dict[Number, tuple[int, Callable[[Moment], int]]] = {
    # how wide, and what
    Number.YEAR: (4, lambda moment: moment.civil.year),
    Number.CENTURY: (2, lambda moment: moment.civil.year // 100 % 256),
    Number.YEAR_OF_CENTURY: (2, lambda moment: moment.civil.year % 100),
    Number.ISO_YEAR: (4, lambda moment: iso_week_of(moment.days)[0]),
    Number.ISO_YEAR_OF_CENTURY: (2, lambda moment: iso_week_of(moment.days)[0] % 100),
    Number.QUARTER: (1, lambda moment: (moment.civil.month + 2) // 3),
    Number.MONTH: (2, lambda moment: moment.civil.month),
    Number.DAY: (2, lambda moment: moment.civil.day),
    Number.WEEK_FROM_SUNDAY: (2, lambda moment: week_of(moment.days, 6)),
    Number.WEEK_FROM_MONDAY: (2, lambda moment: week_of(moment.days, 0)),
    Number.ISO_WEEK: (2, lambda moment: iso_week_of(moment.days)[1]),
    Number.DAYS_FROM_SUNDAY: (1, lambda moment: (weekday_of(moment.days) + 1) % 7),
    Number.DAY_OF_WEEK: (1, lambda moment: weekday_of(moment.days) + 1),
    Number.ORDINAL: (3, _ordinal),
    Number.HOUR: (2, lambda moment: moment.clock[0]),
    Number.HOUR12: (2, _hour12),
    Number.MINUTE: (2, lambda moment: moment.clock[1]),
    Number.SECOND: (2, lambda moment: moment.clock[2]),
    Number.NANOSECOND: (9, lambda moment: moment.fraction),
    Number.TIMESTAMP: (9, lambda moment: moment.seconds),
}
_YEARS = frozenset((Number.YEAR, Number.ISO_YEAR))


def _number(number: Number, pad: Pad, moment: Moment) -> str:
    """Write a number; a year of other than four digits has a sign."""
    width, value_of = _NUMBERS[number]
    value = value_of(moment)
    if width == _TWO_DIGITS:
        return _two_digits(value, pad)
    sign = "+" if number in _YEARS and not 0 <= value <= _LAST_FOUR_DIGITS else ""
    match pad:
        case Pad.NONE:
            return f"{value:{sign}}"
        case Pad.ZERO:
            return f"{value:{sign}0{width + len(sign)}}"
        case Pad.SPACE:
            return f"{value:{sign}{width + len(sign)}}"


def _two_digits(value: int, pad: Pad) -> str:
    """Write tens and ones; more than nine tens (the century of a year below 0) are no digit."""
    tens, ones = divmod(value, 10)
    if tens:
        return f"{chr(ord('0') + tens)}{ones}"
    return {Pad.NONE: "", Pad.ZERO: "0", Pad.SPACE: " "}[pad] + str(ones)


def _name(names: tuple[str, ...], index: int, length: int | None = None) -> str:
    return names[index].capitalize()[:length]


def _half(moment: Moment) -> str:
    return "PM" if moment.clock[0] >= 12 else "AM"  # noqa: PLR2004


def _rfc3339(moment: Moment) -> str:
    year, month, day = moment.civil
    hour, minute, second = moment.clock
    return (
        f"{year_text(year)}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        f"{fraction_text(moment.fraction)}+00:00"
    )


_WORDS: dict[Word, Callable[[Moment], str]] = {
    # %#z is for reading only
    Word.SHORT_MONTH: lambda moment: _name(MONTHS, moment.civil.month - 1, _SHORT),
    Word.LONG_MONTH: lambda moment: _name(MONTHS, moment.civil.month - 1),
    Word.SHORT_WEEKDAY: lambda moment: _name(WEEKDAYS, weekday_of(moment.days), _SHORT),
    Word.LONG_WEEKDAY: lambda moment: _name(WEEKDAYS, weekday_of(moment.days)),
    Word.LOWER_HALF: lambda moment: _half(moment).lower(),
    Word.UPPER_HALF: _half,
    Word.ZONE_NAME: lambda _moment: "UTC",
    Word.OFFSET: lambda _moment: "+0000",
    Word.OFFSET_COLON: lambda _moment: "+00:00",
    Word.OFFSET_SECONDS: lambda _moment: "+00:00:00",
    Word.OFFSET_HOURS: lambda _moment: "+00",
    Word.FRACTION: lambda moment: fraction_text(moment.fraction),
    Word.FRACTION3: lambda moment: f".{moment.fraction // 10**6:03}",
    Word.FRACTION6: lambda moment: f".{moment.fraction // 10**3:06}",
    Word.FRACTION9: lambda moment: f".{moment.fraction:09}",
    Word.DIGITS3: lambda moment: f"{moment.fraction // 10**6:03}",
    Word.DIGITS6: lambda moment: f"{moment.fraction // 10**3:06}",
    Word.DIGITS9: lambda moment: f"{moment.fraction:09}",
    Word.RFC3339: _rfc3339,
}
