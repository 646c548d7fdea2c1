"""Imports: every form of a reference, graphs of every shape, and the consumer's own import."""

from __future__ import annotations

from tests.smoke.cases import (
    Case,
    Change,
    both,
    edit,
    legal,
    move,
    odd_entry,
    put,
    refused,
    same,
    top_level,
)
from tests.smoke.packs import ENTRYPOINT, EXAMPLE, MANIFEST, NAME, RELIABILITY, SECURITY
from toolkit.pack.tree import Entry, Kind

_EMPTY = 'project: "p"\n'
_REF = '"./rules/reliability.yaml"'


def reference(text: str) -> Change:
    """Make the entrypoint import something else instead of the reliability rules."""
    return edit(ENTRYPOINT, _REF, f'"{text}"')


def _references() -> list[Case]:
    relative = "QAnstitution import path must be relative"
    remote = "Remote QAnstitution imports are not supported in Phase 1A local loading"
    scheme = "Unsupported QAnstitution import scheme"
    absent = "Import not found"
    outside = "resolved outside the QAnstitution root"
    bad = {
        "/etc/passwd": relative,
        "~/rules.yaml": relative,
        "~ann/rules.yaml": relative,
        "C:\\\\rules.yaml": relative,
        "C:/rules.yaml": relative,
        "\\\\\\\\acme\\\\rules.yaml": relative,
        "//acme.test/rules.yaml": relative,
        "//[": relative,
        "http://acme.test/r.yaml": remote,
        "HTTPS://acme.test/r.yaml": remote,
        " https://acme.test/r.yaml": remote,
        "http:rules.yaml": remote,
        "http://[": remote,
        "file:///etc/passwd": f"{scheme} 'file'",
        "file:rules/reliability.yaml": f"{scheme} 'file'",
        "git+ssh://acme.test/r": f"{scheme} 'git+ssh'",
        "a:b.yaml": f"{scheme} 'a'",
        "C:x": f"{scheme} 'c'",
        "data:,x": f"{scheme} 'data'",
        "oci://acme/r": f"{scheme} 'oci'",
        "git@acme.test:r.yaml": absent,
        "": absent,
        ".": absent,
        "./": absent,
        " ": absent,
        "rules": absent,
        "rules/": absent,
        "./rules/gone.yaml": absent,
        "./rules/reliability.yaml?a=b": absent,
        "./rules/reliability.yaml#a": absent,
        "./rules/Reliability.yaml": absent,
        "./RULES/reliability.yaml": absent,
        "./rules/reliability.yaml ": absent,
        "rules\\\\reliability.yaml": absent,
        "./rules/reliability.yaml/x": absent,
        "./rules/*.yaml": absent,
        "%2e/rules/reliability.yaml": absent,
        "$HOME/rules.yaml": absent,
        "\\ud800.yaml": absent,
        "../api.yaml": outside,
        "./rules/../../api.yaml": outside,
        "..": outside,
        "../../../../../../etc/passwd": outside,
    }
    cases = [
        refused(f"import {text!r}", reference(text), "import-refused", message, f"{ENTRYPOINT}:6:5")
        for text, message in bad.items()
    ]
    control = "QAnstitution import path must not contain control characters"
    cases += [
        refused(
            f"import with {what}",
            reference(f"./rules/{text}reliability.yaml"),
            "import-refused",
            control,
        )
        for what, text in {"NUL": "\\0", "line feed": "\\n", "tab": "\\t", "DEL": "\\x7f"}.items()
    ]
    cases += [
        legal(f"import {text!r}", reference(text))
        for text in (
            "rules/reliability.yaml",
            ".//rules/./reliability.yaml",
            "./rules/../rules/reliability.yaml",
            "gone/../rules/reliability.yaml",
            "./rules/reliability.yaml/",
        )
    ]
    return cases


def files(new: dict[str, str]) -> Change:
    """Add files."""
    return lambda old: {**old, **{path: text.encode() for path, text in new.items()}}


def _importing(*paths: str) -> str:
    return _EMPTY + "imports:\n" + "".join(f'  - "{path}"\n' for path in paths)


def _also(*paths: str) -> Change:
    """Make the entrypoint import more."""
    return edit(
        ENTRYPOINT, f"  - {_REF}\n", f"  - {_REF}\n" + "".join(f'  - "{p}"\n' for p in paths)
    )


def chain(length: int) -> Change:
    """Make the entrypoint import a chain of this many files."""
    links = {f"rules/c{n}.yaml": _importing(f"./c{n + 1}.yaml") for n in range(1, length)}
    return both(_also("./rules/c1.yaml"), files({**links, f"rules/c{length}.yaml": _EMPTY}))


def fan(width: int) -> Change:
    """Make the entrypoint import this many files, each another one."""
    names = [f"./rules/f{n}.yaml" for n in range(width)]
    return both(_also(*names), files({name[2:]: _EMPTY for name in names}))


def tower(width: int, height: int) -> Change:
    """Make every storey import the next one several times."""
    storeys = {f"rules/t{n}.yaml": _importing(*[f"./t{n + 1}.yaml"] * width) for n in range(height)}
    return both(_also("./rules/t0.yaml"), files({**storeys, f"rules/t{height}.yaml": _EMPTY}))


def _graphs() -> list[Case]:
    cycle = "QAnstitution import cycle detected"
    twice = "Duplicate imported gate id 'api-reliability.latency'"
    diamond = both(
        top_level(ENTRYPOINT, "imports", "[./rules/security.yaml, ./rules/a.yaml, ./rules/b.yaml]"),
        files({f"rules/{name}.yaml": _importing("./reliability.yaml") for name in "ab"}),
    )
    return [
        refused(
            "entrypoint imports itself",
            reference("./qanstitution.yaml"),
            "import-cycle",
            f"{cycle}: {ENTRYPOINT} -> {ENTRYPOINT}",
        ),
        refused(
            "rules import themselves",
            top_level(RELIABILITY, "imports", "[./reliability.yaml]"),
            "import-cycle",
            cycle,
            f"{RELIABILITY}:10:11",
        ),
        refused(
            "rules import the entrypoint",
            top_level(RELIABILITY, "imports", "[../qanstitution.yaml]"),
            "import-cycle",
            cycle,
        ),
        refused(
            "rules import each other",
            both(
                top_level(RELIABILITY, "imports", "[./security.yaml]"),
                top_level(SECURITY, "imports", "[./reliability.yaml]"),
            ),
            "import-cycle",
            "rules/security.yaml -> rules/reliability.yaml -> rules/security.yaml",
        ),
        refused(
            "the same import twice",
            _also("./rules/reliability.yaml"),
            "import-duplicate-gate",
            twice,
            f"{ENTRYPOINT}:7:5",
        ),
        refused(
            "the same file under two names",
            _also("rules/../rules/reliability.yaml"),
            "import-duplicate-gate",
            twice,
        ),
        refused(
            "the same final twice",
            _also("./rules/security.yaml"),
            "import-duplicate-gate",
            "Cannot override final imported gate 'api-security.no_5xx'",
        ),
        refused("diamond", diamond, "import-duplicate-gate", twice),
        legal(
            "diamond without gates",
            both(
                _also("./rules/a.yaml", "./rules/b.yaml"),
                files(
                    {
                        "rules/a.yaml": _importing("./d.yaml"),
                        "rules/b.yaml": _importing("./d.yaml"),
                        "rules/d.yaml": _EMPTY,
                    }
                ),
            ),
        ),
        legal(
            "a file without gates twice",
            both(_also("./rules/d.yaml", "./rules/d.yaml"), files({"rules/d.yaml": _EMPTY})),
        ),
        legal(
            "import in an import",
            both(
                reference("./rules/a.yaml"),
                files({"rules/a.yaml": _importing("./reliability.yaml")}),
            ),
        ),
        legal(
            "import upwards inside the root",
            both(
                reference("./rules/deep/a.yaml"),
                files({"rules/deep/a.yaml": _importing("../reliability.yaml")}),
            ),
        ),
        legal("chain of 60", chain(60)),
        refused("chain of 70", chain(70), "import-flood", "64 files deep and 2,000 in all"),
        refused("chain of 300", chain(300), "import-flood", "64 files deep and 2,000 in all"),
        legal("fan of 300", fan(300)),
        refused("fan of 2,100", fan(2_100), "import-flood", "64 files deep and 2,000 in all"),
        refused("fan of fans", tower(10, 12), "import-flood", "64 files deep and 2,000 in all"),
        refused(
            "fan of fans with gates",
            both(
                tower(10, 12),
                lambda old: {
                    **old,
                    "rules/t12.yaml": old[RELIABILITY].replace(b"latency", b"more"),
                },
            ),
            "import-duplicate-gate",
            "imported gate",
        ),
        refused(
            "2,000 times the same gates",
            _also(*["./rules/reliability.yaml"] * 1_990),
            "import-duplicate-gate",
            twice,
        ),
        refused(
            "outside the entrypoint's folder",
            both(
                move(ENTRYPOINT, "policy/q.yaml"),
                top_level(MANIFEST, "entrypoint", '"policy/q.yaml"'),
                edit("policy/q.yaml", "./rules/security.yaml", "../rules/security.yaml"),
                edit("policy/q.yaml", "./rules/reliability.yaml", "../rules/reliability.yaml"),
            ),
            "import-refused",
            "resolved outside the QAnstitution root policy: rules/security.yaml",
        ),
        refused(
            "imported file broken",
            put(RELIABILITY, "a: [\n"),
            "yaml-syntax",
            "entrypoint failed to load: Invalid YAML in rules/reliability.yaml",
        ),
    ]


def _links() -> list[Case]:
    link = Entry(path="rules/link.yaml", kind=Kind.SYMLINK)
    folder = Entry(path="more", kind=Kind.SYMLINK)
    must = "must not use symlinks: rules/link.yaml"
    return [
        Case(
            "import of a link",
            reference("./rules/link.yaml"),
            "import-refused",
            must,
            ENTRYPOINT,
            entries=(link,),
        ),
        Case(
            "import through a link",
            reference("./more/a.yaml"),
            "import-refused",
            "must not use symlinks: more",
            ENTRYPOINT,
            entries=(folder,),
        ),
        Case(
            "import through a link and back",
            reference("more/../rules/reliability.yaml"),
            "import-refused",
            "must not use symlinks: more",
            entries=(folder,),
        ),
        Case(
            "link that nobody imports",
            same,
            "content-symlink",
            "Policy-pack content must not use symlinks",
            "rules/link.yaml",
            entries=(link,),
        ),
        Case(
            "entrypoint a link",
            same,
            "entrypoint-missing",
            "entrypoint file missing",
            entries=(Entry(path=ENTRYPOINT, kind=Kind.SYMLINK),),
        ),
        Case(
            "manifest a link",
            same,
            "manifest-missing",
            "manifest file missing",
            entries=(Entry(path=MANIFEST, kind=Kind.SYMLINK),),
        ),
        Case(
            "README a link",
            same,
            "file-missing",
            "required file missing: README.md",
            entries=(Entry(path="README.md", kind=Kind.SYMLINK),),
        ),
        Case(
            "example a link",
            same,
            "consumer-missing",
            "consumer example missing",
            entries=(Entry(path=EXAMPLE, kind=Kind.SYMLINK),),
        ),
        Case(
            "rules a FIFO",
            same,
            "import-refused",
            "Import not found",
            entries=(Entry(path=RELIABILITY, kind=Kind.OTHER, note="FIFO"),),
        ),
        Case(
            "rules unreadable",
            same,
            "import-refused",
            "Import not found",
            entries=(Entry(path=RELIABILITY, kind=Kind.UNREADABLE, note="Permission denied"),),
        ),
        Case(
            "the pack reached through a link",
            same,
            "source-symlink",
            "Policy-pack source must not use symlinks: there",
            entries=(Entry(path=".", kind=Kind.SYMLINK, note="there"),),
        ),
        odd_entry(
            "a socket",
            Entry(path="s", kind=Kind.OTHER, note="socket"),
            "content-not-regular",
            "s: socket",
        ),
        odd_entry(
            "a submodule",
            Entry(path="sub", kind=Kind.OTHER, note="submodule"),
            "content-not-regular",
            "submodule",
        ),
        odd_entry(
            "a huge file",
            Entry(path="big", kind=Kind.UNREADABLE, note="larger than 8,388,608 bytes"),
            "content-not-regular",
            "larger than",
        ),
    ]


def example(text: str) -> Change:
    """Make the consumer example import something else."""
    return edit(EXAMPLE, f'"./policy-packs/{NAME}/qanstitution.yaml"', f'"{text}"')


def _consumer() -> list[Case]:
    at = f"{EXAMPLE}:4:5"
    traversal = "consumer example imports must not contain traversal"
    local = "consumer example imports must be local paths"
    control = "consumer example imports must not contain control characters"
    empty = "consumer example import 0 must be a non-empty string"
    pack = "consumer example must import the pack from ./policy-packs/"
    right = f"./policy-packs/{NAME}/qanstitution.yaml"
    bad = {
        "../qanstitution.yaml": traversal,
        "./policy-packs/../qanstitution.yaml": traversal,
        f"{right}/..": traversal,
        "https://acme.test/q.yaml": local,
        "git@acme.test:q.yaml": local,
        "/srv/q.yaml": local,
        "//acme.test/q.yaml": local,
        "~/q.yaml": local,
        "C:\\\\q.yaml": local,
        "policy-packs\\\\q.yaml": local,
        "a:b": local,
        "": empty,
        "  ": empty,
        f"{right}\\n": control,
        "\\0": control,
        "./qanstitution.yaml": pack,
        f"policy-packs/{NAME}/qanstitution.yaml": pack,
        f"./policy-packs/{NAME}/rules/security.yaml": pack,
        "./policy-packs/qanstitution.yaml": pack,
        f"./vendor/{NAME}/qanstitution.yaml": pack,
        "./policy-packs/a b/qanstitution.yaml": "unsafe folder name",
        "./policy-packs/./qanstitution.yaml": "unsafe folder name",
        "./policy-packs/-a/qanstitution.yaml": "unsafe folder name",
    }
    cases = [
        refused(f"example imports {text!r}", example(text), "consumer-import", message, at)
        for text, message in bad.items()
    ]
    least = "consumer example must declare at least one local import"
    cases += [
        refused(
            f"example imports: {value}",
            top_level(EXAMPLE, "imports", value),
            "consumer-import",
            message,
        )
        for value, message in {
            "[]": least,
            "~": least,
            "text": least,
            "{a: b}": least,
            "[~]": empty,
            "[1]": empty,
            "[[]]": empty,
        }.items()
    ]
    list_ = "consumer example field 'gates' must be a list"
    at_least = "consumer example must define at least one local gate"
    cases += [
        refused(
            f"example gates: {value}", top_level(EXAMPLE, "gates", value), "consumer-gates", message
        )
        for value, message in {
            "~": list_,
            "text": list_,
            "{a: b}": list_,
            "[]": at_least,
            "[x]": "consumer example gate 0 must be an object",
            "[~]": "consumer example gate 0 must be an object",
            "[{}]": "consumer example gate 0.id must be a non-empty string",
            "[{id: ' '}]": "consumer example gate 0.id must be a non-empty string",
            "[{id: 1}]": "consumer example gate 0.id must be a non-empty string",
            "[{group: a}]": "consumer example gate 0.id must be a non-empty string",
        }.items()
    ]
    return [
        *cases,
        refused(
            "example without imports", top_level(EXAMPLE, "imports", None), "consumer-import", least
        ),
        refused(
            "example without gates", top_level(EXAMPLE, "gates", None), "consumer-gates", list_
        ),
        refused(
            "no example",
            lambda f: {k: v for k, v in f.items() if k != EXAMPLE},
            "consumer-missing",
            "consumer example missing",
        ),
        refused(
            "example in other case",
            move(EXAMPLE, "Examples/consumer-qanstitution.yaml"),
            "file-missing",
            "required file missing",
        ),
        refused(
            "example empty",
            put(EXAMPLE, ""),
            "consumer-no-mapping",
            "YAML file must contain a mapping",
        ),
        refused(
            "example a list",
            put(EXAMPLE, "- a\n"),
            "consumer-no-mapping",
            "YAML file must contain a mapping",
        ),
        refused(
            "example without project",
            top_level(EXAMPLE, "project", None),
            "field-missing",
            "consumer example failed to load:",
            EXAMPLE,
        ),
        refused(
            "example of version 4.1 unquoted",
            top_level(EXAMPLE, "version", "4.1"),
            "field-type",
            "version: Input should be a valid string",
            f"{EXAMPLE}:2:10",
        ),
        refused(
            "example with unknown field",
            top_level(EXAMPLE, "profile", "x"),
            "field-unknown",
            "profile: Extra inputs",
        ),
        refused(
            "example with a bad gate",
            edit(EXAMPLE, "duration < 750", "duration 750"),
            "gate-not-hurl",
            "consumer example failed to load:",
            f"{EXAMPLE}:9:",
        ),
        refused(
            "example imports the pack twice",
            edit(EXAMPLE, f'  - "{right}"\n', f'  - "{right}"\n' * 2),
            "import-duplicate-gate",
            "consumer example failed to load: ",
            f"{EXAMPLE}:5:5",
        ),
        refused(
            "example imports from two folders",
            edit(
                EXAMPLE,
                f'  - "{right}"\n',
                f'  - "{right}"\n  - "./policy-packs/other/qanstitution.yaml"\n',
            ),
            "import-refused",
            "consumer example failed to load: Import not found",
            f"{EXAMPLE}:5:5",
        ),
        refused(
            "example also imports elsewhere",
            edit(EXAMPLE, f'  - "{right}"\n', f'  - "{right}"\n  - "./local.yaml"\n'),
            "consumer-import",
            pack,
            f"{EXAMPLE}:5:5",
        ),
        legal(
            "example in another folder", example("./policy-packs/vendored_1.2/qanstitution.yaml")
        ),
        legal("example with more settings", top_level(EXAMPLE, "settings", "{timeout: 5}")),
        legal("example of no version", top_level(EXAMPLE, "version", None)),
        legal("example import with ./", example(f"./policy-packs/{NAME}/./qanstitution.yaml")),
    ]


CASES = [*_references(), *_graphs(), *_links(), *_consumer()]
