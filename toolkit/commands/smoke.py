"""Prove that packs are sound, and write the evidence to attach to a release.

Checks the manifest, the entrypoint and all it imports, the gates, final flags,
the consumer example, the README and the content of every file, all offline.
Without --strict the evidence is written and the exit code is 0 whatever it
says; with --strict a failing pack exits 1, and so do two packs with one id.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from toolkit.commands._examined import examine_folder
from toolkit.commands._output import add_format_option, deliver, emit_documents, named_path
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs
from toolkit.errors import ExitCode
from toolkit.host.isolation import PROOF
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.smoke import markdown_evidence, smoke_page
from toolkit.smoke.evidence import smoke_payload
from toolkit.smoke.examine import Examination
from toolkit.texts import visible

NAME = "smoke"
HELP = "prove that packs are sound; evidence for a release"
_FOR_CI = ("sarif", "github", "junit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``smoke``."""
    add_pack_option(parser)
    parser.add_argument("--strict", action="store_true", help="exit 1 when a pack fails")
    parser.add_argument(
        "--advice-is-fatal", action="store_true", help="with --strict, advice fails a pack too"
    )
    parser.add_argument(
        "--root", metavar="DIR", type=named_path, help="show paths in the evidence relative to DIR"
    )
    add_format_option(parser, ("text", "md", "json", *_FOR_CI))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Examine every chosen pack and write the evidence."""
    packs = chosen_packs(args)
    examined = [(pack, examine_folder(pack)) for pack in packs]
    if args.format == "json":
        payloads = [_payload(pack, examination) for pack, examination in examined]
        deliver(args, terminal, json.render_each(payloads))
    elif args.format == "md":
        pages = [markdown_evidence(found, _payload(pack, found)) for pack, found in examined]
        emit_documents(args, terminal, pages)
    elif args.format in _FOR_CI:
        deliver(args, terminal, _annotated(args, examined))
    else:
        pages = [smoke_page(found, pack_path=pack.display) for pack, found in examined]
        emit_documents(args, terminal, pages, [pack.folder for pack, _ in examined])
    shared = list(_shared_ids(examined))
    for message in shared:
        terminal.say(f"policy-pack: {visible(message)}: give each pack an id of its own")
    verdict = _verdict(args, terminal, [examination for _, examination in examined])
    return ExitCode.NO if shared and args.strict else verdict


def _annotated(args: argparse.Namespace, examined: list[tuple[PackFolder, Examination]]) -> str:
    from toolkit.render import github, junit, sarif  # noqa: PLC0415 (text need not wait for them)
    from toolkit.render.views.smoke_alerts import smoke_alerts  # noqa: PLC0415

    forms = {"sarif": sarif.render, "github": github.render, "junit": junit.render}
    return forms[args.format](
        [
            smoke_alerts(
                found,
                pack_path=pack.display,
                strict=args.strict,
                advice_is_fatal=args.advice_is_fatal,
            )
            for pack, found in examined
        ]
    )


def _shared_ids(examined: list[tuple[PackFolder, Examination]]) -> Iterator[str]:
    """Yield a sentence for each id that several packs have: they would be the same release."""
    paths: dict[str, list[str]] = {}
    for pack, found in examined:
        if found.reading.manifest is not None:
            paths.setdefault(found.reading.manifest.id.strip(), []).append(pack.display)
    for pack_id, places in paths.items():
        if pack_id and len(set(places)) > 1:
            yield f"{len(places)} packs have the id {pack_id}: {', '.join(places)}"


def _payload(pack: PackFolder, examination: Examination) -> dict[str, object]:
    return smoke_payload(examination, pack_path=pack.display, proof=PROOF)


def _verdict(
    args: argparse.Namespace, terminal: Terminal, examinations: list[Examination]
) -> ExitCode:
    refused = [e.failures or (e.advice if args.advice_is_fatal else ()) for e in examinations]
    findings = [finding for group in refused for finding in group]
    if not findings:
        return ExitCode.OK
    if not args.strict:
        terminal.say("a pack fails, but the exit code is 0: add --strict where it should count")
        return ExitCode.OK
    if args.format != "text" or args.out is not None:
        terminal.say("policy-pack smoke failed:")
        for finding in findings:
            terminal.say(f"  {visible(str(finding.fault))}")
    return ExitCode.NO
