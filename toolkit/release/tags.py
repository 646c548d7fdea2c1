"""Is this tag right? A pure question about facts that were read from a repository."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toolkit.faults import Fault, Severity
from toolkit.release.refusals import shown
from toolkit.release.tag_names import TagName, resembles
from toolkit.spans import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_THREE_NUMBERS: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag of the repository.

    ``commit`` is the full id of the commit it points at in the end, ``""`` if
    that is no commit;
    ``is_ancestor`` says whether that commit comes before the commit of the tag
    in question (and is not that commit itself).
    """

    name: str
    commit: str
    annotated: bool = True
    is_ancestor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAtCommit:
    """A pack as its manifest at the commit says: id and version are None if unreadable."""

    folder: str
    pack_id: str | None
    version: str | None


def check_tag(
    tag: Tag, *, packs: Sequence[PackAtCommit], others: Sequence[Tag]
) -> tuple[Fault, ...]:
    """Return everything that is wrong with a tag, the form first; empty if it is right.

    ``packs`` are the packs found at the commit of the tag, ``others`` all tags
    of the repository. Order is compared with ancestors only: 1.4.1 on a
    maintenance line may come after 2.0.0 elsewhere.
    """
    name = TagName.parse(tag.name)
    if not tag.commit:
        return (_no_commit_fault(tag),)
    if name is None:
        return (_form_fault(tag, packs),)
    others = [each for each in others if each.name != tag.name]
    return (
        *_build_metadata(tag, name),
        *_lightweight(tag),
        *_pack_faults(tag, name, packs),
        *_order_faults(tag, name, others),
        *_twin_faults(tag, name, others),
    )


def _fault(tag: Tag, code: str, message: str, hint: str) -> Fault:
    return Fault(code=code, message=message, where=Location(shown(tag.name)), hint=hint)


def _no_commit_fault(tag: Tag) -> Fault:
    return _fault(
        tag,
        "tag-no-commit",
        "the tag leads to a tree or a file, not to a commit, so no release can be found by it",
        f"git tag -d {shown(tag.name)}, then tag the commit of the release",
    )


def _form_fault(tag: Tag, packs: Sequence[PackAtCommit]) -> Fault:
    """Say what a tag should be called, guessing from the packs at its commit."""
    right = [text for each in packs if (text := _right_name(each)) is not None]
    close = [text for text in right if _squeezed(text) == _squeezed(tag.name)]
    what = "the tag is not of the form <pack-id>-v<version>"
    if not tag.name.isascii():
        what += "; it holds characters beyond ASCII"
    elif "-V" in tag.name:
        what += "; the v is a small letter"
    elif re.search(r"(?:^|[-v.])0[0-9]", tag.name):
        what += "; a number has no leading zero"
    elif _THREE_NUMBERS.search(tag.name) is None:
        what += "; it holds no version of three numbers"
    choice = close or right
    hint = "name it after a pack and the version in its manifest"
    if choice:
        hint = f"the packs at this commit would have {', '.join(choice)}"
    if len(close) == 1:
        hint = f"git tag -a {close[0]} {tag.commit[:12]}, then git tag -d {shown(tag.name)}"
    return _fault(tag, "tag-form", what, hint)


def _right_name(pack: PackAtCommit) -> str | None:
    """Return the tag that a pack at the commit would have, if its manifest can tell."""
    name = TagName.parse(f"{pack.pack_id}-v{pack.version}")
    if name is None or (name.pack_id, str(name.version)) != (pack.pack_id, pack.version):
        return None
    return name.format()


def _squeezed(text: str) -> str:
    """Return a tag without what people get wrong: case, separators, leading zeros."""
    letters = re.sub(r"[-_/@.v]+", ".", text.lower())
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", letters)


def _build_metadata(tag: Tag, name: TagName) -> Iterator[Fault]:
    if name.version.build is not None:
        yield _fault(
            tag,
            "tag-build-metadata",
            f"the version carries build metadata (+{name.version.build}),"
            " which a manifest cannot state and which orders nothing",
            f"git tag -d {tag.name}, then tag {name.pack_id}-v{name.precedence}",
        )


def _lightweight(tag: Tag) -> Iterator[Fault]:
    if not tag.annotated:
        yield Fault(
            code="tag-lightweight",
            message="the tag is lightweight: it records neither who tagged nor when",
            where=Location(tag.name),
            hint=f"git tag -a -f {tag.name} {tag.commit[:12]}, before it is pushed",
            severity=Severity.ADVICE,
        )


def _pack_faults(tag: Tag, name: TagName, packs: Sequence[PackAtCommit]) -> Iterator[Fault]:
    """Yield what disagrees between the tag and the manifests at its commit."""
    same = [each for each in packs if each.pack_id == name.pack_id]
    if not same:
        known = sorted(each.pack_id for each in packs if each.pack_id is not None)
        there = f"its packs are {', '.join(map(shown, known))}" if known else "it has no packs"
        unread = [shown(each.folder) for each in packs if each.pack_id is None]
        if unread:
            there += f"; the manifest in {', '.join(unread)} does not say its id"
        right = [text for each in packs if (text := _right_name(each)) is not None]
        instead = f", or tag this one as {' or '.join(right)}" if right else ""
        yield _fault(
            tag,
            "tag-no-pack",
            f"no pack with the id {name.pack_id} exists at the tagged commit; {there}",
            f"git tag -d {tag.name}, then tag the commit that holds the pack{instead}",
        )
    elif len(same) > 1:
        folders = ", ".join(shown(each.folder) for each in same)
        yield _fault(
            tag,
            "tag-pack-twice",
            f"several packs at the tagged commit have the id {name.pack_id}: {folders}",
            "give each pack an id of its own, commit, and tag that commit",
        )
    elif same[0].version != str(name.version):
        yield from _version_fault(tag, name, same[0])


def _version_fault(tag: Tag, name: TagName, pack: PackAtCommit) -> Iterator[Fault]:
    folder = shown(pack.folder)
    if pack.version is None:
        what = f"the manifest in {folder} at the tagged commit has no readable version"
    else:
        what = (
            f"the manifest in {folder} at the tagged commit says {shown(pack.version)},"
            f" the tag says {name.version}"
        )
    right = _right_name(pack)
    hint = f"git tag -d {tag.name}, then tag the commit whose manifest says {name.version}"
    if right is not None:
        hint += f" (this one would be {right})"
    yield _fault(tag, "tag-version", what, hint)


def _order_faults(tag: Tag, name: TagName, others: Sequence[Tag]) -> Iterator[Fault]:
    """Yield a fault if an ancestor carries a version of this pack that is not smaller."""
    earlier = [
        (found, each.name)
        for each in others
        if each.is_ancestor
        and (found := TagName.parse(each.name)) is not None
        and found.pack_id == name.pack_id
        and found.precedence > name.precedence
    ]
    if earlier:
        highest, text = max(earlier, key=lambda pair: pair[0].precedence)
        yield _fault(
            tag,
            "tag-order",
            f"the version {name.version} is smaller than {highest.version}, which an earlier"
            f" commit of the same line is tagged with ({text})",
            f"git tag -d {tag.name}, raise the version in the manifest above"
            f" {highest.version}, commit and tag that; only ancestors count, so a"
            " maintenance line may go on from its own last tag",
        )


def _twin_faults(tag: Tag, name: TagName, others: Sequence[Tag]) -> Iterator[Fault]:
    """Yield a fault for every other tag that a reader could take for this release."""
    for each in others:
        if not resembles(each.name, name):
            continue
        place = f"commit {each.commit[:12]}" if each.commit else "no commit"
        place = "the same commit" if each.commit == tag.commit else place
        yield _fault(
            tag,
            "tag-twin",
            f"the tag {shown(each.name)} on {place} means the same release",
            "keep the one that was published and delete the other:"
            f" git tag -d {shown(each.name)} or git tag -d {tag.name}",
        )
