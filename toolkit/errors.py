"""What can go wrong, and the exit code it ends in.

Two kinds of trouble are kept apart everywhere:

* a **fault** is something wrong with an input that we were asked to judge; it
  is a value (`toolkit.faults.Fault`), collected with its siblings and reported;
* a **ToolkitError** means that a command could not do its work at all.
"""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """The exit codes of every command (README, "Exit codes")."""

    OK = 0
    """Done, and the answer is fine."""
    NO = 1
    """Done, and the answer is no: smoke failed, bump too small, tag wrong, refused."""
    USAGE = 2
    """The command line is wrong."""
    INCOMPLETE = 3
    """The question could not be answered: unreadable input, no such baseline."""
    BUG = 70
    """Our own fault (``EX_SOFTWARE``)."""


class ToolkitError(Exception):
    """A command cannot go on; carries what a person needs to go on themselves.

    ``message`` says what happened, ``where`` names the file, folder or ref,
    ``hint`` says what to do next.
    """

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint


class UsageError(ToolkitError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class RefusedError(ToolkitError):
    """The question was answered, and the answer is no."""

    exit_code = ExitCode.NO
