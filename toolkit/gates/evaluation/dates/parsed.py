"""What has been read of a date, and which date that makes (chrono, format/parsed.rs)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.gates.evaluation.dates.scanning import NoDateError
from toolkit.gates.evaluation.moments import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    SECOND,
    Moment,
    civil,
    day_number,
    days_in,
    is_leap,
)

_THURSDAY = 3
"""1 January 1970, where Monday is 0."""
_PIVOT = 70
_LEAP_SECOND = 60


@dataclass
class Parsed:
    """The fields that a text gave, by name; giving one twice must give the same.

    Names: year, century, year_of_century, and the same with ``iso_`` before them; month, day,
    ordinal, quarter, week_from_sunday, week_from_monday, iso_week, weekday (Monday is 0); half
    (of the day), hour12, minute, second, nanosecond; timestamp, offset.
    """

    fields: dict[str, int] = field(default_factory=dict)

    def set(self, name: str, value: int, least: int, most: int) -> None:
        """Set a field whose value lies between two bounds.

        Raises:
            NoDateError: it does not, or the field has another value already.
        """
        if not least <= value <= most or self.fields.setdefault(name, value) != value:
            raise NoDateError

    def get(self, name: str) -> int | None:
        """Return the value of a field, None if it was not given."""
        return self.fields.get(name)


class Time(NamedTuple):
    """A time of the day: seconds since midnight, and nanoseconds (a billion in a leap second)."""

    seconds: int
    nanos: int


def date(parsed: Parsed) -> int:
    """Return the number of the day that the fields determine, which they must not contradict."""
    year = _year(parsed, "")
    iso_year = _year(parsed, "iso_")
    number = _determined(parsed, year, iso_year)
    if not FIRST_YEAR <= civil(number).year <= LAST_YEAR or not _agrees(parsed, number):
        raise NoDateError
    return number


def _year(parsed: Parsed, prefix: str) -> int | None:
    """Return the year out of itself, its century, or its last two digits."""
    year = parsed.get(f"{prefix}year")
    century, of_century = parsed.get(f"{prefix}century"), parsed.get(f"{prefix}year_of_century")
    if year is not None:
        if century is not None or of_century is not None:
            agrees = (
                year >= 0
                and (century is None or century == year // 100)
                and (of_century is None or of_century == year % 100)
            )
            if not agrees:
                raise NoDateError
        return year
    if of_century is None:
        if century is not None:
            raise NoDateError
        return None
    if century is None:
        return of_century + (2000 if of_century < _PIVOT else 1900)
    return century * 100 + of_century


def _determined(parsed: Parsed, year: int | None, iso_year: int | None) -> int:
    """Return the day by the first set of fields that is complete."""
    month, day, ordinal = parsed.get("month"), parsed.get("day"), parsed.get("ordinal")
    weekday = parsed.get("weekday")
    if year is not None:
        _require_known(year)
        if month is not None and day is not None:
            return _day_of_month(year, month, day)
        if ordinal is not None:
            return _day_of_year(year, ordinal)
        if weekday is not None:
            for name, first in (("week_from_sunday", 6), ("week_from_monday", 0)):
                week = parsed.get(name)
                if week is not None:
                    return _day_of_week(year, week, weekday, first)
    iso_week = parsed.get("iso_week")
    if iso_year is not None and iso_week is not None and weekday is not None:
        _require_known(iso_year)
        return _day_of_iso_week(iso_year, iso_week, weekday)
    raise NoDateError


def _require_known(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDateError


def _day_of_month(year: int, month: int, day: int) -> int:
    if not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):  # noqa: PLR2004
        raise NoDateError
    return day_number(year, month, day)


def _day_of_year(year: int, ordinal: int) -> int:
    if not 1 <= ordinal <= 365 + is_leap(year):
        raise NoDateError
    return day_number(year, 1, 1) + ordinal - 1


def _day_of_week(year: int, week: int, weekday: int, first: int) -> int:
    """Return the day by week and weekday, where week 1 begins at the first such weekday."""
    new_year = day_number(year, 1, 1)
    start = new_year + (first - weekday_of(new_year)) % 7
    number = start + (week - 1) * 7 + (weekday - first) % 7
    if civil(number).year != year:
        raise NoDateError
    return number


def _day_of_iso_week(year: int, week: int, weekday: int) -> int:
    if not 1 <= week <= weeks_in(year):
        raise NoDateError
    return _first_iso_day(year) + (week - 1) * 7 + weekday


def _first_iso_day(year: int) -> int:
    """Return the Monday of the week that has 4 January in it."""
    fourth = day_number(year, 1, 4)
    return fourth - weekday_of(fourth)


def weekday_of(number: int) -> int:
    """Return the weekday of a day, Monday being 0."""
    return (number + _THURSDAY) % 7


def weeks_in(year: int) -> int:
    """Return how many weeks a year has by ISO 8601."""
    return (_first_iso_day(year + 1) - _first_iso_day(year)) // 7


def iso_week_of(number: int) -> tuple[int, int]:
    """Return year and week by ISO 8601."""
    year = civil(number - weekday_of(number) + _THURSDAY).year
    return year, (number - _first_iso_day(year)) // 7 + 1


def week_of(number: int, first: int) -> int:
    """Return the week of the year, where week 1 begins at the first such weekday."""
    ordinal = number - day_number(civil(number).year, 1, 1)
    return (ordinal + 7 - (weekday_of(number) - first) % 7) // 7


def _agrees(parsed: Parsed, number: int) -> bool:
    """Whether no other field contradicts the day."""
    year, month, day = civil(number)
    iso_year, iso_week = iso_week_of(number)
    actual = {
        "year": year,
        "month": month,
        "day": day,
        "quarter": (month + 2) // 3,
        "ordinal": number - day_number(year, 1, 1) + 1,
        "week_from_sunday": week_of(number, 6),
        "week_from_monday": week_of(number, 0),
        "weekday": weekday_of(number),
        "iso_year": iso_year,
        "iso_week": iso_week,
    }
    if year >= 0:
        actual |= {"century": year // 100, "year_of_century": year % 100}
    elif parsed.get("century") is not None or parsed.get("year_of_century") is not None:
        return False
    if iso_year >= 0:
        actual |= {"iso_century": iso_year // 100, "iso_year_of_century": iso_year % 100}
    return all(parsed.fields.get(name, value) == value for name, value in actual.items())


def time(parsed: Parsed) -> Time:
    """Return the time of the day; hours and minutes must be known."""
    half, hour12, minute = parsed.get("half"), parsed.get("hour12"), parsed.get("minute")
    if half is None or hour12 is None or minute is None:
        raise NoDateError
    second, nanosecond = parsed.get("second"), parsed.get("nanosecond")
    if second is None and nanosecond is not None:
        raise NoDateError
    leap = second == _LEAP_SECOND
    seconds = (half * 12 + hour12) * 3600 + minute * 60 + (59 if leap else second or 0)
    return Time(seconds, (nanosecond or 0) + (SECOND if leap else 0))


def local(parsed: Parsed, offset: int) -> Moment:
    """Return date and time without their offset; a timestamp must agree or will do alone.

    Raises:
        NoDateError: something is missing or contradicts.
    """
    stamp = parsed.get("timestamp")
    try:
        day, at = date(parsed), time(parsed)
    except NoDateError:
        if stamp is None:
            raise
        return _from_stamp(parsed, stamp, offset)
    moment = Moment(day * DAY + at.seconds, at.nanos)
    if stamp is not None:
        seconds = moment.seconds - offset
        leap = at.nanos >= SECOND
        if stamp != seconds and not (leap and stamp == seconds + 1):
            raise NoDateError
    return moment


def _from_stamp(parsed: Parsed, stamp: int, offset: int) -> Moment:
    """Return the moment of a timestamp, if the fields that were given agree with it."""
    seconds = stamp + offset
    if not FIRST_YEAR <= civil(seconds // DAY).year <= LAST_YEAR:
        raise NoDateError
    given = Parsed(dict(parsed.fields))
    leap = given.get("second") == _LEAP_SECOND
    if leap:
        if seconds % 60 == 59:  # noqa: PLR2004
            pass
        elif seconds % 60 == 0:
            seconds -= 1
        else:
            raise NoDateError
    else:
        given.set("second", seconds % 60, 0, 59)
    day = civil(seconds // DAY)
    given.set("year", day.year, FIRST_YEAR, LAST_YEAR)
    given.set("ordinal", seconds // DAY - day_number(day.year, 1, 1) + 1, 1, 366)
    hour = seconds % DAY // 3600
    given.set("half", hour // 12, 0, 1)
    given.set("hour12", hour % 12, 0, 11)
    given.set("minute", seconds % 3600 // 60, 0, 59)
    at = time(given)
    return Moment(date(given) * DAY + at.seconds, at.nanos)
