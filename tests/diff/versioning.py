"""The "Versioning" section of the pack distribution document, row by row, as pairs of packs.

A row is a phrase of the section. Below it stand edits that it means, each with
all that is to be found; they go through every law of the rules beside the other
pairs (`tests.diff.pairs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.make import GATES, NO_5XX, REQUEST_ID, RULES, G, make_pack
from toolkit.pack.model import MANIFEST, Pack
from toolkit.versions import Bump

PLAIN = make_pack()
LATENCY = G(id="acme.latency", gate="duration < 2000")
OPTIONAL = "rules/optional.yaml"
POLICY = """\
project: acme
version: "4.1"
gates:
  - {id: acme.more, condition: "true", gate: status < 500, enforcement: block}
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One edit that a phrase of the section means."""

    level: Bump
    phrase: str
    edit: str
    old: Pack
    new: Pack
    expected: frozenset[tuple[str, str]]

    @property
    def name(self) -> str:
        return f"{self.phrase}: {self.edit}"


ROWS: list[Row] = []


class Phrase:
    """A phrase of the section; `means` adds an edit."""

    def __init__(self, level: Bump, phrase: str) -> None:
        self.level = level
        self.phrase = phrase

    def means(self, edit: str, new: Pack, *expected: str, old: Pack = PLAIN) -> Phrase:
        """Add an edit; ``expected`` are rule and subject, with a blank in between."""
        found = frozenset(
            (rule, subject) for rule, _, subject in (e.partition(" ") for e in expected)
        )
        ROWS.append(
            Row(level=self.level, phrase=self.phrase, edit=edit, old=old, new=new, expected=found)
        )
        return self


def patch(phrase: str) -> Phrase:
    return Phrase(Bump.PATCH, phrase)


def minor(phrase: str) -> Phrase:
    return Phrase(Bump.MINOR, phrase)


def major(phrase: str) -> Phrase:
    return Phrase(Bump.MAJOR, phrase)


def gates(*changed: G) -> Pack:
    """Return the plain pack with gates replaced by id, or added."""
    return make_pack({gate.id: gate for gate in (*GATES, *changed)}.values())


def with_files(texts: Mapping[str, str]) -> Pack:
    return make_pack(files=dict(texts))


def commented(path: str) -> Pack:
    text = PLAIN.tree.entries[path].data.decode()
    return make_pack(files={path: f"# a word to the reader\n{text}"})


# --- patch: documentation, copy, examples, or metadata-only changes -------------------------------

patch("documentation").means(
    "the README", with_files({"README.md": "# Acme API, explained\n"}), "document-changed README.md"
).means(
    "a document",
    with_files({"docs/slow.md": "Three.\n"}),
    "document-changed docs/slow.md",
    old=with_files({"docs/slow.md": "Two.\n"}),
)
patch("copy").means(
    "a description",
    gates(NO_5XX.but(description="Nothing breaks")),
    "gate-description-changed acme.no_5xx",
).means("a comment in a rule file", commented(RULES), f"rules-rewritten {RULES}").means(
    "a comment in the manifest", commented(MANIFEST), f"manifest-rewritten {MANIFEST}"
)
patch("examples").means(
    "an example says something else",
    with_files({"examples/consumer-qanstitution.yaml": "project: payment\n"}),
    "example-changed examples/consumer-qanstitution.yaml",
)
patch("metadata-only changes").means(
    "the summary", make_pack(summary="In a word"), "metadata-changed summary"
).means("the name", make_pack(name="Acme HTTP"), "metadata-changed name").means(
    "the maintainers", make_pack(maintainers=["Acme", "More"]), "metadata-changed maintainers"
).means("the licence", make_pack(license="MIT"), "metadata-changed license")

# --- minor: additive gates, additive docs, less restrictive defaults, or new optional examples ----

minor("additive gates").means(
    "one that blocks", gates(LATENCY), "gate-added-block acme.latency"
).means(
    "one that warns", gates(LATENCY.but(enforcement="warn")), "gate-added-advisory acme.latency"
).means(
    "one that audits",
    gates(LATENCY.but(enforcement="audit_only")),
    "gate-added-advisory acme.latency",
)
minor("additive docs").means(
    "a new document", with_files({"docs/slow.md": "Two.\n"}), "document-added docs/slow.md"
)
minor("less restrictive defaults").means(
    "a bound further out", gates(NO_5XX.but(gate="status < 600")), "gate-looser acme.no_5xx"
).means(
    "block becomes warn", gates(NO_5XX.but(enforcement="warn")), "enforcement-lowered acme.no_5xx"
).means(
    "warn becomes audit_only",
    gates(REQUEST_ID.but(enforcement="audit_only")),
    "enforcement-lowered acme.request_id",
).means("a wider range", make_pack(entroping=">=0.1,<2.0"), "engine-range-widened entroping")
minor("new optional examples").means(
    "one more example",
    with_files({"examples/strict.yaml": "project: payment\n"}),
    "example-added examples/strict.yaml",
)

# --- major: removed or renamed gates, stricter defaults, changed conditions, changed final-gate
# behavior, or any compatibility break likely to fail an existing consumer pipeline ----------------

major("removed gates").means(
    "one that warned", make_pack([NO_5XX]), "gate-removed acme.request_id"
).means("the final one", make_pack([REQUEST_ID]), "gate-removed acme.no_5xx")
major("renamed gates").means(
    "that does the same",
    make_pack([NO_5XX, REQUEST_ID.but(id="acme.id")]),
    "gate-renamed acme.id",
).means(
    "and says so",
    make_pack([NO_5XX, REQUEST_ID.but(id="acme.id", renamed_from="acme.request_id")]),
    "gate-renamed acme.id",
)
major("stricter defaults").means(
    "a bound further in", gates(NO_5XX.but(gate="status < 400")), "gate-stricter acme.no_5xx"
).means(
    "warn becomes block",
    gates(REQUEST_ID.but(enforcement="block")),
    "enforcement-raised acme.request_id",
).means(
    "audit_only becomes warn",
    gates(REQUEST_ID),
    "enforcement-raised acme.request_id",
    old=gates(REQUEST_ID.but(enforcement="audit_only")),
).means(
    "other responses are refused",
    gates(NO_5XX.but(gate="status != 404")),
    "gate-incomparable acme.no_5xx",
)
V1 = gates(REQUEST_ID.but(condition="path startswith '/v1'"))
major("changed conditions").means(
    "that hold for more",
    gates(REQUEST_ID.but(condition="true")),
    "scope-widened acme.request_id",
    old=V1,
).means(
    "that hold for less",
    V1,
    "scope-narrowed acme.request_id",
    old=gates(REQUEST_ID.but(condition="true")),
).means(
    "that hold for something else",
    gates(REQUEST_ID.but(condition="method == 'POST'")),
    "scope-incomparable acme.request_id",
    old=V1,
)
major("changed final-gate behavior").means(
    "a gate becomes final", gates(REQUEST_ID.but(final=True)), "final-gained acme.request_id"
).means(
    "a gate is final no longer", gates(NO_5XX.but(final=False)), "final-lost acme.no_5xx"
).means(
    "a new gate is final", gates(LATENCY.but(final=True)), "gate-added-final acme.latency"
).means(
    "a new gate is final and only warns",
    gates(LATENCY.but(final=True, enforcement="warn")),
    "gate-added-final acme.latency",
)
major("any compatibility break").means(
    "the entrypoint moves",
    make_pack(entrypoint="policy.yaml"),
    "entrypoint-moved entrypoint",
).means("another pack id", make_pack(id="acme.http"), "pack-id-changed id").means(
    "a narrower range", make_pack(entroping=">=0.2,<1.0"), "engine-range-narrowed entroping"
).means(
    "a policy that a consumer may import goes",
    PLAIN,
    f"optional-rules-removed {OPTIONAL}",
    old=with_files({OPTIONAL: POLICY}),
)

# --- the manifest version is the pack version: the answer is no part of the question --------------

Phrase(Bump.NONE, "the manifest version is the pack version").means(
    "a higher one", make_pack(version="1.1.0")
).means("a pre-release", make_pack(version="2.0.0-alpha")).means(
    "with its words in the CHANGELOG",
    make_pack(version="1.1.0", files={"CHANGELOG.md": "# 1.1.0\n"}),
)
