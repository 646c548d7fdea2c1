"""Filters that make dates, write them, and count days to them."""

from __future__ import annotations

from toolkit.gates.evaluation.dates.reading import read_moment
from toolkit.gates.evaluation.dates.writing import written
from toolkit.gates.evaluation.errors import FailureError, UnsupportedError
from toolkit.gates.evaluation.filters.inputs import Plain, WithText, text, wrong_type
from toolkit.gates.evaluation.moments import DAY, SECOND, Moment
from toolkit.gates.evaluation.scope import Scope
from toolkit.gates.evaluation.values import Date, Integer, String, Value
from toolkit.gates.nodes import FilterName, Template, TextFilterName


def _moment(value: Value) -> Moment:
    if isinstance(value, Date):
        return value.moment
    raise wrong_type(value)


def _days(value: Value, scope: Scope, sign: int) -> Value:
    """Count whole days from now, towards zero."""
    moment = _moment(value)
    if scope.now is None:
        raise UnsupportedError("unknown-time", "the time at which Hurl runs is not known")
    nanos = _total(moment) - _total(scope.now)
    days = abs(nanos) // (DAY * SECOND)
    return Integer(sign * days if nanos > 0 else -sign * days)


def _total(moment: Moment) -> int:
    return moment.seconds * SECOND + moment.nanos


PLAIN: dict[FilterName, Plain] = {
    FilterName.DAYS_AFTER_NOW: lambda value, scope: _days(value, scope, 1),
    FilterName.DAYS_BEFORE_NOW: lambda value, scope: _days(value, scope, -1),
}


def _format(value: Value, argument: Template, scope: Scope) -> Value:
    moment = _moment(value)
    found = written(moment, scope.text_of(argument))
    if found is None:
        raise FailureError("the date format is not supported")
    return String(found)


def _to_date(value: Value, argument: Template, scope: Scope) -> Value:
    whole = text(value)
    moment = read_moment(whole, scope.text_of(argument))
    if moment is None:
        raise FailureError("the text is no date of this format")
    return Date(moment)


FILTERS: dict[TextFilterName, WithText] = {
    TextFilterName.DATE_FORMAT: _format,
    TextFilterName.FORMAT: _format,
    TextFilterName.TO_DATE: _to_date,
}
