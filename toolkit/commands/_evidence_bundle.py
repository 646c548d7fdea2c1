"""Gather strict smoke, self-test, bump, verification and environment into one folder.

The release is the one that --release names, else dist/<pack>/<version>, if that
is there; it must be of the very files that are here. Without trust options the
answer about it is unverified, and the bundle incomplete, as with `verify`.

The same commit and the same versions give the same bytes; environment.json alone,
and its line in SHA256SUMS, may differ from machine to machine. Accepted breaks
are judged by the day of the commit. Nothing names a host, a user, a place of this
machine or a time, unless --origin asks for it.

What says no is written all the same, and says so at its top; a bundle that is
there and unchanged is replaced, and nothing else ever is. Prints the folder.

  every part is fine                    exit 0
  a part says no                        exit 1
  a part could not be completed         exit 3
"""

from __future__ import annotations

import argparse

from toolkit.commands._accepted import add_today_option
from toolkit.commands._bump_report import add_baseline_option, add_require_option, check_baseline
from toolkit.commands._confirm import own_up
from toolkit.commands._evidence_folder import DEFAULT, check_place, write_archive_of, write_bundle
from toolkit.commands._evidence_parts import Gathered, gather
from toolkit.commands._output import named_path
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs, without_strays
from toolkit.commands._policy import add_policy_options
from toolkit.commands._trust import Asked, add_trust_options
from toolkit.errors import ExitCode, RefusedError, UsageError
from toolkit.evidence.bundle import (
    ENVIRONMENT,
    ENVIRONMENT_SCHEMA,
    INDEX,
    SUMS,
    Bundle,
    Status,
    write_sums,
)
from toolkit.host.environment import environment, origin
from toolkit.host.isolation import no_connections
from toolkit.host.terminal import Terminal
from toolkit.pack.model import MANIFEST
from toolkit.pack.read import read_pack
from toolkit.release.names import name_problem
from toolkit.render import html, json, markdown
from toolkit.render.views.evidence import bundle_page
from toolkit.texts import visible

HELP = "smoke, self-test, bump, verification and environment in one folder"
_CODES = {
    Status.PASS: ExitCode.OK,
    Status.INCOMPLETE: ExitCode.INCOMPLETE,
    Status.FAIL: ExitCode.NO,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``evidence bundle``."""
    add_pack_option(parser)
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=named_path,
        default=DEFAULT,
        help=f"the folder to make (default: {DEFAULT.as_posix()})",
    )
    parser.add_argument(
        "--archive",
        metavar="FILE",
        type=named_path,
        help="the same once more as one .tar.gz, in the form of the archive of a release",
    )
    parser.add_argument(
        "--release",
        metavar="PATH",
        type=named_path,
        help="what `verify` is asked about: a release folder, an archive or a package of the pack",
    )
    add_trust_options(parser)
    add_baseline_option(parser)
    add_require_option(parser)
    add_policy_options(parser)
    add_today_option(parser, "the day of the commit")
    parser.add_argument(
        "--confirm",
        action="store_true",
        help="play witnesses to the hurl on PATH, over the loopback interface; what it says"
        " depends on its version",
    )
    parser.add_argument(
        "--origin",
        action="store_true",
        help="say in environment.json when, on which host, by whom and in which folder",
    )
    parser.set_defaults(check=True)  # of `bump`: a version that is too small is a no


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Gather everything, and only then write it."""
    asked = Asked.of(args)
    packs = without_strays(args, chosen_packs(args), terminal)
    _check_options(args, packs)
    hide = check_place(args.out, packs)
    if args.confirm:
        gathered = _gathered(args, asked, packs)
    else:
        with no_connections():
            gathered = _gathered(args, asked, packs)
    refuted = next((one.refuted for one in gathered if one.refuted is not None), None)
    if refuted is not None:
        return own_up(refuted, terminal)
    bundle = Bundle(tuple(one.subject for one in gathered))
    files = _files(bundle, gathered, args)
    write_bundle(args.out, files, hide=hide)
    if args.archive is not None:
        stem = _stem(bundle)
        write_archive_of(files, args.archive, stem=stem)
    _tell(bundle, args, terminal)
    return _CODES[bundle.status]


def _check_options(args: argparse.Namespace, packs: list[PackFolder]) -> None:
    """Refuse what cannot be meant.

    Raises:
        UsageError: One release or version is said to be that of several packs,
            or something is to be written beside the bundle.
    """
    check_baseline(args, len(packs))
    several = "name one pack with --pack"
    if args.release is not None and len(packs) > 1:
        raise UsageError(f"one release for {len(packs)} packs: {args.release}", hint=several)
    if args.graduate and len(packs) > 1:
        raise UsageError(f"--graduate for {len(packs)} packs at once", hint=several)
    if args.update_lock:
        raise UsageError(
            "evidence writes nothing but the bundle", hint="`policy-pack verify --update-lock` does"
        )


def _gathered(args: argparse.Namespace, asked: Asked, packs: list[PackFolder]) -> list[Gathered]:
    folders = _folders(packs)
    return [gather(args, asked, pack, folder) for pack, folder in zip(packs, folders, strict=True)]


def _folders(packs: list[PackFolder]) -> list[str]:
    """Return where the files of each pack stand: of one at the top, of several below their ids.

    Raises:
        RefusedError: Two packs would stand in one folder.
    """
    if len(packs) == 1:
        return [""]
    names = [_folder(pack) for pack in packs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RefusedError(
            f"several packs have the id {', '.join(twice)}; nothing was written",
            hint="give each pack an id of its own, or name one of them with --pack",
        )
    return [f"{name}/" for name in names]


def _folder(pack: PackFolder) -> str:
    """Return the id of a pack, or the name of its folder where the id is none, as a plain name."""
    manifest = read_pack(pack.tree).manifest if MANIFEST in pack.tree.entries else None
    for name in (manifest.id.strip() if manifest else "", pack.folder.resolve().name):
        if name and "/" not in name and name_problem(name) is None:
            return name
    return f"pack-{pack.tree.content_digest[:12]}"


def _files(bundle: Bundle, gathered: list[Gathered], args: argparse.Namespace) -> dict[str, bytes]:
    about = environment(played=args.confirm)
    known = {
        **about,
        "schema_version": ENVIRONMENT_SCHEMA,
        "origin": origin() if args.origin else None,
    }
    page = bundle_page(bundle)
    texts = {
        INDEX: json.render(bundle.payload()),
        ENVIRONMENT: json.render(known),
        "index.md": markdown.render(page),
        "index.html": html.render(page),
    }
    files = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    for one in gathered:
        files |= one.files
    return {**files, SUMS: write_sums(files)}


def _stem(bundle: Bundle) -> str:
    """Return the top folder of the archive: that of the pack where it is about one."""
    first = bundle.subjects[0]
    stem = f"{first.pack_id}-{first.version}-evidence"
    alone = len(bundle.subjects) == 1 and "/" not in stem and name_problem(stem) is None
    return stem if alone else "evidence"


def _tell(bundle: Bundle, args: argparse.Namespace, terminal: Terminal) -> None:
    for subject in bundle.subjects:
        terminal.say(f"{visible(subject.name)}: {subject.status.value}")
        for part in subject.parts:
            terminal.say(f"  {part.name}: {part.status.value}: {part.message}")
            if part.hint:
                terminal.say(f"    {part.hint}")
    for path in filter(None, (args.out, args.archive)):
        terminal.say(f"wrote {path}")
    terminal.emit(str(args.out))
