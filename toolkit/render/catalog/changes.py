"""What changed in a version, as its own report on versions tells it: levels, edits, witnesses.

The report comes with the release. Who it is about was verified; the rest of it is shown as far as
it has the documented form, and left out where it has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from toolkit.release.strict_json import JSONValue
from toolkit.render.catalog.frame import level_mark, number_of
from toolkit.render.figures import figure, literal
from toolkit.render.html import folded, listing
from toolkit.render.markup import Element, Node, element

if TYPE_CHECKING:
    from toolkit.diff.pictures.model import Picture

Draw: TypeAlias = "Callable[[str, str], Iterable[Picture]]"
"""What there is to draw of a gate, by its ids in the version before and in this one."""
_MOST: Final = 200
"""Changes of one version that are shown."""
_BODY: Final = 600
"""Characters of a body that are shown."""
_IMPACTS: Final = {
    "compatible": ("good", "✓", "Nothing that passed can fail."),
    "breaking": ("bad", "✕", "A pipeline that passed can fail."),
    "undecided": ("warning", "?", "Whether a pipeline that passed can fail is not decided."),
}
_PROTECTIONS: Final = {
    "same": "What the pack protects from is the same.",
    "raised": "The pack refuses more.",
    "reduced": "The pack refuses less.",
    "mixed": "The pack refuses more in some places and less in others.",
    "unknown": "Whether the pack refuses more or less is not known.",
}


def text_at(value: JSONValue, *keys: str) -> str:
    """Return the text at a path of keys, ``""`` where there is none."""
    found = part_at(value, *keys)
    return found if isinstance(found, str) else ""


def part_at(value: JSONValue, *keys: str) -> JSONValue:
    """Return what stands at a path of keys, None where there is no such place."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items_at(value: JSONValue, *keys: str) -> list[JSONValue]:
    """Return the list at a path of keys, an empty one where there is none."""
    found = part_at(value, *keys)
    return found if isinstance(found, list) else []


def messages(report: JSONValue) -> list[tuple[str, str]]:
    """Return level and sentence of each change, the most severe first."""
    return [
        (text_at(each, "required_bump"), text_at(each, "message"))
        for each in items_at(report, "findings")
    ]


def changes(report: JSONValue, version: str, draw: Draw) -> Iterator[Node]:
    """Yield all that a report on versions says of the step to ``version``, with pictures."""
    before = text_at(report, "baseline", "version")
    if report is None:
        yield element("p", "No report on versions lies beside the archive.", class_="muted")
        return
    if not before:
        yield element("p", "The first release: there was nothing to compare it with.")
        return
    yield element("p", list(_headline(report, before, version)))
    found = items_at(report, "findings")
    seen: set[str] = set()
    for number, each in enumerate(found[:_MOST]):
        gate_id = text_at(each, "gate_id")
        pictures = list(_figures(each, gate_id, number, draw)) if gate_id not in seen else []
        seen.add(gate_id)
        yield _change(each, before, version, pictures)
    if found[_MOST:]:
        rest = number_of(len(found) - _MOST, "more change")
        yield element("p", f"{rest} stand in the report beside the archive.", class_="muted")


def _headline(report: JSONValue, before: str, version: str) -> Iterator[Node]:
    yield from (level_mark(text_at(report, "required_bump")), f" from {before} to {version}. ")
    class_, sign, words = _IMPACTS.get(text_at(report, "impact"), ("muted", "", ""))
    if words:
        yield element("span", element("span", f"{sign} ", aria_hidden="true"), words, class_=class_)
        yield " "
    yield _PROTECTIONS.get(text_at(report, "protection"), "")


def _figures(finding: JSONValue, gate_id: str, number: int, draw: Draw) -> Iterator[Element]:
    pictures = draw(text_at(finding, "previous_gate_id") or gate_id, gate_id)
    for at, picture in enumerate(pictures):
        yield figure(picture, f"change-{number}-{at}")


def _change(finding: JSONValue, before: str, version: str, pictures: list[Element]) -> Element:
    subject = text_at(finding, "gate_id") or text_at(finding, "subject")
    warning = text_at(finding, "warning")
    return element(
        "article",
        element(
            "h3",
            level_mark(text_at(finding, "required_bump")),
            " ",
            literal(subject),
            " ",
            element("span", text_at(finding, "rule"), class_="rule-title"),
        ),
        element("p", folded_text(text_at(finding, "message"))),
        element("p", element("strong", "Warning: "), warning, class_="warned") if warning else None,
        pictures,
        _edit(finding),
        _witness(part_at(finding, "witness"), before, version),
        _witness(part_at(finding, "reverse_witness"), before, version),
        class_="change",
    )


def folded_text(text: str) -> Node:
    """Return a sentence, which is long where it quotes a pack."""
    return text if len(text) <= _BODY else folded(text)


def _edit(finding: JSONValue) -> Element | None:
    sides = [("\N{MINUS SIGN}", "gone", "before", "old"), ("+", "come", "now", "new")]
    rows = [
        element(
            "li",
            element("span", sign, class_="sign", aria_hidden="true"),
            element("span", f"{name}: ", class_="hidden"),
            folded(text_at(finding, key, "text")),
            element("span", literal(_place(part_at(finding, key))), class_="place"),
            class_=class_,
        )
        for sign, class_, name, key in sides
        if text_at(finding, key, "text")
    ]
    return element("ul", rows, class_="edit") if rows else None


def _place(side: JSONValue) -> str:
    line = part_at(side, "line")
    return f"{text_at(side, 'file')}:{line}" if line else text_at(side, "file")


def _witness(witness: JSONValue, before: str, version: str) -> Element | None:
    """Return the response that shows a change, and how the two versions judge it."""
    if not isinstance(witness, dict):
        return None
    verdicts = {"pass": "passes", "fail": "fails"}
    old = verdicts.get(text_at(witness, "old"), "is unknown to")
    new = verdicts.get(text_at(witness, "new"), "is unknown to")
    words = f"A response that {old} {before} and {new} {version}"
    confirmed = text_at(witness, "confirmed")
    return element(
        "details",
        element("summary", words),
        listing("\n".join(_exchange(witness))),
        element("p", f"{confirmed[:1].upper()}{confirmed[1:]}.", class_="small")
        if confirmed
        else None,
        class_="witness-shown",
    )


def _exchange(witness: JSONValue) -> Iterator[str]:
    """Yield the lines of an exchange, as one would write them down."""
    exchange, response = part_at(witness, "exchange"), part_at(witness, "response")
    url = text_at(exchange, "url") or text_at(exchange, "path")
    yield f"{text_at(exchange, 'method')} {url}".strip()
    tags = [each for each in items_at(exchange, "tags") if isinstance(each, str)]
    if tags:
        yield f"tags: {', '.join(tags)}"
    meta = part_at(exchange, "meta")
    for name, value in sorted(meta.items()) if isinstance(meta, dict) else ():
        yield f"meta: {name} = {value}"
    yield ""
    duration = part_at(response, "duration_ms")
    after = f"   after {duration} ms" if isinstance(duration, int) else ""
    yield f"HTTP {part_at(response, 'status')}{after}"
    for header in items_at(response, "headers"):
        if isinstance(header, list):
            yield ": ".join(str(each) for each in header)
    body = text_at(response, "body")
    if body:
        yield ""
        yield from body[:_BODY].split("\n")
        if body[_BODY:]:
            yield f"… {len(body) - _BODY:,} more characters"
    elif text_at(response, "body_base64"):
        yield from ("", "a body that is no text")
