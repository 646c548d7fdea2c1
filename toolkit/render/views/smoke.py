"""Smoke and self-test evidence as documents: the contract's Markdown, and a page for people."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.pack.model import Enforcement, Gate
from toolkit.render.document import (
    Document,
    Inline,
    Text,
    Tone,
    bad,
    code,
    good,
    hint,
    line,
    muted,
    warning,
)
from toolkit.smoke.examine import Examination, Finding


def markdown_evidence(examination: Examination, payload: dict[str, object]) -> Document:
    """Return the evidence with the headings of the contract, for issues and releases.

    Source: upstream-contract.md, evidence ``smoke.v1``, ``--format md``.
    """
    provenance = _mapping(payload["provenance"])
    attribution = _mapping(payload["attribution"])
    consumer = _mapping(payload["consumer_example"])
    document = Document()
    document.heading(1, "Policy-Pack Smoke Evidence")
    document.bullets(
        [
            _pair("Schema", payload["schema_version"]),
            _pair("Artifact", payload["artifact_type"]),
            _pair("Status", payload["status"]),
            _pair("Pack", payload["pack_id"]),
            _pair("Path", payload["pack_path"]),
            _pair("Runtime contract", payload["runtime_contract"]),
            _pair("Source", provenance["source"]),
            _pair("License", provenance["license"]),
            _pair("Maintainers", ", ".join(map(str, _list(attribution["maintainers"])))),
            _pair("Publisher", attribution["publisher"]),
            _pair("Supported Entroping", provenance["supported_entroping"]),
            _pair("Evidence command", provenance["evidence_command"]),
            _pair("Gates", payload["gate_count"]),
            _pair("Content sha256", examination.reading.tree.content_digest),
        ]
    )
    document.heading(2, "Provenance Gates").bullets(
        _provenance_line(_mapping(gate)) for gate in _list(provenance["gates"])
    )
    document.heading(2, "Effective Gates").bullets(_codes(payload["gate_ids"]))
    document.heading(2, "Final Gates").bullets(_codes(payload["final_gate_ids"]))
    document.heading(2, "Consumer Example").bullets(
        [
            _pair("Path", consumer["path"]),
            _pair("Import path", consumer["import_path"]),
            _pair("Local gates", consumer["local_gate_count"]),
        ]
    )
    document.heading(2, "Consumer Example Gates").bullets(_codes(payload["consumer_gate_ids"]))
    document.heading(2, "Failures").bullets(map(str, _list(payload["failures"])))
    if examination.advice:
        document.heading(2, "Advice").bullets(str(f.fault) for f in examination.advice)
    return document


def smoke_page(examination: Examination, *, pack_path: str) -> Document:
    """Return the result for a person at a terminal: verdict, gates, what to mend."""
    reading = examination.reading
    manifest, policy = reading.manifest, reading.policy
    name = manifest.id if manifest and manifest.id else pack_path
    version = f" {manifest.version}" if manifest and manifest.version else ""
    document = Document()
    verdict = good("pass") if examination.passed else bad("FAIL")
    document.paragraph(verdict, "  ", code(f"{name}{version}"), muted(f"  {pack_path}"))
    if policy is not None and examination.passed:
        document.table(("", "gate", "when"), [_gate(gate) for gate in policy.gates])
    _problems(document, examination)
    count = len(policy.gates) if policy else 0
    summary = f"{_count(count, 'gate')}, {_count(len(examination.failures), 'failure')}"
    document.paragraph(muted(f"{summary}, content sha256 {reading.tree.content_digest[:16]}…"))
    return document


def self_test_page(
    examination: Examination, payload: dict[str, object], *, pack_path: str
) -> Document:
    """Return the checks of a self-test, one a line, and what to mend."""
    document = Document()
    verdict = good("pass") if examination.passed else bad("FAIL")
    document.paragraph(verdict, "  ", code(str(payload["pack_id"] or pack_path)))
    rows = []
    for entry in _list(payload["checks"]):
        check = _mapping(entry)
        passed = check["status"] == "pass"
        told = str(check["message"]) if passed else "see below"
        rows.append((good("pass") if passed else bad("FAIL"), str(check["id"]), told))
    document.table(("", "check", ""), rows)
    _problems(document, examination)
    return document


def _problems(document: Document, examination: Examination) -> None:
    if examination.failures:
        document.paragraph(bad(_count(len(examination.failures), "failure")))
        document.bullets(_finding(finding) for finding in examination.failures)
    if examination.advice:
        document.paragraph(warning("advice"))
        document.bullets(_finding(finding) for finding in examination.advice)


def _finding(finding: Finding) -> Inline:
    fault = finding.fault
    where = Text(str(fault.where), Tone.CODE, fault.where)
    return line(where, f"  {fault.message}", hint(fault.hint))


def _gate(gate: Gate) -> tuple[Inline, ...]:
    """Return one row: how it is enforced, what it is and asserts, and where it applies."""
    final = warning("  final") if gate.final else ""
    when = "always" if gate.condition_text == "true" else gate.condition_text
    return (
        line(_enforcement(gate.enforcement)),
        line(code(gate.id), final, hint(gate.assertion_text)),
        line(when),
    )


def _enforcement(enforcement: Enforcement) -> Text:
    return Text(enforcement.text) if enforcement is Enforcement.BLOCK else muted(enforcement.text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pair(name: str, value: object) -> Inline:
    return line(f"{name}: ", code(str(value)))


def _codes(values: object) -> Iterable[Inline]:
    return (line(code(str(value))) for value in _list(values))


def _provenance_line(gate: dict[str, object]) -> Inline:
    final = str(gate["final"]).lower()
    return line(
        code(str(gate["id"])), " from ", code(str(gate["file"])), " (final: ", code(final), ")"
    )


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)  # noqa: S101 (our own payload)
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list)  # noqa: S101 (our own payload)
    return value
