"""`Alerts` → SARIF 2.1.0, as code scanning reads it.

Sources: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"
(the numbers below are its sections) and GitHub's "SARIF support for code
scanning": one run for each pack, told apart by its automation id; alerts are
followed from run to run by ``primaryLocationLineHash``, for which our
fingerprints stand, because these survive a change of layout or line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from toolkit import __version__
from toolkit.render import json, markdown
from toolkit.render.alerts import Alert, AlertRule, Alerts, as_bytes
from toolkit.render.document import Document, strong

JSONValue: TypeAlias = "str | int | bool | Sequence[JSONValue] | Mapping[str, JSONValue] | None"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
TOOL = "policy-pack-toolkit"
_ROOT = "%SRCROOT%"


def render(reports: Sequence[Alerts]) -> str:
    """Return a log with one run for each pack; the same alerts give the same bytes."""
    return json.render(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report) for report in reports]}
    )


def _run(report: Alerts) -> JSONValue:
    rules = report.rules
    index = {rule.id: number for number, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": TOOL,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        # 3.17.3: what stands before the last slash is what GitHub calls the category.
        "automationDetails": {"id": f"{TOOL}/{report.verb}/{_segment(report.pack_id)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": _unlinked(note)}} for note in report.notes
                ],
            }
        ],
        "results": [_result(alert, index[alert.rule.id]) for alert in report.alerts],
        "properties": {"verdict": report.verdict, **report.facts},
    }


def _rule(rule: AlertRule) -> JSONValue:
    help_text = " ".join(filter(None, (rule.why, rule.advice and f"Instead: {rule.advice}")))
    page = Document().paragraph(strong(f"{rule.title}."), f" {rule.why}")
    if rule.advice:
        page.paragraph(strong("Instead:"), f" {rule.advice}")
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why or rule.title},
        "help": {"text": help_text or rule.title, "markdown": markdown.render(page).strip()},
        "defaultConfiguration": {"level": rule.weight.value},
        "properties": {"tags": list(rule.tags)},
    }


def _result(alert: Alert, rule_index: int) -> JSONValue:
    result: dict[str, JSONValue] = {
        "ruleId": alert.rule.id,
        "ruleIndex": rule_index,
        "level": alert.weight.value,
        "message": {"text": _unlinked(alert.message)},
        "locations": [_location(alert)],
        "partialFingerprints": {
            "policyPackFinding/v1": alert.fingerprint,
            "primaryLocationLineHash": f"{alert.fingerprint}:1",
        },
        "properties": {"subject": alert.subject, "counts": alert.counts, **alert.facts},
    }
    if alert.accepted:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": _unlinked(alert.accepted)}
        ]
    return result


def _location(alert: Alert) -> JSONValue:
    region = {"startLine": alert.line} | ({"startColumn": alert.column} if alert.column else {})
    place: dict[str, JSONValue] = {
        "artifactLocation": {"uri": _uri(alert.path), "uriBaseId": _ROOT},
        **({"region": region} if alert.line else {}),
    }
    return {
        "physicalLocation": place,
        "logicalLocations": [{"fullyQualifiedName": alert.subject}],
    }


def _uri(path: str) -> str:
    """Return a relative reference (RFC 3986): a colon in its first part would be a scheme."""
    return quote(as_bytes(path), safe="/")


def _segment(text: str) -> str:
    return quote(as_bytes(text), safe="") or "."


def _unlinked(text: str) -> str:
    """Return text in which no reader finds a link (3.11.6), however it treats backslashes."""
    return text.replace("](", "] (")
