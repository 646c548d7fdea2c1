"""From the options of `vendor` to a plan, from the plan to an answer and the disk."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._output import check_deliverable, deliver, emit_documents
from toolkit.commands._pack_sources import PackSource, read_source
from toolkit.commands._trust import Asked
from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.standpoint import Standpoint
from toolkit.consumer.vendoring.addition import plan_vendoring
from toolkit.consumer.vendoring.names import name_faults
from toolkit.consumer.vendoring.plan import Action, Plan, Wish
from toolkit.consumer.vendoring.removal import plan_removal
from toolkit.consumer.vendoring.report import Outcome, VendorReport, payload
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.faults import Fault
from toolkit.host.isolation import local_only
from toolkit.host.paths import is_folder
from toolkit.host.projects import read_project
from toolkit.host.terminal import Terminal
from toolkit.host.vendoring import at_work, is_interrupted, is_linked_repository, write
from toolkit.pack.ids import last_segment
from toolkit.render import json, text
from toolkit.render.views.vendor import vendor_page, vendor_sum
from toolkit.smoke.examine import Examination
from toolkit.spans import Location
from toolkit.texts import visible

_ONLY_WITH_PACK = ("ref", "upgrade", "allow_downgrade", "adopt")


def check_options(args: argparse.Namespace) -> None:
    """Refuse options that make no sense together, before anything is read.

    Raises:
        UsageError: They do not.
    """
    Asked.of(args)
    if args.remove is None:
        if not args.pack:
            raise UsageError(
                "what is to be vendored?",
                hint="--pack SOURCE, a folder or a file; or --remove NAME takes a pack out",
            )
    else:
        given = [name for name in ("pack", *_ONLY_WITH_PACK) if getattr(args, name)]
        if given:
            option = given[0].replace("_", "-")
            raise UsageError(f"--remove takes a pack out, and --{option} is about one that comes")
        if args.remove and args.name not in (None, args.remove):
            raise UsageError(f"--remove {args.remove} and --name {args.name} are two packs")
        if not (args.remove or args.name):
            raise UsageError("--remove needs the name of a vendored pack")
    if args.yes and args.dry_run:
        raise UsageError("--dry-run writes nothing, so there is nothing to say --yes to")
    if not args.config or "/" in args.config:
        raise UsageError(
            f"--config {args.config!r} is no file in the folder of the project",
            hint="policy-packs/ stands beside it: --into FOLDER --config FILE",
        )


def carry_out(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Plan, show, ask and write, while the project is ours.

    Raises:
        ToolkitError: Something cannot be read or written; the project is as it was.
    """
    project: Path = args.into
    if not is_folder(project):
        raise ToolkitError("no such folder", where=str(project), hint="--into PROJECT names one")
    check_deliverable(args)
    if args.dry_run and is_interrupted(project):
        raise ToolkitError(
            "a run of vendor was interrupted here, and --dry-run puts nothing right",
            where=str(project),
            hint="leave it out: the next run puts back what stood there before, and asks",
        )
    source = None
    if args.remove is None:
        source = read_source(args.pack, ref=args.ref, asked=Asked.of(args), project=project)
    with at_work(project, writing=not args.dry_run) as righted:
        if righted:
            terminal.say("an interrupted run was taken back: the project is as it was before it")
        report = _report(args, source)
        code, report, shown = _answered(args, terminal, report)
        if report.outcome is Outcome.WRITTEN and report.plan.edits is not None:
            write(project, report.plan.edits)
    if shown and args.format == "text" and args.out is None:
        emit_documents(args, terminal, [vendor_sum(report)])
    else:
        _emit(args, terminal, report)
    if report.outcome is Outcome.WRITTEN and source is not None and source.verification is not None:
        told = Asked.of(args).remember(source.verification, Path(args.pack))
        if told:
            terminal.say(told)
    return code


# The plan -----------------------------------------------------------------------------------------


def _report(args: argparse.Namespace, source: PackSource | None) -> VendorReport:
    project = read_project(args.into, config=args.config)
    with local_only():
        plan = _removed(args, project) if source is None else _planned(args, project, source)
    outcome = {Action.REFUSE: Outcome.REFUSED, Action.NOTHING: Outcome.NOTHING}
    return VendorReport(
        plan=plan,
        outcome=outcome.get(plan.action, Outcome.PLANNED),
        source=source.source if source else None,
        proof=source.proof if source else "",
        standpoint=Standpoint(str(args.into), args.config),
    )


def _removed(args: argparse.Namespace, project: Project) -> Plan:
    name = args.remove or args.name
    if _is_with_git(args.into, project, name):
        return Plan(action=Action.REFUSE, name=name, before=project, faults=(_submodule(name),))
    return plan_removal(project, name)


def _planned(args: argparse.Namespace, project: Project, source: PackSource) -> Plan:
    examination = examine_tree(source.tree)
    manifest = examination.reading.manifest
    known = args.name
    if known is None:
        known = last_segment(manifest.id.strip()) if manifest else ""
    if not examination.passed:
        faults = tuple(_in_source(source, examination))
        return Plan(action=Action.REFUSE, name=known, before=project, faults=faults)
    if _is_with_git(args.into, project, known):
        return Plan(action=Action.REFUSE, name=known, before=project, faults=(_submodule(known),))
    wish = Wish(
        name=known,
        pack=examination.reading.pack(),
        source=source.source,
        upgrade=args.upgrade,
        allow_downgrade=args.allow_downgrade,
        adopt=args.adopt,
    )
    return plan_vendoring(project, wish)


def _in_source(source: PackSource, examination: Examination) -> list[Fault]:
    """Return why smoke refuses the pack, each place with the name of the source before it."""
    return [
        replace(
            finding.fault,
            where=replace(
                finding.fault.where, path=f"{visible(source.label)}/{finding.fault.where.path}"
            ),
        )
        for finding in examination.failures
    ]


def _is_with_git(folder: Path, project: Project, name: str) -> bool:
    return not any(name_faults(project, name)) and is_linked_repository(folder, name)


def _submodule(name: str) -> Fault:
    return Fault(
        code="vendor-submodule",
        message="it is a submodule, or a repository of its own, which pins its commit by itself",
        where=Location(f"{PACKS}/{name}"),
        hint="change or remove it with git; `policy-pack doctor` sees that pin",
    )


# The answer ---------------------------------------------------------------------------------------


def _answered(
    args: argparse.Namespace, terminal: Terminal, report: VendorReport
) -> tuple[ExitCode, VendorReport, bool]:
    """Return what is to happen (it is refused, only told, or to be written), and what was shown.

    Raises:
        UsageError: Nobody is there to be asked.
    """
    if report.outcome is Outcome.REFUSED:
        return ExitCode.NO, report, False
    if report.outcome is Outcome.NOTHING or args.dry_run:
        return ExitCode.OK, report, False
    written = replace(report, outcome=Outcome.WRITTEN)
    if args.yes:
        return ExitCode.OK, written, False
    if not terminal.interactive:
        _emit(args, terminal, report)
        raise UsageError(
            "nobody is here to say yes, and nothing was written",
            hint="add --yes to write it, or --dry-run to see it only",
        )
    terminal.say(text.render(vendor_page(report), width=terminal.width, colour=terminal.colour))
    if _agreed(terminal):
        return ExitCode.OK, written, True
    return ExitCode.NO, replace(report, outcome=Outcome.DECLINED), True


def _agreed(terminal: Terminal) -> bool:
    try:
        return terminal.ask("Write this? yes or no", "no").lower() in ("y", "yes")
    except EOFError:
        terminal.say()
        return False


def _emit(args: argparse.Namespace, terminal: Terminal, report: VendorReport) -> None:
    if args.format == "json":
        deliver(args, terminal, json.render(payload(report)))
    else:
        emit_documents(args, terminal, [vendor_page(report)])
