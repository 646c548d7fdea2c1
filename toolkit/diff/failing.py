"""Which readings of a report come out badly: what ``--fail-on`` and ``--check`` decide by.

What was accepted fails nothing; an acceptance that is in vain fails the run,
because somebody relies on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.diff.catalogue import Impact, Protection
from toolkit.diff.readings import Failure, Reading, failure, failures
from toolkit.diff.report import BumpReport
from toolkit.versions import Bump, Standing

_TOGETHER = "all gates together"


def failing(report: BumpReport, wanted: Iterable[Reading]) -> tuple[Failure, ...]:
    """Return the wanted readings that fail, in the order in which they are asked for."""
    return tuple(found for one in dict.fromkeys(wanted) for found in _one(report, one))


def _one(report: BumpReport, reading: Reading) -> Iterator[Failure]:
    if reading is Reading.TOO_SMALL:
        yield from _too_small(report)
        return
    found = list(failures(report.remaining, [reading]))
    yield from found
    # The packs as a whole can show what no single finding does.
    if not found and not report.settlement.accepted and _shown_together(report, reading):
        yield failure(reading, _TOGETHER)


def _shown_together(report: BumpReport, reading: Reading) -> bool:
    if reading is Reading.BREAKING:
        return report.impact is not Impact.COMPATIBLE
    harmless = (Protection.SAME, Protection.RAISED)
    return reading is Reading.REDUCED and report.protection not in harmless


def _too_small(report: BumpReport) -> Iterator[Failure]:
    stands = report.standing_beside_accepted
    if stands is None or stands.is_fine:
        return
    hint = f"release it as {report.suggested}: bump --write puts that into the manifest"
    match stands:
        case Standing.DECREASED:
            message = f"{report.declared} is below a version that is out"
        case Standing.NEEDLESS:
            message = f"nothing changed since the pre-release before {report.declared}"
            hint = "release that one as it is, stable, or change something"
        case _:
            message = f"{report.declared} {_why_not(report)}"
    yield Failure(Reading.TOO_SMALL, message, hint)


def _why_not(report: BumpReport) -> str:
    if report.policy.graduate:
        return "is not 1.0.0"
    if report.is_taken or report.required is Bump.NONE:
        return "is out already, with other content"
    if report.settlement.accepted and not report.remaining:
        return "is out already: what was accepted needs another version all the same"
    return f"is too small for a {report.required.text} change"
