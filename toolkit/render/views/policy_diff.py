"""The difference of two effective policies for people: the answer, then gate by gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.consumer.policy.diff import GateDifference, PolicyDiff, Verdict
from toolkit.consumer.policy.questions import told_counts
from toolkit.consumer.policy.side import Side
from toolkit.diff.judge import Finding
from toolkit.diff.relations import Relation
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
    line,
    muted,
    place,
    strong,
    warning,
)
from toolkit.render.views.bump_words import IMPACTS, KEYS, PROTECTIONS, beside_others
from toolkit.render.views.policy_report import counted, last_day

_MOST_OPEN = 10
"""Gates that are told at length where they stand; whoever reads on unfolds the rest."""
_WORDS = {
    Verdict.UNDECIDED: bad("UNDECIDED"),
    Verdict.INCOMPARABLE: bad("INCOMPARABLE"),
    Verdict.STRICTER: bad("STRICTER"),
    Verdict.ADDED: warning("added"),
    Verdict.REMOVED: warning("removed"),
    Verdict.LOOSER: warning("looser"),
    Verdict.RENAMED: Text("renamed"),
    Verdict.EQUAL: good("equal"),
}
_ORDER = (*_WORDS,)
"""What a reader wants to know first."""
_OLD = "the old policy"


def diff_page(diff: PolicyDiff) -> Document:
    """Return the report: what a pipeline meets now, then every gate that is not the same."""
    document = Document()
    document.marker("policy-pack-toolkit: policy-diff")
    document.heading(1, *_headline(diff))
    document.pairs(_readings(diff))
    told = sorted(diff.gates, key=lambda one: (_ORDER.index(one.verdict), one.gate_id))
    long = [one for one in told if one.verdict is not Verdict.EQUAL]
    for one in long[:_MOST_OPEN]:
        document.heading(2, *_title(one))
        document.blocks += _told(one).blocks
    for one in long[_MOST_OPEN:]:
        document.details(line(*_title(one)), _told(one), titled=True)
    brief = [one for one in told if one.verdict is Verdict.EQUAL]
    if brief:
        listed = Document().bullets(_brief(one) for one in brief)
        document.details(line(f"The same, told otherwise ({len(brief)})"), listed, titled=True)
    _add_exceptions(document, diff)
    _add_imports(document, diff)
    document.paragraph(told_counts(diff))
    return document


def _headline(diff: PolicyDiff) -> Iterator[str | Text]:
    yield f"{diff.new.report.project}: "
    if not diff.is_changed:
        yield from (good("nothing changed"), " in the policy in force")
        return
    gates = len(diff.gates)
    yield f"{counted(gates, 'gate')} " if gates else "no gate "
    yield "is not the same" if gates <= 1 else "are not the same"


def _readings(diff: PolicyDiff) -> Iterator[tuple[str, Inline]]:
    yield "old", line(*_side(diff.old))
    yield "new", line(*_side(diff.new))
    if diff.is_changed:
        yield "pipelines", line(IMPACTS[diff.impact], *_whole(diff, forward=True))
        yield "protection", line(PROTECTIONS[diff.protection], *_whole(diff, forward=False))
    if diff.undecided:
        told = f"{diff.undecided} of the changes, which count as breaking"
        yield "undecided", line(warning(told))
    if not diff.knows_exceptions:
        yield "exceptions", line(muted("not compared: a report of the runtime does not tell them"))
    tried = Counter(shown.confirmation.text for shown in diff.witnesses)
    if tried.keys() - {NOT_TRIED.text}:
        yield "witnesses", line(", ".join(f"{count} {text}" for text, count in tried.items()))


def _side(side: Side) -> Iterator[str | Text]:
    yield code(side.name)
    known = {"commit": f" (commit {side.commit[:12]})", "report": " (a report)"}
    yield muted(known.get(side.kind, ""))
    yield f", {counted(len(side.report.gates), 'gate')}"


def _whole(diff: PolicyDiff, *, forward: bool) -> Iterator[str]:
    """Yield what shows it, all gates together; or that this is not known."""
    whole = diff.pipeline
    shown = whole.witness if forward else whole.reverse_witness
    if shown is not None:
        gate_id = whole.refused_by if forward else whole.was_refused_by
        yield f": {sentence_of_packs(shown, _OLD, gate_id)}"
    elif forward and diff.lost:
        yield f": {counted(len(diff.lost), 'failure')} that was excepted counts again"
    elif forward and whole.can_fail is None and whole.reason:
        yield f"; for all gates together it is not decided: {whole.reason}"


def _title(one: GateDifference) -> Iterator[str | Text]:
    yield from (_WORDS[one.verdict], "  ", code(one.gate_id))
    if one.verdict is Verdict.RENAMED and one.old is not None:
        yield from (", before ", code(one.old.id))
        if one.relation is not Relation.EQUAL and one.relation is not None:
            yield f", and {one.relation.value}"


def _told(one: GateDifference) -> Document:
    """Return what changed in a gate, edit by edit, with what shows it."""
    document = Document()
    for finding in one.findings:
        change = finding.change
        told = " ".join(sentence(shown, _OLD) for shown in change.shown)
        if told:
            document.paragraph(strong(told))
        key = KEYS.get(change.kind, "")
        sides = (("-", change.old), ("+", change.new))
        edit = (f"{sign} {key}{side.text}" for sign, side in sides if side)
        document.listing("\n".join(edit), "diff")
        document.paragraph(strong(f"{finding.rule.title}."))
        document.bullets(_known(finding))
    others = [name for name in one.fields if name in ("group", "source_path")]
    if others and one.old is not None and one.new is not None:
        document.bullets(_moved(one, others))
    return document


def _known(finding: Finding) -> Iterator[Inline]:
    change = finding.change
    places = [side.at for side in (change.new, change.old) if side is not None]
    yield line("where: ", place(places[0]))
    if change.reason:
        what = warning("undecided, because ") if finding.is_undecided else "because "
        yield line(what, change.reason)
    yield from (line(told) for told in beside_others(finding, _OLD))
    for shown in change.shown:
        if shown.confirmation.standing is not Confirmed.NOT_TRIED:
            yield line("witness: ", _confirmation(shown))


def _confirmation(shown: Shown) -> Text:
    tones = {Confirmed.CONFIRMED: good, Confirmed.REFUTED: bad}
    return tones.get(shown.confirmation.standing, Text)(shown.confirmation.text)


def _moved(one: GateDifference, names: Sequence[str]) -> Iterator[Inline]:
    for name in names:
        before, now = getattr(one.old, name) or "none", getattr(one.new, name) or "none"
        yield line(f"{_NAMES[name]}: ", code(before), " → ", code(now))


_NAMES = {"group": "group", "source_path": "file"}


def _brief(one: GateDifference) -> Inline:
    told = ", ".join(_NAMES.get(name, name) for name in one.fields)
    return line(code(one.gate_id), muted(f" ({told})"))


def _add_exceptions(document: Document, diff: PolicyDiff) -> None:
    if diff.lost:
        document.heading(2, "Failures that count again")
        document.bullets(
            line(
                code(lost.exception.rule_id),
                " in ",
                code(lost.exception.test),
                f": {lost.why} ({lost.exception.issue_id}, ",
                place(lost.exception.at),
                " of the old side)",
            )
            for lost in diff.lost
        )
    if diff.come:
        document.heading(2, "Failures that are excepted now")
        document.bullets(
            line(
                code(one.rule_id),
                " in ",
                code(one.test),
                " until ",
                last_day(one.expires),
                f": {one.reason} ({one.issue_id}, ",
                place(one.at),
                ")",
            )
            for one in diff.come
        )


def _add_imports(document: Document, diff: PolicyDiff) -> None:
    rows = [
        *(line("+ ", code(path)) for path in diff.imports_added),
        *(line("- ", code(path)) for path in diff.imports_removed),
    ]
    if rows:
        document.heading(2, "Imports")
        document.bullets(rows)
