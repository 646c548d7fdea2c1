"""Open-core and premium: what every pack must keep, what each tier must, each with its control."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.licenses import canonicalize_license_expression

from tests.catalog.shop import ADDS, MANIFEST, RULES, codes, pack_files
from toolkit.catalog.boundary import ADDS_HEADING, MIN_WORDS_ADDED, check_boundary
from toolkit.catalog.licenses import is_open, open_licenses
from toolkit.catalog.model import Tier
from toolkit.catalog.refusals import CatalogReason
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree

if TYPE_CHECKING:
    from tests.catalog.shop import Shop

README = "# Acme\n\n`acme.api.no_5xx` is final because a server error is never fine.\n\n"
LICENCE = {MANIFEST: ('license: "Apache-2.0"', 'license: "LicenseRef-Acme"')}
ENTRY = "qanstitution.yaml"
HEAD = "gates: []\n"
AGENT = "agents:\n  builder: {source: acme, model: m, api_key_env: ACME_KEY}\n"


def found(tier: Tier, **pack: Any) -> list[tuple[str, str]]:
    """Return code and place of all that keeps a pack out."""
    tree = Tree.of_files(pack_files(**pack))
    refusals = check_boundary(read_pack(tree).pack(), tier, release="acme.api 1.0.0")
    told = []
    for each in refusals:
        assert each.hint
        assert each.release == "acme.api 1.0.0"
        told.append((each.code, each.where))
    return told


def premium(**pack: Any) -> list[tuple[str, str]]:
    files = {"README.md": README + ADDS, **pack.pop("files", {})}
    return found(Tier.PREMIUM, files=files, replaced={**LICENCE, **pack.pop("replaced", {})})


def test_the_controls_stand_in_their_tiers() -> None:
    assert found(Tier.OPEN_CORE) == []
    assert premium() == []


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        (
            {"replaced": {ENTRY: (HEAD, f"{HEAD}{AGENT}")}},
            "BOUNDARY_KEY",
            "qanstitution.yaml:6:1",
        ),
        (
            {"replaced": {RULES: ("gates:\n", f"{AGENT}gates:\n")}},
            "BOUNDARY_KEY",
            "rules/security.yaml:3:1",
        ),
        ({"files": {"extra.yaml": "license_key: abc\n"}}, "BOUNDARY_KEY", "extra.yaml:1:1"),
        ({"files": {"extra.yml": "a:\n  - licence-server: x\n"}}, "BOUNDARY_KEY", "extra.yml:2:5"),
        ({"files": {"extra.yaml": "activation: {url: x}\n"}}, "BOUNDARY_KEY", "extra.yaml:1:1"),
        ({"files": {"extra.yaml": "Entitlement_Token: x\n"}}, "BOUNDARY_KEY", "extra.yaml:1:1"),
        ({"files": {"extra.yaml": '"\\x61gents": {x: 1}\n'}}, "BOUNDARY_KEY", "extra.yaml:1:1"),
        ({"files": {"activation.key": "x\n"}}, "BOUNDARY_KEY", "activation.key"),
        ({"files": {"keys/acme.lic": "x\n"}}, "BOUNDARY_KEY", "keys/acme.lic"),
        ({"files": {"license-key.txt": "x\n"}}, "BOUNDARY_KEY", "license-key.txt"),
        (
            {"files": {"extra.yaml": 'imports:\n  - "https://acme.example/q.yaml"\n'}},
            "BOUNDARY_REMOTE",
            "extra.yaml:2:5",
        ),
        (
            {"files": {"extra.yaml": "sources:\n  - url: git@acme.example:packs\n"}},
            "BOUNDARY_REMOTE",
            "extra.yaml:2:10",
        ),
        (
            {"files": {"extra.yaml": "imports: [//host/q.yaml]\n"}},
            "BOUNDARY_REMOTE",
            "extra.yaml:1:11",
        ),
    ],
)
def test_what_no_pack_may_ask_for(
    tier: Tier, changes: dict[str, Any], code: str, where: str
) -> None:
    judged = premium(**changes) if tier is Tier.PREMIUM else found(tier, **changes)

    assert (code, where) in judged
    assert {each for each, _ in judged} == {code}


@pytest.mark.parametrize(
    "files",
    [
        {"extra.yaml": "agents: {}\n"},
        {"extra.yaml": "api_key_env:\n"},
        {"extra.yaml": "description: ask https://acme.example for more\n"},
        {"extra.yaml": "imports: [./rules/security.yaml]\n"},
        {"docs/license.md": "The licence.\n"},
        {"notes.txt": "license_key: only a word in a text\n"},
        {"extra.yaml": ": : broken\n"},
    ],
)
def test_what_only_looks_like_it(files: dict[str, str]) -> None:
    assert found(Tier.OPEN_CORE, files=files) == []
    assert premium(files=files) == []


@pytest.mark.parametrize(
    ("licence", "opened"),
    [
        ("Apache-2.0", True),
        ("apache-2.0", True),
        ("MIT OR LicenseRef-Acme", True),
        ("MIT AND LicenseRef-Acme", False),
        ("MIT AND Apache-2.0", True),
        ("(MIT AND LicenseRef-Acme) OR BSD-3-Clause", True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("EUPL-1.2+", True),
        ("LicenseRef-Acme", False),
        ("BUSL-1.1", False),
        ("CC-BY-NC-4.0", False),
        ("Elastic-2.0", False),
        ("SSPL-1.0", False),
        ("NONE", False),
        ("", False),
        ("MIT OR", False),
        ("(MIT", False),
        ("MIT)", False),
        ("MIT Apache-2.0", False),
        ("MIT; DROP", False),
    ],
)
def test_which_licences_are_open(licence: str, opened: bool) -> None:
    assert is_open(licence) is opened


def test_every_licence_of_the_list_is_one_of_spdx() -> None:
    for name in open_licenses():
        assert canonicalize_license_expression(name).lower() == name


def test_open_core_needs_an_open_licence() -> None:
    line = pack_files()[MANIFEST].decode().splitlines().index('license: "Apache-2.0"') + 1

    assert found(Tier.OPEN_CORE, replaced=LICENCE) == [
        ("OPEN_CORE_LICENSE", f"{MANIFEST}:{line}:10")
    ]


@pytest.mark.parametrize("licence", ["NONE", "NOASSERTION", "proprietary", "Unlicensed"])
def test_premium_needs_a_licence_with_a_name(licence: str) -> None:
    replaced = {MANIFEST: ('license: "Apache-2.0"', f'license: "{licence}"')}

    assert [code for code, _ in premium(replaced=replaced)] == ["PREMIUM_LICENSE"]


@pytest.mark.parametrize("data", [b"\x00\x01", b"\xff\xfe", b"\x89PNG\r\n"])
def test_premium_files_can_be_read(data: bytes) -> None:
    assert premium(files={"rules/model.bin": data}) == [("PREMIUM_OPAQUE", "rules/model.bin")]
    assert found(Tier.OPEN_CORE, files={"picture.png": data}) == []


@pytest.mark.parametrize(
    ("readme", "where"),
    [
        (README, "README.md"),
        (f"{README}## {ADDS_HEADING}\n", "README.md:5:1"),
        (f"{README}## {ADDS_HEADING}\n\nMuch more.\n", "README.md:5:1"),
        (f"{README}## {ADDS_HEADING}\n\n## Support\n\nOne two three four five six seven eight\n",
         "README.md:5:1"),
        (f"{README}<!--\n{ADDS}\n-->\n", "README.md"),
        (f"{README}```\n{ADDS}```\n", "README.md"),
        (f"{README}## {ADDS_HEADING} one two three\n\nOne two three four five six seven eight\n",
         "README.md"),
        (f"{README}## {ADDS_HEADING}\n\n<!-- one two three four five six seven eight -->\n",
         "README.md:5:1"),
    ],
)  # fmt: skip
def test_a_premium_readme_that_does_not_say_what_the_pack_adds(readme: str, where: str) -> None:
    assert premium(files={"README.md": readme}) == [("PREMIUM_README", where)]


@pytest.mark.parametrize(
    "section",
    [
        ADDS,
        ADDS.replace("## ", "#### ").replace("\n", "\r\n"),
        f"## {ADDS_HEADING.lower()} ##\n\n{'word ' * MIN_WORDS_ADDED}\n",
        f"## {ADDS_HEADING}\n\n### In short\n\n{'word ' * MIN_WORDS_ADDED}\n",
        f"## {ADDS_HEADING}\n\n| a | b |\n| --- | --- |\n| {'word ' * MIN_WORDS_ADDED} | x |\n",
    ],
)
def test_a_premium_readme_that_says_it(section: str) -> None:
    assert premium(files={"README.md": README + section}) == []


def test_a_refused_premium_pack_is_not_listed_and_told_with_its_place(shop: Shop) -> None:
    shop.release(files={"README.md": README, "extra.yaml": "license_key: abc\n"}, replaced=LICENCE)

    answer = shop.build(settings="tiers: {acme.api: premium}\n")

    assert answer.code == 1
    assert codes(answer) == ["BOUNDARY_KEY", "PREMIUM_README"]
    first, second = answer.payload["refusals"]
    assert (first["release"], first["where"]) == ("acme.api 1.0.0", "extra.yaml:1:1")
    assert f"'## {ADDS_HEADING}'" in second["hint"]
    assert not shop.site.exists()


def test_tiers_are_told_apart(shop: Shop) -> None:
    shop.release()
    shop.release("acme.more", files={"README.md": README + ADDS}, replaced=LICENCE)

    answer = shop.build(settings="tiers: {acme.more: premium}\n")

    assert answer.code == 0, answer.out
    assert {pack["id"]: pack["tier"] for pack in shop.catalog["packs"]} == {
        "acme.api": "open-core",
        "acme.more": "premium",
    }
    page = (shop.site / "packs/acme.more/index.html").read_text()
    assert ADDS_HEADING in page
    assert "Reviewed budgets for payment calls" in page
    assert "2 packs: 1 open-core, 1 premium" in (shop.site / "index.html").read_text()


def test_the_open_core_packs_of_this_repository_stand_in_their_tier() -> None:
    for folder in sorted((Path(__file__).parents[2] / "packs").iterdir()):
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        pack = read_pack(Tree.of_files(files, name=folder.name)).pack()
        assert list(check_boundary(pack, Tier.OPEN_CORE, release=folder.name)) == []


def test_every_code_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/catalog.md").read_text(encoding="utf-8")
    codes_of = text.partition("## Codes")[2]
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*) \|$", codes_of, flags=re.MULTILINE)

    assert rows == [(reason.name, reason.value) for reason in CatalogReason]
    assert ADDS_HEADING in text
