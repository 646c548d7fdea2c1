"""What a pack changes in a project, for the person who is about to say yes; or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from toolkit.consumer.vendor_lock import LOCK, Source
from toolkit.consumer.vendoring.gate_changes import GateChange, Turn
from toolkit.consumer.vendoring.plan import Action
from toolkit.consumer.vendoring.report import Outcome, VendorReport
from toolkit.diff.catalogue import Axis
from toolkit.diff.judge import Finding
from toolkit.diff.report import BumpReport
from toolkit.diff.witness_words import sentence_of_packs
from toolkit.pack.model import Gate
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
from toolkit.render.views.bump_words import (
    IMPACTS,
    KEYS,
    PROTECTIONS,
    beside_others,
    last_version,
    level_word,
    witnessed,
)
from toolkit.render.views.policy_report import LEVELS, applies_to
from toolkit.texts import visible

_LONGEST = 200
"""Characters of a condition or an assertion that are shown; JSON has all of it."""
_TURNS = {
    Turn.COMES: good("comes"),
    Turn.GOES: warning("goes"),
    Turn.CHANGES: warning("changes"),
    Turn.YIELDS: muted("overridden"),
}
_TITLES = {
    Action.ADD: "is added as",
    Action.UPGRADE: "replaces {old} in",
    Action.DOWNGRADE: "goes back from {old} in",
    Action.ADOPT: "is recorded as what stands in",
    Action.RESTORE: "is put back to",
    Action.REMOVE: "is removed from",
    Action.NOTHING: "is vendored already, file by file, in",
    Action.REFUSE: "is refused for",
}


def vendor_page(report: VendorReport) -> Document:
    """Return the report: what it is, what changes for whom, what is written, what to do next."""
    plan = report.plan
    document = Document().heading(1, *_title(report))
    if facts := [*_facts(report)]:
        document.pairs(facts)
    if plan.faults:
        document.heading(2, "Why")
        document.bullets(
            line(place(fault.where), f": {visible(fault.message)}", hint(visible(fault.hint)))
            for fault in plan.faults
        )
    _add_gates(document, report.gates)
    if report.comparison is not None and not plan.faults:
        _add_comparison(document, report.comparison)
    if report.left_behind:
        document.heading(2, "Left behind")
        document.bullets(line(place(at), f": {visible(text)}") for at, text in report.left_behind)
    document.paragraph(*_sum(report))
    return document


def vendor_sum(report: VendorReport) -> Document:
    """Return only what came of it, for whoever has seen the rest."""
    return Document().paragraph(*_sum(report))


def _title(report: VendorReport) -> Iterator[str | Text]:
    plan, known = report.plan, report.plan.recorded
    pack = report.pack
    if pack is not None:
        yield strong(visible(f"{pack.manifest.id.strip()} {pack.manifest.version.strip()}"))
    elif report.source is not None:
        yield strong(visible(report.source.place))
    else:
        yield strong(f"{known.id} {known.version}" if known else "nothing")
    before = plan.before.lock.packs.get(plan.name)
    words = _TITLES[plan.action].format(old=before.version if before else "")
    if plan.action is Action.REFUSE and report.source is None:
        words = "stays in" if known else "is removed from"
    yield from (f" {words} ", code(visible(f"policy-packs/{plan.name}")))


def _facts(report: VendorReport) -> Iterator[tuple[str, Inline]]:
    pack, plan = report.pack, report.plan
    if report.source is not None:
        yield "from", line(*_source(report.source))
        yield "verified", line(report.proof)
    if pack is not None:
        kept = ", ".join(report.licence_files)
        kept = f", kept with {visible(kept)}" if kept else ", and no file that is called LICENSE"
        yield "license", line(visible(pack.manifest.license.strip()), muted(kept))
        yield (
            "content",
            line(f"{len(pack.tree.entries)} files, sha256 ", code(pack.tree.content_digest)),
        )
    if plan.edits is not None:
        changed = [each for path in plan.edits.paths for each in (code(visible(path)), ", ")]
        yield "writes", line(*changed[:-1])


def _source(source: Source) -> Iterator[str | Text]:
    yield from (f"{source.kind.value} ", code(source.place))
    if source.folder:
        yield from (", ", code(source.folder))
    if source.ref:
        yield from (", tag ", code(source.ref))
    if source.commit:
        yield from (", commit ", code(source.commit[:12]))


def _add_gates(document: Document, gates: tuple[GateChange, ...]) -> None:
    """Add the gates that come, go or change, and what the project itself overrides."""
    if not gates:
        return
    document.heading(2, "In the project")
    rows = [row for gate in gates for row in _rows(gate)]
    document.table(("gate", "", "asserts", "applies to", "level"), rows)
    if overridden := [each for each in gates if each.instead is not None]:
        document.paragraph("The project overrides:")
        document.bullets(
            line(code(each.gate_id), " by its own gate at ", *_at(each)) for each in overridden
        )


def _at(change: GateChange) -> Iterator[Text]:
    if change.instead is not None:
        yield place(change.instead)


def _rows(change: GateChange) -> Iterator[tuple[Inline, ...]]:
    """Yield a row, and one more for what was there before where the gate changes."""
    shown = change.after or change.before
    if shown is None:
        return
    yield line(code(change.gate_id)), line(_TURNS[change.turn]), *_cells(shown)
    if change.turn is Turn.CHANGES and change.before is not None:
        yield line(muted("  before")), line(""), *_cells(change.before)


def _cells(gate: Gate) -> Iterator[Inline]:
    yield line(code(_cut(gate.assertion_text)))
    yield line(_cut(applies_to(gate)))
    yield line(LEVELS[gate.enforcement], strong(" final") if gate.final else "")


def _cut(text: str) -> str:
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _add_comparison(document: Document, report: BumpReport) -> None:
    """Add what changes between the two versions, with a response that shows it."""
    last = last_version(report)
    document.heading(2, f"From {last} to {report.declared}")
    whole = report.pipeline
    shown = whole.witness if whole is not None else None
    fails = (
        f": {sentence_of_packs(shown, last, whole.refused_by)}"
        if whole is not None and shown is not None
        else ""
    )
    document.pairs(
        [
            ("level", line(level_word(report.required))),
            ("pipelines", line(IMPACTS[report.impact], fails)),
            ("protection", line(PROTECTIONS[report.protection])),
        ]
    )
    gates = [each for each in report.findings if each.rule.axis is not Axis.METADATA]
    for finding in gates:
        document.paragraph(level_word(finding.required_bump), "  ", *_told(finding, last))
        edit = [*_edit(finding)]
        if edit:
            document.listing("\n".join(edit), "diff")
    rest = [each for each in report.findings if each.rule.axis is Axis.METADATA]
    if rest:
        document.paragraph("Also:")
        document.bullets(line(each.message) for each in rest)


def _told(finding: Finding, last: str) -> Iterator[str | Text]:
    yield from (code(finding.change.gate_id or finding.change.subject), ": ")
    yield witnessed(finding, last) or f"{finding.rule.title}."
    if finding.is_undecided and finding.change.reason:
        yield warning(f" Not decided, because {finding.change.reason}.")
    for text in beside_others(finding, last):
        yield f" ({text})"


def _edit(finding: Finding) -> Iterator[str]:
    key = KEYS.get(finding.change.kind, "")
    for sign, side in (("-", finding.change.old), ("+", finding.change.new)):
        if side is not None:
            yield f"{sign} {key}{_cut(side.text)}"


def _sum(report: VendorReport) -> Iterator[str | Text]:
    """Yield the last line: the same facts in the same order, whatever the answer."""
    counts = Counter(each.turn for each in report.gates)
    for turn, word in ((Turn.COMES, "come"), (Turn.GOES, "go"), (Turn.CHANGES, "change")):
        yield f"{word}: {counts[turn]}  "
    yield f"overridden: {counts[Turn.YIELDS]}  "
    match report.outcome:
        case Outcome.WRITTEN:
            doctor = report.standpoint.typed("policy-pack doctor")
            yield from (good("written"), "  next: ", code(visible(doctor)))
            yield f", then commit {LOCK} with the rest"
        case Outcome.PLANNED:
            yield warning("nothing is written yet")
        case Outcome.DECLINED:
            yield warning("nothing was written")
        case Outcome.NOTHING:
            yield good("nothing to do")
        case Outcome.REFUSED:
            yield bad("nothing was written")
