"""Pack ids: what an id may look like, and why each rule is there.

An id becomes a tag (``<id>-v<version>``), the name of an archive and of the
folder in it, the last segment of a folder, and the prefix of every gate id. The
rule is therefore what all of these can hold on every system:

* segments of ``a-z 0-9 -`` joined with dots, no segment starting or ending with
  a hyphen: safe in a git ref (git-check-ref-format), a shell and a file name;
* lower case only: two ids that differ in case would be one file on some disks;
* at most `MAX_LENGTH` characters: with a version it must fit the 100 bytes that
  a tar header has for a name (release-archives.md, "Archive format");
* no name that Windows keeps for devices, and no ``.lock`` segment at the end
  (git refuses such refs);
* nothing in it that reads like the ``-v1.2.3`` of a tag, so that a tag can be
  split in one way only (seed document, "Versioning").

Smoke may judge ids of existing packs with the same function.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 64
"""Characters of an id."""

_SEGMENT: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_DEVICE: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_TAG_LIKE: Final = re.compile(r"-v[0-9]+\.[0-9]+\.[0-9]+")
_FOREIGN: Final = re.compile(r"[^a-z0-9.-]+")
_EDGES: Final = re.compile(r"(?:^|(?<=\.))[-.]+|[-.]+(?=\.|$)")


@dataclass(frozen=True, slots=True)
class IdProblem:
    """Why a text is no pack id, in one sentence, and an id that may be what was meant."""

    reason: str
    suggestion: str = ""

    @property
    def hint(self) -> str:
        """The suggestion as a question, or what an id looks like."""
        if self.suggestion:
            return f"did you mean {self.suggestion}?"
        return "write it like acme.strict-api"


def id_problem(text: str) -> IdProblem | None:
    """Return what is wrong with ``text`` as a pack id, or None (rules: this module)."""
    reason = _reason(text)
    if reason is None:
        return None
    meant = _nearest(text)
    return IdProblem(reason, meant if _reason(meant) is None else "")


def tag_problem(pack_id: str, version: str) -> str:
    """Return why id and version together make no clear tag, ``""`` where they do.

    A version can spoil a tag as well: ``1.0.0-v2.0.0`` makes
    ``acme.api-v1.0.0-v2.0.0``, and git refuses a tag that ends in ``.lock``.
    """
    tag = f"{pack_id}-v{version}"
    if len(_TAG_LIKE.findall(tag)) != 1:
        return f"the tag {tag} could be split into id and version in two ways"
    if tag.endswith(".lock"):
        return f"git allows no tag that ends in .lock: {tag}"
    return ""


def is_device_name(segment: str) -> bool:
    """Return whether Windows keeps this name, with any extension, for a device."""
    return _DEVICE.fullmatch(segment.lower().partition(".")[0]) is not None


def last_segment(pack_id: str) -> str:
    """Return what follows the last dot: the customary name of the pack's folder."""
    return pack_id.rpartition(".")[2]


def _reason(text: str) -> str | None:
    if not text:
        return "the id is empty"
    if len(text) > MAX_LENGTH:
        return (
            f"the id has {len(text)} characters, more than the {MAX_LENGTH} an archive name holds"
        )
    if any(char.isupper() for char in text):
        return "the id has upper-case letters, which some file systems do not tell from lower-case"
    if _FOREIGN.search(text):
        return "the id has characters other than a-z, 0-9, hyphen and dot"
    reasons = (reason for part in text.split(".") if (reason := _segment_reason(part)))
    return next(reasons, None) or _tag_reason(text)


def _segment_reason(segment: str) -> str | None:
    if not segment:
        return "the id has a dot at its start or end, or two in a row"
    if not _SEGMENT.fullmatch(segment):
        return f"{segment!r} in the id starts or ends with a hyphen"
    if is_device_name(segment):
        return f"{segment!r} in the id is the name of a device on Windows, which no file may have"
    return None


def _tag_reason(text: str) -> str | None:
    if last_segment(text) == "lock":
        return "git allows no name that ends in .lock"
    if _TAG_LIKE.search(text):
        return "the id holds something like -v1.2.3, which would make its tags ambiguous"
    return None


def _nearest(text: str) -> str:
    """Return the id that ``text`` comes closest to; it may still break a rule."""
    plain = unicodedata.normalize("NFKD", text.strip()).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("/", ".").replace(":", ".")
    plain = _TAG_LIKE.sub("", plain)
    plain = _FOREIGN.sub("-", plain)
    plain = _EDGES.sub("", re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", plain)))
    segments = [f"{part}-pack" if _DEVICE.fullmatch(part) else part for part in plain.split(".")]
    if segments[-1] == "lock":
        segments[-1] = "lock-pack"
    return ".".join(segments)
