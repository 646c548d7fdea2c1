"""A bundle of evidence as the index that people read, and what a check of one found."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from toolkit.evidence.bundle import (
    ENVIRONMENT,
    ENVIRONMENT_SCHEMA,
    INDEX,
    SUMS,
    Bundle,
    Part,
    Status,
    Subject,
)
from toolkit.evidence.bundle import SCHEMA_VERSION as INDEX_SCHEMA
from toolkit.evidence.checking import Finding, Flaw
from toolkit.render.document import (
    Document,
    Inline,
    bad,
    code,
    good,
    hint,
    line,
    muted,
    warning,
)
from toolkit.texts import visible

SCHEMA_VERSION: Final = "policy-pack-toolkit.evidence-check.v1"
_WORDS: Final = {
    Status.PASS: good("pass"),
    Status.ABSENT: muted("absent"),
    Status.INCOMPLETE: warning("incomplete"),
    Status.FAIL: bad("FAIL"),
}
_VERDICTS: Final = {
    Status.PASS: "Every part is fine.",
    Status.INCOMPLETE: "Nothing says no, and not everything could be answered: that is no yes.",
    Status.FAIL: "A part says no; the evidence is here all the same, so that it can be seen why.",
}
_ASKED: Final = {
    "smoke": "whether the pack is sound",
    "self-test": "whether the runtime takes it",
    "bump": "whether the version carries what changed",
    "verification": "whether the release is a good one of exactly these files",
}
_WHAT: Final = {
    "smoke.json": "strict smoke: manifest, gates, final flags, consumer example, every file",
    "smoke.md": "the same, to read",
    "self-test.json": "the runtime's own four checks",
    "bump.json": "what changed since the release before, and the version it asks for",
    "bump.md": "the same, as a comment",
    "bump.html": "the same, with a picture of each change",
    "verification.json": "what was found about the release: signature, checksums, archive, content",
}


def bundle_page(bundle: Bundle) -> Document:
    """Return the index: the verdict first, what each file is, and how to check it oneself."""
    document = Document()
    names = [subject.name for subject in bundle.subjects]
    title = code(names[0]) if len(names) == 1 else f"{len(names)} packs"
    document.heading(1, "Evidence for ", title)
    document.paragraph(_WORDS[bundle.status], ". ", _VERDICTS[bundle.status])
    for subject in bundle.subjects:
        _add_subject(document, subject, titled=len(names) > 1)
    _add_files(document, bundle)
    _add_checking(document, bundle)
    document.heading(2, "What it does not show").bullets(
        [
            line(
                "Who made it: whoever changes a file can write new digests. Get it from where you"
                " trust, or compare ",
                code(SUMS),
                " with one that you got another way.",
            ),
            line(
                "That a program that was asked (git, ssh-keygen) stayed on the machine: shown is"
                " that this one did. How, and what else is known of the network, is in ",
                code(ENVIRONMENT),
                ".",
            ),
            "That the gates are the right ones for you: read them.",
        ]
    )
    return document


def _add_subject(document: Document, subject: Subject, *, titled: bool) -> None:
    if titled:
        document.heading(2, code(subject.name), ": ", _WORDS[subject.status])
    document.bullets(_answer(part) for part in subject.parts)
    document.pairs(_facts(subject))


def _answer(part: Part) -> Inline:
    """Return what a part says, as one line: a table would be too wide for a telephone."""
    told = line(_WORDS[part.status], " ", code(part.name), f", {_ASKED[part.name]}: ")
    return (*told, *line(part.message, *([hint(part.hint)] if part.hint else [])))


def _facts(subject: Subject) -> list[tuple[str, Inline]]:
    facts = [
        ("pack", line(code(subject.path))),
        ("content sha256", line(code(subject.content_sha256))),
    ]
    if not subject.commit:
        return [*facts, ("commit", line("none: it is in no repository that could be read"))]
    commit = line(code(subject.commit))
    if subject.uncommitted:
        many = "1 file is" if subject.uncommitted == 1 else f"{subject.uncommitted} files are"
        commit = line(*commit, warning(f", but {many} not as in this commit"))
    return [*facts, ("commit", commit)]


def _add_files(document: Document, bundle: Bundle) -> None:
    files = [
        (file.name, _WHAT.get(file.name.removeprefix(subject.folder), ""), file.schema)
        for subject in bundle.subjects
        for part in subject.parts
        for file in part.files
    ]
    about = "versions of the programs, and how it was ensured that nothing left the machine"
    own = [
        (INDEX, "this index, for programs", INDEX_SCHEMA),
        (ENVIRONMENT, about, ENVIRONMENT_SCHEMA),
        (SUMS, "sha256 of every file", ""),
    ]
    document.heading(2, "What is in it").bullets(
        (*line(code(name), f": {what}"), *(line(", ", code(schema)) if schema else ()))
        for name, what, schema in (*files, *own)
    )


def _add_checking(document: Document, bundle: Bundle) -> None:
    document.heading(2, "How to check it")
    document.paragraph("That nothing was changed, in this folder:")
    document.listing(f"sha256sum --check --strict {SUMS}", "sh")
    document.paragraph("That the parts fit together, and are about the pack that you have:")
    packs = shlex.join(subject.path for subject in bundle.subjects)
    document.listing(f"policy-pack evidence check FOLDER --pack {packs}", "sh")
    document.paragraph(
        f"That it is true: ask again, with version {bundle.toolkit} of the toolkit, in a clone with"
        " all tags. All files come out the same byte for byte, but for ",
        code(ENVIRONMENT),
        f" and its line in {SUMS}.",
    )
    commits = dict.fromkeys(one.commit for one in bundle.subjects if one.commit)
    commands = [part.command for one in bundle.subjects for part in one.parts if part.command]
    document.listing("\n".join([*(f"git checkout {one}" for one in commits), *commands]), "sh")


def check_page(bundle: Bundle | None, findings: Sequence[Finding], *, name: str) -> Document:
    """Return what a check found, for people."""
    document = Document().heading(1, "Check of ", code(visible(name)))
    verdict = good("in order") if not findings else bad("not in order")
    if {finding.flaw for finding in findings} == {Flaw.SAYS_INCOMPLETE}:
        verdict = warning("in order, and incomplete")
    document.paragraph(verdict, f". {_sentence(bundle)}")
    if bundle is not None:
        document.table(
            ("pack", "part", "says", "in words"),
            (
                (code(subject.name), part.name, _WORDS[part.status], part.message)
                for subject in bundle.subjects
                for part in subject.parts
            ),
        )
    if findings:
        document.heading(2, "What is wrong").bullets(
            line(code(visible(one.where)), f": {visible(one.message)}", hint(visible(one.hint)))
            for one in findings
        )
    return document


def _sentence(bundle: Bundle | None) -> str:
    if bundle is None:
        return "Its index cannot be read, so nothing can be said about the rest."
    return f"It was made by version {bundle.toolkit} of the toolkit."


def check_payload(
    bundle: Bundle | None, findings: Sequence[Finding], *, name: str
) -> dict[str, object]:
    """Return what a check found, for programs (schemas/evidence-check.v1.schema.json)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "path": visible(name),
        "passed": not findings,
        "says": bundle.status.value if bundle else None,
        "packs": [
            {"pack_id": one.pack_id, "version": one.version, "content_sha256": one.content_sha256}
            for one in (bundle.subjects if bundle else ())
        ],
        "findings": [
            {
                "code": one.flaw.value,
                "where": visible(one.where),
                "message": visible(one.message),
                "hint": visible(one.hint),
            }
            for one in findings
        ],
    }
