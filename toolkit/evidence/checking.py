"""Is a bundle what it was, does each part fit its schema, and is it about the pack that is here?

Nothing here says who made a bundle: whoever changes a file can write new
digests. What can be held against each other is: the digests, the index and the
files, and what the index says with what the parts say.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toolkit import schemas
from toolkit.evidence.bundle import (
    ENVIRONMENT,
    ENVIRONMENT_SCHEMA,
    INDEX,
    PAGES,
    SCHEMA_VERSION,
    SUMS,
    Bundle,
    File,
    Part,
    Status,
    Subject,
    write_sums,
)
from toolkit.pack.limits import MAX_FINDINGS
from toolkit.pack.tree import Kind, Tree
from toolkit.release import strict_json
from toolkit.release.limits import MAX_EVIDENCE_BYTES
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.texts import visible

_PARTS: Final = {
    "entroping.policy-pack-smoke.v1": "policy-pack-smoke.v1",
    "entroping.policy-pack-self-test.v1": "policy-pack-self-test.v1",
    "policy-pack-toolkit.bump.v1": "bump-report.v1",
    "policy-pack-toolkit.verification.v1": "verification.v1",
}
_SCHEMAS: Final = {
    **_PARTS,
    SCHEMA_VERSION: "evidence-bundle.v1",
    ENVIRONMENT_SCHEMA: "evidence-environment.v1",
}
"""The published schema of each ``schema_version`` that a bundle holds."""
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")
_SHOWN: Final = 5
_AGAIN: Final = "get the bundle again from where it was published, or make it again"


class Flaw(enum.Enum):
    """What can be wrong with a bundle; the values are stable, added to and never renamed."""

    NOT_PLAIN = "not-plain"
    SUMS_MISSING = "sums-missing"
    SUMS_FORM = "sums-form"
    FILE_MISSING = "file-missing"
    FILE_UNLISTED = "file-unlisted"
    DIGEST = "digest"
    JSON = "json"
    SCHEMA = "schema"
    INDEX = "index"
    CONTRADICTION = "contradiction"
    PAGE = "page"
    PACK_CHANGED = "pack-changed"
    SAYS_INCOMPLETE = "says-incomplete"
    SAYS_NO = "says-no"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which kind, where, what, and what to do."""

    flaw: Flaw
    where: str
    message: str
    hint: str = _AGAIN


def is_bundle(tree: Tree) -> bool:
    """Tell whether a folder is meant to be a bundle, also one that is damaged."""
    return len({INDEX, SUMS, ENVIRONMENT} & tree.entries.keys()) > 1


def check(tree: Tree) -> tuple[Bundle | None, tuple[Finding, ...]]:
    """Return what a folder of evidence describes, and all that is wrong with it.

    The bundle is None where its index cannot be read.
    """
    findings = [*_plain(tree), *_digests(tree)]
    payload, faults = _read(tree, INDEX, SCHEMA_VERSION)
    findings += faults
    if payload is None or faults:
        return None, tuple(findings[:MAX_FINDINGS])
    bundle = Bundle.of(payload)
    if bundle.payload() != payload:
        text = "what it says of a pack, or of all, is not what it says of the parts"
        findings.append(Finding(Flaw.CONTRADICTION, INDEX, text))
    findings += [*_listed(tree, bundle), *_agreeing(tree, bundle), *_saying(bundle)]
    _, faults = _read(tree, ENVIRONMENT, ENVIRONMENT_SCHEMA)
    return bundle, tuple([*findings, *faults][:MAX_FINDINGS])


def is_untouched(tree: Tree) -> bool:
    """Tell whether a folder holds a bundle, whole and unchanged, and nothing else."""
    bundle, findings = check(tree)
    said = {Flaw.SAYS_NO, Flaw.SAYS_INCOMPLETE}
    return bundle is not None and {finding.flaw for finding in findings} <= said


def _plain(tree: Tree) -> Iterator[Finding]:
    """Files only: a link could show other bytes to the next reader."""
    for path, entry in tree.entries.items():
        if entry.kind is not Kind.FILE:
            note = f" ({entry.note})" if entry.note else ""
            yield Finding(Flaw.NOT_PLAIN, path, f"it is a {entry.kind.value}{note}")


def _digests(tree: Tree) -> Iterator[Finding]:
    """Every file is listed with its digest, and every listed file is there."""
    data = tree.file(SUMS)
    if data is None:
        yield Finding(Flaw.SUMS_MISSING, SUMS, "there is none, so nothing says what belongs here")
        return
    files = dict(tree.files())
    if data == write_sums(files):
        return
    listed: dict[str, str] = {}
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n")[:-1], 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in listed:
            what = "is not <sha256>, two spaces, <name>" if match is None else "names a file again"
            yield Finding(Flaw.SUMS_FORM, f"{SUMS}:{number}", f"the line {what}")
        else:
            listed[match[2]] = match[1]
    there = {path: tree.digests[path] for path in files if path != SUMS}
    if listed == there:
        text = "it is not as we write it: sorted by bytes, each line with its end"
        yield Finding(Flaw.SUMS_FORM, SUMS, text)
    for path in sorted(listed.keys() | there.keys()):
        if path not in there:
            yield Finding(Flaw.FILE_MISSING, path, f"{SUMS} lists it, and it is not there")
        elif path not in listed:
            text = f"{SUMS} does not list it"
            yield Finding(Flaw.FILE_UNLISTED, path, text, "take it away, or keep it elsewhere")
        elif listed[path] != there[path]:
            yield Finding(Flaw.DIGEST, path, f"it is not the file that {SUMS} lists")


def _read(tree: Tree, path: str, schema: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Return a JSON file as an object, and why it is none of the kind."""
    data = tree.file(path)
    if data is None:
        return None, [Finding(Flaw.FILE_MISSING, path, "it is not there")]
    try:
        value = strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES)
    except ReleaseRefusedError as error:
        return None, [Finding(Flaw.JSON, path, error.message)]
    faults = [
        Finding(
            Flaw.SCHEMA,
            f"{path}#/{'/'.join(map(str, error.absolute_path))}",
            f"it does not fit its schema: {visible(error.message)}",
        )
        for error in schemas.validator(_SCHEMAS[schema]).iter_errors(value)
    ]
    if strict_json.canonical(value) != data:
        faults.append(Finding(Flaw.JSON, path, "it is not written as canonical JSON"))
    return (value if isinstance(value, dict) else None), faults


def _listed(tree: Tree, bundle: Bundle) -> Iterator[Finding]:
    """The index names every file of a part as it is, and no file is in no part."""
    own = {INDEX, ENVIRONMENT, SUMS, *PAGES}
    named: dict[str, File] = {}
    for subject in bundle.subjects:
        for file in (file for part in subject.parts for file in part.files):
            if not file.name.startswith(subject.folder) or file.name in own | named.keys():
                text = f"{file.name} cannot be a file of {subject.name}"
                yield Finding(Flaw.INDEX, INDEX, text)
            named[file.name] = file
            data = tree.file(file.name)
            if data is not None and File.of(file.name, data, file.schema) != file:
                yield Finding(Flaw.INDEX, file.name, f"it is not the file that {INDEX} names")
            elif data is None:
                yield Finding(Flaw.FILE_MISSING, file.name, f"{INDEX} names it")
    for path in tree.entries.keys() - named.keys() - own:
        yield Finding(Flaw.INDEX, path, f"{INDEX} does not name it")


def _agreeing(tree: Tree, bundle: Bundle) -> Iterator[Finding]:
    """What the index says, the parts say, and all are about one content."""
    for subject in bundle.subjects:
        for part in subject.parts:
            for file in part.files:
                if not file.schema or tree.file(file.name) is None:
                    continue
                if file.schema not in _PARTS:
                    text = f"{visible(file.schema)} is no schema of a part"
                    yield Finding(Flaw.INDEX, file.name, text)
                    continue
                payload, faults = _read(tree, file.name, file.schema)
                yield from faults
                if payload is not None and not faults:
                    yield from _contradictions(file.name, payload, part, subject)


def _contradictions(
    path: str, payload: Mapping[str, Any], part: Part, subject: Subject
) -> Iterator[Finding]:
    says = {**_about(payload), "status": payload.get("status")}
    wanted: dict[str, object] = {"content": subject.content_sha256, "version": subject.version}
    match part.name:
        case "smoke" | "self-test":
            wanted["status"] = part.status.value
        case "verification":
            # A good release of another content says no about this one.
            says["status"] = payload["passed"] and says["content"] == subject.content_sha256
            wanted = {"status": part.status is Status.PASS}
    for key, value in wanted.items():
        if says[key] != value:
            text = f"its {key} is {visible(str(says[key]))}, and {INDEX} says {visible(str(value))}"
            yield Finding(Flaw.CONTRADICTION, path, text)


def _about(payload: Mapping[str, Any]) -> dict[str, object]:
    """Return which content of which version a payload is about."""
    ours = payload.get("toolkit") or payload.get("pack") or payload.get("release") or {}
    pack = payload.get("pack") or ours.get("pack") or {}
    return {"content": ours.get("content_sha256"), "version": pack.get("version")}


def _saying(bundle: Bundle) -> Iterator[Finding]:
    """A bundle may be in order and say no: whoever asks for a yes must not overlook it."""
    flaws = {Status.FAIL: Flaw.SAYS_NO, Status.INCOMPLETE: Flaw.SAYS_INCOMPLETE}
    for subject in bundle.subjects:
        for part in subject.parts:
            if part.status in flaws:
                more = f"{part.files[0].name} says more" if part.files else _AGAIN
                where = f"{subject.folder}{part.name}"
                yield Finding(flaws[part.status], where, part.message, part.hint or more)


def compared(tree: Tree, subject: Subject, here: Tree) -> list[Finding]:
    """Return how a pack that is here differs from the one in evidence; nothing where it is it."""
    if here.content_digest == subject.content_sha256:
        return []
    listed = _listed_digests(tree, subject)
    there = {visible(path): digest for path, digest in here.digests.items()}
    differing = sorted(
        path for path in listed.keys() | there.keys() if listed.get(path) != there.get(path)
    )
    shown = ", ".join(differing[:_SHOWN])
    more = f" and {len(differing) - _SHOWN} more" if differing[_SHOWN:] else ""
    text = f"the pack here is another content; it differs in {shown}{more}"
    hint = "check out the commit of the evidence, or make it again for what is here"
    return [Finding(Flaw.PACK_CHANGED, subject.path, text, hint)]


def _listed_digests(tree: Tree, subject: Subject) -> Mapping[str, str]:
    """Return the sha256 of each file of the pack, as the smoke evidence lists them."""
    name = f"{subject.folder}smoke.json"
    payload, faults = _read(tree, name, "entroping.policy-pack-smoke.v1")
    if payload is None or faults:
        return {}
    return {file["path"]: file["sha256"] for file in payload["toolkit"]["files"]}
