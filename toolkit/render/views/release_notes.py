"""The text for the page of a release: what it is, what changed, how to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.diff.report import BumpReport
from toolkit.render import markdown
from toolkit.render.document import Document, code, line
from toolkit.render.views.changelog import changelog_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What identifies a release: digests are sha256 in hex, ``commit`` is the full id."""

    pack_id: str
    version: str
    archive: str
    commit: str
    tag: str
    digests: Mapping[str, str]

    @property
    def folder(self) -> str:
        """The folder that a consumer downloads, as they may call it."""
        return f"{self.pack_id}-{self.version}"


def release_notes(
    identity: Identity, report: BumpReport, *, changelog: str, files: Mapping[str, str]
) -> str:
    """Return the notes as Markdown; the same release gives the same bytes.

    ``changelog`` is what the pack's own changelog says of the version, empty
    where it says nothing: then the findings are told. ``files`` says of each
    file of the release what it is.
    """
    top = Document().heading(1, code(identity.pack_id), f" {identity.version}")
    top.paragraph(*_lead(report))
    said = changelog or changelog_text(report).partition("\n")[2].strip("\n")
    below = Document().heading(2, "What identifies it")
    below.table(
        ("what", "value"),
        [
            ("archive", code(identity.archive)),
            *((f"{name} sha256", code(value)) for name, value in identity.digests.items()),
            ("tag", code(identity.tag)),
            ("commit", code(identity.commit)),
        ],
    )
    below.heading(2, "Check it before use")
    below.paragraph("Both work offline, in the folder of the downloaded files.")
    below.listing(
        "sha256sum --check --strict SHA256SUMS\npolicy-pack verify --checksums-only .", "sh"
    )
    below.paragraph(
        "Checksums that come from the same place as the files show damage, not who made them:"
        " compare a digest with one from a source you trust. With a key that you have from"
        " elsewhere, ",
        code(f"policy-pack verify --allowed-signers FILE --expect {identity.tag} ."),
        " checks SHA256SUMS.sig, where that is among the files, and ",
        code("--minisign-key KEY"),
        " SHA256SUMS.minisig.",
    )
    below.heading(2, "What it claims")
    below.paragraph(
        "The archive is a function of the files of that commit: whoever checks it out and builds"
        " it again gets the same bytes. The provenance says so in the form of SLSA, and claims"
        " Build L1, no more: nobody but those who publish it vouches for the machine that built it."
    )
    below.heading(2, "Files").bullets(line(code(name), f": {what}") for name, what in files.items())
    return f"{markdown.render(top)}\n{said}\n\n{markdown.render(below)}"


def _lead(report: BumpReport) -> tuple[str, ...]:
    if report.baseline is None:
        return ("The first release.",)
    level = report.required.text
    return (f"Since {report.baseline.version}: the changes are {level}.",)
