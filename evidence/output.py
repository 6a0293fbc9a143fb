"""The output folder: written whole beside the old one, then exchanged for it in one step.

Whoever looks sees the old folder or the new one, never a mixture, whenever the program is interrupted. A folder
is replaced only if it is empty or holds our manifest and no file that the manifest does not name.
"""

import ctypes
import errno
import glob
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from evidence.canonical import MANIFEST_SCHEMA, pretty_json, sha256
from evidence.errors import OutputError

MANIFEST: Final = "manifest.json"
SEALED: Final = ("signatures/seal.json", "signatures/seal.json.sig")
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_RENAME_SWAP: Final = 2  # macOS


def manifest(files: Mapping[str, bytes], compiler: str) -> bytes:
    """Return the manifest of a folder: every file with its size and SHA-256, sorted by path."""
    listed = [{"path": path, "sha256": sha256(files[path]), "size": len(files[path])} for path in sorted(files)]
    return pretty_json({"schema": MANIFEST_SCHEMA, "compiler": compiler, "files": listed})


def replace_folder(out: Path, files: Mapping[str, bytes], *, sealed: bool = False) -> None:
    """Make ``out`` hold exactly these files. Raises OutputError, and then leaves the old folder as it was."""
    target = out.absolute()
    recover(target)
    check_ours(target, sealed=sealed)
    stage = target.parent / f".{target.name}.{os.getpid()}.new"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(stage, files)
        _exchange(stage, target)
    except OSError as fault:
        raise OutputError(f"cannot write {out}: {(fault.strerror or str(fault)).lower()}") from fault
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def check_ours(out: Path, *, sealed: bool = False) -> None:
    """Raise OutputError unless the folder is absent, empty, or holds our manifest and nothing unknown.

    A sealed folder may have been given to somebody: it is replaced only where ``sealed`` says so.
    """
    if not os.path.lexists(out):
        return
    if not out.is_dir() or out.is_symlink():
        raise OutputError(f"{out} is not a folder; name another --out")
    try:
        present = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_symlink() or not p.is_dir()}
    except OSError as fault:
        raise OutputError(f"cannot look into {out}: {(fault.strerror or str(fault)).lower()}") from fault
    if not present:
        return
    unknown = sorted(present - _listed(out) - set(SEALED))
    if unknown:
        raise OutputError(f"{out} holds {unknown[0]}, which no build of ours wrote; name another --out")
    if not sealed and present.intersection(SEALED):
        raise OutputError(f"{out} is sealed; name another --out, or say --replace")


def _listed(out: Path) -> set[str]:
    """Return the files that our manifest names, itself among them; nothing where there is none of ours."""
    try:
        data: Any = json.loads((out / MANIFEST).read_bytes())
        known = data["schema"] == MANIFEST_SCHEMA
        return {MANIFEST, *(str(f["path"]) for f in data["files"])} if known else set()
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def recover(target: Path) -> None:
    """Clear away what an interrupted build left beside its folder, and take an unfinished exchange back."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        *_, pid, kind = left.name.split(".")
        if kind not in ("new", "old") or not pid.isdigit() or _alive(int(pid)):
            continue
        if kind == "old" and not target.exists():
            left.rename(target)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except OSError as fault:
        return fault.errno == errno.EPERM
    return True


def _write(stage: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        place = stage / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())


def _exchange(stage: Path, target: Path) -> None:
    if not target.exists():
        stage.rename(target)
    elif not _swap(stage, target):
        old = target.with_name(f".{target.name}.{os.getpid()}.old")
        target.rename(old)
        try:
            stage.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _swap(stage: Path, target: Path) -> bool:
    """Exchange two folders in one step; False where the system or file system cannot."""
    old, new = os.fsencode(stage), os.fsencode(target)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            result = libc.renamex_np(old, new, _RENAME_SWAP)
        else:
            result = libc.renameat2(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_EXCHANGE)
    except (AttributeError, OSError, TypeError):
        return False
    return bool(result == 0)


def add_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files into a folder, each whole or not at all. Raises OutputError where one is there already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with (folder / name).open("xb") as handle:
                handle.write(data)
    except FileExistsError as fault:
        raise OutputError(f"{fault.filename} is there already") from fault
    except OSError as fault:
        raise OutputError(f"cannot write into {folder}: {(fault.strerror or str(fault)).lower()}") from fault


def write_file(out: Path, data: bytes) -> None:
    """Write one file whole, in one step. Raises OutputError, and then leaves what was there."""
    stage = out.absolute().parent / f".{out.name}.{os.getpid()}.new"
    try:
        stage.parent.mkdir(parents=True, exist_ok=True)
        _write(stage.parent, {stage.name: data})
        stage.replace(out)
    except OSError as fault:
        raise OutputError(f"cannot write {out}: {(fault.strerror or str(fault)).lower()}") from fault
    finally:
        stage.unlink(missing_ok=True)
