"""The boundary between open-core and premium, checked on the files (seed document, same heading).

Every pack of a catalog is local, inspectable files that work with the network off and without any
entitlement; a premium one may cost money, but not that. What it adds must be said in its README, so
that nobody has to buy it to know. An open-core pack stands under an open licence.

What is checked is what the files say. A gate needs a QAnstitution document to reach a runtime,
and these are read whole; that no key is asked for in other words is what a person sees who reads
the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toolkit.catalog.licenses import is_open, names_a_licence
from toolkit.catalog.model import Tier
from toolkit.catalog.refusals import CatalogReason, Refusal
from toolkit.pack.model import MANIFEST, README
from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location

if TYPE_CHECKING:
    from toolkit.pack.model import Pack

ADDS_HEADING: Final = "What this pack adds"
"""The heading in the README of a premium pack below which it says so, of whatever level."""
MIN_WORDS_ADDED: Final = 8
"""Words below that heading: fewer are no reason to take a pack."""
_KEYS: Final = re.compile(
    r"(?:api_?)?key_?env|api_?keys?|agents?"
    r"|licen[cs]e_?(?:keys?|servers?|urls?|files?|tokens?)|(?:un)?lock_?(?:keys?|codes?)"
    r"|activations?(?:_?(?:keys?|codes?|urls?|tokens?))?|entitlements?(?:_?\w+)?"
    r"|subscriptions?(?:_?\w+)?|product_?keys?"
)
"""Keys of a YAML file that ask for something which has to be bought or kept secret."""
_KEY_FILES: Final = re.compile(
    r".*\.(?:lic|licen[cs]ekey|key|pem|p12|pfx)"
    r"|(?:licen[cs]e[._-]?key|activation(?:[._-]?(?:key|code))?|entitlements?)(?:\..*)?"
)
_REMOTE_KEYS: Final = frozenset({"imports", "sources", "dependencies", "entrypoint", "file"})
_REMOTE: Final = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://|//|[A-Za-z0-9._-]+@[^\s/]+:)")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What keeps a pack out, the place in it, and what to do."""

    reason: CatalogReason
    message: str
    where: Location
    hint: str


def check_boundary(pack: Pack, tier: Tier, *, release: str) -> Iterator[Refusal]:
    """Yield all that keeps a pack out of the catalog in its tier; nothing where it may stand there.

    That it verifies, passes strict smoke and is loaded with the network off is the caller's part.
    """
    doubts = [*_entitlements(pack)]
    doubts += _open_core(pack) if tier is Tier.OPEN_CORE else _premium(pack)
    for doubt in doubts:
        where = str(doubt.where)
        yield Refusal.of(doubt.reason, release, doubt.message, where=where, hint=doubt.hint)


def _entitlements(pack: Pack) -> Iterator[_Doubt]:
    """Yield what a pack asks for beyond its own files."""
    for path, data in pack.tree.files():
        name = path.rpartition("/")[2].lower()
        if _KEY_FILES.fullmatch(name) is not None:
            message = f"{path} is called like a key or an activation"
            yield _Doubt(CatalogReason.BOUNDARY_KEY, message, Location(path), _WITHOUT_KEY)
        if name.endswith((".yaml", ".yml")) and _may_ask(data):
            root = read_yaml(data, path).root
            if root is not None:
                yield from _asks(root, root.at)


def _may_ask(data: bytes) -> bool:
    """Tell whether a file could ask for anything: reading all of them takes a third of a build.

    Letters can be spelled with a backslash in YAML: what has one is read. What is not UTF-8 is no
    document of a pack, and nothing that a runtime takes.
    """
    text = data.decode("latin-1").lower().replace("-", "_")
    return _HINTS.search(text) is not None or _KEYS.search(text) is not None


_HINTS: Final = re.compile(r"//|@|\\")
_WITHOUT_KEY: Final = "take it out: a pack works from its files alone, for whoever has them"
_WITHOUT_REMOTE: Final = "put the file into the pack, and name it by a path that begins with ./"


def _asks(node: Node, at: Location, key: str = "") -> Iterator[_Doubt]:
    """Yield the keys and values below a node that lead beyond the files."""
    match node:
        case Mapping():
            for name, value in node.entries.items():
                here = node.keys.get(name, at)
                if _KEYS.fullmatch(name.lower().replace("-", "_")) and not _is_empty(value):
                    message = f"{name} asks for something that is not in the files"
                    yield _Doubt(CatalogReason.BOUNDARY_KEY, message, here, _WITHOUT_KEY)
                inside = name if name in _REMOTE_KEYS else key
                yield from _asks(value, here, inside)
        case Sequence():
            for item in node.items:
                yield from _asks(item, item.at, key)
        case Scalar():
            if key and isinstance(node.value, str) and _REMOTE.match(node.value):
                message = f"{key} leads to another machine: {node.value[:80]}"
                yield _Doubt(CatalogReason.BOUNDARY_REMOTE, message, node.at, _WITHOUT_REMOTE)


def _is_empty(node: Node) -> bool:
    match node:
        case Mapping():
            return not node.entries
        case Sequence():
            return not node.items
        case Scalar():
            return node.value is None


def _open_core(pack: Pack) -> Iterator[_Doubt]:
    manifest = pack.manifest
    if not is_open(manifest.license):
        message = f"the licence {manifest.license or '(none)'} is no open one"
        hint = (
            "state an open licence by its SPDX id, such as Apache-2.0; or list the pack as premium"
        )
        where = manifest.at("license")
        yield _Doubt(CatalogReason.OPEN_CORE_LICENSE, message, where, hint)


def _premium(pack: Pack) -> Iterator[_Doubt]:
    manifest = pack.manifest
    if not names_a_licence(manifest.license):
        message = f"the manifest names no licence, but {manifest.license or 'nothing'}"
        hint = f"name it in {MANIFEST}: an SPDX id, or LicenseRef-Yours with its text in LICENSE"
        where = manifest.at("license")
        yield _Doubt(CatalogReason.PREMIUM_LICENSE, message, where, hint)
    for path, data in pack.tree.files():
        if not _is_text(data):
            message = f"{path} is no text: nobody can read what it does"
            hint = "ship what the pack does as QAnstitution documents, and pictures elsewhere"
            yield _Doubt(CatalogReason.PREMIUM_OPAQUE, message, Location(path), hint)
    yield from _says_what_it_adds(pack)


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _says_what_it_adds(pack: Pack) -> Iterator[_Doubt]:
    """Yield a README without the section, or with one that says nothing."""
    line, text = what_it_adds(pack)
    words = len(_WORD.findall(text))
    if words >= MIN_WORDS_ADDED:
        return
    missing = not line
    message = (
        f"{README} has no section {ADDS_HEADING!r}"
        if missing
        else f"the section {ADDS_HEADING!r} has {words} words, which say nothing"
    )
    hint = f"write, below a heading '## {ADDS_HEADING}', what open-core packs do not give"
    where = Location(README, line, 1 if line else 0)
    yield _Doubt(CatalogReason.PREMIUM_README, message, where, hint)


def what_it_adds(pack: Pack) -> tuple[int, str]:
    """Return the section of the README that says what a pack adds, and the line of its heading.

    The line is 0 where there is no such heading; headings and comments within are left out.
    """
    text = (pack.tree.file(README) or b"").decode("utf-8", "replace")
    visible = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    line, level, fence = 0, 0, ""
    below: list[str] = []
    for number, each in enumerate(re.split(r"\r\n?|\n", visible), 1):
        mark = _FENCE.match(each)
        if mark and (not fence or each.strip().startswith(fence)):
            fence = "" if fence else mark[1]
            below += [each] if line else []
            continue
        heading = None if fence else _HEADING.fullmatch(each)
        if heading and line and len(heading[1]) <= level:
            break
        if heading and not line and heading[2].casefold() == ADDS_HEADING.casefold():
            line, level = number, len(heading[1])
        elif line and not heading:
            below.append(each)
    return line, "\n".join(below).strip()
