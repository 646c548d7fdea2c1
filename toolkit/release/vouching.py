"""Who vouches for a release: trust, signatures and lock, the steps 1, 3 and 7 of `verify`.

There are two kinds of signature over SHA256SUMS, one by ssh-keygen and one by
minisign, and a consumer may state trust in either or in both. Each that is stated
must be satisfied. A signature that nobody asked about proves nothing, and must
still be well formed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toolkit.release import checksums
from toolkit.release.contents import MINISIGNATURE, SIGNATURE, UNLISTED
from toolkit.release.lock import Sight
from toolkit.release.minisig import check_names, read_minisignature
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.sshsig import read_signature
from toolkit.release.verification import Notice, Outcome, Protocol, Signed, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.filelist import FileList
    from toolkit.release.lock import Lock, Seen
    from toolkit.release.minisig import MinisignTrust
    from toolkit.release.trust import Trust

_NOBODY: Final = "nobody vouches for these files"
_SSH_KEYGEN: Final = "ssh-keygen"
_MINISIGN: Final = "minisign"
_STRIPPED: Final = "a release may have been stripped of its signature: fetch it again, or ask"


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose signatures a consumer asks for: a signer of SSH, a minisign key, both, or nobody."""

    ssh: Trust | None
    minisign: MinisignTrust | None

    @property
    def nobody(self) -> bool:
        """Whether no signature is asked for."""
        return self.ssh is None and self.minisign is None


def outcome(expected: Expected, signed: Signed) -> Outcome:
    """Return what the answer is called where nothing was refused."""
    if expected.nobody:
        return Outcome.CHECKSUMS_ONLY
    return Outcome.UNVERIFIED if signed.missing else Outcome.VERIFIED


def note_trust(expected: Expected, protocol: Protocol) -> None:
    """Take step 1: say what the caller loaded; refuse a signer whom the trust does not name."""
    if expected.nobody:
        protocol.skip(1, "trust", "no allowed signers and no minisign key were given")
        return
    protocol.begin(1, "trust")
    said = []
    if (trust := expected.ssh) is not None:
        keys = len(trust.expected)
        if not keys:
            text = f"no line of the allowed signers is for {shown(trust.principal)}"
            hint = "correct the name, or add the line after asking the publisher for the key"
            raise ReleaseRefusedError(Reason.TRUST_PRINCIPAL, text, hint=hint)
        said.append(f"{keys} key{'s' if keys > 1 else ''} of {trust.principal}")
        none = trust.revoked is None
        said.append("no list of revoked keys" if none else "revoked keys are excluded")
    if expected.minisign is not None:
        said.append(f"the minisign key {expected.minisign.key.name}")
    protocol.end("; ".join(said))


def judge_signatures(files: Mapping[str, bytes], expected: Expected, protocol: Protocol) -> Signed:
    """Take step 3; return who signed, as far as somebody asked and a program could tell.

    Raises:
        ReleaseRefusedError: A signature that is asked for is missing or not good,
            or one that nobody asked about is malformed.
    """
    protocol.begin(3, "signature")
    trust, minisign = expected.ssh, expected.minisign
    if expected.nobody:
        said = "there is one, and it was not checked" if _well_formed(files) else "there is none"
        protocol.skip(3, "signature", f"{said}: {_NOBODY}")
        return Signed()
    if trust is not None and SIGNATURE not in files:
        raise _missing(Reason.SIGNATURE_MISSING, other=MINISIGNATURE in files)
    if minisign is not None and MINISIGNATURE not in files:
        raise _missing(Reason.MINISIGN_MISSING, other=SIGNATURE in files)
    sums = files.get(checksums.NAME)
    if sums is None:
        raise no_sums()
    _well_formed(files)
    signed = Signed()
    if trust is not None:
        key = trust.judge(sums, files[SIGNATURE])
        signed = signed.by(trust.principal, key) if key else signed.without(_SSH_KEYGEN)
    if minisign is not None:
        good = minisign.judge(sums, files[MINISIGNATURE])
        signed = signed.by_minisign(minisign.key) if good else signed.without(_MINISIGN)
    status = Status.SKIP if signed.missing else Status.PASS
    protocol.end("; ".join(_found(files, signed, expected)), status)
    return signed


def check_signed_names(files: Mapping[str, bytes], file_list: FileList) -> None:
    """Take a part of step 6: what a minisign signature says of itself is about this release.

    Raises:
        ReleaseRefusedError: It names another pack or version.
    """
    if MINISIGNATURE in files:
        signature = read_minisignature(files[MINISIGNATURE])
        check_names(signature, file_list.pack_id, file_list.pack_version)


def _well_formed(files: Mapping[str, bytes]) -> bool:
    """Tell whether there is a signature of either kind; one that is malformed is refused."""
    if SIGNATURE in files:
        read_signature(files[SIGNATURE])
    if MINISIGNATURE in files:
        read_minisignature(files[MINISIGNATURE])
    return SIGNATURE in files or MINISIGNATURE in files


def _missing(reason: Reason, *, other: bool) -> ReleaseRefusedError:
    asked, there = (SIGNATURE, MINISIGNATURE)
    if reason is Reason.MINISIGN_MISSING:
        asked, there = there, asked
    beside = f"{there} is there, and is not what you asked for; " if other else ""
    return ReleaseRefusedError(reason, where=asked, hint=f"{beside}{_STRIPPED}")


def _found(files: Mapping[str, bytes], signed: Signed, expected: Expected) -> list[str]:
    """Say of each signature that is there who made it, or why nobody knows."""
    found = []
    if signed.key:
        found.append(f"by {signed.signer} with the key {signed.key}")
    if signed.minisign is not None:
        found.append(f"by the minisign key {signed.minisign.name}")
    found += [
        f"there is no {program} here to check it with: {_NOBODY}" for program in signed.missing
    ]
    for name, asked in ((SIGNATURE, expected.ssh), (MINISIGNATURE, expected.minisign)):
        if asked is None and name in files:
            found.append(f"{name} is there, too, and was not checked")
    return found


def judge_lock(
    file_list: FileList, lock: Lock | None, signed: Signed, protocol: Protocol
) -> Sight | None:
    """Take step 7; return how the release stands to the lock.

    That somebody else signed than the last time is said, and not refused: whom to
    trust is what the consumer states.
    """
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
    changed = change_of_signer(seen, signed)
    if changed:
        protocol.note(Notice.SIGNER_CHANGED, changed.removeprefix("; "))
    protocol.end(f"{detail}{changed}")
    return sight


def change_of_signer(seen: Seen | None, signed: Signed) -> str:
    """Return what to say where others vouch for a pack than those who did, else ``""``."""
    if seen is None or not signed.names or signed.names == seen.signer:
        return ""
    return f"; the signer changed: {seen.signer} before, {signed.names} now"


def read_listed(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digests that SHA256SUMS lists, by name.

    Raises:
        ReleaseRefusedError: It is missing, of another grammar, or lists a signature.
    """
    data = files.get(checksums.NAME)
    if data is None:
        raise no_sums()
    sums = checksums.read_sums(data)
    for name in sorted(sums.keys() & UNLISTED):
        text = f"{name} cannot be listed: it is made from this list"
        raise ReleaseRefusedError(Reason.SUMS_LISTS_ITSELF, text, where=checksums.NAME)
    return sums


def no_sums() -> ReleaseRefusedError:
    """Return the refusal of a release that has no SHA256SUMS."""
    hint = "a release without sums was stripped of them: fetch it again"
    return ReleaseRefusedError(Reason.SUMS_MISSING, hint=hint)
