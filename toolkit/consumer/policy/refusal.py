"""A project without a policy, for programs: why the runtime would refuse it.

It is a document of its own and no report with an empty list of gates: nobody may
take a project that does not load for one that asks nothing. Schema:
``schemas/policy-refusal.v1.schema.json``.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit import __version__
from toolkit.consumer.policy.report import Payload
from toolkit.faults import Fault
from toolkit.texts import visible

SCHEMA = "policy-refusal.v1"


def refusal_form(config: str, faults: Iterable[Fault]) -> Payload:
    """Return the document."""
    return {
        "schema_version": f"policy-pack-toolkit.{SCHEMA}",
        "status": "refused",
        "config_path": config,
        "faults": [_fault(fault) for fault in faults],
        "toolkit": {"version": __version__},
    }


def _fault(fault: Fault) -> Payload:
    return {
        "code": fault.code,
        "message": visible(fault.message),
        "hint": visible(fault.hint),
        "file": visible(fault.where.path),
        "line": fault.where.line or None,
        "column": fault.where.column or None,
    }
