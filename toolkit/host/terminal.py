"""The terminal: results on standard output, narration on standard error, never mixed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass
from typing import Literal, TextIO

from toolkit.errors import ToolkitError

_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_LINKING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby"})
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_FIRST_GOOD_VTE = 5001
"""Version 0.50.0 of the widget of GNOME's terminals crashed on links."""


class ReaderGoneError(ToolkitError):
    """Whoever read our output has ended, as ``head`` does: nothing more is to be said."""


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
        """Return the terminal of this process.

        Odd characters are escaped on the way out and kept on the way in, never
        fatal. A stream that the shell closed (``>&-``) is one that cannot be
        written to, or that is at its end.
        """
        sys.stdin = sys.stdin or _closed("r")
        sys.stdout = sys.stdout or _closed("w")
        sys.stderr = sys.stderr or _closed("w")
        for stream, errors in (
            (sys.stdin, "surrogateescape"),
            (sys.stdout, "backslashreplace"),
            (sys.stderr, "backslashreplace"),
        ):
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors=errors)  # type: ignore[union-attr]
        return cls(sys.stdout, sys.stderr, sys.stdin)

    def write_in(self, encoding: str) -> None:
        """Write results in this encoding, whatever the locale says: for a document of bytes."""
        with contextlib.suppress(AttributeError, ValueError):
            self.out.reconfigure(  # type: ignore[attr-defined]
                encoding=encoding, errors="backslashreplace", newline="\n"
            )

    def emit(self, text: str) -> None:
        """Write the result, ended by one line feed.

        Raises:
            ReaderGoneError: Nobody reads it any more.
            ToolkitError: It cannot be written.
        """
        try:
            self.out.write(text if text.endswith("\n") else f"{text}\n")
            self.out.flush()
        except OSError as error:
            _give_up(self.out)
            if isinstance(error, BrokenPipeError):
                raise ReaderGoneError("nobody reads the report") from error
            raise ToolkitError(f"cannot write the report: {error.strerror}") from error

    def say(self, text: str = "") -> None:
        """Write one line of narration; where nobody can read it, it is left out."""
        try:
            self.err.write(f"{text}\n")
            self.err.flush()
        except OSError:
            _give_up(self.err)

    @property
    def colour(self) -> bool:
        """Whether the result may be coloured (no-color.org, force-color.org, a real terminal)."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self.out.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def links(self) -> bool:
        """Whether the result may lead to files: coloured, on a terminal that knows of links.

        A file or a pipe never gets addresses of this machine. Terminals that do
        not know of links are to leave them out, but some write garbage: only
        those count that are known to, or FORCE_HYPERLINK, as others have it.
        """
        if not (self.colour and self.out.isatty()) or os.environ.get("TERM") == "dumb":
            return False
        forced = os.environ.get("FORCE_HYPERLINK", "")
        if forced:
            return forced != "0"
        vte = os.environ.get("VTE_VERSION", "")
        return (
            any(os.environ.get(name) for name in _LINKING_VARIABLES)
            or os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
            or os.environ.get("TERM", "").startswith(_LINKING_TERMS)
            or (vte.isascii() and vte.isdigit() and int(vte) >= _FIRST_GOOD_VTE)
        )

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


def _closed(mode: Literal["r", "w"]) -> TextIO:
    """Return a stream that is at its end; whatever is written to it fails (EBADF)."""
    return os.fdopen(os.open(os.devnull, os.O_RDONLY), mode, encoding="utf-8")


def _give_up(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere, or Python complains about it at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
