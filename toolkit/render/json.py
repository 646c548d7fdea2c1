"""Payload → JSON: sorted keys, two spaces, ASCII, one final line feed; the same bytes always."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def render(payload: Mapping[str, object] | Sequence[object]) -> str:
    """Return the payload as canonical JSON text (upstream-contract.md, evidence)."""
    return json.dumps(payload, indent=2, sort_keys=True, allow_nan=False) + "\n"


def render_each(payloads: Sequence[Mapping[str, object]]) -> str:
    """Return one payload as an object, as its readers expect it; several as an array."""
    return render(payloads[0] if len(payloads) == 1 else payloads)
