"""`Alerts` → JUnit XML: one suite for each pack, one case for each alert.

A case fails exactly where its alert fails the run, so that report and exit code
agree; everything else passes and says in ``system-out`` what it found. Source:
the schemas of Ant, Surefire and Jenkins, in the part that all of them accept:
no clock, no host name, no attributes of one reader alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.render.alerts import Alert, Alerts
from toolkit.texts import visible

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def render(reports: Sequence[Alerts]) -> str:
    """Return one document; the same alerts give the same bytes."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for report in reports:
        lines += _suite(report)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(report: Alerts) -> Iterator[str]:
    failing = sum(alert.counts for alert in report.alerts)
    yield (
        f"  <testsuite name={_quoted(f'{report.verb} {report.pack_id}')}"
        f' tests="{len(report.alerts) or 1}" failures="{failing}" errors="0" skipped="0"'
        ' time="0">'
    )
    if not report.alerts:
        # Readers refuse a suite without a case, and nothing found is an answer, too.
        yield from _case(report, "verdict", report.verdict)
    names: Counter[str] = Counter()
    for alert in report.alerts:
        name = f"{alert.rule.id}: {alert.subject}"
        names[name] += 1
        # Readers take two cases of one name for one that ran twice.
        again = f" ({names[name]})" if names[name] > 1 else ""
        yield from _alert(report, alert, name + again)
    said = "; ".join((report.verdict, *report.notes))
    yield f"    <system-out>{_escaped(said)}</system-out>"
    yield "  </testsuite>"


def _alert(report: Alerts, alert: Alert, name: str) -> Iterator[str]:
    place = f"{alert.path}:{alert.line}" if alert.line else alert.path
    told = f"{place}: {alert.message}"
    if not alert.counts:
        accepted = f" (accepted: {alert.accepted})" if alert.accepted else ""
        yield from _case(report, name, told + accepted)
        return
    yield f'    <testcase name={_quoted(name)} classname={_quoted(report.pack_id)} time="0">'
    kind, title = _quoted(alert.rule.id), _quoted(alert.title)
    yield f"      <failure type={kind} message={title}>{_escaped(told)}</failure>"
    yield "    </testcase>"


def _case(report: Alerts, name: str, told: str) -> Iterator[str]:
    yield f'    <testcase name={_quoted(name)} classname={_quoted(report.pack_id)} time="0">'
    yield f"      <system-out>{_escaped(told)}</system-out>"
    yield "    </testcase>"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Return text that is legal in XML 1.0: the unprintable spelled out, markup escaped."""
    return visible(text).translate(_ESCAPES)
