"""Sign a release, by ssh-keygen or minisign, if the tag gives the very same bytes.

The release must verify, and archive and release manifest must come out byte for
byte when they are made anew from the files that the tag <pack-id>-v<version>
holds, whatever the work tree looks like. Then SHA256SUMS is signed: with --key by
ssh-keygen and an Ed25519 key, which is in your agent (give its .pub), in a file
(a passphrase is asked for on the terminal) or a security key; with --minisign-key
by minisign. With both there are two signatures, SHA256SUMS.sig and
SHA256SUMS.minisig. Each is verified, written whole, and verified again from the
disk. The same key gives the same bytes.

minisign asks for the password of a key on the terminal, twice: for its public
half, and to sign. A key without one (minisign -G -W) signs unattended.

Keys are never created, copied or printed here. Prints, for each key, the line by
which a consumer trusts it; everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._output import named_path
from toolkit.commands._read_pack import folder_of
from toolkit.commands._releases import read_release_folder
from toolkit.commands._signing import MinisignKey, ReleaseKey, SigningKey
from toolkit.errors import ExitCode, RefusedError, ToolkitError, UsageError
from toolkit.host.files import write_all_atomic
from toolkit.host.git import Repository
from toolkit.host.terminal import Terminal
from toolkit.release.archive import UnarchivableError
from toolkit.release.checksums import NAME as SUMS
from toolkit.release.checksums import read_sums
from toolkit.release.contents import ARCHIVE_SUFFIX, PROVENANCE_SUFFIX, SIGNATURES
from toolkit.release.filelist import SUFFIX, FileList
from toolkit.release.folder import build_release
from toolkit.release.provenance import check_provenance
from toolkit.release.verification import Verification
from toolkit.release.verify import verify_release

NAME = "sign"
HELP = "sign a release with ssh-keygen or minisign, if its tag gives the same bytes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``sign``."""
    parser.add_argument(
        "path", metavar="PATH", type=named_path, help="folder of a release: dist/<pack>/<version>"
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        type=named_path,
        help="the key of SSH: a private one, or the .pub of one in your agent or beside it",
    )
    parser.add_argument(
        "--minisign-key",
        metavar="FILE",
        type=named_path,
        help="the secret key of minisign, beside --key or instead of it",
    )
    parser.add_argument(
        "--identity",
        metavar="NAME",
        help="what consumers are to call the signer (default: the comment of --key)",
    )
    parser.add_argument(
        "--repository",
        metavar="DIR",
        type=named_path,
        default=Path(),
        help="a folder in the repository that has the tag (default: the current folder)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="put a signature in the place of another one"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Judge, rebuild, sign, verify; exit 1 where one of them says no."""
    folder: Path = args.path
    if not folder.is_dir():
        raise ToolkitError(
            "no such folder", where=str(folder), hint="`policy-pack release-archive` makes releases"
        )
    _check_keys(args)
    files = read_release_folder(folder)
    listed = _judged(files)
    _check_rebuild(files, listed, args.repository, terminal)
    keys: list[ReleaseKey] = []
    if args.key is not None:
        keys.append(SigningKey.of(args.key, identity=args.identity))
    if args.minisign_key is not None:
        keys.append(MinisignKey.of(args.minisign_key))
    made = _signatures(files, keys, folder, replace=args.replace)
    new = {name: data for name, data in made.items() if data != files.get(name)}
    write_all_atomic({folder / name: data for name, data in new.items()})
    there = read_release_folder(folder)
    for key in keys:
        key.check(there)
        name = key.signature_name
        terminal.say(f"{'wrote' if name in new else 'unchanged:'} {folder / name}, by {key.said}")
    lines = "these lines, each for its option," if keys[1:] else "this line"
    terminal.say(f"publish {lines} where consumers find it without the release; they verify with")
    trusted = " ".join(key.trusted_with for key in keys)
    terminal.say(f"  policy-pack verify {trusted} {shlex.quote(str(folder))}")
    terminal.emit("\n".join(key.trusted_by(made[key.signature_name]) for key in keys))
    return ExitCode.OK


def _check_keys(args: argparse.Namespace) -> None:
    """Refuse a command line that names no key, or one that would be published.

    Raises:
        UsageError: It does.
    """
    if args.key is None and args.minisign_key is None:
        raise UsageError("nothing to sign with", hint="name a key: --key FILE, --minisign-key FILE")
    if args.key is None and args.identity is not None:
        raise UsageError("--identity names the owner of a key of SSH: it needs --key FILE")
    for key in (args.key, args.minisign_key):
        if key is not None and key.resolve().is_relative_to(args.path.resolve()):
            raise UsageError("the key lies in the release, which is to be published")


def _signatures(
    files: Mapping[str, bytes], keys: Sequence[ReleaseKey], folder: Path, *, replace: bool
) -> dict[str, bytes]:
    """Return the signature of each key by the name of its file: the one that is there, if good.

    Raises:
        RefusedError: Another one is there, and it may not be replaced.
        ToolkitError: A key did not sign.
    """
    signed = dict(files)
    there = {key.signature_name: signed.pop(key.signature_name, None) for key in keys}
    for key in keys:
        name, data = key.signature_name, there[key.signature_name]
        if data is None or not key.made(data, signed):
            if data is not None and not replace:
                raise RefusedError(
                    "there is another signature, and it was not replaced",
                    where=str(folder / name),
                    hint="if it is to go: --replace",
                )
            data = key.signature(signed)
        signed[name] = data
    return {key.signature_name: signed[key.signature_name] for key in keys}


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
