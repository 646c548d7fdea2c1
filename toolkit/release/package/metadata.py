"""METADATA and PKG-INFO of a pack, one text for both: a function of the pack's files.

Core metadata 2.4 (PEP 639). Nothing in it depends on a clock, a machine or this
program's version; what stands in the manifest is laid on one line each, so that
no value can become another field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.pack.model import Manifest
    from toolkit.pack.tree import Tree
    from toolkit.release.package.identity import Identity

_LICENCES: Final = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[A-Za-z0-9._+-]*")
"""The names that PEP 639 counts as licence files by default."""
_UNSAFE: Final = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
"""What could end a line or hide in one: listed, as Python's own tables grow from year to year."""
_MAX_LINE: Final = 500
"""Characters of a value: an index refuses summaries beyond 512."""


def metadata(manifest: Manifest, identity: Identity, tree: Tree) -> bytes:
    """Return METADATA for the pack that these three are."""
    title = _line(manifest.name) or manifest.id
    summary = _line(manifest.summary)
    fields = [
        ("Metadata-Version", "2.4"),
        ("Name", identity.name),
        ("Version", identity.python_version),
        ("Summary", _line(f"{title}: {summary}" if summary else f"The policy pack {title}")),
        ("Keywords", f"entroping,policy-pack,{identity.pack_id},{identity.version}"),
        ("Author", _line(manifest.publisher)),
        ("Maintainer", _line(", ".join(manifest.maintainers))),
        ("License-Expression", _line(manifest.license)),
        *(("License-File", f"{identity.home}/{path}") for path in licence_files(tree)),
        ("Description-Content-Type", "text/markdown; charset=UTF-8"),
    ]
    header = "".join(f"{name}: {value}\n" for name, value in fields if value)
    return f"{header}\n{_description(manifest, identity, tree)}".encode()


def licence_files(tree: Tree) -> Iterator[str]:
    """Yield the licence files at the top of a pack, in byte order."""
    return (path for path, _ in tree.files() if _LICENCES.fullmatch(path))


def _description(manifest: Manifest, identity: Identity, tree: Tree) -> str:
    entrypoint = _line(manifest.entrypoint)
    return f"""\
The policy pack `{identity.pack_id}`, version {identity.version}: data only, no code.

Install it into a folder of your project, and import its file from there:

    pip install --no-index --no-deps --target vendor FILE

    imports:
      - "./vendor/{identity.home}/{entrypoint}"

content sha256: {tree.content_digest}
"""


def _line(text: str) -> str:
    """Return a value from a manifest as one line of plain characters."""
    return _UNSAFE.sub(" ", text).strip()[:_MAX_LINE].rstrip()
