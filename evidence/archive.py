"""How a pack travels: as one zip that has the same bytes wherever it is made, or as a folder.

Reading is strict. Only a zip exactly as we write it is taken: stored, sorted, fixed dates, no byte before, between or
after. That leaves no place for a bomb, a link, a path out of the folder, or a second file of the same name.
"""

import io
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evidence.errors import EvidenceError

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_FILES: Final = 10_000
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_NAME: Final = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.+@ -]{0,200}")
_OTHER: Final = "unpack it and name the folder, if you trust what packed it"


class ArchiveError(EvidenceError):
    """The pack cannot be read at all."""


@dataclass(frozen=True)
class Reading:
    """The files of a pack by path, or why they may not be looked at."""

    files: Mapping[str, bytes]
    refused: tuple[str, ...] = ()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip whose bytes depend on nothing but their paths and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _DATE)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path])
    return out.getvalue()


def read(place: Path) -> Reading:
    """Read a folder or a zip. Raises ArchiveError where there is neither."""
    try:
        if place.is_dir():
            return _folder(place)
        size = place.stat().st_size
        if size > MOST_BYTES:
            return Reading({}, (f"{place.name} has {size} bytes; a pack has at most {MOST_BYTES}",))
        return unzipped(place.name, place.read_bytes())
    except OSError as fault:
        raise ArchiveError(f"cannot read {place}: {(fault.strerror or str(fault)).lower()}") from fault


def unzipped(name: str, data: bytes) -> Reading:
    """Return the files of a zip, if it is one as we write it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            wrong = [*_names(e.filename for e in entries), *_entries(entries)]
            files = {} if wrong else {e.filename: archive.read(e) for e in entries}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        return Reading({}, (f"{name} is no sound zip: {fault}",))
    if not wrong and zipped(files) != data:
        wrong = [f"{name} is not byte for byte as `evidence seal` zips these files; {_OTHER}"]
    return Reading({} if wrong else files, tuple(wrong))


def _entries(entries: Iterable[zipfile.ZipInfo]) -> list[str]:
    wrong = []
    size = 0
    for entry in entries:
        size += entry.file_size
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            wrong.append(f"{entry.filename} is a link or a special file")
        if entry.compress_type != zipfile.ZIP_STORED:
            wrong.append(f"{entry.filename} is compressed, and packs are not; {_OTHER}")
    if size > MOST_BYTES:
        wrong.append(f"it unpacks to {size} bytes; a pack has at most {MOST_BYTES}")
    return wrong


def _names(names: Iterable[str]) -> list[str]:
    """Return what is wrong with paths: outside the folder, odd characters, the same name twice on some system."""
    wrong: list[str] = []
    seen: dict[str, str] = {}
    for count, name in enumerate(names, 1):
        if count > MOST_FILES:
            return [*wrong, f"it holds more than {MOST_FILES} files"]
        parts = name.split("/")
        if not all(_NAME.fullmatch(part) and part.strip(".") and part[-1] not in ". " for part in parts):
            wrong.append(f"{name!r} is no name for a file of a pack")
        folded = name.casefold()
        if folded in seen:
            twice = "stands twice" if seen[folded] == name else f"and {seen[folded]!r} are one name on some systems"
            wrong.append(f"{name!r} {twice}")
        seen[folded] = name
    return wrong


def _folder(place: Path) -> Reading:
    found = sorted(p for p in place.rglob("*") if p.is_symlink() or not p.is_dir())
    names = [p.relative_to(place).as_posix() for p in found]
    wrong = _names(names)
    wrong += [f"{n} is a link or a special file" for n, p in zip(names, found, strict=True) if not _plain(p)]
    size = 0 if wrong else sum(p.stat().st_size for p in found)
    if size > MOST_BYTES:
        wrong.append(f"it holds {size} bytes; a pack has at most {MOST_BYTES}")
    return Reading({} if wrong else {n: p.read_bytes() for n, p in zip(names, found, strict=True)}, tuple(wrong))


def _plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
