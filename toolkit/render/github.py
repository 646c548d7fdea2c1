"""`Alerts` → workflow commands, which GitHub shows as annotations at lines of a pull request.

Source: GitHub's "Workflow commands for GitHub Actions", with the escaping of
actions/toolkit (``command.ts``): in data ``%``, CR and LF, in properties ``:``
and ``,`` as well. GitHub shows ten of each kind for one step and keeps the rest
in the log, so that the gravest come first.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.render.alerts import Alert, Alerts, Weight

SHOWN_PER_STEP = 10
_COMMANDS = {Weight.ERROR: "error", Weight.WARNING: "warning", Weight.NOTE: "notice"}


def render(reports: Sequence[Alerts]) -> str:
    """Return one line for each alert, the gravest first, then the answers in plain words."""
    alerts = sorted(
        (alert for report in reports for alert in report.alerts if not alert.accepted),
        key=lambda alert: alert.weight.rank,
    )
    lines = [_command(alert) for alert in alerts]
    for weight, command in _COMMANDS.items():
        count = sum(alert.weight is weight for alert in alerts)
        if count > SHOWN_PER_STEP:
            lines.append(
                f"GitHub shows {SHOWN_PER_STEP} of a kind for one step: "
                f"{count - SHOWN_PER_STEP} of {count} {command}s stand only in this log."
            )
    # Never at the start of a line, where a pack's own text could be a command.
    lines += [f"policy-pack {report.verb}: {_data(report.verdict)}" for report in reports]
    return "\n".join(lines) + "\n"


def _command(alert: Alert) -> str:
    place = {
        "file": alert.path,
        "line": str(alert.line) if alert.line else "",
        "col": str(alert.column) if alert.line and alert.column else "",
        "title": alert.title,
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
    return f"::{_COMMANDS[alert.weight]} {properties}::{_data(alert.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
