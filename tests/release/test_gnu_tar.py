"""GNU tar, gzip and sha256sum as independent oracles: they agree with us byte for byte."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.checksums import write_sums

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "README.md": b"# A pack\n",
    "a-b/c": b"1" * 511,
    "a/b": b"2" * 512,
    "a.b": b"3" * 513,
    "empty": b"",
    "rules/security.yaml": b"gates: []\n" * 100,
    "/".join(["a-folder-with-a-rather-long-name"] * 4) + "/rule.yaml": b"gates: []\n",
    f"{'n' * 90}/{'m' * 60}": b"both fields of the header are needed",
    f"{'n' * 50}/{'m' * 36}": b"100 bytes with the top folder",
    f"{'n' * 50}/{'m' * 37}": b"101 bytes with the top folder",
}
STEM = "acme-1.0.0"


def write_folder(root: Path) -> None:
    """Write the files as a folder, with modes that must not matter."""
    for path, data in FILES.items():
        file = root / STEM / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(0o600)


def test_gnu_tar_gives_the_same_tar(tmp_path: Path) -> None:
    """`tar --format=ustar` with our fixed values writes our tar, up to record padding."""
    if shutil.which("tar") is None:
        pytest.skip("GNU tar is not installed")
    write_folder(tmp_path)
    listing = b"\0".join(f"{STEM}/{path}".encode() for path in sorted(FILES, key=str.encode))
    theirs = subprocess.run(
        [
            "tar", "--format=ustar", "--mode=0644", "--owner=:0", "--group=:0",
            "--numeric-owner", "--mtime=@315619200", "--no-recursion", "--null",
            "--files-from=-", "-cf", "-",
        ],
        cwd=tmp_path, input=listing, capture_output=True, check=True,
    ).stdout  # fmt: skip

    ours = gzip.decompress(write_archive(Tree.of_files(FILES), stem=STEM))

    assert theirs.startswith(ours)
    assert not any(theirs[len(ours) :])


def test_common_tools_accept_the_archive(tmp_path: Path) -> None:
    """`gzip -t`, `tar -tzf`, `tar -xzf` and `sha256sum -c --strict` have nothing to say."""
    name = f"{STEM}.tar.gz"
    data = write_archive(Tree.of_files(FILES), stem=STEM)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "SHA256SUMS").write_bytes(write_sums({name: data}))

    def tool(*argv: str) -> str:
        done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert not done.stderr
        return done.stdout

    assert not tool("gzip", "-t", name)
    assert tool("sha256sum", "-c", "--strict", "SHA256SUMS") == f"{name}: OK\n"
    assert tool("tar", "-tzf", name).splitlines() == [
        f"{STEM}/{path}" for path in sorted(FILES, key=str.encode)
    ]
    tool("tar", "-xzf", name)
    assert {path: (tmp_path / STEM / path).read_bytes() for path in FILES} == FILES


def test_our_reader_accepts_what_gnu_tar_and_python_compress(tmp_path: Path) -> None:
    """The tar layer is ours, the compressor is not: that is the same content."""
    ours = write_archive(Tree.of_files(FILES, name=STEM), stem=STEM)
    (tmp_path / "x.tar").write_bytes(gzip.decompress(ours))
    theirs = subprocess.run(
        ["gzip", "-n", "-9", "-c", "x.tar"], cwd=tmp_path, capture_output=True, check=True
    ).stdout

    assert read_archive(ours[:10] + theirs[10:]).tree == Tree.of_files(FILES, name=STEM)
