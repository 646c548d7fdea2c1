"""An effective-policy report that somebody gives us → the report, and a policy to compare.

The file is another program's: it is read strictly (one value, no key twice, of the
published form), and each gate in it by the rules of a document, because a witness is
played with its very assertion. Refusals name the file, the entry, and its line where
that can be known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from toolkit import schemas
from toolkit.consumer.policy.report import (
    SCHEMA,
    SCHEMA_VERSION,
    PolicyReport,
    ReportedGate,
    ReportedSource,
)
from toolkit.errors import ToolkitError
from toolkit.pack.gate import read_gate
from toolkit.pack.limits import MAX_GATES_PER_FILE
from toolkit.pack.model import Gate, Policy
from toolkit.pack.nodes import Mapping as Fields
from toolkit.pack.nodes import Scalar, ScalarValue
from toolkit.release import strict_json
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.spans import Location
from toolkit.texts import visible

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_REPORT_BYTES: Final = 16 * 1024 * 1024
"""Bytes of one report: a policy of a megabyte whose gates each name a chain of imports."""
_ANEW = "write the report anew: policy-pack report-policy --format json --out FILE"
_FIRST = 3
_LONGEST = 200
"""Characters of what is said of one problem, which may quote the file."""
_GATE_START = re.compile(r'^\s*"id":', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report with the policy that it tells of; ``ours`` is its key ``toolkit``, if any."""

    report: PolicyReport
    policy: Policy
    ours: Mapping[str, Any] | None


def read_policy_report(data: bytes, where: str) -> ReadReport:
    """Return the report in a file called ``where``; one from before ``sources`` is read as well.

    Raises:
        ToolkitError: It is no such report, says something twice, or holds a gate
            that no document could hold.
    """
    value = _value(data, where)
    report = _report(value)
    gates = _gates(report, where, _lines(data, len(report.gates)))
    policy = Policy(
        entrypoint=report.config_path,
        gates=tuple(gates),
        imports=report.imports,
        chains={source.path: source.import_chain for source in report.sources},
    )
    return ReadReport(report=report, policy=policy, ours=value.get("toolkit"))


def _value(data: bytes, where: str) -> dict[str, Any]:
    try:
        value = strict_json.parse(data, max_bytes=MAX_REPORT_BYTES, where=where, encoding="utf-8")
    except ReleaseRefusedError as error:
        raise ToolkitError(error.message, where=where, hint=_ANEW) from error
    version = value.get("schema_version") if isinstance(value, dict) else None
    if version != SCHEMA_VERSION:
        told = f"its schema_version is {version!r}" if version else "it has no schema_version"
        message = f"no effective-policy report: {told}, not {SCHEMA_VERSION!r}"
        raise ToolkitError(message, where=where, hint=_ANEW)
    problems = sorted(
        schemas.validator(SCHEMA).iter_errors(value), key=lambda each: [*map(str, each.path)]
    )
    if problems:
        told = "; ".join(map(_told, problems[:_FIRST]))
        more = f", and {len(problems) - _FIRST} more" if len(problems) > _FIRST else ""
        message = f"not the form of {SCHEMA_VERSION}: {told}{more}"
        raise ToolkitError(message, where=where, hint=_ANEW)
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        message = "a text in it holds half of a character (a lone surrogate)"
        raise ToolkitError(message, where=where, hint=_ANEW) from error
    return cast("dict[str, Any]", value)


def _told(problem: ValidationError) -> str:
    """Return a problem in words; those about keys have nothing but the key as their message."""
    words = {"required": "the key {} is missing", "additionalProperties": "the key {} is not known"}
    said = words.get(str(problem.validator), "{}").format(problem.message)
    return f"{_place(problem.absolute_path)}: {visible(said[:_LONGEST])}"


def _place(path: Iterable[str | int]) -> str:
    """Return a path of keys as a person writes it: ``gates[3].final``."""
    told = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return told.removeprefix(".") or "at the top"


def _report(value: Mapping[str, Any]) -> PolicyReport:
    """Return the report that the schema has accepted."""
    return PolicyReport(
        project=value["project"],
        config_path=value["config_path"],
        imports=tuple(value["imports"]),
        sources=tuple(
            ReportedSource(**{**source, "import_chain": tuple(source["import_chain"])})
            for source in value.get("sources", ())
        ),
        gates=tuple(
            ReportedGate(
                **{
                    "group": None,
                    "description": None,
                    **gate,
                    "import_chain": tuple(gate.get("import_chain", ())),
                }
            )
            for gate in value["gates"]
        ),
    )


def _lines(data: bytes, gates: int) -> list[int]:
    """Return the line of each gate's id; nothing where the file is not laid out line by line."""
    text = data.decode("utf-8")
    start = text.find('"gates": [')
    found = [match.end() for match in _GATE_START.finditer(text, max(start, 0))]
    if len(found) != gates:
        return [0] * gates
    lines, seen, line = [], 0, 1
    for end in found:
        line += text.count("\n", seen, end)
        seen = end
        lines.append(line)
    return lines


def _gates(report: PolicyReport, where: str, lines: list[int]) -> list[Gate]:
    if len(report.gates) > MAX_GATES_PER_FILE:
        message = f"{len(report.gates):,} gates; at most {MAX_GATES_PER_FILE:,} are read"
        raise ToolkitError(message, where=where, hint="compare the projects themselves")
    known: dict[str, int] = {}
    gates = []
    for number, (told, line) in enumerate(zip(report.gates, lines, strict=True)):
        gate = _gate(told, number, Location(where, line, 1 if line else 0))
        if gate.id in known:
            message = f"gates[{number}]: the gate {gate.id!r} is gates[{known[gate.id]}] already"
            raise ToolkitError(message, where=_spot(where, line), hint=_ANEW)
        known[gate.id] = number
        gates.append(gate)
    return gates


def _gate(told: ReportedGate, number: int, at: Location) -> Gate:
    values: dict[str, ScalarValue] = {
        "id": told.id,
        "condition": told.condition,
        "gate": told.gate,
        "enforcement": told.enforcement,
        "final": told.final,
        "description": told.description,
    }
    fields = {name: Scalar(value, str(value), plain=False, at=at) for name, value in values.items()}
    gate, faults = read_gate(Fields(dict(fields), at), f"gates[{number}]", group=told.group)
    if gate is None:
        fault = faults[0]
        raise ToolkitError(fault.message, where=_spot(at.path, at.line), hint=fault.hint or _ANEW)
    return replace(gate, at=Location(told.source_path), where={})


def _spot(where: str, line: int) -> str:
    return f"{where}:{line}" if line else where
