"""Who vouches for a release: trust, signature and lock, the steps 1, 3 and 7 of `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toolkit.release import checksums
from toolkit.release.contents import SIGNATURE
from toolkit.release.lock import Sight
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.sshsig import read_signature
from toolkit.release.verification import Outcome, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.filelist import FileList
    from toolkit.release.lock import Lock
    from toolkit.release.trust import Trust

_NOBODY: Final = "nobody vouches for these files"


def outcome(trust: Trust | None, key: str | None) -> Outcome:
    """Return what the answer is called where nothing was refused."""
    if trust is None:
        return Outcome.CHECKSUMS_ONLY
    return Outcome.VERIFIED if key else Outcome.UNVERIFIED


def note_trust(trust: Trust | None, protocol: Protocol) -> None:
    """Take step 1: say what the caller loaded; refuse a signer whom the trust does not name."""
    if trust is None:
        protocol.skip(1, "trust", "no allowed signers were given")
        return
    protocol.begin(1, "trust")
    keys = len(trust.expected)
    if not keys:
        text = f"no line of the allowed signers is for {shown(trust.principal)}"
        hint = "correct the name, or add the line after asking the publisher for the key"
        raise ReleaseRefusedError(Reason.TRUST_PRINCIPAL, text, hint=hint)
    revoked = "no list of revoked keys" if trust.revoked is None else "revoked keys are excluded"
    protocol.end(f"{keys} key{'s' if keys > 1 else ''} of {trust.principal}; {revoked}")


def judge_signature(
    files: Mapping[str, bytes], trust: Trust | None, protocol: Protocol
) -> str | None:
    """Take step 3; return the fingerprint of the key that signed, None where none was checked."""
    protocol.begin(3, "signature")
    data = files.get(SIGNATURE)
    if trust is None:
        if data is not None:
            read_signature(data)
        there = "there is one, and it was not checked" if data is not None else "there is none"
        protocol.skip(3, "signature", f"{there}: {_NOBODY}")
        return None
    if data is None:
        hint = "a release may have been stripped of its signature: fetch it again, or ask"
        raise ReleaseRefusedError(Reason.SIGNATURE_MISSING, where=SIGNATURE, hint=hint)
    sums = files.get(checksums.NAME)
    if sums is None:
        raise no_sums()
    key = trust.judge(sums, data)
    if key is None:
        text = f"there is no ssh-keygen here to check it with: {_NOBODY}"
        protocol.skip(3, "signature", text)
    else:
        protocol.end(f"by {trust.principal} with the key {key}")
    return key


def judge_lock(file_list: FileList, lock: Lock | None, protocol: Protocol) -> Sight | None:
    """Take step 7; return how the release stands to the lock."""
    if lock is None:
        protocol.skip(7, "lock", "there is no lock to compare with")
        return None
    protocol.begin(7, "lock")
    sight = lock.judge(file_list)
    seen = lock.packs.get(file_list.pack_id)
    if seen is None:
        detail = f"{file_list.pack_id} was not seen before: nothing says that this is the newest"
    elif sight is Sight.SAME:
        detail = "the release that was seen before"
    else:
        detail = f"newer than {seen.version}, which was seen before, signed by {seen.signer}"
    protocol.end(detail)
    return sight


def no_sums() -> ReleaseRefusedError:
    """Return the refusal of a release that has no SHA256SUMS."""
    hint = "a release without sums was stripped of them: fetch it again"
    return ReleaseRefusedError(Reason.SUMS_MISSING, hint=hint)
