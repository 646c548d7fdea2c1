"""``python -m toolkit`` and the console script: the first lines that run, and the last.

Nothing else is imported before `run` heeds signals: loading the commands takes
long enough to be interrupted.
"""

import sys


def run() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from toolkit.host.ending import heed_signals, ignore_signals  # noqa: PLC0415 (see above)

        heed_signals()
        from toolkit.cli import main  # noqa: PLC0415 (an interrupted import is caught here)
        from toolkit.host.process import ensure_utf8  # noqa: PLC0415 (same)

        ensure_utf8()
        code = main()
        ignore_signals()
    except KeyboardInterrupt as stop:
        if sys.stderr is not None:
            sys.stderr.write("interrupted\n")
        code = getattr(stop, "exit_code", 130)
    sys.exit(code)


if __name__ == "__main__":
    run()
