"""The sizes beyond which a release is refused, beside those of the pack itself.

They bound memory and time for hostile input (release-archives.md, "Verification
order", step 2). With an archive at its limit that inflates beyond its own, the
whole process was measured at 181 MiB.
"""

from __future__ import annotations

from typing import Final

from toolkit.pack.limits import MAX_ENTRIES, MAX_TREE_BYTES

MAX_ARCHIVE_BYTES: Final = 64 * 1024 * 1024
"""Bytes of one compressed archive."""
MAX_TAR_BYTES: Final = MAX_TREE_BYTES + (MAX_ENTRIES + 1) * 1024
"""Bytes of the tar inside: every file, one header and at most one block of padding each."""
MAX_RATIO: Final = 250
"""Bytes of tar per byte of archive, beyond `FREE_INFLATION_BYTES`.

Real packs stay below 10, ten thousand nearly equal files reach 93; DEFLATE can do 1032.
"""
FREE_INFLATION_BYTES: Final = 4 * 1024 * 1024
"""Bytes of tar that any archive may inflate to, whatever its ratio."""
MAX_SEGMENT_BYTES: Final = 100
"""Bytes of one segment of a path and of the top folder: the ustar name field."""
MAX_SUMS_BYTES: Final = 64 * 1024
"""Bytes of one SHA256SUMS."""
MAX_SIGNATURE_BYTES: Final = 16 * 1024
"""Bytes of one signature."""
MAX_TRUST_BYTES: Final = 1024 * 1024
"""Bytes of one file of allowed signers or revoked keys."""
MAX_LOCK_BYTES: Final = 1024 * 1024
"""Bytes of one lock: some thousand packs."""
MAX_MANIFEST_BYTES: Final = 8 * 1024 * 1024
"""Bytes of one release manifest: `MAX_ENTRIES` files with the longest paths fit."""
MAX_PROVENANCE_BYTES: Final = 64 * 1024
"""Bytes of one provenance statement."""
MAX_EVIDENCE_BYTES: Final = 32 * 1024 * 1024
"""Bytes of the evidence of smoke or of bump."""
MAX_JSON_DEPTH: Final = 16
"""Collections inside collections in a JSON file of a release."""
MIN_JSON_BYTES_PER_VALUE: Final = 20
"""The most bytes that a JSON file may have, shared out among the values in it.

Evidence has 28 bytes for each comma and opening bracket, of which there are at least as many
as values. Empty lists up to `MAX_EVIDENCE_BYTES` took 850 MiB and 16 seconds to read.
"""
MAX_RELEASE_FILES: Final = 64
"""Files in one release folder."""
MAX_RELEASE_BYTES: Final = 128 * 1024 * 1024
"""Bytes of all files of a release folder together."""
MAX_LAYOUT_FILES: Final = 32
"""Files and folders in an OCI image layout: a layout of one pack has five files in two folders."""
MAX_LAYOUT_JSON_BYTES: Final = 64 * 1024
"""Bytes of each JSON file of a layout; ours have less than one thousand."""
