"""Build the wheel of a policy pack (PEP 517) with nothing but the standard library.

This very file stands in the source distribution of every pack: it needs no
network and no other package, and the bytes that it makes depend on the files of
the pack alone. A wheel of a pack is data: no module, no script, no entry point.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from pathlib import Path

HOME = "policy_packs"
BACKEND = "_backend/policy_pack_backend.py"
PYPROJECT = b"""\
[build-system]
requires = []
build-backend = "policy_pack_backend"
backend-path = ["_backend"]
"""
WHEEL = b"""\
Wheel-Version: 1.0
Generator: policy-pack-package 1
Root-Is-Purelib: true
Tag: py3-none-any
"""
MTIME = 315_619_200  # 1980-01-02 UTC, for tar; the same day in the words of zip:
ZIP_STAMP = struct.pack("<HHHHH", 20, 0, 0, 0, 0x22)  # version needed, flags, stored, time, date


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001 (the interface of PEP 517)
    """Write the wheel; return its name."""
    return _write(wheel_directory, f"{stem(_pkg_info())}-py3-none-any.whl", wheel(*_project()))


def build_sdist(sdist_directory, config_settings=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001 (as above)
    """Write the source distribution anew: the same bytes as the one that this comes from."""
    data = sdist(*_project(), Path(__file__).read_bytes())
    return _write(sdist_directory, f"{stem(_pkg_info())}.tar.gz", data)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001 (as above)
    """Write the dist-info folder of the wheel; return its name."""
    for path, data in dist_info(*_project()).items():
        target = Path(metadata_directory, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return f"{stem(_pkg_info())}.dist-info"


def wheel(pkg_info: bytes, files: dict[str, bytes]) -> bytes:
    """Return the wheel of these files: the pack sorted, then dist-info, RECORD last."""
    members = {**_sorted(files), **_sorted(dist_info(pkg_info, files))}
    name = f"{stem(pkg_info)}.dist-info/RECORD"
    return zip_bytes({**members, name: record(members, name)})


def sdist(pkg_info: bytes, files: dict[str, bytes], backend: bytes) -> bytes:
    """Return the source distribution: tar in a gzip member that is stored, not compressed."""
    own = {"PKG-INFO": pkg_info, "pyproject.toml": PYPROJECT, BACKEND: backend}
    tar = tar_bytes({f"{stem(pkg_info)}/{path}": data for path, data in {**files, **own}.items()})
    return gzip_bytes(tar)


def stem(pkg_info: bytes) -> str:
    """Return name and version as they begin the names of files (PEP 427, PEP 625)."""
    return f"{_fields(pkg_info, 'Name')[0].replace('-', '_')}-{_fields(pkg_info, 'Version')[0]}"


def dist_info(pkg_info: bytes, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of the dist-info folder, without RECORD."""
    licences = {f"licenses/{path}": files[path] for path in _fields(pkg_info, "License-File")}
    own = {"METADATA": pkg_info, "WHEEL": WHEEL, **licences}
    return {f"{stem(pkg_info)}.dist-info/{path}": data for path, data in own.items()}


def record(members: dict[str, bytes], name: str) -> bytes:
    """Return RECORD, whose own name is ``name``; no path here needs quotes."""
    lines = [f"{path},sha256={_base64(data)},{len(data)}\n" for path, data in members.items()]
    return "".join([*lines, f"{name},,\n"]).encode("ascii")


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Return a zip of stored members in the given order, each header in its one form."""
    parts = []
    directory = []
    offset = 0
    for path, data in members.items():
        name = path.encode("ascii")
        common = ZIP_STAMP + struct.pack("<IIIHH", zlib.crc32(data), *[len(data)] * 2, len(name), 0)
        place = struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, offset)
        directory.append(b"PK\1\2\x14\x03" + common + place + name)  # made by 2.0 on Unix
        parts += [b"PK\3\4", common, name, data]
        offset += 30 + len(name) + len(data)
    body = b"".join(directory)
    end = struct.pack("<HHHHIIH", 0, 0, *[len(directory)] * 2, len(body), offset, 0)
    return b"".join([*parts, body, b"PK\5\6", end])


def tar_bytes(members: dict[str, bytes]) -> bytes:
    """Return a ustar of regular files, sorted, each header in its one form."""
    parts = []
    for path, data in _sorted(members).items():
        cut = path.rfind("/", 0, 156) if len(path) > 100 else -1  # noqa: PLR2004 (the fields of ustar)
        name, prefix = path[cut + 1 :].encode("ascii"), path[: max(cut, 0)].encode("ascii")
        head = name.ljust(100, b"\0") + b"%07o\0%07o\0%07o\0" % (0o644, 0, 0)
        head += b"%011o\0%011o\0" % (len(data), MTIME)
        tail = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2
        tail += prefix.ljust(167, b"\0")
        total = b"%06o\0 " % (sum(head) + sum(tail) + 8 * 32)
        parts += [head, total, tail, data, bytes(-len(data) % 512)]
    return b"".join([*parts, bytes(1024)])


def gzip_bytes(data: bytes) -> bytes:
    """Return one gzip member of stored blocks: no compressor, so the same bytes everywhere."""
    parts = [bytes.fromhex("1f8b08 00 00000000 02 ff")]
    for start in range(0, len(data), 65535):
        block = data[start : start + 65535]
        is_last = start + 65535 >= len(data)
        parts += [struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF), block]
    return b"".join([*parts, struct.pack("<II", zlib.crc32(data), len(data))])


def _project() -> tuple[bytes, dict[str, bytes]]:
    """Return PKG-INFO and the pack in the current folder, if they belong together."""
    files = _sorted({p.as_posix(): p.read_bytes() for p in Path(HOME).rglob("*") if p.is_file()})
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {path.split('/', 2)[-1]}\n"
        for path, data in files.items()
    ]
    digest = hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
    if f"content sha256: {digest}" not in _pkg_info().decode("utf-8").splitlines():
        raise SystemExit(f"{HOME} does not hold the files that PKG-INFO describes")
    return _pkg_info(), files


def _pkg_info() -> bytes:
    return Path("PKG-INFO").read_bytes()


def _fields(pkg_info: bytes, name: str) -> list[str]:
    header = pkg_info.decode("utf-8").partition("\n\n")[0]
    start = f"{name}: "
    return [line[len(start) :] for line in header.split("\n") if line.startswith(start)]


def _sorted(files: dict[str, bytes]) -> dict[str, bytes]:
    return dict(sorted(files.items(), key=lambda file: file[0].encode("utf-8", "surrogateescape")))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _write(folder: str, name: str, data: bytes) -> str:
    Path(folder, name).write_bytes(data)
    return name
