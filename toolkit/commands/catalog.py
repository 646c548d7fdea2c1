"""Build a catalog of releases, and export an entry of one as verified local files.

  catalog build   makes a static site from release folders: catalog.json for programs, pages to
                  browse and search for people, the releases beside them. It works from a disk,
                  loads nothing, and is the same bytes wherever it is built.
  catalog export  verifies the release of a pack in a site, against the catalog and against whom
                  you trust, and writes its files into a new folder.

Every release is verified first, and judged while nothing can leave the machine. Open-core packs
must have an open licence; premium packs must be local, readable files that need no key and no
network, and say in their README what they add. What is refused has a stable code.

No test run ever reads a catalog: what runs is what was exported, read and vendored.
"""

from __future__ import annotations

import argparse

from toolkit.catalog.refusals import CatalogRefusedError, Refusal
from toolkit.commands._catalog_build import add_build_options, build
from toolkit.commands._catalog_export import add_export_options, export
from toolkit.commands._output import deliver, emit_documents
from toolkit.errors import ExitCode
from toolkit.host.terminal import Terminal
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.render import json
from toolkit.render.document import Document
from toolkit.render.views.catalog import (
    Payload,
    build_page,
    build_payload,
    build_refused,
    export_page,
    export_payload,
    export_refused,
)

NAME = "catalog"
HELP = "build a catalog of releases, or export a pack from one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``build`` and ``export`` with their options."""
    verbs = parser.add_subparsers(metavar="VERB", required=True, title="verbs", dest="verb")
    for name, words, add in (
        ("build", "make the site from release folders", add_build_options),
        ("export", "write a pack of the site as local files", add_export_options),
    ):
        verb = verbs.add_parser(name, help=words, description=words, allow_abbrev=False)
        add(verb)
        verb.add_argument(
            "--format", choices=("text", "md", "json"), default="text",
            help="form of the report (default: text)",
        )  # fmt: skip
        verb.set_defaults(out=None)


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Do what is asked, and report it."""
    try:
        payload, page, code = (_build if args.verb == "build" else _export)(args, terminal)
    except (CatalogRefusedError, ReleaseRefusedError) as error:
        if args.format != "json":
            raise
        refusal = Refusal(
            code=error.code,
            release=args.pack if args.verb == "export" else "",
            message=error.message.removeprefix(f"{error.code}: "),
            where=error.where,
            hint=error.hint,
        )
        payload = (build_refused if args.verb == "build" else export_refused)(refusal)
        page, code = Document(), ExitCode.NO
    if args.format == "json":
        deliver(args, terminal, json.render(payload))
    else:
        emit_documents(args, terminal, [page])
    return code


def _build(args: argparse.Namespace, terminal: Terminal) -> tuple[Payload, Document, ExitCode]:
    built, code = build(args, terminal)
    return build_payload(built), build_page(built, site=str(args.site)), code


def _export(args: argparse.Namespace, terminal: Terminal) -> tuple[Payload, Document, ExitCode]:
    exported = export(args, terminal)
    return export_payload(exported), export_page(exported), ExitCode.OK
