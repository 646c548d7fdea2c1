"""Which files a release folder may hold: a closed list, by name.

``<stem>`` is ``<pack-id>-<version>``. Every file but SHA256SUMS and its
signatures must be listed in SHA256SUMS: a signature is made over that list, so
it cannot stand in it. A file that no release has is refused even if it is
listed: what nobody looks at must not travel under a signature.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from toolkit.release import checksums, filelist

ARCHIVE_SUFFIX: Final = ".tar.gz"
SIGNATURE: Final = f"{checksums.NAME}.sig"
"""The SSH signature over the bytes of SHA256SUMS."""
MINISIGNATURE: Final = f"{checksums.NAME}.minisig"
"""The minisign signature over the same bytes."""
SIGNATURES: Final = frozenset({SIGNATURE, MINISIGNATURE})
UNLISTED: Final = SIGNATURES | {checksums.NAME}
"""The files that SHA256SUMS does not list."""
SMOKE_JSON_SUFFIX: Final = ".smoke.json"
SMOKE_PAGE_SUFFIX: Final = ".smoke.md"
BUMP_SUFFIX: Final = ".bump.json"
PROVENANCE_SUFFIX: Final = ".provenance.json"
NOTES_SUFFIX: Final = ".notes.md"
EVIDENCE: Final = {
    "provenance": PROVENANCE_SUFFIX, "smoke": SMOKE_JSON_SUFFIX, "bump": BUMP_SUFFIX,
}  # fmt: skip
"""What a whole release tells about itself: the word for it, and what follows the stem."""
REQUIRED: Final = (ARCHIVE_SUFFIX, filelist.SUFFIX)
"""What follows the stem in the names of the files that every release has."""
OPTIONAL: Final = (
    SMOKE_JSON_SUFFIX, SMOKE_PAGE_SUFFIX, BUMP_SUFFIX, PROVENANCE_SUFFIX, NOTES_SUFFIX,
)  # fmt: skip
"""What follows the stem in the names of the files that a release may have."""
_WHEEL: Final = re.compile(r"([a-z0-9_.]+-[0-9][a-z0-9.!+]*)-py3-none-any\.whl")
"""One pure wheel, named by the binary distribution format; the group is name and version."""
_SDIST: Final = re.compile(r"([a-z0-9_.]+-[0-9][a-z0-9.!+]*)\.tar\.gz")
"""A source distribution, named by PEP 625."""


def strangers(names: Collection[str], stem: str) -> Iterator[str]:
    """Yield, sorted, the names that no file of the release ``stem`` can have.

    There may be one wheel, and one sdist of the same name and version.
    """
    known = {f"{stem}{suffix}" for suffix in (*REQUIRED, *OPTIONAL)} | UNLISTED
    rest = sorted(set(names) - known)
    packages: dict[re.Pattern[str], str] = {}
    for name in rest:
        match = None
        for form in (_WHEEL, _SDIST):
            if form not in packages and (match := form.fullmatch(name)) is not None:
                if set(packages.values()) <= {match[1]}:
                    packages[form] = match[1]
                else:
                    match = None
                break
        if match is None:
            yield name
