"""How a pack is called as a Python package: distribution name and PEP 440 version.

A pack is released as ``policy-pack-<id>``, normalised as PEP 503 says: the
prefix keeps packs apart from libraries, and the source distribution apart from
the archive, which stands beside it as ``<id>-<version>.tar.gz``.

Versions are mapped so that no two have one name and their order stays. Only
what both schemes know in the same order can be mapped:

=============  ===========
1.2.0          1.2.0
1.2.0-alpha    1.2.0a0
1.2.0-alpha.3  1.2.0a3
1.2.0-beta.3   1.2.0b3
1.2.0-rc.1     1.2.0rc1
=============  ===========

Everything else is refused: ``-alpha.0`` would be ``-alpha`` again, ``-rc10``
comes before ``-rc2`` in Semantic Versioning and after it in PEP 440, ``-dev``
before all others there, and build metadata (``+…``) tells no releases apart.
The version as it was written stands in METADATA, and in the pack itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from toolkit.errors import RefusedError
from toolkit.pack.model import MANIFEST, Manifest
from toolkit.release.names import name_problem
from toolkit.release.package.policy_pack_backend import HOME
from toolkit.release.refusals import shown
from toolkit.release.tag_names import TagName, parse_version

PREFIX: Final = "policy-pack-"
_LABELS: Final = {"alpha": "a", "beta": "b", "rc": "rc"}
_PRERELEASE: Final = re.compile(r"(alpha|beta|rc)(?:\.([1-9][0-9]*))?")
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Identity:
    """A pack's id and version, and what they become in a package."""

    pack_id: str
    version: str
    name: str
    """The distribution: what an installer, and `importlib.metadata`, calls it."""
    python_version: str

    @classmethod
    def of(cls, pack_id: str, version: str) -> Identity:
        """Return the identity of a pack.

        Raises:
            RefusedError: The id or version has no equal among Python packages.
        """
        mapped = python_version(version)
        name = re.sub(r"[-_.]+", "-", f"{PREFIX}{pack_id}").lower()
        parsed = parse_version(version)
        try:
            TagName(pack_id, parsed).format() if parsed else None
            fits = name_problem(pack_id) is None and _NAME.fullmatch(name) is not None
        except ValueError:
            fits = False
        if not fits:
            raise RefusedError(
                f"a pack with the id {shown(pack_id)} cannot be a Python package",
                where=MANIFEST,
                hint="use letters, digits, . _ and -; begin and end with a letter or digit",
            )
        return cls(pack_id, version, name, mapped)

    @classmethod
    def stated(cls, manifest: Manifest) -> Identity:
        """Return the identity that a manifest states; raises as `of` does."""
        return cls.of(manifest.id, manifest.version)

    @property
    def stem(self) -> str:
        """Name and version as the files of the package begin."""
        return f"{self.name.replace('-', '_')}-{self.python_version}"

    @property
    def wheel_name(self) -> str:
        """The file name of the wheel (PEP 427)."""
        return f"{self.stem}-py3-none-any.whl"

    @property
    def sdist_name(self) -> str:
        """The file name of the source distribution (PEP 625)."""
        return f"{self.stem}.tar.gz"

    @property
    def home(self) -> str:
        """The folder of the pack in a package, and where it is installed."""
        return f"{HOME}/{self.pack_id}"


def python_version(version: str) -> str:
    """Return the PEP 440 version that stands for a Semantic Version.

    Raises:
        RefusedError: None does (see above).
    """
    parsed = parse_version(version)
    core = f"{parsed.major}.{parsed.minor}.{parsed.patch}" if parsed else ""
    if parsed is not None and parsed.build is None:
        if parsed.prerelease is None:
            return core
        match = _PRERELEASE.fullmatch(parsed.prerelease)
        if match is not None:
            return f"{core}{_LABELS[match[1]]}{match[2] or 0}"
    raise RefusedError(
        f"the version {shown(version)} has no equal among the versions of Python packages",
        where=MANIFEST,
        hint="write MAJOR.MINOR.PATCH, and a pre-release as -alpha, -beta or -rc,"
        " alone or with a number from 1 on: 1.2.0-rc.1",
    )
