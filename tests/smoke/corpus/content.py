"""Files and their content: names, secrets, machine paths, card numbers, the README, advice.

Secrets are put together from parts, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

from tests.smoke.cases import (
    Case,
    append,
    both,
    drop,
    edit,
    field,
    legal,
    move,
    odd_entry,
    put,
    refused,
)
from tests.smoke.packs import EXAMPLE, MANIFEST, README, RELIABILITY, SECURITY
from toolkit.pack.model import LICENSE_PLACEHOLDER
from toolkit.pack.tree import Entry, Kind

_DIGITS = "0123456789"
_LETTERS = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0"
_NOTES = "NOTES.md"


def _names() -> list[Case]:
    bad = {
        "line feed": "a\nb.md",
        "escape": "a\x1b[2Jb.md",
        "carriage return": "a\r.md",
        "leading hyphen": "-rf.md",
        "blank": "a b.md",
        "backtick": "a`id`.md",
        "dollar": "$(id).md",
        "semicolon": "a;b.md",
        "pipe": "a|b.md",
        "quote": "a'b.md",
        "double quote": 'a"b.md',
        "backslash": "a\\b.md",
        "colon": "a:b.md",
        "asterisk": "a*.md",
        "angle": "<a>.md",
        "ampersand": "a&b.md",
        "bracket": "[a](b).md",
        "hash": "a#b.md",
        "tilde": "~a.md",
        "percent": "a%2fb.md",
        "two dots": "a..b.md",
        "bidi override": "a\u202egpj.md",
        "zero width space": "a\u200b.md",
        "line separator": "a\u2028b.md",
        "no-break space": "a\u00a0b.md",
        "no UTF-8": "a\udcff.md",
        "combining alone": "\u0301.md",
        "folder with a blank": "a b/c.md",
        "folder with a hyphen": "-a/c.md",
    }
    cases = [
        refused(
            f"file name with {what}", put(name, "x\n"), "file-name", "file name must not contain"
        )
        for what, name in bad.items()
    ]
    long = "path is longer than 200 bytes or 16 levels"
    return [
        *cases,
        refused("path of 201 bytes", put("a/" * 10 + "b" * 181, "x\n"), "file-name", long),
        refused("path of 17 levels", put("a/" * 16 + "b", "x\n"), "file-name", long),
        refused("path of 1,000 levels", put("a/" * 1_000 + "b", "x\n"), "file-name", long),
        refused(
            "names that differ in case",
            put("readme.md", "x\n"),
            "file-name-case",
            "upper and lower case",
        ),
        refused(
            "names that differ in case, other letters",
            both(put("\u00c9.md", ""), put("\u00e9.md", "")),
            "file-name-case",
            "upper and lower case",
        ),
        refused(
            "names that differ in composition",
            both(put("\u00e9.md", ""), put("e\u0301.md", "")),
            "file-name",
            "",
        ),
        legal("path of 200 bytes", put("a/" * 10 + "b" * 180, "x\n")),
        legal("path of 16 levels", put("a/" * 15 + "b", "x\n")),
        legal("hidden file", put(".gitignore", "dist/\n")),
        legal("name with marks", put("docs/v1.2_3-a+b@c=d,e.md", "x\n")),
        legal("name in other letters", put("docs/\u00fcber.md", "x\n"), advice="file-name-ascii"),
        legal("empty file", put("docs/empty.md", "")),
        legal("binary file", put("docs/logo.png", b"\x89PNG\r\n\x1a\n\0\xff"), advice="binary"),
    ]


def _forbidden_files() -> list[Case]:
    groups = {
        "traffic-state": "a.har A.HAR a.pcap a.pcapng a.mitm a.saz a.db a.sqlite a.sqlite3 "
        "a.db-wal a.DB docs/b.db3",
        "runtime-state": ".entroping/state.json sub/.entroping/x",
        "credentials": ".env .env.local .env.production prod.env docs/.ENV a.pem a.key a.p12 a.pfx "
        "a.jks id_rsa docs/id_ed25519 .netrc .pypirc .npmrc .git-credentials credentials "
        "credentials.json a.kdbx ID_RSA",
    }
    cases = [
        refused(f"file {path}", put(path, "x\n"), code, "a policy pack must not hold", path)
        for code, paths in groups.items()
        for path in paths.split()
    ]
    cases += [
        legal(f"file {path}", put(path, "x\n"))
        for path in (
            "environment.md",
            "docs/har.md",
            "docs/db.md",
            "keys.md",
            "docs/credentials.md",
            "env.md",
        )
    ]
    cases.append(
        odd_entry(
            "link called .env",
            Entry(path=".env", kind=Kind.SYMLINK),
            "credentials",
            "environment values",
        )
    )
    return cases


def _secrets() -> dict[str, str]:
    long = _LETTERS + _LETTERS
    return {
        "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
        "plain private key": "-----BEGIN " + "PRIVATE KEY-----",
        "PGP private key": "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----",
        "AWS key": "AKIA" + "Q3EGRIPL7XWNMKTB",
        "AWS session key": "ASIA" + "Q3EGRIPL7XWNMKTB",
        "GitHub token": "ghp_" + long[:36],
        "GitHub token after _": "TOKEN_" + "ghs_" + long[:36],
        "GitHub fine-grained token": "github_pat_" + long[:40],
        "GitLab token": "glpat-" + long[:20],
        "Slack token": "xoxb-" + _DIGITS + "-" + long[:12],
        "OpenAI key": "sk-" + long[:40],
        "OpenAI project key": "sk-proj-" + long[:40],
        "Anthropic key": "sk-ant-" + "api03-" + long[:40],
        "Stripe key": "sk_live_" + long[:24],
        "Stripe restricted key": "rk_live_" + long[:24],
        "Google key": "AIza" + long[:35],
        "Google token": "ya29." + long[:40],
        "Hugging Face token": "hf_" + long[:34],
        "npm token": "npm_" + long[:36],
        "PyPI token": "pypi-AgE" + long[:50],
        "JSON web token": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + long[:20],
        "bearer": "Authorization: Bearer " + long[:30],
        "bearer in JSON": '"authorization": "Bearer ' + long[:30] + '"',
        "basic": "Authorization: Basic " + "dXNlcjpodW50ZXJodW50ZXI=",
        "password in an address": "postgres://app:" + "hunter22@db.acme.test/x",
        "password without a name": "redis://:" + "hunter22@cache/0",
        "password": "password: " + "S3cr3tP4ss",
        "password of a database": "DB_PASSWORD=" + "S3cr3tP4ss",
        "password in JSON": '{"password": "' + 'S3cr3tP4ss"}',
        "client secret": "client_secret = '" + long[:24] + "'",
        "camel case": "clientSecret: " + long[:24],
        "AWS secret": "aws_secret_access_key = " + long[:40],
        "API key": "api_key=" + long[:24],
        "API key in a header": "X-Api-Key: " + long[:24],
        "token in a query": "https://acme.test/x?access_token=" + long[:24],
        "card": "4111 1111 " + "1111 1111",
        "card with hyphens": "5500-0000-" + "0000-0004",
        "card without blanks": "3782822463" + "10005",
        "card of the 2 series": "2223003122" + "003222",
        "home": "see /home/ann/" + "work/pack",
        "home in quotes": 'run "/home/ann/' + 'x"',
        "home on a Mac": "(/Users/ann/" + "work)",
        "home of root": "/root/" + ".ssh/x",
        "home as an address": "file:///home/ann/" + "x",
        "home on Windows": "C:\\Users\\" + "ann\\x",
        "home on Windows, slashes": "C:/Users/" + "ann/x",
        "home on Windows, escaped": "C:\\\\Users\\\\" + "ann",
        "temporary folder": "/var/folders/" + "ab/cd",
    }


def _content() -> list[Case]:
    cases = []
    for what, text in _secrets().items():
        code = "secret"
        if "card" in what:
            code = "customer-data"
        elif "home" in what or "folder" in what:
            code = "machine-path"
        hold = "a policy pack must not hold"
        cases.append(
            refused(
                f"README holds {what}",
                append(README, f"\nx\n{text}\n"),
                code,
                hold,
                f"{README}:36:",
            )
        )
        cases.append(
            refused(
                f"a file holds {what}",
                put("docs/x.bin", f"\0\xff{text}".encode("latin-1")),
                code,
                hold,
                "docs/x.bin:1",
            )
        )
    token = _secrets()["GitHub token"]
    key = "secret"
    return [
        *cases,
        refused(
            "secret in UTF-16",
            put("docs/x.txt", f"a\n{token}".encode("utf-16")),
            key,
            "a GitHub token",
            "docs/x.txt:2",
        ),
        refused(
            "secret in UTF-16 without mark",
            put("docs/x.txt", token.encode("utf-16-be")),
            key,
            "a GitHub token",
        ),
        refused(
            "secret in UTF-32", put("docs/x.txt", token.encode("utf-32")), key, "a GitHub token"
        ),
        refused(
            "secret far out on a line",
            put("docs/x.txt", "a " * 9_990 + token),
            key,
            "a GitHub token",
            "docs/x.txt:1:19981",
        ),
        refused(
            "secret across 20,000 characters",
            put("docs/x.txt", "a" * 19_980 + " " + token),
            key,
            "a GitHub token",
        ),
        refused(
            "secret after a form feed",
            put("docs/x.txt", f"a\x0cb\u2028c\n{token}\n"),
            key,
            "a GitHub token",
            "docs/x.txt:2:1",
        ),
        refused(
            "secret in a comment of the manifest",
            append(MANIFEST, f"# {token}\n"),
            key,
            "a GitHub token",
            f"{MANIFEST}:28:3",
        ),
        refused(
            "secret in the example",
            append(EXAMPLE, f"# {token}\n"),
            key,
            "a GitHub token",
            f"{EXAMPLE}:11:3",
        ),
        refused(
            "secret in a file name",
            put(f"docs/{token}.md", ""),
            key,
            "a file name must not hold a GitHub token",
        ),
        refused(
            "machine path in a rule",
            append(RELIABILITY, "# from /home/ann/" + "pack\n"),
            "machine-path",
            "path of one machine",
            f"{RELIABILITY}:10:8",
        ),
        refused(
            "10,000 secrets",
            put("docs/x.txt", f"{token}\n" * 10_000),
            key,
            "a GitHub token",
            "docs/x.txt:1:1",
        ),
    ]


_INNOCENT = {
    "prose on tokens": "Send the token in the Authorization header: Bearer tokens expire.",
    "prose on passwords": "The password must be at least 12 characters long; password: required.",
    "placeholder token": "Authorization: Bearer <token>",
    "variable token": "Authorization: Bearer {{access_token}}",
    "shell variable": "API_KEY=$MY_API_KEY_FOR_2024",
    "template": "password: ${DB_PASSWORD_V2}",
    "long word after bearer": "Authorization: Bearer authentication-required",
    "address with placeholders": "https://{{user}}:{{password}}@acme.test/",
    "address with user:password": "https://user:password@acme.test/",
    "address with a port": "http://localhost:8080/a@b",
    "UUID": "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256 of digits": "1" * 64,
    "versions": "token: v1.2.3-alpha, secret: 10.20.30.40",
    "hyphenated value": "Idempotency-Token: required-for-v2-calls",
    "request path": "The gate covers GET /home/feed/items only.",
    "request path in code": "`POST /Users/list/all`",
    "path in an address": "https://acme.test/home/ann/index.html",
    "path in the middle": "see packs/home/ann/x",
    "the home folder": "files under /home are never read",
    "timestamps": "1700000000000 1700000000000000",
    "a long number": "9007199254740991",
    "number that is no card": "4111 1111 1111 1112",
    "sixteen zeros": "0000 0000 0000 0000",
    "sixteen equal digits": "4444444444444444",
    "ISBN": "978-3-16-148410-0",
    "phone": "+49 30 1234 5678 901",
    "part of a word": "task-management_and_risk_assessment_of_everything_2024",
    "a package": "npm_config_registry and pypi-server, hf_hub_download",
    "public key": "-----BEGIN PUBLIC KEY-----",
    "certificate": "-----BEGIN CERTIFICATE-----",
    "AWS example": "AKIAIOSFODNN7" + "EXAMPLE",
    "the word key": "key: value, public_key: none",
    "short value": "token: abc123",
    "git commit": "commit 783afcc267fc56321d09596b06bb37f03f658b11",
    "base64 of nothing secret": "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=",
    "Windows path of no user": "C:\\Program Files\\x",
    "tilde": "~/work/pack",
}


def _readme() -> list[Case]:
    finals = "README does not name the final gate 'api-security.no_5xx'"
    rationale = "README names the final gate 'api-security.no_5xx' without its rationale"
    code = "final-undocumented"
    gate = "api-security.no_5xx"
    reason = "server errors are a defect in every service"
    bad = {
        "nothing": ("# Pack\n", finals),
        "empty": ("", finals),
        "longer id": (f"`{gate}_v2` is final: {reason}.\n", finals),
        "shorter id": (f"`api-security.no` is final: {reason}.\n", finals),
        "id with a prefix": (f"`my.{gate}` is final: {reason}.\n", finals),
        "other case": (f"`{gate.upper()}` is final: {reason}.\n", finals),
        "only in a code block": (f"```\n{gate} is final: {reason}.\n```\n", finals),
        "only in a longer fence": (f"````\n```\n{gate} is final: {reason}\n```\n````\n", finals),
        "only in a fence of tildes": (f"~~~\n{gate} is final: {reason}\n~~~\n", finals),
        "fence never closed": (f"```\n{gate} is final: {reason}\n", finals),
        "only in a comment": (f"<!-- {gate} is final: {reason} -->\n", finals),
        "comment never closed": (f"<!-- {gate} is final: {reason}\n", finals),
        "wildcard": (f"`api-security.*` is final: {reason}.\n", finals),
        "bare": (f"`{gate}`\n", rationale),
        "heading only": (f"## {gate}\n\n## Next\n\n{reason}\n", rationale),
        "list of ids": (
            f"Finals: `{gate}`, `api-security.request_id`, `api-reliability.latency`.\n",
            rationale,
        ),
        "table of ids": (f"| Gate | Final |\n| --- | --- |\n| `{gate}` | yes |\n", rationale),
        "four words": (f"`{gate}` is final for now.\n", rationale),
        "words in the next item": (f"- `{gate}`\n- {reason}\n", rationale),
        "words in the next paragraph": (f"`{gate}`\n\n{reason}\n", rationale),
        "words in a comment": (f"`{gate}` <!-- {reason} -->\n", rationale),
        "numbers": (f"`{gate}` 1 2 3 4 5 6 7 8\n", rationale),
    }
    good = {
        "sentence": f"`{gate}` is final because {reason}.\n",
        "no code span": f"{gate} is final because {reason}.\n",
        "colon after it": f"- {gate}: {reason}\n",
        "full stop after it": f"{reason.capitalize()}, hence {gate}.\n",
        "emphasis": f"**{gate}** - {reason}\n",
        "emphasis with underscores": f"_{gate}_ {reason}\n",
        "parentheses": f"{reason} ({gate})\n",
        "table": f"| Gate | Why |\n| --- | --- |\n| `{gate}` | {reason} |\n",
        "heading with text below": f"### `{gate}`\n\n{reason}\n",
        "heading with a list below": f"### {gate}\n\n- {reason}\n",
        "heading with a deeper heading": f"## {gate}\n\n### Why\n\n{reason}\n",
        "item with a paragraph": f"- `{gate}`\n\n  {reason}\n",
        "item with deeper items": f"- `{gate}`\n  - {reason}\n",
        "item over two lines": f"1. `{gate}`\n   {reason}\n",
        "second mention": f"`{gate}`\n\n`{gate}` is final: {reason}\n",
        "after a code block": f"```\nx\n```\n`{gate}` is final: {reason}\n",
        "after a comment": f"<!-- x -->\n`{gate}` is final: {reason}\n",
        "CRLF": f"`{gate}`\r\nis final: {reason}\r\n",
        "no final line feed": f"`{gate}` is final: {reason}",
        "Japanese": f"`{gate}` \u969c\u5bb3\u306f\u8a31\u3055\u308c\u306a\u3044\n",
        "German": f"`{gate}`: Serverfehler sind in keinem Dienst zul\u00e4ssig.\n",
        "in a quotation": f"> `{gate}` is final: {reason}\n",
        "link": f"[`{gate}`](rules/security.yaml) is final: {reason}\n",
    }
    return [
        *(
            refused(f"README: {what}", put(README, text), code, message, README)
            for what, (text, message) in bad.items()
        ),
        *(legal(f"README: {what}", put(README, text)) for what, text in good.items()),
        refused("README not UTF-8 names nothing", put(README, b"\xff\xfe"), code, finals),
        refused(
            "README in UTF-16",
            lambda f: {**f, README: f[README].decode().encode("utf-16")},
            code,
            finals,
        ),
        refused(
            "README in lower case",
            move(README, "readme.md"),
            "file-missing",
            "required file missing: README.md",
        ),
        refused(
            "README .txt",
            move(README, "README.txt"),
            "file-missing",
            "required file missing: README.md",
        ),
        refused(
            "no README", drop(README), "file-missing", "required file missing: README.md", README
        ),
    ]


def _advice() -> list[Case]:
    flat = both(
        move(SECURITY, "policy/security.yaml"),
        move(RELIABILITY, "policy/reliability.yaml"),
        edit("qanstitution.yaml", "./rules/security.yaml", "./policy/security.yaml"),
        edit("qanstitution.yaml", "./rules/reliability.yaml", "./policy/reliability.yaml"),
        lambda files: {**files, MANIFEST: files[MANIFEST].replace(b'"rules/', b'"policy/')},
    )
    return [
        legal("no rules folder", flat, advice="no-rules-folder"),
        legal(
            "rule file that nobody imports",
            put("rules/more.yaml", "project: p\n"),
            advice="rule-file-unused",
        ),
        legal(
            "broken rule file that nobody imports",
            put("rules/more.yml", "a: [\n"),
            advice="rule-file-unused",
        ),
        legal("no licence file", same_files, advice="no-licence-file"),
        legal(
            "licence whose text is still to come",
            put("LICENSE", f"Acme licenses this under: ISC\n\n{LICENSE_PLACEHOLDER}\n"),
            advice="licence-placeholder",
        ),
        legal("licence reference", field("license", "LicenseRef-Acme"), advice="no-licence-file"),
    ]


def same_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """Change nothing."""
    return files


CASES = [
    *_names(),
    *_forbidden_files(),
    *_content(),
    *(
        legal(f"README may say: {what}", append(README, f"\n{text}\n"))
        for what, text in _INNOCENT.items()
    ),
    *(legal(f"{_NOTES} may say: {what}", put(_NOTES, text)) for what, text in _INNOCENT.items()),
    *_readme(),
    *_advice(),
]
