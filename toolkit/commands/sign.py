"""Sign a release: SHA256SUMS.sig, by ssh-keygen, if the tag gives the very same bytes.

The release must verify, and archive and release manifest must come out byte for
byte when they are made anew from the files that the tag <pack-id>-v<version>
holds, whatever the work tree looks like. Then ssh-keygen signs SHA256SUMS with
an Ed25519 key: one in your agent (give its .pub), one in a file (a passphrase is
asked for on the terminal), or a security key. The signature is verified, written
whole, and verified again from the disk.

Keys are never created, copied or printed here. Prints the line by which a
consumer trusts the key; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._output import named_path
from toolkit.commands._read_pack import folder_of
from toolkit.commands._releases import read_release_folder
from toolkit.commands._signing import SigningKey
from toolkit.errors import ExitCode, RefusedError, ToolkitError, UsageError
from toolkit.host.files import write_atomic
from toolkit.host.git import Repository
from toolkit.host.terminal import Terminal
from toolkit.release.archive import UnarchivableError
from toolkit.release.checksums import NAME as SUMS
from toolkit.release.checksums import read_sums
from toolkit.release.contents import ARCHIVE_SUFFIX, PROVENANCE_SUFFIX, SIGNATURE, SIGNATURES
from toolkit.release.filelist import SUFFIX, FileList
from toolkit.release.folder import build_release
from toolkit.release.provenance import check_provenance
from toolkit.release.verification import Verification
from toolkit.release.verify import verify_release

NAME = "sign"
HELP = "sign a release with ssh-keygen, if its tag gives the same bytes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``sign``."""
    parser.add_argument(
        "path", metavar="PATH", type=named_path, help="folder of a release: dist/<pack>/<version>"
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        type=named_path,
        required=True,
        help="the key: a private one, or the .pub of one in your agent or in a file beside it",
    )
    parser.add_argument(
        "--identity",
        metavar="NAME",
        help="what consumers are to call the signer (default: the comment of the key)",
    )
    parser.add_argument(
        "--repository",
        metavar="DIR",
        type=named_path,
        default=Path(),
        help="a folder in the repository that has the tag (default: the current folder)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="put the signature in the place of another one"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Judge, rebuild, sign, verify; exit 1 where one of them says no."""
    folder: Path = args.path
    if not folder.is_dir():
        raise ToolkitError(
            "no such folder", where=str(folder), hint="`policy-pack release-archive` makes releases"
        )
    if args.key.resolve().is_relative_to(folder.resolve()):
        raise UsageError("the key lies in the release, which is to be published")
    files = read_release_folder(folder)
    listed = _judged(files)
    _check_rebuild(files, listed, args.repository, terminal)
    key = SigningKey.of(args.key, identity=args.identity)
    there = files.get(SIGNATURE)
    if there is not None and key.made(there, files):
        terminal.say(f"unchanged: {folder / SIGNATURE}, by {key.identity} with {key.fingerprint}")
    else:
        if there is not None and not args.replace:
            raise RefusedError(
                "there is another signature, and it was not replaced",
                where=str(folder / SIGNATURE),
                hint="if it is to go: --replace",
            )
        there = key.signature(files)
        write_atomic(folder / SIGNATURE, there)
        key.check(read_release_folder(folder))
        terminal.say(f"wrote {folder / SIGNATURE}, by {key.identity} with {key.fingerprint}")
    terminal.say("publish this line where consumers find it without the release; they verify with")
    terminal.say(f"  policy-pack verify --allowed-signers FILE {shlex.quote(str(folder))}")
    terminal.emit(key.allowed_signer(there))
    return ExitCode.OK


def _judged(files: Mapping[str, bytes]) -> FileList:
    """Return the release manifest of a release that is in order, apart from its signatures.

    Raises:
        RefusedError: It is not, or strict smoke fails on what is inside.
    """
    answer: Verification = verify_release(
        {name: data for name, data in files.items() if name not in SIGNATURES}
    )
    if answer.refusal is not None:
        raise answer.refusal
    if answer.archive is None or answer.file_list is None:
        raise RefusedError("the release could not be judged")
    smoke = examine_tree(answer.archive.tree)
    if not smoke.passed:
        raise RefusedError(
            f"strict smoke fails on what is inside: {smoke.failures[0].fault}",
            hint="nothing was signed; release the next version",
        )
    return answer.file_list


def _check_rebuild(
    files: Mapping[str, bytes], listed: FileList, place: Path, terminal: Terminal
) -> None:
    """Refuse a release that is not what its tag gives, byte for byte.

    Raises:
        RefusedError: There is no such tag, or it gives other bytes.
        ToolkitError: There is no repository, or what it holds cannot be read.
    """
    repository = Repository.containing(place)
    if repository is None:
        raise ToolkitError(
            "no git repository here, and only what a tag holds is signed",
            where=str(place),
            hint="go to the repository of the pack, or name a folder in it with --repository",
        )
    name = f"{listed.pack_id}-v{listed.pack_version}"
    commit = next((tag.commit for tag in repository.every_tag() if tag.name == name), "")
    statement = files.get(f"{listed.stem}{PROVENANCE_SUFFIX}")
    source = check_provenance(statement, listed, read_sums(files[SUMS])) if statement else None
    near = "" if source is None or source.folder == "." else source.folder
    folder = folder_of(repository, commit, listed.pack_id, near=near) if commit else None
    if folder is None:
        what = f"the tag {name} holds no pack {listed.pack_id}" if commit else f"no tag {name}"
        raise RefusedError(
            what,
            where=str(repository.root),
            hint=f"git fetch --tags; or tag first: git tag --annotate -m x {name}",
        )
    try:
        again = build_release(
            repository.tree(commit, folder), pack_id=listed.pack_id, version=listed.pack_version
        )
    except UnarchivableError as error:
        raise RefusedError(f"what {name} holds is not this release", hint=error.message) from error
    differing = [
        each
        for each in (f"{listed.stem}{ARCHIVE_SUFFIX}", f"{listed.stem}{SUFFIX}")
        if again[each] != files[each]
    ]
    if source is not None and source.commit != commit:
        differing.append("the commit in the provenance")
    if differing:
        raise RefusedError(
            f"made anew from {name}, it is not the same: {' and '.join(differing)}",
            where=str(repository.root),
            hint="nothing was signed: check out the tag, make the release there, and compare",
        )
    terminal.say(f"made anew from {name} ({commit[:12]}): the same bytes")
