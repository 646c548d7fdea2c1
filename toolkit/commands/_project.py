"""Which project of a consumer a command works on."""

from __future__ import annotations

import argparse
from pathlib import Path
from posixpath import normpath

from toolkit.commands._output import named_path
from toolkit.consumer.project import CONFIG
from toolkit.errors import UsageError
from toolkit.pack.imports import has_control
from toolkit.texts import visible

_LONGEST = 255
"""Characters of a file name that any system takes."""


def add_project_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--project`` and ``--config``."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        type=named_path,
        default=Path(),
        help="folder of the project (default: the current one)",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        default=CONFIG,
        help=f"root document of the policy, a path in the project (default: {CONFIG})",
    )


def config_of(args: argparse.Namespace) -> str:
    """Return the path of the config in the project.

    Raises:
        UsageError: It does not lie in the project.
    """
    config = normpath(args.config) if args.config else ""
    no_name = has_control(config) or any(len(part) > _LONGEST for part in config.split("/"))
    if not config or no_name or config.startswith(("/", "../")) or config in (".", ".."):
        raise UsageError(
            f"--config {visible(args.config)!r} names no file in the project",
            hint="give a path relative to the project, and the project with --project DIR",
        )
    return config
