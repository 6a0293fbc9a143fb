"""A workbook's ZIP package, opened with limits and written with nothing changed but the named parts.

Members are read through ``zipfile``, which checks their sums. To write, the bytes of all other members are copied as
they stand, local headers, order and compression included; only their offsets in the directory at the end change.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

MAX_FILE: Final = 64 * 1024 * 1024
MAX_PART: Final = 192 * 1024 * 1024
MAX_MEMBERS: Final = 10_000
MAX_TOTAL: Final = 768 * 1024 * 1024
MAX_RATIO: Final = 400
"""How many times its packed size all members together may have; real workbooks stay below 100."""

_SMALL: Final = 8 * 1024 * 1024
_CFB: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_UNPACKED: Final = (0, zipfile.ZIP_DEFLATED)
_WIDE: Final = 0xFFFFFFFF


class RefusedError(Exception):
    """The file is no workbook that can be read safely; the message says why, ``hint`` what would help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Package:
    """A package of parts; ``data`` are the bytes of the whole file."""

    data: bytes

    @cached_property
    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """The members in the order of the directory."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return tuple(archive.infolist())

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(m.filename for m in self.members)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises RefusedError where it is absent, damaged or too large."""
        if name not in self.names:
            raise RefusedError(f"the part {name} is missing: the workbook is damaged")
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                if archive.getinfo(name).file_size > MAX_PART:
                    raise RefusedError(f"the part {name} has more than {MAX_PART // 2**20} MB unpacked")
                return archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
            raise RefusedError(f"the part {name} cannot be unpacked: {fault}") from fault

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """Return the package with the content of these parts changed, and every other byte of a member as it is."""
        end = self.data.rindex(b"PK\x05\x06")
        count, size, start = struct.unpack_from("<10xHLL", self.data, end)
        starts = sorted(m.header_offset for m in self.members)
        following = dict(zip(starts, [*starts[1:], start], strict=True))
        records = _records(self.data[start : start + size], count)
        out, moved = bytearray(), {}
        for info in sorted(self.members, key=lambda m: m.header_offset):
            begin, was = len(out), info.header_offset
            record = records[was]
            if info.filename in parts:
                head, packed = _repacked(self.data, info, parts[info.filename])
                out += head + packed
                record = _resized(record, info, parts[info.filename], len(packed))
            else:
                out += self.data[was : following[was]]
            moved[was] = record[:42] + struct.pack("<L", begin) + record[46:]
        directory = b"".join(moved[m.header_offset] for m in self.members)
        tail = struct.pack("<LL", len(directory), len(out))
        return bytes(out) + directory + self.data[end : end + 12] + tail + self.data[end + 20 :]


def open_package(data: bytes) -> Package:
    """Open a package. Raises RefusedError for what is none, is encrypted, or would unpack beyond the limits."""
    _refuse_others(data)
    package = Package(data)
    try:
        members = package.members
    except (zipfile.BadZipFile, ValueError, struct.error, UnicodeDecodeError) as fault:
        raise RefusedError("the file is damaged: it is no whole ZIP package") from fault
    if len(members) > MAX_MEMBERS or len({m.filename for m in members}) < len(members):
        raise RefusedError("the package has too many parts, or two of one name")
    total = sum(m.file_size for m in members)
    if total > MAX_TOTAL or (total > _SMALL and total > MAX_RATIO * len(data)):
        raise RefusedError(f"the package would unpack to {total} bytes from {len(data)}: not a workbook")
    if any(m.flag_bits & 1 for m in members):
        raise RefusedError("the package is encrypted", "save it without a password")
    if any(m.compress_type not in _UNPACKED for m in members):
        raise RefusedError("a part is packed in a way that workbooks do not use")
    _check_layout(data, members)
    return package


def _refuse_others(data: bytes) -> None:
    if len(data) > MAX_FILE:
        raise RefusedError(f"{len(data)} bytes; a workbook may have {MAX_FILE}")
    if data.startswith(_CFB):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedError("the workbook is encrypted", "save it without a password")
        raise RefusedError("this is an old .xls workbook, whatever its name says", "save it as .xlsx")
    if data.lstrip()[:1] == b"<":
        raise RefusedError("this is a web page or an XML file, not a workbook", "save it as .xlsx")
    if not data.startswith(b"PK"):
        raise RefusedError("this is not a workbook", "name an .xlsx, .xlsm, .csv, .json or .md file")


def _check_layout(data: bytes, members: tuple[zipfile.ZipInfo, ...]) -> None:
    """Refuse members that overlap or stand elsewhere than said: what we copy must be what others read."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + _END.size:
        raise RefusedError("the file is damaged: its directory is missing")
    disk, first, here, count, size, start, comment = _END.unpack_from(data, end)[1:]
    simple = disk == first == 0 and here == count == len(members) and start + size <= end
    if not simple or _WIDE in (size, start) or end + _END.size + comment != len(data):
        raise RefusedError("the file is damaged: its directory does not fit", "save it anew in a spreadsheet program")
    inside = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        at = member.header_offset
        if at < inside or data[at : at + 4] != b"PK\x03\x04" or (inside == 0 and at):
            raise RefusedError("the file is damaged: its parts overlap")  # that is how bombs are made
        inside = at + _LOCAL.size + sum(struct.unpack_from("<26xHH", data, at)) + member.compress_size
    if inside > start:
        raise RefusedError("the file is damaged: its parts overlap")


def _records(directory: bytes, count: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    place = 0
    for _ in range(count):
        fields = _CENTRAL.unpack_from(directory, place)
        length = _CENTRAL.size + fields[10] + fields[11] + fields[12]
        found[fields[16]] = directory[place : place + length]
        place += length
    return found


def _repacked(data: bytes, info: zipfile.ZipInfo, content: bytes) -> tuple[bytes, bytes]:
    """Return the local header and the packed bytes of a changed part; name and compression stay."""
    at = info.header_offset
    fields = list(_LOCAL.unpack_from(data, at))
    name = data[at + _LOCAL.size : at + _LOCAL.size + fields[9]]
    packed = content
    if info.compress_type == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
    fields[2] &= ~8  # the sizes stand here, not behind the data
    fields[6:9] = [zlib.crc32(content), len(packed), len(content)]
    fields[10] = 0
    return _LOCAL.pack(*fields) + name, packed


def _resized(record: bytes, info: zipfile.ZipInfo, content: bytes, packed: int) -> bytes:
    fields = list(_CENTRAL.unpack_from(record))
    name = record[_CENTRAL.size : _CENTRAL.size + fields[10]]
    comment = record[_CENTRAL.size + fields[10] + fields[11] :]
    fields[3] &= ~8
    fields[7:10] = [zlib.crc32(content), packed, len(content)]
    fields[11] = 0
    return _CENTRAL.pack(*fields) + name + comment
