"""Make a wheel, a source distribution and an OCI layout of a pack, all of them data.

What an installer leaves of them is the pack, file for file, in
policy_packs/<pack-id>/; nothing in them runs, at installation or at import. The
wheel is built a second time from the source distribution with PyPA build,
isolated and offline, where that is installed, and must be the same bytes. The
same content gives the same bytes on every machine.

Every pack must pass strict smoke first, and a version that is tagged must have
the content of its tag. A version 1.2.0-rc.1 is 1.2.0rc1 as a package;
pre-releases other than alpha, beta and rc have no equal there.

  wheel  <out>/policy_pack_<id>-<version>-py3-none-any.whl
  sdist  <out>/policy_pack_<id>-<version>.tar.gz
  oci    <out>/<pack-id>-<version>.oci/, one layer: the archive

Prints what was written; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from toolkit.commands._before_writing import (
    add_out_option,
    all_pass,
    hidden,
    list_problems,
    must_hide,
    tell_advice,
    told_where,
)
from toolkit.commands._examined import examine_folder
from toolkit.commands._packs import PackFolder, add_pack_option, chosen_packs, without_strays
from toolkit.commands._tagged_release import check_content_at_tag
from toolkit.errors import ExitCode, RefusedError
from toolkit.host.files import (
    NotRegularError,
    TooLargeError,
    read_regular,
    write_all_atomic,
    write_new_folder,
)
from toolkit.host.frontend import build_wheel, has_build
from toolkit.host.terminal import Terminal
from toolkit.pack.model import Manifest
from toolkit.release.archive import UnarchivableError
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.release.folder import build_release
from toolkit.release.gzip_member import inflate
from toolkit.release.oci import FOLDER_SUFFIX, oci_layout, read_layout
from toolkit.release.package.identity import Identity
from toolkit.release.package.reading import read_package
from toolkit.release.package.writing import FORMATS, build_packages
from toolkit.release.ustar import read_tar
from toolkit.smoke.examine import Examination

NAME = "package"
HELP = "strict smoke, then a wheel, a source distribution, an OCI layout: data only"
_OCI = "oci"
_ALL = (*FORMATS, _OCI)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``package``."""
    add_pack_option(parser)
    add_out_option(parser, "packages")
    parser.add_argument(
        "--format",
        metavar="LIST",
        type=_formats,
        default=FORMATS,
        help=f"which of {', '.join(_ALL)}, with commas between (default: {','.join(FORMATS)})",
    )
    parser.add_argument(
        "--no-rebuild",
        action="store_true",
        help="do not build the wheel again from the source distribution with PyPA build",
    )


def _formats(text: str) -> tuple[str, ...]:
    """Return the formats that an option names.

    Raises:
        argparse.ArgumentTypeError: It names none, or one that we do not make.
    """
    named = {each.strip() for each in text.split(",")}
    for each in sorted(named - {*_ALL}):
        raise argparse.ArgumentTypeError(f"{each!r} is none of {', '.join(_ALL)}")
    return tuple(each for each in _ALL if each in named)


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Make all packages in memory; write them only if all could be made."""
    with told_where(str(args.out)):
        return _package(args, terminal)


def _package(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    chosen = chosen_packs(args)
    packs = without_strays(args, chosen, terminal)
    to_hide = [pack for pack in packs if must_hide(pack, args.out)]
    examined = [(pack, examine_folder(pack)) for pack in packs]
    if not all_pass(examined, terminal):
        return ExitCode.NO
    made: list[_Made] = []
    for pack, examination in examined:
        tell_advice(pack, examination, terminal)
        try:
            made.append(_make(pack, examination, args))
        except UnarchivableError as error:
            list_problems(pack, error, terminal, "packaged")
            return ExitCode.NO
    _check_all_differ(made)
    for each in made:
        if not args.no_rebuild:
            _rebuild(each, terminal)
    fresh = [place for each in made for place in each.missing()]
    with hidden(args.out, wanted=bool(to_hide and fresh)):
        for each in made:
            each.write()
            for place in each.places():
                terminal.say(f"{'wrote' if place in fresh else 'unchanged:'} {place}")
                terminal.emit(str(place))
    return ExitCode.OK if len(packs) == len(chosen) else ExitCode.INCOMPLETE


@dataclass(frozen=True)
class _Made:
    """The packages of one pack, in memory: single files by place, and one folder or none."""

    title: str
    files: dict[Path, bytes]
    folder: Path
    layout: dict[str, bytes]

    def places(self) -> list[Path]:
        """Return everything that a person is told about."""
        return [*self.files, *([self.folder] if self.layout else [])]

    def missing(self) -> list[Path]:
        """Return what is not there yet.

        Raises:
            RefusedError: Something of that name is there, and is another package.
        """
        return [place for place in self.places() if not self._is_there(place)]

    def write(self) -> None:
        """Write what is not there yet: each whole, or not at all."""
        missing = self.missing()
        write_all_atomic({place: self.files[place] for place in missing if place in self.files})
        if self.folder in missing:
            write_new_folder(self.folder, self.layout)

    def _is_there(self, place: Path) -> bool:
        if not place.exists() and not place.is_symlink():
            return False
        if place in self.files:
            expected, there = {place: self.files[place]}, {place}
        else:
            expected = {place / name: data for name, data in self.layout.items()}
            there = {path for path in place.rglob("*") if not path.is_dir()}
        if there == expected.keys() and all(_holds(path, data) for path, data in expected.items()):
            return True
        raise RefusedError(
            "this version was packaged before, with other bytes; a version never changes",
            where=str(place),
            hint="raise the version in the manifest (`policy-pack bump` says to what);"
            " if it was never published, remove this and run again",
        )


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a regular file holds exactly these bytes."""
    try:
        return read_regular(path, limit=len(data))[0] == data
    except (NotRegularError, TooLargeError):
        return False


def _make(pack: PackFolder, examination: Examination, args: argparse.Namespace) -> _Made:
    """Return the packages of a pack, each read back by the reader that `verify` uses.

    Raises:
        UnarchivableError: The pack holds what no package can hold.
        RefusedError: It cannot be a package, or is another content than its tag.
    """
    manifest = examination.reading.pack().manifest
    packages = build_packages(pack.tree, formats=args.format)
    check_content_at_tag(pack, manifest.id, manifest.version)
    for name, data in packages.items():
        read_package(data, name=name)
    stem = f"{manifest.id}-{manifest.version}"
    return _Made(
        title=Identity.stated(manifest).stem,
        files={args.out / name: data for name, data in packages.items()},
        folder=args.out / f"{stem}{FOLDER_SUFFIX}",
        layout=_layout(pack, manifest) if _OCI in args.format else {},
    )


def _layout(pack: PackFolder, manifest: Manifest) -> dict[str, bytes]:
    names = {"pack_id": manifest.id, "version": manifest.version}
    archive = build_release(pack.tree, **names)[f"{manifest.id}-{manifest.version}{ARCHIVE_SUFFIX}"]
    layout = oci_layout(archive, **names)
    read_layout(layout)
    return layout


def _check_all_differ(made: list[_Made]) -> None:
    """Refuse packs whose ids differ, and whose packages would have one name (PEP 503)."""
    titles = [each.title for each in made]
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        raise RefusedError(
            f"two packs would be the same package: {title}",
            hint="installers do not tell . _ - and case in names apart: give one another id",
        )


def _rebuild(made: _Made, terminal: Terminal) -> None:
    """Build the wheel from the source distribution, as anybody could, and compare.

    Raises:
        RefusedError: It is not the same.
    """
    named = {place.suffix: place for place in made.files}
    if len(named) < len(FORMATS):
        return
    if not has_build():
        terminal.say("not built again: PyPA build is not installed (pip install build)")
        return
    sdist, wheel = named[".gz"], named[".whl"]
    unpacked = dict(read_tar(inflate(made.files[sdist])))
    name, data = build_wheel(made.title, unpacked)
    if (name, data) != (wheel.name, made.files[wheel]):
        raise RefusedError(
            "building the wheel from the source distribution gives other bytes",
            where=wheel.name,
            hint="please report it: nothing was written",
        )
    terminal.say(f"built again from {sdist.name}, isolated and offline: the same wheel")
