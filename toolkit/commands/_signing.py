"""A signature over SHA256SUMS: made by ssh-keygen or minisign, believed only after verification.

No key is created, read, copied or printed here. ssh-keygen says what type a key
is of and signs with it; what it is called is its fingerprint and its public half,
which is part of every signature. minisign makes the public half of a key anew,
and signs with it; a key with a password is asked for it each time.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Protocol

from toolkit.errors import RefusedError, ToolkitError, UsageError
from toolkit.host.clock import now
from toolkit.host.minisign import ask_minisign, public_half, sign_with_minisign
from toolkit.host.ssh import ask_ssh_keygen, check_can_sign, key_line, sign
from toolkit.release import checksums, filelist
from toolkit.release.contents import MINISIGNATURE, SIGNATURE
from toolkit.release.minisig import MinisignTrust, PublicKey, read_public_key, trusted_comment
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.sshsig import KEY_TYPES, NAMESPACE, fingerprint, read_signature
from toolkit.release.trust import PRINCIPAL, Trust, read_allowed_signers
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release

_TYPES: Final = {"ED25519", "ED25519-SK"}
_KEY: Final = re.compile(r"[0-9]+ (SHA256:[A-Za-z0-9+/]{43}) (.*) \(([A-Z0-9-]+)\)")
"""What ``ssh-keygen -l`` prints: bits, fingerprint, comment, type."""
_NAMELESS: Final = "release"


class ReleaseKey(Protocol):
    """A key that signs releases, in one of the two ways."""

    signature_name: ClassVar[str]
    """The file that its signature is."""
    option: ClassVar[str]
    """How `sign` is told the key."""
    trusted_with: ClassVar[str]
    """How `verify` is told to trust it."""

    @property
    def said(self) -> str:
        """Who signs, with which key."""

    def signature(self, files: Mapping[str, bytes]) -> bytes:
        """Return the signature of a release folder, after verifying it as a consumer will."""

    def check(self, files: Mapping[str, bytes]) -> None:
        """Verify a signed release folder as a consumer who trusts this key alone."""

    def made(self, data: bytes, files: Mapping[str, bytes]) -> bool:
        """Tell whether a signature is this key's, and good for a release folder."""

    def trusted_by(self, data: bytes) -> str:
        """Return the line by which a consumer trusts the key that made a signature."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of SSH that may sign, known by its file, and whom consumers are to call it."""

    signature_name: ClassVar[str] = SIGNATURE
    option: ClassVar[str] = "--key"
    trusted_with: ClassVar[str] = "--allowed-signers FILE"
    path: Path
    fingerprint: str
    identity: str

    @classmethod
    def of(cls, path: Path, *, identity: str | None = None) -> SigningKey:
        """Return the key in a file; its identity is its comment, where that is a plain name.

        Raises:
            RefusedError: It is of a type that no consumer of ours takes.
            UsageError: The identity is no plain name.
            ToolkitError: ssh-keygen cannot read it, or could not sign with it.
        """
        match = _KEY.fullmatch(key_line(path))
        if match is None or match[3] not in _TYPES:
            kind = match[3] if match else "an unknown type"
            raise RefusedError(
                f"the key is of type {kind}; {' and '.join(KEY_TYPES)} are taken",
                where=str(path),
                hint="Ed25519 signatures are short and always the same bytes:"
                " ssh-keygen -t ed25519, or ed25519-sk for a security key",
            )
        check_can_sign(path, match[1])
        comment = match[2] if PRINCIPAL.fullmatch(match[2]) else _NAMELESS
        if identity is not None and PRINCIPAL.fullmatch(identity) is None:
            raise UsageError(
                f"--identity {identity}: no plain name", hint="letters, digits and . _ + @ -"
            )
        return cls(path, match[1], identity or comment)

    @property
    def said(self) -> str:
        """Who signs, with which key."""
        return f"{self.identity} with {self.fingerprint}"

    def signature(self, files: Mapping[str, bytes]) -> bytes:
        """Return the signature of a release folder, after verifying it as a consumer will.

        ssh-keygen may ask the person for a passphrase or a touch.

        Raises:
            RefusedError: The folder would not be verified with it.
            ToolkitError: ssh-keygen did not sign.
        """
        data = sign(files[checksums.NAME], self.path)
        made = fingerprint(read_signature(data).key)
        if made != self.fingerprint:
            raise ToolkitError(f"ssh-keygen signed with {made}, not with {self.fingerprint}")
        self.check({**files, SIGNATURE: data})
        return data

    def check(self, files: Mapping[str, bytes]) -> None:
        """Verify a signed release folder as a consumer who trusts this key alone.

        Raises:
            RefusedError: It is not verified.
            ToolkitError: There is no ssh-keygen that could tell.
        """
        line = self.trusted_by(files[SIGNATURE])
        data = f"{line}\n".encode("ascii")
        trust = Trust(
            allowed_signers=data,
            signers=read_allowed_signers(data, name="the key"),
            principal=self.identity,
            now=now(),
            ask=ask_ssh_keygen,
        )
        answer = verify_release(files, trust=trust)
        if answer.refusal is not None:
            raise answer.refusal
        if answer.outcome is not Outcome.VERIFIED or answer.signed.key != self.fingerprint:
            raise ToolkitError("the signature could not be verified", where=SIGNATURE)

    def trusted_by(self, data: bytes) -> str:
        """Return the line by which a consumer trusts the key that made a signature."""
        signature = read_signature(data)
        key = base64.b64encode(signature.key).decode("ascii")
        return f'{self.identity} namespaces="{NAMESPACE}" {signature.key_type} {key}'

    def made(self, data: bytes, files: Mapping[str, bytes]) -> bool:
        """Tell whether a signature is this key's, and good for a release folder."""
        try:
            if fingerprint(read_signature(data).key) != self.fingerprint:
                return False
            self.check({**files, SIGNATURE: data})
        except RefusedError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class MinisignKey:
    """A key of minisign that may sign, known by the file of its secret half."""

    signature_name: ClassVar[str] = MINISIGNATURE
    option: ClassVar[str] = "--minisign-key"
    trusted_with: ClassVar[str] = "--minisign-key KEY"
    path: Path
    public: PublicKey

    @classmethod
    def of(cls, path: Path) -> MinisignKey:
        """Return the key in a file; minisign may ask the person for its password.

        Raises:
            ToolkitError: minisign cannot read it, or made no public key of it.
        """
        try:
            return cls(path, read_public_key(public_half(path), name=str(path)))
        except ReleaseRefusedError as refusal:
            text = f"minisign made something else than a public key: {refusal.message}"
            raise ToolkitError(text, where=str(path)) from refusal

    @property
    def said(self) -> str:
        """Who signs, with which key."""
        return f"the minisign key {self.public.name}"

    def signature(self, files: Mapping[str, bytes]) -> bytes:
        """Return the signature of a release folder, after verifying it as a consumer will.

        It is over SHA256SUMS and a comment that names the release. minisign may ask
        the person for a password.

        Raises:
            RefusedError: The folder would not be verified with it.
            ToolkitError: minisign did not sign.
        """
        (manifest,) = (name for name in files if name.endswith(filelist.SUFFIX))
        listed = filelist.read_file_list(files[manifest])
        trusted = trusted_comment(listed.pack_id, listed.pack_version)
        data = sign_with_minisign(files[checksums.NAME], self.path, trusted=trusted)
        self.check({**files, MINISIGNATURE: data})
        return data

    def check(self, files: Mapping[str, bytes]) -> None:
        """Verify a signed release folder as a consumer who trusts this key alone.

        Raises:
            RefusedError: It is not verified.
            ToolkitError: There is no minisign that could tell.
        """
        answer = verify_release(files, minisign=MinisignTrust(self.public, ask_minisign))
        if answer.refusal is not None:
            raise answer.refusal
        if answer.outcome is not Outcome.VERIFIED or answer.signed.minisign != self.public:
            raise ToolkitError("the signature could not be verified", where=MINISIGNATURE)

    def made(self, data: bytes, files: Mapping[str, bytes]) -> bool:
        """Tell whether a signature is this key's, and good for a release folder."""
        try:
            self.check({**files, MINISIGNATURE: data})
        except RefusedError:
            return False
        return True

    def trusted_by(self, data: bytes) -> str:  # noqa: ARG002 (no part of the key is in a signature)
        """Return the text by which a consumer trusts the key."""
        return self.public.text
