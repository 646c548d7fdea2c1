"""What a credential looks like: the runtime's own prefixes."""

from __future__ import annotations

_PREFIXES = (
    "sk-",
    "sk_proj_",
    "ghp_",
    "github_pat_",
    "glpat-",
    "hf_",
    "xoxb-",
    "xoxp-",
    "AIza",
    "ya29.",
)
_PREFIXES_ANY_CASE = ("AKIA", "ASIA")


def looks_like_secret(value: str) -> bool:
    """Return whether the runtime would refuse ``value`` as a credential (contract, agents)."""
    text = value.strip()
    return (
        text.startswith(_PREFIXES)
        or text.upper().startswith(_PREFIXES_ANY_CASE)
        or "BEGIN PRIVATE KEY" in text.upper()
    )
