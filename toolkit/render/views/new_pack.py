"""A pack that was just created: what stands where, and what to type next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from toolkit.render.document import Document, code, good, line, muted, warning
from toolkit.scaffold.answers import Answers
from toolkit.smoke.examine import Examination

_PURPOSES: Final = {
    "CHANGELOG.md": "what each version changes",
    "LICENSE": "the terms of use",
    "README.md": "every gate explained, every final gate with its reason",
    "entroping-policy-pack.yaml": "id, version, licence, the list of gates",
    "examples/consumer-qanstitution.yaml": "how a project uses the pack",
    "qanstitution.yaml": "what projects import",
    "rules/baseline.yaml": "the gates: make them yours",
    "schemas/": "for editors: completion and checks as you type",
}


def new_pack_page(
    answers: Answers, examination: Examination, *, folder: str, paths: Sequence[str]
) -> Document:
    """Return what was created and the next commands, for a person."""
    policy = examination.reading.policy
    gates, finals = (policy.gate_ids, policy.final_ids) if policy else ([], [])
    where = shlex.quote(folder)
    release = f"{answers.id} {answers.version}"
    document = Document()
    document.paragraph(good("created"), "  ", code(release), f"  {folder}")
    document.listing(_tree(folder, paths))
    verdict = f"  smoke --strict: {len(gates)} gates, {len(finals)} final"
    document.paragraph(good("pass"), muted(verdict))
    if examination.advice:
        document.bullets(
            line(warning("to do"), f"  {found.fault.where}: {found.fault.hint}")
            for found in examination.advice
        )
    document.paragraph("Next: write your gates and their reasons, then")
    document.listing(
        "\n".join(
            (
                f"policy-pack smoke --pack {where} --strict",
                f"git add {where} && git commit -m {shlex.quote(release)}",
                f"policy-pack release {where}",
            )
        ),
        "sh",
    )
    return document


def _tree(folder: str, paths: Sequence[str]) -> str:
    """Return the files as an indented tree, each with what it is for."""
    rows = [(f"{folder.rstrip('/')}/", "")]
    for index, path in enumerate(paths):
        parent, _, name = path.rpartition("/")
        above = paths[index - 1].rpartition("/")[0] if index else ""
        if parent and parent != above:
            rows.append((f"  {parent}/", _PURPOSES.get(f"{parent}/", "")))
        rows.append((f"  {'  ' if parent else ''}{name}", _PURPOSES.get(path, "")))
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(f"{name:<{width}}{purpose}".rstrip() for name, purpose in rows)
