"""`catalog export`: which version is taken, what is refused, and that nothing is left half-done."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalog.shop import ADDS, everything, pack_files
from tests.offline import offline, ours
from tests.release.signing import make_key, needs_ssh_keygen
from toolkit.host.projects import read_project
from toolkit.release import checksums
from toolkit.release.strict_json import canonical

if TYPE_CHECKING:
    from tests.catalog.shop import Shop
    from tests.command_line import Answer


def refused(answer: Answer) -> str:
    """Return the code of a refused export, after looking at how it ended."""
    assert answer.code == 1, answer.err
    assert answer.payload["status"] == "refused"
    code: str = answer.payload["refusal"]["code"]
    assert answer.payload["refusal"]["hint"]
    return code


def rewritten(shop: Shop, change: Any) -> None:
    """Change the catalog, and write its sums anew: what somebody does who has the whole site."""
    value = shop.catalog
    change(value)
    data = canonical(value)
    (shop.site / "catalog.json").write_bytes(data)
    (shop.site / "SHA256SUMS").write_bytes(checksums.write_sums({"catalog.json": data}))


def test_an_export_is_the_pack_and_nothing_else(shop: Shop) -> None:
    shop.release()
    shop.build()

    answer = shop.export()

    assert answer.code == 0, answer.err
    assert {
        path: data for path, data in everything(shop.root / "taken").items() if data != "folder"
    } == pack_files()
    assert answer.payload["outcome"] == "checksums only"
    assert answer.payload["local_only"]["proof"] == "audit-hook"
    assert answer.payload["next"] == "policy-pack vendor --pack taken --name api"
    smoke = shop.run("smoke", "--pack", "taken", "--strict")
    assert smoke.code == 0


def test_every_pack_of_a_catalog_can_be_exported(shop: Shop) -> None:
    for number in range(5):
        shop.release(f"acme.pack{number}")
        shop.release(f"acme.pack{number}", "1.1.0")
    shop.build()

    for pack in shop.catalog["packs"]:
        for version in pack["versions"]:
            to = f"out-{pack['id']}-{version['version']}"
            answer = shop.export(pack["id"], "--version", version["version"], to=to)
            assert answer.code == 0, answer.err
            assert answer.payload["content_sha256"] == version["content_sha256"]


@pytest.mark.parametrize(
    ("versions", "yanked", "taken"),
    [
        (["1.0.0", "1.1.0", "1.10.0"], [], "1.10.0"),
        (["1.0.0", "1.1.0"], ["1.1.0"], "1.0.0"),
        (["1.0.0", "2.0.0-rc.1"], [], "1.0.0"),
        (["2.0.0-rc.1", "2.0.0-rc.2"], [], "2.0.0-rc.2"),
        (["1.0.0", "2.0.0-rc.1"], ["1.0.0"], "2.0.0-rc.1"),
    ],
)
def test_the_version_that_is_taken(
    shop: Shop, versions: list[str], yanked: list[str], taken: str
) -> None:
    for version in versions:
        shop.release(version=version)
    entries = [f"{{pack: acme.api, version: {each}, reason: bad}}" for each in yanked]
    shop.build(settings=f"yanked: [{', '.join(entries)}]\n")

    assert shop.export().payload["pack"]["version"] == taken


def test_a_withdrawn_version_is_refused_with_its_reason(shop: Shop) -> None:
    shop.release()
    shop.build(settings="yanked: [{pack: acme.api, version: 1.0.0, reason: wrong on leap days}]\n")

    every = shop.export()
    named = shop.export("acme.api", "--version", "1.0.0")
    unnamed = shop.export("acme.api", "--allow-yanked")
    allowed = shop.export("acme.api", "--version", "1.0.0", "--allow-yanked")

    assert refused(every) == refused(named) == "CATALOG_YANKED"
    assert "wrong on leap days" in named.payload["refusal"]["message"]
    assert unnamed.code == 2
    assert allowed.code == 0
    assert allowed.payload["yanked"] == {"reason": "wrong on leap days"}


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["acme.apii"], "CATALOG_NO_PACK", "did you mean acme.api?"),
        (["../../etc"], "CATALOG_NO_PACK", "it has acme.api"),
        (["acme.api", "--version", "3.0.0"], "CATALOG_NO_VERSION", "it has 1.0.0"),
        (["acme.api", "--version", "../1.0.0"], "CATALOG_NO_VERSION", "it has 1.0.0"),
    ],
)
def test_what_is_not_there(shop: Shop, words: list[str], code: str, hint: str) -> None:
    shop.release()
    shop.build()

    answer = shop.export(*words)

    assert refused(answer) == code
    assert hint in answer.payload["refusal"]["hint"]


def test_after_its_last_day_a_catalog_is_refused(shop: Shop) -> None:
    shop.release()
    told = shop.build(settings='expires: "2020-02-29"\n')
    assert "is over" in told.err

    assert refused(shop.export()) == "CATALOG_EXPIRED"

    shop.build(settings='expires: "2999-12-31"\n')
    assert shop.export().code == 0


def test_no_variable_moves_the_day(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    shop.release()
    shop.build(settings='expires: "2020-02-29"\n')

    assert refused(shop.export()) == "CATALOG_EXPIRED"


def test_an_older_catalog_is_refused_by_one_that_was_seen(shop: Shop) -> None:
    shop.release()
    shop.build()
    shutil.copytree(shop.site, shop.root / "old")
    shop.release(version="1.1.0")
    shop.build()
    (shop.root / "seen.json").write_bytes((shop.site / "catalog.json").read_bytes())

    same = shop.export("acme.api", "--seen", "seen.json")
    old = shop.export("acme.api", "--seen", "seen.json", "--catalog", "old", to="other")

    def retitle(value: dict[str, Any]) -> None:
        value["title"] = "Another"

    rewritten(shop, retitle)
    other = shop.export("acme.api", "--seen", "seen.json", to="third")

    assert same.code == 0, same.err
    assert refused(old) == "CATALOG_ROLLBACK"
    assert refused(other) == "CATALOG_REPLACED"


# --- hostile sites --------------------------------------------------------------------------------


def version_of(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = value["packs"][0]["versions"][0]
    return found


def setting(key: str, to: Any) -> Any:
    return lambda value: version_of(value).__setitem__(key, to)


def pack_setting(key: str, to: Any) -> Any:
    return lambda value: value["packs"][0].__setitem__(key, to)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (setting("archive_sha256", "0" * 64), "CATALOG_MISMATCH"),
        (setting("tar_sha256", "0" * 64), "CATALOG_MISMATCH"),
        (setting("content_sha256", "0" * 64), "CATALOG_MISMATCH"),
        (setting("sums_sha256", "0" * 64), "CATALOG_MISMATCH"),
        (setting("size", 7), "CATALOG_MISMATCH"),
        (setting("archive", "../../etc/passwd"), "CATALOG_SHAPE"),
        (setting("archive", "/etc/passwd"), "CATALOG_SHAPE"),
        (setting("archive", "releases/acme.api/1.0.0/../../x.tar.gz"), "CATALOG_SHAPE"),
        (setting("version", "../1.0.0"), "CATALOG_SHAPE"),
        (setting("version", "1.0.0+build"), "CATALOG_SHAPE"),
        (setting("version", "01.0.0"), "CATALOG_SHAPE"),
        (setting("archive_sha256", "A" * 64), "CATALOG_SHAPE"),
        (setting("size", -1), "CATALOG_SHAPE"),
        (setting("size", "7"), "CATALOG_SHAPE"),
        (setting("size", 1.5), "JSON_NUMBER"),
        (setting("final_gates", []), "CATALOG_SHAPE"),
        (setting("gates", [{}]), "CATALOG_SHAPE"),
        (setting("yanked", {"reason": ""}), "CATALOG_SHAPE"),
        (setting("yanked", "no"), "CATALOG_SHAPE"),
        (setting("surprise", 1), "CATALOG_NONCANONICAL"),
        (setting("commit", "main"), "CATALOG_SHAPE"),
        (pack_setting("id", "../../x"), "CATALOG_SHAPE"),
        (pack_setting("id", "acme..api"), "CATALOG_SHAPE"),
        (pack_setting("tier", "free"), "CATALOG_SHAPE"),
        (pack_setting("versions", []), "CATALOG_SHAPE"),
        (pack_setting("maintainers", [1]), "CATALOG_SHAPE"),
        (lambda value: value["packs"].append(value["packs"][0]), "CATALOG_SHAPE"),
        (lambda value: value.__setitem__("serial", 0), "CATALOG_SHAPE"),
        (lambda value: value.__setitem__("format", "zip"), "CATALOG_SHAPE"),
        (lambda value: value.__setitem__("schema_version", "v9"), "CATALOG_SHAPE"),
        (lambda value: value.__setitem__("expires", "2027-02-30"), "CATALOG_SHAPE"),
        (lambda value: value.pop("packs"), "CATALOG_SHAPE"),
    ],
)
def test_a_catalog_that_was_rewritten_with_its_sums(shop: Shop, change: Any, code: str) -> None:
    shop.release()
    shop.build()
    if code == "JSON_NUMBER":
        data = (shop.site / "catalog.json").read_bytes()
        size = f'"size": {version_of(shop.catalog)["size"]}'.encode()
        data = data.replace(size, b'"size": 1.5')
        (shop.site / "catalog.json").write_bytes(data)
        (shop.site / "SHA256SUMS").write_bytes(checksums.write_sums({"catalog.json": data}))
    else:
        rewritten(shop, change)

    answer = shop.export()

    assert refused(answer) == code
    assert not (shop.root / "taken").exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "JSON_SYNTAX"),
        (b"\xff\xfe", "JSON_ENCODING"),
        (b"[]", "CATALOG_SHAPE"),
        (b"null", "CATALOG_SHAPE"),
        (b'{"a": 1, "a": 2}', "JSON_DUPLICATE_KEY"),
        (b"[" * 5000 + b"]" * 5000, "JSON_DEPTH"),
        (b'{"serial": NaN}', "JSON_NUMBER"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}{}".encode(), "JSON_ENCODING"),
    ],
)
def test_any_bytes_for_a_catalog(shop: Shop, data: bytes, code: str) -> None:
    shop.release()
    shop.build()
    (shop.site / "catalog.json").write_bytes(data)
    (shop.site / "SHA256SUMS").write_bytes(checksums.write_sums({"catalog.json": data}))

    assert refused(shop.export()) == code


def test_every_flipped_byte_of_a_small_site_is_refused(shop: Shop) -> None:
    """Of the catalog, its sums, and the files of the release; pages are not read."""
    shop.release()
    shop.build()
    files = [shop.site / "catalog.json", shop.site / "SHA256SUMS"]
    files += sorted((shop.site / "releases/acme.api/1.0.0").iterdir())
    for path in files:
        data = path.read_bytes()
        for place in range(0, len(data), max(1, len(data) // 12)):
            changed = bytearray(data)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            answer = shop.export()
            assert answer.code == 1, (path, place, answer.out)
            assert not (shop.root / "taken").exists()
        path.write_bytes(data)
    assert shop.export().code == 0


def without(name: str) -> Any:
    return lambda site: (site / name).unlink()


def as_link(name: str) -> Any:
    def harm(site: Path) -> None:
        path, away = site / name, site.parent / "away"
        path.rename(away)
        path.symlink_to(away)

    return harm


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (without("catalog.json"), "CATALOG_MISSING"),
        (without("SHA256SUMS"), "CATALOG_MISSING"),
        (as_link("catalog.json"), "CATALOG_NOT_REGULAR"),
        (as_link("SHA256SUMS"), "CATALOG_NOT_REGULAR"),
        (as_link("releases"), "CATALOG_NOT_REGULAR"),
        (as_link("releases/acme.api/1.0.0"), "CATALOG_NOT_REGULAR"),
        (as_link("releases/acme.api/1.0.0/acme.api-1.0.0.tar.gz"), "RELEASE_NOT_REGULAR"),
        (without("releases/acme.api/1.0.0/SHA256SUMS"), "SUMS_MISSING"),
        (lambda site: shutil.rmtree(site / "releases"), "CATALOG_MISMATCH"),
    ],
)
def test_a_site_in_which_something_is_missing_or_a_link(shop: Shop, harm: Any, code: str) -> None:
    shop.release()
    shop.build()
    harm(shop.site)

    assert refused(shop.export()) == code
    assert not (shop.root / "taken").exists()


def test_another_release_in_the_place_of_the_one_that_is_listed(shop: Shop) -> None:
    """Each is in order by itself: mix and match."""
    shop.release()
    shop.release(version="1.1.0")
    shop.build()
    place = shop.site / "releases/acme.api"
    shutil.rmtree(place / "1.1.0")
    shutil.copytree(place / "1.0.0", place / "1.1.0")

    assert refused(shop.export()) == "CATALOG_MISMATCH"


@pytest.mark.parametrize(
    ("to", "code"), [("exists", 1), ("site/inside", 2), ("no/such/folder", 3), ("link/x", 1)]
)
def test_destinations_that_are_none(shop: Shop, to: str, code: int) -> None:
    shop.release()
    shop.build()
    (shop.root / "exists").mkdir()
    (shop.root / "link").symlink_to(shop.root / "exists")
    before = everything(shop.root)

    answer = shop.export(to=to)

    assert answer.code == code, answer.err
    assert everything(shop.root) == before


def test_without_trust_nothing_is_exported(shop: Shop) -> None:
    shop.release()
    shop.build()

    answer = shop.run("catalog", "export", "acme.api", "--catalog", "site", "--to", "taken")

    assert answer.code == 3
    assert "--allowed-signers FILE" in answer.err
    assert "--checksums-only" in answer.err
    assert not (shop.root / "taken").exists()


@needs_ssh_keygen()
def test_with_trust_and_a_lock_as_in_verify(shop: Shop) -> None:
    key, other = make_key(shop.root), make_key(shop.root, "other")
    for version in ("1.0.0", "1.1.0"):
        folder = shop.release(version=version)
        (folder / "SHA256SUMS.sig").write_bytes(key.sign((folder / "SHA256SUMS").read_bytes()))
    shop.build()
    (shop.root / "signers").write_text(key.line())
    (shop.root / "strangers").write_text(other.line())
    inside = shop.site / "releases/acme.api/1.1.0/signers"
    locked = ("--lock", "lock.json")
    trusted = ("--allowed-signers", "signers")

    good = shop.export("acme.api", *trusted, *locked, "--update-lock")
    back = shop.export("acme.api", "--version", "1.0.0", *trusted, *locked, to="old")
    stranger = shop.export("acme.api", "--allowed-signers", "strangers", to="theirs")
    inside.write_text(key.line())
    within = shop.export("acme.api", "--allowed-signers", str(inside), to="within")

    assert good.code == 0, good.err
    assert good.payload["outcome"] == "verified"
    assert json.loads((shop.root / "lock.json").read_bytes())["packs"]["acme.api"]["version"] == (
        "1.1.0"
    )
    assert refused(back) == "LOCK_ROLLBACK"
    assert refused(stranger) == "SIGNATURE_KEY_UNKNOWN"
    assert refused(within) == "TRUST_IN_RELEASE"
    assert not any((shop.root / name).exists() for name in ("old", "theirs", "within"))


@needs_ssh_keygen()
def test_the_catalog_itself_may_have_to_be_signed(shop: Shop) -> None:
    """By a key that is allowed for catalogs, over these very sums, for this purpose."""
    key, other = make_key(shop.root), make_key(shop.root, "other")
    purpose = 'namespaces="policy-pack-catalog"'
    (shop.root / "signers").write_text(key.line(options=purpose))
    (shop.root / "releases-only").write_text(key.line())
    shop.release()
    shop.build()
    sums = (shop.site / "SHA256SUMS").read_bytes()
    signature = shop.site / "SHA256SUMS.sig"
    asks = ("acme.api", "--catalog-signers", "signers")

    assert refused(shop.export(*asks)) == "SIGNATURE_MISSING"
    signature.write_bytes(key.sign(sums))
    assert refused(shop.export(*asks)) == "SIGNATURE_NAMESPACE"
    signature.write_bytes(other.sign(sums, namespace="policy-pack-catalog"))
    assert refused(shop.export(*asks)) == "SIGNATURE_KEY_UNKNOWN"
    signature.write_bytes(key.sign(b"other sums", namespace="policy-pack-catalog"))
    assert refused(shop.export(*asks)) == "SIGNATURE_BAD"
    signature.write_bytes(key.sign(sums, namespace="policy-pack-catalog"))
    lax = shop.export("acme.api", "--catalog-signers", "releases-only")
    assert refused(lax) == "TRUST_NAMESPACE"
    assert shop.export("acme.api", "--catalog-signer", "x").code == 2
    assert not (shop.root / "taken").exists()
    good = shop.export(*asks)
    assert good.code == 0, good.err


def test_a_premium_pack_is_exported_as_any_other(shop: Shop) -> None:
    readme = f"# Acme\n\n`acme.api.no_5xx` is final because errors are never fine.\n\n{ADDS}"
    shop.release(
        files={"README.md": readme},
        replaced={"entroping-policy-pack.yaml": ('"Apache-2.0"', '"LicenseRef-Acme"')},
    )
    built = shop.build(settings="tiers: {acme.api: premium}\n")
    assert built.code == 0, built.out

    assert shop.export().code == 0


@pytest.mark.slow
@pytest.mark.parametrize("by", [None, ()], ids=["namespace", "hook"])
def test_from_releases_to_a_project_without_a_network(
    shop: Shop, by: tuple[str, ...] | None
) -> None:
    """Build, export, vendor: in a network namespace where there is one, and under the hook."""
    shop.release()
    project = shop.root / "project"
    project.mkdir()
    config = 'project: "shop"\nversion: "4.1"\nimports: []\ngates: []\n'
    (project / "qanstitution.yaml").write_text(config)

    for line in (
        ["catalog", "build", "--releases", "dist", "--out", "site"],
        ["catalog", "export", "acme.api", "--catalog", "site", "--to", "taken", "--checksums-only"],
        ["vendor", "--pack", "taken", "--name", "api", "--into", "project", "--yes"],
    ):
        answer = offline(ours(*line), shop.root, by=by)
        assert answer.code == 0, answer.err

    vendored = everything(project / "policy-packs/api")
    assert {path: data for path, data in vendored.items() if data != "folder"} == pack_files()
    policy = read_project(project).policy
    assert policy is not None
    assert policy.gate_ids == ["acme.api.no_5xx"]
