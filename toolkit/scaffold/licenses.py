"""Licences: SPDX expressions, and the text of the few that we ship whole.

For any other licence the pack gets a short notice that says what to do: no text
is better than a wrong one.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.pack.model import LICENSE_PLACEHOLDER
from toolkit.scaffold.fill import fill

SHIPPED: Final = ("Apache-2.0", "MIT")
"""Licences whose full text is at hand."""

_MAX_EXPRESSION: Final = 200
"""Characters of an expression; beyond that nobody reads it, and parsing costs."""


def canonical_license(text: str) -> str | None:
    """Return the SPDX expression that ``text`` is, as SPDX spells it, or None.

    Judged against the SPDX License List of `packaging`, whose ids have no case
    (SPDX 2.3, annex D); ``LicenseRef-Yours`` names a licence of one's own.
    """
    from packaging.licenses import (  # noqa: PLC0415 (the SPDX list is long)
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    if len(text) > _MAX_EXPRESSION:
        return None
    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None


def license_problem(text: str) -> tuple[str, str]:
    """Return why ``text`` is no SPDX expression as SPDX spells it, what to do; or two ``""``."""
    meant = canonical_license(text) or canonical_license(re.sub(r"[\s_]+", "-", text.strip()))
    if meant == text:
        return "", ""
    reason = f"{text!r} is no SPDX licence expression"
    if meant is not None:
        return reason, f"did you mean {meant}?"
    return reason, "write an SPDX id such as Apache-2.0 or MIT, or LicenseRef-Yours for your own"


def license_text(license_id: str, holder: str) -> str:
    """Return the LICENSE file: the full text where we ship it, else the notice."""
    name = license_id if license_id in SHIPPED else "notice"
    words = {"license": license_id, "holder": holder, "placeholder": LICENSE_PLACEHOLDER}
    return fill(f"licenses/{name}.txt", {word: (value,) for word, value in words.items()})


def license_sentence(license_id: str) -> str:
    """Return what a README says about the licence."""
    if license_id in SHIPPED:
        return f"`{license_id}`; the text is in LICENSE."
    return f"`{license_id}`; see LICENSE."
