"""Broken projects, each named by its flaw, and the healthy one beside each."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.consumer.shop import EXCEPTION, GATES, HEAD, IMPORT, Shop, locked, override
from tests.make import make_files, write_files
from toolkit.consumer.checkup.answers import CHECKS
from toolkit.consumer.vendor_lock import LOCK

RULES = "policy-packs/api/rules/main.yaml"
CONFIG = "qanstitution.yaml"


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shop:
    """A project in which all is well, in no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    return Shop.new(tmp_path / "shop", capsys)


@dataclass(frozen=True)
class Flaw:
    """What is broken, what is told of it (check, place), and words that the report has."""

    name: str
    broken: Callable[[Shop], object]
    told: tuple[tuple[str, str], ...]
    said: str
    words: tuple[str, ...] = ()
    status: str = "finding"


def _write(path: str, data: bytes | str) -> Callable[[Shop], object]:
    return lambda shop: write_files(shop.root, {path: data})


def _remove(*paths: str) -> Callable[[Shop], object]:
    def build(shop: Shop) -> None:
        for path in paths:
            (shop.root / path).unlink()

    return build


def _replace(path: str, old: str, new: str) -> Callable[[Shop], object]:
    return lambda shop: shop.replace(path, old, new)


def _all(*steps: Callable[[Shop], object]) -> Callable[[Shop], object]:
    return lambda shop: [step(shop) for step in steps]


def _config(text: str) -> Callable[[Shop], object]:
    return _write(CONFIG, text)


def _second_pack(*, lock: bool, imported: bool) -> Callable[[Shop], object]:
    def build(shop: Shop) -> None:
        files = make_files(files={"rules/main.yaml": "project: a\nversion: '4.1'\ngates: []\n"})
        write_files(shop.root / "policy-packs/more", files)
        if lock:
            write_files(shop.root, {LOCK: locked({"api": make_files(), "more": files})})
        if imported:
            shop.replace(CONFIG, IMPORT, f'{IMPORT}  - "./policy-packs/more/qanstitution.yaml"\n')

    return build


def _link(path: str, target: str) -> Callable[[Shop], object]:
    def build(shop: Shop) -> None:
        place = shop.root / path
        if place.exists():
            place.rename(place.with_name("elsewhere"))
        place.symlink_to(target)

    return build


def _pipe(path: str) -> Callable[[Shop], object]:
    def build(shop: Shop) -> None:
        (shop.root / path).unlink(missing_ok=True)
        os.mkfifo(shop.root / path)

    return build


def _exception(**fields: str) -> Callable[[Shop], object]:
    """Return a step that changes fields of the one exception; ``""`` makes a field blank."""
    text = EXCEPTION
    for name, value in fields.items():
        start = text.index(f"{name}: ") + len(name) + 2
        text = text[:start] + f'"{value}"' + text[text.index("\n", start) :]
    return _config(HEAD + IMPORT + GATES + text)


ANOTHER = EXCEPTION.partition("\n")[2]
UNREAD = (("lock-readable", LOCK), ("pack-pinned", "policy-packs/api"))
"""Without its lock nobody knows whether a pack is pinned."""

FLAWS = [
    # The policy, as the runtime loads it
    Flaw(
        "yaml-broken",
        _config("project: [\n"),
        (("policy-loads", f"{CONFIG}:2"),),
        "Invalid YAML",
    ),
    Flaw(
        "config-empty",
        _config(""),
        (("policy-loads", f"{CONFIG}:1"),),
        "project",
    ),
    Flaw(
        "config-not-utf8",
        _write(CONFIG, b"project: \xff\n"),
        (("policy-loads", f"{CONFIG}:1"),),
        "UTF-8",
    ),
    Flaw(
        "config-with-nul",
        _write(CONFIG, b"project: a\0b\n"),
        (("policy-loads", f"{CONFIG}:1"),),
        "Invalid YAML",
    ),
    Flaw(
        "gate-no-assertion",
        _replace(CONFIG, "duration < 750", "duration <"),
        (("policy-loads", f"{CONFIG}:8"),),
        "duration",
    ),
    Flaw(
        "two-faults-are-both-told",
        _all(
            _replace(CONFIG, "duration < 750", "duration <"),
            _replace(CONFIG, '"4.1"', '"4.2"'),
        ),
        (
            ("policy-loads", f"{CONFIG}:2"),
            ("policy-loads", f"{CONFIG}:8"),
        ),
        "4.2",
    ),
    Flaw(
        "import-not-found",
        _replace(CONFIG, IMPORT, f'{IMPORT}  - "./rules/own.yaml"\n'),
        (("policy-loads", f"{CONFIG}:5"),),
        "Import not found",
    ),
    Flaw(
        "import-remote",
        _replace(CONFIG, IMPORT, f'{IMPORT}  - "https://example.com/q.yaml"\n'),
        (("policy-loads", f"{CONFIG}:5"),),
        "Remote QAnstitution imports are not supported",
    ),
    Flaw(
        "import-above-the-project",
        _replace(CONFIG, IMPORT, f'{IMPORT}  - "../q.yaml"\n'),
        (("policy-loads", f"{CONFIG}:5"),),
        "outside the QAnstitution root",
    ),
    Flaw(
        "import-twice",
        _replace(CONFIG, IMPORT, f'{IMPORT}  - "./policy-packs/api/qanstitution.yaml"\n'),
        (("policy-loads", f"{CONFIG}:5"), ("policy-loads", f"{CONFIG}:5")),
        "imported twice",
    ),
    Flaw(
        "import-cycle",
        _all(
            _write("rules/a.yaml", HEAD + "imports: [../qanstitution.yaml]\n"),
            _replace(CONFIG, IMPORT, f'{IMPORT}  - "./rules/a.yaml"\n'),
        ),
        (("policy-loads", "rules/a.yaml:3"),),
        "cycle",
    ),
    Flaw(
        "final-gate-overridden",
        _replace(
            CONFIG,
            GATES,
            GATES + '  - {id: acme.no_5xx, condition: "true", gate: status < 600,'
            " enforcement: block}\n",
        ),
        (("policy-loads", f"{CONFIG}:10"),),
        "Cannot override final imported gate",
    ),
    Flaw(
        "gate-defined-twice",
        _replace(CONFIG, GATES, GATES + GATES.partition("\n")[2]),
        (("policy-loads", f"{CONFIG}:10"),),
        "Duplicate gate id",
    ),
    Flaw(
        "pack-behind-a-link",
        _link("policy-packs/api", "elsewhere"),
        (
            ("policy-loads", f"{CONFIG}:4"),
            ("lock-entry", f"{LOCK}:3"),
            ("pack-imported", "policy-packs/elsewhere"),
            ("pack-pinned", "policy-packs/elsewhere"),
        ),
        "must not use symlinks",
        status="",
    ),
    Flaw(
        "all-packs-behind-a-link",
        _link("policy-packs", "elsewhere"),
        (("policy-loads", f"{CONFIG}:4"), ("lock-entry", f"{LOCK}:3")),
        "must not use symlinks",
    ),
    Flaw(
        "import-with-names-that-no-file-can-have",
        _replace(
            CONFIG,
            IMPORT,
            IMPORT
            + '  - "/"\n  - ""\n  - "//x"\n  - "a\\0b"\n  - "\\uD800"\n'
            + f'  - "{"x" * 300}"\n  - "{"a/" * 3000}b"\n',
        ),
        tuple(("policy-loads", f"{CONFIG}:{line}") for line in range(5, 12)),
        "must be relative",
    ),
    # The lock and the files
    Flaw(
        "vendor-was-interrupted",
        _write(".policy-packs.vendoring/journal.json", "{}"),
        (("vendor-finished", "policy-packs"),),
        "a run of vendor was interrupted",
    ),
    Flaw(
        "vendor-interrupted",
        _write(".policy-packs.vendoring/journal.json", "{}"),
        (("vendor-finished", "policy-packs"),),
        "a run of vendor was interrupted",
    ),
    Flaw("file-changed", _replace(RULES, "500", "600"), (("pack-unchanged", RULES),), "changed"),
    Flaw(
        "file-missing",
        _remove("policy-packs/api/README.md"),
        (
            ("pack-unchanged", "policy-packs/api/README.md"),
            ("pack-layout", "policy-packs/api/README.md"),
        ),
        "missing",
    ),
    Flaw(
        "file-strange",
        _write("policy-packs/api/rules/extra.yaml", "x: 1\n"),
        (("pack-unchanged", "policy-packs/api/rules/extra.yaml"),),
        "not a file of acme.api 1.0.0",
    ),
    Flaw(
        "file-a-link",
        _all(_remove("policy-packs/api/README.md"), _link("policy-packs/api/README.md", "q")),
        (
            ("pack-unchanged", "policy-packs/api/README.md"),
            ("pack-layout", "policy-packs/api/README.md"),
        ),
        "missing",
    ),
    Flaw(
        "file-a-pipe",
        _pipe("policy-packs/api/extra"),
        (("pack-unchanged", "policy-packs/api/extra"),),
        "not a file of",
    ),
    Flaw(
        "line-ends-changed",
        lambda shop: (shop.root / RULES).write_bytes(
            (shop.root / RULES).read_bytes().replace(b"\n", b"\r\n")
        ),
        (("pack-unchanged", RULES),),
        "policy-packs/** -text",
    ),
    Flaw(
        "lock-with-another-digest",
        lambda shop: (shop.root / LOCK).write_text(
            re.sub(
                r'"content_sha256": "[0-9a-f]{64}"',
                f'"content_sha256": "{"0" * 64}"',
                (shop.root / LOCK).read_text(encoding="utf-8"),
            ),
            encoding="utf-8",
        ),
        (("pack-unchanged", f"{LOCK}:3"),),
        "the content digest is not that of the files",
    ),
    Flaw(
        "lock-with-another-version",
        _replace(LOCK, '"version": "1.0.0"', '"version": "9.9.9"'),
        (("lock-entry", f"{LOCK}:3"),),
        "its version is '9.9.9', and '1.0.0' in the manifest that it locks",
    ),
    Flaw(
        "lock-with-another-id",
        _replace(LOCK, '"id": "acme.api"', '"id": "acme.other"'),
        (("lock-entry", f"{LOCK}:3"),),
        "its id is 'acme.other'",
    ),
    Flaw(
        "lock-with-another-entrypoint",
        _replace(LOCK, '"entrypoint": "qanstitution.yaml"', '"entrypoint": "rules/main.yaml"'),
        (("lock-entry", f"{LOCK}:3"),),
        "its entrypoint is 'rules/main.yaml'",
    ),
    Flaw(
        "locked-under-a-name-that-no-folder-can-have",
        _replace(LOCK, '"api": {', f'"{"x" * 300}": {{'),
        (("lock-entry", f"{LOCK}:3"), ("pack-pinned", "policy-packs/api")),
        "is missing",
    ),
    Flaw(
        "repository-in-a-locked-pack",
        _write("policy-packs/api/.git/HEAD", "ref: refs/heads/main\n"),
        (("pack-pinned", "policy-packs/api"),),
        "git records none of its files",
    ),
    Flaw(
        "packs-a-file",
        _all(
            _remove(*(f"policy-packs/api/{path}" for path in make_files())),
            lambda shop: shutil.rmtree(shop.root / "policy-packs"),
            _write("policy-packs", "x"),
        ),
        (("policy-loads", f"{CONFIG}:4"), ("lock-entry", f"{LOCK}:3")),
        "Import not found",
    ),
    Flaw(
        "pack-not-in-the-lock",
        _second_pack(lock=False, imported=True),
        (("pack-pinned", "policy-packs/more"),),
        "nothing pins it",
    ),
    Flaw(
        "no-lock-at-all", _remove(LOCK), (("pack-pinned", "policy-packs/api"),), "nothing pins it"
    ),
    Flaw(
        "locked-and-not-imported",
        _second_pack(lock=True, imported=False),
        (("lock-entry", f"{LOCK}:20"),),
        "nothing imports it",
    ),
    Flaw(
        "locked-and-not-there",
        lambda shop: write_files(
            shop.root, {LOCK: locked({"api": make_files(), "gone": make_files()})}
        ),
        (("lock-entry", f"{LOCK}:20"),),
        "its folder policy-packs/gone is missing",
    ),
    Flaw(
        "pack-there-and-not-imported",
        _second_pack(lock=False, imported=False),
        (("pack-imported", "policy-packs/more"), ("pack-pinned", "policy-packs/more")),
        "nothing imports it",
        status="",
    ),
    Flaw(
        "import-not-of-the-entrypoint",
        _replace(CONFIG, "api/qanstitution.yaml", "api/rules/main.yaml"),
        (("import-entrypoint", f"{CONFIG}:4"),),
        "which is not the entrypoint of acme.api 1.0.0",
    ),
    Flaw(
        "pack-elsewhere",
        _all(
            lambda shop: write_files(shop.root / "vendor/own", make_files()),
            _replace(CONFIG, "./policy-packs/api/", "./vendor/own/"),
        ),
        (("lock-entry", f"{LOCK}:3"), ("pack-pinned", "vendor/own")),
        "nothing pins it",
    ),
    Flaw(
        "no-manifest",
        _remove("policy-packs/api/entroping-policy-pack.yaml"),
        (
            ("pack-unchanged", "policy-packs/api/entroping-policy-pack.yaml"),
            ("pack-layout", "policy-packs/api/entroping-policy-pack.yaml"),
        ),
        "nobody can say which pack this is",
    ),
    Flaw(
        "no-example",
        _remove("policy-packs/api/examples/consumer-qanstitution.yaml"),
        (
            ("pack-unchanged", "policy-packs/api/examples/consumer-qanstitution.yaml"),
            ("pack-layout", "policy-packs/api/examples/consumer-qanstitution.yaml"),
        ),
        "license and attribution belong to it",
    ),
    Flaw("lock-no-json", _write(LOCK, "{"), UNREAD, "no JSON"),
    Flaw("lock-empty", _write(LOCK, ""), UNREAD, "no JSON"),
    Flaw("lock-not-ascii", _write(LOCK, b"\xff\xfe"), UNREAD, "ASCII"),
    Flaw("lock-too-deep", _write(LOCK, "[" * 10_000), UNREAD, "nested"),
    Flaw("lock-too-large", _write(LOCK, " " * 5_000_000), UNREAD, "bytes"),
    Flaw(
        "lock-of-tomorrow",
        _replace(LOCK, "vendor-lock.v1", "vendor-lock.v9"),
        UNREAD,
        "schema_version",
    ),
    Flaw(
        "lock-with-a-key-twice",
        _replace(LOCK, '"packs": {', '"packs": {}, "packs": {'),
        UNREAD,
        "twice",
    ),
    Flaw(
        "lock-with-a-path-for-a-name",
        _replace(LOCK, '"api": {', '"../api": {'),
        UNREAD,
        "../api",
    ),
    Flaw("lock-a-pipe", _pipe(LOCK), UNREAD, "special file"),
    Flaw("lock-a-link", _link(LOCK, "elsewhere"), UNREAD, "symbolic link"),
    # Overrides
    Flaw(
        "override-weaker",
        _replace(CONFIG, GATES, GATES + override(enforcement="audit_only")),
        (("override", f"{CONFIG}:10"),),
        f"replaces the gate at {RULES}:11: it asks for less",
        status="advice",
    ),
    Flaw(
        "override-accepts-more",
        _replace(CONFIG, GATES, GATES + override("status < 600")),
        (("override", f"{CONFIG}:10"),),
        "it asks for less in some ways and for more in others",
        status="advice",
    ),
    # Exceptions
    Flaw(
        "exception-without-issue",
        _exception(issue_id=" "),
        (("exception-complete", f"{CONFIG}:13"),),
        "issue_id is blank",
    ),
    Flaw(
        "exception-without-reason",
        _exception(reason=""),
        (("exception-complete", f"{CONFIG}:15"),),
        "reason is blank",
    ),
    Flaw(
        "exception-without-test",
        _exception(test=""),
        (("exception-complete", f"{CONFIG}:11"),),
        "test is blank",
    ),
    Flaw(
        "exception-without-rule",
        _exception(rule_id=""),
        (("exception-complete", f"{CONFIG}:12"),),
        "rule_id is blank",
    ),
    Flaw(
        "exception-with-no-such-day",
        _exception(expires="2027-02-30"),
        (
            ("policy-loads", f"{CONFIG}:14"),
            ("exception-complete", f"{CONFIG}:14"),
        ),
        "expires must use YYYY-MM-DD",
    ),
    Flaw(
        "exception-over",
        _exception(expires="2026-11-21"),
        (("exception-expired", f"{CONFIG}:14"),),
        "ended on 2026-11-21, 1 day ago",
    ),
    Flaw(
        "exception-ends-today",
        _exception(expires="2026-11-22"),
        (("exception-expiring", f"{CONFIG}:14"),),
        "ends today",
        status="advice",
    ),
    Flaw(
        "exception-ends-in-two-weeks",
        _exception(expires="2026-12-06"),
        (("exception-expiring", f"{CONFIG}:14"),),
        "ends in 14 days",
        status="advice",
    ),
    Flaw(
        "exception-for-no-gate",
        _exception(rule_id="acme.requestid"),
        (("exception-unmatched", f"{CONFIG}:12"),),
        "did you mean acme.request_id?",
    ),
    Flaw(
        "exception-twice",
        lambda shop: shop.add(ANOTHER),
        (("exception-duplicate", f"{CONFIG}:16"),),
        "first at line 11",
    ),
    Flaw(
        "exception-where-nobody-reads-it",
        _all(
            _write("rules/own.yaml", HEAD + EXCEPTION),
            _replace(CONFIG, IMPORT, f'{IMPORT}  - "./rules/own.yaml"\n'),
        ),
        (("exception-unread", "rules/own.yaml:3"),),
        "do not count",
        status="advice",
    ),
    # Versions
    Flaw(
        "entroping-too-new",
        lambda _: None,
        (("entroping-range", "policy-packs/api/entroping-policy-pack.yaml:8"),),
        "1.0.0 is what runs",
        words=("--entroping", "1.0.0"),
    ),
    Flaw(
        "entroping-a-prerelease-before-the-range",
        lambda _: None,
        (("entroping-range", "policy-packs/api/entroping-policy-pack.yaml:8"),),
        "0.1.0-alpha.2 is what runs",
        words=("--entroping", "0.1.0a2"),
    ),
]


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: flaw.name)
def test_a_broken_project_is_told_what_where_and_what_to_do(shop: Shop, flaw: Flaw) -> None:
    assert shop.told() == [], "the healthy one"
    flaw.broken(shop)

    told = shop.told(*flaw.words)

    assert [(check, place) for check, _, place in told] == list(flaw.told)
    if flaw.told == UNREAD:
        assert [status for _, status, _ in told] == ["finding", "not-known"]
    elif flaw.status:
        assert {status for _, status, _ in told} == {flaw.status}
    answer = shop.doctor("--format", "json", *flaw.words)
    assert answer.code == (1 if "finding" in {status for _, status, _ in told} else 0)
    assert not answer.payload["passed"] or not answer.code
    assert flaw.said in " ".join(
        f"{each['message']} {each['hint']}" for each in answer.payload["answers"]
    )
    for each in answer.payload["answers"]:
        assert each["status"] == "ok" or each["hint"]
    text = shop.doctor(*flaw.words)
    assert (text.code, text.err) == (answer.code, "")
    assert str(shop.root) not in text.out


def test_at_least_forty_flaws_and_no_two_of_one_name() -> None:
    assert len({flaw.name for flaw in FLAWS}) == len(FLAWS) >= 40
    assert {check for flaw in FLAWS for check, _ in flaw.told} <= CHECKS.keys()
