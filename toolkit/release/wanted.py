"""Which release a consumer asks for by name; another one in its place is refused.

A publisher signs many releases with one key, so a good signature over another
pack, or another version, is as good as that over the right one
(release-archives.md, hostile case 117). What the files should be is known to
whoever asked for them, and to nobody else: it is never read from what came.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.pack.manifest import read_manifest
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.tag_names import PACK_ID, TagName
from toolkit.release.verification import Verification, stopped_at

_IDENTITY = 6
"""The number of the step."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pack that is asked for, and its version where that is said, too (``""``: any)."""

    pack_id: str
    version: str = ""

    @classmethod
    def parse(cls, text: str) -> Wanted | None:
        """Return what a text asks for: a tag, or else an id; None where it is neither."""
        tag = TagName.parse(text)
        if tag is not None:
            return cls(tag.pack_id, str(tag.version))
        return cls(text) if PACK_ID.fullmatch(text) else None

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}".rstrip()


def require_release(answer: Verification, wanted: Wanted | None) -> Verification:
    """Return the answer, refused at step 6 where it is about another release than is wanted."""
    if wanted is None or answer.archive is None:
        return answer
    manifest, _ = read_manifest(answer.archive.tree)
    pack_id, version = (manifest.id, manifest.version) if manifest is not None else ("", "")
    if pack_id == wanted.pack_id and wanted.version in ("", version):
        return answer
    text = f"{pack_id} {version} is here, and {wanted} was asked for"
    hint = "fetch the release that you meant; or correct --expect, if it is this one"
    refusal = ReleaseRefusedError(Reason.RELEASE_UNEXPECTED, text, hint=hint)
    return stopped_at(answer, refusal, number=_IDENTITY, title="identity")
