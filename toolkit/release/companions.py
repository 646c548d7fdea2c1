"""What stands beside archive and manifest in a release, held against them (`verify`, step 6).

All of it is optional: `release-archive` and older versions write none of it, so
what is missing is told, and refused where somebody asks for it. What is there
must be about this very release, and say yes: a good signature over a folder in
which the evidence is that of another content proves the wrong thing.

Like manifest and provenance, evidence has one form, the canonical JSON in which
it is written: a signer who vouches for other bytes made them with something else.
Keys that are not looked at here may be any, for reports grow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from toolkit.release import contents, provenance, strict_json
from toolkit.release.limits import MAX_EVIDENCE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.verification import Notice, Protocol, Verification, stopped_at

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from toolkit.release.filelist import FileList
    from toolkit.release.strict_json import JSONValue

_IDENTITY: Final = 6
"""The number of the step."""
_SMOKE: Final = "entroping.policy-pack-smoke.v1"
_BUMP: Final = "policy-pack-toolkit.bump.v1"
_FINE: Final = ("unchanged", "enough", "needless")
"""What `bump` says of a version that carries its changes."""
_TOO_LOW: Final = ("too-small", "decreased")
"""What `bump` says of one that does not; somebody may have accepted that."""


def check_companions(
    files: Mapping[str, bytes], sums: Mapping[str, str], listed: FileList, protocol: Protocol
) -> dict[str, str]:
    """Return the evidence that was held against the release manifest, and what each says.

    ``sums`` are the sha256 of the files, by name; what is good to know goes to
    the protocol.

    Raises:
        ReleaseRefusedError: A file is not what it should be, is about another
            release, or says no.
    """
    said: dict[str, str] = {}
    for name in sorted(files):
        suffix = next((each for each in contents.EVIDENCE.values() if name.endswith(each)), None)
        if suffix is None:
            continue
        if name != f"{listed.stem}{suffix}":
            text = f"the release is {shown(listed.stem)}, and this is named otherwise"
            raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, where=name)
        data = files[name]
        if suffix == contents.PROVENANCE_SUFFIX:
            source = provenance.check_provenance(data, listed, sums, where=name)
            said[name] = f"from commit {source.commit}"
        elif suffix == contents.SMOKE_JSON_SUFFIX:
            said[name] = _check_smoke(data, listed, name)
        else:
            said[name] = _check_bump(data, listed, name, protocol)
    return said


def missing_evidence(names: Collection[str], stem: str, protocol: Protocol) -> tuple[str, ...]:
    """Return, by the words of `contents.EVIDENCE`, what is not among the files; note it."""
    missing = tuple(
        word for word, suffix in contents.EVIDENCE.items() if f"{stem}{suffix}" not in names
    )
    if missing:
        words = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        text = f"there is no {words} beside the archive, so nothing of that kind was checked"
        protocol.note(Notice.EVIDENCE_MISSING, text)
    return missing


def require_evidence(answer: Verification, required: Collection[str]) -> Verification:
    """Return the answer, refused at step 6 where evidence is missing that is required."""
    lacking = [each for each in answer.missing or () if each in required]
    if not lacking:
        return answer
    text = f"{', '.join(lacking)}: asked for with --require, and not there"
    hint = "give the whole folder as `policy-pack release` makes it, or require less"
    refusal = ReleaseRefusedError(Reason.EVIDENCE_MISSING, text, hint=hint)
    stopped = stopped_at(answer, refusal, number=_IDENTITY, title="identity")
    return replace(stopped, missing=answer.missing)


def _check_smoke(data: bytes, listed: FileList, where: str) -> str:
    value = strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES, where=where)
    ours = _part(value, "toolkit")
    says = (
        _part(value, "schema_version"),
        _part(value, "pack_id"),
        _part(_part(ours, "pack"), "version"),
        _part(ours, "content_sha256"),
    )
    wanted = (_SMOKE, listed.pack_id, listed.pack_version, listed.content_sha256)
    _check(says, wanted, where)
    _check_form(value, data, where)
    status = _part(value, "status")
    if status != "pass":
        text = f"strict smoke did not pass on this release: its status is {shown(str(status))}"
        raise ReleaseRefusedError(Reason.EVIDENCE_FAILED, text, where=where)
    return "smoke passed"


def _check_bump(data: bytes, listed: FileList, where: str, protocol: Protocol) -> str:
    value = strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES, where=where)
    pack = _part(value, "pack")
    says = (
        _part(value, "schema_version"),
        _part(pack, "id"),
        _part(pack, "version"),
        _part(pack, "content_sha256"),
    )
    wanted = (_BUMP, listed.pack_id, listed.pack_version, listed.content_sha256)
    _check(says, wanted, where)
    _check_form(value, data, where)
    before, status = _part(_part(value, "baseline"), "version"), _part(value, "status")
    if not isinstance(before, str) and status is None:
        return "a first release"
    compared = f"compared with {shown(str(before))}"
    needed = f"{_part(value, 'suggested_version')}"
    if status in _TOO_LOW and _part(value, "accepted"):
        text = (
            f"{compared}, the changes ask for {shown(needed)}; somebody accepted"
            f" {listed.pack_version}, for reasons that {where} tells"
        )
        protocol.note(Notice.BREAK_ACCEPTED, text)
    elif status not in _FINE:
        text = (
            f"{compared}, the version {listed.pack_version} is {shown(str(status))}:"
            f" the changes ask for {shown(needed)}"
        )
        raise ReleaseRefusedError(Reason.EVIDENCE_FAILED, text, where=where)
    return compared


def _check(says: tuple[JSONValue, ...], wanted: tuple[str, ...], where: str) -> None:
    """Refuse evidence that is about something else than it should be."""
    for name, one, other in zip(
        ("schema", "pack", "version", "content"), says, wanted, strict=True
    ):
        if one != other:
            text = f"its {name} is {shown(str(one))}, that of the release {shown(other)}"
            raise ReleaseRefusedError(Reason.EVIDENCE_MISMATCH, text, where=where)


def _check_form(value: JSONValue, data: bytes, where: str) -> None:
    if strict_json.canonical(value) != data:
        raise ReleaseRefusedError(Reason.EVIDENCE_NONCANONICAL, where=where)


def _part(value: JSONValue, key: str) -> JSONValue:
    return value.get(key) if isinstance(value, dict) else None
