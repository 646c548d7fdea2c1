"""A witness in one line, as the tables of the tests show it."""

from __future__ import annotations

from toolkit.gates.decision.verdicts import Witness
from toolkit.gates.evaluation.outcome import Outcome
from toolkit.gates.evaluation.response import Certificate


def shown(witness: Witness | None) -> str:
    """Return status, headers, body, duration and what else is special, and the two outcomes."""
    if witness is None:
        return ""
    response = witness.response
    assert response is not None
    parts = [
        str(response.status),
        *(f"{name}: {value}" for name, value in response.headers),
        f"body {response.body.decode('latin-1')}",
        f"{response.duration_ms} ms",
        f"version {response.version}",
        f"url {response.url}",
        f"ip {response.ip}",
        f"redirects {len(response.redirects or ())}",
    ]
    if isinstance(response.certificate, Certificate):
        parts.append(f"certificate {response.certificate.subject}")
    outcomes = [one.kind.value for one in (witness.old, witness.new) if isinstance(one, Outcome)]
    return " | ".join((*parts, "->".join(outcomes)))
