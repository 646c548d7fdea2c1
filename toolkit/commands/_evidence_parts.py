"""What is known about one pack, part by part: what the other commands say, word for word.

No part takes another one away: what cannot be judged says so, with the reason.
Nothing in a part names a place of this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from toolkit.commands._bump_output import wanted_readings
from toolkit.commands._bump_report import complaints, report_on
from toolkit.commands._confirm import Refuted, confirmed
from toolkit.commands._examined import examine_folder
from toolkit.commands._judging import judge_content
from toolkit.commands._named_baseline import is_ref
from toolkit.commands._packs import PackFolder
from toolkit.commands._trust import Asked, unverified_hint
from toolkit.diff import payload as bump
from toolkit.diff.report import BumpReport
from toolkit.errors import ToolkitError, UsageError
from toolkit.evidence.bundle import File, Part, Status, Subject
from toolkit.host.isolation import PROOF
from toolkit.host.tagging import day_of
from toolkit.release.verification import Outcome, Verification
from toolkit.render import json, markdown
from toolkit.render.views.bump_comment import bump_comment
from toolkit.render.views.bump_html import bump_html
from toolkit.render.views.bump_words import headline
from toolkit.render.views.smoke import markdown_evidence
from toolkit.render.views.verification import SCHEMA_VERSION as VERIFICATION
from toolkit.render.views.verification import passed, verification_payload
from toolkit.smoke.evidence import SELF_TEST_SCHEMA, SMOKE_SCHEMA, self_test_payload, smoke_payload
from toolkit.smoke.examine import Examination
from toolkit.texts import visible

_RELEASES = Path("dist")


@dataclass
class Gathered:
    """One pack: what is known, and the bytes of every file that tells it."""

    subject: Subject
    files: dict[str, bytes] = field(default_factory=dict)
    refuted: Refuted | None = None


def gather(args: argparse.Namespace, asked: Asked, pack: PackFolder, folder: str) -> Gathered:
    """Return everything about one pack; its files have names below ``folder``.

    Raises:
        ToolkitError: The folder cannot be read at all.
        UsageError: The options make no sense for this pack.
    """
    examination = examine_folder(pack)
    manifest = examination.reading.manifest
    subject = Subject(
        folder=folder,
        path=visible(pack.display),
        pack_id=visible(manifest.id.strip()) if manifest else "",
        version=visible(manifest.version.strip()) if manifest else "",
        content_sha256=pack.tree.content_digest,
        commit=_commit(pack),
        uncommitted=_uncommitted(pack),
        parts=(),
    )
    work = _Work(args, asked, pack, examination, Gathered(subject))
    parts = (work.smoke(), work.self_test(), work.bump(), work.verification())
    work.made.subject = replace(subject, parts=parts)
    return work.made


def _commit(pack: PackFolder) -> str:
    repository = pack.usable_repository
    with contextlib.suppress(ToolkitError):
        return (repository.head if repository else None) or ""
    return ""


def _uncommitted(pack: PackFolder) -> int:
    """Return how many files are not what the commit holds, whatever git was told to overlook."""
    repository, commit = pack.usable_repository, _commit(pack)
    if repository is None or not commit:
        return 0
    held: Mapping[str, str] = {}
    with contextlib.suppress(ToolkitError):  # the folder is not in the commit
        held = repository.tree(commit, repository.relative(pack.folder)).digests
    there = pack.tree.digests
    return sum(held.get(path) != there.get(path) for path in held.keys() | there.keys())


class _Said(NamedTuple):
    """What a part comes to: a word, a sentence, and what to do."""

    status: Status
    message: str
    hint: str = ""


@dataclass
class _Work:
    """One pack on its way into a bundle."""

    args: argparse.Namespace
    asked: Asked
    pack: PackFolder
    examination: Examination
    made: Gathered

    def smoke(self) -> Part:
        """Return strict smoke."""
        payload = smoke_payload(self.examination, pack_path=self.pack.display, proof=PROOF)
        page = markdown.render(markdown_evidence(self.examination, payload))
        texts = {"smoke.json": json.render(payload), "smoke.md": page}
        many, gates = len(self.examination.failures), payload["gate_count"]
        counted = "1 gate" if gates == 1 else f"{gates} gates"
        said = _Said(Status.PASS, f"{counted}, strict smoke passes")
        if many:
            first = self.examination.failures[0].fault
            more = f" (and {many - 1} more)" if many > 1 else ""
            said = _Said(Status.FAIL, f"strict smoke fails: {first}{more}", first.hint)
        return self._part("smoke", said, texts, SMOKE_SCHEMA, "--strict")

    def self_test(self) -> Part:
        """Return the self-test."""
        payload = self_test_payload(self.examination, pack_path=self.pack.display, proof=PROOF)
        texts = {"self-test.json": json.render(payload)}
        checks = payload["checks"]
        assert isinstance(checks, list)  # noqa: S101 (our own payload)
        failing = [each for each in checks if each["status"] != "pass"]
        said = _Said(Status.PASS, f"all {len(checks)} checks pass")
        if failing:
            message = f"the check {failing[0]['id']} fails: {failing[0]['message']}"
            said = _Said(Status.FAIL, message)
        return self._part("self-test", said, texts, SELF_TEST_SCHEMA)

    def bump(self) -> Part:
        """Return what changed, and whether the version carries it."""
        try:
            report = self._report()
        except UsageError:
            raise
        except ToolkitError as error:
            return self._not_done("bump", error)
        wrong = complaints(report, wanted_readings(self.args, report))
        message = "".join(part.text for part in headline(report))
        texts = {
            "bump.json": json.render(bump.payload(report)),
            "bump.md": bump_comment([report]),
            "bump.html": bump_html([report]),
        }
        said = _Said(Status.PASS, message)
        if wrong:
            said = _Said(Status.FAIL, f"{message} ({wrong[0].message})", wrong[0].hint)
        words = ["--check", *([] if self.args.confirm else ["--no-confirm"]), *self._choices()]
        return self._part("bump", said, texts, bump.SCHEMA_VERSION, *words)

    def _report(self) -> BumpReport:
        """Return the report by the day of the commit, so that it is the same on every day."""
        repository, commit = self.pack.usable_repository, self.made.subject.commit
        args = argparse.Namespace(**vars(self.args))
        if args.today is None and repository is not None and commit:
            args.today = day_of(repository, commit)
        report = report_on(args, self.pack)
        if report.baseline is not None and args.baseline and not is_ref(args.baseline):
            report = replace(report, baseline=replace(report.baseline, ref=_named(args.baseline)))
        (report,), self.made.refuted = confirmed([report], wanted=args.confirm)
        return report

    def _choices(self) -> Iterator[str]:
        """Yield the options that decide what `bump` says, as they were given."""
        if self.args.baseline:
            yield from ("--baseline", _named(self.args.baseline))
        for name in ("profile", "zero_major", "today"):
            if value := getattr(self.args, name):
                yield from (f"--{name.replace('_', '-')}", str(value))
        if self.args.fail_on is not None:
            yield from ("--fail-on", ",".join(one.value for one in self.args.fail_on) or "nothing")

    def verification(self) -> Part:
        """Return what `verify` says about the release that is named, or that lies under dist/."""
        subject = self.made.subject
        found = _RELEASES / subject.pack_id / subject.version
        path = self.args.release or found
        if self.args.release is None and not (subject.pack_id and found.is_dir()):
            where = f"under {found.as_posix()}" if subject.pack_id else "for a pack without an id"
            text = f"no release was named, and there is none {where}"
            return Part(name="verification", status=Status.ABSENT, message=text)
        answer, smoke = judge_content(path, self.asked)
        named = _named(path.as_posix())
        texts = {"verification.json": json.render(verification_payload(answer, smoke, path=named))}
        said = self._verdict(answer, smoke)
        return self._part("verification", said, texts, VERIFICATION, *self._trust(), named)

    def _verdict(self, answer: Verification, smoke: Examination | None) -> _Said:
        """Return the verdict on a release: it must be a good one, and of these very files."""
        told, refusal = answer.outcome.value, answer.refusal
        if refusal is not None:
            status = Status.FAIL if answer.outcome is Outcome.REFUSED else Status.INCOMPLETE
            return _Said(status, f"{told}: {refusal.message}", refusal.hint)
        if not passed(answer, smoke) or answer.archive is None:
            text = f"{told}: nothing is wrong, and nobody could say who made it"
            return _Said(Status.INCOMPLETE, text, unverified_hint(answer))
        stem = answer.archive.stem
        if answer.archive.content_sha256 != self.made.subject.content_sha256:
            text = f"{told}, but {stem} is another content than the pack here"
            hint = "name the release of these very files, or check out the commit of the release"
            return _Said(Status.FAIL, text, hint)
        return _Said(Status.PASS, f"{told}: {stem}, the same content as here")

    def _trust(self) -> Iterator[str]:
        if self.asked.checksums_only:
            yield "--checksums-only"
        if self.asked.allowed_signers is not None:
            yield from ("--allowed-signers", self.asked.allowed_signers.name)
        if self.asked.signer:
            yield from ("--signer", self.asked.signer)

    def _part(
        self, name: str, said: _Said, texts: Mapping[str, str], schema: str, *words: str
    ) -> Part:
        """Return a part whose files are kept; ``words`` are the options that gave the answer."""
        folder = self.made.subject.folder
        data = {
            f"{folder}{file}": text.encode("utf-8", "backslashreplace")
            for file, text in texts.items()
        }
        self.made.files |= data
        return Part(
            name=name,
            status=said.status,
            message=self._local(said.message),
            hint=self._local(said.hint),
            command=self._command(name, words),
            files=tuple(
                File.of(file, held, schema if file.endswith(".json") else "")
                for file, held in data.items()
            ),
        )

    def _command(self, name: str, words: Sequence[str]) -> str:
        verb = ["policy-pack", "verify" if name == "verification" else name]
        pack = ["--pack", self.pack.display] if name != "verification" else []
        return visible(shlex.join([*verb, *pack, *words, "--format", "json"]))

    def _not_done(self, name: str, error: ToolkitError) -> Part:
        return Part(
            name=name,
            status=Status.INCOMPLETE,
            message=self._local(error.message),
            hint=self._local(error.hint),
        )

    def _local(self, text: str) -> str:
        """Return a text in which no place of this machine is named."""
        repository = self.pack.usable_repository
        places = [self.pack.folder.resolve(), Path.cwd()]
        places += [repository.root.resolve(), repository.root] if repository else []
        for place in sorted(map(str, places), key=len, reverse=True):
            if place != "/":
                text = text.replace(f"{place}/", "").replace(place, ".")
        return visible(text)


def _named(path: str) -> str:
    """Return a path or a ref as evidence may name it: what leads out of here, by its last part."""
    if is_ref(path):
        return path
    given = Path(path)
    return given.resolve().name if given.is_absolute() or ".." in given.parts else path
