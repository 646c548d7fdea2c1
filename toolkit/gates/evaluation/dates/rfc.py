"""Dates of RFC 3339 and RFC 2822, and of cookies (chrono, format/parse.rs)."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.gates.evaluation.dates.parsed import Parsed, local
from toolkit.gates.evaluation.dates.scanning import MONTHS, WEEKDAYS, NoDateError, Scanner
from toolkit.gates.evaluation.moments import DAY, FIRST_YEAR, LAST_YEAR, Moment, civil

_I32_MAX = 2**31 - 1
_MOST = 255
_PIVOT = 50


def parse_rfc3339(text: str) -> Moment | None:
    """Return the moment of ``2026-01-31T12:00:00.5+02:00``, None if the text is none such."""
    return _moment(text, read_rfc3339)


def parse_rfc2822(text: str) -> Moment | None:
    """Return the moment of ``Sat, 31 Jan 2026 12:00:00 GMT``, None if the text is none such."""
    return _moment(text, read_rfc2822)


def _moment(text: str, read: Callable[[Scanner, Parsed], None]) -> Moment | None:
    scanner, parsed = Scanner(text), Parsed()
    try:
        read(scanner, parsed)
        return None if scanner.rest else in_utc(parsed)
    except NoDateError:
        return None


def in_utc(parsed: Parsed) -> Moment:
    """Return the moment that the fields and their offset determine.

    Raises:
        NoDateError: the offset is missing or not below a day, or the year is out of range.
    """
    offset = parsed.get("offset")
    if offset is None or not -DAY < offset < DAY:
        raise NoDateError
    there = local(parsed, offset)
    moment = Moment(there.seconds - offset, there.nanos)
    if not FIRST_YEAR <= civil(moment.days).year <= LAST_YEAR:
        raise NoDateError
    return moment


def read_rfc3339(scanner: Scanner, parsed: Parsed) -> None:
    """Read a date of RFC 3339.

    year "-" month "-" day ( "T" | "t" | " " ) hour ":" minute ":" second [ "." decimals ] offset
    """
    parsed.set("year", scanner.number(4, 4), 0, _I32_MAX)
    scanner.literal("-")
    parsed.set("month", scanner.number(2, 2), 1, 12)
    scanner.literal("-")
    parsed.set("day", scanner.number(2, 2), 1, 31)
    if not (scanner.accept("T") or scanner.accept("t") or scanner.accept(" ")):
        raise NoDateError
    set_hour(parsed, scanner.number(2, 2))
    scanner.literal(":")
    parsed.set("minute", scanner.number(2, 2), 0, 59)
    scanner.literal(":")
    parsed.set("second", scanner.number(2, 2), 0, 60)
    if scanner.accept("."):
        parsed.set("nanosecond", scanner.nanoseconds(), 0, _I32_MAX)
    parsed.set("offset", scanner.offset(colon="one", zulu=True), -_I32_MAX, _I32_MAX)


def set_hour(parsed: Parsed, hour: int) -> None:
    """Set the hour of the whole day."""
    if hour > 23:  # noqa: PLR2004
        raise NoDateError
    parsed.set("half", hour // 12, 0, 1)
    parsed.set("hour12", hour % 12, 0, 11)


def read_rfc2822(scanner: Scanner, parsed: Parsed) -> None:
    """Read a date of RFC 2822, comments behind it included.

    [ weekday "," ] day month year hour ":" minute [ ":" second ] zone { "(" comment ")" }
    """
    scanner.skip_space()
    _weekday(scanner, parsed)
    scanner.skip_space()
    parsed.set("day", scanner.number(1, 2), 1, 31)
    scanner.space()
    parsed.set("month", scanner.name(MONTHS, long=False) + 1, 1, 12)
    scanner.space()
    parsed.set("year", _year(scanner), -_I32_MAX, _I32_MAX)
    scanner.space()
    set_hour(parsed, scanner.number(2, 2))
    scanner.skip_space()
    scanner.literal(":")
    scanner.skip_space()
    parsed.set("minute", scanner.number(2, 2), 0, 59)
    before = scanner.rest
    scanner.skip_space()
    if scanner.accept(":"):
        parsed.set("second", scanner.number(2, 2), 0, 60)
    else:
        scanner.rest = before
    scanner.space()
    parsed.set("offset", scanner.offset_of_mail(), -_I32_MAX, _I32_MAX)
    while scanner.comment():
        pass


def _weekday(scanner: Scanner, parsed: Parsed) -> None:
    try:
        weekday = scanner.name(WEEKDAYS, long=False)
    except NoDateError:
        return
    scanner.literal(",")
    parsed.set("weekday", weekday, 0, 6)


def _year(scanner: Scanner) -> int:
    """Read a year; with two digits it lies between 1950 and 2049, with three after 1900."""
    before = len(scanner.rest)
    year = scanner.number(2)
    match before - len(scanner.rest):
        case 2:
            return year + (2000 if year < _PIVOT else 1900)
        case 3:
            return year + 1900
    return year
