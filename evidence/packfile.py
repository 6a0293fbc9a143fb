"""Packs from outside: a ``pack.json``, an output folder, or a zip of one; none is trusted to be small or sound."""

import json
import zipfile
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from evidence.canonical import PACK_SCHEMA
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.model import STATEMENT, Statement
from evidence.wire import WirePack

PACK: Final = "pack.json"
MAX_PACK: Final = 64 * 1024 * 1024
_FAMILY: Final = PACK_SCHEMA.rpartition(":")[0]


class _Unreadable(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    """Why there is no pack."""


def read_pack(path: Path) -> tuple[WirePack | None, list[Diagnostic]]:
    """Read a pack; None where a diagnostic says why it cannot be read."""
    try:
        return _pack(_data(path)), []
    except _Unreadable as fault:
        hint = "name a pack.json, the folder of a build, or a zip of one"
        return None, [error(Code.NOT_A_PACK, str(fault), Span(path.as_posix(), 1, 1), hint)]


def _data(path: Path) -> bytes:
    try:
        if path.is_dir():
            path = path / PACK
        if not path.exists():
            raise _Unreadable(f"there is no {path.name} here")
        if zipfile.is_zipfile(path):
            return _zipped(path)
        if path.stat().st_size > MAX_PACK:
            raise _Unreadable(f"more than {MAX_PACK} bytes; no pack is that large")
        return path.read_bytes()
    except OSError as fault:
        raise _Unreadable((fault.strerror or str(fault)).lower()) from fault


def _zipped(path: Path) -> bytes:
    """Return the ``pack.json`` of an archive: at its top, or in the one folder that it holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n == PACK or (n.endswith("/" + PACK) and n.count("/") == 1)]
            if len(names) != 1:
                raise _Unreadable("the archive holds no pack.json" if not names else "the archive holds several packs")
            with archive.open(names[0]) as member:
                data = member.read(MAX_PACK + 1)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise _Unreadable(f"the archive cannot be read: {fault}") from fault
    if len(data) > MAX_PACK:
        raise _Unreadable(f"more than {MAX_PACK} bytes; no pack is that large")
    return data


def _pack(data: bytes) -> WirePack:
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise _Unreadable(f"not JSON: {fault}") from fault
    schema = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(schema, str) or not schema.startswith(f"{_FAMILY}:"):
        raise _Unreadable("JSON, but no pack: it has no `schema` of ours")
    if schema != PACK_SCHEMA:
        raise _Unreadable(f"a pack of version {schema.rpartition(':')[2]}; this program reads version 1")
    try:
        # Additions keep the version, so what a newer writer added is passed over.
        return WirePack.model_validate(value, extra="ignore")
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        raise _Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from fault


def statements_of(pack: WirePack) -> tuple[Statement, ...]:
    """Return the statements of a pack as the model has them, without their places and topics."""
    return tuple(
        STATEMENT.validate_python(
            s.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"source", "topics"})
        )
        for s in pack.statements
    )
