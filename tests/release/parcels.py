"""Wheels built field by field, without our own writer, so that any field can be wrong."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass, field, replace
from functools import cache

from tests.make import make_files
from toolkit.pack.tree import Tree
from toolkit.release.package.writing import build_packages

PACK = make_files(
    version="1.2.0-rc.1", publisher="Acme", files={"LICENSE": "text\n", "NOTICE": "words\n"}
)
TREE = Tree.of_files(PACK)
STEM = "policy_pack_acme_api-1.2.0rc1"
WHEEL, SDIST = f"{STEM}-py3-none-any.whl", f"{STEM}.tar.gz"
HOME, INFO = "policy_packs/acme.api", f"{STEM}.dist-info"
RECORD = f"{INFO}/RECORD"


@cache
def packages() -> dict[str, bytes]:
    """Return the good wheel and source distribution."""
    return build_packages(TREE)


@dataclass(frozen=True)
class Member:
    """One member of a zip; what is None follows from the rest, and is right."""

    name: str
    data: bytes = b""
    flags: int = 0
    method: int = 0
    made_by: int = 0x0314
    needs: int = 20
    stamp: tuple[int, int] = (0, 0x22)
    attributes: int = 0o100644 << 16
    extra: bytes = b""
    comment: bytes = b""
    crc: int | None = None
    body: bytes | None = None
    local_name: str | None = None
    local_size: int | None = None
    offset: int | None = None
    before: bytes = b""

    def but(self, **changes: object) -> Member:
        """Return this member with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def local(self) -> bytes:
        """Return what stands before the directory."""
        body = self.data if self.body is None else self.body
        name = (self.name if self.local_name is None else self.local_name).encode("latin-1")
        size = len(body) if self.local_size is None else self.local_size
        sizes = (self._crc(), size, len(self.data) if self.local_size is None else size)
        head = struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4", self.needs, self.flags, self.method, *self.stamp,
            *sizes, len(name), len(self.extra),
        )  # fmt: skip
        return self.before + head + name + self.extra + body

    def central(self, offset: int) -> bytes:
        """Return the header in the directory of a member that stands at ``offset``."""
        body = self.data if self.body is None else self.body
        name = self.name.encode("latin-1")
        head = struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", self.made_by, self.needs, self.flags, self.method,
            *self.stamp, self._crc(), len(body), len(self.data), len(name), len(self.extra),
            len(self.comment), 0, 0, self.attributes,
            offset + len(self.before) if self.offset is None else self.offset,
        )  # fmt: skip
        return head + name + self.extra + self.comment

    def _crc(self) -> int:
        return zlib.crc32(self.data) if self.crc is None else self.crc


@dataclass(frozen=True)
class Zip:
    """A zip of members; the end record is right unless a field of it is given."""

    members: tuple[Member, ...]
    count: int | None = None
    directory_at: int | None = None
    before_directory: bytes = b""
    before_end: bytes = b""
    comment: bytes = field(default=b"")

    def encode(self) -> bytes:
        """Return the bytes."""
        body, directory = b"", b""
        for member in self.members:
            directory += member.central(len(body))
            body += member.local()
        body += self.before_directory
        count = len(self.members) if self.count is None else self.count
        at = len(body) if self.directory_at is None else self.directory_at
        end = struct.pack(
            "<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), at, len(self.comment)
        )
        return body + directory + self.before_end + end + self.comment


def good_members() -> tuple[Member, ...]:
    """Return the members of the good wheel, without RECORD, written here by hand."""
    metadata = packages_metadata()
    pack = {f"{HOME}/{path}": data for path, data in sorted(PACK.items())}
    info = {
        "METADATA": metadata,
        "WHEEL": (
            b"Wheel-Version: 1.0\nGenerator: policy-pack-package 1\n"
            b"Root-Is-Purelib: true\nTag: py3-none-any\n"
        ),
        f"licenses/{HOME}/LICENSE": PACK["LICENSE"],
        f"licenses/{HOME}/NOTICE": PACK["NOTICE"],
    }
    named = {**pack, **{f"{INFO}/{path}": data for path, data in info.items()}}
    return tuple(Member(name, data) for name, data in named.items())


def with_record(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Return members with the RECORD that lists them."""
    lines = [f"{each.name},sha256={sha256(each.data)},{len(each.data)}\n" for each in members]
    text = "".join([*lines, f"{RECORD},,\n"])
    return (*members, Member(RECORD, text.encode("latin-1")))


def sha256(data: bytes) -> str:
    """Return a digest as RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def packages_metadata() -> bytes:
    """Return METADATA as it is expected, every line of it."""
    return f"""\
Metadata-Version: 2.4
Name: policy-pack-acme-api
Version: 1.2.0rc1
Summary: The policy pack Acme API
Keywords: entroping,policy-pack,acme.api,1.2.0-rc.1
Author: Acme
Maintainer: Acme
License-Expression: Apache-2.0
License-File: {HOME}/LICENSE
License-File: {HOME}/NOTICE
Description-Content-Type: text/markdown; charset=UTF-8

The policy pack `acme.api`, version 1.2.0-rc.1: data only, no code.

Install it into a folder of your project, and import its file from there:

    pip install --no-index --no-deps --target vendor FILE

    imports:
      - "./vendor/{HOME}/qanstitution.yaml"

content sha256: {TREE.content_digest}
""".encode()
