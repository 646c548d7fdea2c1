"""The effective policy of a project, in the runtime's own words: effective-policy-report.v1.

Source: what ``entroping report policy --output json`` writes (upstream-contract.md,
"What Entroping's own documents promise"): these keys in this order, two spaces, text
as it is and not escaped to ASCII, one line feed at the end. Paths are relative to
the project. The runtime refuses a report with any other key, so what we add
(`toolkit.consumer.policy.provenance`) is there only where it is asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeAlias

from toolkit.pack.model import Gate, Policy
from toolkit.pack.tree import Tree

Payload: TypeAlias = "dict[str, object]"

SCHEMA = "effective-policy-report.v1"
SCHEMA_VERSION = f"entroping.{SCHEMA}"
OURS = "toolkit"
"""The one key that is not the runtime's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSource:
    """One file of the policy, and by which imports it was first reached."""

    path: str
    sha256: str
    import_chain: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedGate:
    """One effective gate; the fields are the keys of the report, in its order."""

    id: str
    source_path: str
    import_chain: tuple[str, ...]
    condition: str
    gate: str
    enforcement: str
    final: bool
    group: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReport:
    """A whole report; reports from before ``sources`` and ``group`` have none of them."""

    project: str
    config_path: str
    imports: tuple[str, ...]
    sources: tuple[ReportedSource, ...]
    gates: tuple[ReportedGate, ...]

    def form(self) -> Payload:
        """Return the report as JSON, its keys in the order of the runtime."""
        form: Payload = json.loads(json.dumps(asdict(self)))
        return {"schema_version": SCHEMA_VERSION, **form}

    def text(self, ours: Mapping[str, object] | None = None) -> str:
        """Return what the runtime writes, byte for byte; with ``ours`` one more key at the end."""
        form = self.form() if ours is None else {**self.form(), OURS: dict(ours)}
        return f"{json.dumps(form, indent=2, ensure_ascii=False, allow_nan=False)}\n"

    @property
    def digest(self) -> str:
        """The sha256 (hex) of what the runtime writes: a name for this very policy."""
        return hashlib.sha256(self.text().encode("utf-8", "backslashreplace")).hexdigest()


def policy_report(policy: Policy, tree: Tree) -> PolicyReport:
    """Return the report about a policy that was loaded from ``tree``."""
    document = policy.documents[policy.entrypoint]
    return PolicyReport(
        project=document.project,
        config_path=policy.entrypoint,
        imports=policy.imports,
        sources=tuple(
            ReportedSource(path=path, sha256=tree.digests[path], import_chain=chain)
            for path, chain in policy.chains.items()
        ),
        gates=tuple(_gate(gate, policy) for gate in policy.gates),
    )


def _gate(gate: Gate, policy: Policy) -> ReportedGate:
    # A file with gates is reached once: a second time its gates would be twins.
    return ReportedGate(
        id=gate.id,
        source_path=gate.at.path,
        import_chain=policy.chains[gate.at.path],
        condition=gate.condition_as_written or gate.condition_text,
        gate=gate.assertion_text,
        enforcement=gate.enforcement.text,
        final=gate.final,
        group=gate.group,
        description=gate.description,
    )
