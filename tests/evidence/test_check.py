"""`policy-pack evidence check`: each flaw beside the bundle that has none."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer
from tests.evidence.test_bundle import OUT, everything
from tests.release.workshop import FILES, Workshop
from toolkit.evidence.bundle import write_sums
from toolkit.evidence.checking import Flaw
from toolkit.release import strict_json


@pytest.fixture
def bundle(shop: Workshop) -> Path:
    """A bundle in order."""
    shop.run("release-archive")
    assert shop.run("evidence", "bundle", "--checksums-only").code == 0
    return shop.root / OUT


def checked(shop: Workshop, *words: str) -> Answer:
    """Ask for a check in JSON, which its schema accepts."""
    answer = shop.run("evidence", "check", OUT, *words, "--format", "json")
    answer.schema = "evidence-check.v1"
    return answer


def codes(answer: Answer) -> set[str]:
    return {one["code"] for one in answer.payload["findings"]}


def resealed(folder: Path) -> None:
    """Write new digests, as whoever changes a bundle can."""
    (folder / "SHA256SUMS").write_bytes(write_sums(everything(folder)))


def edited(name: str, edit: Callable[[Any], object], *, index: bool = False) -> Edit:
    """Change one JSON file and seal all anew; ``index`` gives bundle.json the new digest, too."""

    def apply(folder: Path) -> None:
        payload = json.loads((folder / name).read_bytes())
        edit(payload)
        data = strict_json.canonical(payload)
        (folder / name).write_bytes(data)
        if index:
            listed = json.loads((folder / "bundle.json").read_bytes())
            for part in listed["packs"][0]["parts"]:
                for file in part["files"]:
                    if file["name"] == name:
                        file.update(sha256=hashlib.sha256(data).hexdigest())
                        file.update(size=len(data))
            (folder / "bundle.json").write_bytes(strict_json.canonical(listed))
        resealed(folder)

    return apply


def written(name: str, data: bytes, *, seal: bool = True) -> Edit:
    def apply(folder: Path) -> None:
        (folder / name).write_bytes(data)
        if seal:
            resealed(folder)

    return apply


def gone(name: str, *, seal: bool = False) -> Edit:
    def apply(folder: Path) -> None:
        (folder / name).unlink()
        if seal:
            resealed(folder)

    return apply


def linked(folder: Path) -> None:
    shutil.move(folder / "smoke.md", folder.parent / "smoke.md")
    (folder / "smoke.md").symlink_to("../smoke.md")


Edit = Callable[[Path], object]


def part(payload: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = payload["packs"][0]["parts"][number]
    return found


FLAWS: dict[str, tuple[Edit, set[Flaw]]] = {
    "a byte more": (written("smoke.md", b"x", seal=False), {Flaw.DIGEST, Flaw.INDEX}),
    "a file gone": (gone("bump.html"), {Flaw.FILE_MISSING}),
    "a file gone, sealed": (gone("bump.html", seal=True), {Flaw.FILE_MISSING}),
    "a file more": (written("more.txt", b"x", seal=False), {Flaw.FILE_UNLISTED, Flaw.INDEX}),
    "a file more, sealed": (written("more.txt", b"x"), {Flaw.INDEX}),
    "a hidden file": (written(".hidden", b""), {Flaw.INDEX}),
    "a link": (linked, {Flaw.NOT_PLAIN, Flaw.FILE_MISSING}),
    "a pipe": (lambda folder: os.mkfifo(folder / "pipe"), {Flaw.NOT_PLAIN, Flaw.INDEX}),
    "no sums": (gone("SHA256SUMS"), {Flaw.SUMS_MISSING}),
    "no index": (gone("bundle.json"), {Flaw.FILE_MISSING}),
    "no environment": (gone("environment.json", seal=True), {Flaw.FILE_MISSING}),
    "sums of CRLF": (
        lambda folder: (folder / "SHA256SUMS").write_bytes(
            (folder / "SHA256SUMS").read_bytes().replace(b"\n", b"\r\n")
        ),
        {Flaw.SUMS_FORM, Flaw.FILE_MISSING, Flaw.FILE_UNLISTED},
    ),
    "sums upside down": (
        lambda folder: (folder / "SHA256SUMS").write_bytes(
            b"".join(reversed((folder / "SHA256SUMS").read_bytes().splitlines(keepends=True)))
        ),
        {Flaw.SUMS_FORM},
    ),
    "sums with a file twice": (
        lambda folder: (folder / "SHA256SUMS").write_bytes(
            (folder / "SHA256SUMS").read_bytes().splitlines(keepends=True)[0] * 2
            + b"".join((folder / "SHA256SUMS").read_bytes().splitlines(keepends=True)[1:])
        ),
        {Flaw.SUMS_FORM},
    ),
    "sums that are noise": (
        written("SHA256SUMS", bytes(range(256)), seal=False),
        {Flaw.SUMS_FORM, Flaw.FILE_UNLISTED},
    ),
    "an index that is no JSON": (written("bundle.json", b"{"), {Flaw.JSON}),
    "an index that is an array": (written("bundle.json", b"[]\n"), {Flaw.SCHEMA}),
    "an index that is empty": (written("bundle.json", b"{}\n"), {Flaw.SCHEMA}),
    "an index that is deep": (written("bundle.json", b"[" * 100_000), {Flaw.JSON}),
    "an index with a key twice": (
        written("bundle.json", b'{"status": "fail", "status": "pass"}\n'),
        {Flaw.JSON},
    ),
    "an index of bytes": (written("bundle.json", b"\xff\xfe\x00"), {Flaw.JSON}),
    "a fail made a pass": (
        edited("bundle.json", lambda one: part(one, 0).update(status="fail")),
        {Flaw.CONTRADICTION, Flaw.SAYS_NO, Flaw.PAGE, Flaw.SCHEMA},
    ),
    "a fail that is called a pass above": (
        edited("bundle.json", lambda one: one.update(status="incomplete")),
        {Flaw.CONTRADICTION},
    ),
    "another content": (
        edited("bundle.json", lambda one: one["packs"][0].update(content_sha256="0" * 64)),
        {Flaw.CONTRADICTION, Flaw.PAGE, Flaw.PACK_CHANGED},
    ),
    "another version": (
        edited("bundle.json", lambda one: one["packs"][0].update(version="2.0.0")),
        {Flaw.CONTRADICTION, Flaw.PAGE},
    ),
    "a path that climbs": (
        edited("bundle.json", lambda one: part(one, 0)["files"][0].update(name="../x")),
        {Flaw.SCHEMA},
    ),
    "a schema of nobody": (
        edited("bundle.json", lambda one: part(one, 0)["files"][0].update(schema="x.v1")),
        {Flaw.INDEX, Flaw.PAGE},
    ),
    "a file in two parts": (
        edited("bundle.json", lambda one: part(one, 1).update(files=part(one, 0)["files"])),
        {Flaw.INDEX, Flaw.PAGE, Flaw.CONTRADICTION},
    ),
    "smoke that fails": (
        edited("smoke.json", lambda one: one.update(status="fail"), index=True),
        {Flaw.CONTRADICTION},
    ),
    "smoke of another schema": (
        edited("smoke.json", lambda one: one.update(status=7), index=True),
        {Flaw.SCHEMA},
    ),
    "self-test of another content": (
        edited(
            "self-test.json", lambda one: one["toolkit"].update(content_sha256="1" * 64), index=True
        ),
        {Flaw.CONTRADICTION},
    ),
    "bump of another version": (
        edited("bump.json", lambda one: one["pack"].update(version="9.9.9"), index=True),
        {Flaw.CONTRADICTION},
    ),
    "a release that is refused": (
        edited("verification.json", lambda one: one.update(passed=False), index=True),
        {Flaw.CONTRADICTION},
    ),
    "JSON in another form": (
        written("smoke.json", b"{}\n"),
        {Flaw.INDEX, Flaw.SCHEMA},
    ),
    "an index for people that lies": (written("index.md", b"# All is well\n"), {Flaw.PAGE}),
    "an environment with a secret": (
        edited("environment.json", lambda one: one.update(token="x")),  # noqa: S106
        {Flaw.SCHEMA},
    ),
}


@pytest.mark.parametrize("name", FLAWS)
def test_each_flaw_is_found(shop: Workshop, bundle: Path, name: str) -> None:
    assert checked(shop).code == 0, "the control"
    edit, wanted = FLAWS[name]
    edit(bundle)

    answer = checked(shop)

    assert answer.code == 1
    assert codes(answer) <= {flaw.value for flaw in wanted}, answer.payload["findings"]
    assert codes(answer)
    assert all(one["where"] and one["hint"] for one in answer.payload["findings"])


def test_together_the_flaws_show_every_code() -> None:
    shown = {flaw for _, flaws in FLAWS.values() for flaw in flaws}

    assert shown == set(Flaw) - {Flaw.SAYS_INCOMPLETE}  # shown where a release is not signed


def test_the_pack_here_is_compared(shop: Workshop, bundle: Path) -> None:
    assert bundle.is_dir()
    shop.write("packs/api/README.md", FILES["README.md"] + "More.\n")
    (shop.pack / "LICENSE").unlink()

    answer = checked(shop)

    assert (answer.code, codes(answer)) == (1, {"pack-changed"})
    assert "LICENSE, README.md" in answer.payload["findings"][0]["message"]


def test_where_no_such_pack_is_nothing_is_compared(
    shop: Workshop, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(bundle, tmp_path / "elsewhere/dist/evidence")
    monkeypatch.chdir(tmp_path / "elsewhere")
    answer = checked(shop)
    assert answer.code == 0
    assert "was not compared" in answer.err

    assert checked(shop, "--pack", str(shop.pack)).code == 0
    shop.write("packs/api/README.md", "# Other\n")
    assert codes(checked(shop, "--pack", str(shop.pack))) == {"pack-changed"}


def test_a_pack_that_is_not_in_evidence_is_told(shop: Workshop, bundle: Path) -> None:
    assert bundle.is_dir()
    for path, text in FILES.items():
        shop.write(f"packs/other/{path}", text.replace("acme.api", "acme.other"))

    assert codes(checked(shop, "--pack", "packs/api", "packs/other")) == {"pack-changed"}
    assert checked(shop).code == 0, "packs that nobody names are none of its business"


@pytest.mark.parametrize("made", ["nothing", "empty folder", "pack", "release", "noise"])
def test_what_is_no_bundle_is_told(shop: Workshop, made: str) -> None:
    path = shop.root / OUT
    path.parent.mkdir()
    if made == "empty folder":
        path.mkdir()
    elif made == "pack":
        shutil.copytree(shop.pack, path)
    elif made == "release":
        shop.run("release-archive")
        shutil.move(shop.root / "dist/acme.api/1.0.0", path)
    elif made == "noise":
        path.write_bytes(bytes(range(256)))

    answer = shop.run("evidence", "check", OUT)

    assert answer.code in ({1} if made == "noise" else {3})
    assert "policy-pack: " in answer.err


def test_an_archive_that_was_made_otherwise_is_refused(shop: Workshop, bundle: Path) -> None:
    shop.run("evidence", "bundle", "--checksums-only", "--archive", "dist/e.tar.gz")
    archive = bundle.parent / "e.tar.gz"
    assert shop.run("evidence", "check", str(archive)).code == 0
    archive.write_bytes(archive.read_bytes() + b"x")

    assert shop.run("evidence", "check", str(archive)).code == 1


def test_a_link_to_a_bundle_is_followed_and_none_in_it(shop: Workshop, bundle: Path) -> None:
    (shop.root / "link").symlink_to(bundle)

    assert shop.run("evidence", "check", "link").code == 0


def test_bytes_that_are_turned_never_end_in_a_traceback(shop: Workshop, bundle: Path) -> None:
    """Each file once with its middle byte changed: found, and told."""
    for path in sorted(bundle.rglob("*")):
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])

        assert checked(shop).code == 1, path.name

        path.write_bytes(data)
    assert checked(shop).code == 0
