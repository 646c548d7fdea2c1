"""Keys for tests, made by the real minisign in a folder of the test, and what they sign."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from toolkit.host.minisign import ask_minisign
from toolkit.release.minisig import (
    UNTRUSTED,
    MinisignTrust,
    PublicKey,
    read_public_key,
    trusted_comment,
)

if TYPE_CHECKING:
    from pathlib import Path

HERE = shutil.which("minisign") is not None


def needs_minisign() -> pytest.MarkDecorator:
    """Skip where there is no minisign; where CI says that it installed one, its absence fails."""
    missing = not HERE and not os.environ.get("POLICY_PACK_NEEDS_MINISIGN")
    return pytest.mark.skipif(missing, reason="needs minisign")


@dataclass(frozen=True)
class MiniKey:
    """One key pair on disk, without a password."""

    secret: Path

    @property
    def public_file(self) -> Path:
        """The file of the public half."""
        return self.secret.with_suffix(".pub")

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return read_public_key(self.public_file.read_bytes(), name="key")

    @property
    def trust(self) -> MinisignTrust:
        """The trust of a consumer who has this key."""
        return MinisignTrust(self.public, ask_minisign)

    def sign(
        self,
        message: bytes,
        *more: str,
        comment: str = trusted_comment("acme", "1.0.0"),
        untrusted: str = UNTRUSTED,
    ) -> bytes:
        """Return a signature as a publisher makes it by hand."""
        file = self.secret.with_name("message")
        file.write_bytes(message)
        made = self.secret.with_name("made")
        words = ["-S", *more, "-s", str(self.secret), "-x", str(made), "-m", str(file)]
        words += ["-c", untrusted, "-t", comment]
        subprocess.run(["minisign", *words], check=True, stdin=subprocess.DEVNULL)
        return made.read_bytes()


def make_minikey(folder: Path, name: str = "minisign") -> MiniKey:
    """Return a new key."""
    key = MiniKey(folder / f"{name}.key")
    words = ["-G", "-W", "-s", str(key.secret), "-p", str(key.public_file)]
    subprocess.run(
        ["minisign", *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return key


def unsigned(pack_id: str = "acme", version: str = "1.0.0") -> bytes:
    """Return what is well formed, and no signature of anybody."""
    one, two = base64.b64encode(b"ED" + bytes(72)), base64.b64encode(bytes(64))
    comment = trusted_comment(pack_id, version).encode()
    return b"untrusted comment: %s\n%s\ntrusted comment: %s\n%s\n" % (
        UNTRUSTED.encode(), one, comment, two,
    )  # fmt: skip
