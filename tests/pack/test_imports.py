"""References to other files: the order of the checks, and what each says."""

from __future__ import annotations

import pytest

from toolkit.pack.imports import ImportRefusedError, resolve
from toolkit.pack.tree import Entry, Kind, Tree

_TREE = Tree.of(
    [
        Entry(path="q.yaml"),
        Entry(path="rules/a.yaml"),
        Entry(path="rules/deep/b.yaml"),
        Entry(path="top.yaml"),
        Entry(path="link", kind=Kind.SYMLINK),
        Entry(path="pipe", kind=Kind.OTHER, note="FIFO"),
    ]
)


@pytest.mark.parametrize(
    ("ref", "importer", "target"),
    [
        ("rules/a.yaml", "q.yaml", "rules/a.yaml"),
        ("./a.yaml", "rules/x.yaml", "rules/a.yaml"),
        ("../top.yaml", "rules/x.yaml", "top.yaml"),
        ("../a.yaml", "rules/deep/b.yaml", "rules/a.yaml"),
        ("deep/../../rules/./deep//b.yaml", "rules/a.yaml", "rules/deep/b.yaml"),
    ],
)
def test_leads_to(ref: str, importer: str, target: str) -> None:
    """A relative path is relative to the file that imports."""
    assert resolve(_TREE, ref, importer=importer, root="") == target


@pytest.mark.parametrize(
    ("ref", "root", "message"),
    [
        ("/a\n", "", "control characters"),
        ("https://x\t", "", "control characters"),
        ("//acme/link", "", "must be relative"),
        ("C:\\link", "", "must be relative"),
        ("http://acme/link", "", "Remote QAnstitution imports"),
        ("file:link", "", "Unsupported QAnstitution import scheme 'file'"),
        ("link", "", "must not use symlinks: link"),
        ("link/../gone.yaml", "", "must not use symlinks: link"),
        ("../link/x", "", "resolved outside"),
        ("gone.yaml", "rules", "Import not found"),
        ("top.yaml", "rules", "resolved outside the QAnstitution root rules: top.yaml"),
        ("../top.yaml", "", "resolved outside the QAnstitution root .: ../top.yaml"),
    ],
)
def test_the_first_check_speaks(ref: str, root: str, message: str) -> None:
    """Where several checks fail, the runtime's first one is reported."""
    with pytest.raises(ImportRefusedError) as refusal:
        resolve(_TREE, ref, importer="q.yaml", root=root)

    assert message in refusal.value.message


@pytest.mark.parametrize(
    ("ref", "hint"),
    [
        ("rules", "it is a folder: import a file in it"),
        ("pipe", "it is a special file: FIFO"),
        ("Rules/A.yaml", "the file is named rules/a.yaml: upper and lower case matter"),
        ("gone.yaml", "create the file or correct the path"),
        ("/top.yaml", "write it relative to this file, such as ./rules/security.yaml"),
    ],
)
def test_says_what_to_do(ref: str, hint: str) -> None:
    """Every refusal comes with the next step."""
    with pytest.raises(ImportRefusedError) as refusal:
        resolve(_TREE, ref, importer="q.yaml", root="")

    assert refusal.value.hint == hint
