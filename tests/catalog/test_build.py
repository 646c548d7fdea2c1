"""`catalog build`: what is listed, what is refused with which code, and what is left untouched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.catalog.shop import RULES, codes, everything
from tests.release.signing import WHO, make_key, needs_ssh_keygen
from toolkit import schemas
from toolkit.catalog.reading import read_catalog

if TYPE_CHECKING:
    from tests.catalog.shop import Shop


def test_a_site_lists_what_verified(shop: Shop) -> None:
    folder = shop.release(before="0.9.0")

    answer = shop.build()

    assert answer.code == 0, answer.err
    assert answer.payload["status"] == "written"
    assert answer.payload["local_only"]["proof"] == "audit-hook"
    schemas.validator("catalog.v1").validate(shop.catalog)
    (pack,) = shop.catalog["packs"]
    assert (pack["id"], pack["tier"], pack["license"]) == ("acme.api", "open-core", "Apache-2.0")
    (version,) = pack["versions"]
    assert version["final_gates"] == ["acme.api.no_5xx"]
    assert version["bump"] == {"level": "major", "from": "0.9.0", "to": "1.0.0"}
    assert (shop.site / version["archive"]).stat().st_size == version["size"]
    copied = shop.site / "releases/acme.api/1.0.0"
    assert everything(copied) == everything(folder)
    assert shop.run("verify", "--checksums-only", str(copied)).code == 0


def test_each_pack_and_version_has_a_page(shop: Shop) -> None:
    shop.release()
    shop.release(version="1.1.0", before="1.0.0")

    shop.build()

    names = set(everything(shop.site))
    assert {"catalog.json", "SHA256SUMS", "index.html", "packs/acme.api/index.html"} <= names
    assert {"packs/acme.api/1.0.0.html", "packs/acme.api/1.1.0.html"} <= names


def test_a_second_build_changes_nothing(shop: Shop) -> None:
    shop.release()
    shop.build()
    before = {path: path.stat().st_mtime_ns for path in shop.site.rglob("*")}

    answer = shop.build()

    assert (answer.code, answer.payload["status"]) == (0, "unchanged")
    assert {path: path.stat().st_mtime_ns for path in shop.site.rglob("*")} == before


def test_the_serial_grows_with_the_content_alone(shop: Shop) -> None:
    shop.release()
    shop.build()
    assert shop.catalog["serial"] == 1
    shop.release(version="1.1.0")
    shop.build()
    assert shop.catalog["serial"] == 2
    shop.build(settings="title: Another\n")
    assert shop.catalog["serial"] == 3

    small = shop.build("--serial", "3", settings="title: A third\n")
    assert (small.code, codes(small)) == (1, ["SERIAL_TOO_SMALL"])
    assert shop.catalog["title"] == "Another"
    shop.build("--serial", "9", settings="title: A third\n")
    assert shop.catalog["serial"] == 9
    shop.build(settings="serial: 20\n")
    assert shop.catalog["serial"] == 20


def test_the_catalog_before_may_lie_elsewhere(shop: Shop) -> None:
    shop.release()
    shop.build()
    shutil.move(shop.site / "catalog.json", shop.root / "before.json")
    shutil.rmtree(shop.site)
    shop.release(version="1.1.0")

    answer = shop.build("--previous", "before.json")

    assert answer.code == 0, answer.err
    assert shop.catalog["serial"] == 2


def test_versions_stand_newest_first_and_a_withdrawn_one_is_not_current(shop: Shop) -> None:
    for version in ("1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1"):
        shop.release(version=version)
    yanked = "yanked:\n  - {pack: acme.api, version: 1.10.0, reason: wrong on leap days}\n"

    answer = shop.build(settings=yanked)

    (pack,) = shop.catalog["packs"]
    assert [each["version"] for each in pack["versions"]] == [
        "2.0.0-rc.1", "1.10.0", "1.2.0", "1.0.0",
    ]  # fmt: skip
    assert answer.payload["catalog"]["packs"][0]["current"] == "1.2.0"
    assert pack["versions"][1]["yanked"] == {"reason": "wrong on leap days"}


def test_what_is_not_listed_any_more_is_told(shop: Shop) -> None:
    shop.release()
    gone = shop.release(version="1.1.0")
    shop.build()
    shutil.rmtree(gone)

    answer = shop.build()

    assert (answer.code, answer.payload["dropped"]) == (0, ["acme.api 1.1.0"])


def test_check_says_whether_the_site_is_what_would_be_built(shop: Shop) -> None:
    shop.release()
    missing = shop.build("--check")
    assert (missing.code, missing.payload["status"]) == (1, "differs")
    assert not shop.site.exists()
    shop.build()
    assert shop.build("--check").payload["status"] == "current"
    page = shop.site / "packs/acme.api/1.0.0.html"
    page.write_bytes(page.read_bytes() + b" ")
    (shop.site / "packs/acme.api/9.9.9.html").write_bytes(b"")
    before = everything(shop.site)

    answer = shop.build("--check")

    assert answer.code == 1
    assert [(each["path"], each["how"]) for each in answer.payload["differences"]] == [
        ("packs/acme.api/1.0.0.html", "has other bytes"),
        ("packs/acme.api/9.9.9.html", "is there and does not belong there"),
    ]
    assert everything(shop.site) == before


def test_a_signature_beside_the_sums_stays_as_long_as_they_do(shop: Shop) -> None:
    shop.release()
    shop.build()
    signature = shop.site / "SHA256SUMS.sig"
    signature.write_bytes(b"signed\n")
    assert shop.build("--check").payload["status"] == "current"
    (shop.site / "index.html").write_bytes(b"damaged")
    shop.build()
    assert signature.read_bytes() == b"signed\n"
    shop.release(version="1.1.0")

    answer = shop.build()

    assert not signature.exists()
    assert "sign SHA256SUMS again" in answer.err


def test_a_site_is_built_again_from_its_own_releases(shop: Shop) -> None:
    shop.release()
    shop.build()
    before = everything(shop.site)

    answer = shop.run("catalog", "build", "--releases", "site/releases", "--out", "site")

    assert answer.code == 0, answer.err
    assert everything(shop.site) == before


# --- refused --------------------------------------------------------------------------------------


def flipped(folder: Path) -> None:
    path = folder / "acme.api-1.0.0.tar.gz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def unlisted(folder: Path) -> None:
    (folder / "extra.txt").write_text("x")


def linked(folder: Path) -> None:
    path = folder / "acme.api-1.0.0.tar.gz"
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


def without_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def with_a_path_in_its_sums(folder: Path) -> None:
    path = folder / "SHA256SUMS"
    path.write_text(path.read_text().replace("  acme.api-1.0.0.tar", "  ../acme.api-1.0.0.tar"))


def with_an_absolute_name(folder: Path) -> None:
    path = folder / "acme.api-1.0.0.manifest.json"
    value = json.loads(path.read_bytes())
    value["archive"]["name"] = "/etc/passwd"
    path.write_text(json.dumps(value))


def under_another_version(folder: Path) -> None:
    folder.rename(folder.parent / "1.0.1")


def under_another_pack(folder: Path) -> None:
    folder.parent.rename(folder.parent.parent / "acme.other")


def a_link_to_it(folder: Path) -> None:
    folder.rename(folder.parent / "real")
    folder.symlink_to(folder.parent / "real")


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (flipped, "SUMS_MISMATCH"),
        (unlisted, "SUMS_FILE_UNLISTED"),
        (linked, "RELEASE_NOT_REGULAR"),
        (without_sums, "SUMS_MISSING"),
        (with_a_path_in_its_sums, "SUMS_NAME"),
        (with_an_absolute_name, "SUMS_MISMATCH"),
        (under_another_version, "RELEASE_MISPLACED"),
        (under_another_pack, "RELEASE_MISPLACED"),
        (a_link_to_it, "RELEASE_NOT_A_FOLDER"),
        (a_file, "RELEASE_NOT_A_FOLDER"),
    ],
)
def test_a_release_that_is_not_in_order_refuses_the_build(
    shop: Shop, harm: object, code: str
) -> None:
    """Beside it stands a good one; the site that was there stays as it is."""
    shop.release("acme.good")
    shop.build()
    before = everything(shop.site)
    harm(shop.release())  # type: ignore[operator]

    answer = shop.build()

    assert (answer.code, codes(answer)) == (1, [code])
    (refusal,) = answer.payload["refusals"]
    assert refusal["where"]
    assert refusal["hint"]
    assert everything(shop.site) == before


def test_a_pack_that_fails_smoke_is_refused_unless_it_is_withdrawn(shop: Shop) -> None:
    shop.release(files={"README.md": "# Nothing about the final gate\n"})

    refused = shop.build()
    withdrawn = shop.build(settings="yanked: [{pack: acme.api, version: 1.0.0, reason: mute}]\n")

    assert codes(refused) == ["RELEASE_SMOKE"]
    assert withdrawn.code == 0
    assert "smoke was not run on it" in (shop.site / "packs/acme.api/1.0.0.html").read_text()


def test_all_refusals_are_told_at_once(shop: Shop) -> None:
    flipped(shop.release())
    without_sums(shop.release("acme.second"))
    shop.release("acme.third", files={"README.md": "# Mute\n"})

    answer = shop.run("catalog", "build", "--releases", "dist", "--out", "site")

    assert answer.code == 1
    for word in ("SUMS_MISMATCH", "SUMS_MISSING", "RELEASE_SMOKE", "Nothing was written"):
        assert word in answer.words
    assert not shop.site.exists()


def test_one_version_in_two_folders(shop: Shop) -> None:
    """The same bytes twice are one release; other bytes are a dispute."""
    shop.release()
    more = ("--releases", "dist", "more")
    shop.release(folder=shop.root / "more/acme.api/1.0.0")
    build = ("catalog", "build", *more, "--out", "site", "--format", "json")
    assert shop.run(*build).code == 0
    shutil.rmtree(shop.root / "more")
    shop.release(folder=shop.root / "more/acme.api/1.0.0", files={"MORE.md": "x\n"})

    answer = shop.run(*build, schema="catalog-build.v1")

    assert "RELEASE_TWICE" in codes(answer)


def test_ids_that_differ_in_case_only(shop: Shop) -> None:
    shop.release("acme.api")
    shop.release("acme.API", folder=shop.root / "more/acme.API/1.0.0")

    answer = shop.run(
        "catalog", "build", "--releases", "dist", "more", "--out", "site", "--format", "json",
        schema="catalog-build.v1",
    )  # fmt: skip

    assert codes(answer) == ["PACK_CASE"]


def test_a_version_never_changes(shop: Shop) -> None:
    folder = shop.release()
    shop.build()
    before = everything(shop.site)
    shutil.rmtree(folder)
    shop.release(files={"MORE.md": "other bytes\n"})

    answer = shop.build()

    assert (answer.code, codes(answer)) == (1, ["RELEASE_CHANGED"])
    assert everything(shop.site) == before


def test_evidence_that_is_added_later_is_a_change_too(shop: Shop) -> None:
    folder = shop.release()
    shop.build()
    shutil.rmtree(folder)
    shop.release(before="0.9.0")

    assert codes(shop.build()) == ["RELEASE_CHANGED"]


@pytest.mark.parametrize(
    "settings",
    [
        "tiers: {acme.apis: premium}\n",
        "yanked: [{pack: acme.api, version: 1.0.1, reason: x}]\n",
        "yanked: [{pack: acme.apis, version: 1.0.0, reason: x}]\n",
    ],
)
def test_settings_about_nothing_are_refused(shop: Shop, settings: str) -> None:
    shop.release()

    answer = shop.build(settings=settings)

    assert codes(answer) == ["SETTINGS_UNKNOWN"]
    assert answer.payload["refusals"][0]["where"].startswith("catalog.yaml:1:")


def test_what_the_settings_name_may_be_what_is_refused(shop: Shop) -> None:
    """Then one thing is told: why it is refused, and not that it is unknown."""
    flipped(shop.release())

    answer = shop.build(settings="tiers: {acme.api: premium}\n")

    assert codes(answer) == ["SUMS_MISMATCH"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("titel: x\n", "catalog.yaml:1:1: titel: Extra inputs"),
        ("expires: 2027-06-30\n", 'write "2027-06-30"'),
        ('expires: "2027-02-30"\n', "is no day"),
        ("tiers: {acme.api: gold}\n", "a tier is open-core or premium"),
        ("serial: 0\n", "a serial is a whole number from 1 on"),
        ("yanked:\n  - {pack: acme.api, version: 1.0.0}\n", "the reason is missing"),
        ("yanked:\n  - {pack: acme.api, version: one, reason: x}\n", "no version of a release"),
        ("a: 1\na: 2\n", "duplicate key"),
        ("\x00", "catalog.yaml:1"),
        ("- a\n", "the settings are keys and values"),
        ("x: &a [*a]\n", "alias"),
    ],
)
def test_settings_that_are_wrong_are_told_with_their_place(
    shop: Shop, settings: str, told: str
) -> None:
    shop.release()

    answer = shop.build(settings=settings)

    assert answer.code == 3
    assert told in answer.err
    assert "catalog.yaml:" in answer.err
    assert not shop.site.exists()


def test_no_settings_at_all_are_settings(shop: Shop) -> None:
    shop.release()

    assert shop.build(settings="").code == 0
    assert shop.catalog["title"] == "Policy packs"


@pytest.mark.parametrize("name", ["mine.txt", ".git/config", "packs/acme.api/notes.md", "CNAME"])
def test_a_folder_with_something_of_somebody_is_not_touched(shop: Shop, name: str) -> None:
    shop.release()
    shop.build()
    path = shop.site / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    shop.release(version="1.1.0")
    before = everything(shop.site)

    answer = shop.build()

    assert codes(answer) == ["SITE_NOT_OURS"]
    assert name in answer.payload["refusals"][0]["message"]
    assert everything(shop.site) == before


def test_a_folder_that_is_no_site_is_not_touched(shop: Shop) -> None:
    shop.release()
    shop.site.mkdir()
    (shop.site / "index.html").write_text("my own page")

    assert codes(shop.build()) == ["SITE_NOT_OURS"]
    assert everything(shop.site) == {"index.html": b"my own page"}


def test_an_empty_folder_becomes_the_site(shop: Shop) -> None:
    shop.release()
    shop.site.mkdir()

    assert shop.build().code == 0
    read_catalog((shop.site / "catalog.json").read_bytes())


def test_a_catalog_that_was_damaged_is_not_built_upon(shop: Shop) -> None:
    """Its serial and its versions cannot be believed, so neither grows from it."""
    shop.release()
    shop.build()
    path = shop.site / "catalog.json"
    path.write_bytes(path.read_bytes().replace(b'"serial": 1', b'"serial": 0'))
    before = everything(shop.site)

    answer = shop.build()

    assert (answer.code, codes(answer)) == (1, ["CATALOG_SUMS"])
    assert everything(shop.site) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--lock", "x"), "without --lock"),
        (("--sums", "x"), "releases have their own SHA256SUMS"),
        (("--serial", "0"), "no whole number from 1 on"),
        (("--serial", "9" * 40), "no whole number from 1 on"),
        (("--signer", "x"), "need --allowed-signers"),
    ],
)
def test_options_that_make_no_sense(shop: Shop, words: tuple[str, ...], told: str) -> None:
    shop.release()

    answer = shop.build(*words)

    assert answer.code == 2
    assert told in answer.err


@pytest.mark.parametrize("site", [".", "..", "/", "linked"])
def test_places_that_are_none(shop: Shop, site: str) -> None:
    shop.release()
    (shop.root / "linked").symlink_to(shop.root)

    answer = shop.run("catalog", "build", "--releases", "dist", "--out", site)

    assert answer.code == 2, answer.err
    assert "--out" in answer.err


def test_no_releases(shop: Shop) -> None:
    assert shop.build().code == 3
    missing = shop.run("catalog", "build", "--releases", "nowhere", "--out", "site")
    assert missing.code == 3
    assert "no such folder" in missing.err


def test_a_site_that_cannot_be_written(shop: Shop) -> None:
    shop.release()
    (shop.root / "file").write_text("x")

    answer = shop.run("catalog", "build", "--releases", "dist", "--out", "file/site")

    assert answer.code == 3
    assert "file" in answer.err


def test_a_file_in_the_place_of_the_site(shop: Shop) -> None:
    shop.release()
    shop.site.write_text("x")

    answer = shop.build()

    assert answer.code == 3
    assert shop.site.read_text() == "x"


# --- signatures -----------------------------------------------------------------------------------


@needs_ssh_keygen()
def test_with_trust_every_release_must_be_signed(shop: Shop) -> None:
    key = make_key(shop.root)
    folder = shop.release()
    signers = shop.root / "signers"
    signers.write_text(key.line())
    unsigned = shop.build("--allowed-signers", "signers")
    sums = (folder / "SHA256SUMS").read_bytes()
    (folder / "SHA256SUMS.sig").write_bytes(key.sign(sums))

    signed = shop.build("--allowed-signers", "signers")

    assert codes(unsigned) == ["SIGNATURE_MISSING"]
    assert signed.code == 0, signed.err
    assert shop.catalog["packs"][0]["versions"][0]["signer"] == WHO
    page = (shop.site / "packs/acme.api/1.0.0.html").read_text()
    assert f"{WHO}, verified when the catalog was built" in page
    assert "--allowed-signers FILE" in page


@needs_ssh_keygen()
def test_without_ssh_keygen_nobody_can_tell(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = make_key(shop.root)
    folder = shop.release()
    (folder / "SHA256SUMS.sig").write_bytes(key.sign((folder / "SHA256SUMS").read_bytes()))
    (shop.root / "signers").write_text(key.line())
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    answer = shop.build("--allowed-signers", "signers")

    assert answer.code == 3
    assert "install OpenSSH" in answer.err
    assert not shop.site.exists()


def test_the_umask_decides_modes_and_no_bytes(shop: Shop) -> None:
    shop.release()
    mask = os.umask(0o077)
    try:
        shop.build()
    finally:
        os.umask(mask)
    before = everything(shop.site)
    shutil.rmtree(shop.site)
    shop.build()

    assert everything(shop.site) == before


def test_a_gate_in_the_page_is_the_gate_of_the_pack(shop: Shop) -> None:
    shop.release(replaced={RULES: ("No server errors", "No <b>server</b> errors")})
    shop.build()

    page = (shop.site / "packs/acme.api/1.0.0.html").read_text()

    assert "No &lt;b&gt;server&lt;/b&gt; errors" in page
    assert "status &lt; 500" in page
