"""What a report on a version says of its policy: what is overridden, and what was accepted."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.diff.accepted import NAME, AcceptedBreak
from toolkit.diff.judge import Finding
from toolkit.diff.offers import offers
from toolkit.diff.report import BumpReport
from toolkit.render.document import Document, Inline, code, good, line, muted
from toolkit.render.document import warning as loud


def overridden(report: BumpReport) -> Iterator[Inline]:
    """Yield what is judged otherwise than by default, and who says so."""
    for override in report.policy.overrides:
        yield line(loud("overridden: "), override.message, muted(f" ({override.source})"))


def acceptance(report: BumpReport, finding: Finding) -> Iterator[Inline]:
    """Yield who accepted a finding, until when."""
    for entry, accepted in report.settlement.accepted:
        if accepted.fingerprint == finding.fingerprint:
            yield line(good("accepted: "), *_said(entry))


def add_accepted(document: Document, report: BumpReport, *, most: int | None = None) -> None:
    """Add what was accepted, and what could be: an entry for each finding that fails the run.

    With ``most`` no more of either, and what is left out is counted.
    """
    accepted = report.settlement.accepted
    if accepted:
        document.heading(2, "Accepted")
        document.bullets(
            line(code(entry.gate), f" ({entry.rule}): ", *_said(entry))
            for entry, _ in accepted[:most]
        )
        _count_rest(document, len(accepted), most)
        document.paragraph(
            "What is accepted makes no run fail; the level stays what it is, and so does the"
            " version that is suggested."
        )
    entries = list(offers(report))
    if entries:
        inside = Document()
        inside.paragraph(
            f"Add its line to {NAME} at the top of the repository, with a reason and the name of"
            " who answers for it; the level stays what it is."
        )
        inside.listing("\n".join(entries[:most]), "yaml")
        _count_rest(inside, len(entries), most)
        document.details(line("To accept a break for a time"), inside, titled=True)


def _count_rest(document: Document, count: int, most: int | None) -> None:
    if most is not None and count > most:
        document.paragraph(f"And {count - most} more, left out for their size.")


def _said(entry: AcceptedBreak) -> Iterator[str]:
    yield f"{entry.reason} ({entry.approved_by}, until {entry.until}; {entry.at.path}"
    yield f":{entry.at.line})" if entry.at.line else ")"
