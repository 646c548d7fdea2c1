"""The report as a page: golden, well-formed, harmless whatever a pack says, and the same bytes."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, REQUEST_ID, G, make_pack
from tests.render.test_bump_page import REPORTS, report, rich_change
from toolkit.diff.pictures.of_finding import pictures_of
from toolkit.diff.report import BumpReport, Note
from toolkit.render import html, markdown, text
from toolkit.render.document import Document, code, warning
from toolkit.render.markup import element, markup
from toolkit.render.views.bump_html import bump_html

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
VOID = {"meta", "br", "hr", "link"}
ALLOWED = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "a", "svg", "defs", "pattern", "rect"),
        *("path", "circle", "line", "text", "desc", "header", "main", "nav", "section", "article"),
        *("footer", "div", "p", "span", "h1", "h2", "h3", "ul", "li", "dl", "dt", "dd", "table"),
        *("thead", "tbody", "tr", "th", "td", "code", "strong", "em", "s", "details", "summary"),
        *("figure", "figcaption", "pre", "br"),
    }
)
"""The elements of a page: none of them loads or runs anything."""


class Strict(HTMLParser):
    """Reads a page and refuses what is not closed, not allowed, or said twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} says {names}"
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} has {name}"
            assert name not in ("src", "srcset", "action", "style", "srcdoc", "xlink:href"), name
            assert value is not None
            if name == "href":
                assert value.startswith("#"), f"a link that leads away: {value}"
                self.links.append(value[1:])
            if name in ("aria-labelledby", "aria-describedby"):
                self.labels += value.split()
            if name == "id":
                assert re.fullmatch("[a-zA-Z][a-zA-Z0-9-]*", value), value
                self.ids.append(value)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def checked(page: str) -> Strict:
    """Assert that a page is well-formed, harmless and connected; return what was read."""
    seen = Strict()
    seen.feed(page)
    seen.close()
    assert not seen.open
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert page.endswith("</html>\n")
    assert len(seen.ids) == len(set(seen.ids)), "an id stands twice"
    assert set(seen.links) <= set(seen.ids), "a link leads nowhere"
    assert set(seen.labels) <= set(seen.ids), "a label is missing"
    assert seen.headings[0] == 1
    assert page.isprintable() or all(one.isprintable() or one == "\n" for one in page)
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ET.fromstring(drawing)  # noqa: S314  our own drawing
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {"#hatch", "#dots", "#dashes"}
    assert "@import" not in page
    return seen


@functools.cache
def gates_of_every_kind() -> BumpReport:
    """A report with every kind of picture."""
    changes = {
        "status": ("status != 404", "status < 400"),
        "duration": ("duration < 500", "duration <= 90000"),
        "count": ('jsonpath "$.items" count < 5', 'jsonpath "$.items" count < 4'),
        "decimals": ('jsonpath "$.x" > 1.5', 'jsonpath "$.x" >= 2'),
        "presence": ('header "X-Id" exists', 'header "X-Id" not exists'),
        "pattern": ('header "A" contains "no-"', 'header "A" matches /^no-(store|cache)$/'),
        "elsewhere": ('cookie "s[Secure]" exists', 'cookie "s[Max-Age]" < 100'),
        "unknown": ("status < 500", "status < {{limit}}"),
    }
    before = [G(id=f"acme.{name}", gate=gate) for name, (gate, _) in changes.items()]
    after = [G(id=f"acme.{name}", gate=gate) for name, (_, gate) in changes.items()]
    scopes = ("path startswith '/v1'", "tags contains 'slow'")
    return report(
        make_pack([*before, NO_5XX, REQUEST_ID.but(condition=scopes[0])], version="1.4.2"),
        make_pack(
            [
                *after,
                NO_5XX.but(final=False, enforcement="warn"),
                REQUEST_ID.but(condition=scopes[1]),
                G(id="acme.fast", gate="duration < 2000"),
            ],
            version="1.5.0",
        ),
    )


PAGES: dict[str, Callable[[], str]] = {
    "rich": lambda: bump_html([rich_change()]),
    "pictures": lambda: bump_html([gates_of_every_kind()]),
    "several": lambda: bump_html([REPORTS[name]() for name in ("first", "unchanged", "enough")]),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_golden_one(name: str, golden: Callable[[str, str], None]) -> None:
    found = PAGES[name]()

    checked(found)
    # The style sheet is checked in beside the code: twice would be once too often.
    golden(f"html-{name}.html", re.sub(r"(?s)(<style>).*?(</style>)", r"\1\2", found))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_a_page(name: str) -> None:
    checked(bump_html([REPORTS[name]()]))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_every_pair_is_a_page(pair: Pair) -> None:
    found = report(pair.old, pair.new)

    page = bump_html([found])

    seen = checked(page)
    assert "main" in seen.tags
    for finding in found.findings:
        assert f"f-{finding.fingerprint}" in page


def test_every_kind_of_picture_is_drawn() -> None:
    found = gates_of_every_kind()
    pictures = (one for finding in found.findings for one in pictures_of(found, finding))
    drawn = {type(one).__name__ for one in pictures}

    assert drawn == {"NumberLine", "Presence", "Patterns", "Scope", "Ladder"}


def test_a_picture_has_its_words_in_every_format() -> None:
    found = gates_of_every_kind()
    picture = next(one for f in found.findings for one in pictures_of(found, f))
    document = Document().heading(1, "A page").figure(picture)

    assert picture.words in text.render(document, width=1000)
    assert picture.words.split(" ")[0] in markdown.render(document)
    assert "<figcaption>" in html.render(document)


def test_any_document_is_a_page() -> None:
    document = (
        Document()
        .heading(1, "A <b>title</b>")
        .paragraph("one ", code("two"), warning(" three"))
        .bullets([])
        .bullets(["a", code("b")])
        .table(("x", "y"), [("1", code("2"))])
        .listing("- gone\n+ come\n  same", "diff")
        .listing("plain")
    )

    page = html.render(document)

    checked(page)
    assert "<title>A &lt;b&gt;title&lt;/b&gt;</title>" in page
    assert '<th scope="col">x</th>' in page


# --- what a pack may say --------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><svg onload=alert(1)>",
    "</style></title></svg><iframe src=//evil.example>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; '\"`",
    "a\u202eb\u2066c\u200b\ufeff",
    "nul\x01\x07\x1b[31m",
    "<!-- comment --> <![CDATA[ x ]]>",
    "A" * 2000,
)


def hostile(said: str) -> BumpReport:
    quoted = said.replace("\\", "\\\\").replace('"', '\\"').replace("'", "")
    gate = "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in quoted)
    condition = "".join(one for one in said if one >= " " and one not in "'\x7f") or "x"
    first = G(
        id=f"acme.{condition}",
        gate=f'header "X" contains "{gate}"',
        condition=f"path contains '{condition}'",
        description=said,
    )
    old = make_pack([first, NO_5XX], name=said, summary=said)
    new = make_pack(
        [
            first.but(gate=f'header "X" == "{gate}"', description=f"{said}!"),
            NO_5XX.but(condition=f"tags contains '{condition}'"),
        ],
        name=f"{said}!",
        version="1.1.0",
        files={f"docs/{said.replace('/', '')[:100]}.md": said},
    )
    return report(old, new)


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: ascii(said[:20]))
def test_nothing_that_a_pack_says_becomes_active(said: str) -> None:
    found = hostile(said)

    page = bump_html([found, found])

    checked(page)
    assert len(found.findings) >= 3
    assert "\u202e" not in page
    assert len(page) < 600_000


def test_a_regex_of_ten_thousand_characters_is_folded() -> None:
    source = "|".join(f"a{number}b" for number in range(1500))
    old, new = (
        make_pack([NO_5XX.but(gate=f'header "X" matches /^({source}{more})$/')])
        for more in ("", "|c")
    )

    page = bump_html([report(old, new)])

    checked(page)
    assert "all " in page
    assert page.count(source) <= 4


def test_a_note_is_only_text() -> None:
    found = REPORTS["first"]()
    note = Note("<img src=x onerror=alert(1)>", "<b>\u202e")
    object.__setattr__(found, "notes", (note,))

    checked(bump_html([found]))


@pytest.mark.parametrize(
    "names", [("script", {}), ("p", {"onclick": "x"}), ("p onclick", {}), ("p", {"a b": "x"})]
)
def test_an_element_has_only_names_of_ours(names: tuple[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"ours|event"):
        element(names[0], **names[1])


def test_attributes_and_texts_are_escaped_and_visible() -> None:
    made = markup(element("span", "<\u202e&\"'", class_="\"'<>&\n"))

    assert made == ('<span class="&quot;&#x27;&lt;&gt;&amp;\\n">&lt;\\u202e&amp;"\'</span>')


def test_the_policy_lets_nothing_in() -> None:
    page = bump_html([rich_change()])

    assert (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
    ).replace("'", "&#x27;") in page


# --- the same bytes, and many of them -------------------------------------------------------------

_PRINTED = """
import hashlib
from tests.render.test_html import rich_change
from toolkit.render.views.bump_html import bump_html
print(hashlib.sha256(bump_html([rich_change()]).encode()).hexdigest())
"""


def test_a_page_is_the_same_bytes_everywhere() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", _PRINTED],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    }

    assert len(told) == 1


def test_what_cannot_be_shown_is_called_unknown() -> None:
    """No body has this digest, which nobody can prove."""
    old, new = (
        make_pack([NO_5XX.but(gate=f"sha256 {sign} hex,{'00' * 32};")]) for sign in ("==", "!=")
    )

    page = bump_html([report(old, new)])

    checked(page)
    assert "not known" in page


def test_two_hundred_gates_stay_readable() -> None:
    """A table first, every change linked, small ones folded."""
    gates = [G(id=f"acme.g{number}", gate=f"status < {300 + number}") for number in range(200)]
    changed = [
        one.but(gate=f"status < {299 + number}") if number % 10 == 0 else one.but(description="new")
        for number, one in enumerate(gates)
    ]
    found = report(make_pack(gates), make_pack(changed, version="2.0.0"))

    page = bump_html([found])

    seen = checked(page)
    assert seen.tags.count("article") == 20
    assert page.index("All changes") < page.index("<article")
    assert "180 smaller changes" in page


# --- in a browser ---------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH")
def test_a_browser_shows_it_without_a_word(tmp_path: Path) -> None:
    """The page is read as it was written, and neither policy nor parser has a complaint."""
    page = tmp_path / "page.html"
    page.write_text(bump_html([gates_of_every_kind(), hostile(HOSTILE[1])]), encoding="utf-8")
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *("--enable-logging=stderr", "--v=0", f"--user-data-dir={tmp_path / 'profile'}"),
    )
    done = subprocess.run(
        [str(CHROMIUM), *flags, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "CONSOLE" not in done.stderr
    for landmark in ('<main id="report">', "<header>", "<nav ", "<article ", 'role="img"'):
        assert landmark in done.stdout
    written = page.read_text(encoding="utf-8")
    for tag in ("article", "figure", "svg", "pattern", "details", "table"):
        assert done.stdout.count(f"<{tag}") == written.count(f"<{tag}")
