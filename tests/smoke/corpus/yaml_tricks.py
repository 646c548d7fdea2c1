"""YAML and encodings: everything that a reader may be surprised by."""

from __future__ import annotations

from tests.smoke.cases import Case, append, both, edit, legal, prepend, put, recode, refused
from tests.smoke.packs import ENTRYPOINT, EXAMPLE, MANIFEST, README, RELIABILITY, SECURITY

_BOM = b"\xef\xbb\xbf"
_FILES = {"manifest": MANIFEST, "entrypoint": ENTRYPOINT, "rules": RELIABILITY, "example": EXAMPLE}


def _everywhere() -> list[Case]:
    """Return the flaws that any YAML file may have, in each of the four kinds of file."""
    cases = []
    for what, path in _FILES.items():
        last = "project: x\n" if path != MANIFEST else "id: x\n"
        cases += [
            refused(
                f"{what}: invalid UTF-8",
                append(path, b"# \xff\n"),
                "yaml-not-utf8",
                "invalid start byte",
                path,
            ),
            refused(
                f"{what}: latin-1",
                append(path, "# \u00e9\n".encode("latin-1")),
                "yaml-not-utf8",
                "",
                path,
            ),
            refused(
                f"{what}: UTF-16",
                recode(path, lambda raw: raw.decode().encode("utf-16")),
                "yaml-not-utf8",
                "",
                path,
            ),
            refused(
                f"{what}: UTF-16 without mark",
                recode(path, lambda raw: raw.decode().encode("utf-16-le")),
                "yaml-syntax",
                "#x0000",
                path,
            ),
            refused(
                f"{what}: UTF-32",
                recode(path, lambda raw: raw.decode().encode("utf-32")),
                "yaml-not-utf8",
                "",
                path,
            ),
            refused(
                f"{what}: UTF-7 mark",
                prepend(path, b"\xfb\xff"),
                "yaml-not-utf8",
                "",
                f"{path}:1:1",
            ),
            refused(
                f"{what}: surrogate in UTF-8",
                append(path, b"# \xed\xa0\x80\n"),
                "yaml-not-utf8",
                "",
                path,
            ),
            refused(
                f"{what}: overlong UTF-8", append(path, b"# \xc0\xaf\n"), "yaml-not-utf8", "", path
            ),
            refused(
                f"{what}: NUL",
                append(path, b"# \0\n"),
                "yaml-syntax",
                "unacceptable character #x0000",
                path,
            ),
            refused(
                f"{what}: escape character",
                append(path, b"# \x1b[2J\n"),
                "yaml-syntax",
                "#x001b",
                path,
            ),
            refused(f"{what}: DEL", append(path, b"# \x7f\n"), "yaml-syntax", "#x007f", path),
            refused(
                f"{what}: C1 control",
                append(path, "# \u009b\n".encode()),
                "yaml-syntax",
                "#x009b",
                path,
            ),
            refused(
                f"{what}: U+FFFE",
                append(path, "# \ufffe\n".encode()),
                "yaml-syntax",
                "#xfffe",
                path,
            ),
            refused(
                f"{what}: two byte order marks",
                prepend(path, _BOM + _BOM),
                "yaml-syntax",
                "two byte order marks",
                f"{path}:1:1",
            ),
            refused(
                f"{what}: two documents",
                append(path, "---\na: b\n"),
                "yaml-second-document",
                "single document",
                path,
            ),
            refused(
                f"{what}: an empty second document",
                append(path, "---\n"),
                "yaml-second-document",
                "single document",
                path,
            ),
            refused(
                f"{what}: duplicate key",
                append(path, last),
                "yaml-duplicate-key",
                "duplicate key",
                path,
            ),
            refused(
                f"{what}: duplicate key in quotes",
                append(path, f'"{last[:-4]}": x\n'),
                "yaml-duplicate-key",
                "duplicate key",
                path,
            ),
            refused(
                f"{what}: duplicate key in escapes",
                append(path, f'"\\x{ord(last[0]):02x}{last[1:-4]}": x\n'),
                "yaml-duplicate-key",
                "duplicate key",
                path,
            ),
            refused(
                f"{what}: tag", append(path, "x: !!str 1\n"), "yaml-tag", "explicit tags", path
            ),
            refused(
                f"{what}: python tag",
                append(path, 'x: !!python/object/apply:os.system ["id"]\n'),
                "yaml-tag",
                "explicit tags",
                path,
            ),
            refused(
                f"{what}: own tag",
                append(path, "x: !secret a\n"),
                "yaml-tag",
                "explicit tags",
                path,
            ),
            refused(
                f"{what}: bare tag", append(path, "x: ! a\n"), "yaml-tag", "explicit tags", path
            ),
            refused(
                f"{what}: set", append(path, "x: !!set {a}\n"), "yaml-tag", "explicit tags", path
            ),
            refused(
                f"{what}: binary",
                append(path, "x: !!binary aGk=\n"),
                "yaml-tag",
                "explicit tags",
                path,
            ),
            refused(
                f"{what}: unknown tag handle",
                append(path, "x: !a!b c\n"),
                "yaml-syntax",
                "undefined tag handle",
                path,
            ),
            refused(
                f"{what}: YAML 2.0",
                prepend(path, b"%YAML 2.0\n---\n"),
                "yaml-syntax",
                "incompatible YAML document",
                path,
            ),
            refused(
                f"{what}: key on",
                append(path, "on: x\n"),
                "yaml-key-not-string",
                "'on' is read as true or false",
                path,
            ),
            refused(
                f"{what}: key 1",
                append(path, "1: x\n"),
                "yaml-key-not-string",
                "'1' is read as a number",
                path,
            ),
            refused(
                f"{what}: key ~",
                append(path, "~: x\n"),
                "yaml-key-not-string",
                "'~' is read as nothing",
                path,
            ),
            refused(f"{what}: no key", append(path, ": x\n"), "yaml-syntax", "", path),
            refused(
                f"{what}: key a date",
                append(path, "2024-01-31: x\n"),
                "yaml-key-not-string",
                "a date",
                path,
            ),
            refused(
                f"{what}: key a list",
                append(path, "? [a]\n: x\n"),
                "yaml-key-not-string",
                "a list or mapping",
                path,
            ),
            refused(
                f"{what}: key a mapping",
                append(path, "? {a: b}\n: x\n"),
                "yaml-key-not-string",
                "a list or mapping",
                path,
            ),
            refused(
                f"{what}: deep key",
                append(path, "x: {y: [{no: 1}]}\n"),
                "yaml-key-not-string",
                "'no' is read as true",
                path,
            ),
            refused(
                f"{what}: tab for indentation",
                append(path, "x:\n\ty: 1\n"),
                "yaml-syntax",
                "",
                path,
            ),
            refused(
                f"{what}: undefined alias",
                append(path, "x: *gone\n"),
                "yaml-syntax",
                "undefined alias 'gone'",
                path,
            ),
            refused(
                f"{what}: anchor twice",
                append(path, "x: [&a 1, &a 2, *a]\n"),
                "yaml-syntax",
                "found duplicate anchor 'a'",
                path,
            ),
            refused(
                f"{what}: alias to itself",
                append(path, "x: &a [*a]\n"),
                "yaml-syntax",
                "undefined alias 'a'",
                path,
            ),
            refused(
                f"{what}: merge into itself",
                append(path, "x: &a {<<: *a}\n"),
                "yaml-syntax",
                "undefined alias 'a'",
                path,
            ),
            refused(
                f"{what}: merge of a text",
                append(path, "x: {<<: a}\n"),
                "yaml-merge",
                "expected a mapping",
                path,
            ),
            refused(
                f"{what}: merge of a list of texts",
                append(path, "x: {<<: [a]}\n"),
                "yaml-merge",
                "expected a mapping",
                path,
            ),
            refused(
                f"{what}: two merges",
                append(path, "x: {<<: {a: 1}, <<: {a: 2}}\n"),
                "yaml-duplicate-key",
                "'<<'",
                path,
            ),
            refused(f"{what}: open quote", append(path, 'x: "a\n'), "yaml-syntax", "", path),
            refused(f"{what}: open list", append(path, "x: [a\n"), "yaml-syntax", "", path),
            refused(f"{what}: open mapping", append(path, "x: {a: b\n"), "yaml-syntax", "", path),
            refused(
                f"{what}: unknown escape",
                append(path, 'x: "\\q"\n'),
                "yaml-syntax",
                "unknown escape character",
                path,
            ),
            refused(
                f"{what}: two colons",
                append(path, "x: a: b\n"),
                "yaml-syntax",
                "mapping values are not allowed",
                path,
            ),
            refused(f"{what}: at sign", append(path, "x: @a\n"), "yaml-syntax", "", path),
            refused(f"{what}: backtick", append(path, "x: `a`\n"), "yaml-syntax", "", path),
            refused(f"{what}: percent", append(path, "x: %a\n"), "yaml-syntax", "", path),
            refused(
                f"{what}: equals sign", append(path, "x: =\n"), "yaml-impossible-value", "", path
            ),
            refused(
                f"{what}: impossible date",
                append(path, "x: 2024-02-30\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: impossible hour",
                append(path, "x: 2024-01-01 25:00:00\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: impossible zone",
                append(path, "x: 2024-01-01T00:00:00+99:00\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: year 0",
                append(path, "x: 0000-01-01\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: empty binary number",
                append(path, "x: 0b_\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: number of 5,000 digits",
                append(path, f"x: {'9' * 5_000}\n"),
                "yaml-impossible-value",
                "",
                path,
            ),
            refused(
                f"{what}: 65 levels",
                append(path, f"x: {'[' * 65}{']' * 65}\n"),
                "yaml-too-deep",
                "deeper than 64",
                path,
            ),
            refused(
                f"{what}: 5,000 levels",
                append(path, f"x: {'[' * 5_000}{']' * 5_000}\n"),
                "yaml-too-deep",
                "deeper than 64",
                path,
            ),
            refused(
                f"{what}: 5,000 open mappings",
                append(path, f"x: {'{a: ' * 5_000}\n"),
                "yaml-too-deep",
                "deeper than 64",
                path,
            ),
            refused(
                f"{what}: 5,000 levels of -",
                append(path, f"x:\n  {'- ' * 5_000}a\n"),
                "yaml-too-deep",
                "deeper than 64",
                path,
            ),
            refused(
                f"{what}: alias bomb",
                append(path, _bomb(10, 10)),
                "yaml-too-many-nodes",
                "counting what aliases repeat",
                path,
            ),
            refused(
                f"{what}: deep by aliases",
                append(path, _tower(30, 40)),
                "yaml-too-deep",
                "deeper than 64",
                path,
            ),
            refused(
                f"{what}: too large",
                append(path, "#" * 1_100_000 + "\n"),
                "yaml-too-large" if path != RELIABILITY else "import-flood",
                "",
                path if path != RELIABILITY else "",
            ),
        ]
    return cases


def _bomb(width: int, height: int) -> str:
    lines = [f"x0: &a0 [{', '.join(['b'] * width)}]"]
    lines += [f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, height)]
    return "\n".join(lines) + "\n"


def _tower(levels: int, storeys: int) -> str:
    lines = [f"x0: &a0 {'[' * levels}{']' * levels}"]
    lines += [f"x{n}: &a{n} {'[' * levels}*a{n - 1}{']' * levels}" for n in range(1, storeys)]
    return "\n".join(lines) + "\n"


def _hidden() -> list[Case]:
    """Return the ways to hide what a gate really is."""
    return [
        refused(
            "final hidden by a second one",
            edit(SECURITY, "    final: true\n", "    final: true\n    final: false\n"),
            "yaml-duplicate-key",
            "duplicate key 'final', first at line 10",
            f"{SECURITY}:11:5",
        ),
        refused(
            "final shown by a second one",
            edit(SECURITY, "    final: true\n", "    final: false\n    final: true\n"),
            "yaml-duplicate-key",
            "duplicate key 'final'",
        ),
        refused(
            "gates hidden by second gates",
            append(RELIABILITY, "gates: []\n"),
            "yaml-duplicate-key",
            "duplicate key 'gates', first at line 4",
            f"{RELIABILITY}:10:1",
        ),
        refused(
            "final of the manifest hidden",
            edit(MANIFEST, "    final: true\n", "    final: true\n    final: false\n"),
            "yaml-duplicate-key",
            "invalid YAML: entroping-policy-pack.yaml: duplicate key 'final'",
        ),
        refused(
            "final in a merge of two",
            edit(
                RELIABILITY,
                '    enforcement: "block"\n',
                '    enforcement: "block"\n    <<: {final: true}\n    <<: {final: false}\n',
            ),
            "yaml-duplicate-key",
            "duplicate key '<<'",
        ),
        refused(
            "final in a merge",
            edit(
                RELIABILITY,
                '    enforcement: "block"\n',
                '    enforcement: "block"\n    <<: {final: true}\n',
            ),
            "final-list",
            "manifest final_gates must match loaded final gates",
        ),
        refused(
            "merge key in quotes",
            edit(
                RELIABILITY,
                '    enforcement: "block"\n',
                '    enforcement: "block"\n    "<<": {final: true}\n',
            ),
            "field-unknown",
            "gates.0.<<",
        ),
        refused(
            "line breaks of YAML 1.1 in a comment",
            edit(RELIABILITY, "gates:\n", "# \u2028gates: []\n# \u0085gates: []\ngates:\n"),
            "yaml-duplicate-key",
            "duplicate key 'gates'",
            RELIABILITY,
        ),
        refused(
            "lines are counted as editors do",
            put(RELIABILITY, "project: p\n# \u2028# \u0085# \u2029# x\ngates: ~\n"),
            "field-type",
            "gates must be a list",
            f"{RELIABILITY}:3:8",
        ),
        refused(
            "columns count characters",
            edit(RELIABILITY, 'condition: "true"', '"condition": "\u00e9\U0001f600"'),
            "gate-condition",
            "Unsupported QAnstitution condition syntax",
            f"{RELIABILITY}:7:19",
        ),
        refused(
            "column of a broken byte",
            put(RELIABILITY, "a: '\u00e9".encode() + b"\xff'\n"),
            "yaml-not-utf8",
            "",
            f"{RELIABILITY}:1:6",
        ),
        refused(
            "line of a broken byte after CR",
            put(RELIABILITY, b"a: 1\rb: \xff\n"),
            "yaml-not-utf8",
            "",
            f"{RELIABILITY}:2:4",
        ),
    ]


def _legal() -> list[Case]:
    cases = []
    for what, path in _FILES.items():
        cases += [
            legal(f"{what}: byte order mark", prepend(path, _BOM)),
            legal(f"{what}: CRLF", recode(path, lambda raw: raw.replace(b"\n", b"\r\n"))),
            legal(f"{what}: CR", recode(path, lambda raw: raw.replace(b"\n", b"\r"))),
            legal(f"{what}: no final line feed", recode(path, lambda raw: raw.rstrip(b"\n"))),
            legal(
                f"{what}: document markers", both(prepend(path, b"---\n"), append(path, "...\n"))
            ),
            legal(f"{what}: YAML 1.1", prepend(path, b"%YAML 1.1\n---\n")),
            legal(f"{what}: YAML 1.2", prepend(path, b"%YAML 1.2\n---\n")),
            legal(f"{what}: comments", both(prepend(path, b"# a\n\n"), append(path, "# b"))),
            legal(
                f"{what}: comment in other letters", append(path, "# \u00e9 \u5c71 \U0001f600\n")
            ),
            legal(f"{what}: comment with NEL", append(path, "# \u0085# b\n")),
            legal(
                f"{what}: blanks at line ends",
                recode(path, lambda raw: raw.replace(b"\n", b"  \n")),
            ),
            legal(f"{what}: long comment", append(path, "#" * 100_000 + "\n")),
        ]
    anchored = both(
        edit(SECURITY, '    condition: "true"\n', '    condition: &always "true"\n'),
        edit(SECURITY, """    condition: "path startswith '/'"\n""", "    condition: *always\n"),
    )
    merged = edit(
        RELIABILITY,
        '    condition: "true"\n    gate: "duration < 2000"\n    enforcement: "block"\n',
        '    <<: {condition: "true", enforcement: warn}\n'
        '    gate: "duration < 2000"\n    enforcement: "block"\n',
    )
    return [
        *cases,
        legal("anchor and alias", anchored),
        legal("merge key", merged),
        legal("anchor without alias", append(MANIFEST, "extra: &unused 1\n")),
        legal("merge of a list", append(MANIFEST, "extra: {<<: [{a: 1}, {a: 2}]}\n")),
        legal(
            "implicit types in unknown fields",
            append(MANIFEST, "extra: [no, 1:30, 4.1, ~, 2024-01-31, .inf, 0x1F, 017]\n"),
        ),
        legal("63 levels in the manifest", append(MANIFEST, f"extra: {'[' * 62}{']' * 62}\n")),
        legal(
            "flow style",
            put(
                ENTRYPOINT,
                '{project: p, version: "4.1", gates: [],\n'
                " imports: [./rules/security.yaml, ./rules/reliability.yaml]}",
            ),
        ),
        legal(
            "JSON",
            put(
                ENTRYPOINT,
                '{"project": "p", "version": "4.1",\n'
                ' "imports": ["./rules/security.yaml", "./rules/reliability.yaml"]}',
            ),
        ),
        legal(
            "explicit keys",
            put(
                ENTRYPOINT,
                "? project\n: p\n? imports\n"
                ": - ./rules/security.yaml\n  - ./rules/reliability.yaml\n",
            ),
        ),
        legal("README not UTF-8", append(README, b"\xe9\n"), advice="binary"),
        legal("README with CRLF", recode(README, lambda raw: raw.replace(b"\n", b"\r\n"))),
    ]


CASES = [*_everywhere(), *_hidden(), *_legal()]
