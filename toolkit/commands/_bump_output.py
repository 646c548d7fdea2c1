"""The reports of `bump` in the form that was asked for; each form is loaded when it is."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.commands._output import deliver, emit_documents
from toolkit.diff.payload import payload
from toolkit.diff.readings import Reading
from toolkit.diff.report import BumpReport
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.bump import bump_page

FORMATS = ("text", "md", "json", "html", "changelog", "sarif", "github", "junit")


def wanted_readings(args: argparse.Namespace, report: BumpReport) -> tuple[Reading, ...]:
    """Return the readings that make a run fail: ``--check``, and what ``--fail-on`` names."""
    return (*([Reading.TOO_SMALL] if args.check else ()), *report.policy.fail_on)


def emit_reports(
    args: argparse.Namespace,
    terminal: Terminal,
    reports: Sequence[BumpReport],
    *,
    folders: Mapping[str, Path],
    one: bool,
) -> None:
    """Write the reports; ``folders`` says where the packs of these paths are on this machine."""
    if args.format == "json":
        payloads = [payload(report) for report in reports]
        deliver(args, terminal, json.render(payloads[0] if one else payloads))
    elif reports and args.format == "text":
        pages = [bump_page(report) for report in reports]
        known = [folders[report.path] for report in reports if report.path in folders]
        emit_documents(args, terminal, pages, known)
    elif reports:
        deliver(args, terminal, _rendered(args, reports))


def _rendered(args: argparse.Namespace, reports: Sequence[BumpReport]) -> str:
    # Some of these load automata, all take time that text need not wait for.
    from toolkit.render import github, junit, sarif  # noqa: PLC0415
    from toolkit.render.views.bump_alerts import bump_alerts  # noqa: PLC0415
    from toolkit.render.views.bump_comment import bump_comment  # noqa: PLC0415
    from toolkit.render.views.changelog import changelog_text  # noqa: PLC0415

    match args.format:
        case "md":
            return bump_comment(reports)
        case "html":
            from toolkit.render.views.bump_html import bump_html  # noqa: PLC0415

            return bump_html(reports)
        case "changelog":
            return "\n".join(changelog_text(report, date=args.date or "") for report in reports)
    forms = {"sarif": sarif.render, "github": github.render, "junit": junit.render}
    alerts = [bump_alerts(report, wanted_readings(args, report)) for report in reports]
    return forms[args.format](alerts)
