"""Small projects that use packs, each for what it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.make import NO_5XX, REQUEST_ID, G, make_files
from toolkit.consumer.vendor_lock import Source, SourceKind, Vendored, VendorLock
from toolkit.pack.model import ENTRYPOINT
from toolkit.pack.tree import Tree

HEAD = 'project: "shop"\nversion: "4.1"\n'
OWN = G(id="shop.own", gate="duration < 900", condition="path startswith '/cart'")
LATENCY = G(id="acme.latency", gate="duration < 2000")
PACK = make_files([NO_5XX, REQUEST_ID, LATENCY])


def gates_of(*gates: G) -> str:
    """Return the gates of a document, one line each."""
    fields = ("id", "condition", "gate", "enforcement", "final")
    lines = [
        "  - {" + ", ".join(f"{name}: {json.dumps(getattr(gate, name))}" for name in fields) + "}\n"
        for gate in gates
    ]
    return "gates:\n" + "".join(lines) if lines else "gates: []\n"


def config(*gates: G, imports: tuple[str, ...] = (), more: str = "") -> str:
    """Return the config of a project."""
    listed = f"imports: {json.dumps(list(imports))}\n" if imports else ""
    return f"{HEAD}{listed}{gates_of(*gates)}{more}"


def vendored(files: Mapping[str, bytes] = PACK, name: str = "api") -> dict[str, bytes]:
    """Return the files of a pack where a project has it."""
    return {f"policy-packs/{name}/{path}": data for path, data in files.items()}


def lock_of(files: Mapping[str, bytes] = PACK, name: str = "api") -> bytes:
    """Return the lock of a project with that pack."""
    source = Source(
        kind=SourceKind.RELEASE, place="acme.api-1.0.0.tar.gz", signer="release@acme.example"
    )
    pack = Vendored.of(
        Tree.of_files(dict(files)),
        pack_id="acme.api",
        version="1.0.0",
        entrypoint=ENTRYPOINT,
        source=source,
    )
    return VendorLock({name: pack}).encode()


IMPORT = ("./policy-packs/api/qanstitution.yaml",)
EXCEPTION = (
    "ignore_failures:\n  - {test: tests/cart.hurl, rule_id: shop.own, issue_id: SHOP-7,"
    ' reason: "the new cart is slow", expires: "2027-01-31"}\n'
)

PROJECTS: Mapping[str, Mapping[str, str | bytes]] = {
    "alone": {"qanstitution.yaml": config(OWN)},
    "empty": {"qanstitution.yaml": HEAD + "gates: []\n"},
    "vendored": {
        "qanstitution.yaml": config(OWN, imports=IMPORT, more=EXCEPTION),
        **vendored(),
        "policy-packs.lock.json": lock_of(),
    },
    "overridden": {
        "qanstitution.yaml": config(
            OWN, LATENCY.but(gate="duration < 3000", enforcement="warn"), imports=IMPORT
        ),
        **vendored(),
    },
    "nested": {
        "qanstitution.yaml": config(imports=("./a/one.yaml", "./b.yaml", "a/empty.yaml")),
        "a/one.yaml": config(G(id="a.one"), imports=("./two.yaml", "empty.yaml")),
        "a/two.yaml": config(G(id="a.two"), imports=("../deep/three.yaml",)),
        "a/empty.yaml": config(),
        "deep/three.yaml": config(G(id="d.three", final=True)),
        "b.yaml": config(G(id="b.one"), imports=("a/empty.yaml",)),
    },
    "groups": {
        "qanstitution.yaml": HEAD
        + """gate_groups:
  "inner ": {gates: [{id: g.in, condition: "true", gate: status < 500, enforcement: warn}]}
  outer:
    groups: [inner]
    gates: [{id: g.out, condition: "true", gate: status < 400, enforcement: audit_only}]
gates:
  - group: " outer "
  - {id: last, condition: "true", gate: status > 99, enforcement: block, final: "yes"}
"""
    },
    "odd texts": {
        "qanstitution.yaml": "\ufeff"
        'project: "\u017bółw \\u263a \\t\\"\\\\/ \\U0001F600 \\x7f"\nversion: "4.1"\n'
        """gates:
  - {id: " a.blank ", condition: " true ", gate: " status < 500 ", enforcement: block,
     description: ""}
  - {id: a.null, condition: "true", gate: 'header "X" contains "é/\\\\"', enforcement: block,
     description: null}
  - id: a.block
    condition: |
      method == 'GET'
    gate: status < 500
    enforcement: warn
    description: "two\\nlines\\u2028and a half"
"""
    },
}


def written(folder: Path, name: str) -> Path:
    """Write a project into a folder and return that."""
    for path, data in PROJECTS[name].items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder
