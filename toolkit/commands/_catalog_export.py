"""`catalog export`: an entry of a catalog becomes verified local files, before any runtime."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import replace
from pathlib import Path

from toolkit.catalog.choosing import check_is_current, check_is_listed, check_is_newer, choose
from toolkit.catalog.model import Catalog, VersionEntry
from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError
from toolkit.commands._catalog_reading import read_catalog_file, read_catalog_in
from toolkit.commands._examined import examine_tree
from toolkit.commands._output import named_path
from toolkit.commands._releases import read_release_folder
from toolkit.commands._trust import HOW_TO_TRUST, Asked, add_trust_options, unverified_hint
from toolkit.errors import RefusedError, ToolkitError, UsageError
from toolkit.host.clock import now
from toolkit.host.extraction import extract
from toolkit.host.isolation import PROOF
from toolkit.host.terminal import Terminal
from toolkit.release.sshsig import CATALOG_NAMESPACE
from toolkit.release.trust import Trust
from toolkit.release.verification import Outcome, Verification
from toolkit.release.verify import verify_release
from toolkit.render.views.catalog import Exported


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``catalog export``."""
    parser.add_argument("pack", metavar="PACK", help="the id of the pack")
    parser.add_argument(
        "--version",
        metavar="V",
        help="which version (default: the newest that is neither withdrawn nor a pre-release)",
    )
    parser.add_argument(
        "--catalog", metavar="SITE", type=named_path, required=True, help="the folder of the site"
    )
    parser.add_argument(
        "--to",
        metavar="DIR",
        type=named_path,
        required=True,
        help="the new folder with the files of the pack",
    )
    parser.add_argument(
        "--allow-yanked",
        action="store_true",
        help="take a version, named with --version, although it was withdrawn",
    )
    parser.add_argument(
        "--seen",
        metavar="FILE",
        type=named_path,
        help="a catalog.json that you used before: an older one is refused",
    )
    parser.add_argument(
        "--catalog-signers",
        metavar="FILE",
        type=named_path,
        help='who may sign the catalog: lines NAME namespaces="policy-pack-catalog" ssh-ed25519 KEY'
        " (default: nobody is asked; the releases are verified in any case)",
    )
    parser.add_argument(
        "--catalog-signer",
        metavar="NAME",
        help="whose signature over the catalog is expected (default: the only one)",
    )
    add_trust_options(parser)


def export(args: argparse.Namespace, terminal: Terminal) -> Exported:
    """Read, choose, verify, judge, extract; nothing is written before all of it is done.

    Raises:
        RefusedError: The catalog, the version or the release is refused.
        ToolkitError: Something cannot be read or written, or nobody can say who made it.
        UsageError: The options make no sense.
    """
    asked = _asked(args)
    site: Path = args.catalog
    if args.to.resolve().is_relative_to(site.resolve()):
        raise UsageError(
            f"--to {args.to} lies in the catalog, which must hold its own files alone",
            hint="export to a folder of your own project",
        )
    catalog = read_catalog_in(site, _of_the_catalog(args, asked))
    check_is_current(catalog, now().date())
    if args.seen is not None:
        check_is_newer(catalog, read_catalog_file(args.seen))
    entry = choose(catalog, args.pack, args.version, allow_yanked=args.allow_yanked)
    answer = _verified(site, entry, asked)
    count = extract(_tree_files(answer, entry), args.to)
    told = asked.remember(answer, site)
    if told:
        terminal.say(told)
    return _exported(args, catalog, entry, answer, count)


def _asked(args: argparse.Namespace) -> Asked:
    asked = Asked.of(args)
    if asked.sums is not None:
        raise UsageError("--sums is for what lies alone; a release has its own SHA256SUMS")
    if args.allow_yanked and args.version is None:
        raise UsageError("--allow-yanked needs --version V: say which version you mean")
    return asked


def _of_the_catalog(args: argparse.Namespace, asked: Asked) -> Trust | None:
    """Return who may sign the catalog, which is another purpose than to sign a release."""
    if args.catalog_signer is not None and args.catalog_signers is None:
        raise UsageError("--catalog-signer needs --catalog-signers FILE")
    about = replace(asked, allowed_signers=args.catalog_signers, signer=args.catalog_signer)
    return about.load_trust(args.catalog, namespace=CATALOG_NAMESPACE)


def _verified(site: Path, entry: VersionEntry, asked: Asked) -> Verification:
    """Return the answer about the release that the catalog lists.

    Raises:
        RefusedError: It is not in order, or not the one that is listed.
        ToolkitError: Nobody can say who made it, and that was not asked for.
    """
    expected, lock = asked.load_expected(site), asked.load_lock(site)
    folder = site / entry.folder
    if not folder.is_dir() or folder.resolve() != site.resolve() / entry.folder:
        missing = not folder.exists()
        reason = CatalogReason.CATALOG_MISMATCH if missing else CatalogReason.CATALOG_NOT_REGULAR
        text = (
            "the release is not there" if missing else "a link, or no folder, leads to the release"
        )
        hint = "fetch the whole site again"
        raise CatalogRefusedError(reason, text, where=str(folder), hint=hint)
    files = read_release_folder(folder)
    answer = verify_release(files, trust=expected.ssh, minisign=expected.minisign, lock=lock)
    if answer.refusal is not None:
        raise answer.refusal
    if answer.file_list is not None:
        check_is_listed(entry, answer.file_list, files)
    if answer.outcome is not Outcome.VERIFIED and not asked.checksums_only:
        hint = unverified_hint(answer) if asked.for_signature else HOW_TO_TRUST
        raise ToolkitError(
            "nothing is wrong, and nobody could say who made it: nothing was exported",
            where=str(folder),
            hint=hint,
        )
    return answer


def _tree_files(answer: Verification, entry: VersionEntry) -> list[tuple[str, bytes]]:
    """Return the files of the pack, the very ones that were verified, after strict smoke on them.

    Raises:
        RefusedError: Smoke fails.
    """
    if answer.archive is None:
        raise RefusedError("the release has no archive that could be read", where=entry.folder)
    smoke = examine_tree(answer.archive.tree)
    if not smoke.passed and not entry.yanked:
        raise RefusedError(
            f"strict smoke fails on what is inside: {smoke.failures[0].fault}",
            where=entry.folder,
            hint="take another version",
        )
    return list(answer.archive.tree.files())


def _exported(
    args: argparse.Namespace,
    catalog: Catalog,
    entry: VersionEntry,
    answer: Verification,
    count: int,
) -> Exported:
    name = entry.pack_id.rpartition(".")[2] or entry.pack_id
    return Exported(
        catalog=catalog,
        entry=entry,
        folder=str(args.to),
        count=count,
        outcome=answer.outcome,
        signer=answer.signed.names,
        proof=PROOF,
        next_command=f"policy-pack vendor --pack {shlex.quote(str(args.to))}"
        f" --name {shlex.quote(name)}",
    )
