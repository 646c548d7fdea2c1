"""Check a bundle of evidence: a folder, or the .tar.gz of one.

Every digest is right and nothing else is there; each JSON file fits its schema;
the index says what the parts say; and the pack here is still the one in
evidence, byte for byte: the one that --pack names, else the one of the same id
that is here. Where there is none, that is told and is no fault.

A check proves that nothing contradicts itself, and not who made it.

  in order, and every part is fine       exit 0
  something is wrong, or a part says no  exit 1
  in order, and incomplete               exit 3
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from toolkit import __version__
from toolkit.commands._evidence_folder import read_bundle
from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs
from toolkit.errors import ExitCode, ToolkitError
from toolkit.evidence.bundle import Bundle, Subject
from toolkit.evidence.checking import Finding, Flaw, check, compared
from toolkit.host.terminal import Terminal
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.render import html, json, markdown
from toolkit.render.views.evidence import bundle_page, check_page, check_payload
from toolkit.texts import visible

HELP = "is a bundle in order, and about the pack that is here?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``evidence check``."""
    parser.add_argument(
        "path", metavar="FOLDER", type=Path, help="the folder of a bundle, or its .tar.gz"
    )
    add_pack_option(parser)
    add_format_option(parser, ("text", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Check a bundle; exit 1 where anything is wrong with it or in it."""
    tree = read_bundle(args.path)
    bundle, findings = check(tree)
    if bundle is not None:
        findings = (*findings, *_pages(tree, bundle), *_compared(args, tree, bundle, terminal))
    name = args.path.resolve().name
    if args.format == "json":
        deliver(args, terminal, json.render(check_payload(bundle, findings, name=name)))
    else:
        emit_documents(args, terminal, [check_page(bundle, findings, name=name)])
    if {finding.flaw for finding in findings} == {Flaw.SAYS_INCOMPLETE}:
        return ExitCode.INCOMPLETE
    return ExitCode.NO if findings else ExitCode.OK


def _pages(tree: Tree, bundle: Bundle) -> list[Finding]:
    """The index for people says what the one for programs says, where we can write it again."""
    if bundle.toolkit != __version__:
        return []
    page = bundle_page(bundle)
    texts = {"index.md": markdown.render(page), "index.html": html.render(page)}
    return [
        Finding(Flaw.PAGE, name, "it is not the page that bundle.json gives")
        for name, text in texts.items()
        if tree.file(name) not in {None, text.encode("utf-8", "backslashreplace")}
    ]


def _compared(
    args: argparse.Namespace, tree: Tree, bundle: Bundle, terminal: Terminal
) -> list[Finding]:
    """Hold each pack in evidence against the one that is here."""
    here: list[PackFolder] = []
    with contextlib.suppress(*([] if args.pack else [ToolkitError])):
        here = chosen_packs(args)
    findings: list[Finding] = []
    left = list(here) if args.pack else []
    for subject in bundle.subjects:
        pack = _counterpart(subject, here, alone=bool(args.pack) and len(bundle.subjects) == 1)
        if pack in left:
            left.remove(pack)
        if pack is None:
            terminal.say(f"{visible(subject.name)} was not compared: no such pack is here")
            terminal.say("  name its folder with --pack DIR")
        else:
            findings += compared(tree, subject, pack.tree)
    text, hint = "the evidence is not about this pack", "leave it out, or make evidence about it"
    return [
        *findings,
        *(Finding(Flaw.PACK_CHANGED, pack.display, text, hint) for pack in left),
    ]


def _counterpart(subject: Subject, here: list[PackFolder], *, alone: bool) -> PackFolder | None:
    """Return the pack here that evidence is about: of the same content, else of the same id."""
    for pack in here:
        if pack.tree.content_digest == subject.content_sha256:
            return pack
    for pack in here:
        manifest = read_pack(pack.tree).manifest
        if manifest is not None and manifest.id.strip() == subject.pack_id:
            return pack
    return here[0] if alone and here else None
