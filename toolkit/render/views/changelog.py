"""The report on a version as a section of a changelog: for those who take the release.

The groups are those of Keep a Changelog as far as they fit; breaking changes
come first, and what the pack protects from less is told apart, because it fails
no pipeline and is noticed by nobody otherwise. Each finding stands in one group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.diff.catalogue import Protection
from toolkit.diff.facts import Kind
from toolkit.diff.judge import Finding
from toolkit.diff.report import BumpReport
from toolkit.pack.changelog_edit import Section, section_text
from toolkit.render import markdown
from toolkit.render.document import Document, Inline, code, line
from toolkit.render.views.bump_words import last_version, witnessed
from toolkit.versions import Bump

_GROUPS = ("Breaking", "Protection", "Added", "Changed", "Removed")
_LOSES = frozenset({Protection.REDUCED, Protection.MIXED, Protection.UNKNOWN})
_ADDED = frozenset({Kind.GATE_ADDED, Kind.FILE_ADDED})
_REMOVED = frozenset({Kind.GATE_REMOVED, Kind.FILE_REMOVED})
_LONGEST = 200
"""Characters of one old or new value: a changelog is read by people."""


def changelog_section(report: BumpReport, *, date: str = "") -> Section:
    """Return the section about the version under which the report says to release."""
    lead: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = {}
    if report.baseline is None:
        lead = tuple(_first(report))
    elif not report.findings:
        lead = (f"Nothing changed since {report.baseline.version}.",)
    told = [(_group(finding), _told(report, finding)) for finding in report.findings]
    for name in _GROUPS:
        if found := tuple(item for group, item in told if group == name):
            groups[name] = found
    return Section(version=report.suggested, date=date, lead=lead, groups=groups)


def changelog_text(report: BumpReport, *, date: str = "") -> str:
    """Return the section by itself, ready to be put into a file."""
    return section_text(changelog_section(report, date=date))


def begun_changelog(report: BumpReport) -> bytes:
    """Return a changelog that says nothing yet, as `new-pack` begins one."""
    page = Document()
    page.heading(1, "Changelog of ", code(report.pack_id))
    page.paragraph(
        "Versions follow Semantic Versioning; the tag of a release is ",
        code(f"{report.pack_id}-v<version>"),
        ".",
    )
    return markdown.render(page).encode("utf-8", "backslashreplace")


def _group(finding: Finding) -> str:
    kind = finding.change.kind
    if finding.required_bump is Bump.MAJOR:
        return "Breaking"
    if finding.protection_beside in _LOSES:
        return "Protection"
    if kind in _ADDED:
        return "Added"
    return "Removed" if kind in _REMOVED else "Changed"


def _first(report: BumpReport) -> Iterator[str]:
    """Yield what a first version says: its gates, as `new-pack` lists them."""
    gates = sorted(report.pack.policy.gates, key=lambda gate: gate.id)
    yield f"First version, with {len(gates)} gate{'' if len(gates) == 1 else 's'}."
    if gates:
        yield ""
    for gate in gates:
        final = ", final" if gate.final else ""
        yield _item(line(code(gate.id), f" ({gate.enforcement.text}{final})"))


def _told(report: BumpReport, finding: Finding) -> str:
    """Return what changed, and the responses that show it."""
    first, *rest = finding.message_parts
    # An id or a path is never written otherwise than it is.
    begun = first.text if first.is_value else first.text[:1].upper() + first.text[1:]
    parts = [
        code(_short(part.text)) if part.is_value else part.text
        for part in (replace(first, text=begun), *rest)
    ]
    shown = witnessed(finding, last_version(report))
    accepted = (
        f" Accepted until {entry.until} by {entry.approved_by}: {entry.reason}"
        for entry, found in report.settlement.accepted
        if found.fingerprint == finding.fingerprint
    )
    return _item(line(*parts, ".", f" {shown}" if shown else "", *accepted))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _item(text: Inline) -> str:
    """Return one item of a list, on one line, in which no value becomes markup."""
    return markdown.render(Document().bullets([text])).rstrip("\n")
