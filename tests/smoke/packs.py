"""The newest real packs of the runtime, as data: what every mutation starts from."""

from __future__ import annotations

from typing import Final, TypeAlias

Files: TypeAlias = "dict[str, bytes]"

MANIFEST: Final = "entroping-policy-pack.yaml"
ENTRYPOINT: Final = "qanstitution.yaml"
README: Final = "README.md"
EXAMPLE: Final = "examples/consumer-qanstitution.yaml"
SECURITY: Final = "rules/security.yaml"
RELIABILITY: Final = "rules/reliability.yaml"
NAME: Final = "api-baseline"

_BASELINE: Final = {
    MANIFEST: """\
id: "entroping.api-baseline"
name: "API Baseline"
version: "0.1.0-alpha"
license: "Apache-2.0"
source: "examples/policy-packs/api-baseline"
entrypoint: "qanstitution.yaml"
runtime_contract: "qanstitution-import"
entroping: ">=0.1.1-alpha,<1.0"
evidence_command: "uv run python scripts/policy_pack_smoke.py --strict"
gate_prefixes:
  - "api-security"
  - "api-reliability"
final_gates:
  - "api-security.no_5xx"
gates:
  - id: "api-security.no_5xx"
    file: "rules/security.yaml"
    final: true
  - id: "api-security.request_id"
    file: "rules/security.yaml"
    final: false
  - id: "api-reliability.latency"
    file: "rules/reliability.yaml"
    final: false
maintainers:
  - "Entroping Core"
summary: "Starter API security and reliability gates for policy-pack authors."
""",
    ENTRYPOINT: """\
project: "entroping-policy-pack-api-baseline"
version: "4.1"
description: "Import entrypoint for the API baseline policy pack"
imports:
  - "./rules/security.yaml"
  - "./rules/reliability.yaml"
gates: []
""",
    SECURITY: """\
project: "entroping-policy-pack-api-baseline-security"
version: "4.1"
description: "Security and correlation gates for API baseline policy packs"
gates:
  - id: "api-security.no_5xx"
    description: "APIs must not return server errors in governed suites"
    condition: "true"
    gate: "status < 500"
    enforcement: "block"
    final: true
  - id: "api-security.request_id"
    description: "API responses should include a request ID for incident review"
    condition: "path startswith '/'"
    gate: 'header "X-Request-Id" exists'
    enforcement: "warn"
""",
    RELIABILITY: """\
project: "entroping-policy-pack-api-baseline-reliability"
version: "4.1"
description: "Reliability gates for API baseline policy packs"
gates:
  - id: "api-reliability.latency"
    description: "Governed API responses should complete within two seconds"
    condition: "true"
    gate: "duration < 2000"
    enforcement: "block"
""",
    EXAMPLE: """\
project: "checkout-api"
version: "4.1"
imports:
  - "./policy-packs/api-baseline/qanstitution.yaml"
gates:
  - id: "checkout.local_latency"
    description: "Checkout smoke tests should stay fast locally"
    condition: "tags contains 'smoke'"
    gate: "duration < 750"
    enforcement: "block"
""",
    README: """\
# API Baseline Policy Pack

This is a minimal reusable QAnstitution policy-pack example. It proves the pack
layout without adding registry, install, or remote-import behavior.

The `entroping-policy-pack.yaml` manifest records local provenance evidence:
pack source, license, supported Entroping version range, declared gates, gate
source files, final flags, and the command maintainers run to reproduce the
evidence:

```bash
uv run python scripts/policy_pack_smoke.py --strict
```

Use it by vendoring this directory under a project root and importing the pack
entrypoint from the project's `qanstitution.yaml`:

```yaml
imports:
  - "./policy-packs/api-baseline/qanstitution.yaml"
```

Included gate groups:

- `api-security.*` for server-error and request-correlation checks.
- `api-reliability.*` for default latency expectations.

`api-security.no_5xx` is final because this example treats server errors as a
non-negotiable API baseline. Other gates are intentionally overrideable by the
consumer project.

This pack does not include agents, secrets, traffic state, source specs, or
provider configuration.
""",
}

_OWASP_GATES: Final = (
    ("authentication", "authn.unauthenticated_denied", "tags contains 'authn'", "status != 200"),
    ("authorization", "authz.object_access_denied", "tags contains 'authz'", "status != 200"),
    (
        "inventory",
        "inventory.deprecated_endpoint_header",
        "tags contains 'deprecated'",
        'header \\"Deprecation\\" exists',
    ),
    ("misconfiguration", "misconfig.request_id", "true", 'header \\"X-Request-Id\\" exists'),
    ("resource-protection", "resources.no_server_errors", "true", "status < 500"),
)


def baseline() -> Files:
    """Return the files of ``api-baseline``, which pass both existing checkers."""
    return {path: text.encode() for path, text in _BASELINE.items()}


def owasp() -> Files:
    """Return a pack in the layout of ``owasp-api-top-10``: one rule file for each gate."""
    final = "owasp-api.resources.no_server_errors"
    manifest = [
        'id: "entroping.owasp-api-top-10"',
        'name: "OWASP API Top 10 Starter"',
        'version: "0.1.0-alpha"',
        'license: "Apache-2.0"',
        'source: "examples/policy-packs/owasp-api-top-10"',
        'entrypoint: "qanstitution.yaml"',
        'runtime_contract: "qanstitution-import"',
        'entroping: ">=0.1.1-alpha,<1.0"',
        'evidence_command: "entroping config test-policy-pack --pack packs/owasp-api-top-10"',
        "gate_prefixes:",
        *(f'  - "owasp-api.{name.partition(".")[0]}"' for _, name, _, _ in _OWASP_GATES),
        "final_gates:",
        f'  - "{final}"',
        "gates:",
    ]
    files = {}
    imports = []
    for file, name, condition, gate in _OWASP_GATES:
        gate_id = f"owasp-api.{name}"
        is_final = gate_id == final
        manifest += [
            f'  - id: "{gate_id}"',
            f'    file: "rules/{file}.yaml"',
            f"    final: {str(is_final).lower()}",
        ]
        imports.append(f'  - "./rules/{file}.yaml"')
        files[f"rules/{file}.yaml"] = (
            f'project: "owasp-{file}"\nversion: "4.1"\ngates:\n  - id: "{gate_id}"\n'
            f'    condition: "{condition}"\n    gate: "{gate}"\n    enforcement: "block"\n'
            + ("    final: true\n" if is_final else "")
        )
    files[MANIFEST] = "\n".join([*manifest, "maintainers:", '  - "Entroping Core"', ""])
    entrypoint = ['project: "owasp"', 'version: "4.1"', "imports:", *imports, "gates: []", ""]
    files[ENTRYPOINT] = "\n".join(entrypoint)
    files[README] = (
        "# OWASP API Top 10 Starter Policy Pack\n\n"
        "| Gate | Inspired by | Intent |\n| --- | --- | --- |\n"
        f"| `{final}` | API4 Unrestricted Resource Consumption | "
        "Governed API tests should not return server errors. |\n"
    )
    files[EXAMPLE] = _BASELINE[EXAMPLE].replace("api-baseline", "owasp-api-top-10")
    return {path: text.encode() for path, text in files.items()}
