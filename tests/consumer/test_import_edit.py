"""One import more or less, and not one other byte: over every layout that people write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.consumer.layouts import documents
from toolkit.consumer.vendoring.import_edit import (
    ImportEditRefusedError,
    with_import,
    without_import,
)
from toolkit.pack.nodes import plain
from toolkit.pack.strict_yaml import read_yaml

REF = "./policy-packs/new/qanstitution.yaml"
PATH = "qanstitution.yaml"

LAYOUTS = {
    "dashes, indented": (
        'project: shop\nimports:\n  - "./a.yaml"\ngates: []\n',
        f'project: shop\nimports:\n  - "./a.yaml"\n  - "{REF}"\ngates: []\n',
    ),
    "dashes at the margin, plain, three blanks": (
        "project: shop\nimports:\n-   ./a.yaml\ngates: []\n",
        f"project: shop\nimports:\n-   ./a.yaml\n-   {REF}\ngates: []\n",
    ),
    "single quotes, last of the file, no line end": (
        "project: shop\nimports:\n  - './a.yaml'",
        f"project: shop\nimports:\n  - './a.yaml'\n  - '{REF}'",
    ),
    "the quotes of the last neighbour": (
        "project: shop\nimports:\n  - './a.yaml'\n  - ./b.yaml\n",
        f"project: shop\nimports:\n  - './a.yaml'\n  - ./b.yaml\n  - {REF}\n",
    ),
    "comments stay with what they are about": (
        (
            "project: shop\nimports:  # ours\n  - ./a.yaml  # why\n    # and more\n  # or ./c\n"
            "# Gates\ngates: []\n"
        ),
        (
            "project: shop\nimports:  # ours\n  - ./a.yaml  # why\n    # and more\n"
            f"  - {REF}\n  # or ./c\n# Gates\ngates: []\n"
        ),
    ),
    "CRLF": (
        "project: shop\r\nimports:\r\n  - ./a.yaml\r\ngates: []\r\n",
        f"project: shop\r\nimports:\r\n  - ./a.yaml\r\n  - {REF}\r\ngates: []\r\n",
    ),
    "mixed line ends: those of the neighbour": (
        "project: shop\nimports:\r\n  - ./a.yaml\r\ngates: []\n",
        f"project: shop\nimports:\r\n  - ./a.yaml\r\n  - {REF}\r\ngates: []\n",
    ),
    "a byte order mark": (
        "\ufeffproject: shop\nimports:\n  - ./a.yaml\n",
        f"\ufeffproject: shop\nimports:\n  - ./a.yaml\n  - {REF}\n",
    ),
    "markers of the document": (
        "%YAML 1.1\n---\nproject: shop\nimports:\n  - ./a.yaml\n...\n",
        f"%YAML 1.1\n---\nproject: shop\nimports:\n  - ./a.yaml\n  - {REF}\n...\n",
    ),
    "no list yet: below the version": (
        'project: "shop"\nversion: "4.1"  # of the format\n\n# Gates\ngates:\n  - {}\n',
        (
            'project: "shop"\nversion: "4.1"  # of the format\n'
            f'imports:\n  - "{REF}"\n\n# Gates\ngates:\n  - {{}}\n'
        ),
    ),
    "no list yet, and dashes stand at the margin": (
        "gates:\n- {}\nproject: shop\n",
        f'gates:\n- {{}}\nproject: shop\nimports:\n- "{REF}"\n',
    ),
    "no list yet, no line end": ("project: shop", f'project: shop\nimports:\n  - "{REF}"'),
    "no list yet, below a text of several lines": (
        "project: >-\n  shop\n  of ours\n\n\ngates: []\n",
        f'project: >-\n  shop\n  of ours\n\n\nimports:\n  - "{REF}"\ngates: []\n',
    ),
    "an empty list": (
        "project: shop\nimports: []  # none yet\n",
        f'project: shop\nimports: ["{REF}"]  # none yet\n',
    ),
    "brackets": (
        "project: shop\nimports: ['./a.yaml', './b.yaml' ]\n",
        f"project: shop\nimports: ['./a.yaml', './b.yaml', '{REF}' ]\n",
    ),
    "brackets and a last comma": (
        "project: shop\nimports: [./a.yaml, ]\n",
        f"project: shop\nimports: [./a.yaml, {REF}, ]\n",
    ),
    "brackets over lines": (
        'imports: [\n  "./a.yaml",  # why\n  "./b.yaml"   # and why\n]\nproject: shop\n',
        (
            'imports: [\n  "./a.yaml",  # why\n  "./b.yaml",   # and why\n'
            f'  "{REF}"\n]\nproject: shop\n'
        ),
    ),
    "brackets over lines and a last comma": (
        "imports: [\n  ./a.yaml,  # why, or why not\n]\nproject: shop\n",
        f"imports: [\n  ./a.yaml,  # why, or why not\n  {REF},\n]\nproject: shop\n",
    ),
    "brackets, a comma before each": (
        "imports:\n  [ ./a.yaml\n  , ./b.yaml\n  ]\nproject: shop\n",
        f"imports:\n  [ ./a.yaml\n  , ./b.yaml, {REF}\n  ]\nproject: shop\n",
    ),
    "JSON": (
        '{\n  "project": "shop",\n  "imports": ["./a.yaml"]\n}\n',
        f'{{\n  "project": "shop",\n  "imports": ["./a.yaml", "{REF}"]\n}}\n',
    ),
    "an anchor on another value": (
        "project: &name shop\nimports:\n  - ./a.yaml\ndescription: *name\n",
        f"project: &name shop\nimports:\n  - ./a.yaml\n  - {REF}\ndescription: *name\n",
    ),
    "an alias among the items": (
        "project: &a ./a.yaml\nimports:\n  - ./b.yaml\n  - *a\n",
        f"project: &a ./a.yaml\nimports:\n  - ./b.yaml\n  - *a\n  - {REF}\n",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_import_looks_like_its_neighbours(name: str) -> None:
    before, after = LAYOUTS[name]

    assert with_import(before.encode(), REF, PATH).decode() == after
    assert without_import(after.encode(), REF, PATH).decode() == before


@pytest.mark.parametrize("spelled", [REF, REF[2:], "./policy-packs/x/../new/qanstitution.yaml"])
def test_what_is_imported_already_is_left_alone(spelled: str) -> None:
    data = f"project: shop\nimports: [{spelled}]\n".encode()

    assert with_import(data, REF, PATH) == data
    assert without_import(b"project: shop\n", REF, PATH) == b"project: shop\n"


REFUSED = {
    "no list": ("project: a\nimports:\n", "its list is not", 2),
    "no list, said": ("project: a\nimports: null\n", "its list is not", 2),
    "an alias": ("gates: &x []\nproject: a\nimports: *x\n", "alias", 3),
    "a merged mapping": (
        "settings: &s {imports: [./a.yaml]}\nproject: a\n<<: *s\n", "merged mapping", 1,
    ),
    "an anchored list that is used twice": (
        "project: a\nimports: &x\n  - ./a.yaml\ngates: *x\n", "not read as the same", 2,
    ),
    "one that is used twice, in brackets": (
        "project: a\nimports: &x [./a.yaml]\ngates: *x\n", "not read as the same", 2,
    ),
    "an item of several lines": ("project: a\nimports:\n  - >-\n    ./a.yaml\n", "simple line", 2),
    "a dash on another line": ("project: a\nimports:\n  -\n    ./a.yaml\n", "simple line", 2),
    "all in braces": ("{project: a}\n", "lines of its own", 1),
    "in braces, over lines": ('{\n  "project": "a",\n  "gates": []\n}\n', "lines of its own", 1),
    "neither project nor version": ("gates: []\n", "no key version or project", 1),
    "no mapping": ("- a\n", "holds no mapping", 1),
    "empty": ("", "holds no mapping", 1),
    "two keys": ("project: a\nproject: b\n", "duplicate key", 2),
    "a text that would get a line end": ("project: a\nversion: |+\n  x", "same document", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_safe_is_refused_with_place_and_what_to_write(name: str) -> None:
    text, said, line = REFUSED[name]

    with pytest.raises(ImportEditRefusedError, match=said) as caught:
        with_import(text.encode(), REF, PATH)

    assert caught.value.at.line == line
    assert REF in caught.value.hint


REMOVED = {
    "the first of two": (
        'project: a\nimports:\n  - "REF"  # gone\n  - ./b.yaml\n',
        "project: a\nimports:\n  - ./b.yaml\n",
    ),
    "the only one, below a comment": (
        "project: a\nimports:  # ours\n  - REF\ngates: []\n",
        "project: a\nimports: []  # ours\ngates: []\n",
    ),
    "the first in brackets": ("imports: [REF, ./b.yaml]\n", "imports: [./b.yaml]\n"),
    "the middle one in brackets": (
        "imports: [./a.yaml, REF, ./b.yaml]\n",
        "imports: [./a.yaml, ./b.yaml]\n",
    ),
    "the only one in brackets, with a comma": ("imports: [ REF, ]\n", "imports: [  ]\n"),
    "the first of several lines": (
        "imports: [\n  REF,  # gone\n  ./b.yaml\n]\n",
        "imports: [\n  ./b.yaml\n]\n",
    ),
    "the last of several lines": (
        "imports: [\n  ./b.yaml,  # stays\n  REF  # gone\n]\n",
        "imports: [\n  ./b.yaml  # stays\n]\n",
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_an_import_is_taken_out_alone(name: str) -> None:
    before, after = (text.replace("REF", REF) for text in REMOVED[name])

    assert without_import(before.encode(), REF, PATH).decode() == after


def test_the_only_import_of_an_anchored_list_is_left_to_people() -> None:
    """`imports: [] &ours` would be no YAML."""
    with pytest.raises(ImportEditRefusedError, match="no YAML") as caught:
        without_import(f"project: a\nimports: &ours\n  - {REF}\n".encode(), REF, PATH)

    assert (caught.value.at.line, REF in caught.value.hint) == (2, True)


@settings(max_examples=400, deadline=None)
@given(documents())
def test_there_and_back_again_is_the_same_file(data: bytes) -> None:
    """And between the two it is the same document with one import more."""
    before = read_yaml(data, PATH)
    if before.faults or before.root is None:
        return

    try:
        added = with_import(data, REF, PATH)
    except ImportEditRefusedError as refusal:
        assert "same document" in refusal.message, refusal.message  # noqa: PT017 (the reason)
        return

    known, after = plain(before.root), plain(read_yaml(added, PATH).root or before.root)
    assert isinstance(known, dict)
    imports = known.get("imports", [])
    assert isinstance(imports, list)
    assert after == {**known, "imports": [*imports, REF]}
    assert without_import(added, REF, PATH) == data
