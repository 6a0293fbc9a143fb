"""What git says of a work tree, without network, locks or hooks: the commit, the tag, and what differs from it."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evidence.errors import EvidenceError

# A variable of an outer git run must not lead elsewhere, and nothing may be fetched, asked or locked.
_OTHERS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR")
_QUIET: Final[Mapping[str, str]] = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_SECONDS: Final = 120


class GitError(EvidenceError):
    """Git is there and could not tell what a snapshot needs."""


@dataclass(frozen=True)
class Repository:
    """A work tree at a commit."""

    top: Path
    commit: str
    committed_at: datetime

    def tag(self, name: str) -> str | None:
        """Return the commit of a tag; None where there is no such tag here."""
        return _asked(self.top, "rev-parse", "-q", "--verify", f"refs/tags/{name}^{{commit}}") or None

    def changed(self, inputs: Iterable[Path], out: Path) -> tuple[str, ...]:
        """Return what is not as it was committed: tracked files, and inputs that are not tracked; not the output."""
        said = _told(self.top, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no")
        changed = {entry[3:] for entry in said.split("\0") if entry}
        wanted = {self._inside(p) for p in inputs}
        tracked = set(_told(self.top, "ls-files", "-z", "--", *sorted(wanted)).split("\0")) if wanted else set()
        own = self._inside(out)
        return tuple(sorted(p for p in changed | (wanted - tracked) if p != own and not p.startswith(f"{own}/")))

    def _inside(self, path: Path) -> str:
        full = path.resolve()
        return full.relative_to(self.top).as_posix() if full.is_relative_to(self.top) else full.as_posix()


def repository(folder: Path) -> Repository | None:
    """Return the work tree around a folder; None outside git, or without git. Raises GitError."""
    top = _asked(folder, "rev-parse", "--show-toplevel")
    if top is None or not top:
        return None
    commit = _asked(folder, "rev-parse", "-q", "--verify", "HEAD^{commit}")
    if not commit:
        raise GitError(f"{top} has no commit yet")
    seconds = _told(folder, "log", "-1", "--no-show-signature", "--format=%ct", "HEAD").strip()
    return Repository(Path(top).resolve(), commit, datetime.fromtimestamp(int(seconds), UTC))


def is_tag_name(name: str) -> bool:
    """Tell whether git could have a tag of this name; decided here, so that it holds outside git, too."""
    bad = (" ", "~", "^", ":", "?", "*", "[", "\\", "..", "@{", "//", "\x7f")
    parts = name.split("/")
    return (
        bool(name)
        and not any(b in name or ord(min(name)) < 32 for b in bad)
        and all(p and not p.startswith((".", "-")) and not p.endswith((".lock", ".")) for p in parts)
    )


def _told(folder: Path, *args: str) -> str:
    done = _run(folder, *args)
    if done is None or done.returncode:
        raise GitError(f"git {args[0]} failed: {_reason(done)}")
    return done.stdout


def _asked(folder: Path, *args: str) -> str | None:
    """Return the answer of git; empty where it has none, None outside a repository."""
    done = _run(folder, *args)
    if done is None:
        return None
    if done.returncode and "dubious ownership" in done.stderr:
        raise GitError(f"git does not trust {folder}: another user owns it; see safe.directory in its manual")
    return "" if done.returncode else done.stdout.strip()


def _run(folder: Path, *args: str) -> subprocess.CompletedProcess[str] | None:
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *args]
    env = {**{k: v for k, v in os.environ.items() if k not in _OTHERS}, **_QUIET}
    try:
        return subprocess.run(  # noqa: S603 - fixed commands, arguments never reach a shell
            command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired) as fault:
        raise GitError(f"git {args[0]} failed: {fault}") from fault


def _reason(done: subprocess.CompletedProcess[str] | None) -> str:
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1] if done else "there is no git"
