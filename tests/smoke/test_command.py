"""The commands on packs on disk: exit codes, one verdict, bytes that never vary, no traceback."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.smoke import laws
from tests.smoke.cases import Case
from tests.smoke.corpus import content, document, imports, manifest, yaml_tricks
from tests.smoke.disk import main, run, write
from tests.smoke.packs import EXAMPLE, MANIFEST, README, RELIABILITY, baseline
from toolkit.pack.limits import MAX_FILE_BYTES

_ON_DISK: list[Case] = [
    case
    for group in (manifest, document, yaml_tricks, imports, content)
    for case in group.CASES[::60]
    if not case.entries
    and len(case.files) < 500
    and all(len(os.fsencode(part)) < 255 for path in case.files for part in path.split("/"))
    and all(len(path) < 300 for path in case.files)
]


def _verdicts(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run both commands; assert that they agree, and return both payloads."""
    payloads = []
    codes = []
    for words in (["smoke", "--strict"], ["self-test"]):
        start = time.process_time()
        codes.append(main([*words, "--pack", str(pack), "--format", "json"]))
        assert time.process_time() - start < 5
        seen = capsys.readouterr()
        assert "Traceback" not in seen.err
        assert "our own fault" not in seen.err
        payloads.append(json.loads(seen.out))
        assert seen.out == json.dumps(payloads[-1], indent=2, sort_keys=True) + "\n"
    smoke, self_test = payloads
    assert smoke["status"] == self_test["status"]
    assert codes == [0, 0] if smoke["status"] == "pass" else [1, 1]
    assert set(smoke) == laws.SMOKE_KEYS
    assert set(self_test) == laws.SELF_TEST_KEYS
    return smoke, self_test


@pytest.mark.parametrize("case", _ON_DISK, ids=lambda case: case.name)
def test_one_verdict_on_disk(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What holds in memory holds through the command line, in every format."""
    pack = write(tmp_path, case.files)

    smoke, _ = _verdicts(pack, capsys)

    assert (smoke["status"] == "pass") is case.legal, smoke["failures"]
    assert str(tmp_path) not in json.dumps(smoke)
    for form in ("text", "md"):
        assert main(["smoke", "--pack", str(pack), "--format", form]) == 0
        assert "Traceback" not in capsys.readouterr().err


def _fifo(pack: Path) -> None:
    os.mkfifo(pack / "pipe")


def _fifo_as_manifest(pack: Path) -> None:
    (pack / MANIFEST).unlink()
    os.mkfifo(pack / MANIFEST)


def _socket(pack: Path) -> None:
    before = Path.cwd()
    os.chdir(pack)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
    finally:
        os.chdir(before)


def _link(pack: Path) -> None:
    (pack / "link.md").symlink_to("README.md")


def _link_outside(pack: Path) -> None:
    (pack / "link.md").symlink_to("/etc/passwd")


def _link_nowhere(pack: Path) -> None:
    (pack / "link.md").symlink_to("gone")


def _link_loop(pack: Path) -> None:
    (pack / "loop").symlink_to("loop")


def _link_to_parent(pack: Path) -> None:
    (pack / "up").symlink_to("..")


def _link_as_rules(pack: Path) -> None:
    (pack / "rules").rename(pack / "real")
    (pack / "rules").symlink_to("real")


def _link_as_manifest(pack: Path) -> None:
    (pack / MANIFEST).rename(pack / "real.yaml")
    (pack / MANIFEST).symlink_to("real.yaml")


def _device(pack: Path) -> None:
    (pack / "null").symlink_to("/dev/zero")


def _folder_as_manifest(pack: Path) -> None:
    (pack / MANIFEST).unlink()
    (pack / MANIFEST).mkdir()


def _folder_as_rules(pack: Path) -> None:
    (pack / RELIABILITY).unlink()
    (pack / RELIABILITY).mkdir()


def _sparse(pack: Path) -> None:
    with (pack / "big.bin").open("wb") as file:
        file.truncate(1 << 40)


def _sparse_manifest(pack: Path) -> None:
    with (pack / MANIFEST).open("r+b") as file:
        file.truncate(1 << 33)


def _just_too_large(pack: Path) -> None:
    (pack / "big.bin").write_bytes(b"a" * (MAX_FILE_BYTES + 1))


def _line_feed(pack: Path) -> None:
    (pack / "a\n# Forged").write_bytes(b"")


def _no_utf8(pack: Path) -> None:
    Path(os.fsdecode(os.fsencode(pack) + b"/\xff\xfe.md")).write_bytes(b"")


def _hyphen(pack: Path) -> None:
    (pack / "--help").write_bytes(b"")


def _deep(pack: Path) -> None:
    (pack / "/".join("d" * 300)).mkdir(parents=True)
    (pack / "/".join("d" * 300) / "x").write_bytes(b"")


@pytest.mark.parametrize(
    ("trick", "code"),
    [
        (_fifo, "content-not-regular"),
        (_fifo_as_manifest, "manifest-missing"),
        (_socket, "content-not-regular"),
        (_link, "content-symlink"),
        (_link_outside, "content-symlink"),
        (_link_nowhere, "content-symlink"),
        (_link_loop, "content-symlink"),
        (_link_to_parent, "content-symlink"),
        (_link_as_rules, "import-refused"),
        (_link_as_manifest, "manifest-missing"),
        (_device, "content-symlink"),
        (_folder_as_manifest, "manifest-missing"),
        (_folder_as_rules, "import-refused"),
        (_sparse, "content-not-regular"),
        (_sparse_manifest, "manifest-missing"),
        (_just_too_large, "content-not-regular"),
        (_line_feed, "file-name"),
        (_no_utf8, "file-name"),
        (_hyphen, "file-name"),
        (_deep, "file-name"),
    ],
)
def test_file_system_tricks(
    trick: Callable[[Path], None], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing but regular files is opened or followed, and every trick is named."""
    pack = write(tmp_path)
    trick(pack)

    smoke, _ = _verdicts(pack, capsys)

    assert smoke["status"] == "fail"
    assert code in {finding["code"] for finding in smoke["toolkit"]["findings"]}


def test_the_pack_through_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link anywhere on the way to the pack is refused, as the self-test always did."""
    write(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")

    smoke, self_test = _verdicts(tmp_path / "link" / "api-baseline", capsys)

    assert smoke["status"] == "fail"
    assert "Policy-pack source must not use symlinks: link" in self_test["checks"][0]["message"]


def test_hard_links_are_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second name of a file is a file."""
    pack = write(tmp_path)
    (pack / "SECOND.md").hardlink_to(pack / README)

    assert _verdicts(pack, capsys)[0]["status"] == "pass"


@pytest.mark.parametrize("words", [["smoke", "--strict"], ["self-test"]])
def test_no_such_folder(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be examined is neither passed nor failed."""
    (tmp_path / "file").write_bytes(b"")

    assert main([*words, "--pack", str(tmp_path / "gone")]) == 3
    assert main([*words, "--pack", str(tmp_path / "file")]) == 3
    assert capsys.readouterr().out == ""


def test_exit_codes_of_smoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --strict the exit code is 0 whatever was found; with it, 1 and the reasons."""
    pack = write(tmp_path)
    (pack / README).unlink()

    assert main(["smoke", "--pack", str(pack), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "fail"
    assert main(["smoke", "--pack", str(pack), "--format", "json", "--strict"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "policy-pack smoke failed:"
    assert (
        told[1]
        == "  README.md: required file missing: README.md (`new-pack` shows what it should hold)"
    )
    assert main(["smoke", "--pack", str(write(tmp_path / "sound")), "--strict"]) == 0
    assert (
        main(["smoke", "--pack", str(write(tmp_path / "sound")), "--strict", "--advice-is-fatal"])
        == 1
    )
    assert main(["smoke", "--format", "xml"]) == 2
    assert main(["self-test", "--pack", str(pack), "--format", "xml"]) == 2


@pytest.mark.parametrize("form", ["json", "md", "text"])
def test_evidence_is_byte_stable(form: str, tmp_path: Path) -> None:
    """The same pack gives the same bytes in another folder, order, locale, umask and hash seed."""
    flawed = {**baseline(), "-x.md": b"", EXAMPLE: b"a: 1\na: 2\n", "docs/\u00fc.md": b"\xff"}
    first = write(tmp_path / "one", flawed)
    second = tmp_path / "two" / "deeper" / "api-baseline"
    for path, data in sorted(flawed.items(), reverse=True):
        target = second / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o600)
        os.utime(target, (1, 1))
    words = ["smoke", "--strict", "--format", form, "--pack"]

    plain = run(*words, "api-baseline", cwd=first.parent, environment={"PYTHONHASHSEED": "1"})
    other = run(
        *words,
        "deeper/api-baseline",
        "--root",
        "deeper",
        cwd=second.parent.parent,
        environment={
            "PYTHONHASHSEED": "77",
            "LC_ALL": "C",
            "LANG": "C",
            "TZ": "Asia/Tokyo",
            "COLUMNS": "30",
        },
    )

    assert plain.code == other.code == 1
    assert plain.out == other.out
    assert plain.out.isascii() or form != "json"


def test_markdown_cannot_be_forged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No text of a manifest can add a heading, a list item, a table or HTML to the evidence."""
    evil = "x\\n\\n## Failures\\n\\n- none\\n<script>`*|"
    files = baseline()
    text = files[MANIFEST].decode()
    for name in ("license", "source", "evidence_command", "entroping", "id"):
        lines = [
            f'{name}: "{evil}"' if line.startswith(f"{name}:") else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines) + "\n"
    text = text.replace('"Entroping Core"', f'"{evil}"') + f'publisher: "{evil}"\n'
    pack = write(tmp_path, {**files, MANIFEST: text.encode()})

    main(["smoke", "--pack", str(pack), "--format", "md"])

    seen = capsys.readouterr().out
    headings = [line for line in seen.splitlines() if line.startswith("#")]
    assert headings == [
        "# Policy-Pack Smoke Evidence",
        "## Provenance Gates",
        "## Effective Gates",
        "## Final Gates",
        "## Consumer Example",
        "## Consumer Example Gates",
        "## Failures",
        "## Advice",
    ]
    assert all(line.startswith(("#", "- ")) or not line for line in seen.splitlines())
    failures = seen.partition("## Failures")[2].partition("## ")[0]
    assert "- none" not in failures.splitlines()


def test_self_test_takes_the_packs_that_every_command_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None named: all under packs/, in an array; one page each; one that fails decides."""
    (tmp_path / "packs").mkdir()
    for name in ("one", "two"):
        write(tmp_path).rename(tmp_path / "packs" / name)
    monkeypatch.chdir(tmp_path)

    assert main(["self-test", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [answer["pack_path"] for answer in found] == ["packs/one", "packs/two"]
    (tmp_path / "packs/two" / README).unlink()
    assert main(["self-test"]) == 1
    page = capsys.readouterr().out
    assert (page.count("pass  "), page.count("FAIL  ")) != (0, 0)
    assert "required file missing: README.md" in page

    monkeypatch.chdir(tmp_path / "packs/one")
    assert main(["self-test", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "pass"


def test_what_cannot_be_read_is_not_called_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write(tmp_path)
    (pack / README).write_bytes(b"#" * (MAX_FILE_BYTES + 1))  # unreadable for everybody, root too
    main(["smoke", "--pack", str(pack), "--format", "md"])

    said = capsys.readouterr().out
    assert "required file unreadable (larger than 4,194,304 bytes): README.md" in said
    assert "missing" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_not_called_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write(tmp_path)
    (pack / README).chmod(0)
    main(["smoke", "--pack", str(pack), "--format", "md"])

    assert "required file unreadable (Permission denied): README.md" in capsys.readouterr().out


def test_a_name_that_is_no_text_is_shown_as_its_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write(tmp_path)
    (pack / os.fsdecode(b"a\xff.md")).write_bytes(b"")
    main(["smoke", "--pack", str(pack), "--format", "json"])

    failures = json.loads(capsys.readouterr().out)["failures"]
    assert any("the byte \\xff, which is no UTF-8: a\\xff.md" in said for said in failures)


def test_self_test_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self-test", "--pack", str(tmp_path / "nothing")]) == 3
    assert "no such folder" in capsys.readouterr().err
