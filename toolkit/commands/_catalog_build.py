"""`catalog build`: releases that verify become a site, which is there whole or not at all."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.catalog.building import assemble, conflicts, dropped, unknown
from toolkit.catalog.model import CATALOG, SUMS, Catalog
from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError
from toolkit.commands._catalog_reading import (
    Gathering,
    read_catalog_file,
    read_catalog_in,
    read_settings_file,
)
from toolkit.commands._output import named_path
from toolkit.commands._trust import Asked, add_trust_options
from toolkit.errors import ExitCode, UsageError
from toolkit.host.clock import now
from toolkit.host.files import read_regular
from toolkit.host.isolation import PROOF
from toolkit.host.sites import site_claimed, site_digests, write_site
from toolkit.host.terminal import Terminal
from toolkit.release.limits import MAX_SIGNATURE_BYTES
from toolkit.render.catalog.site import SIGNATURES, site_files, strangers
from toolkit.render.views.catalog import Built
from toolkit.texts import visible


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``catalog build``."""
    parser.add_argument(
        "--releases",
        metavar="DIR",
        type=named_path,
        nargs="+",
        required=True,
        help="folders with releases in them, <pack>/<version>, as `release` writes them to dist/",
    )
    parser.add_argument(
        "--out",
        metavar="SITE",
        dest="site",
        type=named_path,
        required=True,
        help="the folder of the site",
    )
    parser.add_argument(
        "--settings",
        metavar="FILE",
        type=named_path,
        help="catalog.yaml: title, last day, tiers, withdrawn versions",
    )
    parser.add_argument(
        "--serial",
        metavar="N",
        type=_serial,
        help="the number of this catalog (default: one more than that of the one before, where"
        " something changed)",
    )
    parser.add_argument(
        "--previous",
        metavar="FILE",
        type=named_path,
        help="the catalog.json before this one (default: the one in SITE)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing: exit 1 where the site is not what would be built",
    )
    add_trust_options(parser)


def _serial(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004 (digits of the largest integer that strict JSON holds)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{visible(text)!r} is no whole number from 1 on")
    return number


def build(args: argparse.Namespace, terminal: Terminal) -> tuple[Built, ExitCode]:
    """Judge the releases, make the site in memory, and put it in its place, or compare it.

    Raises:
        CatalogRefusedError: What stands there is no site of ours, or the serial does not grow.
        ReleaseRefusedError: The catalog before is damaged.
        ToolkitError: Something cannot be read or written.
        UsageError: The options make no sense.
    """
    asked = _asked(args)
    _check_place(args.site)
    gathering = Gathering(asked, read_settings_file(args.settings, terminal))
    gathering.gather(args.releases)
    with contextlib.nullcontext() if args.check else site_claimed(args.site):
        there = site_digests(args.site) if args.site.exists() else {}
        _check_ours(args.site, there)
        return _built(args, gathering, there, terminal)


def _built(
    args: argparse.Namespace, gathering: Gathering, there: Mapping[str, str], terminal: Terminal
) -> tuple[Built, ExitCode]:
    before = _before(args)
    settings = gathering.settings
    refusals = [*gathering.refusals, *conflicts(gathering.releases, before)]
    refusals = refusals or [*unknown(gathering.releases, settings)]
    if refusals:
        return Built(status="refused", refusals=tuple(refusals), proof=PROOF), ExitCode.NO
    if settings.expires is not None and settings.expires < now().date():
        terminal.say(
            f"the last day of this catalog, {settings.expires}, is over: export refuses it"
        )
    catalog = assemble(gathering.releases, settings, before=before, serial=args.serial)
    files = site_files(catalog, gathering.releases)
    files |= _kept_signatures(args.site, files, there, terminal)
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    built = Built(
        status="unchanged",
        catalog=catalog,
        dropped=tuple(dropped(catalog, before)),
        differences=dict(_differences(there, digests)) if args.check else {},
        proof=PROOF,
    )
    same = digests == dict(there)
    if args.check:
        status, code = ("current", ExitCode.OK) if same else ("differs", ExitCode.NO)
    else:
        status, code = ("unchanged" if same else "written"), ExitCode.OK
        if not same:
            write_site(args.site, files)
    return replace(built, status=status), code


def _asked(args: argparse.Namespace) -> Asked:
    """Return whom to trust.

    Raises:
        UsageError: What was seen before is asked about, too: a catalog lists old versions.
    """
    asked = Asked.of(args)
    if asked.lock is not None:
        raise UsageError("a catalog lists old versions beside new ones: it is built without --lock")
    if asked.sums is not None:
        raise UsageError("--sums is for what lies alone; releases have their own SHA256SUMS")
    return asked


def _check_place(site: Path) -> None:
    """Refuse a place that could not be exchanged for a new one.

    Raises:
        UsageError: It is the current folder, the root, or reached by a link.
    """
    if site.name in {"", ".", ".."} or site.resolve() == Path.cwd():
        raise UsageError(f"--out {site}: give the site a folder of its own, by its name")
    if site.is_symlink():
        raise UsageError(f"--out {site} is a link: give the folder that it leads to")


def _check_ours(site: Path, there: Mapping[str, str]) -> None:
    """Refuse to replace what we did not write.

    Raises:
        CatalogRefusedError: Something in the folder is no part of a site.
    """
    foreign = strangers(there)
    if site.exists() and not site.is_dir():
        foreign = [site.name]
    if there and CATALOG not in there:
        foreign = foreign or [next(iter(there))]
    if foreign:
        more = f" and {len(foreign) - 3} more" if foreign[3:] else ""
        text = f"{', '.join(map(visible, foreign[:3]))}{more}: no part of a catalog"
        hint = "give a folder that does not exist yet, or move away what is not the catalog's"
        raise CatalogRefusedError(CatalogReason.SITE_NOT_OURS, text, where=str(site), hint=hint)


def _before(args: argparse.Namespace) -> Catalog | None:
    """Return the catalog that this one follows, None for a first one."""
    if args.previous is not None:
        return read_catalog_file(args.previous)
    return read_catalog_in(args.site) if (args.site / CATALOG).exists() else None


def _kept_signatures(
    site: Path, files: Mapping[str, bytes], there: Mapping[str, str], terminal: Terminal
) -> dict[str, bytes]:
    """Return the signatures beside the sums that are still over these very sums."""
    present = [name for name in SIGNATURES if name in there]
    if not present:
        return {}
    if there.get(SUMS) == hashlib.sha256(files[SUMS]).hexdigest():
        return {name: read_regular(site / name, limit=MAX_SIGNATURE_BYTES)[0] for name in present}
    terminal.say(f"{', '.join(present)} was over another catalog: sign {SUMS} again")
    return {}


def _differences(there: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path in sorted(there.keys() | wanted.keys()):
        if path not in there:
            yield path, "is missing"
        elif path not in wanted:
            yield path, "is there and does not belong there"
        elif there[path] != wanted[path]:
            yield path, "has other bytes"
