"""Recorded responses under two versions of a pack: which change their verdict, and by which gate.

Of what was recorded only method, path and status are shown: no header, no body, no query.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    strong,
    warning,
)
from toolkit.replay.judge import Judgment, Verdict
from toolkit.replay.report import ChangedGate, Reason, Replay, Side

_MARKS = {
    Verdict.PASS: good("pass"),
    Verdict.AUDIT: warning("audit"),
    Verdict.WARN: warning("warn"),
    Verdict.FAIL: bad("fail"),
    Verdict.UNKNOWN: muted("unknown"),
    Verdict.ABSENT: muted("absent"),
}


def replay_page(replay: Replay, *, limit: int) -> Document:
    """Return the answer: how many change, which and by which gate; at most ``limit`` rows."""
    document = Document()
    document.heading(1, f"{_id(replay.new)}: ", _headline(replay))
    document.bullets(_readings(replay))
    if replay.gates:
        document.heading(2, "By which gate")
    for gate in replay.gates:
        _tell(document, gate)
    changed = replay.changed
    if changed:
        document.heading(2, "Which responses")
        document.table(("record", "response", "verdict", "by"), map(_row, changed[:limit]))
    if len(changed) > limit:
        more = "--limit N shows more, --format json has all"
        document.paragraph(muted(f"and {len(changed) - limit} more: {more}"))
    if replay.reasons:
        document.heading(2, "Not known")
        document.bullets(map(_reason, replay.reasons))
    if replay.remarks:
        document.heading(2, "To know")
        document.bullets(replay.remarks)
    document.paragraph(*_sum(replay))
    return document


def _id(side: Side) -> str:
    return side.pack.manifest.id.strip()


def _headline(replay: Replay) -> Text:
    """Return how many change, with the right number of everything."""
    changed = len(replay.changed)
    responses = "response" if replay.records == 1 else "responses"
    single = changed == 1 or replay.records == 1
    change = "changes its verdict" if single else "change their verdict"
    tone = bad if replay.newly_failing else warning if changed else good
    return tone(f"{changed} of {replay.records} recorded {responses} {change}")


def _readings(replay: Replay) -> Iterator[Inline]:
    old, new = replay.old, replay.new
    versions = muted(f" ({old.pack.manifest.version} -> {new.pack.manifest.version})")
    yield line("compared with ", code(old.name), versions)
    yield line("verdicts: ", *_verdicts(replay))
    count = replay.newly_failing
    if count:
        passed = "response that passed" if count == 1 else "responses that passed"
        yield line("pipelines: ", bad(f"{count} {passed} {_verb(count, 'fail')} now"))
    elif replay.undecided:
        yield line("pipelines: ", warning("none of these certainly fails now that passed"))
    else:
        yield line("pipelines: ", good("none of these that passed fails now"))
    if replay.undecided:
        count = replay.undecided
        yield line(warning(f"whether {count} {_verb(count, 'change')} is not known"))


def _verb(count: int, verb: str) -> str:
    return f"{verb}s" if count == 1 else verb


def _verdicts(replay: Replay) -> Iterator[Text | str]:
    """Yield how often each verdict is given, before and now."""
    first = True
    for verdict, mark in _MARKS.items():
        before, now = replay.verdicts_old[verdict], replay.verdicts_new[verdict]
        if before or now:
            yield from ("" if first else ", ", mark, f" {before}")
            yield "" if before == now else f" -> {now}"
            first = False


def _tell(document: Document, gate: ChangedGate) -> None:
    count = gate.records
    document.paragraph(
        code(gate.gate_id),
        f": {count} {'response' if count == 1 else 'responses'}, ",
        *_places(gate),
    )
    document.listing("\n".join(_edit(gate)), "diff")


def _edit(gate: ChangedGate) -> Iterator[str]:
    """Yield the lines of a gate before and now: the assertion, and what else differs."""
    for key in ("gate", "condition", "enforcement"):
        before, now = _field(gate.old, key), _field(gate.new, key)
        if before == now:
            if key == "gate":
                yield f"  {key}: {now}"
            continue
        if before is not None:
            yield f"- {key}: {before}"
        if now is not None:
            yield f"+ {key}: {now}"


def _field(gate: Gate | None, key: str) -> str | None:
    if gate is None:
        return None
    if key == "gate":
        return gate.assertion_text
    return gate.condition_text if key == "condition" else gate.enforcement.text


def _places(gate: ChangedGate) -> Iterator[Text | str]:
    """Yield where the gate stands, in the baseline where it stands there only."""
    key = next(
        (
            name
            for name in ("gate", "condition", "enforcement")
            if _field(gate.old, name) != _field(gate.new, name)
        ),
        "gate",
    )
    stands = gate.new or gate.old
    if stands is not None:
        at = stands.where.get(key, stands.at)
        yield code(f"{at.path}:{at.line}" if at.line else at.path)
    if gate.new is None:
        yield " in the baseline"


def _row(one: Judgment) -> tuple[Inline, ...]:
    place = one.place
    label = hint(place.label) if place.label else ""
    step = (_MARKS[one.old], " -> ", _MARKS[one.new])
    return (
        line(code(f"{place.source}#{place.index}"), label),
        line(f"{place.method} {place.path}", muted(f" {place.status}")),
        line(*step),
        line(", ".join(cause.gate_id for cause in one.causes)),
    )


def _reason(reason: Reason) -> Inline:
    count = reason.records
    responses = "response" if count == 1 else "responses"
    gates = ", ".join(reason.gate_ids)
    return line(f"{count} {responses}: {reason.text}", muted(f" ({gates})"))


def _sum(replay: Replay) -> Iterator[str | Text]:
    """Yield the last line: the same facts in the same order, whatever the answer."""
    yield f"recorded: {replay.records}"
    yield from ("  changed: ", strong(str(len(replay.changed))))
    count = replay.newly_failing
    yield from ("  newly failing: ", bad(str(count)) if count else good("0"))
    yield f"  undecided: {replay.undecided}  with an unknown verdict: {replay.unknown}"
