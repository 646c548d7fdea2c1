"""The one place that starts other programs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

TIMEOUT_SECONDS = 120
"""No program that we start runs longer: a hang becomes a message."""
PATIENCE_SECONDS = 600
"""No program that asks a person waits longer."""


_asked: Final[list[int]] = []
"""The signals that asked this process to end."""


class TerminatedError(BaseException):
    """A signal asked the process to end; unwinds like Ctrl-C, so that scratch folders go."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        """What a shell says of a process that a signal ended."""


def raise_on_termination() -> None:
    """Turn SIGTERM and SIGHUP (the terminal was closed) into `TerminatedError` from now on.

    A signal that is ignored stays so: `nohup` means it. Nothing happens outside
    the main thread of a program.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    _asked.clear()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminate)


def heed_termination() -> None:
    """End here if a signal asked for it and what it raised was lost on the way.

    Python drops what is raised in a callback or a destructor: before a step that
    lasts, we ask again.

    Raises:
        TerminatedError: A signal asked the process to end.
    """
    if _asked:
        raise TerminatedError(_asked[0])


def _terminate(number: int, _frame: object) -> None:
    _asked.append(number)
    raise TerminatedError(number)


def ensure_utf8() -> None:
    """Begin this program again in UTF-8 mode where Python would use another encoding.

    So it is in the locale C with PYTHONUTF8=0, and in old locales such as
    ISO-8859-1. Packs are UTF-8, and their evidence must be the same everywhere;
    Python itself does so from 3.15 on (PEP 686).
    """
    if sys.getfilesystemencoding() != "utf-8":
        first, *words = sys.orig_argv
        os.execv(sys.executable, [first, "-X", "utf8", *words])  # noqa: S606 (no shell, our own argv)


@dataclass(frozen=True, slots=True)
class Completed:
    """What a finished program left: its exit code and its two streams."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """The standard output as text; bytes that are no UTF-8 keep their value."""
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def complaint(self) -> str:
        """The last non-empty line of standard error, for a message."""
        lines = self.err.decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else f"exit code {self.code}"


def which(program: str) -> str | None:
    """Return where ``program`` is on PATH, or None."""
    return shutil.which(program)


@contextmanager
def _told_if_it_fails(program: str) -> Iterator[None]:
    """Say why a program did not run to its end, and what to do."""
    try:
        yield
    except FileNotFoundError as error:
        raise ToolkitError(
            f"{program} is not installed", hint=f"install {program} and put it on PATH"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise ToolkitError(f"{program} did not end within {error.timeout:g} seconds") from error
    except OSError as error:
        raise ToolkitError(f"{program} could not be started: {error.strerror}") from error


def run(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float = TIMEOUT_SECONDS,
) -> Completed:
    """Run a program to its end, without a shell and without our standard input.

    Raises:
        ToolkitError: The program is missing, cannot start, or does not end in time.
    """
    with _told_if_it_fails(argv[0]):
        done = subprocess.run(  # noqa: S603 (argv comes from our own code, never from a shell line)
            list(argv),
            cwd=cwd,
            env=dict(os.environ if env is None else env),
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    return Completed(done.returncode, done.stdout, done.stderr)


def run_in_the_foreground(argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run a program that may ask the person at our terminal; return its exit code.

    It has our standard input and standard error; what it prints to its output
    goes to standard error, too, so that ours stays what a command promises.

    Raises:
        ToolkitError: The program is missing, cannot start, or does not end in time.
    """
    with _told_if_it_fails(argv[0]):
        done = subprocess.run(  # noqa: S603 (argv comes from our own code, never from a shell line)
            list(argv), cwd=cwd, env=dict(env), stdout=2, timeout=PATIENCE_SECONDS, check=False
        )
    return done.returncode


def run_toolkit(words: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Completed:
    """Run one of our own commands in ``cwd``, as a person would, with ``env`` added.

    Raises:
        ToolkitError: It cannot start, or does not end in time.
    """
    # The same toolkit, also where it runs from a checkout that is not installed.
    here = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return run(
        [sys.executable, "-m", "toolkit", *words], cwd=cwd, env={**os.environ, **here, **env}
    )
