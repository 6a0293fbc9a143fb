"""The documents beside the model: found by globs or named, read tolerantly, never outside the project unless named.

Nothing here stops a run for a file that cannot be read: other people's trees hold binaries, loops and odd bytes. Each
is told of. A pattern that finds nothing is an error, because a check of nothing would pass.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from evidence.diagnostics import Code, Diagnostic, Span, error, warning
from evidence.project import Project

MAX_BYTES: Final = 8 * 1024 * 1024
TEXT_FILES: Final = ("md", "markdown", "mdx", "html", "htm", "xhtml", "txt", "text")
_SKIPPED: Final = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox"})
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Text:
    """A document as it was read: its name relative to the project, and what stands in it."""

    name: str
    text: str


@dataclass
class _Gathering:
    """What was found so far, and what could not be read."""

    root: Path
    own: frozenset[Path]
    texts: dict[Path, Text] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def take(self, path: Path, *, named: bool) -> bool:
        """Read a file once; tell whether it counts as found."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError) as fault:
            return self._pass_over(path, f"cannot be opened: {_reason(fault)}")
        if real in self.own:
            return False
        if real in self.texts:
            return True
        if not named and not real.is_relative_to(self.root.resolve()):
            return self._pass_over(path, "leads outside the project's folder")
        text = self._read(path, real)
        if text is not None:
            self.texts[real] = Text(self.name(path), text)
        return text is not None

    def name(self, path: Path) -> str:
        """Return a path as seen from the project's folder."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    def _read(self, path: Path, real: Path) -> str | None:
        try:
            if not real.is_file():
                self._pass_over(path, "is not a file")
                return None
            size = real.stat().st_size
            if size > MAX_BYTES:
                self._pass_over(path, f"has {size} bytes; at most {MAX_BYTES} are read")
                return None
            data = real.read_bytes()
        except OSError as fault:
            self._pass_over(path, f"cannot be read: {_reason(fault)}")
            return None
        return self._decoded(path, data)

    def _decoded(self, path: Path, data: bytes) -> str | None:
        wide = _WIDE.get(data[:2])
        if wide is None and _BINARY.search(data):
            self._pass_over(path, "is not a text file")
            return None
        try:
            text = data.decode(wide or "utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode(wide or "utf-8-sig", "replace")
            self._pass_over(path, "has bytes that are no text in its encoding; the rest was read")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _pass_over(self, path: Path, why: str) -> bool:
        name = self.name(path)
        self.problems.append(
            warning(Code.UNREAD_DOCUMENT, f"{name} {why}", Span(name, 1, 1), "what it claims was not compared")
        )
        return False


def gather(project: Project, against: Sequence[Path] = ()) -> tuple[tuple[Text, ...], list[Diagnostic]]:
    """Return the texts that ``check.documents`` and ``against`` name, in order, without those of the model."""
    root = Path(project.root)
    found = _Gathering(root, frozenset((root / d.name).resolve() for d in project.documents))
    for n, pattern in enumerate(project.config.check.documents):
        where = project.setting("check", "documents", n)
        if pattern.startswith(("/", "~")) or ".." in PurePosixPath(pattern).parts:
            found.problems.append(
                error(Code.OUTSIDE_PROJECT, f"{pattern} leads outside the project's folder", where, "use --against")
            )
            continue
        if sum([found.take(path, named=False) for path in _matching(root, pattern)]) == 0:
            found.problems.append(_nothing(pattern, where))
    for path in against:
        if sum([found.take(each, named=True) for each in _named(path)]) == 0:
            found.problems.append(_nothing(str(path), None))
    return tuple(found.texts.values()), found.problems


def _nothing(pattern: str, where: Span | None) -> Diagnostic:
    return error(
        Code.NO_DOCUMENT,
        f"{pattern} matches no document that can be read beside the model",
        where,
        "patterns are seen from the project's folder: README.md, docs/**/*.md",
    )


def _named(path: Path) -> Iterator[Path]:
    """Yield what a path on the command line stands for: a file, the texts of a folder, or a pattern."""
    if path.is_dir():
        for ending in TEXT_FILES:
            yield from _matching(path, f"**/*.{ending}")
    elif _MAGIC.search(str(path)) and not path.exists():
        folder = Path(path.anchor) if path.is_absolute() else Path()
        yield from _matching(folder, path.relative_to(path.anchor).as_posix())
    else:
        yield path


def _matching(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the files below a folder that fit a pattern, sorted; no folder behind a link is entered."""
    parts = PurePosixPath(pattern).parts
    start = root.joinpath(*_before_magic(parts))
    if start.is_file():
        yield start
        return
    form = _regex(pattern)
    for path in _files(start):
        if form.fullmatch(path.relative_to(root).as_posix()):
            yield path


def _before_magic(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if _MAGIC.search(part):
            return
        yield part


def _files(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda e: e.name)
    except OSError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED:
                yield from _files(Path(entry.path))
        elif not os.path.isdir(entry.path):  # noqa: PTH112 - of a link to itself, Path.is_dir raises
            yield Path(entry.path)


def _regex(pattern: str) -> re.Pattern[str]:
    """Return a glob as a regular expression: ``**/`` stands for any folders, ``*`` for anything but a slash."""
    out, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out, at = out + "(?:[^/]+/)*", at + 3
        elif pattern.startswith("**", at):
            out, at = out + ".*", at + 2
        elif pattern[at] == "*":
            out, at = out + "[^/]*", at + 1
        elif pattern[at] == "?":
            out, at = out + "[^/]", at + 1
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            out, at = out + "[" + pattern[at + 1 : end].replace("!", "^", 1).replace("\\", "\\\\") + "]", end + 1
        else:
            out, at = out + re.escape(pattern[at]), at + 1
    return re.compile(out)


def _reason(fault: Exception) -> str:
    return str(getattr(fault, "strerror", None) or fault).lower()
