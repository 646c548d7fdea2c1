"""Licences: SPDX expressions, and the text of the few that we ship whole.

For any other licence the pack gets a short notice that says what to do: no text
is better than a wrong one.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.scaffold.fill import fill

SHIPPED: Final = ("Apache-2.0", "MIT")
"""Licences whose full text is at hand."""

_ID: Final = r"[A-Za-z0-9][A-Za-z0-9.-]*\+?"
_TERM: Final = rf"\(*\s*{_ID}(?:\s+WITH\s+{_ID})?\s*\)*"
_EXPRESSION: Final = re.compile(rf"{_TERM}(?:\s+(?:AND|OR)\s+{_TERM})*")
_MAX_LENGTH: Final = 100


def spdx_spelling(text: str) -> str:
    """Return ``text`` as SPDX spells it, where we know: ids have no case (SPDX 2.3, D.2)."""
    known = {license_id.lower(): license_id for license_id in SHIPPED}
    return known.get(text.strip().lower(), text.strip())


def license_problem(text: str) -> tuple[str, str]:
    """Return why ``text`` has not the form of an SPDX expression and what to do, or two ``""``.

    The form is judged (SPDX 2.3, annex D), not whether the list has the id.
    """
    is_form = _EXPRESSION.fullmatch(text) is not None and text.count("(") == text.count(")")
    if is_form and text.isascii() and len(text) <= _MAX_LENGTH:
        return "", ""
    meant = spdx_spelling(re.sub(r"\s+", "-", text.strip()))
    if meant in SHIPPED:
        return f"{text!r} is no SPDX licence expression", f"did you mean {meant}?"
    hint = "write an SPDX id such as Apache-2.0 or MIT, or LicenseRef-Yours for your own"
    return f"{text!r} is no SPDX licence expression", hint


def license_text(license_id: str, holder: str) -> str:
    """Return the LICENSE file: the full text where we ship it, else the notice."""
    name = license_id if license_id in SHIPPED else "notice"
    words = {"license": (license_id,), "holder": (holder,)}
    return fill(f"licenses/{name}.txt", words)


def license_sentence(license_id: str) -> str:
    """Return what a README says about the licence."""
    if license_id in SHIPPED:
        return f"`{license_id}`; the text is in LICENSE."
    return f"`{license_id}`; see LICENSE."
