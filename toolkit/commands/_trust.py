"""Whom the consumer trusts: options, and the files they name, which never come with a release."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from toolkit.commands._output import named_path
from toolkit.errors import UsageError
from toolkit.host.clock import now
from toolkit.host.files import NotRegularError, TooLargeError, read_regular, write_atomic
from toolkit.host.minisign import ask_minisign
from toolkit.host.paths import is_folder, real
from toolkit.host.placing import claimed
from toolkit.host.ssh import ask_ssh_keygen
from toolkit.release.limits import MAX_LOCK_BYTES, MAX_TRUST_BYTES
from toolkit.release.lock import Lock, read_lock
from toolkit.release.minisig import MinisignTrust, public_key_of, read_public_key
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.sshsig import NAMESPACE
from toolkit.release.trust import Signer, Trust, read_allowed_signers, read_revoked
from toolkit.release.verification import Outcome, Verification
from toolkit.release.vouching import Expected, change_of_signer

HOW_TO_TRUST = (
    "say whom you trust with --allowed-signers FILE or --minisign-key KEY; to check no more than"
    " that the files belong together, ask for it by name with --checksums-only"
)
_PATIENCE_SECONDS = 30.0
"""How long one verification waits for another one that is writing the lock."""
HOW_TO_INSTALL = {
    "ssh-keygen": "install OpenSSH, so that ssh-keygen can check the signature",
    "minisign": "install minisign 0.10 or newer (Debian, Ubuntu: apt-get install minisign), so that"
    " it can check the signature",
}


def add_trust_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whom to trust, and what was seen before."""
    group = parser.add_argument_group("trust, which is yours and never read from a release")
    group.add_argument(
        "--allowed-signers",
        metavar="FILE",
        type=named_path,
        help='who may sign: lines NAME namespaces="policy-pack-release" ssh-ed25519 KEY',
    )
    group.add_argument(
        "--signer", metavar="NAME", help="whose signature is expected (default: the only one)"
    )
    group.add_argument(
        "--revoked", metavar="FILE", type=named_path, help="keys that may sign no more"
    )
    group.add_argument(
        "--minisign-key",
        metavar="KEY",
        help="the minisign key whose signature is expected: its public file, or its text; beside"
        " --allowed-signers both signatures are asked for",
    )
    group.add_argument(
        "--sums",
        metavar="FILE",
        type=named_path,
        help="for what lies alone: the SHA256SUMS of its release, with the signature beside it",
    )
    group.add_argument(
        "--checksums-only",
        action="store_true",
        help="ask only whether the files belong together, not who made them",
    )
    group.add_argument(
        "--lock",
        metavar="FILE",
        type=named_path,
        help="what you have seen before: refuse older versions, and other bytes for the same one",
    )
    group.add_argument(
        "--update-lock",
        action="store_true",
        help="after all checks, write what was verified into the lock; makes it the first time",
    )


@dataclass(frozen=True)
class Asked:
    """What the command line says about trust, checked for sense."""

    allowed_signers: Path | None
    signer: str | None
    revoked: Path | None
    minisign_key: str | None
    checksums_only: bool
    lock: Path | None
    update_lock: bool
    sums: Path | None

    @classmethod
    def of(cls, args: argparse.Namespace) -> Asked:
        """Return the options.

        Raises:
            UsageError: They contradict each other.
        """
        asked = cls(
            args.allowed_signers, args.signer, args.revoked, args.minisign_key,
            args.checksums_only, args.lock, args.update_lock, args.sums,
        )  # fmt: skip
        if asked.checksums_only and asked.for_signature:
            raise UsageError(
                "--checksums-only checks no signature, and --allowed-signers and --minisign-key ask"
                " for one"
            )
        if asked.allowed_signers is None and (asked.signer or asked.revoked):
            raise UsageError("--signer and --revoked need --allowed-signers FILE")
        for option, given in (("--signer", asked.signer), ("--minisign-key", asked.minisign_key)):
            if given == "":
                raise UsageError(f"{option}: the name is empty")
        if asked.update_lock and (asked.lock is None or not asked.for_signature):
            raise UsageError(
                "--update-lock needs --lock FILE, and --allowed-signers FILE or --minisign-key KEY:"
                " only what is verified is remembered"
            )
        return asked

    @property
    def for_signature(self) -> bool:
        """Whether a signature is asked for, of either kind."""
        return self.allowed_signers is not None or self.minisign_key is not None

    def load_expected(self, *releases: Path) -> Expected:
        """Return whose signatures are asked for; nothing of it may lie in the ``releases``.

        Raises:
            ReleaseRefusedError: A file lies in a release, cannot be read, or is lax.
            UsageError: Several may sign, and it is not said who is expected.
        """
        return Expected(self.load_trust(*releases), self.load_minisign(*releases))

    def load_trust(self, *releases: Path, namespace: str = NAMESPACE) -> Trust | None:
        """Return whom to trust about a release; None where nobody was named.

        ``namespace`` is the purpose of the signature, where it is not that of a release.

        Raises:
            ReleaseRefusedError: A file lies in the release, cannot be read, or is lax.
            UsageError: Several may sign, and it is not said who is expected.
        """
        if self.allowed_signers is None:
            return None
        data = _read(self.allowed_signers, releases, limit=MAX_TRUST_BYTES)
        name = self.allowed_signers.name
        signers = read_allowed_signers(data, name=name, namespace=namespace)
        revoked, keys = None, frozenset[bytes]()
        if self.revoked is not None:
            revoked = _read(self.revoked, releases, limit=MAX_TRUST_BYTES)
            keys = read_revoked(revoked, name=self.revoked.name)
        return Trust(
            allowed_signers=data, signers=signers, principal=self.signer or _only(signers),
            revoked=revoked, revoked_keys=keys, now=now(), ask=ask_ssh_keygen,
            namespace=namespace,
        )  # fmt: skip

    def load_minisign(self, *releases: Path) -> MinisignTrust | None:
        """Return the minisign key that is expected, by its text or its file; None without one.

        A text of base64 that is a key is the key, whatever files are called.

        Raises:
            ReleaseRefusedError: The file lies in the release, cannot be read, or is no key.
        """
        if self.minisign_key is None:
            return None
        key = public_key_of(self.minisign_key)
        if key is None:
            path = Path(self.minisign_key)
            key = read_public_key(_read(path, releases, limit=MAX_TRUST_BYTES), name=path.name)
        return MinisignTrust(key, ask_minisign)

    def load_lock(self, *releases: Path) -> Lock | None:
        """Return what was seen before; None without a lock.

        Raises:
            ReleaseRefusedError: It lies in the release, is missing, or has another form.
        """
        if self.lock is None:
            return None
        if self.update_lock and not self.lock.exists() and not self.lock.is_symlink():
            return Lock()
        first = "" if self.lock.exists() else "; --update-lock makes the first one"
        data = _read(self.lock, releases, limit=MAX_LOCK_BYTES, otherwise=first)
        return read_lock(data, name=self.lock.name)

    def remember(self, answer: Verification, *releases: Path) -> str:
        """Write what was verified into the lock; return what to say about it, ``""`` for nothing.

        Raises:
            ReleaseRefusedError: The lock says otherwise by now.
            ToolkitError: It cannot be written.
        """
        if self.lock is None or not self.update_lock or answer.outcome is not Outcome.VERIFIED:
            return ""
        listed = answer.file_list
        if listed is None:
            return ""
        with claimed(self.lock.parent, wait_seconds=_PATIENCE_SECONDS):
            # Read again: another process may have remembered something meanwhile.
            before = self.load_lock(*releases) or Lock()
            before.judge(listed)
            after = before.with_release(listed, signer=answer.signed.names)
            if after.packs == before.packs:
                return ""
            write_atomic(self.lock, after.encode())
        first = listed.pack_id not in before.packs
        told = f"{self.lock} remembers {listed.pack_id} {listed.pack_version}"
        if first:
            told += ": first use, so nothing says that it is the newest; keep the file under git"
        return told + change_of_signer(before.packs.get(listed.pack_id), answer.signed)


def _only(signers: tuple[Signer, ...]) -> str:
    """Return the one name among the allowed signers.

    Raises:
        UsageError: There are several: choosing one would be the signature's choice.
    """
    names = sorted({name for each in signers for name in each.principals})
    if len(names) > 1:
        raise UsageError(
            f"several may sign: {', '.join(names)}", hint="say whose signature you expect: --signer"
        )
    return names[0]


def _read(path: Path, releases: tuple[Path, ...], *, limit: int, otherwise: str = "") -> bytes:
    """Return the bytes of a file of the consumer's; ``otherwise`` is what to do without one.

    Raises:
        ReleaseRefusedError: It lies in the release, whatever links say, or cannot be read.
    """
    for place in (real(path.absolute().parent) / path.name, real(path)):
        if any(_lies_in(place, release) for release in releases):
            hint = "keep it in your own project; a release cannot say whom to trust about itself"
            raise ReleaseRefusedError(Reason.TRUST_IN_RELEASE, where=path.name, hint=hint)
    hint = f"give a file of your own that exists; without it nothing can be verified{otherwise}"
    try:
        return read_regular(real(path), limit=limit)[0]
    except OSError as error:
        why = error.strerror
    except (NotRegularError, TooLargeError) as error:
        why = str(error)
    raise ReleaseRefusedError(
        Reason.TRUST_UNREADABLE,
        f"{Reason.TRUST_UNREADABLE.value}: {why}",
        where=path.name,
        hint=hint,
    )


def _lies_in(place: Path, release: Path) -> bool:
    """Tell whether a file came with a release: in its folder, or beside a file of it."""
    if is_folder(release):
        return place.is_relative_to(real(release))
    return place.parent == real(release).parent


def unverified_hint(answer: Verification) -> str:
    """Return what to do about an answer that is neither yes nor no."""
    return "; ".join(HOW_TO_INSTALL[name] for name in answer.signed.missing) or HOW_TO_TRUST
