"""The one place that starts other programs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.host.ending import deferred

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

TIMEOUT_SECONDS = 120
"""No program that we start runs longer: a hang becomes a message."""
PATIENCE_SECONDS = 600
"""No program that asks a person waits longer."""

_GRACE_SECONDS = 3
"""A program that is asked to end has so long to clean up."""


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
        """What a message quotes of standard error: the last line that is fatal, or else the last.

        git lets advice follow such a line, which says nothing alone.
        """
        fatal = [line for line in self._said if line.startswith("fatal: ")]
        return (fatal or self._said or [f"exit code {self.code}"])[-1].strip()

    @property
    def advice(self) -> str:
        """What stands last on standard error, which is what git says one can do."""
        return (self._said or [""])[-1].strip()

    @property
    def _said(self) -> list[str]:
        return self.err.decode("utf-8", "replace").strip().splitlines()


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


def run(  # noqa: PLR0913 (each says how a program is run)
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float = TIMEOUT_SECONDS,
    may_ask: bool = False,
) -> Completed:
    """Run a program to its end, without a shell and without our standard input.

    A program that ``may_ask`` the person keeps our terminal, though not as its
    standard input.

    Raises:
        ToolkitError: The program is missing, cannot start, or does not end in time.
    """
    patience = max(timeout, PATIENCE_SECONDS) if may_ask else timeout
    pipe = subprocess.PIPE
    with (
        _told_if_it_fails(argv[0]),
        _started(argv, cwd, env, (pipe, pipe, pipe), apart=not may_ask) as process,
    ):
        out, err = process.communicate(stdin, patience)
    return Completed(process.returncode, out, err)


def run_in_the_foreground(argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run a program that may ask the person at our terminal; return its exit code.

    It has our standard error, and our standard input where that is a terminal:
    elsewhere nobody can be asked, and its input is at its end. What it prints to
    its output goes to standard error, too, so that ours stays what a command
    promises.

    Raises:
        ToolkitError: The program is missing, cannot start, or does not end in time.
    """
    inp = None if os.isatty(0) else subprocess.DEVNULL
    with (
        _told_if_it_fails(argv[0]),
        _started(argv, cwd, env, (inp, 2, None), apart=False) as process,
    ):
        return process.wait(PATIENCE_SECONDS)


@contextmanager
def _started(
    argv: Sequence[str],
    cwd: Path | None,
    env: Mapping[str, str] | None,
    streams: tuple[int | None, int | None, int | None],
    *,
    apart: bool,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; where the ``with`` block is left before it has ended, end it.

    Programs that are kept ``apart`` have a session of their own: Ctrl-C reaches
    us alone, and we end them with all that they started.
    """
    process = None
    try:
        with deferred():  # a program that is half started would be out of our hands
            process = subprocess.Popen(  # noqa: S603 (argv comes from our own code, never from a shell line)
                list(argv),
                cwd=cwd,
                env=dict(os.environ if env is None else env),
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
                start_new_session=apart,
            )
        yield process
    finally:
        if process is not None:
            with deferred(), process:  # which closes the pipes
                if process.returncode is None:
                    _end(process, apart=apart)


def _end(process: subprocess.Popen[bytes], *, apart: bool) -> None:
    """Ask a program to end, as git needs it to take its locks away; kill what does not."""
    send = partial(os.killpg, process.pid) if apart else process.send_signal
    with suppress(ProcessLookupError, PermissionError):
        send(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
        send(signal.SIGKILL)
    process.wait()


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
