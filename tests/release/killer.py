"""Run our command line again and again, and die at one of its effects each time.

Reads numbers from standard input, one on each line, and answers each with the
exit code (negative: the signal) and how many effects there were. Number 3 is
SIGKILL just before the third effect: a folder or file that is made, renamed or
removed, or a program that does something; no effect has the number 0. A second
number on the line is another signal. Each run is a process of its own, forked
from this one so that nothing is loaded twice.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile

import jsonschema as _checks  # noqa: F401 (before the first fork, as what follows)

from toolkit.cli import main
from toolkit.commands import release as _releases  # noqa: F401
from toolkit.commands import vendor as _vendors  # noqa: F401
from toolkit.host.ending import heed_signals

_CHANGING = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"})
_DOING = frozenset({"--annotate", "sign", "--parallel"})
"""Words with which git is to make a tag, ssh-keygen to sign, and Hurl to play."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
state = {"seen": 0, "fatal": 0, "signal": 0, "armed": 0}


def is_effect(event: str, arguments: tuple[object, ...]) -> bool:
    if event in _CHANGING:
        return True
    if event == "open":
        _, mode, flags = arguments
        writes = isinstance(mode, str) and any(letter in mode for letter in "wxa+")
        writes = writes and not isinstance(arguments[0], int)  # a pipe to a program
        return writes or (mode is None and isinstance(flags, int) and bool(flags & _WRITING))
    return event == "subprocess.Popen" and bool(_DOING & set(arguments[1]))  # type: ignore[call-overload]


def hook(event: str, arguments: tuple[object, ...]) -> None:
    if not state["armed"] or not is_effect(event, arguments):
        return
    if not str(arguments[0]).startswith(("/dev", "/proc")):
        state["seen"] += 1
        if state["seen"] == state["fatal"]:
            os.kill(os.getpid(), state["signal"])


def forked(fatal: int, number: int, words: list[str], told: int) -> int:
    """Run the command in a child that gets a signal at effect ``fatal``; return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    heed_signals()
    state.update(fatal=fatal, signal=number, armed=1)
    code = main(words)
    state["armed"] = 0
    os.pwrite(told, str(state["seen"]).encode("ascii"), 0)
    os._exit(code)


if __name__ == "__main__":
    sys.addaudithook(hook)
    with tempfile.TemporaryFile() as notes:
        for line in sys.stdin:
            notes.truncate(0)
            fatal, number = (*map(int, line.split()), signal.SIGKILL)[:2]
            code = forked(fatal, number, sys.argv[1:], notes.fileno())
            effects = os.pread(notes.fileno(), 9, 0).decode("ascii")
            print(code, effects or "0", flush=True)  # noqa: T201 (the answer)
