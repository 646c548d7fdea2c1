"""Configs in many layouts: quotes, dashes, brackets, comments, line ends, markers."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(["./a.yaml", "./b/c.yaml", "../d.yaml", "./é.yaml", "./x-y_z.yaml"])
QUOTES = st.sampled_from(["{}", "'{}'", '"{}"'])
BREAKS = st.sampled_from(["\n", "\r\n"])
COMMENTS = st.sampled_from(["", " # why", "  #, ] '\" [", "\t# tab"])
NAMES = st.sampled_from(["shop", "'a: b'", '"#"'])
KEYS = st.sampled_from(["imports:", '"imports":'])


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A config with its keys in some order, in some layout; some are no YAML."""
    margin = draw(st.sampled_from(["", "  "]))
    said = ["description: |", "  one", "", "  two"]
    parts = [
        [f"{margin}project: {draw(NAMES)}{draw(COMMENTS)}"],
        [f'{margin}version: "4.1"'],
        draw(lists(margin)),
        draw(st.sampled_from([[], [f"{margin}gates:", f"{margin}- {{id: x}}"], ["", "# said"]])),
        draw(st.sampled_from([[], [f"{margin}{each}" for each in said]])),
    ]
    ordered = [each for part in draw(st.permutations(parts)) for each in part]
    head = draw(st.sampled_from([[], ["---"], ["# top", "", "---"]]))
    tail = draw(st.sampled_from([[], ["..."], ["", "# end"]]))
    text = "".join(f"{each}{draw(BREAKS)}" for each in (*head, *ordered, *tail))
    text = text if draw(st.booleans()) else text.rstrip("\r\n")
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


@st.composite
def lists(draw: st.DrawFn, margin: str) -> list[str]:
    """The lines of some list of imports, or none, without their ends."""
    items = draw(st.lists(WORDS, max_size=3, unique=True))
    quoted = [draw(QUOTES).format(each) for each in items]
    key = margin + draw(KEYS)
    match draw(st.sampled_from(["none", "block", "flow", "lines"])):
        case "none":
            return []
        case "block" if items:
            return [key + draw(COMMENTS), *draw(dashes(margin, quoted))]
        case "lines" if items:
            return draw(bracket_lines(margin, key, quoted))
        case _:
            blank, last = draw(st.sampled_from(["", " "])), draw(st.sampled_from(["", ",", ", "]))
            inside = ", ".join(quoted) + (last if items else "")
            return [f"{key} [{blank}{inside}{blank}]{draw(COMMENTS)}"]


@st.composite
def dashes(draw: st.DrawFn, margin: str, items: list[str]) -> list[str]:
    """Items with dashes, and comments below the last one."""
    inner = margin + draw(st.sampled_from(["", "  ", "    "]))
    gap = draw(st.sampled_from([" ", "   "]))
    below = st.sampled_from(["", "# x", f"{inner}    # deep"])
    lines = [f"{inner}-{gap}{each}{draw(COMMENTS)}" for each in items]
    return [*lines, *draw(st.lists(below, max_size=2))]


@st.composite
def bracket_lines(draw: st.DrawFn, margin: str, key: str, items: list[str]) -> list[str]:
    """Items in brackets, each on a line of its own."""
    ends = [*[","] * (len(items) - 1), draw(st.sampled_from(["", ","]))]
    inner = [
        f"{margin}    {each}{end}{draw(COMMENTS)}" for each, end in zip(items, ends, strict=True)
    ]
    return [f"{key} [{draw(COMMENTS)}", *inner, f"{margin}  ]{draw(COMMENTS)}"]
