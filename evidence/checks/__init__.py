"""Checks: pure functions from a project and its pack to diagnostics, one file per rule family."""

from collections.abc import Callable, Iterator
from typing import Final

from evidence.checks import catalogs, consistency, files, identity, responsibilities, review, targets
from evidence.diagnostics import Diagnostic
from evidence.pack import Pack
from evidence.project import Project

Check = Callable[[Project, Pack], Iterator[Diagnostic]]
CHECKS: Final[tuple[Check, ...]] = (
    identity.check,
    responsibilities.check,
    responsibilities.requirements,
    review.check,
    targets.check,
    catalogs.check,
    files.check,
    consistency.targets,
    consistency.channels,
    consistency.reviews,
)


def run(project: Project, pack: Pack) -> list[Diagnostic]:
    """Run every check."""
    return [d for check in CHECKS for d in check(project, pack)]
