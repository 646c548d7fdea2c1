"""The report on a version: for a person at a terminal, and as a pull-request comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from toolkit.diff.catalogue import Axis, Impact, Protection
from toolkit.diff.facts import Kind, Side
from toolkit.diff.judge import Finding
from toolkit.diff.offers import warning as warning_of
from toolkit.diff.pipeline import listed_ids
from toolkit.diff.report import BumpReport, Note
from toolkit.diff.witness_words import sentence, sentence_of_packs
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
    strong,
    warning,
)
from toolkit.render.views.bump_policy import acceptance, add_accepted, overridden
from toolkit.versions import Bump, Standing

_IMPACTS = {
    Impact.COMPATIBLE: good("none that passed can fail"),
    Impact.BREAKING: bad("one that passed can fail"),
    Impact.UNDECIDED: warning("whether one that passed can fail is not decided"),
}
_PROTECTIONS = {
    Protection.SAME: Text("the same"),
    Protection.RAISED: good("raised"),
    Protection.REDUCED: bad("reduced"),
    Protection.MIXED: bad("raised in some places, reduced in others"),
    Protection.UNKNOWN: warning("not known"),
}
_LOSSES = (Protection.REDUCED, Protection.MIXED, Protection.UNKNOWN)
_KEYS = {
    Kind.ASSERTION: "gate: ",
    Kind.CONDITION: "condition: ",
    Kind.ENFORCEMENT: "enforcement: ",
    Kind.ENGINE_RANGE: "entroping: ",
    Kind.ENTRYPOINT: "entrypoint: ",
    Kind.FINAL: "final: ",
    Kind.GATE_RENAMED: "id: ",
    Kind.PACK_ID: "id: ",
    Kind.RUNTIME_CONTRACT: "runtime_contract: ",
}
"""What stands before the value in the file: an edit then looks as it looked there."""


def bump_page(report: BumpReport) -> Document:
    """Return the report: what to do, then why, the most severe first, then the sum in a line."""
    document = Document()
    document.heading(1, *_headline(report))
    document.bullets(_readings(report))
    for finding in report.findings:
        if _is_told_at_length(finding):
            _tell(document, finding, report)
    brief = [finding for finding in report.findings if not _is_told_at_length(finding)]
    if brief:
        document.heading(2, "Also changed" if len(brief) < len(report.findings) else "Changed")
        document.bullets(_brief(finding) for finding in brief)
    add_accepted(document, report)
    if report.notes:
        document.heading(2, "To know")
        document.bullets(_note(note) for note in report.notes)
    document.paragraph(*_sum(report))
    return document


def _headline(report: BumpReport) -> Iterator[str | Text]:
    yield f"{report.pack_id}: "
    level = _level(report.required)
    match report.standing:
        case None:
            yield f"first release, {report.declared}"
        case Standing.UNCHANGED:
            yield from (good("nothing changed"), f" since {report.declared}")
        case Standing.ENOUGH if report.required is Bump.NONE:
            yield from (f"nothing that counts changed, and {report.declared} ", good("is enough"))
        case Standing.ENOUGH:
            yield from ("this is a ", level, f" change, and {report.declared} ", good("is enough"))
        case Standing.TOO_SMALL if report.policy.graduate:
            yield from (f"{report.declared} ", bad("is not 1.0.0"), ", to which it graduates: ")
            yield f"release it as {report.suggested}"
        case Standing.TOO_SMALL:
            yield from ("this is a ", level, f" change: {report.declared} ", bad("is too small"))
            beside = report.standing_beside_accepted
            if beside is not None and beside.is_fine:
                yield from (", and that was ", good("accepted"))
                yield f" ({report.suggested} would carry it)"
            else:
                yield f", release it as {report.suggested}"
        case Standing.NEEDLESS:
            yield from ("nothing changed since the last pre-release: ", f"{report.declared} ")
            yield from (bad("is needless"), ", release that one as it is, stable")
        case Standing.DECREASED:
            yield from (f"{report.declared} ", bad("went back"), " behind a version that is out: ")
            yield f"release it as {report.suggested}"


def _readings(report: BumpReport) -> Iterator[Inline]:
    baseline = report.baseline
    if baseline is None:
        yield line("compared with nothing: no release was found before this one")
        yield from overridden(report)
        return
    name, version = baseline.ref, str(baseline.history.baseline)
    known = muted(f" ({version})") if not name.endswith(f"-v{version}") else ""
    yield line("compared with ", code(name), known)
    yield from overridden(report)
    if not report.findings:
        return
    if report.slot is not report.required:
        slot = f"below 1.0.0 a {report.required.text} change moves the {report.slot.text} number"
        yield line("level: ", _level(report.required), f"; {slot}")
    elif baseline.history.baseline.prerelease:
        yield line("level: ", _level(report.required), "; after a pre-release any step is enough")
    yield line("pipelines: ", _IMPACTS[report.impact], *_of_packs(report, "witness"))
    counts = [
        f"{effect} {count}"
        for effect, count in report.protection_counts.items()
        if count and effect != Protection.SAME.value
    ]
    counted = muted(f" ({', '.join(counts)})") if len(counts) > 1 else ""
    lost = _of_packs(report, "reverse_witness")
    yield line("protection: ", _PROTECTIONS[report.protection], counted, *lost)
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
        yield f": {sentence_of_packs(shown, _last(report), gate_id)}"
    elif forward and whole.can_fail is None and whole.reason:
        yield f"; for all gates together it is not decided: {whole.reason}"
    elif forward and any(finding.is_harmless_beside for finding in _severe(report)):
        yield ": what single gates refuse beyond, others refused already"


def _severe(report: BumpReport) -> Iterator[Finding]:
    return (one for one in report.findings if one.impact is not Impact.COMPATIBLE)


def _tried(report: BumpReport) -> Iterator[Inline]:
    """Yield what became of the witnesses, all in one line; why not stands at each of them."""
    told = Counter(
        "not confirmable"
        if shown.confirmation.standing is Confirmed.NOT_CONFIRMABLE
        else shown.confirmation.text
        for shown in report.witnesses
    )
    if told.keys() - {NOT_TRIED.text}:
        yield line("witnesses: ", ", ".join(f"{count} {text}" for text, count in told.items()))


def _is_told_at_length(finding: Finding) -> bool:
    return finding.required_bump > Bump.PATCH and finding.rule.axis is not Axis.METADATA


def _last(report: BumpReport) -> str:
    """Return the version that the report compares with."""
    return str(report.baseline.history.baseline) if report.baseline else ""


def _tell(document: Document, finding: Finding, report: BumpReport) -> None:
    """Add one finding: what shows it, the edit, what that means, what to do instead."""
    change, rule, last = finding.change, finding.rule, _last(report)
    subject = code(change.gate_id or change.subject)
    document.heading(2, _level(finding.required_bump), "  ", subject)
    if change.shown:
        told = " ".join(sentence(one, last) for one in change.shown)
        document.paragraph(strong(_alone(told) if _is_alone(finding) else told))
    if warned := warning_of(finding):
        document.paragraph(warning("Warning: "), f"{warned}.")
    key = _KEYS.get(change.kind, "")
    sides = (("-", change.old), ("+", change.new))
    document.listing("\n".join(f"{sign} {key}{side.text}" for sign, side in sides if side), "diff")
    document.paragraph(strong(f"{rule.title}."), f" {rule.why}")
    items = [line("where: ", *_places(change.old, change.new))]
    if change.reason:
        what = "undecided" if finding.is_undecided else "no response is shown"
        items.append(line(f"{what}, because ", change.reason))
    items += [line(text) for text in _beside(finding, last)]
    items += [line("witness: ", _confirmation(one)) for one in change.shown if _was_tried(one)]
    if finding.required_bump is Bump.MAJOR or finding.impact is not Impact.COMPATIBLE:
        items.append(line("instead: ", rule.advice))
    items.append(line("rule: ", code(rule.id)))
    items += acceptance(report, finding)
    document.bullets(items)


def _is_alone(finding: Finding) -> bool:
    """Whether the witnesses are true of the gate and of no pack, because of the other gates."""
    change = finding.change
    stricter = change.witness is None or change.covered_by is not None
    looser = change.reverse_witness is None or change.replaced_by is not None
    return stricter and looser


def _alone(told: str) -> str:
    return f"Taken alone: {told[0].lower()}{told[1:]}"


def _beside(finding: Finding, last: str) -> Iterator[str]:
    """Yield what the other gates of the packs make of it."""
    change, effect = finding.change, finding.rule.protection
    if finding.is_harmless_beside and finding.impact is not Impact.COMPATIBLE:
        gates = listed_ids(change.covered_by or ())
        yield f"beside the other gates: harmless, for whatever passed {gates} of {last} passes it"
    if change.replaced_by and effect in _LOSSES and finding.protection_beside not in _LOSSES:
        gates = listed_ids(change.replaced_by)
        yield f"beside the other gates: no loss, for whatever it refused is refused by {gates}"


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
        yield code(_place(new))
    if old is not None and (new is None or _place(old) != _place(new)):
        yield from (", " if new else "", code(_place(old)), " in the baseline")


def _place(side: Side) -> str:
    return f"{side.at.path}:{side.at.line}" if side.at.line else side.at.path


def _brief(finding: Finding) -> Inline:
    level = _level(finding.required_bump)
    return line(*_message(finding), muted(" ("), level, muted(f", {finding.rule.id})"))


def _note(note: Note) -> Inline:
    place = f"{note.where.path}:{note.where.line}: " if note.where else ""
    return line(place, note.message, hint(note.hint) if note.hint else "")


def _level(level: Bump) -> Text:
    """Return the word for a level; the severe ones are loud."""
    match level:
        case Bump.MAJOR:
            return bad("MAJOR")
        case Bump.MINOR:
            return warning("minor")
        case Bump.PATCH:
            return Text("patch")
        case Bump.NONE:
            return good("none")


def _sum(report: BumpReport) -> Iterator[str | Text]:
    """Yield the last line: the same facts in the same order, whatever the answer."""
    yield from ("required: ", _level(report.required))
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
