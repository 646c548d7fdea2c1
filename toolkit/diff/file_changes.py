"""What changed in the files of two packs, over and above what the gates and the manifest tell.

The bytes of a file decide: a released content is known by its digest, so even
a comment makes another content, under which an old version may not be released
again. The CHANGELOG never counts, because it follows from the version; nor do
the toolkit's own files, because an acceptance or a setting changes no level by
being written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from toolkit.diff.facts import Change, FileKind, Kind, Side
from toolkit.diff.relations import Method
from toolkit.diff.renames import normal_form
from toolkit.pack.document import read_document
from toolkit.pack.model import MANIFEST, Document, Pack
from toolkit.pack.tree import Entry
from toolkit.spans import Location

_DOCUMENTS = (".adoc", ".htm", ".html", ".markdown", ".md", ".pdf", ".rst", ".txt")
_OURS = frozenset({".", "accepted-breaks.yaml", "policy-pack-toolkit.toml"})
_CHANGELOGS = frozenset({"changelog", "changes", "history"})
_LICENSES = ("license", "licence", "copying", "notice")


def file_changes(old: Pack, new: Pack) -> Iterator[Change]:
    """Yield every change of a file: what the gates and fields of a file do not tell, too."""
    before, after = _counted(old), _counted(new)
    removed = {path: entry for path, entry in before.items() if path not in after}
    added = {path: entry for path, entry in after.items() if path not in before}
    for source, target in _moves(removed, added):
        kind = file_kind(source, old)
        movable = kind not in (FileKind.RULES, FileKind.OPTIONAL_RULES)
        if movable and kind is file_kind(target, new):
            yield _change(Kind.FILE_MOVED, kind, removed.pop(source), added.pop(target))
    for path, entry in removed.items():
        yield _change(Kind.FILE_REMOVED, file_kind(path, old), entry, None)
    for path, entry in added.items():
        yield _change(Kind.FILE_ADDED, file_kind(path, new), None, entry)
    for path, entry in before.items():
        if path in after and _differ(path, old, new):
            yield _change(Kind.FILE_CHANGED, _changed_kind(path, old, new), entry, after[path])


def file_kind(path: str, pack: Pack) -> FileKind:
    """Return what a file of ``pack`` is to a consumer."""
    name = path.rpartition("/")[2].lower()
    top = path.partition("/")[0].lower() if "/" in path else ""
    if path == MANIFEST:
        return FileKind.MANIFEST
    if path in pack.policy.documents:
        return FileKind.RULES
    if name.startswith(_LICENSES) and not name.endswith((".yaml", ".yml")):
        return FileKind.LICENSE
    if top in ("example", "examples"):
        return FileKind.EXAMPLE
    if top in ("doc", "docs") or (name.endswith(_DOCUMENTS) and not name.startswith(".")):
        return FileKind.DOCUMENT
    return FileKind.OTHER if _optional_rules(path, pack) is None else FileKind.OPTIONAL_RULES


def _counted(pack: Pack) -> dict[str, Entry]:
    """Return the entries that count; ``"."`` says how the folder was reached, not what is in it."""
    return {
        path: entry
        for path, entry in pack.tree.entries.items()
        if path not in _OURS and not _is_changelog(path)
    }


def _is_changelog(path: str) -> bool:
    stem, _, suffix = path.lower().partition(".")
    return stem in _CHANGELOGS and (not suffix or f".{suffix}" in _DOCUMENTS)


def _optional_rules(path: str, pack: Pack) -> Document | None:
    """Return the QAnstitution document that a file is which nothing imports."""
    data = pack.tree.file(path)
    if data is None or path.startswith(".") or not path.endswith((".yaml", ".yml")):
        return None
    return read_document(data, path).document


def _differ(path: str, old: Pack, new: Pack) -> bool:
    """Return whether a file differs in what an archive keeps of it, the pack's version apart."""
    before, after = old.tree.entries[path], new.tree.entries[path]
    if (before.kind, before.data, before.note) == (after.kind, after.data, after.note):
        return False
    return path != MANIFEST or old.manifest.but_version != new.manifest.but_version


def _changed_kind(path: str, old: Pack, new: Pack) -> FileKind:
    """Return what a changed file is; a rewrite of optional rules that says the same is plain."""
    before, after = file_kind(path, old), file_kind(path, new)
    if FileKind.RULES in (before, after):
        return FileKind.RULES
    if FileKind.OPTIONAL_RULES not in (before, after):
        return after
    one, other = _optional_rules(path, old), _optional_rules(path, new)
    same = one is not None and other is not None and _substance(one) == _substance(other)
    return FileKind.OTHER if same else FileKind.OPTIONAL_RULES


def _substance(document: Document) -> object:
    imports = [entry.ref for entry in document.imports]
    return imports, sorted((gate.id, *normal_form(gate)) for gate in document.gates)


def _moves(removed: dict[str, Entry], added: dict[str, Entry]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of paths that hold the same bytes, where no third path does."""
    sources, targets = _by_content(removed), _by_content(added)
    for content, paths in sources.items():
        if len(paths) == 1 and len(targets.get(content, ())) == 1:
            yield paths[0], targets[content][0]


def _by_content(entries: dict[str, Entry]) -> dict[tuple[object, ...], list[str]]:
    found: dict[tuple[object, ...], list[str]] = {}
    for path, entry in entries.items():
        found.setdefault((entry.kind, entry.data, entry.note), []).append(path)
    return found


def _change(kind: Kind, file: FileKind, old: Entry | None, new: Entry | None) -> Change:
    told_elsewhere = file in (FileKind.MANIFEST, FileKind.RULES)
    named = new or old
    path = named.path if named else ""
    undecided = file is FileKind.OPTIONAL_RULES and kind is Kind.FILE_CHANGED
    method = Method.IDENTICAL_TEXT if told_elsewhere else None
    return Change(
        kind=kind,
        subject=path,
        old=_side(old),
        new=_side(new),
        facts={"file": file.value},
        method=Method.ABSTAINED if undecided else method,
        reason="a file beside the policy is not compared gate by gate" if undecided else "",
        touches=frozenset({path}),
        echo=path if told_elsewhere else "",
    )


def _side(entry: Entry | None) -> Side | None:
    if entry is None:
        return None
    digest = sha256(entry.data).hexdigest()
    return Side(entry.path, Location(entry.path), f"{entry.path}\n{entry.kind.value}\n{digest}")
