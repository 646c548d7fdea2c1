"""A pack, read and then judged while nothing can leave the machine."""

from __future__ import annotations

from toolkit.commands._packs import PackFolder
from toolkit.host.isolation import local_only
from toolkit.pack.tree import Tree
from toolkit.smoke.examine import Examination, examine


def examine_folder(pack: PackFolder) -> Examination:
    """Examine a folder: its files are read first, then judged in a closed stretch."""
    return examine_tree(pack.tree)


def examine_tree(tree: Tree) -> Examination:
    """Examine a tree in a closed stretch (`toolkit.host.isolation`)."""
    with local_only():
        return examine(tree)
