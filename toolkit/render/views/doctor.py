"""A checkup as a page for people, and as the payload of schemas/doctor.v1.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from toolkit.consumer.checkup.answers import CHECKS, Answer, Status
from toolkit.consumer.checkup.examine import Checkup
from toolkit.consumer.packs import UsedPack
from toolkit.consumer.project import Project
from toolkit.consumer.standpoint import Standpoint
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
from toolkit.spans import Location
from toolkit.texts import visible

SCHEMA_VERSION: Final = "policy-pack-toolkit.doctor.v1"
_MOST_SHOWN: Final = 50
"""Answers of one kind that a page shows; the payload has all."""
_MARKS: Final = {
    Status.FINDING: bad,
    Status.ADVICE: warning,
    Status.NOT_KNOWN: warning,
    Status.OK: good,
}
_TITLES: Final = (
    (Status.FINDING, "To mend"),
    (Status.ADVICE, "Worth a look"),
    (Status.NOT_KNOWN, "Not known"),
)
_LISTED: Final = {
    "pack-pinned": "Packs",
    "override": "Overrides",
    "exception-complete": "Exceptions",
    "exception-final": "Exceptions for final gates",
}
"""What is told also where it is fine: what was agreed on, and somebody answers for."""
_WORDS: Final = {
    Status.FINDING: ("finding", "findings"),
    Status.ADVICE: ("piece of advice", "pieces of advice"),
    Status.NOT_KNOWN: ("not known", "not known"),
    Status.OK: ("fine", "fine"),
}


def doctor_page(checkup: Checkup, *, strict: bool) -> Document:
    """Return the answer for a person: what to mend, what is agreed on, what to type next."""
    document = Document().heading(1, _title(checkup.project), ": ", _verdict(checkup))
    for status, title in _TITLES:
        answers = checkup.with_status(status)
        if answers:
            document.heading(2, title).bullets(_shown(answers, checkup.standpoint))
    for check, title in _LISTED.items():
        fine = [each for each in checkup.with_status(Status.OK) if each.check == check]
        if fine:
            document.heading(2, title).bullets(_shown(fine, checkup.standpoint))
    if checkup.maintained:
        document.heading(2, "Packs that are made here").bullets(map(code, checkup.maintained))
    document.heading(2, "Checks").table(("check", "asks", "result"), _rows(checkup.answers))
    tools = [each for each in checkup.answers if each.check == "tool"]
    document.heading(2, "This machine").bullets(line(_mark(each), each.message) for each in tools)
    document.paragraph(strong("next: "), code(_next(checkup, strict=strict)))
    return document


def _title(project: Project | None) -> str:
    if project is None:
        return "This machine"
    name = project.document.project if project.document else ""
    return f"Project {name or project.tree.name}"


def _verdict(checkup: Checkup) -> Text:
    counts = [
        f"{number} {_WORDS[status][number != 1]}"
        for status, _ in _TITLES
        if (number := len(checkup.with_status(status)))
    ]
    if not counts:
        return good("fine")
    said = ", ".join(counts)
    return bad(said) if checkup.with_status(Status.FINDING) else warning(said)


def _shown(answers: Sequence[Answer], standpoint: Standpoint) -> Iterator[Inline]:
    for answer in answers[:_MOST_SHOWN]:
        parts: list[str | Text] = [_mark(answer)]
        if answer.at is not None:
            parts += [place(answer.at), ": "]
        parts += [answer.message]
        if answer.hint:
            parts.append(hint(f"To do: {answer.hint}."))
        if answer.command:
            parts.append(hint(f"$ {standpoint.typed(answer.command)}"))
        yield line(*parts)
    if len(answers) > _MOST_SHOWN:
        yield line(muted(f"and {len(answers) - _MOST_SHOWN:,} more: --format json has all"))


def _mark(answer: Answer) -> Text:
    mark = _MARKS[answer.status]
    return mark(f"{answer.status.value} ") if answer.check == "tool" else mark(f"{answer.check} ")


def _rows(answers: Iterable[Answer]) -> Iterator[tuple[Inline, ...]]:
    found: dict[str, list[Status]] = {}
    for answer in answers:
        found.setdefault(answer.check, []).append(answer.status)
    for check, asks in CHECKS.items():
        statuses = found.get(check)
        if statuses is None:
            continue
        worst = next(
            each
            for each in (Status.FINDING, Status.NOT_KNOWN, Status.ADVICE, Status.OK)
            if each in statuses
        )
        number = statuses.count(worst)
        word = _WORDS[worst][number != 1]
        result = _MARKS[worst](word if worst is Status.OK else f"{number} {word}")
        yield line(code(check)), line(asks), line(result)


def _next(checkup: Checkup, *, strict: bool) -> str:
    """Return the one line to type next."""
    wanted = [Status.FINDING, Status.NOT_KNOWN, *([Status.ADVICE] if strict else [])]
    for status in wanted:
        for answer in checkup.with_status(status):
            if answer.command:
                return checkup.standpoint.typed(answer.command)
    if checkup.with_status(Status.FINDING):
        return checkup.standpoint.typed("policy-pack doctor")
    if checkup.project is not None:
        return "entroping run"
    return "policy-pack smoke --strict" if checkup.maintained else "policy-pack new-pack ID"


def doctor_payload(checkup: Checkup, *, passed: bool) -> dict[str, object]:
    """Return the answer for a program; byte-stable for the same files and the same machine."""
    return {
        "schema_version": SCHEMA_VERSION,
        "passed": passed,
        "counts": {status.value: len(checkup.with_status(status)) for status in Status},
        "project": _project(checkup.project),
        "packs": [_pack(pack) for pack in checkup.packs],
        "maintained": [visible(path) for path in checkup.maintained],
        "answers": [_answer(answer, checkup.standpoint.inside) for answer in checkup.answers],
        "local_only": {
            "this_process": "audit-hook",
            "git": "GIT_ALLOW_PROTOCOL=none",
        },
    }


def _project(project: Project | None) -> dict[str, object] | None:
    if project is None:
        return None
    policy = project.policy
    return {
        "name": visible(project.document.project) if project.document else "",
        "config": visible(project.config),
        "gate_count": len(policy.gates) if policy else None,
        "final_gate_ids": [visible(each) for each in policy.final_ids] if policy else None,
    }


def _pack(pack: UsedPack) -> dict[str, object]:
    known = pack.manifest or pack.recorded
    return {
        "folder": visible(pack.folder),
        "id": visible(known.id) if known else "",
        "version": visible(known.version) if known else "",
        "imported": bool(pack.entries),
        "locked": pack.recorded is not None,
        "content_sha256": pack.tree.content_digest,
    }


def _answer(answer: Answer, standpoint: Standpoint) -> dict[str, object]:
    return {
        "check": answer.check,
        "status": answer.status.value,
        "message": visible(answer.message),
        "place": _place(answer.at) if answer.at is not None else None,
        "hint": visible(answer.hint),
        "command": visible(standpoint.typed(answer.command)),
    }


def _place(at: Location) -> dict[str, object]:
    return {"path": visible(at.path), "line": at.line or None}
