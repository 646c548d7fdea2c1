"""A verification as a document, and as the payload of schemas/verification.v1.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toolkit.release.verification import Outcome, Status, Verification
from toolkit.render.document import Document, Text, bad, code, good, line, muted, warning
from toolkit.texts import visible

if TYPE_CHECKING:
    from toolkit.release.verification import Signed
    from toolkit.smoke.examine import Examination

SCHEMA_VERSION: Final = "policy-pack-toolkit.verification.v1"
_MARKS: Final = {
    Status.PASS: good("pass"),
    Status.SKIP: muted("skip"),
    Status.REFUSED: bad("refused"),
}
_PROVES: Final = {
    Outcome.VERIFIED: "The signature is by whom you expect, and everything below it is in order.",
    Outcome.UNVERIFIED: "Nothing is wrong, and nobody could say who made it: that is no yes.",
    Outcome.CHECKSUMS_ONLY: "The files belong together and are canonical. No signature was"
    " checked: compare a digest with one from a source you trust.",
    Outcome.ARCHIVE_ONLY: "The archive is canonical and safe to read. There was nothing to compare"
    " it with: compare a digest with one from a source you trust.",
    Outcome.PACKAGE_ONLY: "The package is canonical, and an installer leaves the files of the pack"
    " and nothing that runs. There was nothing to compare it with: compare a digest with one from a"
    " source you trust.",
    Outcome.LAYOUT_ONLY: "The layout holds a canonical archive that is safe to read. There was"
    " nothing to compare it with: compare a digest with one from a source you trust.",
    Outcome.REFUSED: "Nothing was extracted or used.",
    Outcome.INCOMPLETE: "The question could not be answered.",
}


def verification_page(
    answer: Verification, smoke: Examination | None, *, path: str, todo: str = ""
) -> Document:
    """Return the answer for a person: verdict, steps, digests, what to do.

    ``todo`` is what to do where nothing is wrong and nothing was verified.
    """
    document = Document().heading(1, "Verification of ", code(visible(path)))
    document.paragraph(_verdict(answer), ". ", _PROVES[answer.outcome])
    document.table(
        ("step", "", "result", "found"),
        (
            (str(step.number), step.title, line(_MARKS[step.status]), visible(step.detail))
            for step in answer.steps
        ),
    )
    if answer.archive is not None:
        archive, package = answer.archive, answer.package
        document.heading(2, "What identifies it").bullets(
            [
                *(
                    [line(f"{package.kind.value} sha256 ", code(package.sha256))]
                    if package is not None
                    else []
                ),
                line(code(archive.stem), f", {len(archive.tree.entries)} files"),
                line("archive sha256 ", code(archive.archive_sha256)),
                line("tar sha256 ", code(archive.tar_sha256)),
                line("content sha256 ", code(archive.content_sha256)),
            ]
        )
    if answer.notes:
        document.heading(2, "Good to know")
        document.bullets(
            line(code(note.notice.name), f": {visible(note.message)}") for note in answer.notes
        )
    if smoke is not None and not smoke.passed:
        document.heading(2, "Why smoke fails")
        document.bullets(visible(str(finding.fault)) for finding in smoke.failures)
    if answer.outcome is Outcome.UNVERIFIED:
        document.heading(2, "What to do").paragraph(todo)
    if answer.refusal is not None:
        document.heading(2, "What to do").paragraph(visible(answer.refusal.hint))
    return document


def verification_payload(
    answer: Verification, smoke: Examination | None, *, path: str
) -> dict[str, object]:
    """Return the answer for a program; byte-stable, without machine paths.

    ``path`` is how the release is called in it; ``smoke`` is None where
    verification was refused before the content could be looked at.
    """
    archive, refusal = answer.archive, answer.refusal
    return {
        "schema_version": SCHEMA_VERSION,
        "path": visible(path),
        "outcome": answer.outcome.value,
        "passed": passed(answer, smoke),
        **_signatures(answer.signed),
        "lock": answer.sight and answer.sight.value,
        "missing": None if answer.missing is None else list(answer.missing),
        "notes": [
            {"code": note.notice.name, "message": visible(note.message)} for note in answer.notes
        ],
        "steps": [
            {
                "number": step.number,
                "title": step.title,
                "status": step.status.value,
                "detail": visible(step.detail),
            }
            for step in answer.steps
        ],
        "refusal": refusal
        and {
            "code": refusal.code,
            "message": visible(refusal.message),
            "where": visible(refusal.where),
            "hint": visible(refusal.hint),
        },
        "release": archive
        and {
            "stem": archive.stem,
            "files": len(archive.tree.entries),
            "archive_sha256": archive.archive_sha256,
            "tar_sha256": archive.tar_sha256,
            "content_sha256": archive.content_sha256,
            "rebuilt": answer.rebuilt,
            "package": answer.package
            and {
                "name": answer.package.name,
                "kind": answer.package.kind.value,
                "sha256": answer.package.sha256,
            },
        },
        "smoke": smoke
        and {
            "status": "pass" if smoke.passed else "fail",
            "failures": [visible(str(finding.fault)) for finding in smoke.failures],
        },
    }


def _signatures(signed: Signed) -> dict[str, object]:
    """Return who signed, by each kind of signature."""
    return {
        "signature": {
            "status": "good" if signed.key else "unchecked",
            "signer": signed.signer or None,
            "key": signed.key or None,
        },
        "minisign": {
            "status": "good" if signed.minisign is not None else "unchecked",
            "key_id": signed.minisign and signed.minisign.name,
            "key": signed.minisign and signed.minisign.text,
        },
    }


def passed(answer: Verification, smoke: Examination | None) -> bool:
    """Tell whether the answer is yes: not refused, not unverified, and smoke passes inside."""
    no = (Outcome.REFUSED, Outcome.UNVERIFIED, Outcome.INCOMPLETE)
    return answer.outcome not in no and smoke is not None and smoke.passed


def _verdict(answer: Verification) -> Text:
    if answer.refusal is not None:
        return bad(f"{answer.outcome.value}: {answer.refusal.code}")
    if answer.outcome is Outcome.VERIFIED:
        return good(answer.outcome.value)
    return warning(answer.outcome.value)
