"""``catalog.json``, read strictly: whatever is not exactly what we write is refused.

A catalog may come from anywhere. Paths in it are not followed but compared with those that follow
from id and version, and the whole is written anew and compared byte by byte: an unknown key,
another order or a second spelling cannot hide anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from toolkit.catalog.model import (
    CATALOG,
    FORMAT,
    SCHEMA_VERSION,
    SUMS,
    BumpEntry,
    Catalog,
    GateEntry,
    PackEntry,
    Tier,
    VersionEntry,
)
from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError
from toolkit.release import checksums, strict_json
from toolkit.release.refusals import shown
from toolkit.release.tag_names import PACK_ID, parse_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.release.strict_json import JSONValue

MAX_CATALOG_BYTES: Final = 128 * 1024 * 1024
"""Bytes of one catalog: some thousand packs with ten versions each."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEVELS: Final = ("none", "patch", "minor", "major")
_ENFORCEMENTS: Final = ("audit_only", "warn", "block")
_HINT: Final = "do not use it: fetch the catalog again, or ask who publishes it"
T = TypeVar("T")


def check_sums(sums: bytes, catalog: bytes) -> None:
    """Compare the SHA256SUMS beside a catalog with it.

    Raises:
        ReleaseRefusedError: They are not of the strict grammar.
        CatalogRefusedError: They list something else than these bytes.
    """
    digest = hashlib.sha256(catalog).hexdigest()
    listed = checksums.read_sums(sums)
    if listed != {CATALOG: digest}:
        text = f"its sha256 is {digest}, listed is {listed.get(CATALOG, 'nothing')}"
        raise CatalogRefusedError(CatalogReason.CATALOG_SUMS, text, where=SUMS, hint=_HINT)


def read_catalog(data: bytes, *, where: str = CATALOG) -> Catalog:
    """Return the catalog that ``data`` is, in its canonical form only.

    Raises:
        ReleaseRefusedError: No strict JSON.
        CatalogRefusedError: Another shape, or other bytes than `Catalog.encode` writes.
    """
    value = strict_json.parse(data, max_bytes=MAX_CATALOG_BYTES, where=where)
    if isinstance(value, dict) and value.get("schema_version") != SCHEMA_VERSION:
        hint = "if it is a newer one, use a newer version of this program"
        text = f"schema_version is not {SCHEMA_VERSION}"
        raise CatalogRefusedError(CatalogReason.CATALOG_SHAPE, text, where=where, hint=hint)
    try:
        catalog = _catalog(_Fields(value, ""))
    except _ShapeError as error:
        raise CatalogRefusedError(
            CatalogReason.CATALOG_SHAPE, str(error), where=where, hint=_HINT
        ) from None
    if catalog.encode() != data:
        text = f"it says something else at {_difference(value, catalog)}"
        raise CatalogRefusedError(CatalogReason.CATALOG_NONCANONICAL, text, where=where, hint=_HINT)
    return catalog


def _difference(value: JSONValue, catalog: Catalog) -> str:
    again = strict_json.parse(catalog.encode(), max_bytes=MAX_CATALOG_BYTES)
    place = strict_json.first_difference(value, again)
    return place if value != again else "the layout of the JSON"


class _ShapeError(Exception):
    """A value is not of the documented form; the message is its path and a sentence."""


class _Fields:
    """An object of the catalog and its path, with typed getters that say where they fail."""

    def __init__(self, value: JSONValue, path: str) -> None:
        if not isinstance(value, dict):
            raise _ShapeError(f"{path or 'the document'} is no object")
        self.value = value
        self.path = path

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fail(self, key: str, problem: str) -> _ShapeError:
        return _ShapeError(f"{self.at(key)} {problem}")

    def text(self, key: str, *, form: re.Pattern[str] | None = None, empty: bool = False) -> str:
        found = self.value.get(key)
        if not isinstance(found, str) or not (found or empty):
            raise self.fail(key, "is no text")
        if form is not None and form.fullmatch(found) is None:
            raise self.fail(
                key, f"is {shown(found, limit=80)}, which has not the form it must have"
            )
        return found

    def word(self, key: str, words: tuple[str, ...]) -> str:
        found = self.text(key)
        if found not in words:
            raise self.fail(key, f"is {shown(found, limit=40)}, and none of {', '.join(words)}")
        return found

    def count(self, key: str, *, least: int = 0) -> int:
        found = self.value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.fail(key, f"is no whole number from {least} on")
        return found

    def flag(self, key: str) -> bool:
        found = self.value.get(key)
        if not isinstance(found, bool):
            raise self.fail(key, "is neither true nor false")
        return found

    def version(self, key: str) -> str:
        found = self.text(key)
        parsed = parse_version(found)
        if parsed is None or parsed.build is not None or str(parsed) != found:
            raise self.fail(key, f"is {shown(found, limit=80)}, no version without build metadata")
        return found

    def list(self, key: str) -> list[JSONValue]:
        found = self.value.get(key)
        if not isinstance(found, list):
            raise self.fail(key, "is no list")
        return found

    def each(self, key: str, read: Callable[[_Fields], T]) -> tuple[T, ...]:
        items = enumerate(self.list(key))
        return tuple(read(_Fields(item, f"{self.at(key)}[{at}]")) for at, item in items)

    def inner(self, key: str) -> _Fields | None:
        return _Fields(self.value[key], self.at(key)) if key in self.value else None


def _catalog(fields: _Fields) -> Catalog:
    if fields.text("format") != FORMAT:
        raise fields.fail("format", f"is not {FORMAT}")
    packs = fields.each("packs", _pack)
    ids = [each.id for each in packs]
    if ids != sorted(set(ids)) or len({each.lower() for each in ids}) != len(ids):
        raise fields.fail("packs", "are not sorted, or name a pack twice")
    return Catalog(
        title=fields.text("title"),
        serial=fields.count("serial", least=1),
        expires=_day(fields, "expires") if "expires" in fields.value else None,
        packs=packs,
    )


def _day(fields: _Fields, key: str) -> dt.date:
    text = fields.text(key, form=_DAY)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise fields.fail(key, f"is {text}, and no day") from None


def _pack(fields: _Fields) -> PackEntry:
    pack_id = fields.text("id", form=PACK_ID)
    names = fields.list("maintainers")
    if not all(isinstance(name, str) and name for name in names):
        raise fields.fail("maintainers", "holds something that is no name")
    versions = fields.each("versions", lambda inner: _version(inner, pack_id))
    numbers = [each.number for each in versions]
    if not versions or any(one <= other for one, other in pairwise(numbers)):
        raise fields.fail("versions", "are none, or do not stand newest first, each once")
    return PackEntry(
        id=pack_id,
        name=fields.text("name"),
        tier=Tier(fields.word("tier", tuple(tier.value for tier in Tier))),
        summary=fields.text("summary", empty=True),
        license=fields.text("license"),
        publisher=fields.text("publisher", empty=True),
        maintainers=tuple(str(name) for name in names),
        versions=versions,
    )


def _version(fields: _Fields, pack_id: str) -> VersionEntry:
    yanked, bump = fields.inner("yanked"), fields.inner("bump")
    known = fields.value
    found = VersionEntry(
        pack_id=pack_id,
        version=fields.version("version"),
        size=fields.count("size", least=1),
        archive_sha256=fields.text("archive_sha256", form=_SHA256),
        tar_sha256=fields.text("tar_sha256", form=_SHA256),
        content_sha256=fields.text("content_sha256", form=_SHA256),
        sums_sha256=fields.text("sums_sha256", form=_SHA256),
        entroping=fields.text("entroping"),
        gates=fields.each("gates", _gate),
        bump=_bump(bump) if bump else None,
        yanked=yanked.text("reason") if yanked else "",
        signer=fields.text("signer") if "signer" in known else "",
        commit=fields.text("commit", form=_COMMIT) if "commit" in known else "",
    )
    if fields.text("archive") != found.archive:
        raise fields.fail("archive", f"is not {found.archive}, which follows from id and version")
    if fields.list("final_gates") != list(found.final_gates):
        raise fields.fail("final_gates", "are not the final ones among the gates")
    return found


def _gate(fields: _Fields) -> GateEntry:
    return GateEntry(
        id=fields.text("id"),
        condition=fields.text("condition"),
        gate=fields.text("gate"),
        enforcement=fields.word("enforcement", _ENFORCEMENTS),
        final=fields.flag("final"),
        description=fields.text("description", empty=True),
    )


def _bump(fields: _Fields) -> BumpEntry:
    return BumpEntry(fields.word("level", _LEVELS), fields.version("from"), fields.version("to"))
