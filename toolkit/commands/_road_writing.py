"""The later steps of a release: its folder under a hidden name, the tag, and the final name."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from toolkit import __version__
from toolkit.commands._before_writing import hidden
from toolkit.commands._examined import examine_tree
from toolkit.commands._releases import read_release_folder
from toolkit.commands._road import Road
from toolkit.commands._road_reading import changelog_text
from toolkit.commands._road_ready import check_tag
from toolkit.commands._signing import ReleaseKey
from toolkit.diff import payload as bump
from toolkit.errors import RefusedError, ToolkitError
from toolkit.host.isolation import PROOF
from toolkit.host.placing import add, claimed, is_unused, place, stage, sweep
from toolkit.host.tagging import make_tag, push_words
from toolkit.pack.tree import byte_order
from toolkit.release import checksums, contents
from toolkit.release.filelist import FileList
from toolkit.release.package.writing import build_packages
from toolkit.release.provenance import LEVEL, Source, write_provenance
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.verification import Outcome, Verification
from toolkit.release.verify import verify_release
from toolkit.render import json, markdown
from toolkit.render.views.release_notes import Identity, release_notes
from toolkit.render.views.smoke import markdown_evidence
from toolkit.smoke.evidence import smoke_payload
from toolkit.texts import visible

_UNSIGNED = (
    "--sign-key KEY or --minisign-key KEY signs; without, consumers can check that the files"
    " belong together, and not who made them"
)
_WHAT = {
    contents.ARCHIVE_SUFFIX: "the canonical archive",
    ".manifest.json": "which files it holds, and its digests",
    contents.SMOKE_JSON_SUFFIX: "strict smoke on these files, for programs",
    contents.SMOKE_PAGE_SUFFIX: "strict smoke on these files, for people",
    contents.BUMP_SUFFIX: "what changed since the release before, and the version it asks for",
    contents.PROVENANCE_SUFFIX: f"from which commit and by which recipe ({LEVEL})",
    contents.NOTES_SUFFIX: "this text",
}


def evidence(road: Road) -> Iterator[str]:
    """Everything that a release holds, written beside its final place, unless it is there."""
    road.files = all_files(road)
    _check(verify_release(road.files))
    added = sorted(road.files.keys() - road.core.keys(), key=byte_order)
    yield from (f"{name}  {len(road.files[name]):,} bytes" for name in added)
    if road.choices.dry_run:
        yield f"dry run: {len(road.files)} files would be written for {road.target}"
        return
    road.cleanup.enter_context(hidden(road.choices.out, wanted=_must_hide_output(road)))
    road.cleanup.enter_context(claimed(road.target.parent))
    swept = sweep(road.target.parent)
    if swept:
        yield f"removed what a run that was interrupted left: {', '.join(swept)}"
    yield _compare_with_what_is_there(road)
    if not road.is_there:
        road.place = road.cleanup.enter_context(stage(road.target, road.files))


def all_files(road: Road) -> dict[str, bytes]:
    """Return every file of the release but its signatures: a function of the commit."""
    stem, examination, report = road.stem, road.examination, road.judged.report
    archive_name = f"{stem}{contents.ARCHIVE_SUFFIX}"
    smoke = smoke_payload(examination, pack_path=road.pack.display, proof=PROOF)
    listed = FileList.of(road.archive, pack_id=road.manifest.id, pack_version=road.manifest.version)
    files = {name: data for name, data in road.core.items() if name != checksums.NAME}
    if road.choices.packages:
        files |= build_packages(road.pack.tree)
    source = Source(commit=road.commit, folder=road.near or ".", toolkit=__version__)
    files |= {
        f"{stem}{contents.SMOKE_JSON_SUFFIX}": _text(json.render(smoke)),
        f"{stem}{contents.SMOKE_PAGE_SUFFIX}": _text(
            markdown.render(markdown_evidence(examination, smoke))
        ),
        f"{stem}{contents.BUMP_SUFFIX}": _text(json.render(bump.payload(report))),
        f"{stem}{contents.PROVENANCE_SUFFIX}": write_provenance(
            source, listed, checksums.digests(files)
        ),
    }
    identity = Identity(
        pack_id=road.manifest.id,
        version=road.manifest.version,
        archive=archive_name,
        commit=road.commit,
        tag=road.tag,
        digests={
            "archive": road.archive.archive_sha256,
            "tar": road.archive.tar_sha256,
            "content": road.archive.content_sha256,
        },
    )
    notes = f"{stem}{contents.NOTES_SUFFIX}"
    told = {name: _what(name, stem) for name in sorted([*files, notes], key=byte_order)}
    told[checksums.NAME] = "sha256 of each of them"
    text = release_notes(identity, report, changelog=changelog_text(road), files=told)
    files[notes] = _text(text)
    ordered = {name: files[name] for name in sorted(files, key=byte_order)}
    return {**ordered, checksums.NAME: checksums.write_sums(ordered)}


def _what(name: str, stem: str) -> str:
    return _WHAT.get(name.removeprefix(stem), "a package that installs the same files")


def _text(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _check(answer: Verification) -> Verification:
    """Refuse what a consumer would refuse."""
    if answer.refusal is not None:
        raise answer.refusal
    return answer


def _must_hide_output(road: Road) -> bool:
    """Tell whether the output folder is new in the work tree, and nothing lets git ignore it."""
    out, repository = road.choices.out, road.repository
    if not out.resolve().is_relative_to(repository.root.resolve()):
        return False
    return is_unused(out) and not repository.would_ignore(out.resolve() / "file")


def _compare_with_what_is_there(road: Road) -> str:
    """Say what stands under the final name, and find out whether it stays.

    Raises:
        RefusedError: It is another release of this version.
    """
    if not road.target.exists() and not road.target.is_symlink():
        return f"written beside {road.target}, where nothing is yet"
    try:
        there = read_release_folder(road.target)
    except ReleaseRefusedError as error:
        raise _other(road, error.where or error.message) from error
    unsigned = {name: data for name, data in there.items() if name not in contents.SIGNATURES}
    if unsigned == road.files:
        road.is_there = True
        road.files = {**road.files, **there}
        return f"{road.target} holds exactly this already"
    if there == dict(road.core):
        road.instead = True
        return f"{road.target} holds the archive alone, and will be replaced by the whole release"
    names = road.files.keys() | unsigned.keys()
    differing = sorted(name for name in names if road.files.get(name) != unsigned.get(name))
    raise _other(road, ", ".join(visible(name) for name in differing))


def _other(road: Road, what: str) -> RefusedError:
    return RefusedError(
        f"another release of this version stands there; it differs in {what}",
        where=str(road.target),
        hint="if it was published, the version is taken: policy-pack bump --write; if not, it is"
        " damaged, or was made from another commit, by another version of this program, or with"
        " or without --packages unlike now: move it away and run this again",
    )


def sign(road: Road) -> Iterator[str]:
    """SHA256SUMS is signed, where a key is named; what was built is what the tag will name."""
    if not road.choices.keys:
        there = contents.SIGNATURES & road.files.keys()
        yield "signed already" if there else f"not signed: {_UNSIGNED}"
    for key in road.choices.keys:
        yield from _signed(road, key)


def _signed(road: Road, key: ReleaseKey) -> Iterator[str]:
    """One signature is made, unless the very one is there.

    Raises:
        RefusedError: Another one is there.
    """
    name = key.signature_name
    there = road.files.get(name)
    if there is not None and not key.made(there, road.files):
        raise RefusedError(
            "there is another signature, and it was not replaced",
            where=str(road.target / name),
            hint=f"if it is to go: policy-pack sign --replace {key.option} FILE {road.target}",
        )
    if there is None and road.choices.dry_run:
        yield f"dry run: would be signed by {key.said}"
        return
    if there is None:
        data = key.signature(road.files)
        road.files[name] = there = data
        if road.place is None:
            road.place = road.cleanup.enter_context(stage(road.target, road.files))
            road.is_there, road.instead = False, True
        else:
            add(road.place, name, data)
    yield f"by {key.said}; consumers trust this key by the line"
    yield key.trusted_by(there)


def tag(road: Road) -> Iterator[str]:
    """An annotated tag on the commit, in the one form; it is judged as `check-tag` does."""
    there = road.tag_there
    if there is None and road.choices.dry_run:
        yield f"dry run: would be made on {road.commit[:12]}"
        return
    if there is None:
        try:
            make_tag(
                road.repository,
                road.tag,
                road.commit,
                f"{road.manifest.id} {road.manifest.version}",
                signed=road.choices.tag_sign,
            )
        finally:  # git may have made it before a signal ended it
            road.made_tag = road.tag_there is not None
    check_tag(road)
    yield f"{road.tag} {'was there' if there else 'made'}, on {road.commit[:12]}"


def verify(road: Road) -> Iterator[str]:
    """What is about to be published, read back from the disk, passes what a stranger runs."""
    files = road.files
    if not road.choices.dry_run:
        files = read_release_folder(road.place or road.target)
        if files != road.files:
            raise ToolkitError("what was written is not what is read back", where=str(road.target))
    answer = _check(verify_release(files))
    if answer.archive is None or not examine_tree(answer.archive.tree).passed:
        raise ToolkitError("the archive does not pass smoke", where=str(road.target))
    outcome = answer.outcome.value
    keys = [key for key in road.choices.keys if key.signature_name in files]
    for key in keys:
        key.check(files)
    if keys:
        who = " and ".join(key.said for key in keys)
        outcome = f"{Outcome.VERIFIED.value} by who trusts {who}"
    yield f"{outcome}, {len(files)} files; strict smoke passes on what is inside"
    if road.choices.dry_run:
        return
    if road.place is not None:
        place(road.place, road.target, instead=road.instead)
    yield f"{road.target} {'was complete before' if road.is_there else 'is complete'}"


def publish(road: Road) -> Iterator[str]:
    """Nothing leaves this machine by itself."""
    if road.choices.dry_run:
        yield "dry run: nothing was changed"
        return
    yield "type what is printed below, then upload the files of the folder to the release page,"
    notes = f"{road.stem}{contents.NOTES_SUFFIX}"
    yield f"with {notes} as its text"


def push_line(road: Road) -> str:
    """Return the command that publishes the tag, as a shell takes it."""
    return shlex.join(push_words(road.repository, road.tag))
