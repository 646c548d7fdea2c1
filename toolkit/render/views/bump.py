"""The report on a version: for a person at a terminal, and as a pull-request comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.diff.catalogue import Axis, Impact, Protection
from toolkit.diff.facts import Side
from toolkit.diff.judge import Finding
from toolkit.diff.offers import warning as warning_of
from toolkit.diff.report import BumpReport, Note
from toolkit.diff.witness_words import sentence_of_packs
from toolkit.diff.witnesses import NOT_TRIED, Shown
from toolkit.diff.witnesses import Standing as Confirmed
from toolkit.render.document import (
    Document,
    Inline,
    Text,
    bad,
    code,
    good,
    hint,
    line,
    muted,
    place,
    strong,
    warning,
)
from toolkit.render.views.bump_policy import acceptance, add_accepted, overridden
from toolkit.render.views.bump_words import (
    IMPACTS,
    KEYS,
    PROTECTIONS,
    beside_others,
    headline,
    last_version,
    level_word,
    witnessed,
)
from toolkit.versions import Bump

_MOST_OPEN = 10
"""Findings and items of a list that are shown open: whoever reads on unfolds the rest."""
_LONGEST = 2000
"""Characters of one old or new text."""


def bump_page(
    report: BumpReport, *, most: int | None = None, at_length: int | None = None
) -> Document:
    """Return the report: what to do, then why, the most severe first, then the sum in a line.

    With ``at_length`` no more findings than that are told at length, the others
    in a line each; with ``most`` no more of anything, and what is left out is
    counted.
    """
    findings = report.findings[:most]
    document = Document()
    document.marker(f"policy-pack-toolkit: bump {report.pack_id}")
    document.heading(1, *headline(report))
    document.pairs(_readings(report))
    long = [finding for finding in findings if _is_told_at_length(finding)][:at_length]
    for finding in long[:_MOST_OPEN]:
        document.heading(2, *_title(finding))
        document.blocks += _told(finding, report).blocks
    for finding in long[_MOST_OPEN:]:
        document.details(line(*_title(finding)), _told(finding, report), titled=True)
    told = {finding.fingerprint for finding in long}
    brief = [finding for finding in findings if finding.fingerprint not in told]
    if brief:
        title = "Also changed" if len(brief) < len(report.findings) else "Changed"
        listed = Document().bullets(_brief(finding) for finding in brief)
        _add_list(document, title, listed, len(brief))
    if len(findings) < len(report.findings):
        document.paragraph(*_left_out(report.findings[len(findings) :]))
    add_accepted(document, report, most=at_length if most is None else most)
    if report.notes:
        notes = report.notes[:most]
        more = len(report.notes) - len(notes)
        left = [f"and {more} more, left out for their size"] if more else []
        listed = Document().bullets([*(_note(note) for note in notes), *left])
        _add_list(document, "To know", listed, len(notes))
    document.paragraph(*_sum(report))
    return document


def _add_list(document: Document, title: str, listed: Document, count: int) -> None:
    """Add a list under a title; a long one steps back."""
    if count > _MOST_OPEN:
        document.details(line(f"{title} ({count})"), listed, titled=True)
    else:
        document.heading(2, title)
        document.blocks += listed.blocks


def _left_out(findings: Sequence[Finding]) -> Iterator[str | Text]:
    """Yield how many findings are not told, by level, and where they are."""
    counts = Counter(finding.required_bump for finding in findings)
    told = ", ".join(f"{counts[level]} {level.text}" for level in sorted(counts, reverse=True))
    yield warning(f"{len(findings)} more changes are left out for their size")
    yield from (f": {told}. ", code("policy-pack bump"), " shows all of them.")


def _readings(report: BumpReport) -> Iterator[tuple[str, Inline]]:
    baseline = report.baseline
    # What is overridden begins with that word, to be its name here.
    overrides = [("overridden", each[1:]) for each in overridden(report)]
    if baseline is None:
        yield "compared with", line("nothing: no release was found before this one")
        yield from overrides
        return
    name, version = baseline.ref, str(baseline.version)
    known = muted(f" ({version})") if not name.endswith(f"-v{version}") else ""
    yield "compared with", line(code(name), known)
    yield from overrides
    if not report.findings:
        return
    level = level_word(report.required)
    if report.slot is not report.required:
        slot = f"below 1.0.0 a {report.required.text} change moves the {report.slot.text} number"
        yield "level", line(level, f"; {slot}")
    elif baseline.history.baseline.prerelease:
        yield "level", line(level, "; after a pre-release any step is enough")
    yield "pipelines", line(IMPACTS[report.impact], *_of_packs(report, "witness"))
    counts = [
        f"{effect} {count}"
        for effect, count in report.protection_counts.items()
        if count and effect != Protection.SAME.value
    ]
    counted = muted(f" ({', '.join(counts)})") if len(counts) > 1 else ""
    lost = _of_packs(report, "reverse_witness")
    yield "protection", line(PROTECTIONS[report.protection], counted, *lost)
    yield from _tried(report)


def _of_packs(report: BumpReport, name: str) -> Iterator[str]:
    """Yield what shows it, all gates together; or that this is not known."""
    whole = report.pipeline
    if whole is None:
        return
    forward = name == "witness"
    shown = whole.witness if forward else whole.reverse_witness
    if shown is not None:
        gate_id = whole.refused_by if forward else whole.was_refused_by
        yield f": {sentence_of_packs(shown, last_version(report), gate_id)}"
    elif forward and whole.can_fail is None and whole.reason:
        yield f"; for all gates together it is not decided: {whole.reason}"
    elif forward and any(finding.is_harmless_beside for finding in _severe(report)):
        yield ": what single gates refuse beyond, others refused already"


def _severe(report: BumpReport) -> Iterator[Finding]:
    return (one for one in report.findings if one.impact is not Impact.COMPATIBLE)


def _tried(report: BumpReport) -> Iterator[tuple[str, Inline]]:
    """Yield what became of the witnesses, all in one line; why not stands at each of them."""
    told = Counter(
        "not confirmable"
        if shown.confirmation.standing is Confirmed.NOT_CONFIRMABLE
        else shown.confirmation.text
        for shown in report.witnesses
    )
    if told.keys() - {NOT_TRIED.text}:
        yield "witnesses", line(", ".join(f"{count} {text}" for text, count in told.items()))


def _is_told_at_length(finding: Finding) -> bool:
    return finding.required_bump > Bump.PATCH and finding.rule.axis is not Axis.METADATA


def _title(finding: Finding) -> Iterator[str | Text]:
    subject = code(finding.change.gate_id or finding.change.subject)
    yield from (level_word(finding.required_bump), "  ", subject)


def _told(finding: Finding, report: BumpReport) -> Document:
    """Return one finding: what shows it, the edit, what that means, what to do instead."""
    document = Document()
    change, rule, last = finding.change, finding.rule, last_version(report)
    if told := witnessed(finding, last):
        document.paragraph(strong(told))
    if warned := warning_of(finding):
        document.paragraph(warning("Warning: "), f"{warned}.")
    key = KEYS.get(change.kind, "")
    sides = (("-", change.old), ("+", change.new))
    edit = (f"{sign} {key}{_cut(side.text)}" for sign, side in sides if side)
    document.listing("\n".join(edit), "diff")
    document.paragraph(strong(f"{rule.title}."))
    items = [line("where: ", *_places(change.old, change.new))]
    if change.reason:
        what = "undecided" if finding.is_undecided else "no response is shown"
        items.append(line(f"{what}, because ", change.reason))
    items += [line(text) for text in beside_others(finding, last)]
    items += [line("witness: ", _confirmation(one)) for one in change.shown if _was_tried(one)]
    items.append(line("rule: ", code(rule.id)))
    items += acceptance(report, finding)
    document.bullets(items)
    advised = finding.required_bump is Bump.MAJOR or finding.impact is not Impact.COMPATIBLE
    reasons = [line("why: ", rule.why), *([line("instead: ", rule.advice)] if advised else [])]
    summary = "Why, and what to do instead" if advised else "Why"
    return document.details(line(summary), Document().bullets(reasons))


def _cut(text: str) -> str:
    """Return a text that can be read; a gate may be a megabyte, and JSON has all of it."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"


def _was_tried(shown: Shown) -> bool:
    return shown.confirmation.standing is not Confirmed.NOT_TRIED


def _confirmation(shown: Shown) -> Text:
    tones = {Confirmed.CONFIRMED: good, Confirmed.REFUTED: bad}
    return tones.get(shown.confirmation.standing, Text)(shown.confirmation.text)


def _message(finding: Finding) -> Iterator[str | Text]:
    for part in finding.message_parts:
        yield code(part.text) if part.is_value else part.text


def _places(old: Side | None, new: Side | None) -> Iterator[Text | str]:
    """Yield where a change stands now, and where it stood in the baseline."""
    if new is not None:
        yield place(new.at)
    if old is not None and (new is None or place(old.at).text != place(new.at).text):
        # There is nothing to lead to: the baseline is not what is checked out.
        yield from (", " if new else "", code(place(old.at).text), " in the baseline")


def _brief(finding: Finding) -> Inline:
    level = level_word(finding.required_bump)
    return line(*_message(finding), muted(" ("), level, muted(f", {finding.rule.id})"))


def _note(note: Note) -> Inline:
    where = (place(note.where), ": ") if note.where else ()
    return line(*where, note.message, hint(note.hint) if note.hint else "")


def _sum(report: BumpReport) -> Iterator[str | Text]:
    """Yield the last line: the same facts in the same order, whatever the answer."""
    yield from ("required: ", level_word(report.required))
    yield f"  declared: {_step(report)}"
    yield from ("  suggested: ", strong(str(report.suggested)))
    if report.findings:
        proven = len(report.findings) - report.undecided
        yield f"  proven: {proven}, undecided: {report.undecided}"
    if report.settlement.accepted:
        yield f", accepted: {len(report.settlement.accepted)}"


def _step(report: BumpReport) -> str:
    """Return from which version to which, and the most that this step may carry."""
    if report.baseline is None or report.carried is None:
        return f"{report.declared} (first release)"
    before = report.baseline.history.baseline
    stepped = before.prerelease and report.declared > before
    carries = "from a pre-release" if stepped else report.carried.text
    return f"{before} -> {report.declared} ({carries})"
