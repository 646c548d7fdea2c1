"""The words in which every form of the report on a version says the same."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.diff.catalogue import Impact, Protection
from toolkit.diff.facts import Kind
from toolkit.diff.judge import Finding
from toolkit.diff.pipeline import listed_ids
from toolkit.diff.report import BumpReport
from toolkit.diff.witness_words import sentence
from toolkit.render.document import Inline, Text, bad, good, line, warning
from toolkit.versions import Bump, Standing

IMPACTS = {
    Impact.COMPATIBLE: good("none that passed can fail"),
    Impact.BREAKING: bad("one that passed can fail"),
    Impact.UNDECIDED: warning("whether one that passed can fail is not decided"),
}
"""Whether a pipeline that passed can fail."""
PROTECTIONS = {
    Protection.SAME: Text("the same"),
    Protection.RAISED: good("raised"),
    Protection.REDUCED: bad("reduced"),
    Protection.MIXED: bad("raised in some places, reduced in others"),
    Protection.UNKNOWN: warning("not known"),
}
"""What becomes of what a pack protects from."""
KEYS = {
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
_LOSSES = (Protection.REDUCED, Protection.MIXED, Protection.UNKNOWN)


def headline(report: BumpReport) -> Inline:
    """Return the answer: whether the declared version is enough, and what to do if not."""
    return line(*_headline(report))


def _headline(report: BumpReport) -> Iterator[str | Text]:
    yield f"{report.pack_id}: "
    level = level_word(report.required)
    match report.standing:
        case None:
            yield f"first release, {report.declared}"
        case Standing.UNCHANGED:
            yield from (good("nothing changed"), f" since {report.declared}")
        case Standing.ENOUGH if report.required is Bump.NONE:
            yield from (f"nothing that counts changed, and {report.declared} ", good("is enough"))
        case Standing.ENOUGH:
            yield from ("this is a ", level, f" change, and {report.declared} ", good("is enough"))
        case Standing.TOO_SMALL:
            yield from _too_small(report)
        case Standing.NEEDLESS:
            yield from ("nothing changed since the last pre-release: ", f"{report.declared} ")
            yield from (bad("is needless"), ", release that one as it is, stable")
        case Standing.DECREASED:
            yield from (f"{report.declared} ", bad("went back"), " behind a version that is out: ")
            yield f"release it as {report.suggested}"


def _too_small(report: BumpReport) -> Iterator[str | Text]:
    declared, release = f"{report.declared} ", f"release it as {report.suggested}"
    beside = report.standing_beside_accepted
    if report.policy.graduate:
        yield from (declared, bad("is not 1.0.0"), ", to which it graduates: ", release)
        return
    if report.required is Bump.NONE:
        yield from ("nothing that counts changed, but ", declared)
        yield from (bad("is out already"), ", with other content: ", release)
        return
    yield from ("this is a ", level_word(report.required), " change")
    if report.is_taken:
        yield from (", and ", declared, bad("is out already"), ", with other content: ", release)
        return
    yield from (": ", declared, bad("is too small"))
    if beside is not None and beside.is_fine:
        yield from (", and that was ", good("accepted"), f" ({report.suggested} would carry it)")
    else:
        yield from (", ", release)


def last_version(report: BumpReport) -> str:
    """Return the version that the report compares with."""
    return str(report.baseline.version) if report.baseline else ""


def witnessed(finding: Finding, last: str) -> str:
    """Return what the witnesses show, in a sentence each; nothing where there are none."""
    told = " ".join(sentence(one, last) for one in finding.change.shown)
    if told and _is_alone(finding):
        return f"Taken alone: {told[0].lower()}{told[1:]}"
    return told


def _is_alone(finding: Finding) -> bool:
    """Whether the witnesses are true of the gate and of no pack, because of the other gates."""
    change = finding.change
    stricter = change.witness is None or change.covered_by is not None
    looser = change.reverse_witness is None or change.replaced_by is not None
    return stricter and looser


def beside_others(finding: Finding, last: str) -> Iterator[str]:
    """Yield what the other gates of the packs make of it."""
    change, effect = finding.change, finding.rule.protection
    if finding.is_harmless_beside and finding.impact is not Impact.COMPATIBLE:
        gates = listed_ids(change.covered_by or ())
        yield f"beside the other gates: harmless, for whatever passed {gates} of {last} passes it"
    if change.replaced_by and effect in _LOSSES and finding.protection_beside not in _LOSSES:
        gates = listed_ids(change.replaced_by)
        yield f"beside the other gates: no loss, for whatever it refused is refused by {gates}"


def level_word(level: Bump) -> Text:
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
