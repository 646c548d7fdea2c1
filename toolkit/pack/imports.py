"""Where an import leads: the runtime's own checks, in its order.

Source: upstream-contract.md, "Import / merge / final". The file system is the
tree; what lies above the tree is outside the root in every case.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from toolkit.pack.tree import Kind, Tree

_WINDOWS_ABSOLUTE = re.compile(r"[A-Za-z]:[\\/]|\\\\|//")
_SCHEME = re.compile(r"[ ]*([A-Za-z][A-Za-z0-9+.-]*):")


class ImportRefusedError(Exception):
    """An import cannot be followed; the message is the runtime's, ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def has_control(text: str) -> bool:
    """Return whether ``text`` has a C0 control character or DEL, as the runtime means it."""
    return any(char < " " or char == "\x7f" for char in text)


def resolve(tree: Tree, ref: str, *, importer: str, root: str) -> str:
    """Return the path in ``tree`` that ``ref`` means in the file ``importer``.

    ``root`` is the folder of the first loaded file (``""`` for the top of the
    tree): nothing outside it may be imported.

    Raises:
        ImportRefusedError: With the runtime's message.
    """
    _refuse_foreign(ref)
    raw = join(dirname(importer), ref)
    link = _symlink_on(tree, raw)
    if link:
        raise ImportRefusedError(
            f"Import {ref!r} must not use symlinks: {link}", "import the file itself"
        )
    target = normpath(raw)
    outside = target.startswith("../") or target in ("..", "/")
    if not outside and tree.file(target) is None:
        raise ImportRefusedError(
            f"Import not found: {ref} resolved to {target}", why_not_found(tree, target)
        )
    if outside or (root and not target.startswith(f"{root}/")):
        raise ImportRefusedError(
            f"Import {ref!r} resolved outside the QAnstitution root {root or '.'}: {target}",
            "keep imported files beside or below the entrypoint",
        )
    return target


def _refuse_foreign(ref: str) -> None:
    if has_control(ref):
        raise ImportRefusedError("QAnstitution import path must not contain control characters")
    if ref.startswith(("/", "~")) or _WINDOWS_ABSOLUTE.match(ref):
        raise ImportRefusedError(
            f"QAnstitution import path must be relative: {ref}",
            "write it relative to this file, such as ./rules/security.yaml",
        )
    scheme = _SCHEME.match(ref)
    if scheme is None:
        return
    name = scheme.group(1).lower()
    if name in ("http", "https"):
        raise ImportRefusedError(
            "Remote QAnstitution imports are not supported in Phase 1A local loading: " + ref,
            "download, review and commit the file, then import it by its local path",
        )
    raise ImportRefusedError(
        f"Unsupported QAnstitution import scheme {name!r}: {ref}",
        "import a local file by its relative path",
    )


def _symlink_on(tree: Tree, raw: str) -> str:
    parts: list[str] = []
    for part in raw.split("/"):
        if part == "..":
            if not parts:
                return ""  # above the tree, which is refused in any case
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
            entry = tree.entries.get("/".join(parts))
            if entry is not None and entry.kind is Kind.SYMLINK:
                return entry.path
    return ""


def why_not_found(tree: Tree, target: str) -> str:
    """Return what to know, or to do, where a path of the tree leads to no file."""
    if target == "." or target in tree.folders:
        return "it is a folder: import a file in it"
    entry = tree.entries.get(target)
    if entry is not None:
        return f"it is a {entry.kind.value}" + (f": {entry.note}" if entry.note else "")
    folded = target.casefold()
    for path in tree.entries:
        if path.casefold() == folded:
            return f"the file is named {path}: upper and lower case matter"
    return "create the file or correct the path"
