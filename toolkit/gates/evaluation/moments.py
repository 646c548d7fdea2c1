"""Points in time of nanosecond precision, in UTC and in the proleptic Gregorian calendar.

Python's ``datetime`` knows neither nanoseconds, nor leap seconds, nor the years below 1 and above
9999, all of which Hurl's dates (chrono's ``DateTime<Utc>``) know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

DAY = 86_400
SECOND = 1_000_000_000
FIRST_YEAR, LAST_YEAR = -262_143, 262_142
"""The years that chrono knows (naive/date/mod.rs)."""

_ERA_YEARS, _ERA_DAYS = 400, 146_097
_EPOCH = 719_468
"""Days from 1 March of the year 0 to 1 January 1970."""


class Civil(NamedTuple):
    """A day of the calendar."""

    year: int
    month: int
    day: int


def day_number(year: int, month: int, day: int) -> int:
    """Return how many days after 1 January 1970 a day of the calendar is."""
    shifted = year - (month <= 2)  # noqa: PLR2004  a year begins in March here
    era, year_of_era = divmod(shifted, _ERA_YEARS)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return (
        era * _ERA_DAYS
        + year_of_era * 365
        + year_of_era // 4
        - year_of_era // 100
        + day_of_year
        - _EPOCH
    )


def civil(number: int) -> Civil:
    """Return the day of the calendar that is so many days after 1 January 1970."""
    era, day_of_era = divmod(number + _EPOCH, _ERA_DAYS)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = (shifted_month + 2) % 12 + 1
    return Civil(era * _ERA_YEARS + year_of_era + (month <= 2), month, day)  # noqa: PLR2004


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    if month == 2:  # noqa: PLR2004
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """So many seconds after the beginning of 1970, and so many nanoseconds.

    A leap second is second 59 with a billion nanoseconds or more, as in chrono.
    """

    seconds: int
    nanos: int = 0

    @property
    def days(self) -> int:
        """The number of the day."""
        return self.seconds // DAY

    @property
    def civil(self) -> Civil:
        """The day of the calendar."""
        return civil(self.days)

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute, second; the second is 60 in a leap second."""
        of_day = self.seconds % DAY
        leap = self.nanos // SECOND
        return of_day // 3600, of_day // 60 % 60, of_day % 60 + leap

    @property
    def fraction(self) -> int:
        """The nanoseconds within the second, a leap second or not."""
        return self.nanos % SECOND

    def iso(self) -> str:
        """Return the text that a placeholder or ``toString`` gives: six decimals and a Z."""
        hour, minute, second = self.clock
        micros = self.fraction // 1000
        return f"{self.date_text()}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"

    def date_text(self) -> str:
        """Return year, month and day; a year of other than four digits has a sign."""
        year, month, day = self.civil
        return f"{year_text(year)}-{month:02}-{day:02}"

    def __str__(self) -> str:
        hour, minute, second = self.clock
        return (
            f"{self.date_text()} {hour:02}:{minute:02}:{second:02}"
            f"{fraction_text(self.fraction)} UTC"
        )


def year_text(year: int) -> str:
    """Return a year as chrono writes it: with a sign where it has not four digits."""
    return f"{year:04}" if 0 <= year <= 9999 else f"{year:+05}"  # noqa: PLR2004


def fraction_text(nanos: int) -> str:
    """Return decimals with their point in groups of three, nothing where there are none."""
    if nanos == 0:
        return ""
    digits = f"{nanos:09}"
    for length in (3, 6):
        if digits[length:].strip("0") == "":
            return f".{digits[:length]}"
    return f".{digits}"
