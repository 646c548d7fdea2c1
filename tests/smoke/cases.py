"""The form of the corpus: a named change to a sound pack, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.smoke.packs import MANIFEST, NAME, Files, baseline
from toolkit.pack.tree import Entry, Tree

Change: TypeAlias = Callable[[Files], Files]


@dataclass(frozen=True)
class Case:
    """One pack of the corpus.

    ``code`` and ``fragment`` belong to one failure that must be there; both are
    empty for a legal pack. ``at`` is its place, as far as it matters.
    ``advice`` is a code that must be given while the pack still passes.
    """

    name: str
    change: Change
    code: str = ""
    fragment: str = ""
    at: str = ""
    advice: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def legal(self) -> bool:
        """Whether the pack must pass."""
        return not self.code

    @property
    def files(self) -> Files:
        """The regular files of the changed pack."""
        return self.change(baseline())

    @property
    def tree(self) -> Tree:
        """The changed pack."""
        files = (Entry(path=path, data=data) for path, data in self.files.items())
        return Tree.of([*files, *self.entries], name=NAME)


def refused(name: str, change: Change, code: str, fragment: str = "", at: str = "") -> Case:
    """Return a case that must fail with ``code``, saying ``fragment``, at ``at``."""
    return Case(name, change, code, fragment, at)


def legal(name: str, change: Change, advice: str = "") -> Case:
    """Return a case that looks odd and must pass."""
    return Case(name, change, advice=advice)


def odd_entry(name: str, entry: Entry, code: str, fragment: str) -> Case:
    """Return a case with an entry that is no regular file, which must be refused at its path."""
    return Case(name, same, code, fragment, entry.path, entries=(entry,))


def same(files: Files) -> Files:
    """Change nothing."""
    return files


def edit(path: str, old: str, new: str) -> Change:
    """Replace the one occurrence of ``old`` in a file; it is an error if there is not one."""

    def change(files: Files) -> Files:
        text = files[path].decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        return {**files, path: text.replace(old, new).encode("utf-8", "surrogatepass")}

    return change


def put(path: str, data: str | bytes) -> Change:
    """Write a file, new or instead of the old one."""
    raw = data.encode() if isinstance(data, str) else data
    return lambda files: {**files, path: raw}


def append(path: str, text: str | bytes) -> Change:
    """Add to the end of a file."""
    raw = text.encode() if isinstance(text, str) else text
    return lambda files: {**files, path: files[path] + raw}


def prepend(path: str, raw: bytes) -> Change:
    """Add to the start of a file."""
    return lambda files: {**files, path: raw + files[path]}


def recode(path: str, function: Callable[[bytes], bytes]) -> Change:
    """Change the bytes of a file by a function."""
    return lambda files: {**files, path: function(files[path])}


def drop(path: str) -> Change:
    """Remove a file."""
    return lambda files: {name: data for name, data in files.items() if name != path}


def move(old: str, new: str) -> Change:
    """Rename a file."""
    return lambda files: {(new if name == old else name): data for name, data in files.items()}


def both(*changes: Change) -> Change:
    """Make several changes, one after the other."""

    def change(files: Files) -> Files:
        for one in changes:
            files = one(files)
        return files

    return change


def field(name: str, value: str | None) -> Change:
    """Give a top-level field of the manifest another YAML value; None removes it."""
    return top_level(MANIFEST, name, value)


def top_level(path: str, name: str, value: str | None) -> Change:
    """Give a top-level field of a file another YAML value; None removes it."""

    def change(files: Files) -> Files:
        kept: list[str] = []
        found = inside = False
        for line in files[path].decode().splitlines(keepends=True):
            if line.startswith(f"{name}:"):
                found = inside = True
                if value is not None:
                    kept.append(f"{name}: {value}\n" if value[:1] != "\n" else f"{name}:{value}\n")
            elif not (inside and line.startswith(" ")):
                inside = False
                kept.append(line)
        if not found and value is not None:
            kept.append(f"{name}: {value}\n" if value[:1] != "\n" else f"{name}:{value}\n")
        return {**files, path: "".join(kept).encode("utf-8", "surrogatepass")}

    return change


def in_all(changes: Mapping[str, Change]) -> list[tuple[str, Change]]:
    """Return the changes with their names, for a loop over them."""
    return list(changes.items())
