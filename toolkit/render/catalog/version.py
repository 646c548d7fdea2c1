"""The page of one version: how to take it, its gates, what changed, what proves it, its README."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from toolkit.catalog.building import Released
from toolkit.catalog.model import Catalog, GateEntry, PackEntry, VersionEntry
from toolkit.pack.model import README
from toolkit.release import checksums, contents
from toolkit.release.strict_json import JSONValue
from toolkit.render.catalog.changes import Draw, changes, items_at, part_at, text_at
from toolkit.render.catalog.frame import (
    TO_TOP,
    anchor,
    catalog_page,
    condition,
    counted,
    enforcement_mark,
    facts,
    final_mark,
    number_of,
    state,
    tier_mark,
    trail,
)
from toolkit.render.catalog.prose import prose
from toolkit.render.figures import identifier, literal
from toolkit.render.html import blocks, listing
from toolkit.render.markup import Element, Node, element

if TYPE_CHECKING:
    from toolkit.diff.pictures.model import Picture

_UNSIGNED: Final = (
    "This release is not signed: --checksums-only says that its files belong together, and nobody"
    " says who made it. Compare the sha256 of the archive with one that the publisher tells you."
)
_SIGNED: Final = (
    "Whom to trust is yours: get the line for the allowed signers from the publisher over another"
    " way than this catalog."
)


def version_page(
    catalog: Catalog, pack: PackEntry, version: VersionEntry, releases: Mapping[str, Released]
) -> str:
    """Return the page of a version; ``releases`` are those of the pack by version."""
    made = releases[version.version]
    report = made.evidence(contents.BUMP_SUFFIX)
    draw = _pictures(releases.get(version.bump.from_) if version.bump else None, made)
    parts: list[tuple[str, str, Iterator[Node]]] = [
        ("use", "Take it", use(version, made)),
        ("gates", "Gates", _gates(version)),
        ("changes", "What changed", changes(report, version.version, draw)),
        ("evidence", "What proves it", _evidence(version, made)),
        ("files", "Files and digests", _files(version, made)),
        ("readme", "README of the pack", _readme(made)),
    ]
    ways = [element("li", element("a", title, href=f"#{key}")) for key, title, _ in parts]
    sections = [
        *_withdrawn(version),
        element("nav", element("ul", ways), class_="ways", aria_label="On this page"),
        *(_section(*part) for part in parts),
    ]
    title = f"{pack.name} {version.version}"
    return catalog_page(catalog, title, _header(catalog, pack, version), sections)


def _pictures(before: Released | None, made: Released) -> Draw:
    """Return what draws a gate of two releases: from their files, not from what a report says."""
    if before is None:
        return lambda _previous, _gate_id: ()
    # It loads the decision, which takes as long as all the rest of a page.
    from toolkit.diff.pictures.of_finding import pictures_of_gates  # noqa: PLC0415

    old, new = before.pack.policy.by_id, made.pack.policy.by_id
    names = (before.listed.pack_version, made.listed.pack_version)

    def draw(previous: str, gate_id: str) -> Iterator[Picture]:
        gates = old.get(previous), new.get(gate_id)
        return pictures_of_gates(*gates, names) if any(gates) else iter(())

    return draw


def _section(key: str, title: str, inside: Iterator[Node]) -> Element:
    return element(
        "section",
        element("h2", title, id=f"{key}-title"),
        list(inside),
        id=key,
        aria_labelledby=f"{key}-title",
    )


def _header(catalog: Catalog, pack: PackEntry, version: VersionEntry) -> Element:
    return element(
        "header",
        trail(catalog, (pack.name, f"{TO_TOP}{pack.page}"), (version.version, "")),
        element(
            "h1", pack.name, " ", element("span", version.version, class_="version"), " ",
            tier_mark(pack.tier), " ", state(version, pack.current),
        ),
        element("p", literal(pack.id), class_="small"),
        element("p", pack.summary, class_="lead") if pack.summary else None,
    )  # fmt: skip


def _withdrawn(version: VersionEntry) -> Iterator[Node]:
    if version.yanked:
        yield element("p", element("strong", "Withdrawn: "), version.yanked, class_="warned")


def use(version: VersionEntry, made: Released) -> Iterator[Node]:
    """Yield how a version comes into a project: the commands, and what they leave there."""
    name = version.pack_id.rpartition(".")[2] or version.pack_id
    trust, word = _trust(made)
    options = [f"--version {version.version}", "--catalog CATALOG", f"--to {shlex.quote(name)}"]
    if version.yanked:
        yield element("p", "It was withdrawn: export refuses it, unless you ask for it by name.")
        options.append("--allow-yanked")
    export = ["policy-pack catalog export", shlex.quote(version.pack_id), *options, trust]
    vendor = [f"policy-pack vendor --pack {shlex.quote(name)}", f"--name {shlex.quote(name)}"]
    yield element("p", "From the folder of this catalog into the folder of your project:")
    yield listing(f"{_typed(export)}\n{_typed(vendor)}")
    yield element("p", word, class_="small")
    yield element(
        "p",
        "Export verifies the release before it writes a file. What is left is a local folder, and"
        " this import in your qanstitution.yaml:",
    )
    entrypoint = made.pack.manifest.entrypoint
    yield listing(f'imports:\n  - "./policy-packs/{name}/{entrypoint}"')
    yield element("p", "To verify the release alone, in the folder of this catalog:")
    yield listing(_typed([f"policy-pack verify {trust}", version.folder]))


def _typed(words: list[str]) -> str:
    """Return a command on lines that fit on a phone."""
    return " \\\n  ".join(words)


def _trust(made: Released) -> tuple[str, str]:
    """Return the option that says whom to trust about a release, and what to know about it."""
    if contents.SIGNATURE in made.files:
        return "--allowed-signers FILE", _SIGNED
    if contents.MINISIGNATURE in made.files:
        return "--minisign-key KEY", _SIGNED
    return "--checksums-only", _UNSIGNED


def _gates(version: VersionEntry) -> Iterator[Node]:
    yield element("p", f"{counted(version.gates)}. ", *_finals(version))
    yield gate_table(version.gates)


def _finals(version: VersionEntry) -> Iterator[Node]:
    if version.final_gates:
        yield "A final gate cannot be overridden in a project that imports the pack."


def gate_table(gates: tuple[GateEntry, ...]) -> Element:
    """Return the gates as a table, which stacks its cells where it would be too wide."""
    heads = ("gate", "applies", "asserts", "if it fails")
    rows = [_row(gate, number) for number, gate in enumerate(gates, 1)]
    return element(
        "table",
        element(
            "thead",
            element("tr", [element("th", head, scope="col", role="columnheader") for head in heads],
                    role="row"),
            role="rowgroup",
        ),
        element("tbody", rows, role="rowgroup"),
        class_="gate-table",
        role="table",
    )  # fmt: skip


def _row(gate: GateEntry, number: int) -> Element:
    return element(
        "tr",
        element(
            "th",
            identifier(gate.id),
            element("span", gate.description, class_="gate-about") if gate.description else None,
            scope="row",
            role="rowheader",
        ),
        element("td", condition(gate), role="cell", class_="applies"),
        element("td", literal(gate.gate), role="cell", class_="asserts"),
        element(
            "td",
            enforcement_mark(gate),
            " " if gate.final else "",
            final_mark() if gate.final else None,
            role="cell",
            class_="does",
        ),
        role="row",
        id=anchor(gate, number),
    )


def _evidence(version: VersionEntry, made: Released) -> Iterator[Node]:
    """Yield what was proven, by whom, and when: by the release, and again for this catalog."""
    rows: list[tuple[str, Node | list[Node]]] = []
    smoke = made.evidence(contents.SMOKE_JSON_SUFFIX)
    if smoke is None:
        rows.append(("Smoke", "No evidence of smoke lies beside the archive."))
    else:
        rows.append(("Smoke", list(_smoke(smoke, version))))
    rows.append(("For this catalog", _again(made)))
    signer = f"{version.signer}, verified when the catalog was built; verify it yourself, too"
    signed = any(name in made.files for name in contents.SIGNATURES)
    unknown = "there is a signature, which was not checked here" if signed else "nobody signed it"
    rows.append(("Signature", signer if version.signer else unknown))
    if version.commit:
        rows.append(("Commit", ["the provenance names ", literal(version.commit)]))
    yield facts(rows)


def _smoke(smoke: JSONValue, version: VersionEntry) -> Iterator[Node]:
    name = f"{version.stem}{contents.SMOKE_JSON_SUFFIX}"
    status = text_at(smoke, "status")
    toolkit = text_at(smoke, "toolkit", "version")
    proof = text_at(smoke, "toolkit", "local_only", "proof")
    advice = sum(
        text_at(each, "severity") == "advice" for each in items_at(smoke, "toolkit", "findings")
    )
    count = part_at(smoke, "gate_count")
    yield element("strong", status, class_="good" if status == "pass" else "bad")
    yield f", {count} gates" if isinstance(count, int) else ""
    yield f", {number_of(advice, 'piece')} of advice" if advice else ""
    yield f", by toolkit {toolkit}" if toolkit else ""
    yield f", local only by {proof}" if proof else ""
    yield from (". ", element("a", name, href=f"{TO_TOP}{version.folder}/{name}"))


def _again(made: Released) -> str:
    if not made.proof:
        return "Its bytes were verified; smoke was not run on it, for it is withdrawn."
    return (
        "The archive was verified, and strict smoke passed on what is inside, while opening a"
        f" connection or starting a program would have raised an error ({made.proof})."
    )


def _files(version: VersionEntry, made: Released) -> Iterator[Node]:
    yield facts(
        [
            ("Archive", [f"{version.size:,} bytes, sha256 ", literal(version.archive_sha256)]),
            ("Tar inside", ["sha256 ", literal(version.tar_sha256)]),
            ("Content", ["sha256 ", literal(version.content_sha256)]),
            (checksums.NAME, ["sha256 ", literal(version.sums_sha256)]),
            ("Entroping", literal(version.entroping) if version.entroping else "not said"),
        ]
    )
    items = [
        element(
            "li",
            element("a", name, href=f"{TO_TOP}{version.folder}/{name}"),
            element("span", f" {len(data):,} bytes", class_="muted"),
        )
        for name, data in sorted(made.files.items())
    ]
    yield element("ul", items, class_="files")
    inside = [
        element(
            "li", literal(record.path), element("span", f" {record.size:,} bytes", class_="muted")
        )
        for record in made.listed.files
    ]
    yield element(
        "details", element("summary", number_of(len(inside), "file"), " inside the archive"),
        element("ul", inside, class_="files"),
    )  # fmt: skip


def _readme(made: Released) -> Iterator[Node]:
    data = made.pack.tree.file(README)
    if data is None:
        yield element("p", "The pack has none.", class_="muted")
        return
    text = data.decode("utf-8", "replace")
    yield element("div", blocks(prose(text, below=2), "readme"), class_="readme")
    yield element("p", f"Shown as text: links and pictures of a {README} lead nowhere here.",
                  class_="small")  # fmt: skip
