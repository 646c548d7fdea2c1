"""A pack that pip or uv installed: is every file still the one that was in the wheel?

An installer leaves ``RECORD`` with a digest of each file (PEP 376, PEP 627), and
``METADATA``, in which our packages name the digest of the whole content. Both can
be changed by whoever can change the files: they show damage and edits, and no
author. Who vouches for a package is asked of the wheel, before it is installed.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from typing import TYPE_CHECKING, Final

from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from toolkit.pack.tree import Tree

_CONTENT: Final = re.compile(r"^content sha256: ([0-9a-f]{64})$", re.MULTILINE)
_AGAIN: Final = "install the package anew, into a folder that is empty, or give its wheel"
_FIELDS: Final = 3


def check_installed(tree: Tree, *, home: str, record: bytes, metadata: bytes) -> None:
    """Judge the files below ``home``, the folder of the pack among the installed packages.

    Raises:
        ReleaseRefusedError: A file is missing, changed, or was not installed.
    """
    listed = _listed(record, f"{home}/")
    found = {path: _digest(data) for path, data in tree.files()}
    for path in sorted(listed.keys() | tree.entries.keys()):
        where = shown(f"{home}/{path}")
        if path not in listed:
            text = "it was not installed: RECORD does not list it"
            raise ReleaseRefusedError(Reason.WHEEL_RECORD_FILES, text, where=where, hint=_AGAIN)
        if path not in found:
            text = f"RECORD lists it, and it is {tree.absence(path)}"
            raise ReleaseRefusedError(Reason.WHEEL_RECORD_FILES, text, where=where, hint=_AGAIN)
        if found[path] != listed[path]:
            text = "it was changed since it was installed: RECORD lists another digest"
            raise ReleaseRefusedError(Reason.WHEEL_RECORD_DIGEST, text, where=where, hint=_AGAIN)
    stated = _CONTENT.findall(metadata.decode("utf-8", "replace"))
    if stated != [tree.content_digest]:
        text = "METADATA states another content"
        raise ReleaseRefusedError(Reason.PACKAGE_METADATA, text, where=shown(home), hint=_AGAIN)


def _listed(record: bytes, prefix: str) -> dict[str, str]:
    """Return the digest of each file below ``prefix`` that RECORD lists.

    Raises:
        ReleaseRefusedError: It is no RECORD.
    """
    try:
        rows = list(csv.reader(record.decode("utf-8").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        text = "RECORD cannot be read"
        raise ReleaseRefusedError(Reason.WHEEL_RECORD_FILES, text, hint=_AGAIN) from error
    full = [row for row in rows if len(row) == _FIELDS and row[0].startswith(prefix)]
    return {path[len(prefix) :]: digest for path, digest, _ in full}


def _digest(data: bytes) -> str:
    """Return a digest as RECORD has it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return f"sha256={digest.decode('ascii')}"
