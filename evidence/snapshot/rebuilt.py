"""A snapshot rebuilt and compared with the one that was kept: the same, another renderer or compiler, or changed."""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from evidence.canonical import sha256
from evidence.output import MANIFEST
from evidence.pack import Pack
from evidence.snapshot.subjects import STATEMENT
from evidence.wire import WirePack, to_wire
from evidence.writers.packjson import PATH

_LAID_OUT: Final = (".pdf",)
"""Files whose bytes depend on what lays them out."""


@dataclass(frozen=True)
class Comparison:
    """What became of a rebuilt snapshot; ``lines`` say it, ``same`` is whether nothing is left unexplained."""

    same: bool
    lines: tuple[str, ...]


def compare(kept: WirePack, listed: Mapping[str, str], pack: Pack, files: Mapping[str, bytes]) -> Comparison:
    """Compare rebuilt files with what the manifest of a kept snapshot lists; digests decide, not bytes alone."""
    content = pack.content
    digests = [
        (name, was, now)
        for name, was, now in (
            ("promise digest", kept.promise_digest, content.promise_digest),
            ("derived digest", kept.derived_digest, content.derived_digest),
        )
        if was != now
    ]
    lines = [f"{name} differs: {was} there, {now} here" for name, was, now in digests]
    tools = [
        (name, was, now)
        for name, was, now in (("renderer", kept.renderer, pack.renderer), ("compiler", kept.compiler, pack.compiler))
        if was != now
    ]
    lines += [f"{name} differs: {was} there, {now} here" for name, was, now in tools]
    changed = [path for path in sorted(listed) if path not in files or sha256(files[path]) != listed[path]]
    changed += sorted(path for path in files if path not in listed and path != MANIFEST)
    unexplained = [path for path in changed if not _explained(path, {name for name, _, _ in tools}, kept, pack)]
    lines += [f"{path}: {'changed' if path in unexplained else 'not the same bytes'}" for path in changed]
    return Comparison(not digests and not unexplained, tuple(lines))


def _explained(path: str, tools: Set[str], kept: WirePack, pack: Pack) -> bool:
    """Tell whether other tools account for a file that is not the same: what is said in it must be."""
    if path in (PATH, STATEMENT):
        return bool(tools) and _said(kept) == _said(WirePack.model_validate(to_wire(pack)))
    return "compiler" in tools or ("renderer" in tools and path.endswith(_LAID_OUT))


def _said(pack: WirePack) -> WirePack:
    return pack.model_copy(update={"renderer": "", "compiler": ""})


def listed(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digest of every file that a snapshot's manifest lists; nothing where it cannot be read."""
    try:
        data = json.loads(files[MANIFEST])
        return {str(f["path"]): str(f["sha256"]) for f in data["files"]}
    except (KeyError, ValueError, TypeError):
        return {}
