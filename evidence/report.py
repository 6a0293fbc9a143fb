"""Diagnostics and source listings for people and tools."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from posixpath import normpath
from typing import Any, Literal

from evidence import sarif
from evidence.canonical import squash
from evidence.catalog import Catalog
from evidence.diagnostics import Diagnostic, Severity, Span
from evidence.pack import Pack
from evidence.source import SourceText

Format = Literal["text", "json", "sarif", "github"]


def render(found: Sequence[Diagnostic], form: Format, root: str = "") -> str:
    """Return diagnostics in one of the formats; ``root`` is put before document names, so that editors find them."""
    match form:
        case "json":
            return json.dumps([_plain(d, root) for d in found], ensure_ascii=False, indent=2) + "\n"
        case "sarif":
            return json.dumps(sarif.log([(d, _places(d, root)) for d in found]), ensure_ascii=False, indent=2) + "\n"
        case "github":
            return "".join(_github(d, root) + "\n" for d in found)
        case "text":
            return "".join(line + "\n" for d in found for line in _text(d, root))


def summary(found: Sequence[Diagnostic]) -> str:
    """Return the counts as one line."""
    counts = [(sum(d.severity is s for d in found), s.value) for s in Severity]
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in counts)


def _name(span: Span, root: str) -> str:
    if span.document.startswith("/"):
        return span.document
    return normpath(f"{root}/{span.document}") if root not in ("", ".") else span.document


def place(span: Span | None, root: str = "") -> str:
    """Return ``file:line:column``, or the program's name for what has no place."""
    return f"{_name(span, root)}:{span.line}:{span.column}" if span else "evidence"


def _text(d: Diagnostic, root: str) -> Iterator[str]:
    yield f"{place(d.span, root)}: {d.severity.value}[{d.code.value}]: {d.message}"
    for span in d.related:
        yield f"  see {place(span, root)}"
    if d.hint:
        yield f"  hint: {d.hint}"


def _places(d: Diagnostic, root: str) -> list[str]:
    """Return the names of a diagnostic's document and of those that it is related to."""
    return [_name(s, root) for s in ((d.span,) if d.span else ()) + d.related]


def _plain(d: Diagnostic, root: str) -> dict[str, Any]:
    return {
        "file": _name(d.span, root) if d.span else None,
        "line": d.span.line if d.span else None,
        "column": d.span.column if d.span else None,
        "severity": d.severity.value,
        "code": d.code.value,
        "message": d.message,
        "hint": d.hint or None,
        "related": [{"file": _name(s, root), "line": s.line, "column": s.column} for s in d.related],
    }


def _github(d: Diagnostic, root: str) -> str:
    kind = {"note": "notice"}.get(d.severity.value, d.severity.value)
    where = f"file={_name(d.span, root)},line={d.span.line},col={d.span.column}," if d.span else ""
    message = f"{d.message}{' — ' + d.hint if d.hint else ''}".replace("%", "%25").replace("\n", "%0A")
    return f"::{kind} {where}title={d.code.value}::{message}"


def controls(catalog: Catalog, ruled: Sequence[str]) -> str:
    """Return a framework's controls; ``ruled`` are the controls of its default rules, in any spelling."""
    found = (catalog.find(spelling) for spelling in ruled)
    used = Counter(control.id for control in found if control)
    lines = [f"{catalog.title}, {catalog.version}", f"licence: {catalog.licence}", f"source: {catalog.source}"]
    for control in catalog.controls:
        state = "withdrawn" if control.withdrawn else f"{used[control.id]} rules" if control.id in used else ""
        lines.append(f"{control.id:14} {control.title}{f'  ({state})' if state else ''}".rstrip())
    return "".join(line + "\n" for line in lines)


def listing(pack: Pack, documents: Sequence[SourceText], width: int = 100) -> str:
    """Return every source line with what it became: kind, owner, binding, topics, mappings, or *not compiled*."""
    return "".join(line + "\n" for document in documents for line in _document(pack, document, width))


def _document(pack: Pack, document: SourceText, width: int) -> Iterator[str]:
    content = pack.content
    starts: dict[int, list[str]] = {}
    for statement in content.statements:
        span = content.spans[statement.id]
        if span.document == document.name:
            starts.setdefault(span.end_line, []).append(statement.id)
    left = {
        n: u.reason
        for u in content.uncompiled
        if u.span.document == document.name
        for n in range(u.span.line, u.span.end_line + 1)
    }
    yield document.name
    for line in document.lines:
        mark = f"  ‹not compiled: {left[line.number]}›" if line.number in left and line.text.strip() else ""
        yield f"{line.number:5} │ {_cut(line.text, width)}{mark}"
        for name in starts.get(line.number, ()):
            yield from _statement(pack, name)


def _statement(pack: Pack, name: str) -> Iterator[str]:
    content, s = pack.content, pack.content.by_id[name]
    facts = [
        f"owner {s.owner}" if s.owner else "",
        f"actor {s.actor}" if s.actor else "",
        f"“{s.modality}”" if s.modality else "",
        f"binding {s.binding}" if s.binding != "unstated" else "",
    ]
    yield f"      └ {name}{''.join('  ' + f for f in facts if f)}"
    for c in s.commitments:
        amount = f"{c.quantity} {c.unit}" if c.quantity else "no time stated"
        yield f"          {c.action}: {amount}{f', {c.condition}' if c.condition else ''}"
    topics = content.topics(s)
    if topics:
        yield f"          topics: {', '.join(topics)}"
    for framework in content.frameworks:
        found = [
            f"{m.control} ({m.strength}, {m.responsibility})"
            for m in content.mappings
            if m.statement == name and m.framework == framework
        ]
        if found:
            yield f"          {framework}: {', '.join(found)}"


def _cut(text: str, width: int) -> str:
    plain = text.expandtabs(4)
    return plain if len(plain) <= width else squash(plain)[: width - 1] + "…"
