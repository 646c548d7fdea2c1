"""Releases for tests of the catalog: packs that pass strict smoke, without a repository."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import Answer, asked
from tests.release.workshop import FILES
from toolkit.pack.tree import Tree
from toolkit.release import checksums
from toolkit.release.folder import build_release
from toolkit.release.strict_json import canonical

ADDS = (
    "## What this pack adds\n\nReviewed budgets for payment calls, kept up to date each quarter,"
    " with support.\n"
)
MANIFEST = "entroping-policy-pack.yaml"
RULES = "rules/security.yaml"


def pack_files(
    pack_id: str = "acme.api",
    version: str = "1.0.0",
    *,
    replaced: Mapping[str, tuple[str, str]] | None = None,
    files: Mapping[str, str | bytes] | None = None,
) -> dict[str, bytes]:
    """Return the files of a pack; ``replaced`` changes a text in a file, ``files`` adds some."""
    texts: dict[str, str | bytes] = {
        path: text.replace('id: "acme.api"', f'id: "{pack_id}"').replace('"1.0.0"', f'"{version}"')
        for path, text in FILES.items()
    }
    for path, (old, new) in (replaced or {}).items():
        text = str(texts[path])
        assert old in text, (path, old)
        texts[path] = text.replace(old, new)
    texts |= files or {}
    return {path: data.encode() if isinstance(data, str) else data for path, data in texts.items()}


def bump_report(
    pack_id: str, version: str, before: str, content: str, findings: list[Any] | None = None
) -> dict[str, Any]:
    """Return as much of a report on versions as verification and pages look at."""
    return {
        "schema_version": "policy-pack-toolkit.bump.v1",
        "status": "enough",
        "pack": {"id": pack_id, "path": "packs/api", "version": version, "content_sha256": content},
        "baseline": {"ref": f"{pack_id}-v{before}", "version": before, "content_sha256": "0" * 64},
        "required_bump": "major",
        "suggested_version": version,
        "impact": "breaking",
        "protection": "raised",
        "findings": findings or [],
    }


@dataclass
class Shop:
    """A folder with releases, and our command line in it."""

    root: Path
    capture: pytest.CaptureFixture[str]
    made: list[Path] = field(default_factory=list)

    @property
    def dist(self) -> Path:
        """Where the releases lie."""
        return self.root / "dist"

    @property
    def site(self) -> Path:
        """Where the site is built."""
        return self.root / "site"

    def release(
        self,
        pack_id: str = "acme.api",
        version: str = "1.0.0",
        *,
        before: str = "",
        findings: list[Any] | None = None,
        folder: Path | None = None,
        **pack: Any,
    ) -> Path:
        """Write the release of a pack; ``before`` adds a report on the step from a version."""
        tree = Tree.of_files(pack_files(pack_id, version, **pack))
        made = build_release(tree, pack_id=pack_id, version=version)
        if before:
            report = bump_report(pack_id, version, before, tree.content_digest, findings)
            del made[checksums.NAME]
            made[f"{pack_id}-{version}.bump.json"] = canonical(report)
            made[checksums.NAME] = checksums.write_sums(made)
        target = folder or self.dist / pack_id / version
        target.mkdir(parents=True)
        for name, data in made.items():
            (target / name).write_bytes(data)
        self.made.append(target)
        return target

    def run(self, *words: str, schema: str = "") -> Answer:
        """Run one command line of ours."""
        return asked(self.capture, *words, schema=schema)

    def build(self, *words: str, settings: str | None = None) -> Answer:
        """Build the site from ``dist``, as JSON; settings are the text of a file."""
        if settings is not None:
            (self.root / "catalog.yaml").write_text(settings, encoding="utf-8")
            words = ("--settings", "catalog.yaml", *words)
        build = ("catalog", "build", "--releases", "dist", "--out", "site", "--format", "json")
        return self.run(*build, *words, schema="catalog-build.v1")

    def export(self, pack: str = "acme.api", *words: str, to: str = "taken") -> Answer:
        """Export from the site, as JSON, asking for checksums only."""
        export = ("catalog", "export", pack, "--catalog", "site", "--to", to, "--format", "json")
        trust = () if "--allowed-signers" in words else ("--checksums-only",)
        return self.run(*export, *trust, *words, schema="catalog-export.v1")

    @property
    def catalog(self) -> dict[str, Any]:
        """The catalog.json of the site."""
        found: dict[str, Any] = json.loads((self.site / "catalog.json").read_bytes())
        return found


def everything(folder: Path) -> dict[str, bytes | str]:
    """Return every file below a folder, hidden ones too, and what is none by its kind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def codes(answer: Answer) -> list[str]:
    """Return the codes of what a build refused."""
    return [each["code"] for each in answer.payload["refusals"]]
