"""Say which version the changes since the last release ask for, and why.

The baseline is the highest stable release tag <pack-id>-v<version> before what
is checked out (pre-releases count where nothing stable came before); without
one it is a first release, and nothing is asked for. --baseline names another: a
folder, an archive or release folder (verified first), a git ref of the pack's
repository, or merge-base:REF, where HEAD and REF parted. An existing path wins
over a ref of the same name.

Where a gate changed, the report shows a response that the two versions treat
differently. With hurl on PATH it is played to the real Hurl, from a server on
this machine, and the report says whether Hurl agrees. What Hurl says depends on
the machine: --no-confirm gives the same bytes everywhere.

With --check the exit code is 1 when the declared version is too small, and with
--fail-on on whatever is named there. In CI, --require-baseline tells a first
release from tags that were not fetched.

--write puts the suggested version into the manifest, and a section about the
findings into the pack's CHANGELOG.md, if it has one: above the newest version,
or below "Unreleased", whose words it takes over. No other byte changes, and a
second time changes nothing.

Forms: text for a terminal, md for a comment on a pull request, changelog for the
section by itself, html to look at, json for programs, sarif for code scanning,
github for annotations in a workflow, junit for test reports (a case fails where
--check or --fail-on does).

Settings are read from policy-pack-toolkit.toml or from the table
[tool.policy-pack-toolkit] of pyproject.toml, whichever is nearer to the pack;
breaks that somebody accepted from accepted-breaks.yaml. Both are described in
the README, and the report lists what they change.

--list, --explain and --schema read no pack: they show the rules, one rule with
its example run, and the JSON Schema of the report.
"""

from __future__ import annotations

import argparse

from toolkit.commands._accept import accept, add_accept_options, check_accept
from toolkit.commands._accepted import add_today_option
from toolkit.commands._bump_output import FORMATS, emit_reports, wanted_readings
from toolkit.commands._bump_report import (
    add_baseline_option,
    add_require_option,
    check_baseline,
    complaints,
    report_on,
)
from toolkit.commands._confirm import confirmed, own_up
from toolkit.commands._output import add_format_option
from toolkit.commands._packs import (
    PackFolder,
    add_pack_option,
    chosen_packs,
    say_trouble,
)
from toolkit.commands._policy import add_policy_options
from toolkit.commands._rules import add_rule_options, asks_about_rules, tell_rules
from toolkit.commands._witness_dir import add_witness_option, keep_witnesses
from toolkit.commands._write_version import add_write_options, write_release
from toolkit.diff.report import BumpReport
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host.terminal import Terminal
from toolkit.texts import visible

NAME = "bump"
HELP = "which version the changes ask for, and why"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``bump``."""
    add_pack_option(parser)
    add_baseline_option(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="exit 1 when the declared version is too small: --fail-on too-small",
    )
    add_policy_options(parser)
    add_today_option(parser)
    add_accept_options(parser)
    add_require_option(parser)
    add_write_options(parser)
    parser.add_argument(
        "--no-confirm",
        action="store_true",
        help="do not play witnesses to the hurl on PATH: the same bytes on every machine",
    )
    add_witness_option(parser)
    add_rule_options(parser)
    add_format_option(parser, FORMATS)


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Report on every chosen pack; one that cannot be judged does not silence the others."""
    if asks_about_rules(args):
        return tell_rules(args, terminal)
    packs = chosen_packs(args)
    check_baseline(args, len(packs))
    check_accept(args, len(packs))
    if args.graduate and len(packs) > 1:
        raise UsageError(
            f"--graduate for {len(packs)} packs at once",
            hint="1.0.0 is a decision about one pack: name it with --pack",
        )
    if len(packs) == 1:
        reports = [_report(args, packs[0], terminal)]
    else:
        reports = [made for pack in packs if (made := _try_report(args, pack, terminal))]
    reports, refuted = confirmed(reports, wanted=not args.no_confirm)
    folders = {pack.display: pack.folder for pack in packs}
    emit_reports(args, terminal, reports, folders=folders, one=len(packs) == 1)
    if args.witness_dir is not None:
        keep_witnesses(args.witness_dir, reports, terminal)
    if refuted is not None:
        return own_up(refuted, terminal)
    if len(reports) < len(packs):
        return ExitCode.INCOMPLETE
    failed = [_say_failures(args, report, terminal) for report in reports]
    return ExitCode.NO if any(failed) else ExitCode.OK


def _say_failures(args: argparse.Namespace, report: BumpReport, terminal: Terminal) -> bool:
    """Say which readings fail and what to do, and whether any does."""
    said = complaints(report, wanted_readings(args, report))
    for where, message, hint in said:
        terminal.say(f"policy-pack: {visible(f'{where}: {message}')}")
        terminal.say(f"  {visible(hint)}")
    return bool(said)


def _try_report(
    args: argparse.Namespace, folder: PackFolder, terminal: Terminal
) -> BumpReport | None:
    try:
        return _report(args, folder, terminal)
    except ToolkitError as error:
        say_trouble(folder, error, terminal)
        return None


def _report(args: argparse.Namespace, folder: PackFolder, terminal: Terminal) -> BumpReport:
    """Return the report on one pack; with ``--write`` on what stands there afterwards."""
    report = report_on(args, folder)
    if args.accept:
        accept(args, folder, report, terminal)
        report = report_on(args, _again(folder))
    if not args.write:
        return report
    written = write_release(args, folder, report, terminal)
    return report_on(args, _again(folder)) if written else report


def _again(folder: PackFolder) -> PackFolder:
    """Return the same folder, to be read anew."""
    return PackFolder(folder.folder, folder.root)
