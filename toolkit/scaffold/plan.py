"""Answers → the files of a new pack, all in memory.

Editors find the JSON Schema of each YAML file through its first line, a comment
for yaml-language-server. The schemas have no web address, so the comment is a
relative path, and it must be one that exists: in a repository that publishes
them in ``schemas/`` at its top, as this one does, the path leads there;
everywhere else the pack gets its own copy in ``schemas/``, which also works
offline and after vendoring.
"""

from __future__ import annotations

import posixpath
import shlex
from typing import Final

from toolkit import schemas
from toolkit.scaffold.answers import Answers
from toolkit.scaffold.escape import markdown_text, yaml_text
from toolkit.scaffold.fill import fill
from toolkit.scaffold.licenses import license_sentence, license_text

SCHEMA_FILES: Final = ("pack-manifest.v1.schema.json", "qanstitution.v4-1.schema.json")
"""The published schemas that a scaffolded pack refers to."""
TEMPLATES: Final = (
    "entroping-policy-pack.yaml",
    "qanstitution.yaml",
    "rules/baseline.yaml",
    "README.md",
    "CHANGELOG.md",
    "examples/consumer-qanstitution.yaml",
)
"""The files of a pack that are made from templates of the same name."""
_OWN_SCHEMAS: Final = "schemas"


def plan(answers: Answers) -> dict[str, bytes]:
    """Return the path and bytes of every file; the same answers give the same bytes.

    The answers must have passed `toolkit.scaffold.answers.refusals`.
    """
    texts = {path: fill(f"pack/{path}", _words(answers, path)) for path in TEMPLATES}
    holder = answers.publisher or ", ".join(answers.maintainers)
    texts["LICENSE"] = license_text(answers.license, holder)
    files = {path: text.encode() for path, text in texts.items()}
    if answers.schemas is None:
        for name in SCHEMA_FILES:
            files[f"{_OWN_SCHEMAS}/{name}"] = (schemas.folder() / name).read_bytes()
    return files


def _words(answers: Answers, path: str) -> dict[str, tuple[str, ...]]:
    """Return the words of one template: what was typed is quoted as the kind of file asks."""
    quote = yaml_text if path.endswith(".yaml") else markdown_text
    own = posixpath.join(posixpath.dirname(path) or ".", "")
    command = _evidence_command(answers)
    return {
        # Safe by their own rules, so written as they are.
        "id": (answers.id,),
        "version": (answers.version,),
        "license": (answers.license,),
        "license_sentence": (license_sentence(answers.license),),
        "folder": (answers.folder,),
        "schemas": (posixpath.relpath(answers.schemas or _OWN_SCHEMAS, own),),
        "source_word": (shlex.quote(answers.source),),
        "evidence_command_line": (command,),
        # Typed by a person.
        "name": (quote(answers.name),),
        "summary": (quote(answers.summary),),
        "source": (quote(answers.source),),
        "evidence_command": (quote(command),),
        "maintainers": tuple(quote(name) for name in answers.maintainers),
        "maintainer_names": (", ".join(quote(name) for name in answers.maintainers),),
        "publisher": (quote(answers.publisher),) if answers.publisher else (),
    }


def _evidence_command(answers: Answers) -> str:
    """Return the runtime's own check, one of the commands that a manifest may name (contract)."""
    return f"entroping config test-policy-pack --pack {shlex.quote(answers.source)}"
