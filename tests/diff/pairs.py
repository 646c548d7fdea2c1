"""Pairs of packs with everything that `bump` has to say about them, and nothing else.

At least one pair for each rule. The names in ``expected`` are the rule and what
it is about: a gate, a file or a field of the manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.diff.versioning import ROWS
from tests.make import GATES, NO_5XX, REQUEST_ID, RULES, G, make_pack
from toolkit.pack.model import MANIFEST, Pack

LATENCY = G(id="acme.latency", gate="duration < 2000")
STRICT = "rules/strict.yaml"
LOOSE_500 = """\
project: acme
version: "4.1"
gates:
  - {id: acme.x, condition: "true", gate: status < 500, enforcement: block}
"""
LOOSE_400 = LOOSE_500.replace("500", "400")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two packs and what changed between them."""

    name: str
    old: Pack
    new: Pack
    expected: frozenset[tuple[str, str]]
    mirrored: bool = True
    """False where the other direction is told otherwise; the reason stands at the pair."""


PAIRS: list[Pair] = []


def pair(
    name: str,
    new: Pack,
    *expected: tuple[str, str],
    old: Pack | None = None,
    mirrored: bool = True,
) -> None:
    """Add a pair; the old pack is the plain one where nothing else is said."""
    PAIRS.append(
        Pair(
            name=name,
            old=old or make_pack(),
            new=new,
            expected=frozenset(expected),
            mirrored=mirrored,
        )
    )


def gates(*changed: G, files: Mapping[str, str | None] | None = None) -> Pack:
    """Return the plain pack with gates replaced by id, or added."""
    by_id = {gate.id: gate for gate in (*GATES, *changed)}
    return make_pack(by_id.values(), files=files)


def files(*paths: str, content: str = "text\n") -> dict[str, str | None]:
    return dict.fromkeys(paths, content)


def without(*ids: str, also: Iterable[G] = ()) -> Pack:
    return make_pack([*(gate for gate in GATES if gate.id not in ids), *also])


# --- gates that come, go and change their names ---------------------------------------------------

pair("a gate goes", without("acme.request_id"), ("gate-removed", "acme.request_id"))
pair("the final gate goes", without("acme.no_5xx"), ("gate-removed", "acme.no_5xx"))
pair("a gate comes that blocks", gates(LATENCY), ("gate-added-block", "acme.latency"))
pair(
    "a gate comes that can never fail",
    gates(LATENCY.but(gate="status < 1000")),
    ("gate-added-idle", "acme.latency"),
)
pair(
    "a gate comes that refuses nothing which is not refused already",
    gates(LATENCY.but(gate="status < 600")),
    ("gate-added-covered", "acme.latency"),
)
pair(
    "a gate comes that two others imply together",
    gates(G(id="acme.from", gate="status >= 200"), G(id="acme.all", gate="status toInt != 500")),
    ("gate-added-covered", "acme.all"),
    old=gates(G(id="acme.from", gate="status >= 200")),
)
pair(
    "a gate comes that only a warning implies",
    gates(LATENCY, LATENCY.but(id="acme.slow", gate="duration < 3000", enforcement="warn")),
    ("gate-added-block", "acme.latency"),
    old=gates(LATENCY.but(id="acme.slow", gate="duration < 3000", enforcement="warn")),
)
pair(
    "a gate comes that is implied where it applies",
    gates(LATENCY.but(gate="status < 500", condition="tags contains 'x'")),
    ("gate-added-covered", "acme.latency"),
)
pair(
    "a gate goes that a stricter one replaces",
    without(
        "acme.request_id", also=[REQUEST_ID.but(id="acme.id", gate='header "X-Request-Id" isUuid')]
    ),
    ("gate-removed-covered", "acme.request_id"),
    ("gate-added-advisory", "acme.id"),
    mirrored=False,  # a gate that warns is advisory when it comes, covered or not
)
pair(
    "a gate comes of which nobody knows whether it can fail",
    gates(LATENCY.but(gate="duration < {{limit}}")),
    ("gate-added-block", "acme.latency"),
)
pair(
    "a gate comes that warns",
    gates(LATENCY.but(enforcement="warn")),
    ("gate-added-advisory", "acme.latency"),
)
pair(
    "a gate comes that audits",
    gates(LATENCY.but(enforcement="audit_only")),
    ("gate-added-advisory", "acme.latency"),
)
pair(
    "a final gate comes, be it advisory",
    gates(LATENCY.but(enforcement="warn", final=True)),
    ("gate-added-final", "acme.latency"),
)
pair(
    "a gate comes in a file of its own",
    gates(LATENCY.but(file="rules/latency.yaml")),
    ("gate-added-block", "acme.latency"),
)
pair(
    "a gate comes with a prefix of its own",
    gates(LATENCY.but(id="fast.latency")),
    ("gate-added-block", "fast.latency"),
)
pair(
    "a rename that is declared",
    without("acme.request_id", also=[REQUEST_ID.but(id="acme.id", renamed_from="acme.request_id")]),
    ("gate-renamed", "acme.id"),
)
pair(
    "a rename that is proven",
    without("acme.request_id", also=[REQUEST_ID.but(id="acme.id")]),
    ("gate-renamed", "acme.id"),
)
pair(
    "a rename that is proven although the text differs",
    without(
        "acme.request_id",
        also=[REQUEST_ID.but(id="acme.id", gate='header   "X-Request-Id"  exists')],
    ),
    ("gate-renamed", "acme.id"),
    ("gate-rewritten", "acme.id"),
)
pair(
    "a rename that is decided although the assertion differs",
    without(
        "acme.request_id",
        also=[REQUEST_ID.but(id="acme.id", gate='header "x-request-id" exists')],
    ),
    ("gate-renamed", "acme.id"),
    ("gate-rewritten", "acme.id"),
)
pair(
    "a rename that is declared, and a change with it",
    without(
        "acme.request_id",
        also=[REQUEST_ID.but(id="acme.id", enforcement="block", renamed_from="acme.request_id")],
    ),
    ("gate-renamed", "acme.id"),
    ("enforcement-raised", "acme.id"),
    mirrored=False,  # going back nothing declares the rename, and nothing proves it
)
pair(
    "likeness is no rename",
    without("acme.request_id", also=[REQUEST_ID.but(id="acme.request_ids", enforcement="block")]),
    ("gate-removed-covered", "acme.request_id"),
    ("gate-added-block", "acme.request_ids"),
)
pair(
    "two candidates are no proof",
    without(
        "acme.request_id",
        also=[REQUEST_ID.but(id="acme.id"), REQUEST_ID.but(id="acme.other")],
    ),
    ("gate-removed-covered", "acme.request_id"),
    ("gate-added-advisory", "acme.id"),
    ("gate-added-advisory", "acme.other"),
)
pair(
    "a claim made twice does not count",
    without(
        "acme.request_id",
        also=[
            LATENCY.but(renamed_from="acme.request_id"),
            LATENCY.but(id="acme.slow", gate="duration < 9", renamed_from="acme.request_id"),
        ],
    ),
    ("gate-removed", "acme.request_id"),
    ("gate-added-block", "acme.latency"),
    ("gate-added-block", "acme.slow"),
)
pair(
    "a claim on a gate that is still there does not count",
    gates(LATENCY.but(renamed_from="acme.request_id")),
    ("gate-added-block", "acme.latency"),
)

# --- gates that change ----------------------------------------------------------------------------

for assertion, rule in {
    "status < 400": "gate-stricter",
    "status < 600": "gate-looser",
    "status >= 500": "gate-incomparable",
    "status < 499.5": "gate-rewritten",
    "status < {{limit}}": "gate-undecided",
}.items():
    pair(
        f"an assertion that becomes {assertion}",
        gates(NO_5XX.but(gate=assertion)),
        (rule, "acme.no_5xx"),
    )
pair(
    "an assertion in other blanks and quotes",
    gates(REQUEST_ID.but(gate='header  "X-Request\\u{2d}Id"   exists')),
    ("gate-rewritten", "acme.request_id"),
)
for before, after, rule in (
    ("path startswith '/v1'", "true", "scope-widened"),
    ("true", "path startswith '/v1'", "scope-narrowed"),
    ("method == 'GET'", "method == 'POST'", "scope-incomparable"),
    ("method == 'GET'", "method == 'get'", "scope-rewritten"),
    ("path contains '/v1'", "url contains '/v1'", "scope-undecided"),
):
    pair(
        f"a condition that becomes {after} instead of {before}",
        gates(REQUEST_ID.but(condition=after)),
        (rule, "acme.request_id"),
        old=gates(REQUEST_ID.but(condition=before)),
    )
pair(
    "enforcement goes up",
    gates(REQUEST_ID.but(enforcement="block")),
    ("enforcement-raised", "acme.request_id"),
)
pair(
    "enforcement goes down",
    gates(REQUEST_ID.but(enforcement="audit_only")),
    ("enforcement-lowered", "acme.request_id"),
)
pair("final is gained", gates(REQUEST_ID.but(final=True)), ("final-gained", "acme.request_id"))
pair("final is lost", gates(NO_5XX.but(final=False)), ("final-lost", "acme.no_5xx"))
pair(
    "a description",
    gates(NO_5XX.but(description="no server errors")),
    ("gate-description-changed", "acme.no_5xx"),
)
pair(
    "everything about a gate at once",
    gates(
        REQUEST_ID.but(
            gate="status < 600",
            condition="true",
            enforcement="block",
            final=True,
            description="all of it",
        )
    ),
    ("gate-incomparable", "acme.request_id"),
    ("scope-undecided", "acme.request_id"),  # it is not known that every path begins with "/"
    ("enforcement-raised", "acme.request_id"),
    ("final-gained", "acme.request_id"),
    ("gate-description-changed", "acme.request_id"),
)
pair(
    "the order of gates means nothing",
    make_pack(reversed(GATES)),
    ("rules-rewritten", RULES),
    ("manifest-rewritten", MANIFEST),
)
pair(
    "one gate moves",
    gates(REQUEST_ID.but(file="rules/other.yaml")),
    ("rule-file-moved", "acme.request_id"),
)
pair(
    "a rule file moves",
    gates(*(gate.but(file="rules/all.yaml") for gate in GATES)),
    ("rule-file-moved", "2 gates"),
)

# --- the manifest ---------------------------------------------------------------------------------

pair("nothing but the version", make_pack(version="1.1.0-alpha"))
pair("the id of the pack", make_pack(id="acme.http"), ("pack-id-changed", "id"))
pair(
    "the entrypoint moves",
    make_pack(entrypoint="policy.yaml"),
    ("entrypoint-moved", "entrypoint"),
)
PLAIN = make_pack()
pair(
    "the runtime contract",
    replace(PLAIN, manifest=replace(PLAIN.manifest, runtime_contract="another")),
    ("runtime-contract-changed", "runtime_contract"),
)
for new_range, rule in {
    ">=0.2,<1.0": "engine-range-narrowed",
    ">=0.1,<1.0,!=0.5.0": "engine-range-narrowed",
    ">=0.1.0-alpha,<1.0": "engine-range-widened",
    ">=0.1,<2.0": "engine-range-widened",
    ">=0.2,<2.0": "engine-range-incomparable",
    ">=0.1.0, <1.0.0": "engine-range-rewritten",
    ">=0.1,<1": "engine-range-rewritten",
    "^0.1": "engine-range-undecided",
}.items():
    pair(f"range {new_range}", make_pack(entroping=new_range), (rule, "entroping"))
METADATA: dict[str, Any] = {
    "name": "Another name",
    "license": "MIT",
    "source": "packs/elsewhere",
    "evidence_command": "entroping config test-policy-pack --pack packs/elsewhere",
    "maintainers": ["Acme", "More"],
    "publisher": "Acme Inc.",
    "summary": "What it is about.",
    "gate_prefixes": ["acme", "unused"],
}
for name, value in METADATA.items():
    pair(f"metadata: {name}", make_pack(**{name: value}), ("metadata-changed", name))
pair(
    "a comment in the manifest",
    make_pack(files={MANIFEST: "# ours\n" + PLAIN.tree.entries[MANIFEST].data.decode()}),
    ("manifest-rewritten", MANIFEST),
)
pair(
    "a field of the manifest that nobody knows",
    make_pack(homepage="none"),
    ("manifest-rewritten", MANIFEST),
)

# --- files ----------------------------------------------------------------------------------------

pair(
    "a comment in a rule file",
    make_pack(files={RULES: "# ours\n" + PLAIN.tree.entries[RULES].data.decode()}),
    ("rules-rewritten", RULES),
)
for kind, path in {
    "document": "docs/latency.md",
    "example": "examples/strict.yaml",
    "license-file": "LICENSE",
    "other-file": ".editorconfig",
}.items():
    pair(
        f"{kind} comes",
        make_pack(files=files(path)),
        (f"{kind}-added", path),
    )
    pair(
        f"{kind} changes",
        make_pack(files=files(path, content="other\n")),
        (f"{kind}-changed", path),
        old=make_pack(files=files(path)),
    )
    pair(
        f"{kind} goes",
        make_pack(),
        (f"{kind}-removed", path),
        old=make_pack(files=files(path)),
    )
pair(
    "a document moves",
    make_pack(files=files("docs/gates/latency.md")),
    ("file-moved", "docs/gates/latency.md"),
    old=make_pack(files=files("docs/latency.md")),
)
pair("the CHANGELOG", make_pack(files=files("CHANGELOG.md")))
pair(
    "an optional policy comes",
    make_pack(files={STRICT: LOOSE_500}),
    ("optional-rules-added", STRICT),
)
pair(
    "an optional policy changes",
    make_pack(files={STRICT: LOOSE_400}),
    ("optional-rules-changed", STRICT),
    old=make_pack(files={STRICT: LOOSE_500}),
)
pair(
    "an optional policy is rewritten",
    make_pack(files={STRICT: "# ours\n" + LOOSE_500.replace("status < 500", '"status  < 500"')}),
    ("other-file-changed", STRICT),
    old=make_pack(files={STRICT: LOOSE_500}),
)
pair(
    "an optional policy goes",
    make_pack(),
    ("optional-rules-removed", STRICT),
    old=make_pack(files={STRICT: LOOSE_500}),
)
pair(
    "an import goes and the file stays",
    make_pack(
        [NO_5XX],
        files={
            "rules/b.yaml": make_pack([NO_5XX, REQUEST_ID.but(file="rules/b.yaml")])
            .tree.entries["rules/b.yaml"]
            .data.decode()
        },
    ),
    ("gate-removed", "acme.request_id"),
    old=make_pack([NO_5XX, REQUEST_ID.but(file="rules/b.yaml")]),
)

# --- the section that the rules stand for ---------------------------------------------------------

for row in ROWS:
    pair(row.name, row.new, *row.expected, old=row.old)
