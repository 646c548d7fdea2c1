"""The terminal: results on standard output, narration on standard error, never mixed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO


@dataclass
class Terminal:
    """Where a command writes and, on a terminal, asks.

    ``emit`` is the result: what a pipe or a file gets. ``say`` is for the
    person who watches.
    """

    out: TextIO
    err: TextIO
    inp: TextIO

    @classmethod
    def standard(cls) -> Terminal:
        """Return the terminal of this process; odd characters are escaped, never fatal."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        return cls(sys.stdout, sys.stderr, sys.stdin)

    def emit(self, text: str) -> None:
        """Write the result, ended by one line feed."""
        self.out.write(text if text.endswith("\n") else f"{text}\n")
        self.out.flush()

    def say(self, text: str = "") -> None:
        """Write one line of narration."""
        self.err.write(f"{text}\n")
        self.err.flush()

    @property
    def colour(self) -> bool:
        """Whether the result may be coloured (no-color.org, force-color.org, a real terminal)."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self.out.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 where there is none, so that files are stable."""
        if not self.out.isatty():
            return 100
        return max(40, shutil.get_terminal_size().columns)

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask."""
        return self.inp.isatty() and self.err.isatty()

    def ask(self, question: str, default: str = "") -> str:
        """Ask for one line; an empty answer means ``default``."""
        suffix = f" [{default}]" if default else ""
        self.err.write(f"{question}{suffix}: ")
        self.err.flush()
        answer = self.inp.readline()
        if not answer:
            raise EOFError
        return answer.strip() or default
