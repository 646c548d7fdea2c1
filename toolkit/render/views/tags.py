"""Judged tags as a document, and as the payload of schemas/check-tag.v1.schema.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.faults import Fault, Severity
from toolkit.release.tags import Tag
from toolkit.render.document import Document, bad, code, good, line, muted, warning
from toolkit.texts import visible

SCHEMA_VERSION: Final = "policy-pack-toolkit.check-tag.v1"
_MARKS: Final = {Severity.FAILURE: bad, Severity.ADVICE: warning}


@dataclass(frozen=True, slots=True)
class JudgedTag:
    """A tag, and what was found about it."""

    tag: Tag
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong with it; advice does not count."""
        return all(fault.severity is not Severity.FAILURE for fault in self.faults)


def tags_page(judged: Sequence[JudgedTag]) -> Document:
    """Return the answer for a person: a line for each tag, and a list where something is to do."""
    document = Document().heading(1, "Release tags")
    for each in judged:
        verdict = good("right") if each.passed else bad("wrong")
        commit = muted(each.tag.commit[:12] or "no commit")
        document.paragraph(code(each.tag.name), " at ", commit, ": ", verdict)
        if each.faults:
            document.bullets(
                line(_MARKS[fault.severity](fault.code), f": {fault.message}. To do: {fault.hint}")
                for fault in each.faults
            )
    return document


def tags_payload(judged: Sequence[JudgedTag], *, complete: bool) -> dict[str, object]:
    """Return the answer for a program; byte-stable, without machine paths.

    ``complete`` is whether every pack that was asked about could be read.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "passed": complete and all(each.passed for each in judged),
        "complete": complete,
        "tags": [
            {
                "name": visible(each.tag.name),
                "commit": each.tag.commit or None,
                "passed": each.passed,
                "findings": [
                    {
                        "code": fault.code,
                        "severity": fault.severity.value,
                        "message": visible(fault.message),
                        "hint": visible(fault.hint),
                    }
                    for fault in each.faults
                ],
            }
            for each in judged
        ],
    }
