"""QAnstitution documents: every field and section of the contract's table, right and wrong."""

from __future__ import annotations

from tests.smoke.cases import Case, Change, append, both, edit, legal, put, refused, top_level
from tests.smoke.packs import ENTRYPOINT, EXAMPLE, RELIABILITY, SECURITY

_MIGRATION = "follow the migration guidance in the QAnstitution reference"
_ONE_GATE = """\
  - id: "api-reliability.latency"
    description: "Governed API responses should complete within two seconds"
    condition: "true"
    gate: "duration < 2000"
    enforcement: "block"
"""


def section(name: str, value: str) -> Change:
    """Give the reliability document another field."""
    return top_level(RELIABILITY, name, value)


def _wrong(name: str, values: dict[str, tuple[str, str]], code: str = "field-type") -> list[Case]:
    return [
        refused(f"document {name}: {what}", section(name, value), code, message, RELIABILITY)
        for what, (value, message) in values.items()
    ]


def _head() -> list[Case]:
    text = "Input should be a valid string"
    return [
        refused(
            "project missing",
            top_level(RELIABILITY, "project", None),
            "field-missing",
            "project: Field required",
        ),
        *_wrong(
            "project",
            {
                "null": ("~", text),
                "number": ("1", text),
                "date": ("2024-01-31", text),
                "boolean": ("off", text),
                "list": ("[a]", text),
                "sexagesimal": ("1:30", text),
            },
        ),
        legal("project empty", section("project", '""')),
        legal("project with control characters", section("project", '"a\\tb"')),
        legal("version null", section("version", "~")),
        legal("version absent", top_level(RELIABILITY, "version", None)),
        *_wrong(
            "version",
            {
                "float": ("4.1", text),
                "integer": ("4", text),
                "empty": ('""', "must not be empty. Update to a supported QAnstitution version"),
                "padded": ('" 4.1"', "must not contain leading or trailing whitespace"),
                "padded after": ('"4.1\\n"', "must not contain leading or trailing whitespace"),
                "padded with no-break space": ('"\\u00a04.1"', "leading or trailing whitespace"),
                "blank": ('" "', "must not contain leading or trailing whitespace"),
                "other": (
                    '"4.2"',
                    "Unsupported QAnstitution version '4.2'. Supported versions: 4.1",
                ),
                "other again": ('"4.1.0"', _MIGRATION),
                "Arabic digits": ('"\\u0664.\\u0661"', "Unsupported QAnstitution version"),
                "list": ("[]", text),
            },
        ),
        *_wrong(
            "description", {"number": ("1", text), "list": ("[a]", text), "flag": ("yes", text)}
        ),
        legal("description null", section("description", "~")),
        legal("description of several lines", section("description", "|\n  a\n  b")),
        *_wrong(
            "extra",
            {"any": ("1", "extra: Extra inputs are not permitted"), "null": ("~", "Extra inputs")},
            "field-unknown",
        ),
        *_wrong(
            "Project", {"other case": ("x", "Extra inputs are not permitted")}, "field-unknown"
        ),
        *_wrong('"{message}"', {"braces": ("1", "{message}: Extra inputs")}, "field-unknown"),
        refused("document empty", put(RELIABILITY, ""), "field-missing", "project: Field required"),
        refused(
            "document a comment",
            put(RELIABILITY, "# a\n"),
            "field-missing",
            "project: Field required",
        ),
        refused(
            "document null", put(RELIABILITY, "~\n"), "field-missing", "project: Field required"
        ),
        refused(
            "document a list", put(RELIABILITY, "- a\n"), "document-no-mapping", "YAML mapping"
        ),
        refused(
            "document a text", put(RELIABILITY, "abc\n"), "document-no-mapping", "YAML mapping"
        ),
        refused(
            "document a number", put(RELIABILITY, "0\n"), "document-no-mapping", "YAML mapping"
        ),
        refused(
            "document false", put(RELIABILITY, "false\n"), "document-no-mapping", "YAML mapping"
        ),
        refused('document ""', put(RELIABILITY, '""\n'), "document-no-mapping", "YAML mapping"),
        refused("document []", put(RELIABILITY, "[]\n"), "document-no-mapping", "YAML mapping"),
    ]


def _lists() -> list[Case]:
    return [
        *_wrong(
            "imports",
            {
                "null": ("~", "Input should be a valid list"),
                "text": ("a.yaml", "Input should be a valid list"),
                "mapping": ("{a: b}", "Input should be a valid list"),
                "number items": ("[1]", "imports.0: Input should be a valid string"),
                "null items": ("[~]", "imports.0: Input should be a valid string"),
            },
        ),
        legal("imports empty", section("imports", "[]")),
        *_wrong(
            "gates",
            {
                "null": ("~", "gates must be a list"),
                "text": ("x", "gates must be a list"),
                "mapping": ("{a: b}", "gates must be a list"),
                "text items": ("[x]", "gates.0: Input should be a valid dictionary"),
                "null items": ("[~]", "gates.0: Input should be a valid dictionary"),
            },
        ),
        *_wrong(
            "dependencies",
            {
                "null": ("~", "Input should be a valid list"),
                "text items": ("[x]", "dependencies.0: Input should be a valid dictionary"),
                "number": (
                    "[{name: a, spec: 1}]",
                    "dependencies.0.spec: Input should be a valid string",
                ),
            },
        ),
        *_wrong(
            "dependencies",
            {"no spec": ("[{name: a}]", "dependencies.0.spec: Field required")},
            "field-missing",
        ),
        *_wrong(
            "dependencies",
            {"extra": ("[{name: a, spec: b, x: 1}]", "Extra inputs")},
            "field-unknown",
        ),
        legal(
            "dependencies",
            section("dependencies", "[{name: a, spec: ''}]"),
            advice="section-unused",
        ),
        *_wrong(
            "sources",
            {
                "text": ("x", "Input should be a valid dictionary"),
                "list": ("[]", "Input should be a valid dictionary"),
                "number": ("{spec: 1}", "sources.spec: Input should be a valid string"),
                "list inside": ("{graph: []}", "sources.graph: Input should be a valid string"),
            },
        ),
        *_wrong(
            "sources", {"extra": ("{other: a}", "sources.other: Extra inputs")}, "field-unknown"
        ),
        legal("sources null", section("sources", "~"), advice="section-unused"),
        legal(
            "sources",
            section("sources", "{spec: a, stories: ~, traffic: '', types: b}"),
            advice="section-unused",
        ),
    ]


_AGENT = "source: local, model: llama"


def agent(fields: str) -> Change:
    """Give the reliability document a builder."""
    return section("agents", f"{{builder: {{{fields}}}}}")


def _agents() -> list[Case]:
    base = {
        "URL": ("ftp://localhost/", "api_base must use http or https"),
        "no scheme": ("localhost:8000", "api_base must use http or https"),
        "no host": ("http:///v1", "api_base must use http or https"),
        "host is a port": ("http://:8000/v1", "api_base must target a local loopback host"),
        "user": ("http://u:p@localhost/", "api_base must not contain userinfo"),
        "query": ("http://localhost/?a=b", "api_base must not contain query parameters"),
        "fragment": ("http://localhost/#a", "api_base must not contain fragments"),
        "remote": ("https://api.acme.test/v1", "api_base must target a local loopback host"),
        "looks local": (
            "http://localhost.acme.test/",
            "api_base must target a local loopback host",
        ),
        "private": ("http://10.0.0.1/", "api_base must target a local loopback host"),
        "any": ("http://0.0.0.0/", "api_base must target a local loopback host"),
        "short address": ("http://127.1/", "api_base must target a local loopback host"),
        "trailing dot": ("http://localhost./", "api_base must target a local loopback host"),
        "bracket": ("http://[", "api_base must use http or https"),
        "bad bracket": ("http://[::1/", "api_base must use http or https"),
        "empty": ("", "api_base must not be empty"),
        "control": ("http://localhost/\\0", "api_base must not contain control characters"),
        "secret": ("sk-abc", "api_base must not look like a secret"),
    }
    cases = [
        refused(
            f"api_base {what}",
            agent(f'{_AGENT}, api_base: "{text}"'),
            "document-section",
            message,
            RELIABILITY,
        )
        for what, (text, message) in base.items()
    ]
    cases += [
        legal(f"api_base {text}", agent(f'{_AGENT}, api_base: "{text}"'), advice="section-unused")
        for text in (
            "http://localhost:8000/v1",
            "https://127.0.0.1",
            "http://[::1]:1/",
            "HTTP://LOCALHOST",
            "http://127.9.9.9",
        )
    ]
    wrong = {
        "model empty": ('source: a, model: ""', "model identifier must not be empty"),
        "model blank": ('source: a, model: " "', "model identifier must not be empty"),
        "model with control": (
            'source: a, model: "a\\tb"',
            "model identifier must not contain control",
        ),
        "model a token": (
            "source: a, model: ghp_1",
            "model identifier must not look like a secret",
        ),
        "model a key": ("source: a, model: akia1", "model identifier must not look like a secret"),
        "key name with blank": (f'{_AGENT}, api_key_env: "A B"', "environment variable name"),
        "key name with digit first": (f"{_AGENT}, api_key_env: 1A_", "environment variable name"),
        "key name empty": (f'{_AGENT}, api_key_env: ""', "api_key_env must not be empty"),
        "key name a key": (
            f"{_AGENT}, api_key_env: hf_x",
            "api_key_env must not look like a secret",
        ),
        "cost negative": (
            f"{_AGENT}, input_cost_per_1m_tokens_usd: -0.1",
            "greater than or equal to 0",
        ),
        "cost infinite": (f"{_AGENT}, output_cost_per_1m_tokens_usd: .inf", "finite number"),
        "cost no number": (f"{_AGENT}, input_cost_per_1m_tokens_usd: .nan", "finite number"),
        "cost a word": (f"{_AGENT}, input_cost_per_1m_tokens_usd: much", "finite number"),
        "temperature too high": (f"{_AGENT}, temperature: 2.1", "between 0 and 2"),
        "temperature negative": (f"{_AGENT}, temperature: -1", "between 0 and 2"),
        "temperature no number": (f"{_AGENT}, temperature: .nan", "valid number"),
        "tokens zero": (f"{_AGENT}, max_tokens: 0", "greater than 0"),
        "tokens broken": (f'{_AGENT}, max_tokens: "1_"', "valid integer"),
        "tokens broken again": (f'{_AGENT}, max_tokens: "1__0"', "valid integer"),
        "tokens a fraction": (f'{_AGENT}, max_tokens: "1.5"', "valid integer"),
        "tokens hexadecimal": (f'{_AGENT}, max_tokens: "0x10"', "valid integer"),
    }
    cases += [
        refused(f"agent: {what}", agent(fields), "document-section", message, RELIABILITY)
        for what, (fields, message) in wrong.items()
    ]
    shape = {
        "tokens a float": (f"{_AGENT}, max_tokens: 1.5", "field-type", "valid integer"),
        "temperature null": (f"{_AGENT}, temperature: ~", "field-type", "valid number"),
        "temperature a list": (f"{_AGENT}, temperature: []", "field-type", "valid number"),
        "cost a list": (
            f"{_AGENT}, input_cost_per_1m_tokens_usd: []",
            "field-type",
            "valid number",
        ),
        "source missing": ("model: a", "field-missing", "agents.builder.source: Field required"),
        "model missing": ("source: a", "field-missing", "agents.builder.model: Field required"),
        "model null": ("source: a, model: ~", "field-type", "valid string"),
        "model a number": ("source: a, model: 4", "field-type", "valid string"),
        "extra": (f"{_AGENT}, api_key: x", "field-unknown", "agents.builder.api_key: Extra inputs"),
    }
    cases += [
        refused(f"agent: {what}", agent(fields), code, message, RELIABILITY)
        for what, (fields, code, message) in shape.items()
    ]
    return [
        *cases,
        refused("agents null", section("agents", "~"), "field-type", "valid dictionary"),
        refused("agents a list", section("agents", "[]"), "field-type", "valid dictionary"),
        refused(
            "agent unknown",
            section("agents", f"{{other: {{{_AGENT}}}}}"),
            "field-type",
            "'builder', 'auditor'",
        ),
        refused("agent null", section("agents", "{builder: ~}"), "field-type", "valid dictionary"),
        legal("agents {}", section("agents", "{}"), advice="section-unused"),
        legal(
            "agent complete",
            agent(
                f'{_AGENT}, api_key_env: "MY_KEY", input_cost_per_1m_tokens_usd: "0.5", '
                "output_cost_per_1m_tokens_usd: ~, temperature: true, max_tokens: '1_000.0'"
            ),
            advice="section-unused",
        ),
    ]


def _settings() -> list[Case]:
    wrong = {
        "timeout: 0": "greater than 0",
        "timeout: -5": "greater than 0",
        'timeout: "0"': "greater than 0",
        "timeout: false": "greater than 0",
        'timeout: "fast"': "valid integer",
        'timeout: "1 0"': "valid integer",
        "parallel_workers: 0": "greater than 0",
        "retry: -1": "greater than or equal to 0",
        'protected_environments: [""]': "protected environment names must not be empty",
        'protected_environments: [" "]': "protected environment names must not be empty",
        'protected_environments: ["a\\tb"]': "must not contain control characters",
    }
    cases = [
        refused(
            f"settings {{{text}}}", section("settings", f"{{{text}}}"), "document-section", message
        )
        for text, message in wrong.items()
    ]
    shape = {
        "timeout: ~": "valid integer",
        "timeout: 1.5": "valid integer",
        "timeout: .inf": "valid integer",
        "timeout: []": "valid integer",
        "follow_redirects: maybe": "valid boolean",
        "follow_redirects: 2": "valid boolean",
        "follow_redirects: ~": "valid boolean",
        "protected_environments: prod": "valid list",
        "protected_environments: [1]": "valid string",
        "protected_environments: ~": "valid list",
    }
    cases += [
        refused(
            f"settings {{{text}}}",
            section("settings", f"{{{text}}}"),
            "field-type",
            message,
            RELIABILITY,
        )
        for text, message in shape.items()
    ]
    cases += [
        legal(f"settings {{{text}}}", section("settings", f"{{{text}}}"), advice="section-unused")
        for text in (
            "",
            "timeout: 30",
            'timeout: "30"',
            "timeout: 30.0",
            "timeout: true",
            "retry: 0",
            "follow_redirects: 'off'",
            "follow_redirects: 1",
            "protected_environments: [Prod, prod]",
        )
    ]
    return [
        *cases,
        refused("settings null", section("settings", "~"), "field-type", "valid dictionary"),
        refused(
            "settings unknown",
            section("settings", "{verify: no}"),
            "field-unknown",
            "settings.verify",
        ),
    ]


def exception(expires: str) -> Change:
    """Give the reliability document an exception that expires."""
    fields = f"test: a, rule_id: b, issue_id: c, expires: {expires}, reason: d"
    return section("ignore_failures", f"[{{{fields}}}]")


def _exceptions() -> list[Case]:
    cases = [
        refused(f"expires {text}", exception(text), code, message, RELIABILITY)
        for text, code, message in (
            ('"2024-02-30"', "document-section", "expires must use YYYY-MM-DD"),
            ('"2024-13-01"', "document-section", "expires must use YYYY-MM-DD"),
            ('"0000-01-01"', "document-section", "expires must use YYYY-MM-DD"),
            ('"2024-1-1"', "field-type", "expires must use YYYY-MM-DD"),
            ('"20240101"', "field-type", "expires must use YYYY-MM-DD"),
            ('"2024-W01-1"', "field-type", "expires must use YYYY-MM-DD"),
            ('"2024-01-01 "', "field-type", "expires must use YYYY-MM-DD"),
            ('"2024-01-01T00:00:00"', "field-type", "expires must use YYYY-MM-DD"),
            ('"\\u0662024-01-01"', "field-type", "expires must use YYYY-MM-DD"),
            ("2024-01-31", "field-type", "expires must use YYYY-MM-DD"),
            ("2024-02-30", "yaml-impossible-value", "put it in quotes"),
            ("~", "field-type", "expires must use YYYY-MM-DD"),
        )
        if text != "2024-02-30"
    ]
    return [
        *cases,
        refused(
            "an impossible date",
            exception("2024-02-30"),
            "yaml-impossible-value",
            "is no possible timestamp",
        ),
        refused(
            "exception without reason",
            section("ignore_failures", "[{test: a}]"),
            "field-missing",
            "reason: Field required",
        ),
        refused(
            "exception with a number",
            section("ignore_failures", "[{test: 1}]"),
            "field-type",
            "ignore_failures.0.test",
        ),
        refused(
            "ignore_failures null", section("ignore_failures", "~"), "field-type", "valid list"
        ),
        legal("exception long expired", exception('"1999-12-31"'), advice="section-unused"),
        legal("exception of a leap day", exception('"2024-02-29"'), advice="section-unused"),
    ]


def gate(old: str, new: str) -> Change:
    """Change the one gate of the reliability document."""
    return edit(RELIABILITY, old, new)


_ID = 'id: "api-reliability.latency"'
_CONDITION = 'condition: "true"'
_LINE = 'gate: "duration < 2000"'
_BLOCK = 'enforcement: "block"'


def _gate_shape() -> list[Case]:
    cases = []
    for name, old in (
        ("id", _ID),
        ("condition", _CONDITION),
        ("gate", _LINE),
        ("enforcement", _BLOCK),
    ):
        cases.append(
            refused(
                f"gate without {name}",
                edit(RELIABILITY, _ONE_GATE, _without(old)),
                "field-missing",
                f"gates.0.{name}: Field required",
            )
        )
        cases += [
            refused(
                f"gate.{name} {what}",
                gate(old, f"{name}: {value}"),
                "field-type",
                f"gates.0.{name}",
                RELIABILITY,
            )
            for what, value in {
                "null": "~",
                "number": "1",
                "float": "4.1",
                "flag": "true",
                "date": "2024-01-31",
                "list": "[a]",
                "mapping": "{a: b}",
            }.items()
        ]
    cases += [
        refused(
            f"enforcement {text!r}",
            gate(_BLOCK, f'enforcement: "{text}"'),
            "field-type",
            "Input should be 'block', 'warn'",
        )
        for text in ("Block", "block ", "audit-only", "error", "", "none")
    ]
    cases += [
        legal(f"enforcement {text}", gate(_BLOCK, f"enforcement: {text}"))
        for text in ("warn", "audit_only", "'block'")
    ]
    final = f"{_BLOCK}\n    final: "
    cases += [
        refused(
            f"final {value}",
            gate(_BLOCK, final + value),
            "field-type",
            "valid boolean",
            f"{RELIABILITY}:10:12",
        )
        for value in (
            "~",
            "2",
            "maybe",
            "[]",
            "{}",
            '""',
            '" true"',
            "-1",
            "0.5",
            "2024-01-01",
            '"truee"',
        )
    ]
    cases += [
        legal(f"final {value}", gate(_BLOCK, final + value))
        for value in ("false", "no", "off", '"false"', '"No"', "0", "0.0", '"0"', '"f"', "n")
    ]
    cases += [
        refused(
            f"final {value} is final",
            gate(_BLOCK, final + value),
            "manifest-gate-final",
            "manifest gate 'api-reliability.latency' final flag must match",
        )
        for value in ("true", "yes", "on", "1", "1.0", '"true"', '"YES"', '"on"', '"1"', '"t"', "y")
    ]
    return [
        *cases,
        refused(
            "gate with unknown key",
            gate(_BLOCK, f"{_BLOCK}\n    severity: high"),
            "field-unknown",
            "gates.0.severity",
        ),
        refused(
            "gate with mistyped final",
            gate(_BLOCK, f"{_BLOCK}\n    Final: true"),
            "field-unknown",
            "gates.0.Final",
        ),
        refused(
            "gate description a number",
            gate(_BLOCK, f"{_BLOCK}\n    x: 1"),
            "field-unknown",
            "gates.0.x",
        ),
        legal(
            "gate description null",
            gate(
                'description: "Governed API responses should complete within two seconds"',
                "description: ~",
            ),
        ),
    ]


def _without(line: str) -> str:
    kept = [part for part in _ONE_GATE.splitlines() if line not in part]
    text = "\n".join(kept) + "\n"
    return text if text.startswith("  - ") else text.replace("    ", "  - ", 1)


def _gate_ids() -> list[Case]:
    control = "gate id must not contain control characters"
    cases = [
        refused(
            f"gate id with {what}",
            gate(_ID, f'id: "api-reliability.latency{text}"'),
            "gate-id",
            control,
            f"{RELIABILITY}:5:9",
        )
        for what, text in {
            "NUL": "\\0",
            "line feed": "\\n",
            "tab": "\\t",
            "DEL": "\\x7f",
            "escape": "\\e[2J",
        }.items()
    ]
    renamed = both
    for what, text in {
        "blank": "a b",
        "markup": "<b>",
        "backtick": "`id`",
        "pipe": "a|b",
        "bidi override": "a\\u202eb",
        "zero-width joiner": "a\\u200db",
        "line separator": "a\\u2028b",
        "NEL": "a\\u0085b",
        "slash": "a/b",
        "dots": "a..b",
        "dollar": "$(id)",
        "hash": "a#b",
    }.items():
        change = renamed(
            gate(_ID, f'id: "api-reliability.{text}"'),
            edit("entroping-policy-pack.yaml", _ID, f'id: "api-reliability.{text}"'),
        )
        cases.append(refused(f"gate id with {what}", change, "gate-id", "gate id must not contain"))
    return [
        *cases,
        refused("gate's id empty", gate(_ID, 'id: ""'), "gate-id", "gate id must not be blank"),
        refused(
            "gate's id blank", gate(_ID, 'id: " \\u00a0 "'), "gate-id", "gate id must not be blank"
        ),
        refused(
            "gate id twice in a file",
            edit(RELIABILITY, _ONE_GATE, _ONE_GATE * 2),
            "gate-id-duplicate",
            "Duplicate gate id 'api-reliability.latency' in rules/reliability.yaml",
            f"{RELIABILITY}:10:9",
        ),
        refused(
            "gate id twice in a file, padded",
            edit(RELIABILITY, _ONE_GATE, _ONE_GATE + _ONE_GATE.replace('latency"', 'latency "')),
            "gate-id-duplicate",
            "Duplicate gate id",
        ),
        legal("gate's id padded", gate(_ID, 'id: "  api-reliability.latency "')),
        legal(
            "gate id in other letters",
            both(
                gate(_ID, 'id: "api-reliability.\\u00fcber"'),
                edit("entroping-policy-pack.yaml", _ID, 'id: "api-reliability.\\u00fcber"'),
            ),
        ),
        legal(
            "gate id very long",
            both(
                gate(_ID, f'id: "api-reliability.{"x" * 500}"'),
                edit("entroping-policy-pack.yaml", _ID, f'id: "api-reliability.{"x" * 500}"'),
            ),
        ),
    ]


def _conditions() -> list[Case]:
    syntax = "Unsupported QAnstitution condition syntax"
    bad = (
        "",
        " ",
        "false",
        "True",
        "true and true",
        "tags contains smoke",
        'tags contains \\"smoke\\"',
        "tags contains ''",
        "tags contains 'a'b'",
        "tags  contains 'a'",
        "tags contains  'a'",
        "Tags contains 'a'",
        "tags startswith 'a'",
        "path endswith '/a'",
        "url startswith 'http'",
        "method = 'GET'",
        "method == GET",
        "method != 'GET'",
        "method=='GET'",
        "meta. == 'a'",
        "meta.1a == 'a'",
        "meta.a-b == 'a'",
        "meta.\\u00e9 == 'a'",
        "meta.a contains 'a'",
        "tags contains 'a' or true",
        "tags contains 'a\\tb'",
        "tags contains 'a' # x",
        "not true",
    )
    good = (
        "true",
        "  true  ",
        "tags contains 'a b'",
        "path contains '/'",
        "url contains 'https://acme.test/?a=b'",
        "path startswith '/home/feed/items'",
        "path startswith '/Users/list/all'",
        "method == 'get'",
        "meta.a_1 == '\\u00e9'",
        "path contains '/root/a'",
        "path startswith '/var/folders/x'",
    )
    return [
        *(
            refused(
                f"condition {text!r}",
                gate(_CONDITION, f'condition: "{text}"'),
                "gate-condition",
                syntax,
                f"{RELIABILITY}:7:",
            )
            for text in bad
        ),
        *(legal(f"condition {text!r}", gate(_CONDITION, f'condition: "{text}"')) for text in good),
    ]


def _lines() -> list[Case]:
    control = "gate assertion must not contain control characters"
    executable = "gate assertion must be executable Hurl"
    no_hurl = "gate is not a Hurl assertion"
    cases = [
        refused(
            f"gate with {what}",
            gate(_LINE, f'gate: "duration < 2000{text}"'),
            "gate-line",
            control,
            f"{RELIABILITY}:8:11",
        )
        for what, text in {
            "line feed": "\\nstatus == 200",
            "carriage return": "\\r",
            "tab": "\\t",
            "NUL": "\\0",
            "DEL": "\\x7f",
            "line separator": "\\u2028",
            "paragraph separator": "\\u2029",
        }.items()
    ]
    cases += [
        refused(f"gate {text!r}", gate(_LINE, f'gate: "{text}"'), "gate-line", message)
        for text, message in {
            "": "gate assertion must not be blank",
            "  ": "gate assertion must not be blank",
            "# status < 500": executable,
            "[Captures]": executable,
            "  [Options]": executable,
            " #": executable,
        }.items()
    ]
    cases += [
        refused(
            f"gate {text!r}",
            gate(_LINE, f"gate: '{text}'"),
            "gate-not-hurl",
            no_hurl,
            f"{RELIABILITY}:8:",
        )
        for text in (
            "status<500",
            "status",
            "status <",
            "status < 500 and status > 99",
            "status equals 200",
            "status lessThan 500",
            "HTTP 200",
            "GET http://localhost/",
            'header "X" exist',
            "header X exists",
            'jsonpath "$.a" == [1]',
            "duration < 2s",
            "body matches /(?=a)b/",
            "body matches /(a)\\1/",
            "status == 200; status == 201",
            "Status < 500",
            'header "X" startsWith 3',
            "status > true",
            "not status == 200",
            "{{gate}}",
        )
    ]
    return [
        *cases,
        *(
            legal(f"gate {text!r}", gate(_LINE, f"gate: '{text}'"))
            for text in (
                "  duration   <   2000  ",
                "status < 500 # server errors",
                'header "X-Request-Id" exists',
                'header "Set-Cookie" not contains "secret"',
                'jsonpath "$.items" count > 3',
                'jsonpath "$.home" == "/home/feed"',
                "status != {{expected}}",
                'header "Content-Type" matches /^application\\/(problem\\+)?json/',
                'cookie "session[Secure]" exists',
                'header "ETag" == "3f2504e0-4f89-11d3-9a0c-0305e82c3301"',
                "sha256 == hex,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;",
            )
        ),
        refused(
            "a gate points at the character",
            gate(_LINE, 'gate: "status <"'),
            "gate-not-hurl",
            no_hurl,
            f"{RELIABILITY}:8:20",
        ),
        legal("gate folded", gate(_LINE, "gate: >-\n      duration\n      < 2000")),
        refused(
            "gate as a block", gate(_LINE, "gate: |\n      duration < 2000"), "gate-line", control
        ),
    ]


def _groups() -> list[Case]:
    group = _grouped
    chain = "\n".join(f"  g{n}: {{groups: [g{n + 1}]}}" for n in range(1, 64)) + "\n"
    sixty_four = chain + "  g64: {gates: [" + _inline("latency") + "]}\n"
    sixty_five = chain + "  g64: {groups: [g65]}\n  g65: {gates: [" + _inline("latency") + "]}\n"
    empty_end = chain + "  g64: {groups: [g65]}\n  g65: {}\n"
    fan = "".join(f"  f{n}: {{groups: [{', '.join([f'f{n + 1}'] * 10)}]}}\n" for n in range(5))
    return [
        legal("group used", group(f"  lat: {{gates: [{_inline('latency')}]}}\n", "[{group: lat}]")),
        legal(
            "group name padded",
            group(f'  " lat ": {{gates: [{_inline("latency")}]}}\n', '[{group: "lat  "}]'),
        ),
        legal(
            "group nested",
            group(
                f"  a: {{groups: [b]}}\n  b: {{gates: [{_inline('latency')}]}}\n", "[{group: a}]"
            ),
        ),
        legal(
            "group with description",
            group(f"  a: {{description: x, gates: [{_inline('latency')}]}}\n", "[{group: a}]"),
        ),
        legal("unused group in a cycle", _also("  a: {groups: [b]}\n  b: {groups: [a]}\n")),
        legal("unused group names an unknown one", _also("  a: {groups: [gone]}\n")),
        legal("gate_groups {}", section("gate_groups", "{}")),
        legal("64 groups deep", group(sixty_four, "[{group: g1}]")),
        refused(
            "65 groups deep",
            group(sixty_five, "[{group: g1}]"),
            "group-depth",
            "expansion depth exceeds 64",
        ),
        refused(
            "65 groups deep, the inner 64 first",
            both(group(empty_end, "[{group: g2}, {group: g1}, " + _inline("latency") + "]")),
            "group-depth",
            "expansion depth exceeds 64",
        ),
        refused(
            "group unknown",
            group("  a: {}\n", "[{group: b}]"),
            "group-unknown",
            "Unknown gate group 'b'",
        ),
        refused(
            "group unknown inside",
            group("  a: {groups: [b]}\n", "[{group: a}]"),
            "group-unknown",
            "Unknown gate group 'b'",
        ),
        refused(
            "group without groups",
            section("gates", "[{group: a}]"),
            "group-unknown",
            "Unknown gate group 'a'",
        ),
        refused(
            "group in itself",
            group("  a: {groups: [a]}\n", "[{group: a}]"),
            "group-cycle",
            "cycle detected: a -> a",
        ),
        refused(
            "groups in a cycle",
            group("  a: {groups: [b]}\n  b: {groups: [a]}\n", "[{group: a}]"),
            "group-cycle",
            "Gate group cycle detected: a -> b -> a",
        ),
        refused(
            "group twice",
            group(f"  a: {{gates: [{_inline('latency')}]}}\n", "[{group: a}, {group: a}]"),
            "gate-id-duplicate",
            "Duplicate gate id 'api-reliability.latency'",
        ),
        refused(
            "two names become one",
            group(f'  a: {{gates: [{_inline("latency")}]}}\n  " a ": {{}}\n', "[{group: a}]"),
            "group-name-duplicate",
            "duplicate gate group name after normalization",
        ),
        refused(
            "group name empty",
            _also('  "": {}\n'),
            "group-name",
            "gate group name must not be empty",
        ),
        refused(
            "group name blank",
            _also('  "  ": {}\n'),
            "group-name",
            "gate group name must not be empty",
        ),
        refused(
            "group name with control", _also('  "a\\tb": {}\n'), "group-name", "control characters"
        ),
        refused(
            "nested name blank", _also('  a: {groups: [" "]}\n'), "group-name", "must not be empty"
        ),
        refused(
            "reference blank",
            group("  a: {}\n", '[{group: " "}]'),
            "group-name",
            "must not be empty",
        ),
        refused(
            "reference null", group("  a: {}\n", "[{group: ~}]"), "field-type", "gates.0.group"
        ),
        refused(
            "reference with more",
            group("  a: {}\n", "[{group: a, id: b}]"),
            "field-unknown",
            "gates.0.id",
        ),
        refused(
            "gate_groups null",
            section("gate_groups", "~"),
            "field-type",
            "gate_groups must be a mapping",
        ),
        refused(
            "gate_groups a list",
            section("gate_groups", "[]"),
            "field-type",
            "gate_groups must be a mapping",
        ),
        refused(
            "group null",
            _also("  a: ~\n"),
            "field-type",
            "gate_groups.a: Input should be a valid dictionary",
        ),
        refused("group with extra", _also("  a: {x: 1}\n"), "field-unknown", "gate_groups.a.x"),
        refused(
            "group gates null", _also("  a: {gates: ~}\n"), "field-type", "gate_groups.a.gates"
        ),
        refused(
            "group groups null", _also("  a: {groups: ~}\n"), "field-type", "gate_groups.a.groups"
        ),
        refused(
            "group of a reference",
            _also("  a: {gates: [{group: b}]}\n"),
            "field-missing",
            "gate_groups.a.gates.0.id",
        ),
        refused(
            "unused group with a bad gate",
            _also(
                "  a: {gates: [{id: x, condition: some, gate: status < 500, enforcement: warn}]}\n"
            ),
            "gate-condition",
            "gate_groups.a.gates.0.condition: Unsupported",
        ),
        refused(
            "group flood",
            group(fan + f"  f5: {{gates: [{_inline('latency')}]}}\n", "[{group: f0}]"),
            "group-flood",
            "gate group expansion exceeds 10000 gate entries",
        ),
        refused(
            "flood of references to a flood",
            group(
                fan + f"  f5: {{gates: [{_inline('latency')}]}}\n",
                "[" + ", ".join(["{group: f1}"] * 1_000) + "]",
            ),
            "group-flood",
            "gate group expansion exceeds 10000 gate entries",
        ),
        legal(
            "the same flood without gates",
            group(fan + "  f5: {}\n", f"[{{group: f0}}, {_inline('latency')}]"),
        ),
    ]


def _inline(name: str) -> str:
    fields = 'condition: "true", gate: duration < 2000, enforcement: block'
    return f"{{id: api-reliability.{name}, {fields}}}"


def _grouped(groups: str, gates: str) -> Change:
    return both(section("gates", gates), append(RELIABILITY, f"gate_groups:\n{groups}"))


def _also(groups: str) -> Change:
    return append(RELIABILITY, f"gate_groups:\n{groups}")


def _overrides() -> list[Case]:
    local = '- id: "{}"\n    condition: "true"\n    gate: "status < 400"\n    enforcement: "warn"\n'
    return [
        refused(
            "final overridden by the entrypoint",
            top_level(ENTRYPOINT, "gates", "\n  " + local.format("api-security.no_5xx").rstrip()),
            "final-overridden",
            "Cannot override final imported gate 'api-security.no_5xx' while merging local gate",
            f"{ENTRYPOINT}:8:9",
        ),
        refused(
            "final overridden by the consumer",
            append(EXAMPLE, "  " + local.format("api-security.no_5xx")),
            "final-overridden",
            "consumer example failed to load: Cannot override final imported gate",
            f"{EXAMPLE}:11:9",
        ),
        refused(
            "override stands in another file",
            top_level(
                ENTRYPOINT, "gates", "\n  " + local.format("api-reliability.latency").rstrip()
            ),
            "manifest-gate-source",
            "manifest gate file must match loaded gate source",
        ),
        legal(
            "override that the manifest knows",
            both(
                top_level(
                    ENTRYPOINT, "gates", "\n  " + local.format("api-reliability.latency").rstrip()
                ),
                edit(
                    "entroping-policy-pack.yaml",
                    'file: "rules/reliability.yaml"',
                    'file: "qanstitution.yaml"',
                ),
            ),
        ),
        legal(
            "consumer overrides what is not final",
            append(EXAMPLE, "  " + local.format("api-reliability.latency")),
        ),
        refused(
            "override becomes final",
            both(
                top_level(
                    ENTRYPOINT,
                    "gates",
                    "\n  " + local.format("api-reliability.latency") + "    final: true",
                ),
                edit(
                    "entroping-policy-pack.yaml",
                    'file: "rules/reliability.yaml"',
                    'file: "qanstitution.yaml"',
                ),
            ),
            "final-list",
            "manifest final_gates must match loaded final gates",
        ),
        refused(
            "gate in both rule files",
            append(
                RELIABILITY,
                "  " + local.format("api-security.request_id"),
            ),
            "import-duplicate-gate",
            "Duplicate imported gate id 'api-security.request_id' from rules/reliability.yaml",
            f"{ENTRYPOINT}:6:5",
        ),
        refused(
            "final gate in both rule files",
            append(
                RELIABILITY,
                "  " + local.format("api-security.no_5xx"),
            ),
            "import-duplicate-gate",
            "Cannot override final imported gate 'api-security.no_5xx' while merging imported gate",
        ),
        refused(
            "hidden final: the rule file forgets it",
            edit(SECURITY, "    final: true\n", ""),
            "final-not-marked",
            "documented final gate 'api-security.no_5xx' is not marked final",
        ),
    ]


CASES = [
    *_head(),
    *_lists(),
    *_agents(),
    *_settings(),
    *_exceptions(),
    *_gate_shape(),
    *_gate_ids(),
    *_conditions(),
    *_lines(),
    *_groups(),
    *_overrides(),
]
