"""Versions: does a pack support this Entroping, and was a newer one seen before?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from semver import Version

from toolkit.consumer.checkup.answers import Answer, finding, not_known, ok
from toolkit.consumer.packs import UsedPack
from toolkit.errors import ToolkitError
from toolkit.pack.model import Manifest
from toolkit.ranges import parse_range
from toolkit.release.lock import Lock
from toolkit.release.tag_names import parse_version
from toolkit.spans import Location

_PYTHON = re.compile(r"([0-9]+\.[0-9]+\.[0-9]+)(a|b|rc)([0-9]+)")
_LABELS = {"a": "alpha", "b": "beta", "rc": "rc"}


def runtime_version(text: str) -> Version | None:
    """Return the version of Entroping that a text states, as it is written or as pip writes it.

    Build metadata does not tell versions apart, and is left out.
    """
    match = _PYTHON.fullmatch(text)
    if match is not None:
        number = "" if match[3] == "0" else f".{match[3]}"
        text = f"{match[1]}-{_LABELS[match[2]]}{number}"
    version = parse_version(text.removeprefix("v"))
    return version.replace(build=None) if version is not None else None


def range_answers(packs: tuple[UsedPack, ...], entroping: str) -> Iterator[Answer]:
    """Yield whether each pack supports a version; ``""``: nobody says which one it is."""
    version = runtime_version(entroping) if entroping else None
    check = "entroping-range"
    for pack in packs:
        if pack.manifest is None:
            continue
        text = pack.manifest.entroping
        at = _manifest_at(pack, pack.manifest)
        try:
            admitted = parse_range(text)
        except ToolkitError as error:
            hint = "the pack is not sound: ask for a release that passes `policy-pack smoke`"
            yield finding(check, f"{pack.title}: {error.message}", at, hint=hint)
            continue
        if version is None:
            yield not_known(
                check,
                f"{pack.title} supports {text}: which version runs here is not known",
                at,
                hint="state the version that your project runs with",
                command="policy-pack doctor --entroping VERSION",
            )
        elif version not in admitted:
            yield finding(
                check,
                f"{pack.title} supports {text}, and {version} is what runs",
                at,
                hint="take a release of the pack for this version, or another version of Entroping",
            )
        else:
            yield ok(check, f"{pack.title} supports {text}: {version} is in it", at)


def _manifest_at(pack: UsedPack, manifest: Manifest) -> Location:
    at = manifest.at("entroping")
    return Location(pack.manifest_path, at.line, at.column)


def seen_answers(packs: tuple[UsedPack, ...], lock: Lock | None) -> Iterator[Answer]:
    """Yield whether a pack is older than the highest version that was ever verified, or other."""
    for pack in packs if lock is not None and lock.packs else ():
        stated = pack.manifest or pack.recorded
        seen = lock.packs.get(stated.id) if lock and stated else None
        if stated is None or seen is None:
            continue
        now, before = parse_version(stated.version), parse_version(seen.version)
        check, verb = "pack-version", f"policy-pack vendor --upgrade --name {pack.name}"
        upgrade = f"{verb} --pack SOURCE"
        if now is None or before is None or now < before:
            yield finding(
                check,
                f"{pack.title} is older than {seen.version}, which was verified before",
                pack.at,
                hint="upgrade it, or find out why it went back",
                command=upgrade,
            )
        elif now == before and pack.tree.content_digest != seen.content_sha256:
            yield finding(
                check,
                f"{pack.title} has other files than the {seen.version} that was verified before",
                pack.at,
                hint="one version is one content: ask the publisher, over another channel",
            )
        else:
            yield ok(check, f"{pack.title}: {seen.version} was the highest verified", pack.at)
