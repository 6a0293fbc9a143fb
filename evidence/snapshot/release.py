"""The facts of a release: tag, commit, state of the tree; and what keeps them from being facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from evidence.diagnostics import Code, Diagnostic, error, warning
from evidence.pack import Artefact, Release
from evidence.project import CONFIG, Project
from evidence.snapshot.git import Repository
from evidence.supplied import plain_version

_VERSION: Final = re.compile(r"^\d+(?:\.\d+)+")
_SHOWN: Final = 5


@dataclass(frozen=True)
class Asked:
    """What the caller says of a release."""

    tag: str
    commit: str | None
    allow_dirty: bool
    out: Path


def inputs(project: Project) -> tuple[Path, ...]:
    """Return the files that a pack is compiled from, which have to be those of the commit."""
    root, config = Path(project.root), project.config
    policy = config.sign_off.policy if config.sign_off else None
    names = [*config.model, config.mapping, config.answers, policy, CONFIG if project.settings else None]
    return tuple(root / name for name in names if name)


def facts(
    project: Project, asked: Asked, repository: Repository | None, artefacts: Sequence[Artefact], issued_at: datetime
) -> tuple[Release | None, list[Diagnostic]]:
    """Return the facts of a release; None with what is wrong with them."""
    if repository is None:
        if asked.commit is None:
            hint = "say --commit SHA; outside git nobody can tell whether the tree is as it was committed"
            return None, [error(Code.NOT_A_REPOSITORY, f"{project.root} is not in a git repository", None, hint)]
        return Release(asked.tag, asked.commit, "unknown", tuple(artefacts)), []
    problems = [*_tag(asked, repository), *_skew(repository, issued_at)]
    changed = repository.changed(inputs(project), asked.out)
    if changed and not asked.allow_dirty:
        shown = ", ".join(changed[:_SHOWN]) + (f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else "")
        hint = "commit or undo them; --allow-dirty records in the pack that the tree was not clean"
        problems.append(error(Code.TREE_DIRTY, f"not as they were committed: {shown}", None, hint))
    committed = repository.committed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    release = Release(
        asked.tag, repository.commit, "dirty" if changed else "clean", tuple(artefacts), committed, changed
    )
    return release, problems


def _tag(asked: Asked, repository: Repository) -> list[Diagnostic]:
    if asked.commit:
        if asked.commit == repository.commit:
            return []
        message = f"the commit here is {repository.commit[:12]}, not {asked.commit[:12]}"
        return [error(Code.TAG_NOT_AT_HEAD, message, None, "check the commit out that is released")]
    at = repository.tag(asked.tag)
    if at is None:
        hint = "fetch the tags, or make it; before there is one, say --commit SHA"
        return [error(Code.UNKNOWN_TAG, f"there is no tag {asked.tag} here", None, hint)]
    if at != repository.commit:
        message = f"the tag {asked.tag} is on another commit than the one that is checked out"
        return [error(Code.TAG_NOT_AT_HEAD, message, None, f"git checkout {asked.tag}")]
    return []


def _skew(repository: Repository, issued_at: datetime) -> list[Diagnostic]:
    if repository.committed_at <= issued_at:
        return []
    message = f"the commit is of {repository.committed_at:%Y-%m-%dT%H:%M:%SZ}, later than the pack"
    return [warning(Code.CLOCK_SKEW, message, None, "look at the clock, or at --issued-at")]


def version_of(project: Project, tag: str) -> tuple[str, list[Diagnostic]]:
    """Return the version that is released: the product's, else the tag's; an error where the two differ."""
    stated, tagged = project.config.product.version, plain_version(tag)
    if stated is None:
        return tagged, []
    if _VERSION.match(tagged) and plain_version(stated) != tagged:
        message = f"the tag is {tag}, and the product's version {stated}"
        where = project.setting("product", "version")
        return stated, [error(Code.RELEASE_VERSION, message, where, "drop the version there; the tag gives it")]
    return stated, []
