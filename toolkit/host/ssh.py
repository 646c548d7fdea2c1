"""OpenSSH's own hands on signatures: ``ssh-keygen -Y verify``, ``-Y sign`` and ``-l``.

Every question is put with the principal, the namespace and the list of revoked
keys, and over the very bytes that were judged before: they are written to a
folder of our own. The time is the clock's; ``verify-time`` is never given, for
it would bring an expired key back to life (release-archives.md, hostile case 110).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.process import Completed, run, run_in_the_foreground, which
from toolkit.host.scratch import scratch_folder
from toolkit.release.sshsig import NAMESPACE
from toolkit.release.trust import KRL_MAGIC, Question, Verdict

PROGRAM: Final = "ssh-keygen"
_PREFIX: Final = "policy-pack-signature-"


def ask_ssh_keygen(question: Question) -> Verdict:
    """Return what ssh-keygen says about a signature.

    Raises:
        ToolkitError: It does not end, or the temporary folder cannot be written.
    """
    if which(PROGRAM) is None:
        return Verdict.NO_TOOL
    with scratch_folder(_PREFIX) as folder:
        files = {"signers": question.allowed_signers, "signature": question.signature}
        words = ["-Y", "verify", "-f", "signers", "-s", "signature"]
        words += ["-I", question.principal, "-n", question.namespace]
        if question.revoked is not None:
            files["revoked"] = question.revoked
            words += ["-r", "revoked"]
        for name, data in files.items():
            (folder / name).write_bytes(data)
        done = run([PROGRAM, *words], cwd=folder, env=_plain(), stdin=question.message)
        if done.code == 0:
            return Verdict.GOOD
        # The same question without the list: only the list can then have said no.
        if question.revoked is not None:
            again = [word for word in words if word not in {"-r", "revoked"}]
            done = run([PROGRAM, *again], cwd=folder, env=_plain(), stdin=question.message)
            if done.code == 0:
                damaged = (
                    question.revoked.startswith(KRL_MAGIC)
                    and _asked(["-Q", "-l", "-f", str(folder / "revoked")]).code
                )
                return Verdict.DAMAGED_LIST if damaged else Verdict.REVOKED
    return Verdict.BAD


def key_line(key: Path) -> str:
    """Return what ``ssh-keygen -l`` says of a key: bits, fingerprint, comment, (TYPE).

    It reads the public part only, of either file, and asks for no passphrase.

    Raises:
        ToolkitError: There is no ssh-keygen, or it cannot read the key.
    """
    done = _asked(["-l", "-f", str(key.absolute())])
    if done.code:
        raise ToolkitError(
            f"{PROGRAM} cannot read the key: {done.complaint}",
            where=str(key),
            hint="give the public key (.pub) of a key in your agent, or the file of the key",
        )
    return done.text.strip()


def check_can_sign(key: Path, fingerprint: str) -> None:
    """Refuse a key with which ssh-keygen could not sign, before there is anything to sign.

    Nobody is asked for anything: a key with a passphrase passes, and so does one
    that an agent has.

    Raises:
        ToolkitError: No agent has it, and its private half is not there or cannot be read.
    """
    if fingerprint in run(["ssh-add", "-l"], env=_plain()).text.split():
        return
    private = key.with_suffix("") if key.suffix == ".pub" else key
    done = _asked(["-y", "-P", "", "-f", str(private.absolute())])
    if done.code and b"passphrase" not in done.err:
        raise ToolkitError(
            f"{PROGRAM} cannot sign with the key: {done.complaint}",
            where=str(key),
            hint="put the key into an agent (ssh-add), or have its private half beside the .pub,"
            " readable for you alone (chmod 600)",
        )


def sign(message: bytes, key: Path) -> bytes:
    """Return the signature over a message, in our namespace, by ssh-keygen.

    The agent, a passphrase prompt or the touch of a security key are between
    ssh-keygen and the person: it has our terminal. The key is never read here.

    Raises:
        ToolkitError: ssh-keygen did not sign.
    """
    with scratch_folder(_PREFIX) as folder:
        (folder / "message").write_bytes(message)
        words = ["-Y", "sign", "-q", "-f", str(key.absolute()), "-n", NAMESPACE, "message"]
        code = run_in_the_foreground([PROGRAM, *words], cwd=folder, env=dict(os.environ))
        written = folder / "message.sig"
        if code or not written.is_file():
            raise ToolkitError(
                f"{PROGRAM} did not sign (exit code {code}); nothing was written",
                hint="what it said stands above; a key in an agent (ssh-add) is given as its .pub,"
                " a passphrase is asked for on a terminal",
            )
        return written.read_bytes()


def _asked(words: list[str]) -> Completed:
    return run([PROGRAM, *words], env=_plain())


def _plain() -> dict[str, str]:
    """Return the environment in which ssh-keygen speaks English and asks nobody."""
    return {**os.environ, "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"}
