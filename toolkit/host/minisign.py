"""minisign's own hands on signatures: ``minisign -V``, ``-S`` and ``-R``.

It is asked over the very bytes that were judged before, written to a folder of our
own, with the key on its command line: no file of a release or of the current
folder is ever looked at. It works offline.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.process import run, run_in_the_foreground, which
from toolkit.host.scratch import scratch_folder
from toolkit.release.minisig import UNTRUSTED, MinisignQuestion
from toolkit.release.trust import Verdict

PROGRAM: Final = "minisign"
_PREFIX: Final = "policy-pack-minisign-"
_BAD: Final = 1
"""How minisign ends where a signature is not good; 2 and more mean that it could not tell."""
_UNATTENDED: Final = (
    "what it said stands above; a password is asked for on a terminal only, and a key without one"
    " (minisign -G -W) signs unattended"
)


def ask_minisign(question: MinisignQuestion) -> Verdict:
    """Return what minisign says about a signature.

    Raises:
        ToolkitError: It could not tell, does not end, or the temporary folder
            cannot be written.
    """
    if which(PROGRAM) is None:
        return Verdict.NO_TOOL
    with scratch_folder(_PREFIX) as folder:
        (folder / "message").write_bytes(question.message)
        (folder / "signature").write_bytes(question.signature)
        # -H: only the kind of signature that is taken here.
        words = ["-V", "-q", "-H", "-P", question.key.text, "-x", "signature", "-m", "message"]
        done = run([PROGRAM, *words], cwd=folder)
    if done.code == 0:
        return Verdict.GOOD
    if done.code == _BAD:
        return Verdict.BAD
    raise ToolkitError(
        f"{PROGRAM} could not tell whether the signature is good: {done.complaint}",
        hint="try `minisign -V` by hand; version 0.10 or newer is needed",
    )


def public_half(key: Path) -> bytes:
    """Return the file of the public key that belongs to a secret one; the person may be asked.

    Raises:
        ToolkitError: There is no minisign, or it cannot read the key.
    """
    with scratch_folder(_PREFIX) as folder:
        return _made(key, folder, ["-R", "-p", "made"], "read the key")


def sign_with_minisign(message: bytes, key: Path, *, trusted: str) -> bytes:
    """Return minisign's signature over a message and a trusted comment; the person may be asked.

    The comments are given, so no time gets into it: the same key, message and
    comment give the same bytes.

    Raises:
        ToolkitError: minisign did not sign.
    """
    with scratch_folder(_PREFIX) as folder:
        (folder / "message").write_bytes(message)
        words = ["-S", "-x", "made", "-c", UNTRUSTED, "-t", trusted, "-m", "message"]
        return _made(key, folder, words, "sign")


def _made(key: Path, folder: Path, words: list[str], what: str) -> bytes:
    """Let minisign make one file with a secret key, which we never read."""
    if not key.is_file():
        # It would wait for ever at a FIFO.
        raise ToolkitError(
            "no such file", where=str(key), hint="give the file of a secret key of minisign"
        )
    action, *more = words
    argv = [PROGRAM, action, "-s", str(key.absolute()), *more]
    code = run_in_the_foreground(argv, cwd=folder, env=dict(os.environ))
    written = folder / "made"
    if code or not written.is_file():
        raise ToolkitError(
            f"{PROGRAM} did not {what} (exit code {code}); nothing was written",
            where=str(key),
            hint=_UNATTENDED,
        )
    return written.read_bytes()
