"""The manifest: every field by every wrong value, and values that look wrong and are not."""

from __future__ import annotations

from tests.smoke.cases import Case, append, both, drop, edit, field, legal, move, put, refused
from tests.smoke.packs import ENTRYPOINT, MANIFEST, RELIABILITY, SECURITY

_TEXT_FIELDS = (
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
_NO_TEXT = {
    "null": "null",
    "tilde": "~",
    "nothing": "",
    "empty": '""',
    "blank": '"   "',
    "tab": '"\\t"',
    "no-break space": '"\\u00a0"',
    "number": "4",
    "float": "4.1",
    "boolean": "no",
    "sexagesimal": "1:30",
    "date": "2024-01-31",
    "list": "[a]",
    "mapping": "{a: b}",
    "infinity": ".inf",
    "octal": "017",
}
_LISTS = {
    "null": "null",
    "text": '"api-security"',
    "mapping": "{a: b}",
    "number": "3",
    "flag": "yes",
}
_ITEMS = {"null": "[~]", "empty": '[""]', "blank": '[" "]', "number": "[1]", "nested": "[[a]]"}
_CONTROL = {
    "NUL": "\\0",
    "line feed": "\\n",
    "escape": "\\e[31m",
    "DEL": "\\x7f",
    "bell": "\\a",
}


def _text_fields() -> list[Case]:
    cases = []
    for name in _TEXT_FIELDS:
        message = f"manifest field '{name}' must be a non-empty string"
        cases.append(refused(f"{name} missing", field(name, None), "field-missing", message))
        for what, value in _NO_TEXT.items():
            code = "field-type"
            cases.append(refused(f"{name} is {what}", field(name, value), code, message, MANIFEST))
    return cases


def _list_fields() -> list[Case]:
    cases = []
    for name in ("gate_prefixes", "final_gates"):
        message = f"manifest field '{name}' must be a list of strings"
        cases.append(refused(f"{name} missing", field(name, None), "field-missing", message))
        cases += [
            refused(f"{name} is {what}", field(name, value), "field-type", message)
            for what, value in _LISTS.items()
        ]
        message = f"manifest field '{name}' item 0 must be a non-empty string"
        cases += [
            refused(f"{name} item is {what}", field(name, value), "field-type", message)
            for what, value in _ITEMS.items()
        ]
    return cases


def _attribution() -> list[Case]:
    nobody = "manifest attribution must include at least one maintainer or publisher"
    present = "manifest field 'maintainers' must be a list of strings when present"
    publisher = "manifest field 'publisher' must be a non-empty string when present"
    blank = "manifest field 'maintainers' item 0 must be a non-empty string"
    return [
        refused("nobody answers", field("maintainers", None), "manifest-attribution", nobody),
        refused("no maintainers", field("maintainers", "[]"), "manifest-attribution", nobody),
        refused("maintainers null", field("maintainers", "~"), "manifest-attribution", nobody),
        refused("maintainers a text", field("maintainers", "Ann"), "field-type", present),
        refused("maintainers a mapping", field("maintainers", "{a: b}"), "field-type", present),
        refused("maintainer blank", field("maintainers", '[" "]'), "field-type", blank),
        refused("maintainer a number", field("maintainers", "[1]"), "field-type", blank),
        refused("publisher a number", field("publisher", "1"), "field-type", publisher),
        refused("publisher a list", field("publisher", "[a]"), "field-type", publisher),
        refused("publisher empty", field("publisher", '""'), "field-type", publisher),
        refused("publisher blank", field("publisher", '"  "'), "field-type", publisher),
        legal("publisher alone", both(field("maintainers", None), field("publisher", "Acme"))),
        legal("publisher padded", field("publisher", '"  Acme  "')),
        legal("publisher null beside maintainers", field("publisher", "null")),
        legal("two maintainers", field("maintainers", "[Ann, Bob]")),
        legal("maintainer twice", field("maintainers", "[Ann, Ann]")),
        legal("maintainer with an e-mail address", field("maintainers", '["Ann <ann@acme.test>"]')),
        legal("maintainer in Japanese", field("maintainers", '["\\u5c71\\u7530"]')),
    ]


def _version() -> list[Case]:
    message = "manifest field 'version' must use Semantic Versioning"
    bad = {
        "build": "1.0.0+build",
        "leading v": "v1.0.0",
        "two numbers": "1.0",
        "four numbers": "1.0.0.0",
        "leading zero": "01.0.0",
        "leading zero in the patch": "1.0.00",
        "empty pre-release": "1.0.0-",
        "empty part of a pre-release": "1.0.0-a..b",
        "word": "latest",
        "range": ">=1.0.0",
        "Arabic digits": "\u0661.\u0660.\u0660",
        "inner blank": "1.0. 0",
        "inner line feed": "1.0.0\\n2.0.0",
        "underscore": "1.0.0-a_b",
        "minus": "-1.0.0",
        "URL": "https://acme.test/1.0.0",
    }
    good = {
        "zero": "0.0.0",
        "long": "999999999.0.0",
        "pre-release": "1.0.0-rc.1",
        "padded": " 1.0.0 ",
    }
    cases = [
        refused(f"version: {what}", field("version", f'"{text}"'), "manifest-version", message)
        for what, text in bad.items()
    ]
    cases += [
        legal(f"version {what}", field("version", f'"{text}"')) for what, text in good.items()
    ]
    return [*cases, legal("version without quotes", field("version", "1.0.0"))]


def _source() -> list[Case]:
    inspectable = "manifest field 'source' must be a local inspectable path"
    relative = "manifest source must be a local relative path"
    bad = {
        "https": ("https://acme.test/pack", inspectable),
        "ssh": ("ssh://git@acme.test/pack", inspectable),
        "scp-like": ("git@acme.test:pack.git", inspectable),
        "scp-like, padded": ("  git@acme.test:pack.git", inspectable),
        "unknown scheme": ("oci://acme/pack", inspectable),
        "scheme without slashes": ("pypi:acme-pack", relative),
        "mailto": ("mailto:ann@acme.test", relative),
        "absolute": ("/srv/packs/api", relative),
        "absolute, padded": ("  /srv/packs/api", relative),
        "host": ("//acme.test/pack", relative),
        "home": ("~/packs/api", relative),
        "drive": ("C:/packs/api", relative),
        "drive, backslash": ("C:\\\\packs", relative),
        "UNC": ("\\\\\\\\acme\\\\packs", relative),
        "backslash": ("packs\\\\api", relative),
        "traversal": ("../packs/api", "manifest source must not contain traversal"),
        "traversal inside": ("packs/../../api", "manifest source must not contain traversal"),
        "odd URL": ("http://[", inspectable),
        "odd scheme": ("x:[", relative),
    }
    cases = [
        refused(f"source: {what}", field("source", f'"{text}"'), "manifest-source", message)
        for what, (text, message) in bad.items()
    ]
    control = "manifest source must not contain control characters"
    cases += [
        refused(f"source with {what}", field("source", f'"a{text}b"'), "manifest-source", control)
        for what, text in _CONTROL.items()
    ]
    return [
        *cases,
        legal("source a dot", field("source", '"."')),
        legal("source with dots in a name", field("source", '"packs/api..v2"')),
        legal("source with a blank", field("source", '"my packs/api"')),
    ]


def _entrypoint() -> list[Case]:
    local = "manifest field 'entrypoint' must be a local path under the pack"
    relative = "manifest entrypoint must be a local relative path"
    bad = {
        "absolute": ("/etc/qanstitution.yaml", local),
        "traversal": ("../qanstitution.yaml", local),
        "traversal that returns": ("rules/../qanstitution.yaml", local),
        "URL": ("https://acme.test/q.yaml", relative),
        "file URL": ("file:qanstitution.yaml", relative),
        "backslash": ("rules\\\\security.yaml", relative),
        "drive": ("C:q.yaml", relative),
        "home": ("~/q.yaml", relative),
        "the pack itself": (".", "manifest entrypoint must stay inside"),
        "the pack itself, slash": ("./", "manifest entrypoint must stay inside"),
    }
    cases = [
        refused(
            f"entrypoint: {what}", field("entrypoint", f'"{text}"'), "manifest-entrypoint", message
        )
        for what, (text, message) in bad.items()
    ]
    control = "manifest entrypoint must not contain control characters"
    cases += [
        refused(
            f"entrypoint with {what}",
            field("entrypoint", f'"qanstitution{text}.yaml"'),
            "manifest-entrypoint",
            control,
        )
        for what, text in _CONTROL.items()
    ]
    missing = "entrypoint file missing: "
    cases += [
        refused(
            f"entrypoint: {what}", field("entrypoint", f'"{text}"'), "entrypoint-missing", missing
        )
        for what, text in {
            "no such file": "policy.yaml",
            "folder": "rules",
            "other case": "QAnstitution.yaml",
            "padded": "qanstitution.yaml ",
            "query": "qanstitution.yaml?x=1",
            "half a surrogate pair": "\\ud800.yaml",
        }.items()
    ]
    moved = both(
        move(ENTRYPOINT, "policy/entry.yaml"),
        field("entrypoint", '"policy/entry.yaml"'),
        move(SECURITY, "policy/security.yaml"),
        move(RELIABILITY, "policy/reliability.yaml"),
        edit("policy/entry.yaml", "./rules/security.yaml", "security.yaml"),
        edit("policy/entry.yaml", "./rules/reliability.yaml", "./reliability.yaml"),
        lambda files: {
            **files,
            MANIFEST: files[MANIFEST].replace(b'"rules/', b'"policy/'),
        },
        edit(
            "examples/consumer-qanstitution.yaml",
            "api-baseline/qanstitution",
            "api-baseline/policy/entry",
        ),
    )
    return [
        *cases,
        refused("no entrypoint", drop(ENTRYPOINT), "entrypoint-missing", missing),
        legal("entrypoint with ./", field("entrypoint", '"./qanstitution.yaml"')),
        legal("entrypoint with // and ./", field("entrypoint", '".//./qanstitution.yaml"')),
        legal("entrypoint in a folder of its own", moved),
    ]


def _contract_and_range() -> list[Case]:
    contract = "runtime_contract must be 'qanstitution-import' for current Entroping Core"
    ranges = "manifest field 'entroping' must be a comma-separated version range"
    empty = "manifest field 'entroping' is satisfied by no version"
    cases = [
        refused(
            f"contract: {text!r}", field("runtime_contract", f'"{text}"'), "field-type", contract
        )
        for text in ("plugin", "QAnstitution-import", "qanstitution-import ", "qanstitution_import")
    ]
    cases += [
        refused(f"range: {text!r}", field("entroping", f'"{text}"'), "manifest-range", ranges)
        for text in (
            "1.0",
            "=1.0",
            "===1.0",
            "^1.0",
            ">=v1",
            ">=1.0.0.0",
            ">=1.x",
            ">=1,",
            ",<1",
            ">=1,,<2",
            ">=1 <2",
            ">=1;<2",
            "any",
            "*",
            ">=-1",
            ">=1.0+build",
            ">=1.0.0-",
            ">=\u0661",
            "latest",
        )
    ]
    cases += [
        refused(f"range: {text!r}", field("entroping", f'"{text}"'), "manifest-range-empty", empty)
        for text in (">=2,<1", ">1,<1", "==1,!=1", "<0.0.0-0", ">=1.0,<1.0", "~=1.2,>=2", "==1,==2")
    ]
    cases += [
        legal(f"range {text!r}", field("entroping", f'"{text}"'))
        for text in (
            ">=0",
            "==0.1.1",
            "~=1.2",
            ">=1, <2",
            ">=0.1.1-alpha",
            "!=0.2.0",
            ">=1,>=1,<9.9.9",
        )
    ]
    return cases


def _command() -> list[Case]:
    message = "manifest evidence_command must be a local validation command"
    known = "uv run python scripts/policy_pack_smoke.py"
    bad = {
        "other program": "make smoke",
        "shell": "bash -c true",
        "known word inside": f"echo {known}",
        "longer name": f"{known}x --strict",
        "pipe": f"{known} | tee out",
        "and": f"{known} && true",
        "semicolon": f"{known}; true",
        "redirection": f"{known} > out",
        "input": f"{known} < in",
        "substitution": f"{known} $(id)",
        "variable": f"{known} $HOME",
        "backtick": f"{known} `id`",
        "quoted semicolon": f"{known} ';'",
        "URL": f"{known} --pack https://acme.test/p",
        "URL after =": f"{known} --pack=https://acme.test/p",
        "scp-like": f"{known} --pack git@acme.test:p",
        "host": f"{known} --pack //acme/p",
        "absolute": f"{known} --pack /srv/p",
        "absolute after =": f"{known} --pack=/srv/p",
        "traversal": f"{known} --pack ../p",
        "traversal after =": f"{known} --pack=../p",
        "traversal inside": f"{known} --pack a/../../p",
        "home": f"{known} --pack ~/p",
        "drive": f"{known} --pack C:p",
        "quoted backslash": f"{known} 'a\\\\b'",
        "other script": "python scripts/other.py",
        "path before the script": "python ./scripts/policy_pack_smoke.py",
        "other verb": "entroping run --pack p",
        "environment first": f"X=1 {known}",
    }
    cases = [
        refused(
            f"command: {what}", field("evidence_command", f'"{text}"'), "manifest-command", message
        )
        for what, text in bad.items()
    ]
    open_quote = "manifest evidence_command must be shell-parseable"
    control = "manifest evidence_command must not contain control characters"
    cases += [
        refused(
            "command: open quote",
            field("evidence_command", f'"{known} \'x"'),
            "manifest-command",
            open_quote,
        ),
        *(
            refused(
                f"command with {what}",
                field("evidence_command", f'"{known} a{text}b"'),
                "manifest-command",
                control,
            )
            for what, text in _CONTROL.items()
        ),
    ]
    good = (
        "python scripts/policy_pack_smoke.py --pack packs/api --strict",
        "scripts/policy_pack_smoke.py",
        "entroping config test-policy-pack --pack packs/api",
        f"{known} --pack=packs/api",
        f"  {known}  ",
        f"{known} --pack 'my packs/api'",
        f"{known} --note a=b=c",
    )
    return [
        *cases,
        *(legal(f"command {text!r}", field("evidence_command", f'"{text}"')) for text in good),
    ]


def _gate_list() -> list[Case]:
    of = "manifest field 'gates'"
    shape = {
        "null": ("~", f"{of} must be a list of gate provenance objects"),
        "text": ("x", f"{of} must be a list of gate provenance objects"),
        "mapping": ("{a: b}", f"{of} must be a list of gate provenance objects"),
        "text items": ("[x]", f"{of} item 0 must be an object"),
        "null items": ("[~]", f"{of} item 0 must be an object"),
        "nested items": ("[[]]", f"{of} item 0 must be an object"),
    }
    entry = (
        '  - id: "api-reliability.latency"\n    file: "rules/reliability.yaml"\n    final: false\n'
    )
    cases = [
        refused(f"gates: {what}", field("gates", value), "field-type", message)
        for what, (value, message) in shape.items()
    ]
    cases.append(
        refused("gates missing", field("gates", None), "field-missing", f"{of} must be a list")
    )
    for name, old, message in (
        ("id", 'id: "api-reliability.latency"', "item 2.id must be a non-empty string"),
        ("file", 'file: "rules/reliability.yaml"', "item 2.file must be a non-empty string"),
    ):
        cases += [
            refused(
                f"gate {name} {what}",
                edit(MANIFEST, old, f"{name}: {value}"),
                "field-type",
                message,
            )
            for what, value in {
                "null": "~",
                "empty": '""',
                "blank": '" "',
                "number": "1",
                "list": "[a]",
            }.items()
        ]
        cases.append(
            refused(
                f"gate {name} missing",
                edit(
                    MANIFEST, entry, entry.replace(f"{old}\n", "x: 1\n").replace("    x: 1\n", "")
                ),
                "field-missing",
                message,
            )
        )
    final = entry.replace("final: false", "final: {}")
    cases += [
        refused(
            f"gate final {value}",
            edit(MANIFEST, entry, final.replace("{}", value)),
            "field-type",
            "item 2.final must be a boolean",
        )
        for value in ('"false"', "0", "~", "maybe", "[]", "0.0")
    ]
    cases.append(
        refused(
            "gate final missing",
            edit(MANIFEST, entry, entry.replace("    final: false\n", "")),
            "field-missing",
            "item 2.final must be a boolean",
        )
    )
    path = {
        "absolute": (
            "/rules/reliability.yaml",
            "'gates[2].file' must be a local path under the pack",
        ),
        "traversal": (
            "../rules/reliability.yaml",
            "'gates[2].file' must be a local path under the pack",
        ),
        "returning": ("rules/../rules/reliability.yaml", "'gates[2].file' must be a local path"),
        "URL": ("https://acme.test/r.yaml", "file must be a local relative path"),
        "backslash": ("rules\\\\reliability.yaml", "file must be a local relative path"),
        "drive": ("C:r.yaml", "file must be a local relative path"),
        "home": ("~/reliability.yaml", "file must be a local relative path"),
        "line feed": ("rules/reliability.yaml\\n", "file must not contain control characters"),
        "absent": ("rules/other.yaml", "manifest gate 'api-reliability.latency' file is missing"),
        "other case": (
            "rules/Reliability.yaml",
            "manifest gate 'api-reliability.latency' file is missing",
        ),
        "folder": ("rules", "manifest gate 'api-reliability.latency' file is missing"),
    }
    old = 'file: "rules/reliability.yaml"'
    cases += [
        refused(
            f"gate file: {what}",
            edit(MANIFEST, old, f'file: "{text}"'),
            "manifest-gate-file",
            message,
        )
        for what, (text, message) in path.items()
    ]
    cases += [
        refused(
            "gate file of another gate",
            edit(MANIFEST, old, 'file: "rules/security.yaml"'),
            "manifest-gate-source",
            "manifest gate file must match loaded gate source for api-reliability.latency",
        ),
        refused(
            "gate file is the entrypoint",
            edit(MANIFEST, old, 'file: "qanstitution.yaml"'),
            "manifest-gate-source",
            "manifest gate file must match loaded gate source",
        ),
        refused(
            "gate listed twice",
            edit(MANIFEST, entry, entry + entry),
            "manifest-gate-twice",
            "duplicate manifest gate id: api-reliability.latency",
            f"{MANIFEST}:25:5",
        ),
        refused(
            "gate listed twice, padded",
            edit(MANIFEST, entry, entry + entry.replace("latency", "latency ")),
            "manifest-gate-twice",
            "duplicate manifest gate id: api-reliability.latency",
        ),
        refused(
            "gate not listed",
            edit(MANIFEST, entry, ""),
            "manifest-gates",
            "manifest gate ids must match",
        ),
        refused(
            "gate listed that is not loaded",
            edit(MANIFEST, entry, entry + entry.replace("latency", "more")),
            "manifest-gates",
            "manifest gate ids must match loaded gate ids",
        ),
        refused(
            "gate id padded",
            edit(MANIFEST, entry, entry.replace("latency", "latency ")),
            "manifest-gates",
            "manifest gate ids must match loaded gate ids",
        ),
        refused(
            "final flag hidden",
            edit(MANIFEST, "final: true", "final: false"),
            "manifest-gate-final",
            "manifest gate 'api-security.no_5xx' final flag must match loaded QAnstitution gate",
            f"{MANIFEST}:18:12",
        ),
        refused(
            "final flag invented",
            edit(MANIFEST, entry, entry.replace("false", "true")),
            "manifest-gate-final",
            "final flag must match loaded QAnstitution gate",
        ),
        refused(
            "wrong index after a broken entry",
            both(
                edit(
                    MANIFEST,
                    'gates:\n  - id: "api-security.no_5xx"',
                    'gates:\n  - 1\n  - id: "api-security.no_5xx"',
                ),
                edit(MANIFEST, old, 'file: "/etc/x"'),
            ),
            "manifest-gate-file",
            "'gates[3].file' must be a local path under the pack",
        ),
        legal("gate file with ./", edit(MANIFEST, old, 'file: "./rules//reliability.yaml"')),
        legal("gate with unknown keys", edit(MANIFEST, entry, entry + '    note: "x"\n')),
    ]
    return cases


def _agreement() -> list[Case]:
    final_list = "manifest final_gates must match loaded final gates"
    return [
        refused("no final listed", field("final_gates", "[]"), "final-list", final_list),
        refused(
            "final listed twice",
            field("final_gates", "[api-security.no_5xx, api-security.no_5xx]"),
            "final-list",
            final_list,
        ),
        refused(
            "unknown final",
            field("final_gates", "[api-security.no_5xx, api-security.gone]"),
            "final-not-loaded",
            "documented final gate 'api-security.gone' is not loaded",
        ),
        refused(
            "final that is not final",
            field("final_gates", "[api-security.no_5xx, api-reliability.latency]"),
            "final-not-marked",
            "documented final gate 'api-reliability.latency' is not marked final",
            f"{MANIFEST}:13:",
        ),
        refused(
            "undeclared prefix",
            field("gate_prefixes", "[api-security]"),
            "gate-prefix",
            "gate id 'api-reliability.latency' does not use a declared gate prefix",
            f"{RELIABILITY}:5:9",
        ),
        refused("no prefixes", field("gate_prefixes", "[]"), "gate-prefix", "names no prefix"),
        refused(
            "prefix with its dot",
            field("gate_prefixes", "[api-security., api-reliability.]"),
            "gate-prefix",
            "does not use a declared gate prefix",
        ),
        refused(
            "prefix of a prefix",
            field("gate_prefixes", "[api-sec, api-reliability]"),
            "gate-prefix",
            "does not use a declared gate prefix",
        ),
        refused(
            "prefix in other case",
            field("gate_prefixes", "[API-security, api-reliability]"),
            "gate-prefix",
            "does not use a declared gate prefix",
        ),
        refused(
            "prefix padded",
            field("gate_prefixes", '["api-security ", api-reliability]'),
            "gate-prefix",
            "does not use a declared gate prefix",
        ),
        legal("a prefix more", field("gate_prefixes", "[api-security, api-reliability, api-more]")),
        legal(
            "a prefix twice",
            field("gate_prefixes", "[api-security, api-reliability, api-security]"),
        ),
    ]


def _identity() -> list[Case]:
    bad = {
        "blank": "acme api",
        "slash": "acme/api",
        "colon, which no tag may have": "acme:api",
        "traversal": "acme..api",
        "leading hyphen": "-acme",
        "leading dot": ".acme",
        "line feed": "acme\\n# Forged",
        "escape": "acme\\e[2J",
        "bidi override": "acme\\u202eipa",
        "zero width": "acme\\u200bapi",
        "backtick": "acme`id`",
        "pipe": "acme|api",
        "angle": "<script>",
        "link": "[x](y)",
        "dollar": "acme$HOME",
        "quote": "acme'api",
        "asterisk": "acme*",
        "half a surrogate pair": "acme\\ud800",
        "backslash": "acme\\\\api",
    }
    cases = [
        refused(f"id with {what}", field("id", f'"{text}"'), "manifest-id", "'id' must not contain")
        for what, text in bad.items()
    ]
    cases += [
        refused(
            f"{name} with {what}",
            field(name, f'"a{text}b"'),
            "manifest-control",
            f"manifest field '{name}' must not contain control characters",
        )
        for name in ("name", "license")
        for what, text in _CONTROL.items()
    ]
    return [
        *cases,
        legal("id in other letters", field("id", '"acme.\\u00fcber-api"')),
        legal("id with digits and underscore", field("id", "acme_2.api-v2")),
        legal("name with markup", field("name", '"# <b>API</b> `x` | y"')),
        legal("name folded", field("name", ">\n  API\n  Baseline")),
        legal("name as a block", field("name", "|\n  API Baseline")),
        legal("name in single quotes", field("name", "'API ''Baseline'''")),
        legal("name very long", field("name", '"' + "API " * 5_000 + '"')),
        legal("summary missing", field("summary", None)),
        legal("summary of several lines", field("summary", "|\n  One.\n  Two.")),
        legal(
            "unknown fields",
            append(MANIFEST, 'homepage: "https://acme.test/"\nextra: {a: [1, ~]}\n'),
        ),
        refused(
            "summary a number", field("summary", "1"), "field-type", "'summary' must be a string"
        ),
        legal("licence no SPDX", field("license", "Ours"), advice="licence-not-spdx"),
        legal(
            "licence of many brackets",
            field("license", '"' + "(" * 900 + '"'),
            advice="licence-not-spdx",
        ),
        legal("licence called", field("license", '"MIT (MIT)"'), advice="licence-not-spdx"),
        legal("licence of operators", field("license", '"and or with"'), advice="licence-not-spdx"),
        legal(
            "licence not ASCII", field("license", '"LicenseRef-\\u00e9"'), advice="licence-not-spdx"
        ),
        legal(
            "licence expression", field("license", '"MIT OR Apache-2.0"'), advice="no-licence-file"
        ),
        legal("licence file", put("LICENSE", "Apache License\n")),
    ]


def _whole() -> list[Case]:
    mapping = "YAML file must contain a mapping: entroping-policy-pack.yaml"
    return [
        refused(
            "no manifest", drop(MANIFEST), "manifest-missing", "manifest file missing", MANIFEST
        ),
        refused("manifest in other case", move(MANIFEST, MANIFEST.title()), "manifest-missing"),
        refused("manifest named .yml", move(MANIFEST, MANIFEST[:-4] + "yml"), "manifest-missing"),
        refused("manifest empty", put(MANIFEST, ""), "manifest-no-mapping", mapping),
        refused("manifest a comment", put(MANIFEST, "# x\n"), "manifest-no-mapping", mapping),
        refused("manifest a list", put(MANIFEST, "- a\n"), "manifest-no-mapping", mapping),
        refused("manifest a text", put(MANIFEST, "text\n"), "manifest-no-mapping", mapping),
        refused("manifest null", put(MANIFEST, "~\n"), "manifest-no-mapping", mapping),
        refused("manifest a number", put(MANIFEST, "1\n"), "manifest-no-mapping", mapping),
        refused("manifest {}", put(MANIFEST, "{}\n"), "field-missing", "'id' must be a non-empty"),
    ]


CASES = [
    *_text_fields(),
    *_list_fields(),
    *_attribution(),
    *_version(),
    *_source(),
    *_entrypoint(),
    *_contract_and_range(),
    *_command(),
    *_gate_list(),
    *_agreement(),
    *_identity(),
    *_whole(),
]
