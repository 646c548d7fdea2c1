"""The command line: verbs from `toolkit.commands`, exit codes from `toolkit.errors`.

The only place where an exception becomes a message, and where the process ends.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from toolkit import __version__, commands
from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.ending import TerminatedError
from toolkit.host.terminal import ReaderGoneError, Terminal
from toolkit.texts import visible

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_EPILOG = """\
exit codes: 0 done and fine; 1 the answer is no; 2 wrong usage;
3 could not complete; 70 our own fault; 128 + n ended by signal n:
129 terminal closed, 130 Ctrl-C, 141 nobody reads the output, 143 terminated.
"""
_INTERRUPTED = 128 + signal.SIGINT
_NOBODY_READS = 128 + signal.SIGPIPE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises, never shows a traceback."""
    terminal = Terminal.standard()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parser(words).parse_args(words)
        return int(args.run(args, terminal))
    except SystemExit as error:  # argparse: 0 after --help, 2 after wrong usage
        return error.code if isinstance(error.code, int) else int(ExitCode.USAGE)
    except ReaderGoneError:
        return _NOBODY_READS
    except ToolkitError as error:
        _explain(error, terminal)
        return int(error.exit_code)
    except KeyboardInterrupt as stop:
        terminal.say("interrupted; nothing was left half-written")
        return stop.exit_code if isinstance(stop, TerminatedError) else _INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the last line of defence: a message, not a traceback)
        return _own_fault(error, terminal)


class _Parser(argparse.ArgumentParser):
    """A parser that says in the usage of the very command what it does not know.

    Its pages go through the terminal: argparse itself hides that it cannot write.
    """

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        terminal = Terminal.standard()
        if file is terminal.out:
            terminal.emit(message)
        else:
            terminal.say(message.rstrip("\n"))

    def parse_known_args(  # type: ignore[override]  # argparse has overloads for namespaces we never give
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, and refuse what is left over here rather than at the top.

        Some versions of argparse take ``--`` behind an equals sign for the end of
        the options, and give the option no value at all.
        """
        for word in args or ():
            option, _, value = word.partition("=")
            if value == "--" and option.startswith("--"):
                self.error(f"argument {visible(option)}: -- is no value")
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            known = [option for action in self._actions for option in action.option_strings]
            meant = [
                near
                for word in unknown
                for near in difflib.get_close_matches(word.partition("=")[0], known, n=1)
            ]
            hint = f"; did you mean {', '.join(meant)}?" if meant else ""
            self.error(f"unrecognized arguments: {' '.join(map(visible, unknown))}{hint}")
        return found, unknown


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="policy-pack",
        description="Release engineering for Entroping policy packs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"policy-pack-toolkit {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for module in _command_modules(words):
        command = verbs.add_parser(
            module.NAME,
            help=module.HELP,
            description=module.__doc__,
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _command_modules(words: Sequence[str]) -> list[ModuleType]:
    """Return the command that is asked for, or all of them where none is: imports cost time."""
    if words == ["--version"]:
        return []
    names = [info.name for info in pkgutil.iter_modules(commands.__path__) if info.name[0] != "_"]
    asked = words[0].replace("-", "_") if words else ""
    wanted = [asked] if asked in names else names
    return [importlib.import_module(f"toolkit.commands.{name}") for name in sorted(wanted)]


def _explain(error: ToolkitError, terminal: Terminal) -> None:
    where = f"{visible(error.where)}: " if error.where else ""
    terminal.say(f"policy-pack: {where}{visible(error.message)}")
    if error.hint:
        terminal.say(f"  {visible(error.hint)}")


def _own_fault(error: Exception, terminal: Terminal) -> int:
    if os.environ.get("POLICY_PACK_DEBUG"):
        raise error
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = ""
    if step is not None:
        code = step.tb_frame.f_code
        place = f" in {os.path.basename(code.co_filename)}:{step.tb_lineno}"  # noqa: PTH119
    terminal.say(
        f"policy-pack: our own fault: {type(error).__name__}{place}: {visible(str(error))}"
    )
    terminal.say("  please report it; POLICY_PACK_DEBUG=1 shows the whole story")
    return int(ExitCode.BUG)
