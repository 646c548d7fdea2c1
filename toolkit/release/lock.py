"""The consumer's lock: the highest version seen of every pack, and its digests.

Whoever can put an old release in the place of a new one, or another under the
same version, holds good signatures for both (release-archives.md, hostile cases
118 and 119); only a memory tells. Source: The Update Framework's rollback
attack. Schema: ``schemas/lock.v1.schema.json``. A freeze, where newer releases
are held back, cannot be seen offline.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from toolkit.release import strict_json
from toolkit.release.limits import MAX_LOCK_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.tag_names import PACK_ID, parse_version
from toolkit.release.trust import PRINCIPAL

if TYPE_CHECKING:
    from toolkit.release.filelist import FileList
    from toolkit.release.strict_json import JSONValue

SCHEMA_VERSION: Final = "policy-pack-toolkit.lock.v1"
_DIGESTS: Final = ("archive_sha256", "tar_sha256", "content_sha256")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SIGNER: Final = re.compile(
    rf"{PRINCIPAL.pattern}|(?:{PRINCIPAL.pattern},)?minisign:[0-9A-F]{{16}}"
)
"""Who signed: a name among the allowed signers, a minisign key, or both."""
_ASK: Final = "do not use these files; ask the publisher why, over another channel"


class Sight(enum.Enum):
    """How a release stands to the lock."""

    NEW = "new"
    """The first release of this pack that is seen: nothing vouches for its being the newest."""
    SAME = "same"
    NEWER = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The highest version of one pack that was verified, its digests, and who signed it."""

    version: str
    archive_sha256: str
    tar_sha256: str
    content_sha256: str
    signer: str

    @classmethod
    def of(cls, file_list: FileList, *, signer: str) -> Seen:
        """Return what to remember of a release."""
        return cls(
            version=file_list.pack_version,
            archive_sha256=file_list.archive_sha256,
            tar_sha256=file_list.tar_sha256,
            content_sha256=file_list.content_sha256,
            signer=signer,
        )


@dataclass(frozen=True, slots=True)
class Lock:
    """What a consumer has seen, by the id of the pack."""

    packs: Mapping[str, Seen] = field(default_factory=dict)

    def judge(self, file_list: FileList) -> Sight:
        """Return how a release stands to what was seen.

        Raises:
            ReleaseRefusedError: It is older, or has other digests under the same version.
        """
        seen = self.packs.get(file_list.pack_id)
        if seen is None:
            return Sight.NEW
        now, before = parse_version(file_list.pack_version), parse_version(seen.version)
        if now is None or before is None or now.build is not None:
            text = f"{shown(file_list.pack_version)} is no version that can be compared"
            raise ReleaseRefusedError(Reason.LOCK_ROLLBACK, text, hint=_ASK)
        if now < before:
            text = (
                f"{file_list.pack_id} {file_list.pack_version} is older than {seen.version},"
                " which was seen before"
            )
            hint = "fetch the newer release; to go back on purpose, edit the lock by hand"
            raise ReleaseRefusedError(Reason.LOCK_ROLLBACK, text, hint=hint)
        if now > before:
            return Sight.NEWER
        for name in _DIGESTS:
            was, is_ = getattr(seen, name), getattr(file_list, name)
            if was != is_:
                text = (
                    f"{file_list.pack_id} {seen.version} was seen with the"
                    f" {name.replace('_', ' ')} {was}; now it is {is_}"
                )
                raise ReleaseRefusedError(Reason.LOCK_RETAG, text, hint=_ASK)
        return Sight.SAME

    def with_release(self, file_list: FileList, *, signer: str) -> Lock:
        """Return the lock after a release was verified; `judge` must have let it pass."""
        return Lock({**self.packs, file_list.pack_id: Seen.of(file_list, signer=signer)})

    def encode(self) -> bytes:
        """Return the bytes of the lock: canonical JSON."""
        packs: dict[str, JSONValue] = {
            pack_id: {
                "version": seen.version,
                **{name: getattr(seen, name) for name in _DIGESTS},
                "signer": seen.signer,
            }
            for pack_id, seen in self.packs.items()
        }
        return strict_json.canonical({"schema_version": SCHEMA_VERSION, "packs": packs})


def read_lock(data: bytes, *, name: str) -> Lock:
    """Return the lock that ``data`` is; ``name`` is what a message calls it.

    Its layout is free, for people edit and merge it; its keys and values are not.

    Raises:
        ReleaseRefusedError: It is no strict JSON, or of another form.
    """
    value = strict_json.parse(data, max_bytes=MAX_LOCK_BYTES, where=name)
    if not isinstance(value, dict) or value.keys() != {"schema_version", "packs"}:
        raise _misshapen("schema_version and packs are its keys", name)
    if value["schema_version"] != SCHEMA_VERSION:
        raise _misshapen(f"schema_version is not {SCHEMA_VERSION}", name)
    packs = value["packs"]
    if not isinstance(packs, dict):
        raise _misshapen("packs is no object", name)
    return Lock({pack_id: _seen(pack_id, each, name) for pack_id, each in packs.items()})


def _seen(pack_id: str, value: JSONValue, name: str) -> Seen:
    where = f"packs.{shown(pack_id)}"
    keys = {"version", *_DIGESTS, "signer"}
    if PACK_ID.fullmatch(pack_id) is None:
        raise _misshapen(f"{where} is no id of a pack", name)
    if not isinstance(value, dict) or value.keys() != keys:
        raise _misshapen(f"{where} has other keys than {', '.join(sorted(keys))}", name)
    texts = {key: each for key, each in value.items() if isinstance(each, str)}
    digests = all(_SHA256.fullmatch(texts.get(key, "")) for key in _DIGESTS)
    version = parse_version(texts.get("version", ""))
    signer = _SIGNER.fullmatch(texts.get("signer", ""))
    if not digests or version is None or version.build is not None or signer is None:
        raise _misshapen(f"{where} holds a value of another form", name)
    return Seen(**texts)


def _misshapen(text: str, name: str) -> ReleaseRefusedError:
    hint = "restore the file from version control: it is yours, and remembers what you have seen"
    return ReleaseRefusedError(
        Reason.LOCK_SHAPE, f"{Reason.LOCK_SHAPE.value}: {text}", where=name, hint=hint
    )
