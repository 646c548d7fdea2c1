"""The site in a real browser: read, searched, on a phone and on a desk, and nothing else asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, browser, needs_chromium
from tests.catalog.shop import ADDS, MANIFEST, RULES, Shop
from tests.catalog.test_pages import ATTACKS, hostile
from tests.command_line import asked

pytestmark = [pytest.mark.browser, needs_chromium(), pytest.mark.slow]
PROJECT = Path(__file__).parents[2]
WIDTHS = (390, 1280)
SUMMARY = 'summary: "Deep checks of cookies"\n'
COOKIE_GATE = '  - {id: "acme.api.cookie_secure", file: "rules/security.yaml", final: false}\n'
COOKIES = """\
  - id: "acme.api.cookie_secure"
    description: "Session cookies are secure"
    condition: "tags contains 'login'"
    gate: "cookie \\"session[Secure]\\" exists"
    enforcement: "warn"
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def site(shop: Shop) -> Path:
    """A site with two packs, one of them premium, and a withdrawn version."""
    shop.release()
    shop.release(version="1.1.0", before="1.0.0")
    readme = "# More\n\n`acme.api.no_5xx` is final because a server error is never fine.\n\n"
    shop.release(
        "acme.more",
        files={"README.md": readme + ADDS},
        replaced={
            MANIFEST: ("gates:\n", f"{SUMMARY}gates:\n{COOKIE_GATE}"),
            RULES: ("gates:\n", f"gates:\n{COOKIES}"),
        },
    )
    settings = (
        "tiers: {acme.more: premium}\n"
        "yanked: [{pack: acme.api, version: 1.0.0, reason: wrong on leap days}]\n"
    )
    answer = shop.build(settings=settings)
    assert answer.code == 0, answer.out
    return shop.site


def shown(page: Page, selector: str) -> list[str]:
    """Return the texts of what is shown of a kind."""
    words: list[str] = page.ask(
        f"Array.from(document.querySelectorAll({selector!r}))"
        ".filter(one => one.checkVisibility()).map(one => one.innerText.replace(/\\s+/g, ' '))"
    )
    return words


def check_quiet(page: Page, path: Path) -> None:
    """Nothing was said on the console, and nothing asked for but the page itself."""
    assert page.console == []
    assert page.requests == [path.as_uri()]


def test_words_find_a_gate(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    page.ask("document.getElementById('words').focus()")

    page.type("cookie secure")

    assert shown(page, ".pack-card h2") == ["Acme API premium"]
    assert [text.split()[0] for text in shown(page, ".gate p:first-child")] == [
        "acme.api.cookie_secure"
    ]
    assert shown(page, "#found") == ["1 of 3 gates in 1 of 2 packs"]
    check_quiet(page, site / "index.html")


def test_gates_that_say_it_themselves_come_before_a_pack_that_says_it(
    page: Page, site: Path
) -> None:
    """The summary of the pack has the word, too: what was looked for is the gate."""
    page.open(site / "index.html")
    page.ask("document.getElementById('words').focus()")

    page.type("cookie")

    assert len(shown(page, ".gate")) == 1
    assert shown(page, "#found") == ["1 of 3 gates in 1 of 2 packs"]


def test_words_that_find_nothing_say_so(page: Page, site: Path) -> None:
    page.open(site / "index.html")
    page.ask("document.getElementById('words').focus()")

    page.type("<img src=x onerror=alert(1)>")

    assert shown(page, ".pack-card") == []
    assert shown(page, "#nothing") == ["Nothing matches. Take out a word, or choose less."]
    assert page.ask("document.images.length") == 0
    check_quiet(page, site / "index.html")


@pytest.mark.parametrize(
    ("choice", "packs", "gates"),
    [
        ("tier.value = 'premium'", 1, 0),
        ("tier.value = 'open-core'", 1, 0),
        ("enforcement.value = 'warn'", 1, 1),
        ("enforcement.value = 'block'", 2, 2),
        ("enforcement.value = 'audit_only'", 0, 0),
        ("final.checked = true", 2, 2),
        ("words.value = '1.1.0'", 1, 0),
        ("words.value = 'acme.api final'", 2, 2),
        ("words.value = 'withdrawn'", 1, 0),
    ],
)
def test_choices_leave_what_matches(
    page: Page, site: Path, choice: str, packs: int, gates: int
) -> None:
    page.open(site / "index.html")

    page.ask(
        f"(() => {{ const form = document.getElementById('search').elements; form.{choice};"
        " document.getElementById('search').dispatchEvent(new Event('input')); })()"
    )

    assert len(shown(page, ".pack-card")) == packs
    assert len(shown(page, ".gate")) == gates  # lists are open where single gates were asked for


def test_everything_can_be_done_with_keys(page: Page, site: Path) -> None:
    page.open(site / "index.html")

    page.press("Tab")
    first = page.ask("document.activeElement.innerText")
    page.ask("document.activeElement.blur()")
    page.press("/", text="/")
    field = page.ask("document.activeElement.id")
    reached = []
    for _ in range(8):
        page.press("Tab")
        reached.append(page.ask("document.activeElement.id || document.activeElement.tagName"))

    assert first == "Skip to the content"
    assert field == "words"
    assert page.ask("document.getElementById('words').value") == ""
    assert reached[:3] == ["tier", "enforcement", "final"]
    assert "SUMMARY" in reached


def test_without_the_script_all_can_be_read(page: Page, site: Path) -> None:
    path = site / "index.html"
    page.open(path, script=False)
    text = path.read_text(encoding="utf-8")

    page.call("Emulation.setScriptExecutionDisabled", value=False)

    assert 'id="search" role="search" hidden=""' in text
    assert len(shown(page, ".pack-card")) == 2
    assert shown(page, "form") == []
    assert len(shown(page, ".pack-card summary")) == 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_is_wider_than_its_window(page: Page, site: Path, width: int, dark: bool) -> None:
    for path in sorted(site.rglob("*.html")):
        page.open(path, width=width, dark=dark)
        page.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.ask("document.documentElement.scrollWidth") <= width, path.name
        check_quiet(page, path)


@pytest.mark.parametrize("width", WIDTHS)
def test_words_stand_out_from_their_ground(page: Page, site: Path, width: int) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5, in light and in dark, for every piece of text."""
    for dark in (False, True):
        for name in ("index.html", "packs/acme.api/1.1.0.html", "packs/acme.api/index.html"):
            page.open(site / name, width=width, dark=dark)
            assert page.ask(CONTRAST) == [], (name, dark)
            page.ask("document.querySelector('h1').style.color = '#777'")
            assert len(page.ask(CONTRAST)) > 0, "the control: grey is weak on any ground"


CONTRAST = """
(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = numbers(getComputedStyle(at).backgroundColor);
      if (found.length < 4 || found[3] > 0.99) return found;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const node of document.body.querySelectorAll("*")) {
    const own = Array.from(node.childNodes).some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || !node.checkVisibility() || node.closest("svg, .skip, .hidden, option")) continue;
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push(`${node.className} ${node.innerText.slice(0, 30)} ${ratio}`);
  }
  return weak;
})()
"""


def test_fingers_find_what_they_touch(page: Page, site: Path) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels at least for what is no link in running text."""
    page.open(site / "index.html", width=390)

    small = page.ask(
        "Array.from(document.querySelectorAll('input, select, summary, .check'))"
        ".filter(one => one.getBoundingClientRect().height < 24 && one.type !== 'checkbox')"
        ".map(one => one.outerHTML)"
    )

    assert small == []


def test_whatever_a_pack_says_nothing_runs(page: Page, shop: Shop) -> None:
    for number, attack in enumerate(ATTACKS):
        hostile_shop = Shop(shop.root / str(number), shop.capture)
        hostile(hostile_shop, attack)
        answer = shop.run(
            "catalog", "build", "--releases", str(hostile_shop.dist),
            "--out", str(hostile_shop.site),
        )  # fmt: skip
        assert answer.code == 0, answer.err
        for path in sorted(hostile_shop.site.rglob("*.html")):
            page.open(path, width=390)
            page.ask("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            check_quiet(page, path)
            assert page.ask("document.images.length") == 0
            assert page.ask("document.documentElement.scrollWidth") <= 390, (attack, path.name)


def test_the_packs_of_this_repository(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    packs = sorted(str(path) for path in (PROJECT / "packs").iterdir())
    release = [word for pack in packs for word in ("--pack", pack)]
    assert asked(capsys, "release-archive", *release, "--out", "dist").code == 0
    built = asked(capsys, "catalog", "build", "--releases", "dist", "--out", "site")
    assert built.code == 0, built.err

    for path in sorted((tmp_path / "site").rglob("*.html")):
        for width in WIDTHS:
            page.open(path, width=width)
            assert page.ask("document.documentElement.scrollWidth") <= width, path.name
            check_quiet(page, path)
    page.open(tmp_path / "site/index.html")
    page.ask("document.getElementById('words').focus()")
    page.type("X-Request-Id")
    found = shown(page, ".pack-card h2")
    assert any("Request Correlation" in name for name in found)
    assert len(shown(page, ".gate")) > 0
