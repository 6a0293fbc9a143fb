"""The artefacts of a release: found by path or pattern, hashed as they stream by, looked at again before writing."""

import glob
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evidence.diagnostics import Code, Diagnostic, error
from evidence.errors import EvidenceError
from evidence.pack import Artefact

_CHUNK: Final = 1024 * 1024
_IMAGE: Final = re.compile(r"^(?P<name>[^@\s]*)@sha256:(?P<digest>[0-9a-f]{64})$")


class ArtefactChangedError(EvidenceError):
    """An artefact is not what it was when it was hashed."""


@dataclass(frozen=True)
class Hashed:
    """An artefact, and for a file the marks by which a change would show."""

    artefact: Artefact
    path: Path | None = None
    marks: tuple[int, ...] = ()


def collect(asked: Sequence[str]) -> tuple[tuple[Hashed, ...], list[Diagnostic]]:
    """Hash what was asked for: files, patterns, and images as ``name@sha256:digest``."""
    found: dict[str, Hashed] = {}
    problems: list[Diagnostic] = []
    for text in asked:
        image = _IMAGE.match(text)
        if image:
            name = image["name"] or "image"
            found[text] = Hashed(Artefact(name, image["digest"], None))
            continue
        paths = sorted(p for p in _matching(text) if not Path(p).is_dir())
        if not paths:
            hint = "build the artefacts first; name a file, a pattern in quotes, or an image as name@sha256:digest"
            problems.append(error(Code.ARTEFACT_MISSING, f"there is no artefact {text}", None, hint))
        for path in paths:
            hashed = _hashed(Path(path))
            if isinstance(hashed, Diagnostic):
                problems.append(hashed)
            else:
                twin = found.setdefault(hashed.artefact.name, hashed)
                if twin.path and hashed.path and not twin.path.samefile(hashed.path):
                    found[path] = replace(hashed, artefact=replace(hashed.artefact, name=path))
    return tuple(found[key] for key in sorted(found)), problems


def _matching(text: str) -> Iterable[str]:
    if os.path.lexists(text) or not glob.has_magic(text):
        return [text] if os.path.lexists(text) else []
    return glob.iglob(text, recursive=True)  # noqa: PTH207 - the pattern may be absolute


def _hashed(path: Path) -> Hashed | Diagnostic:
    try:
        with path.open("rb", buffering=0) as handle:
            before = os.fstat(handle.fileno())
            if not stat.S_ISREG(before.st_mode):
                return error(Code.ARTEFACT_MISSING, f"{path} is not a file", None, "name the files that are released")
            digest = hashlib.sha256()
            buffer = bytearray(_CHUNK)
            view = memoryview(buffer)
            while size := handle.readinto(buffer):
                digest.update(view[:size])
            after = os.fstat(handle.fileno())
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        return error(Code.ARTEFACT_MISSING, f"cannot read {path}: {reason}", None, "name the files that are released")
    if _marks(before) != _marks(after):
        raise ArtefactChangedError(f"{path} changed while it was read; nothing was written")
    return Hashed(Artefact(_name(path), digest.hexdigest(), after.st_size), path, _marks(after))


def _name(path: Path) -> str:
    """Return the name under which a file is released: seen from here, or without the folders of this machine."""
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def unchanged(hashed: Iterable[Hashed]) -> None:
    """Raise ArtefactChangedError where a file is not the one that was hashed."""
    for each in hashed:
        if each.path is not None:
            try:
                now = _marks(each.path.stat())
            except OSError as fault:
                raise ArtefactChangedError(
                    f"{each.path} went away while it was looked at; nothing was written"
                ) from fault
            if now != each.marks:
                raise ArtefactChangedError(f"{each.path} changed after it was hashed; nothing was written")


def _marks(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
