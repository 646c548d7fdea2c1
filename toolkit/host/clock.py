"""Which day it is, and what time: the only questions about time that decide anything here.

``SOURCE_DATE_EPOCH`` (reproducible-builds.org/specs/source-date-epoch) answers
the first where a run is to be repeated later with the same result.
"""

from __future__ import annotations

import datetime as dt
import os

from toolkit.errors import ToolkitError

_VARIABLE = "SOURCE_DATE_EPOCH"


def now() -> dt.datetime:
    """Return the real time, in UTC; no variable moves it.

    Whether a key may sign now must not be answered by what a build sets.
    """
    return dt.datetime.now(dt.timezone.utc)


def today() -> dt.date:
    """Return today's date in UTC, or the one that ``SOURCE_DATE_EPOCH`` says.

    Raises:
        ToolkitError: The variable is no number of seconds that is a date.
    """
    told = os.environ.get(_VARIABLE)
    if told is None:
        return dt.datetime.now(dt.timezone.utc).date()
    try:
        return dt.datetime.fromtimestamp(int(told), dt.timezone.utc).date()
    except (ValueError, OverflowError, OSError) as error:
        raise ToolkitError(
            f"{_VARIABLE} is {told[:40]!r}, and no date",
            hint="it counts seconds since 1970-01-01; unset it to take today",
        ) from error
