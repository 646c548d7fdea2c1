"""Provenance: which commit a release was built from, by which recipe, into which bytes.

An in-toto Statement v1 with an SLSA v1 predicate (slsa.dev/spec/v1.0/provenance).
It holds nothing that another machine, user or day would change: no time, no
host, no address of a repository, which each clone has its own of. It claims
Build L1 and no more: that the recipe is known and says what it used. Whoever
signs SHA256SUMS vouches for it; by itself it vouches for nothing.

The statement is a function of a handful of facts, so checking it means to
state them anew and to compare bytes; what differs is then named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toolkit.pack.tree import byte_order
from toolkit.release import contents, strict_json
from toolkit.release.limits import MAX_PROVENANCE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.filelist import Compressor, FileList
    from toolkit.release.strict_json import JSONValue

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://slsa.dev/provenance/v1"
BUILD_TYPE: Final = "urn:policy-pack-toolkit:release:v1"
"""The recipe: `policy-pack release`, archive format 1 (docs/archive-format.md)."""
BUILDER: Final = "urn:policy-pack-toolkit:local-builder:v1"
"""Whoever ran the toolkit, on whatever machine: nobody else vouches for the build (Build L1)."""
ARCHIVE_FORMAT: Final = "policy-pack archive v1"
LEVEL: Final = "SLSA Build L1"
_PACKAGES: Final = (".whl", contents.ARCHIVE_SUFFIX)
"""How package artifacts end: a wheel, and an sdist beside the archive."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_FOLDER: Final = re.compile(r"\.|(?!\.\.?(?:/|$))[^/]+(?:/(?!\.\.?(?:/|$))[^/]+)*")
"""``.``, or segments none of which is empty, ``.`` or ``..``."""
_MAX_FOLDER: Final = 1024
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a release comes from.

    ``commit`` is the full id of the commit, ``folder`` that of the pack in it
    (``.`` for the top), ``toolkit`` the version of this program.
    """

    commit: str
    folder: str
    toolkit: str


def write_provenance(source: Source, listed: FileList, sums: Mapping[str, str]) -> bytes:
    """Return the statement about a release, in canonical JSON.

    ``sums`` are the sha256 of the files beside it, by name: package artifacts
    among them become subjects beside the archive.
    """
    return strict_json.canonical(_statement(source, listed, packages_in(sums, listed)))


def packages_in(sums: Mapping[str, str], listed: FileList) -> dict[str, str]:
    """Return name and sha256 of the package artifacts among the files of a release."""
    return {
        name: digest
        for name, digest in sums.items()
        if name.endswith(_PACKAGES) and name != listed.archive_name
    }


def check_provenance(
    data: bytes, listed: FileList, sums: Mapping[str, str], *, where: str = ""
) -> Source:
    """Return the source that a statement names, if it is the statement about this release.

    ``sums`` are the sha256 of the files beside it, by name.

    Raises:
        ReleaseRefusedError: No strict JSON, another kind of statement, another
            release or digest, a subject too many or too few, or a parameter that
            is unknown.
    """
    value = strict_json.parse(data, max_bytes=MAX_PROVENANCE_BYTES, where=where)
    kind = (_at(value, "_type"), _at(value, "predicateType"), _at(value, *_BUILD_TYPE))
    if kind != (STATEMENT, PREDICATE, BUILD_TYPE):
        text = "its types are not those of a statement about a release of this format"
        raise ReleaseRefusedError(Reason.PROVENANCE_TYPE, text, where=where)
    source = _source(value, where)
    expected = _statement(source, listed, packages_in(sums, listed))
    if value != expected:
        text = f"it says something else at {strict_json.first_difference(value, expected)}"
        raise ReleaseRefusedError(Reason.PROVENANCE_MISMATCH, text, where=where)
    if strict_json.canonical(expected) != data:
        raise ReleaseRefusedError(Reason.PROVENANCE_NONCANONICAL, where=where)
    return source


_DEFINITION: Final = ("predicate", "buildDefinition")
_BUILD_TYPE: Final = (*_DEFINITION, "buildType")


def _statement(source: Source, listed: FileList, packages: Mapping[str, str]) -> JSONValue:
    subjects = {**packages, listed.archive_name: listed.archive_sha256}
    tag = f"refs/tags/{listed.pack_id}-v{listed.pack_version}"
    return {
        "_type": STATEMENT,
        "predicateType": PREDICATE,
        "subject": [
            _resource(name, "sha256", subjects[name]) for name in sorted(subjects, key=byte_order)
        ],
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "pack": listed.pack_id,
                    "version": listed.pack_version,
                    "folder": source.folder,
                },
                "internalParameters": {
                    "archiveFormat": ARCHIVE_FORMAT,
                    "compressor": _compressor(listed.compressor),
                },
                "resolvedDependencies": [
                    _resource(tag, "gitCommit", source.commit),
                    _resource("content", "sha256", listed.content_sha256),
                ],
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"policy-pack-toolkit": source.toolkit}},
                "byproducts": [_resource(f"{listed.stem}.tar", "sha256", listed.tar_sha256)],
            },
        },
    }


def _resource(name: str, algorithm: str, digest: str) -> JSONValue:
    return {"name": name, "digest": {algorithm: digest}}


def _compressor(compressor: Compressor) -> JSONValue:
    return {
        "name": compressor.name,
        "version": compressor.version,
        "level": compressor.level,
    }


def _source(value: JSONValue, where: str) -> Source:
    """Return the facts that only the statement knows, if they have their form."""
    commits = _list(_at(value, *_DEFINITION, "resolvedDependencies"))
    commit = _at(commits[0], "digest", "gitCommit") if commits else None
    folder = _at(value, *_DEFINITION, "externalParameters", "folder")
    toolkit = _at(value, "predicate", "runDetails", "builder", "version", "policy-pack-toolkit")
    for what, text, form in (("commit", commit, _COMMIT), ("version", toolkit, _VERSION)):
        if not isinstance(text, str) or form.fullmatch(text) is None:
            message = f"it does not say by its full id which {what} was used"
            raise ReleaseRefusedError(Reason.PROVENANCE_SHAPE, message, where=where)
    if not isinstance(folder, str) or not is_folder(folder):
        message = "it does not say which folder of the commit is the pack"
        raise ReleaseRefusedError(Reason.PROVENANCE_SHAPE, message, where=where)
    return Source(commit=str(commit), folder=folder, toolkit=str(toolkit))


def is_folder(text: str) -> bool:
    """Tell whether a text is a folder of a commit: relative, on one line, without ``..``."""
    return len(text) <= _MAX_FOLDER and text.isprintable() and _FOLDER.fullmatch(text) is not None


def _at(value: JSONValue, *keys: str) -> JSONValue:
    """Return what stands at a path of keys, None where there is no such place."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _list(value: JSONValue) -> list[JSONValue]:
    return value if isinstance(value, list) else []
