"""What the late steps of a release need, looked at in the first one: nobody waits for a no."""

from __future__ import annotations

from toolkit.commands._road import Road
from toolkit.commands._tag_facts import judge_tag
from toolkit.errors import RefusedError
from toolkit.host.placing import check_writable
from toolkit.host.tagging import check_tagger
from toolkit.pack.manifest import read_manifest


def check_ready(road: Road) -> None:
    """Refuse a release that could not be written, or not be tagged.

    The steps themselves look again: much may happen meanwhile.

    Raises:
        RefusedError: The tag is there and is not right, or cannot be made.
        ToolkitError: The release folder cannot be written, or git knows nobody who tags.
    """
    _, faults = read_manifest(road.pack.tree)
    if faults:
        return  # the next step says what they are
    check_tag(road)
    if road.choices.dry_run:
        return
    if not road.target.is_dir():
        check_writable(road.target)
    if road.tag_there is None:
        check_tagger(road.repository)


def check_tag(road: Road) -> None:
    """Refuse a tag that is not what this release would make, or that it cannot make.

    Raises:
        RefusedError: It is on another commit, is not right, or would not be.
    """
    there = road.tag_there
    if there is not None and there.commit not in ("", road.commit):
        raise RefusedError(
            f"{road.manifest.version} is released already: {road.tag} is the commit"
            f" {there.commit[:12]}, and {road.commit[:12]} is checked out",
            where=road.pack.display,
            hint="for a new release: policy-pack bump --write; to make the files of that one"
            f" again: git checkout {road.tag}",
        )
    _, faults = judge_tag(road.repository, road.tag, road.commit, road.near)
    for fault in faults:
        raise RefusedError(fault.message, where=road.tag, hint=fault.hint)
