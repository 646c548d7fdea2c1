"""``catalog.yaml``: what a publisher decides that no release says, with the place of each word.

The title, the last day, which packs are premium, which versions are withdrawn and why. Schema
``schemas/catalog-settings.v1.schema.json``; any bytes give settings or faults.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from toolkit.catalog.model import Tier
from toolkit.faults import Fault
from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence, plain, text_of
from toolkit.pack.shape import check_shape
from toolkit.pack.strict_yaml import read_yaml
from toolkit.release.tag_names import parse_version
from toolkit.spans import Location

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping

NAME: Final = "catalog.yaml"
SCHEMA: Final = "catalog-settings.v1"
DEFAULT_TITLE: Final = "Policy packs"
MAX_SETTINGS_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Yank:
    """A version that is withdrawn, and why."""

    pack_id: str
    version: str
    reason: str
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the publisher decided; ``serial`` is None where it is to be computed."""

    title: str = DEFAULT_TITLE
    expires: dt.date | None = None
    serial: int | None = None
    tiers: AnyMapping[str, Tier] = field(default_factory=dict)
    tiers_at: AnyMapping[str, Location] = field(default_factory=dict)
    yanks: tuple[Yank, ...] = ()

    def tier(self, pack_id: str) -> Tier:
        """Return the tier of a pack: open-core, where nothing is said."""
        return self.tiers.get(pack_id, Tier.OPEN_CORE)

    def yanked(self, pack_id: str, version: str) -> str:
        """Return why a version is withdrawn, ``""`` where it is not."""
        found = (each for each in self.yanks if (each.pack_id, each.version) == (pack_id, version))
        return next((each.reason for each in found), "")


def read_settings(data: bytes, path: str) -> tuple[Settings, tuple[Fault, ...]]:
    """Return the settings, with every fault; settings with a fault are of no use."""
    reading = read_yaml(data, path)
    if reading.faults:
        return Settings(), reading.faults
    root = reading.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        return Settings(), ()
    faults = check_shape(root, SCHEMA, prefix="{field}: {message}")
    if faults or not isinstance(root, Mapping):
        return Settings(), tuple(faults)
    more = [*_impossible(root)]
    return (Settings(), tuple(more)) if more else (_settings(root), ())


def _settings(root: Mapping) -> Settings:
    """Read what the schema has accepted, and what is possible."""
    tiers = root.get("tiers")
    entries = tiers.entries if isinstance(tiers, Mapping) else {}
    places = tiers.keys if isinstance(tiers, Mapping) else {}
    day, serial = (
        text_of(root.get("expires")),
        plain(root.entries["serial"]) if root.get("serial") else None,
    )
    return Settings(
        title=text_of(root.get("title")) or DEFAULT_TITLE,
        expires=dt.date.fromisoformat(day) if day else None,
        serial=serial if isinstance(serial, int) else None,
        tiers={name: Tier(text_of(node)) for name, node in entries.items()},
        tiers_at={name: places[name] for name in entries},
        yanks=tuple(_yanks(root)),
    )


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _yanks(root: Mapping) -> Iterator[Yank]:
    for item in _items(root.get("yanked")):
        if isinstance(item, Mapping):
            pack_id, version, reason = (
                (text_of(item.get(key)) or "") for key in ("pack", "version", "reason")
            )
            yield Yank(pack_id, version, reason.strip(), item.at)


def _impossible(root: Mapping) -> Iterator[Fault]:
    """Yield what has the right type and no meaning: days, versions, twins."""
    expires = root.get("expires")
    try:
        dt.date.fromisoformat(text_of(expires) or "2000-01-01")
    except ValueError:
        message = f"expires: {text_of(expires)} is no day"
        where = expires.at if expires else root.at
        yield Fault(code="settings-day", message=message, where=where, hint="write it 2027-06-30")
    seen: dict[tuple[str, str], Location] = {}
    for yank in _yanks(root):
        parsed = parse_version(yank.version)
        if parsed is None or parsed.build is not None:
            message = f"yanked: {yank.version} is no version of a release"
            hint = "write it as in the manifest of the pack: 1.2.0"
            yield Fault(code="settings-version", message=message, where=yank.at, hint=hint)
        first = seen.setdefault((yank.pack_id, yank.version), yank.at)
        if first is not yank.at:
            message = f"yanked: {yank.pack_id} {yank.version} stands in line {first.line} already"
            hint = "keep one of the entries"
            yield Fault(code="settings-twice", message=message, where=yank.at, hint=hint)
