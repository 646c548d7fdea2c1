"""Reading dates by a ``strftime`` format (chrono, format/parse.rs)."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.gates.evaluation.dates import parsed as resolving
from toolkit.gates.evaluation.dates.items import (
    Item,
    Literal,
    Number,
    Numeric,
    Space,
    Word,
    items,
)
from toolkit.gates.evaluation.dates.parsed import Parsed
from toolkit.gates.evaluation.dates.rfc import in_utc, set_hour
from toolkit.gates.evaluation.dates.scanning import MONTHS, WEEKDAYS, NoDateError, Scanner
from toolkit.gates.evaluation.moments import DAY, Moment
from toolkit.gates.evaluation.numbers import I64_MAX
from toolkit.gates.evaluation.rust_text import WHITE_SPACE

_I32 = 2**31 - 1


def read_moment(text: str, format_: str) -> Moment | None:
    """Return the moment that a text is in a format, None if it is none (Hurl 7.1, to_date.rs).

    Hurl tries date, time and offset first, then date and time in UTC, then a date alone.
    """
    parsed = _read(text, format_)
    if parsed is None:
        return None
    return _resolved(in_utc, parsed) or _resolved(_local, parsed) or _resolved(_midnight, parsed)


def read_local(text: str, format_: str) -> Moment | None:
    """Return the moment of a text with date and time in UTC."""
    parsed = _read(text, format_)
    return _resolved(_local, parsed) if parsed else None


def _resolved(resolve: Callable[[Parsed], Moment], parsed: Parsed) -> Moment | None:
    try:
        return resolve(parsed)
    except NoDateError:
        return None


def _local(parsed: Parsed) -> Moment:
    return resolving.local(parsed, 0)


def _midnight(parsed: Parsed) -> Moment:
    return Moment(resolving.date(parsed) * DAY)


def _read(text: str, format_: str) -> Parsed | None:
    """Return the fields of a text, None if it is not in this format."""
    scanner, parsed = Scanner(text), Parsed()
    try:
        for item in items(format_):
            _read_item(item, scanner, parsed)
    except NoDateError:
        return None
    return None if scanner.rest else parsed


def _read_item(item: Item, scanner: Scanner, parsed: Parsed) -> None:
    match item:
        case Literal(text):
            scanner.literal(text)
        case Space():
            scanner.skip_space()
        case Numeric(number):
            _read_number(number, scanner, parsed)
        case Word():
            _WORDS[item](scanner, parsed)
        case _:
            raise NoDateError


# --- numbers ----------------------------------------------------------------------------------

_NAMES = {
    # number: field, most digits, least and greatest value
    Number.YEAR: ("year", 4, -_I32 - 1, _I32),
    Number.CENTURY: ("century", 2, 0, _I32),
    Number.YEAR_OF_CENTURY: ("year_of_century", 2, 0, 99),
    Number.ISO_YEAR: ("iso_year", 4, -_I32 - 1, _I32),
    Number.ISO_YEAR_OF_CENTURY: ("iso_year_of_century", 2, 0, 99),
    Number.QUARTER: ("quarter", 1, 1, 4),
    Number.MONTH: ("month", 2, 1, 12),
    Number.DAY: ("day", 2, 1, 31),
    Number.WEEK_FROM_SUNDAY: ("week_from_sunday", 2, 0, 53),
    Number.WEEK_FROM_MONDAY: ("week_from_monday", 2, 0, 53),
    Number.ISO_WEEK: ("iso_week", 2, 1, 53),
    Number.ORDINAL: ("ordinal", 3, 1, 366),
    Number.MINUTE: ("minute", 2, 0, 59),
    Number.SECOND: ("second", 2, 0, 60),
    Number.TIMESTAMP: ("timestamp", None, 0, I64_MAX),
}
_SIGNED = frozenset((Number.YEAR, Number.ISO_YEAR))


def _read_number(number: Number, scanner: Scanner, parsed: Parsed) -> None:
    scanner.skip_space()
    match number:
        case Number.DAYS_FROM_SUNDAY:
            parsed.set("weekday", (_at_most(scanner.number(1, 1), 6) - 1) % 7, 0, 6)
        case Number.DAY_OF_WEEK:
            parsed.set("weekday", scanner.number(1, 1) - 1, 0, 6)
        case Number.HOUR:
            set_hour(parsed, scanner.number(1, 2))
        case Number.HOUR12:
            hour = _at_most(scanner.number(1, 2), 12)
            parsed.set("hour12", hour % 12 if hour else -1, 0, 11)
        case Number.NANOSECOND:
            parsed.set("nanosecond", scanner.number(1, 9), 0, 999_999_999)
        case _:
            name, digits, least, most = _NAMES[number]
            parsed.set(name, _signed(scanner, digits, number), least, most)


def _signed(scanner: Scanner, digits: int | None, number: Number) -> int:
    """Read a number; with a sign before it, a year has as many digits as there are."""
    if number in _SIGNED:
        if scanner.accept("-"):
            return -scanner.number(1)
        if scanner.accept("+"):
            return scanner.number(1)
    return scanner.number(1, digits)


def _at_most(value: int, most: int) -> int:
    if value > most:
        raise NoDateError
    return value


# --- words ------------------------------------------------------------------------------------

_Reader = Callable[[Scanner, Parsed], None]


def _month(*, long: bool) -> _Reader:
    return lambda scanner, parsed: parsed.set("month", scanner.name(MONTHS, long=long) + 1, 1, 12)


def _weekday(*, long: bool) -> _Reader:
    return lambda scanner, parsed: parsed.set("weekday", scanner.name(WEEKDAYS, long=long), 0, 6)


def _half(scanner: Scanner, parsed: Parsed) -> None:
    word = scanner.rest[:2].lower() if scanner.rest[:2].isascii() else ""
    if word not in ("am", "pm"):
        raise NoDateError
    scanner.rest = scanner.rest[2:]
    parsed.set("half", int(word == "pm"), 0, 1)


def _fraction(scanner: Scanner, parsed: Parsed) -> None:
    if scanner.accept("."):
        parsed.set("nanosecond", scanner.nanoseconds(), 0, 999_999_999)


def _fixed_fraction(count: int) -> _Reader:
    """Return a reader of exactly so many decimals, or of none and no point."""

    def read(scanner: Scanner, parsed: Parsed) -> None:
        if scanner.accept("."):
            _digits(count)(scanner, parsed)

    return read


def _digits(count: int) -> _Reader:
    return lambda scanner, parsed: parsed.set(
        "nanosecond", scanner.fixed_nanoseconds(count), 0, 999_999_999
    )


def _zone_name(scanner: Scanner, _parsed: Parsed) -> None:
    """Skip everything up to the next white space."""
    for position, char in enumerate(scanner.rest):
        if char in WHITE_SPACE:
            scanner.rest = scanner.rest[position:]
            return
    scanner.rest = ""


def _offset(*, zulu: bool = False, minutes: bool = True) -> _Reader:
    def read(scanner: Scanner, parsed: Parsed) -> None:
        scanner.skip_space()
        parsed.set("offset", scanner.offset(zulu=zulu, minutes=minutes), -_I32, _I32)

    return read


def _rfc3339(scanner: Scanner, parsed: Parsed) -> None:
    """Read a date like one of RFC 3339, with blanks where numbers begin and end."""
    for item in _RFC3339_DATE:
        _read_item(item, scanner, parsed)
    if not any(map(scanner.accept, "Tt ")):
        raise NoDateError
    for item in _RFC3339_TIME:
        _read_item(item, scanner, parsed)
    if scanner.rest[:3].upper() == "UTC":
        scanner.rest = scanner.rest[3:]
        parsed.set("offset", 0, 0, 0)
    else:
        _offset(zulu=True)(scanner, parsed)


_RFC3339_DATE = (*items("%Y"), Space(""), *items("-%m"), Space(""), *items("-%d"))
_RFC3339_TIME = (
    *(*items("%H"), Space(""), *items(":%M"), Space(""), *items(":%S%.f")),
    Space(""),
)
_WORDS: dict[Word, _Reader] = {
    Word.SHORT_MONTH: _month(long=False),
    Word.LONG_MONTH: _month(long=True),
    Word.SHORT_WEEKDAY: _weekday(long=False),
    Word.LONG_WEEKDAY: _weekday(long=True),
    Word.LOWER_HALF: _half,
    Word.UPPER_HALF: _half,
    Word.ZONE_NAME: _zone_name,
    Word.OFFSET: _offset(),
    Word.OFFSET_COLON: _offset(),
    Word.OFFSET_SECONDS: _offset(),
    Word.OFFSET_HOURS: _offset(),
    Word.OFFSET_LOOSE: _offset(zulu=True, minutes=False),
    Word.FRACTION: _fraction,
    Word.FRACTION3: _fixed_fraction(3),
    Word.FRACTION6: _fixed_fraction(6),
    Word.FRACTION9: _fixed_fraction(9),
    Word.DIGITS3: _digits(3),
    Word.DIGITS6: _digits(6),
    Word.DIGITS9: _digits(9),
    Word.RFC3339: _rfc3339,
}
