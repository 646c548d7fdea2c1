"""What `catalog build` and `catalog export` answer: documents, and payloads of their schemas."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeAlias

from toolkit.catalog.model import Catalog, Tier, VersionEntry
from toolkit.catalog.refusals import Refusal
from toolkit.release.verification import Outcome
from toolkit.render.document import Document, Text, bad, code, good, line, muted, warning
from toolkit.texts import visible

Payload: TypeAlias = "dict[str, object]"

BUILD_SCHEMA: Final = "catalog-build.v1"
EXPORT_SCHEMA: Final = "catalog-export.v1"
_STATEMENT: Final = (
    "the packs were loaded and judged while opening a network connection or starting a program"
    " would have raised an error"
)
_SHOWN: Final = 20
"""Differences and dropped versions that are listed for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What became of a catalog.

    ``status`` is written, unchanged, current (``--check``: the site is what would be built),
    differs (it is not) or refused. ``catalog`` is None where it was refused. ``differences`` are
    the paths that differ, with how.
    """

    status: str
    catalog: Catalog | None = None
    refusals: tuple[Refusal, ...] = ()
    dropped: tuple[str, ...] = ()
    differences: Mapping[str, str] = field(default_factory=dict)
    proof: str = ""


_STATUS: Final = {
    "written": good("The site was written."),
    "unchanged": good("The site was there already, with these very bytes."),
    "current": good("The site is what would be built."),
    "differs": bad("The site is not what would be built."),
    "refused": bad("Nothing was written."),
}


def build_page(built: Built, *, site: str) -> Document:
    """Return the answer of a build for a person."""
    document = Document().heading(1, "Catalog in ", code(visible(site)))
    document.paragraph(_STATUS[built.status])
    if built.refusals:
        document.heading(2, "What keeps releases out")
        document.bullets(_refusal(each) for each in built.refusals)
    if built.differences:
        _add_some(document, "What differs", [
            line(code(visible(path)), f": {how}") for path, how in built.differences.items()
        ])  # fmt: skip
    catalog = built.catalog
    if catalog is None:
        return document
    document.bullets(_facts(catalog))
    document.table(
        ("pack", "tier", "current", "versions", "gates", "final"),
        [_row(catalog, number) for number in range(len(catalog.packs))],
    )
    if built.dropped:
        _add_some(document, "Not listed any more", [
            line(code(label), ": whoever has pinned it finds it no more; withdraw it instead")
            for label in built.dropped
        ])  # fmt: skip
    return document


def _add_some(document: Document, title: str, items: Sequence[tuple[Text, ...]]) -> None:
    document.heading(2, title).bullets(items[:_SHOWN])
    if items[_SHOWN:]:
        document.paragraph(muted(f"and {len(items) - _SHOWN} more"))


def _refusal(refusal: Refusal) -> tuple[Text, ...]:
    where = f" at {visible(refusal.where)}" if refusal.where else ""
    return (
        bad(refusal.code),
        Text(f" {visible(refusal.release)}{where}: {visible(refusal.message)}"),
        Text("; "),
        muted(visible(refusal.hint)),
    )


def _facts(catalog: Catalog) -> list[tuple[Text, ...]]:
    digest = hashlib.sha256(catalog.encode()).hexdigest()
    last = (
        line(f"to be used until {catalog.expires}")
        if catalog.expires
        else line(
            warning("no last day"),
            ": nobody who is offline can see that newer catalogs are held back; set expires",
        )
    )
    return [line(f"serial {catalog.serial}, catalog.json sha256 ", code(digest)), last]


def _row(catalog: Catalog, number: int) -> list[str | Text | tuple[Text, ...]]:
    pack = catalog.packs[number]
    current = pack.current
    shown = current or pack.versions[0]
    tier = warning(pack.tier.value) if pack.tier is Tier.PREMIUM else good(pack.tier.value)
    return [
        code(pack.id),
        tier,
        current.version if current else bad("all withdrawn"),
        str(len(pack.versions)),
        str(len(shown.gates)),
        str(len(shown.final_gates)),
    ]


def build_payload(built: Built) -> Payload:
    """Return the answer of a build for a program (schemas/catalog-build.v1.schema.json)."""
    catalog = built.catalog
    return {
        "schema_version": f"policy-pack-toolkit.{BUILD_SCHEMA}",
        "status": built.status,
        "catalog": None if catalog is None else _catalog(catalog),
        "refusals": [_refusal_form(each) for each in built.refusals],
        "dropped": list(built.dropped),
        "differences": [
            {"path": visible(path), "how": how} for path, how in built.differences.items()
        ],
        "local_only": _local_only(built.proof),
    }


def build_refused(refusal: Refusal) -> Payload:
    """Return the answer of a build that one thing stood in the way of."""
    return build_payload(Built(status="refused", refusals=(refusal,)))


def _refusal_form(refusal: Refusal) -> Payload:
    return {
        "code": refusal.code,
        "release": visible(refusal.release),
        "where": visible(refusal.where),
        "message": visible(refusal.message),
        "hint": visible(refusal.hint),
    }


def _catalog(catalog: Catalog) -> Payload:
    return {
        "title": catalog.title,
        "serial": catalog.serial,
        "expires": catalog.expires.isoformat() if catalog.expires else None,
        "sha256": hashlib.sha256(catalog.encode()).hexdigest(),
        "packs": [
            {
                "id": pack.id,
                "tier": pack.tier.value,
                "current": pack.current.version if pack.current else None,
                "versions": [version.version for version in pack.versions],
            }
            for pack in catalog.packs
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A version that was verified and written as local files.

    ``folder`` is how the command line names it; ``count`` the number of files; ``outcome`` what
    verification came to, and ``signer`` who signed.
    """

    catalog: Catalog
    entry: VersionEntry
    folder: str
    count: int
    outcome: Outcome
    signer: str
    proof: str
    next_command: str


def export_page(exported: Exported) -> Document:
    """Return the answer of an export for a person."""
    entry = exported.entry
    document = Document().heading(1, code(entry.label), " is in ", code(visible(exported.folder)))
    document.paragraph(
        good(exported.outcome.value),
        f"{f' by {exported.signer}' if exported.signer else ''}: {exported.count} local files."
        " Read them; nothing fetches them again.",
    )
    if entry.yanked:
        document.paragraph(warning("withdrawn"), f": {visible(entry.yanked)}")
    document.bullets(
        [
            line(f"catalog {visible(exported.catalog.title)}, serial {exported.catalog.serial}"),
            line("archive sha256 ", code(entry.archive_sha256)),
            line("content sha256 ", code(entry.content_sha256)),
            line(f"loaded and judged with the network off ({exported.proof})"),
        ]
    )
    document.heading(2, "Next").listing(exported.next_command)
    return document


def export_payload(exported: Exported) -> Payload:
    """Return the answer of an export for a program (schemas/catalog-export.v1.schema.json)."""
    entry = exported.entry
    return {
        "schema_version": f"policy-pack-toolkit.{EXPORT_SCHEMA}",
        "status": "exported",
        "refusal": None,
        "pack": {"id": entry.pack_id, "version": entry.version},
        "yanked": {"reason": visible(entry.yanked)} if entry.yanked else None,
        "outcome": exported.outcome.value,
        "signer": exported.signer or None,
        "folder": visible(PurePath(exported.folder).name),
        "files": exported.count,
        "archive_sha256": entry.archive_sha256,
        "content_sha256": entry.content_sha256,
        "catalog": {"title": exported.catalog.title, "serial": exported.catalog.serial},
        "local_only": _local_only(exported.proof),
        "next": visible(exported.next_command),
    }


def export_refused(refusal: Refusal) -> Payload:
    """Return the answer of an export that was refused."""
    nothing = dict.fromkeys(
        (
            "pack", "yanked", "outcome", "signer", "folder", "files", "archive_sha256",
            "content_sha256", "catalog", "local_only", "next",
        )
    )  # fmt: skip
    return {
        "schema_version": f"policy-pack-toolkit.{EXPORT_SCHEMA}",
        "status": "refused",
        "refusal": _refusal_form(refusal),
        **nothing,
    }


def _local_only(proof: str) -> Payload | None:
    """Return how it was ensured that judging stayed local; None where nothing was judged."""
    return {"proof": proof, "statement": _STATEMENT} if proof else None
