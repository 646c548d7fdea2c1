"""What users see of a passing and a failing pack, in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.golden import Golden
from tests.smoke.packs import EXAMPLE, MANIFEST, NAME, README, RELIABILITY, SECURITY, baseline
from toolkit.pack.tree import Tree
from toolkit.render import json as as_json
from toolkit.render import markdown, text
from toolkit.render.views.smoke import markdown_evidence, self_test_page, smoke_page
from toolkit.smoke.evidence import self_test_payload, smoke_payload
from toolkit.smoke.examine import Examination, examine

_PATH = f"packs/{NAME}"
_PROOF = "audit-hook"


def _passing() -> Examination:
    return examine(Tree.of_files(baseline(), name=NAME))


def _failing() -> Examination:
    """Return a pack with one flaw of each kind that people make."""
    files = baseline()
    changes = (
        (MANIFEST, 'version: "0.1.0-alpha"', "version: 1.0"),
        (MANIFEST, 'source: "examples/policy-packs/api-baseline"', 'source: "../api-baseline"'),
        (MANIFEST, "    final: true\n", "    final: false\n"),
        (SECURITY, '"status < 500"', '"status<500"'),
        (RELIABILITY, '"true"', '"tags contains \\"smoke\\""'),
        (EXAMPLE, "./policy-packs/api-baseline/qanstitution.yaml", "../qanstitution.yaml"),
        (README, "server errors as a\n", "server errors as a\npassword: " + "Hunter22Hunter\n"),
    )
    for path, old, new in changes:
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode())
    return examine(Tree.of_files(files, name=NAME))


def _seen(examination: Examination) -> dict[str, str]:
    smoke = smoke_payload(examination, pack_path=_PATH, proof=_PROOF)
    checks = self_test_payload(examination, pack_path=_PATH, proof=_PROOF)
    page = smoke_page(examination, pack_path=_PATH)
    checks_page = self_test_page(examination, checks, pack_path=_PATH)
    return {
        "smoke.100.txt": text.render(page, width=100),
        "smoke.60.txt": text.render(page, width=60),
        "smoke.md": markdown.render(markdown_evidence(examination, smoke)),
        "smoke.json": _stable(smoke),
        "self-test.100.txt": text.render(checks_page, width=100),
        "self-test.60.txt": text.render(checks_page, width=60),
        "self-test.json": _stable(checks),
    }


def _stable(payload: dict[str, object]) -> str:
    """Return the JSON with the one thing that changes from release to release put in words."""
    again = json.loads(as_json.render(payload))
    again["toolkit"]["version"] = "VERSION"
    return as_json.render(again)


_GOLDEN = {
    f"{name}-{file}": (make, file)
    for name, make in (("pass", _passing), ("fail", _failing))
    for file in _seen(make())
}


@pytest.mark.parametrize("name", sorted(_GOLDEN))
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    """The report is the one that was reviewed."""
    make, file = _GOLDEN[name]

    golden(name, _seen(make())[file])


def test_no_stray_golden_file() -> None:
    """Every golden file is compared with something."""
    assert Golden(Path(__file__).parent / "golden").strays(_GOLDEN) == []


@pytest.mark.parametrize("name", sorted(name for name in _GOLDEN if name.endswith(".60.txt")))
def test_narrow_text_is_narrow(name: str) -> None:
    """No line of the narrow text is wider than the terminal, except where a word is."""
    make, file = _GOLDEN[name]

    assert max(map(len, _seen(make())[file].splitlines())) <= 60
