"""Keys for tests, made by the real ssh-keygen in a folder of the test, and what they sign."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from toolkit.host.ssh import ask_ssh_keygen
from toolkit.release.sshsig import NAMESPACE
from toolkit.release.trust import Question, Trust, Verdict, read_allowed_signers, read_revoked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHO = "release@acme"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)


def needs_ssh_keygen() -> pytest.MarkDecorator:
    """Skip where there is no ssh-keygen; in CI its absence is a failure."""
    missing = shutil.which("ssh-keygen") is None and not os.environ.get("CI")
    return pytest.mark.skipif(missing, reason="needs ssh-keygen")


@dataclass(frozen=True)
class Key:
    """One key pair on disk."""

    path: Path

    @property
    def public(self) -> str:
        """The type and the encoded key, without the comment."""
        text = self.path.with_name(f"{self.path.name}.pub").read_text(encoding="utf-8")
        return " ".join(text.split()[:2])

    def line(self, who: str = WHO, options: str = f'namespaces="{NAMESPACE}"') -> str:
        """Return a line of allowed signers."""
        return f"{who} {options} {self.public}\n"

    def sign(self, message: bytes, namespace: str = NAMESPACE) -> bytes:
        """Return a signature as a publisher makes it."""
        done = subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-f", self.path, "-n", namespace],
            input=message,
            capture_output=True,
            check=True,
        )
        return done.stdout


def make_key(folder: Path, name: str = "key", kind: str = "ed25519", secret: str = "") -> Key:
    """Return a new key."""
    path = folder / name
    words = ["-q", "-t", kind, "-N", secret, "-C", "comment", "-f", str(path)]
    subprocess.run(["ssh-keygen", *words], check=True)
    return Key(path)


def trust_in(
    lines: str,
    *,
    principal: str = WHO,
    revoked: bytes | None = None,
    now: dt.datetime = NOW,
    ask: Callable[[Question], Verdict] = ask_ssh_keygen,
) -> Trust:
    """Return the trust that files of a consumer amount to."""
    data = lines.encode()
    return Trust(
        allowed_signers=data,
        signers=read_allowed_signers(data, name="allowed_signers"),
        principal=principal,
        revoked=revoked,
        revoked_keys=frozenset() if revoked is None else read_revoked(revoked, name="revoked"),
        now=now,
        ask=ask,
    )
