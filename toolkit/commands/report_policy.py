"""Report the effective policy of a project, with where each gate comes from.

The policy is merged as the runtime merges it: imports first, local gates in the
place of what they override, a final gate never overridden.

Forms: text for a terminal; json, the runtime's own report
(entroping.effective-policy-report.v1), byte for byte what `entroping report policy
--output json` writes; md and html for a review. With --provenance the json has one
more key, toolkit, with what the other forms show as well: the packs and their lock,
the imports as they are written, overrides with both places, final gates and gates
that fail no run, exceptions with their last day. The runtime refuses a report with
that key, so it is not there by itself; policy-diff reads both.

Exit code 1 where the runtime would refuse the project: there is no policy to
report then, and every form tells why, with file and line.
"""

from __future__ import annotations

import argparse

from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._project import add_project_options, config_of
from toolkit.consumer.policy.provenance import Provenance
from toolkit.consumer.policy.refusal import refusal_form
from toolkit.consumer.project import Project
from toolkit.errors import ExitCode, UsageError
from toolkit.host.projects import read_project
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.policy_report import policy_page, refusal_page
from toolkit.texts import visible

NAME = "report-policy"
HELP = "the gates that are in force in a project, and where they come from"
_MOST_SAID = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``report-policy``."""
    add_project_options(parser)
    parser.add_argument(
        "--provenance",
        action="store_true",
        help="with --format json: add the key toolkit, which the runtime does not know",
    )
    add_format_option(parser, ("text", "json", "md", "html"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Write the report; exit 1 where the project has no policy."""
    if args.provenance and args.format != "json":
        raise UsageError(
            f"--provenance with --format {args.format}", hint="only json can do without it"
        )
    project = read_project(args.project, config=config_of(args))
    if project.policy is None:
        _refuse(args, terminal, project)
        return ExitCode.NO
    provenance = Provenance(project=project, policy=project.policy)
    if args.format == "json":
        ours = provenance.form() if args.provenance else None
        terminal.write_in("utf-8")
        deliver(args, terminal, provenance.report.text(ours))
    elif args.format == "html":
        from toolkit.render.views.policy_report_html import (  # noqa: PLC0415 (text need not wait)
            policy_html,
        )

        deliver(args, terminal, policy_html(provenance))
    else:
        emit_documents(args, terminal, [policy_page(provenance)], [args.project])
    return ExitCode.OK


def _refuse(args: argparse.Namespace, terminal: Terminal, project: Project) -> None:
    if args.format == "json":
        deliver(args, terminal, json.render(refusal_form(project.config, project.faults)))
    elif args.format == "html":
        from toolkit.render import html  # noqa: PLC0415 (text need not wait)

        deliver(args, terminal, html.render(refusal_page(project.config, project.faults)))
    else:
        emit_documents(
            args, terminal, [refusal_page(project.config, project.faults)], [args.project]
        )
    if args.format != "text" or args.out is not None:
        terminal.say("policy-pack: the runtime would refuse this project:")
        for fault in project.faults[:_MOST_SAID]:
            terminal.say(f"  {visible(str(fault))}")
