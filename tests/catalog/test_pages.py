"""The pages: harmless whatever a pack says, linked, labelled, and the same with every reader."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from tests.catalog.shop import ADDS, MANIFEST, RULES
from toolkit.render.catalog.changes import changes, messages
from toolkit.render.catalog.prose import MAX_CHARACTERS, prose
from toolkit.render.html import render as render_html
from toolkit.render.markup import element, markup
from toolkit.render.text import render as render_text

if TYPE_CHECKING:
    from tests.catalog.shop import Shop

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{7*7}}${7*7}<%= 7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
)
VOID = {"meta", "br", "hr", "link", "input", "wbr"}
ALLOWED = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "a", "svg", "defs", "pattern", "rect"),
        *("path", "circle", "header", "main", "nav", "section", "article", "footer", "div", "p"),
        *("span", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("thead", "tbody", "tr", "th", "td", "code", "strong", "details", "summary", "pre", "br"),
        *("form", "label", "input", "select", "option", "script", "figure", "figcaption", "line"),
        *("text", "desc", "s", "em", "wbr"),
    }
)


class Strict(HTMLParser):
    """Reads a page and refuses what is not closed, not allowed, or leads elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.scripts = 0
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "action", "formaction", "style", "srcdoc"), (tag, name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
            if name == "for":
                self.labelled.add(value or "")
        if tag in ("input", "select"):
            self.fields.append((dict(attrs).get("id") or "", "label" in self.open))
        self.scripts += tag == "script"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(page: Path) -> Strict:
    """Read a page strictly, and return what was found."""
    seen = Strict()
    text = page.read_text(encoding="utf-8")
    seen.feed(text)
    seen.close()
    assert seen.open == []
    assert len(seen.ids) == len(set(seen.ids)), "an id stands twice"
    assert seen.headings[0] == 1
    assert seen.headings.count(1) == 1
    for before, after in zip(seen.headings, seen.headings[1:], strict=False):
        assert after <= before + 1, f"{page.name}: a heading of level {after} follows {before}"
    for name, inside in seen.fields:
        assert inside or name in seen.labelled, f"{name} has no label"
    assert "default-src 'none'" in unescape(text)
    assert seen.scripts == (1 if page.name == "index.html" and page.parent.name == "site" else 0)
    return seen


def check_links(site: Path) -> None:
    """Follow every link of every page; none leaves the site."""
    pages = {path.relative_to(site).as_posix(): checked(path) for path in site.rglob("*.html")}
    for name, seen in pages.items():
        for link in seen.links:
            path, _, part = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
            target = name if not path else target
            assert (site / target).is_file(), (name, link)
            if part and target in pages:
                assert part in pages[target].ids, (name, link)


def hostile(shop: Shop, attack: str) -> None:
    """Release a pack that says ``attack`` wherever it can say something."""
    quoted = attack.replace("\\", "\\\\").replace('"', '\\"')
    spelled = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in quoted)
    readme = (
        f"# {attack}\n\n`acme.api.no_5xx` is final because a server error is never fine: {attack}\n"
        f"\n- [{attack}](javascript:alert(1)) ![{attack}](https://e.example/x.png)\n\n"
        f"```\n{attack}\n```\n\n| {attack} | b |\n| --- | --- |\n| {attack} | **{attack}** |\n\n"
        f"{attack}\n\n{ADDS}"
    )
    finding = {
        "rule": attack,
        "gate_id": attack,
        "required_bump": attack,
        "message": attack,
        "warning": attack,
        "old": {"text": attack, "file": attack, "line": 1},
        "new": {"text": attack, "file": attack, "line": 2},
        "witness": {
            "exchange": {
                "method": attack,
                "url": attack,
                "tags": [attack],
                "meta": {attack: attack},
            },
            "response": {"status": attack, "headers": [[attack, attack]], "body": attack * 200},
            "old": attack,
            "new": "fail",
            "confirmed": attack,
        },
    }
    shop.release(
        before="0.9.0",
        findings=[finding, attack, None, {"old": attack, "witness": []}],
        files={"README.md": readme},
        replaced={
            MANIFEST: (
                'maintainers: ["Acme"]',
                f'maintainers: ["{spelled}"]\npublisher: "{spelled}"\nsummary: "{spelled}"',
            ),
            RULES: ('description: "No server errors"', f'description: "{spelled}"'),
        },
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_pack_says_is_obeyed(shop: Shop, attack: str) -> None:
    hostile(shop, attack)
    (shop.root / "catalog.yaml").write_text("", encoding="utf-8")
    spelled = attack.encode("unicode_escape").decode() if not attack.isprintable() else attack
    title = spelled.replace("\\", "\\\\").replace('"', '\\"')

    answer = shop.build(settings=f'title: "{title}"\n')

    assert answer.code == 0, answer.out + answer.err
    check_links(shop.site)
    for page in shop.site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<img" not in text
        assert "<svg onload" not in text
        assert "<script>alert" not in text
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
        assert 'href="javascript' not in text
        assert "https://e.example" not in re.sub(r"\(https://e.example/x.png\)", "", text)


def test_links_of_an_ordinary_site(shop: Shop) -> None:
    shop.release()
    shop.release(version="1.1.0", before="1.0.0")
    shop.release("acme.other")
    shop.build(settings="yanked: [{pack: acme.api, version: 1.0.0, reason: old}]\n")

    check_links(shop.site)


def test_a_withdrawn_version_says_so_everywhere(shop: Shop) -> None:
    shop.release()
    shop.build(settings="yanked: [{pack: acme.api, version: 1.0.0, reason: wrong on leap days}]\n")

    for name in ("packs/acme.api/index.html", "packs/acme.api/1.0.0.html"):
        text = (shop.site / name).read_text()
        assert "wrong on leap days" in text
        assert "withdrawn" in text
    assert "withdrawn" in (shop.site / "index.html").read_text()


def test_a_gate_that_changed_is_drawn_from_the_files_of_both_versions(shop: Shop) -> None:
    """The report only says which gate: what is drawn is what the packs hold."""
    finding = {"gate_id": "acme.api.no_5xx", "required_bump": "major", "message": "less"}
    shop.release(version="0.9.0", replaced={RULES: ("status < 500", "status < 600")})
    shop.release(before="0.9.0", findings=[finding, finding])
    shop.release("acme.alone", before="0.9.0", findings=[finding])

    shop.build()

    text = (shop.site / "packs/acme.api/1.0.0.html").read_text()
    assert text.count("<figure") == 1
    assert "0.9.0" in text[text.index("<figure") : text.index("</figure>")]
    assert "<figure" not in (shop.site / "packs/acme.alone/1.0.0.html").read_text()
    check_links(shop.site)


def test_witnesses_stand_on_the_page(shop: Shop) -> None:
    finding = {
        "rule": "gate-stricter",
        "gate_id": "acme.api.no_5xx",
        "required_bump": "major",
        "message": "acme.api.no_5xx accepts less",
        "old": {"text": "status < 501", "file": RULES, "line": 7},
        "new": {"text": "status < 500", "file": RULES, "line": 7},
        "witness": {
            "exchange": {"method": "GET", "url": "http://example.com/", "tags": ["smoke"]},
            "response": {
                "status": 500, "duration_ms": 12, "headers": [["A", "b"]], "body": "one\ntwo",
            },
            "old": "pass",
            "new": "fail",
            "confirmed": "confirmed by hurl 7.1.0",
        },
    }  # fmt: skip
    shop.release(before="0.9.0", findings=[finding])
    shop.build()

    text = (shop.site / "packs/acme.api/1.0.0.html").read_text()

    for words in (
        "A response that passes 0.9.0 and fails 1.0.0", "GET http://example.com/", "tags: smoke",
        "HTTP 500   after 12 ms", "A: b", "Confirmed by hurl 7.1.0.", "status &lt; 501",
        "A pipeline that passed can fail.",
    ):  # fmt: skip
        assert words in text
    assert "acme.api.no_5xx accepts less" in (shop.site / "packs/acme.api/index.html").read_text()


@pytest.mark.parametrize(
    "report", [[], "text", 7, None, {"findings": {}}, {"baseline": {"version": 1}}]
)
def test_a_report_of_another_shape_shows_nothing(report: Any) -> None:
    assert markup(element("div", list(changes(report, "1.0.0", lambda _old, _new: ()))))
    assert messages(report) == []


# --- prose ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# A\n\nb", "<h3>A</h3>"),
        ("a *b* **c** `d`", "<strong>c</strong>"),
        ("[words](https://e.example/)", "words"),
        ("[words](javascript:alert(1))", "[words](javascript:alert(1))"),
        ("![cat](https://e.example/cat.png)", "[picture: cat]"),
        ("- a\n- b\n  more\n\nc", "b more"),
        ("1. a\n2. b", "1. a"),
        ("```yaml\na: 1\n```", "a: 1"),
        ("| a | b |\n| - | - |\n| 1 | x \\| y |", "y"),
        ("> quoted", "quoted"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("a <!-- hidden --> b", "a  b"),
        ("~~~\n# no heading\n~~~", "# no heading"),
        ("a\n---\nb", "<p>a"),
    ],
)
def test_a_readme_as_blocks(text: str, shown: str) -> None:
    page = render_html(prose(text, below=2))

    assert shown in page
    assert "<a href=" not in page.replace('<a href="#report"', "")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000, "`" * 50_000, "**" * 50_000, "|" * 5_000 + "\n" + "|-" * 5_000, "#" * 9_000,
        "- " * 20_000, "\\" * 50_000, "![" * 30_000, "[a](" * 20_000, "<!--" * 20_000,
        "> " * 30_000,
    ],
)  # fmt: skip
def test_a_hostile_readme_takes_no_time(text: str) -> None:
    assert render_text(prose(text, below=2), width=100, colour=False, links=None) is not None


def test_a_readme_beyond_the_limit_says_so() -> None:
    page = render_html(prose("word " * MAX_CHARACTERS, below=2))

    assert "more characters stand in the README" in page
