"""Nothing secret goes out: every file is looked into before it is written, and a hit stops the write."""

from collections.abc import Iterable, Mapping, Sequence

from evidence.config import Allowance
from evidence.diagnostics import Code, Diagnostic, Span, error, warning
from evidence.leaks.reading import UnreadableError, texts
from evidence.leaks.scanning import Leak, Pattern, own_patterns, ruled_patterns, scan
from evidence.model import Statement
from evidence.source import SourceText

__all__ = ["Leak", "expired", "find", "problems"]


def find(files: Mapping[str, bytes], statements: Iterable[Statement] = (), *, captures: bool = False) -> list[Leak]:
    """Return every secret in files, by file and line; ``captures`` are stricter about personal data."""
    patterns = (*own_patterns(), *ruled_patterns(statements, captures=captures))
    leaks: list[Leak] = []
    for path, data in files.items():
        for leak in _inside(path, data, patterns):
            if not any(_same(leak, other) for other in leaks):
                leaks.append(leak)
    return leaks


def _same(one: Leak, other: Leak) -> bool:
    """Tell whether two detectors found one secret, or one detector found it in two views of a file."""
    here = (one.path, one.line) == (other.path, other.line)
    return here and (one.value in other.value or other.value in one.value)


def _inside(path: str, data: bytes, patterns: Sequence[Pattern]) -> Iterable[Leak]:
    try:
        return list(scan(texts(path, data), patterns))
    except UnreadableError as fault:
        return [Leak(path, 1, f"unreadable part ({fault})", "")]


def problems(
    files: Mapping[str, bytes],
    statements: Iterable[Statement],
    allowances: Sequence[Allowance],
    today: str,
    sources: Sequence[SourceText] = (),
) -> list[Diagnostic]:
    """Return an error for every secret that nobody allowed, with file, line and kind, never with its value."""
    allowed = {a.text: a for a in allowances}
    found = []
    for leak in find(files, statements):
        allowance = allowed.get(leak.value)
        if allowance is None or allowance.until < today:
            found.append(_refused(leak, allowance, sources))
    return found


def _refused(leak: Leak, allowance: Allowance | None, sources: Sequence[SourceText]) -> Diagnostic:
    """Say what was found and where; where it comes from, if a text of the model has it."""
    why = f", which {leak.rule} keeps out" if leak.rule else ""
    if allowance:
        why += f"; it was allowed until {allowance.until}"
    origin = next(
        (f"{s.name}:{line.number}" for s in sources for line in s.lines if leak.value and leak.value in line.text), None
    )
    hint = f"it comes from {origin}; " if origin else ""
    return error(
        Code.LEAK_IN_OUTPUT,
        f"{leak.kind} found{why}; nothing was written",
        Span(leak.path, leak.line, leak.line),
        f"{hint}take it out and replace it; what is no secret can stand under `secrets` in evidence.yaml",
    )


def expired(allowances: Sequence[Allowance], today: str, where: Mapping[int, Span]) -> list[Diagnostic]:
    """Warn of allowances whose time is over: they allow nothing any more."""
    return [
        warning(Code.ALLOWANCE_EXPIRED, f"this string was allowed until {a.until}", where.get(n), "renew it or drop it")
        for n, a in enumerate(allowances)
        if a.until < today
    ]
