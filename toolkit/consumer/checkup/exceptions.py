"""Temporary exceptions: are they complete, in time, and about gates that exist?

Source: the seed document, "Import And Verification": ``ignore_failures`` with an
issue ID, expiry and reason instead of weakening the pack. The runtime does not
look at the day when it loads a policy.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator

from toolkit.consumer.checkup.answers import Answer, advice, finding, ok
from toolkit.consumer.exceptions import IgnoredFailure
from toolkit.consumer.project import Project
from toolkit.spans import Location

_FIELDS = ("test", "rule_id", "issue_id", "reason")


def exception_answers(project: Project, *, today: dt.date, soon: int) -> Iterator[Answer]:
    """Yield what is to say of each exception; ``soon`` is in days."""
    first: dict[tuple[str, str], IgnoredFailure] = {}
    for exception in project.exceptions:
        yield from _complete(exception)
        yield from _in_time(exception, today, soon)
        yield from _matched(exception, project)
        key = (exception.test, exception.rule_id)
        known = first.setdefault(key, exception)
        if known is not exception and all(key):
            yield finding(
                "exception-duplicate",
                f"{_title(exception)} is excepted twice, first at line {known.at.line}",
                exception.at,
                hint="keep one, with the day and the reason that hold",
            )
    yield from _unread(project)


def _title(exception: IgnoredFailure) -> str:
    return f"{exception.rule_id or 'no rule'} in {exception.test or 'no test'}"


def _complete(exception: IgnoredFailure) -> Iterator[Answer]:
    blank = [name for name in _FIELDS if not getattr(exception, name)]
    for name in blank:
        yield finding(
            "exception-complete",
            f"{_title(exception)}: {name} is blank or missing",
            exception.where.get(name, exception.at),
            hint="say which test, which rule, the issue that will end it, and why",
        )
    if exception.expires is None:
        yield finding(
            "exception-complete",
            f"{_title(exception)}: expires is no day, so it never ends",
            exception.where.get("expires", exception.at),
            hint='write its last day: expires: "YYYY-MM-DD"',
        )
    elif not blank:
        message = f"{_title(exception)}: {exception.issue_id}, until {exception.expires}"
        yield ok("exception-complete", message, exception.at)


def _in_time(exception: IgnoredFailure, today: dt.date, soon: int) -> Iterator[Answer]:
    if exception.expires is None:
        return
    at = exception.where.get("expires", exception.at)
    left = (exception.expires - today).days
    issue = exception.issue_id or "its issue"
    if exception.is_expired(today):
        yield finding(
            "exception-expired",
            f"{_title(exception)}: ended on {exception.expires}, {_days(-left)} ago",
            at,
            hint=f"close {issue} and remove the exception, or agree on another last day",
        )
    elif left <= soon:
        when = f"in {_days(left)}" if left else "today"
        yield advice(
            "exception-expiring",
            f"{_title(exception)}: ends {when}, on {exception.expires}",
            at,
            hint=f"finish {issue}, or agree on another last day",
        )


def _days(number: int) -> str:
    return f"{number} day" + ("" if number == 1 else "s")


def _matched(exception: IgnoredFailure, project: Project) -> Iterator[Answer]:
    """Yield whether the rule is a gate; of a policy that does not load nobody can say."""
    policy, rule = project.policy, exception.rule_id
    if policy is None or not rule:
        return
    at = exception.where.get("rule_id", exception.at)
    gate = policy.by_id.get(rule)
    if gate is None:
        near = difflib.get_close_matches(rule, policy.gate_ids, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        yield finding(
            "exception-unmatched",
            f"{_title(exception)}: no gate of the policy is called {rule}",
            at,
            hint=f"{meant}correct it, or remove an exception that nothing needs any more",
        )
    elif gate.final:
        message = f"{_title(exception)}: final at {gate.at.path}:{gate.at.line}"
        yield ok("exception-final", message, at)


def _unread(project: Project) -> Iterator[Answer]:
    for path, reading in project.readings.items():
        if path == project.config or reading.document is None:
            continue
        at: Location | None = reading.document.sections.get("ignore_failures")
        if at is not None:
            yield advice(
                "exception-unread",
                "exceptions in an imported file do not count",
                at,
                hint=f"move them to {project.config}",
            )
