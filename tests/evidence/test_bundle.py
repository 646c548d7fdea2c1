"""`policy-pack evidence bundle`: all of it, the same everywhere, whole or not at all."""

from __future__ import annotations

import getpass
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.effects import tried
from tests.evidence.conftest import NOBODY
from tests.hurl import require_hurl
from tests.offline import namespace, offline, ours
from tests.release.signing import make_key, needs_ssh_keygen
from tests.release.workshop import FILES, MANIFEST, Workshop
from toolkit import __version__, schemas

PROJECT = Path(__file__).parent.parent.parent
OUT = "dist/evidence"
PARTS = {
    "smoke.json", "smoke.md", "self-test.json", "bump.json", "bump.md", "bump.html",
}  # fmt: skip
FRAME = {"bundle.json", "environment.json", "index.md", "index.html", "SHA256SUMS"}
SCHEMAS = {
    "bundle.json": "evidence-bundle.v1",
    "environment.json": "evidence-environment.v1",
    "smoke.json": "policy-pack-smoke.v1",
    "self-test.json": "policy-pack-self-test.v1",
    "bump.json": "bump-report.v1",
    "verification.json": "verification.v1",
}


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, `.git` apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def bundle_of(folder: Path) -> dict[str, Any]:
    """Return the index for programs, which its schema accepts."""
    payload: dict[str, Any] = json.loads((folder / "bundle.json").read_bytes())
    schemas.validator("evidence-bundle.v1").validate(payload)
    return payload


def statuses(folder: Path) -> dict[str, str]:
    """Return what each part of the one pack says."""
    (pack,) = bundle_of(folder)["packs"]
    return {part["name"]: part["status"] for part in pack["parts"]}


def summed(folder: Path) -> None:
    """The real sha256sum finds every file as it is listed."""
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True
    )


# What is in it -----------------------------------------------------------------------------------


def test_a_sound_pack_gives_a_whole_bundle(shop: Workshop) -> None:
    answer = shop.run("evidence", "bundle")

    assert (answer.code, answer.out) == (0, f"{OUT}\n")
    folder = shop.root / OUT
    assert everything(folder).keys() == PARTS | FRAME
    assert statuses(folder) == {
        "smoke": "pass", "self-test": "pass", "bump": "pass", "verification": "absent",
    }  # fmt: skip
    summed(folder)
    for name, data in everything(folder).items():
        if name.endswith(".json"):
            schemas.validator(SCHEMAS[name]).validate(json.loads(data))
    assert shop.run("evidence", "check", OUT).code == 0


def test_the_parts_are_what_the_commands_say(shop: Workshop) -> None:
    shop.run("evidence", "bundle")

    for name, words in {
        "smoke.json": ("smoke", "--format", "json"),
        "smoke.md": ("smoke", "--format", "md"),
        "self-test.json": ("self-test", "--format", "json"),
        "bump.json": ("bump", "--no-confirm", "--format", "json"),
        "bump.md": ("bump", "--no-confirm", "--format", "md"),
        "bump.html": ("bump", "--no-confirm", "--format", "html"),
    }.items():
        assert shop.run(*words).out == (shop.root / OUT / name).read_text(encoding="utf-8"), name


def test_the_commands_in_the_index_give_the_files(shop: Workshop) -> None:
    shop.run("release-archive")
    shop.run("evidence", "bundle", "--checksums-only")

    (pack,) = bundle_of(shop.root / OUT)["packs"]
    for part in pack["parts"]:
        prog, *words = part["command"].split()
        assert prog == "policy-pack"
        (name,) = (file["name"] for file in part["files"] if file["schema"])
        said = json.loads(shop.run(*words).out)
        kept = json.loads((shop.root / OUT / name).read_bytes())
        assert {**said, "path": None} == {**kept, "path": None}, name


def test_the_index_for_people(shop: Workshop, golden: Callable[[str, str], None]) -> None:
    shop.run("evidence", "bundle")

    text = (shop.root / OUT / "index.md").read_text(encoding="utf-8")
    golden("index.md", text.replace(f"version {__version__}", "version X.Y.Z"))
    page = (shop.root / OUT / "index.html").read_text(encoding="utf-8")
    assert "<title>Evidence for acme.api 1.0.0</title>" in page
    assert "<script" not in page


def test_several_packs_have_a_folder_each(shop: Workshop) -> None:
    for path, text in FILES.items():
        shop.write(f"packs/other/{path}", text.replace("acme.api", "acme.other"))

    assert shop.run("evidence", "bundle").code == 0

    folder = shop.root / OUT
    assert everything(folder).keys() == FRAME | {
        f"{pack}/{name}" for pack in ("acme.api", "acme.other") for name in PARTS
    }
    one, other = bundle_of(folder)["packs"]
    assert (one["folder"], one["uncommitted"]) == ("acme.api/", 0)
    assert (other["folder"], other["uncommitted"]) == ("acme.other/", len(FILES))
    summed(folder)
    assert shop.run("evidence", "check", OUT).code == 0


def test_two_packs_of_one_id_are_refused(shop: Workshop) -> None:
    shutil.copytree(shop.pack, shop.root / "packs/copy")

    answer = shop.run("evidence", "bundle")

    assert answer.code == 1
    assert "several packs have the id acme.api" in answer.err
    assert not (shop.root / "dist").exists()


def test_it_is_small(shop: Workshop) -> None:
    shop.run("evidence", "bundle", "--archive", "dist/evidence.tar.gz")

    assert sum(map(len, everything(shop.root / OUT).values())) < 80_000
    assert (shop.root / "dist/evidence.tar.gz").stat().st_size < 16_000


def test_as_one_archive(shop: Workshop) -> None:
    assert shop.run("evidence", "bundle", "--archive", "dist/e.tar.gz").code == 0

    with tarfile.open(shop.root / "dist/e.tar.gz") as archive:
        held = {
            member.name: file.read()
            for member in archive
            if (file := archive.extractfile(member)) is not None
        }
    wanted = everything(shop.root / OUT)
    assert held == {f"acme.api-1.0.0-evidence/{name}": data for name, data in wanted.items()}
    assert shop.run("evidence", "check", "dist/e.tar.gz").code == 0


# The same everywhere, and silent about where -----------------------------------------------------


def test_another_clone_gives_the_same_bytes(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At another place, on another day, in another zone and language; the machine's file apart."""
    again = tmp_path / "another place" / "clone"
    shop.git("clone", "--quiet", str(shop.root), str(again))
    shop.run("evidence", "bundle")
    monkeypatch.chdir(again)
    for name, value in {"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "C"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    assert shop.run("evidence", "bundle", "--origin", "--out", "dist/mine").code == 0

    one, other = everything(shop.root / OUT), everything(again / "dist/mine")

    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    assert differing == {"environment.json", "SHA256SUMS"}
    lines = zip(one["SHA256SUMS"].splitlines(), other["SHA256SUMS"].splitlines(), strict=True)
    assert [a[66:] for a, b in lines if a != b] == [b"environment.json"]


def test_nothing_names_the_machine(shop: Workshop, tmp_path: Path) -> None:
    """Not even where the command line, a release or a baseline has a place of it."""
    shutil.copytree(shop.pack, tmp_path / "before")
    shop.run("release-archive", "--out", str(tmp_path / "releases"))
    release = tmp_path / "releases/acme.api/1.0.0"
    words = ("--baseline", str(tmp_path / "before"), "--release", str(release))

    code = shop.run("evidence", "bundle", "--checksums-only", *words, "--out", OUT).code

    assert code == 0
    secrets = [str(tmp_path), platform.node(), f'"{getpass.getuser()}"']
    for name, data in everything(shop.root / OUT).items():
        for secret in secrets:
            assert secret not in data.decode(), (name, secret)


@pytest.mark.parametrize("broken", ["git", "baseline", "settings"])
def test_what_cannot_be_done_names_no_machine(shop: Workshop, tmp_path: Path, broken: str) -> None:
    words = ["--baseline", str(tmp_path / "nowhere")] if broken == "baseline" else []
    if broken == "git":
        (shop.root / ".git/HEAD").write_text("ref: refs/heads/gone\n", encoding="utf-8")
        shutil.rmtree(shop.root / ".git/objects")
    elif broken == "settings":
        shop.write("policy-pack-toolkit.toml", "[bump\n")

    answer = shop.run("evidence", "bundle", *words, "--pack", "packs/api", "--out", "../e")

    assert answer.code == 3
    assert statuses(tmp_path / "e")["bump"] == "incomplete"
    for name, data in everything(tmp_path / "e").items():
        told = data.decode().replace(str(tmp_path / "nowhere"), "") if broken == "baseline" else ""
        assert str(tmp_path) not in (told or data.decode()), name
    summed(tmp_path / "e")
    assert shop.run("evidence", "check", "../e").code == 3


def test_origin_is_told_where_it_is_asked_for(shop: Workshop) -> None:
    shop.run("evidence", "bundle", "--origin")

    payload = json.loads((shop.root / OUT / "environment.json").read_bytes())
    schemas.validator("evidence-environment.v1").validate(payload)
    assert payload["origin"]["host"] == platform.node()
    assert payload["origin"]["folder"] == str(shop.root)


# What says no ------------------------------------------------------------------------------------


def test_a_pack_that_fails_is_written_and_told_first(shop: Workshop) -> None:
    shop.write("packs/api/rules/security.yaml", FILES["rules/security.yaml"] + "nonsense: 1\n")

    answer = shop.run("evidence", "bundle")

    assert answer.code == 1
    folder = shop.root / OUT
    assert statuses(folder)["smoke"] == statuses(folder)["self-test"] == "fail"
    assert "FAIL" in (folder / "index.md").read_text(encoding="utf-8").splitlines()[2]
    assert "1 file is not as in this commit" in (folder / "index.md").read_text(encoding="utf-8")
    summed(folder)
    check = shop.run("evidence", "check", OUT)
    assert (check.code, "strict smoke fails" in check.words) == (1, True)


def test_a_manifest_that_is_none_is_no_traceback(shop: Workshop) -> None:
    for text in ("", "[", "id: ../../x\nversion: [1]\n", "\xff\x00", "id: 'a/b'\nversion: ''\n"):
        (shop.pack / "entroping-policy-pack.yaml").write_bytes(text.encode("latin-1"))

        answer = shop.run("evidence", "bundle", "--pack", "packs/api", "--out", "dist/e")

        assert answer.code == 1, answer.err
        assert statuses(shop.root / "dist/e")["bump"] == "incomplete"
        summed(shop.root / "dist/e")
        assert shop.run("evidence", "check", "dist/e").code == 1


def test_a_version_that_is_too_small_is_a_no(shop: Workshop) -> None:
    rules = FILES["rules/security.yaml"].replace("< 500", "< 400")
    shop.write("packs/api/rules/security.yaml", rules)
    shop.git("commit", "--quiet", "--all", "--message", "stricter")

    answer = shop.run("evidence", "bundle")

    assert answer.code == 1
    (pack,) = bundle_of(shop.root / OUT)["packs"]
    (part,) = (part for part in pack["parts"] if part["name"] == "bump")
    assert (part["status"], "2.0.0" in part["hint"]) == ("fail", True)
    assert "too small" in part["message"]


def test_a_shallow_clone_is_incomplete(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.set_version("1.1.0")
    clone = tmp_path / "shallow"
    shop.git("clone", "--quiet", "--depth=1", f"file://{shop.root}", str(clone))
    monkeypatch.chdir(clone)

    assert shop.run("evidence", "bundle").code == 3

    assert statuses(clone / OUT)["bump"] == "incomplete"
    assert shop.run("evidence", "check", OUT).code == 3


@pytest.mark.oracle
def test_witnesses_are_played_where_that_is_asked_for(shop: Workshop) -> None:
    require_hurl()
    rules = FILES["rules/security.yaml"].replace("< 500", "< 400")
    shop.write("packs/api/rules/security.yaml", rules)

    shop.run("evidence", "bundle", "--confirm")

    report = json.loads((shop.root / OUT / "bump.json").read_bytes())
    assert report["counts"]["confirmed"] == 1
    about = json.loads((shop.root / OUT / "environment.json").read_bytes())
    assert "witnesses were played" in about["local_only"][0]["statement"]


# The release -------------------------------------------------------------------------------------


def test_the_release_under_dist_is_verified(shop: Workshop) -> None:
    shop.run("release-archive")

    unverified = shop.run("evidence", "bundle")
    assert unverified.code == 3
    assert statuses(shop.root / OUT)["verification"] == "incomplete"
    assert "--allowed-signers" in unverified.err

    assert shop.run("evidence", "bundle", "--checksums-only").code == 0
    assert statuses(shop.root / OUT)["verification"] == "pass"
    payload = json.loads((shop.root / OUT / "verification.json").read_bytes())
    assert payload["path"] == "dist/acme.api/1.0.0"


@needs_ssh_keygen()
def test_a_signed_release_is_verified(shop: Workshop, tmp_path: Path) -> None:
    shop.run("release-archive")
    release = shop.root / "dist/acme.api/1.0.0"
    key = make_key(tmp_path)
    signature = key.sign((release / "SHA256SUMS").read_bytes())
    (release / "SHA256SUMS.sig").write_bytes(signature)
    (tmp_path / "signers").write_text(key.line(), encoding="utf-8")

    code = shop.run("evidence", "bundle", "--allowed-signers", str(tmp_path / "signers")).code

    assert code == 0
    payload = json.loads((shop.root / OUT / "verification.json").read_bytes())
    assert payload["outcome"] == "verified"


def test_a_damaged_release_is_a_no(shop: Workshop) -> None:
    shop.run("release-archive")
    (shop.root / "dist/acme.api/1.0.0/acme.api-1.0.0.tar.gz").write_bytes(b"nothing")

    assert shop.run("evidence", "bundle", "--checksums-only").code == 1

    assert statuses(shop.root / OUT)["verification"] == "fail"


def test_a_release_of_other_files_is_a_no(shop: Workshop) -> None:
    """It is sound, and no evidence about the pack that is here."""
    shop.run("release-archive")
    shop.write("packs/api/README.md", FILES["README.md"] + "More.\n")

    answer = shop.run("evidence", "bundle", "--checksums-only")

    assert answer.code == 1
    assert "another content than the pack here" in answer.err
    payload = json.loads((shop.root / OUT / "verification.json").read_bytes())
    assert payload["passed"] is True
    findings = json.loads(shop.run("evidence", "check", OUT, "--format", "json").out)["findings"]
    assert [one["code"] for one in findings] == ["says-no", "says-no"]


# Whole or not at all, and over nothing of others -------------------------------------------------


def test_an_unchanged_bundle_is_replaced(shop: Workshop) -> None:
    shop.run("evidence", "bundle")
    before = everything(shop.root / OUT)
    assert shop.run("evidence", "bundle").code == 0
    assert everything(shop.root / OUT) == before

    shop.write("packs/api/README.md", FILES["README.md"] + "More.\n")
    shop.run("evidence", "bundle")

    assert everything(shop.root / OUT) != before
    assert [path.name for path in (shop.root / "dist").iterdir()] == ["evidence"]


def replaced(out: Path) -> Path:
    """Move a bundle out of the way, and return its place."""
    shutil.move(out, out.parent.parent / ".git/moved")
    return out


IN_THE_WAY: dict[str, Callable[[Path], object]] = {
    "file": lambda out: replaced(out).write_text("mine", encoding="utf-8"),
    "folder": lambda out: replaced(out).mkdir(),
    "pack": lambda out: shutil.copytree(out.parent.parent / "packs/api", replaced(out)),
    "link": lambda out: replaced(out).symlink_to(out.parent.parent / ".git/moved"),
    "dangling link": lambda out: replaced(out).symlink_to("nowhere"),
    "edited": lambda out: (out / "index.md").write_text("reviewed by me", encoding="utf-8"),
    "more": lambda out: (out / "notes.txt").write_text("mine", encoding="utf-8"),
    "less": lambda out: (out / "smoke.md").unlink(),
    "pipe": lambda out: os.mkfifo(out / "pipe"),
    "no index": lambda out: (out / "bundle.json").write_text("{}", encoding="utf-8"),
}


@pytest.mark.parametrize("made", IN_THE_WAY)
def test_nothing_else_is_written_over(shop: Workshop, made: str) -> None:
    shop.run("evidence", "bundle")
    IN_THE_WAY[made](shop.root / OUT)
    before = everything(shop.root)

    answer = shop.run("evidence", "bundle")

    assert answer.code == 3, made
    assert "nothing was changed" in answer.err
    assert everything(shop.root) == before


def test_it_does_not_become_part_of_the_pack(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = shop.run("evidence", "bundle", "--out", "packs/api/evidence")

    assert answer.code == 3
    assert "would become part of the pack" in answer.err
    assert shop.git("status", "--porcelain") == ""
    monkeypatch.chdir(shop.pack)
    assert shop.run("evidence", "bundle").code == 0, "dist/ of a pack is ignored, and may be made"
    assert shop.git("status", "--porcelain") == ""
    assert shop.run("evidence", "bundle", "--out", "dist/second").code == 0


def test_a_place_that_takes_nothing(shop: Workshop) -> None:
    shop.write("taken", "mine")

    answer = shop.run("evidence", "bundle", "--out", "taken/evidence")

    assert answer.code == 3
    assert "taken" in answer.err
    assert shop.git("status", "--porcelain") == "?? taken"


@pytest.mark.slow
def test_killed_at_every_effect_the_bundle_is_whole(shop: Workshop) -> None:
    """The old one, the new one or none; and the next run ends as if nothing had been."""
    shop.run("evidence", "bundle")
    old = everything(shop.root / OUT)
    shop.write("packs/api/README.md", FILES["README.md"] + "More.\n")
    shop.write("packs/api/entroping-policy-pack.yaml", MANIFEST.replace("1.0.0", "1.0.1"))
    killer = subprocess.Popen(
        [sys.executable, str(PROJECT / "tests/release/killer.py"), "evidence", "bundle"],
        cwd=shop.root,
        env={**os.environ, **NOBODY, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        code, effects = ended(killer, 0)
        new = everything(shop.root / OUT)
        assert (code, new != old, effects > len(new)) == (0, True, True)
        for number in tried(effects):
            shutil.rmtree(shop.root / "dist")
            for name, data in old.items():
                (shop.root / OUT / name).parent.mkdir(parents=True, exist_ok=True)
                (shop.root / OUT / name).write_bytes(data)

            assert ended(killer, number)[0] == -signal.SIGKILL, number

            assert everything(shop.root / OUT) in (old, new, {}), number
            assert ended(killer, 0)[0] == 0, number
            assert everything(shop.root / "dist") == {
                f"evidence/{name}": data for name, data in new.items()
            }, number
    finally:
        killer.communicate()


def ended(killer: subprocess.Popen[str], fatal: int) -> tuple[int, int]:
    """Return how a run ended that was to die at an effect, and how many effects there were."""
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"{fatal}\n")
    killer.stdin.flush()
    lines: Iterator[str] = iter(killer.stdout.readline, "")
    code, effects = next(line for line in lines if line != f"{OUT}\n").split()
    return int(code), int(effects)


# Usage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("gather",),
        ("bundle", "--out", ""),
        ("bundle", "--baseline", ""),
        ("bundle", "--lock", "l", "--update-lock", "--allowed-signers", "x"),
        ("bundle", "--checksums-only", "--allowed-signers", "x"),
        ("bundle", "--release"),
        ("check",),
        ("check", "one", "two"),
    ],
)
def test_wrong_usage(shop: Workshop, words: tuple[str, ...]) -> None:
    assert shop.run("evidence", *words).code == 2
    assert shop.git("status", "--porcelain") == ""
    assert not (shop.root / "dist").exists()


def test_one_release_is_not_that_of_several_packs(shop: Workshop) -> None:
    shop.write("packs/other/entroping-policy-pack.yaml", MANIFEST)

    assert shop.run("evidence", "bundle", "--release", "x").code == 2


def test_settings_decide_what_is_a_no(shop: Workshop) -> None:
    """The readings that settings name count here as they do for `bump`."""
    manifest = MANIFEST.replace("1.0.0", "1.0.1")
    shop.write("packs/api/entroping-policy-pack.yaml", manifest)
    shop.write("packs/api/README.md", FILES["README.md"] + "More.\n")
    assert shop.run("evidence", "bundle").code == 0

    shop.write("policy-pack-toolkit.toml", '[bump]\nfail-on = ["patch"]\n')

    assert shop.run("evidence", "bundle").code == 1
    assert shop.run("evidence", "bundle", "--fail-on", "nothing").code == 0


# Local only, and how that was proven -------------------------------------------------------------


@pytest.mark.parametrize("words", [("smoke", "--strict"), ("self-test",), ("evidence", "bundle")])
@pytest.mark.parametrize("by", [None, ()], ids=["strongest", "hook"])
def test_it_runs_without_a_network(
    shop: Workshop, words: tuple[str, ...], by: tuple[str, ...] | None
) -> None:
    answer = offline(ours(*words), shop.root, env=NOBODY, by=by)

    assert answer.code == 0, answer.err


def test_the_evidence_says_how_that_was_proven(shop: Workshop) -> None:
    answer = offline(ours("evidence", "bundle"), shop.root, env=NOBODY)

    assert answer.code == 0, answer.err
    payload = json.loads((shop.root / OUT / "environment.json").read_bytes())
    proofs = [one["proof"] for one in payload["local_only"]]
    assert proofs == ["audit-hook", "no-interface"] if namespace() else ["audit-hook"]
    smoke = json.loads((shop.root / OUT / "smoke.json").read_bytes())
    assert smoke["toolkit"]["local_only"]["proof"] == "audit-hook"
