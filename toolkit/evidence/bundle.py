"""A bundle of evidence as a value, and its index for programs, ``bundle.json``.

The index is a function of what was judged and of the version of this program:
the same commit gives the same bytes on every machine. ``environment.json`` alone
may differ, so the index names it without a digest; ``SHA256SUMS`` has that one.
Schema: ``schemas/evidence-bundle.v1.schema.json``.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toolkit import __version__
from toolkit.pack.tree import byte_order
from toolkit.release.strict_json import JSONValue

INDEX: Final = "bundle.json"
ENVIRONMENT: Final = "environment.json"
SUMS: Final = "SHA256SUMS"
PAGES: Final = ("index.md", "index.html")
"""The index for people, in the forms in which it is written."""
SCHEMA_VERSION: Final = "policy-pack-toolkit.evidence-bundle.v1"
ENVIRONMENT_SCHEMA: Final = "policy-pack-toolkit.evidence-environment.v1"


class Status(enum.Enum):
    """What a part says, from the best to the worst."""

    PASS = "pass"  # noqa: S105 (no password)
    ABSENT = "absent"
    """There was nothing to judge, which is told and counts for nothing."""
    INCOMPLETE = "incomplete"
    """Neither yes nor no: something that was needed could not be read, or is not trusted."""
    FAIL = "fail"


_GRAVITY: Final = list(Status)


def together(answers: Iterable[Status]) -> Status:
    """Return what several answers are as one: the gravest; nothing at all is a pass."""
    gravest = max(answers, key=_GRAVITY.index, default=Status.PASS)
    return Status.PASS if gravest is Status.ABSENT else gravest


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a part; ``schema`` is the ``schema_version`` of its JSON, ``""`` for a page."""

    name: str
    sha256: str
    size: int
    schema: str = ""

    @classmethod
    def of(cls, name: str, data: bytes, schema: str = "") -> File:
        """Return the file of these bytes."""
        return cls(
            name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data), schema=schema
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one command says: a word, a sentence, what to do, and the files that tell it all.

    ``command`` gives the same answer again, from the top of the pack's repository.
    """

    name: str
    status: Status
    message: str
    hint: str = ""
    command: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One pack and what is known about it.

    ``folder`` is where its files stand in the bundle, with a slash at the end
    (``""`` where it is the only pack); ``path`` is what reports call it;
    ``commit`` is ``""`` in no repository, and ``uncommitted`` the number of its
    files that this commit does not hold as they are.
    """

    folder: str
    path: str
    pack_id: str
    version: str
    content_sha256: str
    commit: str
    uncommitted: int
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """What people call it: id and version, or its path where it has no id."""
        return f"{self.pack_id or self.path} {self.version}".rstrip()

    @property
    def status(self) -> Status:
        """What all parts say together."""
        return together(part.status for part in self.parts)


@dataclass(frozen=True, slots=True)
class Bundle:
    """All packs of a bundle; ``toolkit`` is the version of the program that made it."""

    subjects: tuple[Subject, ...]
    toolkit: str = __version__

    @property
    def status(self) -> Status:
        """What is said of all packs together."""
        return together(subject.status for subject in self.subjects)

    def payload(self) -> dict[str, JSONValue]:
        """Return the content of ``bundle.json``."""
        return {
            "schema_version": SCHEMA_VERSION,
            "status": self.status.value,
            "toolkit": self.toolkit,
            "environment": {"file": ENVIRONMENT, "schema": ENVIRONMENT_SCHEMA},
            "packs": [_subject_form(subject) for subject in self.subjects],
        }

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Bundle:
        """Return the bundle that a payload describes, which its schema accepts."""
        return cls(tuple(map(_read_subject, payload["packs"])), payload["toolkit"])


def write_sums(files: Mapping[str, bytes]) -> bytes:
    """Return the ``SHA256SUMS`` of files below one folder, as ``sha256sum`` reads it.

    The paths are ours: they have no character that coreutils would escape.
    """
    lines = (
        f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n"
        for path in sorted(files, key=byte_order)
        if path != SUMS
    )
    return "".join(lines).encode("utf-8", "surrogateescape")


def _subject_form(subject: Subject) -> dict[str, JSONValue]:
    return {
        "folder": subject.folder,
        "path": subject.path,
        "pack_id": subject.pack_id,
        "version": subject.version,
        "content_sha256": subject.content_sha256,
        "commit": subject.commit or None,
        "uncommitted": subject.uncommitted,
        "status": subject.status.value,
        "parts": [_part_form(part) for part in subject.parts],
    }


def _part_form(part: Part) -> dict[str, JSONValue]:
    return {
        "name": part.name,
        "status": part.status.value,
        "message": part.message,
        "hint": part.hint,
        "command": part.command,
        "files": [
            {
                "name": file.name,
                "schema": file.schema or None,
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in part.files
        ],
    }


def _read_subject(form: Mapping[str, Any]) -> Subject:
    plain = ("folder", "path", "pack_id", "version", "content_sha256", "uncommitted")
    return Subject(
        **{key: form[key] for key in plain},
        commit=form["commit"] or "",
        parts=tuple(map(_read_part, form["parts"])),
    )


def _read_part(form: Mapping[str, Any]) -> Part:
    files = tuple(File(**{**file, "schema": file["schema"] or ""}) for file in form["files"])
    return Part(**{**form, "status": Status(form["status"]), "files": files})
