"""What `bump` says of its rules and of its own report, without a pack.

Levels are those of the profile on the command line: settings belong to a pack.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from toolkit import schemas
from toolkit.commands._confirm import confirmed, own_up
from toolkit.commands._output import deliver, emit_documents
from toolkit.diff.catalogue import Catalogue, Rule
from toolkit.diff.explanation import explain, nearest, rules_payload
from toolkit.diff.policy import Choices, policy_of
from toolkit.errors import ExitCode, UsageError
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.rules import rule_page, rules_page

REPORT_SCHEMA = "bump-report.v1"
_FORMATS = ("text", "md", "json")


def add_rule_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that ask about rules instead of packs."""
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--list", action="store_true", help="list the rules instead")
    asked.add_argument(
        "--explain", metavar="RULE", help="explain one rule instead, and run its example"
    )
    asked.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the report instead"
    )


def asks_about_rules(args: argparse.Namespace) -> bool:
    """Return whether the command line asks about rules or the schema, and about no pack."""
    return bool(args.list or args.schema or args.explain is not None)


def tell_rules(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Write what was asked for.

    Raises:
        UsageError: There is no such rule, or no such form of the answer.
    """
    if args.schema:
        deliver(args, terminal, schemas.text(REPORT_SCHEMA))
        return ExitCode.OK
    if args.format not in _FORMATS:
        raise UsageError(
            f"rules are not written as {args.format}", hint=f"use {', '.join(_FORMATS)}"
        )
    catalogue = policy_of(choices=Choices(profile=args.profile)).catalogue
    if args.explain is not None:
        return _explain(args, _named(args.explain, catalogue), catalogue, terminal)
    if args.format == "json":
        deliver(args, terminal, json.render(rules_payload(catalogue.rules)))
    else:
        emit_documents(args, terminal, [rules_page(catalogue.rules)])
    return ExitCode.OK


def _named(rule_id: str, catalogue: Catalogue) -> Rule:
    rule = catalogue.rule(rule_id)
    if rule is not None:
        return rule
    near = nearest(rule_id, catalogue)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"no rule is called {rule_id!r}", hint=f"{meant}bump --list names all of them")


def _explain(
    args: argparse.Namespace, rule: Rule, catalogue: Catalogue, terminal: Terminal
) -> ExitCode:
    explained = explain(rule, catalogue)
    (report,), refuted = confirmed([explained.report], wanted=not args.no_confirm)
    explained = replace(explained, report=report)
    if args.format == "json":
        deliver(args, terminal, json.render(rules_payload([rule], explained)))
    else:
        emit_documents(args, terminal, [rule_page(explained)])
    return ExitCode.OK if refuted is None else own_up(refuted, terminal)
