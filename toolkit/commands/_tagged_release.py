"""A tagged version is taken: nothing but the content at the tag may be archived under it."""

from __future__ import annotations

from toolkit.commands._packs import PackFolder
from toolkit.commands._read_pack import folder_of
from toolkit.errors import RefusedError
from toolkit.pack.tree import Tree
from toolkit.texts import visible

_SHOWN = 5


def check_content_at_tag(pack: PackFolder, pack_id: str, version: str) -> None:
    """Refuse a pack that differs from the one at the tag of its own version, where there is one.

    Raises:
        RefusedError: It does, or the tag is wrong.
        ToolkitError: What the tag holds cannot be read.
    """
    repository = pack.repository
    name = f"{pack_id}-v{version}"
    tags = repository.every_tag() if repository else []
    tag = next((tag for tag in tags if tag.name == name), None)
    if repository is None or tag is None:
        return
    near = repository.relative(pack.folder)
    folder = folder_of(repository, tag.commit, pack_id, near=near) if tag.commit else None
    if folder is None:
        raise RefusedError(
            f"the tag {name} exists, and holds no pack {pack_id}",
            where=pack.display,
            hint=f"`policy-pack check-tag {name}` says what to do",
        )
    differing = _differences(repository.tree(tag.commit, folder), pack.tree)
    if differing:
        more = f" and {len(differing) - _SHOWN} more" if differing[_SHOWN:] else ""
        raise RefusedError(
            f"{version} is released (tag {name}), and this is another content:"
            f" {', '.join(differing[:_SHOWN])}{more}",
            where=pack.display,
            hint="raise the version with `policy-pack bump --write`; to make that release"
            f" again, check it out first: git checkout {name}",
        )


def _differences(tagged: Tree, ours: Tree) -> list[str]:
    """Return, in words, the files in which two contents differ."""
    before, now = dict(tagged.files()), dict(ours.files())
    words = {True: "is new", False: "differs"}
    return [
        f"{visible(path)} {'is gone' if path not in now else words[path not in before]}"
        for path in sorted(before.keys() | now.keys())
        if before.get(path) != now.get(path)
    ]
