"""What the manifest must say, beyond the shape of its fields.

Source: upstream-contract.md, "Smoke checks" 2-7 and 15, and the self-test's
``manifest-entrypoint-gates`` list; where both check the same thing the
message is the smoke check's.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.imports import has_control
from toolkit.pack.model import Manifest
from toolkit.pack.names import bad_pack_id
from toolkit.pack.read import local_path
from toolkit.ranges import parse_range
from toolkit.spans import Location
from toolkit.versions import parse_version

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SHELL = frozenset("|;&<>`$")
_COMMANDS = (
    ("uv", "run", "python", "scripts/policy_pack_smoke.py"),
    ("python", "scripts/policy_pack_smoke.py"),
    ("scripts/policy_pack_smoke.py",),
    ("entroping", "config", "test-policy-pack"),
)


def check_manifest(manifest: Manifest) -> Iterator[Fault]:
    """Yield everything that is wrong with the values of a manifest."""
    yield from _identity(manifest)
    yield from _source(manifest)
    yield from _entrypoint(manifest)
    yield from _gate_files(manifest)
    yield from _entroping(manifest)
    yield from _evidence_command(manifest)
    if not manifest.maintainers and not manifest.publisher:
        message = "manifest attribution must include at least one maintainer or publisher"
        hint = "add maintainers: with a name"
        yield _fault("manifest-attribution", message, manifest.at("maintainers"), hint)


def _fault(code: str, message: str, at: Location, hint: str = "") -> Fault:
    return Fault(code=code, message=message, where=at, hint=hint)


def _identity(manifest: Manifest) -> Iterator[Fault]:
    if manifest.id:
        bad = bad_pack_id(manifest.id)
        if bad:
            message = f"manifest field 'id' must not contain {bad}: {manifest.id!r}"
            hint = "tags and file names are made of it: use letters, digits, '.', '_' and '-'"
            yield _fault("manifest-id", message, manifest.at("id"), hint)
    if manifest.version:
        try:
            plain = parse_version(manifest.version.strip()).build is None
        except ToolkitError:
            plain = False
        if not plain:
            message = "manifest field 'version' must use Semantic Versioning"
            hint = "like 1.4.0 or 0.2.0-alpha, without v, leading zeros or +build"
            yield _fault("manifest-version", message, manifest.at("version"), hint)
    for name in ("name", "license"):
        if has_control(getattr(manifest, name).strip()):
            message = f"manifest field {name!r} must not contain control characters"
            yield _fault("manifest-control", message, manifest.at(name))


def _source(manifest: Manifest) -> Iterator[Fault]:
    source, at = manifest.source.strip(), manifest.at("source")
    hint = "give the path of the pack in its repository, such as packs/strict-api"
    if not source:
        return
    if has_control(source):
        yield _fault("manifest-source", "manifest source must not contain control characters", at)
    elif "://" in source or source.startswith("git@"):
        message = "manifest field 'source' must be a local inspectable path"
        yield _fault("manifest-source", message, at, hint)
    elif _is_foreign(source):
        message = f"manifest source must be a local relative path: {source}"
        yield _fault("manifest-source", message, at, hint)
    elif ".." in source.split("/"):
        message = f"manifest source must not contain traversal: {source}"
        yield _fault("manifest-source", message, at, hint)


def _is_foreign(text: str) -> bool:
    """Return whether ``text`` has a scheme or a host, is absolute, or is a Windows path."""
    return bool(_SCHEME.match(text)) or text.startswith(("/", "~")) or "\\" in text


def _entrypoint(manifest: Manifest) -> Iterator[Fault]:
    entrypoint, at = manifest.entrypoint, manifest.at("entrypoint")
    if not entrypoint:
        return
    if has_control(entrypoint):
        message = "manifest entrypoint must not contain control characters"
        yield _fault("manifest-entrypoint", message, at)
    elif entrypoint.startswith("/") or ".." in entrypoint.split("/"):
        message = "manifest field 'entrypoint' must be a local path under the pack"
        yield _fault("manifest-entrypoint", message, at, "such as qanstitution.yaml")
    elif _is_foreign(entrypoint):
        message = f"manifest entrypoint must be a local relative path: {entrypoint}"
        yield _fault("manifest-entrypoint", message, at, "such as qanstitution.yaml")
    elif local_path(entrypoint) is None:
        message = f"manifest entrypoint must stay inside the policy-pack directory: {entrypoint}"
        yield _fault("manifest-entrypoint", message, at, "such as qanstitution.yaml")


def _gate_files(manifest: Manifest) -> Iterator[Fault]:
    seen: set[str] = set()
    for gate in manifest.gates:
        at = gate.where.get("file", gate.at)
        if has_control(gate.file):
            message = f"manifest gate {gate.id} file must not contain control characters"
            yield _fault("manifest-gate-file", message, at)
        elif local_path(gate.file) is None:
            message = (
                f"manifest field 'gates[{gate.index}].file' must be a local path under the pack"
            )
            yield _fault("manifest-gate-file", message, at, "such as rules/security.yaml")
        elif _is_foreign(gate.file):
            message = f"manifest gate {gate.id} file must be a local relative path: {gate.file}"
            yield _fault("manifest-gate-file", message, at, "such as rules/security.yaml")
        if gate.id.strip() in seen:
            message = f"duplicate manifest gate id: {gate.id.strip()}"
            yield _fault("manifest-gate-twice", message, gate.at, "keep one entry for each gate")
        seen.add(gate.id.strip())


def _entroping(manifest: Manifest) -> Iterator[Fault]:
    text, at = manifest.entroping.strip(), manifest.at("entroping")
    if not text:
        return
    if has_control(text):
        message = "manifest field 'entroping' must not contain control characters"
        yield _fault("manifest-range", message, at, "such as >=0.1.1,<1.0")
        return
    try:
        versions = parse_range(text)
    except ToolkitError as error:
        message = "manifest field 'entroping' must be a comma-separated version range"
        yield _fault("manifest-range", f"{message}: {error.message}", at, "such as >=0.1.1,<1.0")
        return
    if versions.is_empty:
        message = f"manifest field 'entroping' is satisfied by no version: {text}"
        yield _fault("manifest-range-empty", message, at, "such as >=0.1.1,<1.0")


def _evidence_command(manifest: Manifest) -> Iterator[Fault]:
    command, at = manifest.evidence_command.strip(), manifest.at("evidence_command")
    if not command:
        return
    hint = "such as: entroping config test-policy-pack --pack packs/strict-api"
    start = "manifest evidence_command must"
    if has_control(command):
        message = f"{start} not contain control characters"
        yield _fault("manifest-command", message, at)
        return
    try:
        words = shlex.split(command)
    except ValueError as error:
        yield _fault("manifest-command", f"{start} be shell-parseable: {error}", at, hint)
        return
    known = any(tuple(words[: len(prefix)]) == prefix for prefix in _COMMANDS)
    if not known or _SHELL & set(command) or any(_is_unsafe_word(word) for word in words):
        yield _fault("manifest-command", f"{start} be a local validation command", at, hint)


def _is_unsafe_word(word: str) -> bool:
    """Return whether a word of the command leaves the checkout (contract, self-test 2)."""
    if _SCHEME.match(word) or word.startswith(("git@", "//")) or "\\" in word:
        return True
    return any(
        part.startswith(("/", "~")) or ".." in part.split("/") or "://" in part
        for part in (word, word.partition("=")[2])
    )
