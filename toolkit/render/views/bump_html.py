"""The report on versions as a page: the answer first, then every change with its picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.diff.catalogue import Axis, Impact, Protection
from toolkit.diff.facts import Side
from toolkit.diff.judge import Finding
from toolkit.diff.offers import warning as warning_of
from toolkit.diff.pictures.of_finding import pictures_of
from toolkit.diff.relations import Method
from toolkit.diff.report import BumpReport, Note
from toolkit.diff.witness_words import sentence_of_packs
from toolkit.diff.witnesses import NOT_TRIED, Confirmation
from toolkit.diff.witnesses import Standing as Confirmed
from toolkit.render.document import Document
from toolkit.render.figures import figure, literal
from toolkit.render.html import blocks, folded, inline, page, table
from toolkit.render.markup import Element, Node, element
from toolkit.render.views.bump_policy import acceptance, add_accepted, overridden
from toolkit.render.views.bump_words import (
    KEYS,
    beside_others,
    headline,
    last_version,
    level_word,
    witnessed,
)
from toolkit.versions import Bump

_LEVELS = {level: level_word(level).text for level in Bump}
_IMPACTS = {
    Impact.COMPATIBLE: ("good", "✓", "Nothing that passed can fail."),
    Impact.BREAKING: ("bad", "✕", "One that passed can fail."),
    Impact.UNDECIDED: ("warning", "?", "Whether one that passed can fail is not decided."),
}
_PROTECTIONS = {
    Protection.SAME: ("plain", "=", "The same as before."),
    Protection.RAISED: ("good", "↑", "Raised: the pack refuses more."),
    Protection.REDUCED: ("bad", "↓", "Reduced: the pack refuses less."),
    Protection.MIXED: ("bad", "↕", "Raised in some places, reduced in others."),
    Protection.UNKNOWN: ("warning", "?", "Not known."),
}
_METHODS = {
    Method.IDENTICAL_TEXT: "the texts are the same",
    Method.NORMAL_FORM: "the same, once they are read",
    Method.DECIDED: "decided by an exact procedure",
    Method.DECLARED: "declared by the maintainer",
    Method.ABSTAINED: "not decided",
}
_CONFIRMED = {
    Confirmed.CONFIRMED: ("good", "✓ "),
    Confirmed.REFUTED: ("bad", "✕ "),
    Confirmed.NOT_CONFIRMABLE: ("warning", "? "),
    Confirmed.NOT_TRIED: ("muted", ""),
}
_BESIDE = "beside the other gates: "
_ONE = 1
_TABLE_FROM = 2
"""So many changes get a table of contents."""
_FOLDED_FROM = 12
"""So many minor changes are folded."""


def bump_html(reports: Sequence[BumpReport]) -> str:
    """Return one page on one pack or several, a section for each."""
    several = len(reports) > _ONE
    names = ", ".join(report.pack_id for report in reports)
    sections = [
        element("section", list(_section(report, f"p{number}-" if several else "")), class_="pack")
        for number, report in enumerate(reports, 1)
    ]
    header = element("header", element("p", "Which version, and why", class_="kicker"))
    contents = [_packs(reports)] if several else []
    return page(f"{names}: which version", [*contents, *sections], header=header)


def _packs(reports: Sequence[BumpReport]) -> Element:
    rows: list[list[Node]] = [
        [
            element("a", literal(report.pack_id), href=f"#p{number}-pack"),
            _pill(report.required),
            str(report.declared),
            element("strong", str(report.suggested)),
            "✓ enough" if report.is_fine else "✕ too small",
        ]
        for number, report in enumerate(reports, 1)
    ]
    return element(
        "nav",
        element("h1", f"{len(reports)} packs"),
        table(("pack", "required", "declared", "suggested", ""), rows),
        aria_label="Packs",
    )


def _section(report: BumpReport, key: str) -> Iterator[Node]:
    """Yield all about one pack: the answer, the readings, the changes, what else to know."""
    yield _answer(report, key)
    if report.findings:
        yield _readings(report)
    yield element("p", list(_baseline(report)), class_="small")
    overrides = list(overridden(report))
    if overrides:
        yield element("ul", [element("li", inline(one)) for one in overrides], class_="notes")
    anchors = _anchors(report, key)
    if len(report.findings) >= _TABLE_FROM:
        yield from _contents(report, anchors)
    told = [one for one in report.findings if _is_told_at_length(one)]
    brief = [one for one in report.findings if not _is_told_at_length(one)]
    for finding in told:
        yield _article(report, finding, anchors[id(finding)])
    if brief:
        yield element("h2", "Also changed" if told else "Changed", id=f"{key}also")
        articles = [_brief(report, finding, anchors[id(finding)]) for finding in brief]
        yield _foldable(articles, f"{len(brief)} smaller changes")
    accepted = Document()
    add_accepted(accepted, report)
    yield from blocks(accepted, f"{key}accepted")
    if report.notes:
        yield element("h2", "To know", id=f"{key}notes")
        yield element("ul", [element("li", _note(note)) for note in report.notes], class_="notes")


def _foldable(articles: list[Element], title: str) -> Element:
    if len(articles) < _FOLDED_FROM:
        return element("div", articles, class_="brief")
    return element("details", element("summary", title), articles, class_="brief")


# --- the answer -----------------------------------------------------------------------------------


def _answer(report: BumpReport, key: str) -> Element:
    level = _LEVELS[report.required]
    first = report.standing is None
    badge = element(
        "p",
        element("span", "first release" if first else "required", class_="badge-label"),
        element("span", str(report.declared) if first else level, class_="badge-level"),
        class_=f"badge {'first' if first else level.lower()}",
    )
    return element(
        "div",
        badge,
        element(
            "div",
            element("h1", literal(report.pack_id), id=f"{key}pack"),
            element("p", list(_versions(report)), class_="versions"),
            element("p", list(_verdict(report)), class_="verdict"),
        ),
        class_="answer",
    )


def _versions(report: BumpReport) -> Iterator[Node]:
    """Yield from which version to which, and where it should go."""
    if report.baseline is None:
        return
    before = str(report.baseline.history.baseline)
    yield from (element("span", before, class_="version"), " → ")
    if report.is_fine or report.suggested == report.declared:
        yield element("span", str(report.declared), class_="version now")
        return
    yield element("s", str(report.declared), class_="version wrong")
    yield from (" → ", element("span", str(report.suggested), class_="version now"))


def _verdict(report: BumpReport) -> Iterator[Node]:
    """Yield the answer as a sentence; whose it is stands above it."""
    if report.standing is None:
        yield "There is nothing to compare with yet, so nothing is required."
        return
    first, *rest = headline(report)[1:]
    yield from inline((replace(first, text=first.text[:1].upper() + first.text[1:]), *rest))
    yield "."
    if report.baseline is not None and report.slot is not report.required:
        yield f" Below 1.0.0 a {report.required.text} change moves the {report.slot.text} number."


def _readings(report: BumpReport) -> Element:
    carried = f"declared: {report.carried.text}" if report.carried is not None else ""
    counts = [
        f"{effect} {count}"
        for effect, count in report.protection_counts.items()
        if count and effect != Protection.SAME.value
    ]
    lost = _of_packs(report, forward=False)
    lost = f". {lost}" if counts and lost else lost
    level = "good" if report.is_fine else "bad"
    required = (level, "✓" if report.is_fine else "✕", f"{_LEVELS[report.required]}.")
    return element(
        "ul",
        _reading("Required bump", required, carried),
        _reading("Pipelines", _IMPACTS[report.impact], _of_packs(report, forward=True)),
        _reading("Protection", _PROTECTIONS[report.protection], f"{', '.join(counts)}{lost}"),
        class_="readings",
    )


def _of_packs(report: BumpReport, *, forward: bool) -> str:
    """Return what shows it, all gates together; or that this is not known."""
    whole = report.pipeline
    if whole is None:
        return ""
    shown = whole.witness if forward else whole.reverse_witness
    if shown is not None:
        gate_id = whole.refused_by if forward else whole.was_refused_by
        told = sentence_of_packs(shown, last_version(report), gate_id)
        return f"{told[:1].upper()}{told[1:]}."
    if forward and whole.can_fail is None and whole.reason:
        return f"For all gates together it is not decided: {whole.reason}."
    if forward and any(one.is_harmless_beside for one in report.findings):
        return "What single gates refuse beyond, others refused already."
    return ""


def _reading(title: str, told: tuple[str, str, str], below: str) -> Element:
    class_, sign, words = told
    return element(
        "li",
        element("span", title, class_="reading-title"),
        element(
            "span", element("span", sign, class_="sign", aria_hidden="true"), words, class_=class_
        ),
        element("span", below, class_="small") if below else None,
    )


def _baseline(report: BumpReport) -> Iterator[Node]:
    if report.baseline is None:
        yield "Compared with nothing: no release was found before this one."
        return
    yield from ("Compared with ", literal(report.baseline.ref), ". ")
    if report.findings:
        changes = "1 change" if len(report.findings) == 1 else f"{len(report.findings)} changes"
        yield f"{changes}, {report.undecided or 'none'} of them undecided. "
    told = Counter(shown.confirmation.standing.value for shown in report.witnesses)
    if told.keys() - {Confirmed.NOT_TRIED.value}:
        yield f"Witnesses: {', '.join(f'{count} {text}' for text, count in told.items())}."


# --- the changes ----------------------------------------------------------------------------------


def _is_told_at_length(finding: Finding) -> bool:
    return finding.required_bump > Bump.PATCH and finding.rule.axis is not Axis.METADATA


def _anchors(report: BumpReport, key: str) -> dict[int, str]:
    """Return an id for each finding: its fingerprint, so that links outlive other changes."""
    seen: Counter[str] = Counter()
    found = {}
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        again = f"-{seen[finding.fingerprint]}" if seen[finding.fingerprint] > 1 else ""
        found[id(finding)] = f"{key}f-{finding.fingerprint}{again}"
    return found


def _contents(report: BumpReport, anchors: dict[int, str]) -> Iterator[Node]:
    """Yield a table of all changes, the most severe first."""
    rows: list[list[Node | Sequence[Node]]] = [
        [
            element("a", literal(_subject(finding)), href=f"#{anchors[id(finding)]}"),
            _pill(finding.required_bump),
            finding.rule.title,
            _impact(finding),
        ]
        for finding in report.findings
    ]
    levels = Counter(finding.required_bump for finding in report.findings)
    counted = ", ".join(
        f"{levels[level]} {_LEVELS[level]}" for level in sorted(levels, reverse=True)
    )
    yield element("h2", "All changes ", element("span", counted, class_="muted"))
    yield element(
        "nav",
        table(("gate, file or field", "level", "what changed", "pipelines"), rows),
        class_="contents",
        aria_label="All changes",
    )


def _impact(finding: Finding) -> Element:
    class_, sign, _ = _IMPACTS[finding.impact_beside]
    return element("span", f"{sign} {finding.impact_beside.value}", class_=class_)


def _subject(finding: Finding) -> str:
    return finding.change.gate_id or finding.change.subject


def _pill(level: Bump) -> Element:
    return element("span", _LEVELS[level], class_=f"level {_LEVELS[level].lower()}")


def _article(report: BumpReport, finding: Finding, anchor: str) -> Element:
    """Return one change: the witness, the picture, the edit, what it means, what to do."""
    rule = finding.rule
    witness = witnessed(finding, last_version(report))
    warned = warning_of(finding)
    return element(
        "article",
        element(
            "h2",
            _pill(finding.required_bump),
            literal(_subject(finding)),
            element("span", rule.title, class_="rule-title"),
            id=f"{anchor}-h",
        ),
        element("p", witness, class_="witness-sentence") if witness else None,
        element("p", element("strong", "Warning: "), f"{warned}.", class_="warned")
        if warned
        else None,
        list(_figures(report, finding, anchor)),
        _edit(finding),
        element("p", rule.why, class_="why"),
        element("dl", list(_facts(report, finding)), class_="facts"),
        id=anchor,
        aria_labelledby=f"{anchor}-h",
    )


def _figures(report: BumpReport, finding: Finding, anchor: str) -> Iterator[Node]:
    for number, picture in enumerate(pictures_of(report, finding), 1):
        yield figure(picture, f"{anchor}-{number}")


def _edit(finding: Finding) -> Element:
    change = finding.change
    key = KEYS.get(change.kind, "")
    sides = (("\N{MINUS SIGN}", "gone", "before", change.old), ("+", "come", "now", change.new))
    return element(
        "ul",
        [
            element(
                "li",
                element("span", sign, class_="sign", aria_hidden="true"),
                element("span", f"{name}: ", class_="hidden"),
                folded(f"{key}{side.text}"),
                element("span", literal(_place(side)), class_="place"),
                class_=class_,
            )
            for sign, class_, name, side in sides
            if side is not None
        ],
        class_="edit",
    )


def _place(side: Side) -> str:
    return f"{side.at.path}:{side.at.line}" if side.at.line else side.at.path


def _facts(report: BumpReport, finding: Finding) -> Iterator[Node]:
    change, rule = finding.change, finding.rule
    if finding.required_bump is Bump.MAJOR or finding.impact is not Impact.COMPATIBLE:
        yield _fact("Instead", [rule.advice])
    known: list[Node] = [_METHODS[change.method]] if change.method is not None else []
    if change.reason:
        known.append(f"{': ' if known else ''}{change.reason}")
    if known:
        yield _fact("How it is known", known)
    beside = list(beside_others(finding, last_version(report)))
    if beside:
        told = "; ".join(one.removeprefix(_BESIDE) for one in beside)
        yield _fact("Other gates", [told])
    tried = dict.fromkeys(one.confirmation for one in change.shown)
    tried.pop(NOT_TRIED, None)
    if tried:
        yield _fact("Witness", [_confirmation(one) for one in tried])
    for accepted in acceptance(report, finding):
        yield _fact("Accepted", inline(accepted[1:]))
    rows: list[Node] = [literal(rule.id), " · fingerprint ", literal(finding.fingerprint)]
    yield _fact("Rule", rows)


def _fact(title: str, told: Sequence[Node]) -> Element:
    return element("div", element("dt", title), element("dd", list(told)))


def _confirmation(told: Confirmation) -> Element:
    class_, sign = _CONFIRMED[told.standing]
    return element("span", f"{sign}{told.text} ", class_=class_)


def _brief(report: BumpReport, finding: Finding, anchor: str) -> Element:
    """Return a change that matters little: its sentence, with all about it to unfold."""
    message: list[Node] = [
        folded(part.text) if part.is_value else part.text for part in finding.message_parts
    ]
    figures = list(_figures(report, finding, anchor))
    return element(
        "details",
        element("summary", _pill(finding.required_bump), element("span", message)),
        figures,
        _edit(finding),
        element("p", finding.rule.why, class_="why"),
        element("dl", list(_facts(report, finding)), class_="facts"),
        id=anchor,
    )


def _note(note: Note) -> list[Node]:
    place: list[Node] = []
    if note.where:
        where = f"{note.where.path}:{note.where.line}" if note.where.line else note.where.path
        place = [literal(where), ": "]
    hint = [element("span", f" {note.hint}", class_="hint")] if note.hint else []
    return [*place, note.message, *hint]
