"""The canonical archive: one content, one stem, one sequence of bytes."""

from __future__ import annotations

import gzip
import hashlib
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.release.archive import (
    UnarchivableError,
    is_rebuild,
    read_archive,
    tree_problems,
    write_archive,
)
from toolkit.release.names import name_problem
from toolkit.release.refusals import Reason

LONG_FOLDER = "/".join(["a-folder-with-a-rather-long-name"] * 4)


def tree_of(files: dict[str, bytes]) -> Tree:
    """Return the tree of files, named as the archives in these tests are."""
    return Tree.of_files(files, name="acme-1.0.0")


GOLDEN_TREES = {
    "one small file": {"README.md": b"# A pack\n"},
    "empty file beside a full block": {"a": b"", "b": b"x" * 512, "c": b"y" * 513},
    "folders whose names sort around the slash": {
        "a-b/c": b"1", "a/b": b"2", "a.b": b"3", "a0": b"4", "B": b"5",
    },
    "a path that needs the prefix field": {f"{LONG_FOLDER}/rule.yaml": b"gates: []\n"},
    "housekeeping of a pack that is its own repository": {
        ".gitignore": b"dist/\n",
        ".github/workflows/ci.yml": b"on: push\n",
        ".pre-commit-config.yaml": b"repos: []\n",
        "README.md": b"# A pack\n",
    },
    "every byte value, and text that compresses": {
        "bytes.bin": bytes(range(256)) * 5,
        "rules/many.yaml": b"".join(b"- id: acme.gate.%d\n" % n for n in range(500)),
    },
}  # fmt: skip
"""Trees whose digests are pinned below: a release that was published stays rebuildable."""

GOLDEN_DIGESTS = {
    "one small file": (
        "011120977f9da4ed798a0ea36b6051ab1da5033e8951d0501fe955a3b00b7cad",
        "4ed8475646e8c367f6442a064f3c28b975dacff90612139b5a2ec70d26ee3f3a",
        "13bedf6b84c352019e1e2f9cb8666420950f5e8b8d7dc184e246409aea7942ff",
    ),
    "empty file beside a full block": (
        "64a93576a6603ec0dd948ccefe9a98060ef7856e5ae391009eac843458ea82df",
        "1ca5a828be09d86578cebd7e1f0168c937979d27f9a13c713c2041c81ff28fc3",
        "81e2a54b17ee5c1365668d9ab14bafa5f8c9f8752c304c7d1b5a1422b9381f31",
    ),
    "folders whose names sort around the slash": (
        "0b3774a599bdffa69a4e711184d1042e54385041b42b2315e3aad0d802c31f4e",
        "222035ebb8a79c2e36683ad8f3a9264e9402e85ac6d8ed6ff9bb8f656a281837",
        "b99b17eedd5cac85df2419b47162d6683eb0f4f5b3ecf537297e8397802f7f63",
    ),
    "a path that needs the prefix field": (
        "9c550b06058f53d68847b46c6675fe6444a91ab5dac5a45591859bc5aa0bfbf1",
        "b0c275a3213b172e16490ab3c860cac71212ce285c79a4f76bf5b92d111af1ca",
        "3febc7f9b4eccd8df85c5d1b36e34e481845f72cf357832ec820a88222d54ed2",
    ),
    "housekeeping of a pack that is its own repository": (
        "ddc561b69e0cfc873ddccdb1b308563559db60fd0d54871def7ca31da53380a2",
        "1a4cb465b9389d75aaef68bb84d054f8187104c5c0676d16e71a3f13573ba9dd",
        "8e066b985d1cc45979169795d2db2a226e328b6526f1ea1ad51e19c45a8d8551",
    ),
    "every byte value, and text that compresses": (
        "9cb9e224d0e2e613a34e206e15bf698e7f51e9e7be437aa3a85c62d303fb944b",
        "265f67fb676a42facf7a41d5596264a4e7f1396d02cd34a2a82152a85afaa18f",
        "8ff51aaf4b896e181d6fcaa456fb4923eb013a84657bc56a4f3da4f7203b3a66",
    ),
}


@pytest.mark.parametrize("name", GOLDEN_TREES)
def test_digests_never_change(name: str) -> None:
    """Archive, tar and content digest of fixed trees are what they were at every release."""
    archive = read_archive(write_archive(tree_of(GOLDEN_TREES[name]), stem="acme-1.0.0"))

    found = (archive.archive_sha256, archive.tar_sha256, archive.content_sha256)

    assert GOLDEN_DIGESTS[name] == found


def test_digests_are_those_of_the_bytes() -> None:
    """The three digests can be had with sha256sum and gzip alone."""
    data = write_archive(tree_of({"a": b"1", "b/c": b"2"}), stem="acme-1.0.0")
    archive = read_archive(data)
    listing = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n"
        for path, content in (("a", b"1"), ("b/c", b"2"))
    )

    assert archive.archive_sha256 == hashlib.sha256(data).hexdigest()
    assert archive.tar_sha256 == hashlib.sha256(gzip.decompress(data)).hexdigest()
    assert archive.content_sha256 == hashlib.sha256(listing.encode()).hexdigest()
    assert (archive.archive_size, archive.tar_size) == (len(data), len(gzip.decompress(data)))


def test_the_stem_is_the_top_folder_and_not_part_of_the_content() -> None:
    """Another version of the same content is another archive with the same content digest."""
    tree = tree_of({"a": b"1"})
    one, two = (read_archive(write_archive(tree, stem=stem)) for stem in ("p-1.0.0", "p-1.0.1"))

    assert (one.stem, two.stem) == ("p-1.0.0", "p-1.0.1")
    assert one.content_sha256 == two.content_sha256
    assert one.tar_sha256 != two.tar_sha256


def test_an_executable_file_becomes_a_plain_one() -> None:
    """The executable bit is not part of a pack."""
    plain = Tree.of([Entry(path="run.sh", data=b"x")])
    executable = Tree.of([Entry(path="run.sh", data=b"x", executable=True)])

    assert write_archive(plain, stem="p-1") == write_archive(executable, stem="p-1")


def test_another_compressor_is_no_rebuild_and_the_same_content() -> None:
    """Reading accepts any DEFLATE data; `is_rebuild` tells ours from others."""
    ours = write_archive(tree_of({"a": b"words " * 99}), stem="acme-1.0.0")
    theirs = gzip.compress(gzip.decompress(ours), 1, mtime=0)
    theirs = ours[:10] + theirs[10:]

    assert is_rebuild(read_archive(ours))
    assert not is_rebuild(read_archive(theirs))
    assert read_archive(theirs).tree == read_archive(ours).tree
    assert read_archive(theirs).tar_sha256 == read_archive(ours).tar_sha256


SEGMENTS = st.builds(
    str.__add__,
    st.sampled_from(["r", "R", "s0", "_"]),
    st.text(string.ascii_letters + string.digits + "._+-", max_size=20).map(lambda t: f"{t}x"),
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=5).map("/".join)


@st.composite
def archivable_files(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw files whose names do not get in each other's way."""
    files = draw(st.dictionaries(PATHS, st.binary(max_size=1200), min_size=1, max_size=8))
    kept: dict[str, bytes] = {}
    spelling: dict[str, str] = {}
    folders: set[str] = set()
    for path, data in files.items():
        above = [path[:index] for index, char in enumerate(path) if char == "/"]
        fits = all(spelling.get(name.lower(), name) == name for name in (*above, path))
        if fits and path not in folders and not any(name in kept for name in above):
            kept[path] = data
            folders.update(above)
            spelling.update({name.lower(): name for name in (*above, path)})
    return kept


@settings(max_examples=150, deadline=None)
@given(archivable_files(), st.randoms(use_true_random=False))
def test_reading_gives_back_what_was_written(
    files: dict[str, bytes], shuffler: random.Random
) -> None:
    """read(write(tree)) is the tree, and the order of listing changes no byte."""
    data = write_archive(tree_of(files), stem="acme-1.0.0")
    shuffled = list(files.items())
    shuffler.shuffle(shuffled)

    assert read_archive(data).tree == tree_of(files)
    assert write_archive(tree_of(dict(shuffled)), stem="acme-1.0.0") == data


REFUSED_NAMES = {
    "hidden": (".env", Reason.NAME_HIDDEN),
    "hidden folder": (".git/config", Reason.NAME_HIDDEN),
    "hidden below the top": ("rules/.gitignore", Reason.NAME_HIDDEN),
    "hidden housekeeping folder as a file": (".github", Reason.NAME_HIDDEN),
    "hidden inside .github": (".github/.secret", Reason.NAME_HIDDEN),
    "attributes that change bytes at checkout": (".gitattributes", Reason.NAME_HIDDEN),
    "space": ("my rules.yaml", Reason.NAME_CHARACTER),
    "leading dash": ("-rf", Reason.NAME_CHARACTER),
    "umlaut": ("regeln-für.yaml", Reason.NAME_NOT_ASCII),
    "not UTF-8": ("\udcff.yaml", Reason.NAME_NOT_ASCII),
    "line feed": ("a\nb", Reason.NAME_CONTROL),
    "device": ("rules/NUL.yaml", Reason.NAME_RESERVED),
    "trailing dot": ("notes.", Reason.NAME_TRAILING),
    "colon": ("a:b", Reason.NAME_COLON),
    "backslash": ("a\\b", Reason.NAME_BACKSLASH),
    "code that pytest runs": ("tests/conftest.py", Reason.NAME_TOOL_CONFIG),
    "code that Python runs": ("x.pth", Reason.NAME_TOOL_CONFIG),
    "17 segments": ("/".join("abcdefghijklmnopq"), Reason.NAME_TOO_DEEP),
    "201 bytes": ("/".join(["x" * 67] * 3), Reason.NAME_TOO_LONG),
    "segment of 101 bytes": ("x" * 101, Reason.NAME_TOO_LONG),
}


@pytest.mark.parametrize("flaw", REFUSED_NAMES)
def test_names_that_cannot_travel_are_refused(flaw: str) -> None:
    """A name that some system or tool would change or obey is refused when writing."""
    path, reason = REFUSED_NAMES[flaw]

    with pytest.raises(UnarchivableError) as caught:
        write_archive(tree_of({path: b"", "README.md": b""}), stem="acme-1.0.0")

    assert [(each.path, each.reason) for each in caught.value.problems] == [(path, reason)]


GOOD_NAMES = (
    "a", "_a", "a.b", "a+b", "a_b", "0", "NULL", "console", "com", "a.pth.txt", "x" * 100,
    "/".join(["x" * 66] * 3), "/".join("abcdefghijklmnop"),
)  # fmt: skip


def test_every_device_of_windows_is_refused() -> None:
    """Whatever the case, and whatever follows the first dot; near misses pass."""
    ports = [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
    for device in ("con", "prn", "aux", "nul", *ports):
        for path in (device, device.upper(), f"{device}.a.b", f"a/{device}/b"):
            problem = name_problem(path)
            assert problem is not None, path
            assert problem.reason is Reason.NAME_RESERVED, path
        for path in (f"{device}x", f"x{device}", f"x.{device}", f"{device}0"):
            assert name_problem(path) is None, path


@pytest.mark.parametrize("path", GOOD_NAMES)
def test_ordinary_names_are_archived(path: str) -> None:
    """Names next to the refused ones pass."""
    tree = tree_of({path: b"data"})

    assert read_archive(write_archive(tree, stem="acme-1.0.0")).tree == tree


def test_all_offenders_are_named_at_once() -> None:
    """Links, special files, odd and colliding names: one error, with what to do about each."""
    tree = Tree.of(
        [
            Entry(path="README.md"),
            Entry(path="link", kind=Kind.SYMLINK, note="to ../secret"),
            Entry(path="pipe", kind=Kind.OTHER, note="FIFO"),
            Entry(path="locked", kind=Kind.UNREADABLE, note="permission denied"),
            Entry(path="Rules/a.yaml"),
            Entry(path="rules/b.yaml"),
            Entry(path=".DS_Store"),
            Entry(path="readme.md"),
            Entry(path="node", data=b""),
            Entry(path="node/inside", data=b""),
            Entry(path="big", data=bytes(MAX_FILE_BYTES + 1)),
        ]
    )

    with pytest.raises(UnarchivableError) as caught:
        write_archive(tree, stem="acme-1.0.0")

    found = sorted((each.reason.name, each.path) for each in caught.value.problems)
    assert found == [
        ("NAME_COLLISION", "readme.md"),
        ("NAME_COLLISION", "rules/b.yaml"),
        ("NAME_FILE_AND_FOLDER", "node"),
        ("NAME_HIDDEN", ".DS_Store"),
        ("TAR_FILE_TOO_LARGE", "big"),
        ("TAR_TYPE", "link"),
        ("TAR_TYPE", "locked"),
        ("TAR_TYPE", "pipe"),
    ]
    message = str(caught.value)
    assert "link: a symbolic link (to ../secret)" in message
    assert "replace the link by a copy of its target" in message
    assert "Rules and rules differ in case only" in message


@pytest.mark.parametrize("stem", ["", "a/b", "..", ".x", "a b", "a:b", "x" * 101, "NUL", "ä"])
def test_bad_stems_are_refused(stem: str) -> None:
    """The stem is one plain folder name."""
    with pytest.raises(UnarchivableError):
        write_archive(tree_of({"a": b""}), stem=stem)


def test_an_empty_tree_is_refused() -> None:
    """A pack without files is a mistake, not an archive."""
    with pytest.raises(UnarchivableError, match="holds no file"):
        write_archive(tree_of({}), stem="acme-1.0.0")


def test_a_path_that_fits_alone_and_not_below_the_stem_is_refused() -> None:
    """The name fields of ustar end at 155 and 100 bytes; the message says so."""
    path = f"{'f' * 60}/{'g' * 60}/{'h' * 60}"

    assert write_archive(tree_of({path: b""}), stem="p-1")
    with pytest.raises(UnarchivableError, match="155 bytes for folders"):
        write_archive(tree_of({path: b""}), stem="p" * 90)


def test_the_caps_of_a_pack_are_those_of_the_reader() -> None:
    """As many files and bytes as may be are no problem, one more is one."""
    full = bytes(MAX_FILE_BYTES)
    most = MAX_TREE_BYTES // MAX_FILE_BYTES
    many = {f"f{number}": b"" for number in range(MAX_ENTRIES)}
    large = {f"f{number}": full for number in range(most)}

    def found(files: dict[str, bytes]) -> list[Reason]:
        return [each.reason for each in tree_problems(tree_of(files))]

    assert found(many) == []
    assert found({**many, "more": b""}) == [Reason.TAR_TOO_MANY_FILES]
    assert found(large) == []
    assert found({**large, "more": b"x"}) == [Reason.TAR_CONTENT_TOO_LARGE]


def test_what_a_reader_would_take_for_a_bomb_is_not_written() -> None:
    """Writer and reader agree: what cannot be read is not written."""
    chunk = bytes(MAX_FILE_BYTES)
    zeros = {f"z{number}": chunk for number in range(MAX_TREE_BYTES // MAX_FILE_BYTES)}

    with pytest.raises(UnarchivableError) as caught:
        write_archive(tree_of(zeros), stem="acme-1.0.0")

    assert [each.reason for each in caught.value.problems] == [Reason.ARCHIVE_RATIO]
