"""The two existing checkers once more, from the words of the contract alone.

Nothing of `toolkit` is used, so that a mistake there is not repeated here. It
is the naive reading: PyYAML's ``safe_load``, pathlib, one function for each
paragraph of the contract. It says what either checker refuses; that ours
refuses all of it is the law that the tests check.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import math
import re
import shlex
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import yaml

_MANIFEST = "entroping-policy-pack.yaml"
_EXAMPLE = "examples/consumer-qanstitution.yaml"
_STRINGS = (
    "id",
    "name",
    "version",
    "license",
    "source",
    "entrypoint",
    "runtime_contract",
    "entroping",
    "evidence_command",
)


class Refusal(Exception):  # noqa: N818 (a verdict, not a mistake)
    """The runtime, or a checker, says no; also where it would crash."""


def refusals(files: dict[str, bytes], name: str, links: frozenset[str] = frozenset()) -> list[str]:
    """Return why the smoke check and the self-test refuse a pack; empty where both pass it."""
    found = []
    for check in (_smoke, _self_test):
        reason = _reason(check, files, name, links)
        found += [f"{check.__name__}: {reason}"] if reason else []
    return found


def _reason(
    check: Callable[[dict[str, bytes], str, frozenset[str]], None],
    files: dict[str, bytes],
    name: str,
    links: frozenset[str],
) -> str:
    try:
        check(files, name, links)
    except Refusal as refusal:
        return str(refusal)
    except RecursionError:
        return "crash"
    return ""


def _need(holds: object, message: str) -> None:
    if not holds:
        raise Refusal(message)


def _control(text: str) -> bool:
    return any(ord(char) < 32 or ord(char) == 127 for char in text)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


# ---------------------------------------------------------------- reading


@functools.lru_cache(maxsize=64)
def _yaml(data: bytes) -> tuple[Any, str]:
    try:
        return yaml.safe_load(data.decode("utf-8")), ""
    except (yaml.YAMLError, ValueError, OverflowError, KeyError, TypeError) as error:
        return None, f"invalid YAML: {error}"


def _loaded(data: bytes) -> Any:
    value, problem = _yaml(data)
    _need(not problem, problem)
    return value


def _mapping(files: dict[str, bytes], path: str) -> dict[str, Any]:
    _need(path in files, f"missing: {path}")
    loaded = _loaded(files[path])
    _need(isinstance(loaded, dict), f"no mapping: {path}")
    _need(all(isinstance(key, str) for key in loaded), f"keys must be strings: {path}")
    return dict(loaded)


def _inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


# ---------------------------------------------------------------- smoke


def _smoke(files: dict[str, bytes], name: str, links: frozenset[str]) -> None:
    manifest = _mapping(files, _MANIFEST)
    for field in _STRINGS:
        _need(_text(manifest.get(field)), f"{field} must be a non-empty string")
    source = manifest["source"]
    _need("://" not in source and not source.startswith("git@"), "source must be local")
    records: Any = manifest.get("gates")
    _need(isinstance(records, list), "gates must be a list")
    for record in records:
        _need(isinstance(record, dict), "gate must be an object")
        _need(_text(record.get("id")) and _text(record.get("file")), "gate id and file")
        _need(isinstance(record.get("final"), bool), "gate final must be a boolean")
        _need(_inside(record["file"]), "gate file must be local")
        _need(PurePosixPath(record["file"]).as_posix() in files, "gate file is missing")
    _need(_inside(manifest["entrypoint"]), "entrypoint must be local")
    for field in ("gate_prefixes", "final_gates"):
        _need(isinstance(manifest.get(field), list), f"{field} must be a list")
        _need(all(_text(item) for item in manifest[field]), f"{field} items")
    _attribution(manifest)
    _need(manifest["runtime_contract"] == "qanstitution-import", "runtime_contract")
    for path in ("README.md", _EXAMPLE):
        _need(path in files, f"required file missing: {path}")
    gates = Loader(files, links).load(PurePosixPath(manifest["entrypoint"]).as_posix())
    finals = sorted(gate for gate, (is_final, _) in gates.items() if is_final)
    prefixes = manifest["gate_prefixes"]
    if prefixes:
        for gate in gates:
            _need(any(gate.startswith(f"{prefix}.") for prefix in prefixes), "prefix")
    _need(all(gate in finals for gate in manifest["final_gates"]), "documented finals")
    _need(sorted(record["id"] for record in records) == sorted(gates), "gate ids must match")
    for record in records:
        _need(record["final"] is gates[record["id"]][0], "final flag must match")
    _smoke_consumer(files, name, manifest)


def _attribution(manifest: dict[str, Any]) -> None:
    people, publisher = manifest.get("maintainers"), manifest.get("publisher")
    if people is not None:
        _need(isinstance(people, list) and all(_text(one) for one in people), "maintainers")
    if publisher is not None:
        _need(isinstance(publisher, str), "publisher")
    _need(people or (publisher or "").strip(), "attribution")


def _consumer_imports(example: dict[str, Any]) -> None:
    imports: Any = example.get("imports")
    _need(isinstance(imports, list) and imports, "at least one local import")
    for ref in imports:
        _need(_text(ref), "import must be a non-empty string")
        _need(not _control(ref), "import with control characters")
        try:
            parts = urlsplit(ref)
        except ValueError as error:
            raise Refusal("import is no path") from error
        remote = parts.scheme or parts.netloc or ref.startswith("git@")
        _need(not (remote or "\\" in ref or ref.startswith("/")), "imports must be local paths")
        _need(".." not in PurePosixPath(ref).parts, "imports must not contain traversal")


def _smoke_consumer(files: dict[str, bytes], name: str, manifest: dict[str, Any]) -> None:
    example = _mapping(files, _EXAMPLE)
    _consumer_imports(example)
    local: Any = example.get("gates")
    _need(isinstance(local, list) and local, "at least one local gate")
    for gate in local:
        _need(isinstance(gate, dict) and _text(gate.get("id")), "gate id")
    folder = f"policy-packs/{name}"
    entrypoint = PurePosixPath(manifest["entrypoint"]).as_posix()
    example["imports"] = [f"./{folder}/{entrypoint}"]
    project = {f"{folder}/{path}": data for path, data in files.items()}
    Loader(project, frozenset()).load_value("qanstitution.yaml", example, ())


# ---------------------------------------------------------------- self-test


def _self_test(files: dict[str, bytes], name: str, links: frozenset[str]) -> None:
    _need(not links, "content must not use symlinks")
    for path in ("README.md", _EXAMPLE):
        _need(path in files, f"required policy-pack file missing: {path}")
    manifest = _mapping(files, _MANIFEST)
    for field in _STRINGS:
        _need(_text(manifest.get(field)), f"{field} must be a non-empty string")
    value = {field: manifest[field].strip() for field in _STRINGS}
    number = r"(?:0|[1-9][0-9]*)"
    version = rf"{number}\.{number}\.{number}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
    _need(re.fullmatch(version, value["version"]), "Semantic Versioning")
    _local(value["source"])
    part = r"(?:>=|<=|==|!=|~=|>|<)\s*[0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z.-]+)?"
    ranges = [one.strip() for one in value["entroping"].split(",")]
    _need(all(re.fullmatch(part, one) for one in ranges), "version range")
    _command(value["evidence_command"])
    _attribution(manifest)
    if manifest.get("publisher") is not None:
        _need(_text(manifest["publisher"]), "publisher")
    _need(value["runtime_contract"] == "qanstitution-import", "runtime_contract")
    _local(value["entrypoint"])
    for field in ("gate_prefixes", "final_gates"):
        _need(isinstance(manifest.get(field), list), f"{field} must be a list")
        _need(all(_text(item) for item in manifest[field]), f"{field} items")
    records = _records(manifest)
    gates = Loader(files, links).load(PurePosixPath(value["entrypoint"]).as_posix())
    _need(sorted(records) == sorted(gates), "gate ids must match")
    finals = sorted(gate for gate, (is_final, _) in gates.items() if is_final)
    _need(sorted(gate for gate, (final, _) in records.items() if final) == finals, "final flags")
    _need(sorted(one.strip() for one in manifest["final_gates"]) == finals, "final_gates")
    for gate, (_, file) in records.items():
        _local(file)
        path = PurePosixPath(file).as_posix()
        _need(path in files, "gate file not found")
        _need(path == gates[gate][1], "gate file must match the source")
        prefixes = [one.strip() for one in manifest["gate_prefixes"]]
        _need(any(gate.startswith(f"{prefix}.") for prefix in prefixes), "prefix")
    _consumer_imports(_mapping(files, _EXAMPLE))
    example = _mapping(files, _EXAMPLE)
    example["imports"] = [f"./policy-packs/{name}/{PurePosixPath(value['entrypoint']).as_posix()}"]
    project = {f"policy-packs/{name}/{path}": data for path, data in files.items()}
    Loader(project, frozenset()).load_value("qanstitution.yaml", example, ())


def _records(manifest: dict[str, Any]) -> dict[str, tuple[bool, str]]:
    gates: Any = manifest.get("gates")
    _need(isinstance(gates, list), "gates must be a list")
    records: dict[str, tuple[bool, str]] = {}
    for record in gates:
        _need(isinstance(record, dict), "gate must be a mapping")
        _need(_text(record.get("id")) and _text(record.get("file")), "gate id and file")
        _need(isinstance(record.get("final"), bool), "gate final")
        gate = record["id"].strip()
        _need(gate not in records, "duplicate manifest gate id")
        records[gate] = (record["final"], record["file"].strip())
    return records


def _local(path: str) -> None:
    _need(not _control(path), "control characters")
    try:
        parts = urlsplit(path)
    except ValueError as error:
        raise Refusal("no path") from error
    remote = parts.scheme or parts.netloc or path.startswith("git@")
    _need(not remote and "\\" not in path, "must be a local relative path")
    _need(_inside(path), "must not contain traversal")


def _command(text: str) -> None:
    _need(not _control(text), "control characters")
    _need(not set(text) & set("|;&<>`$"), "local validation command")
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Refusal("shell-parseable") from error
    known = (
        "uv run python scripts/policy_pack_smoke.py",
        "python scripts/policy_pack_smoke.py",
        "scripts/policy_pack_smoke.py",
        "entroping config test-policy-pack",
    )
    _need(any(words[: len(one.split())] == one.split() for one in known), "local command")
    for word in words:
        try:
            parts = urlsplit(word)
        except ValueError as error:
            raise Refusal("no path") from error
        remote = parts.scheme or parts.netloc or word.startswith("git@")
        _need(not remote and "\\" not in word, "local command")
        for path in (word, word.partition("=")[2]):
            _need(_inside(path), "local command")


# ---------------------------------------------------------------- the runtime


class Loader:
    """The runtime's own loading of a document and all it imports."""

    def __init__(self, files: dict[str, bytes], links: frozenset[str]) -> None:
        self.files = files
        self.links = links
        self.root = PurePosixPath()
        self.steps = 0

    def load(self, path: str) -> dict[str, tuple[bool, str]]:
        """Return the gates of an entrypoint: final or not, and the file they stand in."""
        _need(path in self.files, "entrypoint file missing")
        self.root = PurePosixPath(path).parent
        return self._load(path, ())

    def _load(self, path: str, stack: tuple[str, ...]) -> dict[str, tuple[bool, str]]:
        self.steps += 1
        if self.steps > 5_000:
            raise Refusal("never ends")
        loaded = _loaded(self.files[path])
        return self.load_value(path, {} if loaded is None else loaded, stack)

    def load_value(
        self, path: str, value: Any, stack: tuple[str, ...]
    ) -> dict[str, tuple[bool, str]]:
        """Return the gates of a document that was read already."""
        gates, imports = document(value)
        _need(len({gate for gate, _ in gates}) == len(gates), f"duplicate gate id in {path}")
        merged: dict[str, tuple[bool, str]] = {}
        for ref in imports:
            target = self._resolve(ref, path)
            _need(target not in (*stack, path), "import cycle")
            for gate, found in self._load(target, (*stack, path)).items():
                _need(gate not in merged, f"duplicate imported gate {gate}")
                merged[gate] = found
        for gate, final in gates:
            _need(not (gate in merged and merged[gate][0]), f"final gate {gate} overridden")
            merged[gate] = (final, path)
        return merged

    def _resolve(self, ref: str, importer: str) -> str:
        _need(not _control(ref), "control characters")
        foreign = ref.startswith(("/", "~", "\\\\")) or re.match(r"[A-Za-z]:[\\/]", ref)
        _need(not foreign, "must be relative")
        try:
            _need(not urlsplit(ref).scheme, "scheme")
        except ValueError as error:
            raise Refusal("no path") from error
        parts: list[str] = list(PurePosixPath(importer).parent.parts)
        for part in PurePosixPath(ref).parts:
            if part == "..":
                _need(parts, "outside the root")
                parts.pop()
            else:
                parts.append(part)
                _need("/".join(parts) not in self.links, "symlinks")
        target = PurePosixPath(*parts)
        _need(target.as_posix() in self.files, "not found")
        _need(target.is_relative_to(self.root), "outside the root")
        return target.as_posix()


def document(value: Any) -> tuple[list[tuple[str, bool]], list[str]]:
    """Return the gates (id, final) and imports of a document, by the contract's table."""
    _need(isinstance(value, dict), "mapping")
    _need(all(isinstance(key, str) for key in value), "keys must be strings")
    known = {
        "project", "version", "description", "sources", "dependencies", "imports", "agents",
        "gate_groups", "gates", "ignore_failures", "settings",
    }  # fmt: skip
    _need(set(value) <= known, "extra field")
    _need(isinstance(value.get("project"), str), "project")
    _need(value.get("version") in (None, "4.1"), "version")
    _need(isinstance(value.get("description"), str | None), "description")
    _sections(value)
    imports = value.get("imports", [])
    _need(isinstance(imports, list) and all(isinstance(one, str) for one in imports), "imports")
    return _gates(value), imports


def _fields(value: Any, required: set[str], optional: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    _need(isinstance(value, dict), "must be a mapping")
    _need(required <= set(value) <= required | optional, "fields")


def _number(value: Any, lowest: float, *, whole: bool, above: bool = False) -> None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError as error:
            raise Refusal("number") from error
    _need(isinstance(value, (bool, int, float)), "number")
    _need(math.isfinite(value), "finite")
    _need(not whole or value == int(value), "whole")
    _need(value > lowest if above else value >= lowest, "too small")


def _flag(value: Any) -> bool:
    if isinstance(value, str):
        word = value.lower()
        _need(
            word in {"1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off"},
            "flag",
        )
        return word in {"1", "true", "t", "yes", "y", "on"}
    _need(isinstance(value, (bool, int, float)) and value in (0, 1), "flag")
    return bool(value)


def _sections(value: dict[str, Any]) -> None:
    sources = value.get("sources")
    if sources is not None:
        _fields(sources, set(), {"spec", "stories", "traffic", "graph", "types"})
        _need(all(isinstance(one, str | None) for one in sources.values()), "sources")
    dependencies = value.get("dependencies", [])
    _need(isinstance(dependencies, list), "dependencies")
    for one in dependencies:
        _fields(one, {"name", "spec"})
        _need(all(isinstance(text, str) for text in one.values()), "dependency")
    ignored = value.get("ignore_failures", [])
    _need(isinstance(ignored, list), "ignore_failures")
    for one in ignored:
        _fields(one, {"test", "rule_id", "issue_id", "expires", "reason"})
        _need(all(isinstance(text, str) for text in one.values()), "exception")
        _need(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", one["expires"]), "expires")
        try:
            dt.date.fromisoformat(one["expires"])
        except ValueError as error:
            raise Refusal("expires") from error
    _settings(value.get("settings", {}))
    agents = value.get("agents", {})
    _fields(agents, set(), {"builder", "auditor", "breaker"})
    for agent in agents.values():
        _agent(agent)


def _settings(settings: Any) -> None:
    names = {"timeout", "parallel_workers", "follow_redirects", "retry", "protected_environments"}
    _fields(settings, set(), names)
    for name in ("timeout", "parallel_workers"):
        if name in settings:
            _number(settings[name], 0, whole=True, above=True)
    if "retry" in settings:
        _number(settings["retry"], 0, whole=True)
    if "follow_redirects" in settings:
        _flag(settings["follow_redirects"])
    environments = settings.get("protected_environments", [])
    _need(isinstance(environments, list), "environments")
    for name in environments:
        _need(_text(name) and not _control(name.strip()), "environment")


def _agent(agent: Any) -> None:
    costs = {"input_cost_per_1m_tokens_usd", "output_cost_per_1m_tokens_usd"}
    _fields(
        agent,
        {"source", "model"},
        {"api_base", "api_key_env", "temperature", "max_tokens", *costs},
    )
    _need(isinstance(agent["source"], str), "source")
    for name in ("model", "api_base", "api_key_env"):
        text = agent.get(name)
        if name != "model" and text is None:
            continue
        _need(_text(text) and not _control(text.strip()), name)
        prefixes = ("sk-", "ghp_", "github_pat_", "glpat-", "hf_", "AIza", "ya29.", "xoxb-")
        _need(not text.strip().startswith(prefixes), "secret")
    if agent.get("api_key_env") is not None:
        _need(re.fullmatch(r"\s*[A-Za-z_][A-Za-z0-9_]*\s*", agent["api_key_env"]), "env name")
    if agent.get("api_base") is not None:
        _loopback(agent["api_base"].strip())
    for name in costs:
        if agent.get(name) is not None:
            _number(agent[name], 0, whole=False)
    if "temperature" in agent:
        _number(agent["temperature"], 0, whole=False)
        _need(float(agent["temperature"]) <= 2, "temperature")
    if agent.get("max_tokens") is not None:
        _number(agent["max_tokens"], 0, whole=True, above=True)


def _loopback(text: str) -> None:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _need(parts.scheme in ("http", "https") and parts.netloc, "http")
        _need("@" not in parts.netloc and not parts.query and not parts.fragment, "address")
        _need(host == "localhost" or ipaddress.ip_address(host).is_loopback, "loopback")
    except ValueError as error:
        raise Refusal("api_base") from error


def _gates(value: dict[str, Any]) -> list[tuple[str, bool]]:
    groups = value.get("gate_groups", {})
    _need(isinstance(groups, dict), "gate_groups must be a mapping")
    named: dict[str, tuple[list[str], list[tuple[str, bool]]]] = {}
    for raw, group in groups.items():
        _need(_text(raw) and not _control(raw.strip()), "group name")
        _need(raw.strip() not in named, "group name twice")
        _fields(group, set(), {"description", "groups", "gates"})
        _need(isinstance(group.get("description"), str | None), "group description")
        inner, own = group.get("groups", []), group.get("gates", [])
        _need(isinstance(inner, list) and all(_text(one) for one in inner), "group groups")
        _need(isinstance(own, list), "group gates")
        named[raw.strip()] = ([one.strip() for one in inner], [_gate(one) for one in own])
    listed = value.get("gates", [])
    _need(isinstance(listed, list), "gates must be a list")
    out: list[tuple[str, bool]] = []
    for one in listed:
        if isinstance(one, dict) and "group" in one:
            _need(set(one) == {"group"} and _text(one["group"]), "group reference")
            _expand(one["group"].strip(), named, (), out)
        else:
            out.append(_gate(one))
        _need(len(out) <= 10_000, "flood")
    return out


def _expand(
    name: str,
    named: dict[str, tuple[list[str], list[tuple[str, bool]]]],
    stack: tuple[str, ...],
    out: list[tuple[str, bool]],
) -> None:
    _need(name in named, f"unknown group {name}")
    _need(name not in stack, "group cycle")
    _need(len(stack) < 64, "group depth")
    for inner in named[name][0]:
        _expand(inner, named, (*stack, name), out)
    out.extend(named[name][1])
    _need(len(out) <= 10_000, "flood")


def _gate(gate: Any) -> tuple[str, bool]:
    _fields(gate, {"id", "condition", "gate", "enforcement"}, {"description", "final"})
    for name in ("id", "condition", "gate", "enforcement"):
        _need(isinstance(gate[name], str), name)
    _need(gate["id"].strip() and not _control(gate["id"]), "gate id")
    value = r"'[^'\x00-\x1f\x7f]+'"
    forms = rf"(?:tags|path|url) contains {value}|path startswith {value}|method == {value}"
    condition = rf"true|{forms}|meta\.[A-Za-z_][A-Za-z0-9_]* == {value}"
    _need(re.fullmatch(condition, gate["condition"].strip()), "condition")
    line = gate["gate"]
    _need(not _control(line) and "\u2028" not in line and "\u2029" not in line, "gate control")
    _need(line.strip() and line.strip()[0] not in "#[", "gate must be executable Hurl")
    _need(gate["enforcement"] in ("block", "warn", "audit_only"), "enforcement")
    _need(isinstance(gate.get("description"), str | None), "description")
    return gate["id"].strip(), _flag(gate.get("final", False))
