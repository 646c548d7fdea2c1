"""Where somebody stands who types the next command: checks word it for the project's folder."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import Final

from toolkit.consumer.project import CONFIG

_FOLDER_OPTIONS: Final = {"vendor": "--into", "doctor": "--project"}
"""The option of each verb that names the project."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The project as it is seen from the current folder, and its root document.

    ``project`` is ``.`` for whoever stands in it.
    """

    project: str = "."
    config: str = CONFIG

    @property
    def inside(self) -> Standpoint:
        """Whoever stands in the project: what is kept or sent names no place of a machine."""
        return replace(self, project=".")

    def typed(self, command: str) -> str:
        """Return a line that works in the project's folder so that it works from here."""
        program, _, rest = command.partition(" ")
        elsewhere = self.project != "."
        if program == "git" and elsewhere:
            return f"git -C {shlex.quote(self.project)} {rest}"
        option = _FOLDER_OPTIONS.get(rest.partition(" ")[0])
        if program != "policy-pack" or option is None:
            return command
        if elsewhere:
            command += f" {option} {shlex.quote(self.project)}"
        if self.config != CONFIG:
            command += f" --config {shlex.quote(self.config)}"
        return command


HERE: Final = Standpoint()
"""In the project itself, whose root document has the usual name."""
