"""Releases that were verified → the catalog; every reason against it is collected first."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.catalog.model import BumpEntry, Catalog, GateEntry, PackEntry, Tier, VersionEntry
from toolkit.catalog.refusals import CatalogReason, CatalogRefusedError, Refusal
from toolkit.release import checksums, contents, provenance, strict_json
from toolkit.release.limits import MAX_EVIDENCE_BYTES

if TYPE_CHECKING:
    from toolkit.catalog.settings import Settings
    from toolkit.pack.model import Gate, Pack
    from toolkit.release.filelist import FileList
    from toolkit.release.strict_json import JSONValue


@dataclass(frozen=True, kw_only=True)
class Released:
    """One release that verified: its files by name, its manifest, the pack inside, the signer.

    ``proof`` is how it was ensured that strict smoke, which passed, stayed on this machine; ``""``
    for a version that is withdrawn, on which it was not run.
    """

    files: Mapping[str, bytes]
    listed: FileList
    pack: Pack
    signer: str = ""
    proof: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Pack and version."""
        return self.listed.pack_id, self.listed.pack_version

    @property
    def label(self) -> str:
        """Pack and version in words."""
        return " ".join(self.key)

    def evidence(self, suffix: str) -> JSONValue:
        """Return what evidence beside the archive says; None where there is none."""
        data = self.files.get(f"{self.listed.stem}{suffix}")
        return strict_json.parse(data, max_bytes=MAX_EVIDENCE_BYTES) if data is not None else None

    def entry(self, *, yanked: str = "") -> VersionEntry:
        """Return the release as the catalog lists it."""
        sums = self.files[checksums.NAME]
        listed, manifest = self.listed, self.pack.manifest
        return VersionEntry(
            pack_id=listed.pack_id,
            version=listed.pack_version,
            size=listed.archive_size,
            archive_sha256=listed.archive_sha256,
            tar_sha256=listed.tar_sha256,
            content_sha256=listed.content_sha256,
            sums_sha256=hashlib.sha256(sums).hexdigest(),
            entroping=manifest.entroping,
            gates=tuple(map(_gate, sorted(self.pack.policy.gates, key=lambda gate: gate.id))),
            bump=_bump(self.evidence(contents.BUMP_SUFFIX), listed.pack_version),
            yanked=yanked,
            signer=self.signer,
            commit=self._commit(checksums.read_sums(sums)),
        )

    def _commit(self, sums: Mapping[str, str]) -> str:
        data = self.files.get(f"{self.listed.stem}{contents.PROVENANCE_SUFFIX}")
        return provenance.check_provenance(data, self.listed, sums).commit if data else ""


def _gate(gate: Gate) -> GateEntry:
    return GateEntry(
        id=gate.id,
        condition=gate.condition_text,
        gate=gate.assertion_text,
        enforcement=gate.enforcement.text,
        final=gate.final,
        description=gate.description or "",
    )


def _bump(said: JSONValue, version: str) -> BumpEntry | None:
    """Return the step that the report on versions tells; None for a first release or no report."""
    if not isinstance(said, dict):
        return None
    baseline, level = said.get("baseline"), said.get("required_bump")
    before = baseline.get("version") if isinstance(baseline, dict) else None
    if not isinstance(before, str) or not isinstance(level, str):
        return None
    return BumpEntry(level, before, version)


def assemble(
    releases: Iterable[Released],
    settings: Settings,
    *,
    before: Catalog | None = None,
    serial: int | None = None,
) -> Catalog:
    """Return the catalog of releases, none of which stands in the way of another (`conflicts`).

    ``before`` is the catalog that was there: where nothing changed the serial stays, else it
    grows by one; ``serial``, or that of the settings, is taken as it is if it grows.

    Raises:
        CatalogRefusedError: The serial that was given does not grow with the content.
    """
    by_id: dict[str, list[Released]] = defaultdict(list)
    for each in releases:
        by_id[each.listed.pack_id].append(each)
    packs = tuple(_pack(by_id[pack_id], settings) for pack_id in sorted(by_id))
    made = Catalog(title=settings.title, serial=1, expires=settings.expires, packs=packs)
    return replace(made, serial=_serial(made, before, serial or settings.serial))


def _serial(made: Catalog, before: Catalog | None, given: int | None) -> int:
    if before is None:
        return given or 1
    least = before.serial if made.has_the_content_of(before) else before.serial + 1
    if given is not None and given < least:
        text = f"the serial is {given}, the catalog before has {before.serial}"
        hint = f"give a serial from {least} on, or none: then it is computed"
        raise CatalogRefusedError(CatalogReason.SERIAL_TOO_SMALL, text, hint=hint)
    return given or least


def _pack(releases: list[Released], settings: Settings) -> PackEntry:
    entries = {each.key: each.entry(yanked=settings.yanked(*each.key)) for each in releases}
    versions = tuple(sorted(entries.values(), key=lambda each: each.number, reverse=True))
    listed = {each.key: each.pack.manifest for each in releases}
    entry = PackEntry(
        id=versions[0].pack_id, name="", tier=Tier.OPEN_CORE, summary="", license="", publisher="",
        maintainers=(), versions=versions,
    )  # fmt: skip
    spoken = entry.current or versions[0]
    manifest = listed[spoken.pack_id, spoken.version]
    return replace(
        entry,
        name=manifest.name or manifest.id,
        tier=settings.tier(entry.id),
        summary=manifest.summary,
        license=manifest.license or "NOASSERTION",
        publisher=manifest.publisher,
        maintainers=manifest.maintainers,
    )


def conflicts(releases: Iterable[Released], before: Catalog | None) -> Iterator[Refusal]:
    """Yield what keeps releases from standing together, and after the catalog before."""
    releases = list(releases)
    seen: dict[tuple[str, str], Released] = {}
    for each in releases:
        other = seen.setdefault(each.key, each)
        if other.files != each.files:
            hint = "find out which of the two was published, and leave the other out"
            yield Refusal.of(CatalogReason.RELEASE_TWICE, each.label, hint=hint)
    spelling: dict[str, str] = {}
    for pack_id in sorted({key[0] for key in seen}):
        other_id = spelling.setdefault(pack_id.lower(), pack_id)
        if other_id != pack_id:
            text = f"{other_id} and {pack_id} would be one folder on many systems"
            yield Refusal.of(CatalogReason.PACK_CASE, pack_id, text, hint="rename one of them")
    yield from _changed(seen, before)


def _changed(
    releases: Mapping[tuple[str, str], Released], before: Catalog | None
) -> Iterator[Refusal]:
    for old in before.versions if before is not None else ():
        new = releases.get((old.pack_id, old.version))
        if new is None:
            continue
        digest = hashlib.sha256(new.files[checksums.NAME]).hexdigest()
        if (new.listed.archive_sha256, digest) != (old.archive_sha256, old.sums_sha256):
            hint = "a version never changes: restore its files, or release the next version"
            yield Refusal.of(CatalogReason.RELEASE_CHANGED, old.label, hint=hint)


def unknown(releases: Iterable[Released], settings: Settings) -> Iterator[Refusal]:
    """Yield words of the settings about nothing: a typing error must not switch them off.

    It is asked where nothing else is refused: what the settings name may be among that.
    """
    keys = {each.key for each in releases}
    ids = {pack_id for pack_id, _ in keys}
    named = [(pack_id, str(at)) for pack_id, at in settings.tiers_at.items() if pack_id not in ids]
    named += [
        (f"{each.pack_id} {each.version}", str(each.at))
        for each in settings.yanks
        if (each.pack_id, each.version) not in keys
    ]
    for label, where in named:
        hint = "correct the name, or take the entry out"
        yield Refusal.of(CatalogReason.SETTINGS_UNKNOWN, label, where=where, hint=hint)


def dropped(catalog: Catalog, before: Catalog | None) -> list[str]:
    """Return the versions that were listed before and are not any more."""
    now = {each.label for each in catalog.versions}
    return [each.label for each in (before.versions if before else ()) if each.label not in now]
