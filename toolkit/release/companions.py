"""What stands beside archive and manifest in a release, held against them (`verify`, step 6).

All of it is optional: `release-archive` and older versions write none of it.
What is there must be about this very release: a good signature over a folder in
which the evidence is that of another content proves the wrong thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toolkit.release import contents, provenance, strict_json
from toolkit.release.limits import MAX_EVIDENCE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.filelist import FileList
    from toolkit.release.strict_json import JSONValue

_SMOKE: Final = "entroping.policy-pack-smoke.v1"
_BUMP: Final = "policy-pack-toolkit.bump.v1"
_JUDGED: Final = (contents.PROVENANCE_SUFFIX, contents.SMOKE_JSON_SUFFIX, contents.BUMP_SUFFIX)


def check_companions(
    files: Mapping[str, bytes], sums: Mapping[str, str], listed: FileList
) -> dict[str, str]:
    """Return the files that were held against the release manifest, and what each says.

    ``sums`` are the sha256 of the files, by name.

    Raises:
        ReleaseRefusedError: One of them is not what it should be, or is about
            another release.
    """
    found: dict[str, str] = {}
    for name in sorted(files):
        suffix = next((each for each in _JUDGED if name.endswith(each)), None)
        if suffix is None:
            continue
        if name != f"{listed.stem}{suffix}":
            text = f"the release is {shown(listed.stem)}, and this is named otherwise"
            raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, where=name)
        data = files[name]
        if suffix == contents.PROVENANCE_SUFFIX:
            source = provenance.check_provenance(data, listed, sums, where=name)
            found[name] = f"from commit {source.commit}"
        elif suffix == contents.SMOKE_JSON_SUFFIX:
            found[name] = _check_smoke(data, listed, name)
        else:
            found[name] = _check_bump(data, listed, name)
    return found


def _check_smoke(data: bytes, listed: FileList, where: str) -> str:
    value = strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES, where=where)
    ours = _part(value, "toolkit")
    says = (
        _part(value, "schema_version"),
        _part(value, "pack_id"),
        _part(_part(ours, "pack"), "version"),
        _part(ours, "content_sha256"),
        _part(value, "status"),
    )
    wanted = (_SMOKE, listed.pack_id, listed.pack_version, listed.content_sha256, "pass")
    _check(("schema", "pack", "version", "content", "status"), says, wanted, where)
    return "smoke passed"


def _check_bump(data: bytes, listed: FileList, where: str) -> str:
    value = strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES, where=where)
    pack = _part(value, "pack")
    says = (
        _part(value, "schema_version"),
        _part(pack, "id"),
        _part(pack, "version"),
        _part(pack, "content_sha256"),
    )
    wanted = (_BUMP, listed.pack_id, listed.pack_version, listed.content_sha256)
    _check(("schema", "pack", "version", "content"), says, wanted, where)
    before = _part(_part(value, "baseline"), "version")
    return f"compared with {shown(before)}" if isinstance(before, str) else "a first release"


def _check(
    names: tuple[str, ...],
    says: tuple[JSONValue, ...],
    wanted: tuple[str, ...],
    where: str,
) -> None:
    """Refuse evidence that says something else than it should."""
    for name, one, other in zip(names, says, wanted, strict=True):
        if one != other:
            text = f"its {name} is {shown(str(one))}, that of the release {shown(other)}"
            raise ReleaseRefusedError(Reason.EVIDENCE_MISMATCH, text, where=where)


def _part(value: JSONValue, key: str) -> JSONValue:
    return value.get(key) if isinstance(value, dict) else None
