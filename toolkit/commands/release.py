"""The whole road of a release, from a clean commit to the command that publishes it.

PACK is the folder of a pack, its id, or its name under packs/. The steps are
told one by one, each with what it proves: clean tree, smoke, version,
changelog, archive, rebuild, evidence, signature, tag, verification. Nothing is
changed before all of the first seven have passed; the release folder
<out>/<pack-id>/<version>/ gets its name last, when it is complete and verified.

Whatever interrupts a run, the same command goes on: what is right is found to
be there, what is half-made has a hidden name and is swept away. The same commit
gives the same bytes, on every machine. Nothing is pushed and nobody is asked:
the command that publishes is printed, and is all of the standard output.

With --sign-key (by ssh-keygen) or --minisign-key (by minisign) or both the release
is signed before its tag is made: what is signed was built from the commit that the
tag then names. RELEASING.md says what to do when a
step fails, or when a release was published half.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from toolkit.commands import _road_reading as reading
from toolkit.commands import _road_writing as writing
from toolkit.commands._before_writing import add_out_option, told_where
from toolkit.commands._output import named_path
from toolkit.commands._packs import PackFolder, chosen_packs
from toolkit.commands._road import Choices, Road, Step, walk
from toolkit.commands._signing import MinisignKey, ReleaseKey, SigningKey
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host.terminal import Terminal
from toolkit.pack.manifest import read_manifest
from toolkit.texts import visible

NAME = "release"
HELP = "the whole road: judge, archive, evidence, tag, verify; prints the push command"

STEPS = (
    Step("clean tree", "the files are those of one commit", reading.clean),
    Step(
        "smoke", "the pack is sound, by the rules of the runtime and its documents", reading.smoke
    ),
    Step("version", "it carries what changed since the release before", reading.version),
    Step("changelog", "people read what changed for them", reading.changelog),
    Step("archive", "the same files give the same bytes on every machine", reading.archive),
    Step("rebuild", "built from the commit alone, it is the same", reading.rebuild),
    Step("evidence", "all of the above is on record, about these very bytes", writing.evidence),
    Step("signature", "a key that consumers know vouches for SHA256SUMS", writing.sign),
    Step("tag", "the commit has the name by which consumers find it", writing.tag),
    Step("verify", "what is published passes what a stranger runs", writing.verify),
    Step("publish", "nothing has left this machine yet", writing.publish),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``release``."""
    parser.add_argument(
        "pack",
        metavar="PACK",
        nargs="?",
        help="folder or id of a pack, or its name under packs/ (default: the only pack here)",
    )
    add_out_option(parser, "releases")
    parser.add_argument(
        "--sign-key",
        metavar="FILE",
        type=named_path,
        help="sign SHA256SUMS with this Ed25519 key, or the one in your agent whose .pub it is",
    )
    parser.add_argument(
        "--minisign-key",
        metavar="FILE",
        type=named_path,
        help="sign SHA256SUMS with this secret key of minisign, beside --sign-key or instead",
    )
    parser.add_argument(
        "--no-sign", action="store_true", help="do not sign, and say that this is meant"
    )
    parser.add_argument(
        "--identity",
        metavar="NAME",
        help="what consumers are to call the signer (default: the comment of --sign-key)",
    )
    parser.add_argument(
        "--packages",
        action="store_true",
        help="put a wheel and a source distribution of the same files beside the archive",
    )
    parser.add_argument(
        "--tag-sign",
        action="store_true",
        help="sign the tag as git is configured to (git tag --sign); else it is annotated",
    )
    parser.add_argument(
        "--no-confirm",
        action="store_true",
        help="do not play witnesses to the hurl on PATH; the files are the same either way",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say every step and change nothing at all"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Walk the road; print what publishes the release."""
    keys = _keys(args)
    choices = Choices(
        out=args.out,
        keys=keys,
        packages=args.packages,
        tag_sign=args.tag_sign,
        confirm=not args.no_confirm,
        dry_run=args.dry_run,
    )
    road = Road(_meant(args.pack), choices)
    terminal.say(f"releasing {visible(road.pack.display)}")
    with told_where():
        walk(road, STEPS, terminal)
    if args.dry_run:
        return ExitCode.OK
    how = [
        option
        for name, option in (
            (SigningKey.signature_name, SigningKey.trusted_with),
            (MinisignKey.signature_name, MinisignKey.trusted_with),
        )
        if name in road.files
    ]
    if not how and not args.no_sign:
        terminal.say("this release is not signed; --no-sign says that it is meant to be so")
    if road.is_there and not road.made_tag:
        terminal.say(f"already released, verified: {road.tag}")
    trusted = f"{' '.join(how)} --expect {road.tag}" if how else "--checksums-only"
    terminal.say(f"consumers: policy-pack verify {trusted} {shlex.quote(str(road.target))}")
    terminal.emit(writing.push_line(road))
    return ExitCode.OK


def _keys(args: argparse.Namespace) -> tuple[ReleaseKey, ...]:
    """Return the keys to sign with.

    Raises:
        UsageError: The options contradict each other.
        ToolkitError: A key cannot be read.
    """
    if args.no_sign and (args.sign_key or args.minisign_key):
        raise UsageError("--no-sign does not sign, and --sign-key and --minisign-key do")
    if args.identity is not None and args.sign_key is None:
        raise UsageError("--identity names the owner of a key of SSH: it needs --sign-key FILE")
    keys: list[ReleaseKey] = []
    if args.sign_key is not None:
        keys.append(SigningKey.of(args.sign_key, identity=args.identity))
    if args.minisign_key is not None:
        keys.append(MinisignKey.of(args.minisign_key))
    return tuple(keys)


def _meant(word: str | None) -> PackFolder:
    """Return the pack that a word means: a folder, else an id, else a name under packs/.

    Raises:
        ToolkitError: There is none, or several and no word.
    """
    if word is not None and Path(word).is_dir():
        (found,) = chosen_packs(argparse.Namespace(pack=[Path(word)]))
        return found
    packs = chosen_packs(argparse.Namespace(pack=None))
    named = {pack.folder.resolve().name: pack for pack in packs}
    ids = {_id_of(pack): pack for pack in packs if _id_of(pack)}
    if word is None and len(packs) == 1:
        return packs[0]
    known = ", ".join(sorted(ids) or sorted(named))
    if word is None:
        raise UsageError(
            f"{len(packs)} packs are here, and a release is of one: {known}",
            hint="name it: policy-pack release PACK",
        )
    if word in ids or word in named:
        return ids.get(word) or named[word]
    raise ToolkitError(f"there is no pack {word}", hint=f"here are: {known}")


def _id_of(pack: PackFolder) -> str:
    manifest, _ = read_manifest(pack.tree)
    return manifest.id if manifest is not None else ""
