"""The release of a pack as it is exchanged."""

from dataclasses import asdict
from typing import Literal

from pydantic import Field

from evidence.model import Frozen
from evidence.pack import Release


class WireArtefact(Frozen):
    """Something that is released; an image has no size."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int | None = None


class WireRelease(Frozen):
    """What a snapshot is bound to."""

    tag: str
    commit: str
    tree: Literal["clean", "dirty", "unknown"]
    committed_at: str | None = None
    changed: tuple[str, ...] | None = None
    artefacts: tuple[WireArtefact, ...]


def release_wire(release: Release) -> WireRelease:
    """Return a release in its wire format."""
    return WireRelease(**{**asdict(release), "changed": release.changed or None})
