"""Release notes against the model: which of its fields do entries with a security impact leave out?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evidence._resources import form, vocabulary
from evidence.canonical import squash, words
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.model import ReleaseNoteField, Statement
from evidence.source import SourceText

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_SPELLING: Final = (("iour", "ior"), ("olour", "olor"), ("isation", "ization"))
_SHARE: Final = 0.6
"""How many of a field's words a label has to have: "operator action" is enough for "operator action required"."""


@dataclass(frozen=True)
class Entry:
    """One change in release notes: its lines, and the heading above it."""

    first: int
    last: int
    heading: str
    text: str


@dataclass(frozen=True)
class Reading:
    """The entries of release notes; ``security`` are those with a security impact."""

    entries: tuple[Entry, ...]
    security: tuple[Entry, ...]


def check(source: SourceText, statements: Sequence[Statement]) -> tuple[Reading, list[Diagnostic]]:
    """Return the entries, and an error for each with a security impact that leaves a field of the model out."""
    fields = [s for s in statements if isinstance(s, ReleaseNoteField)]
    if not fields:
        message = "the model names no fields of release notes, so there is nothing to check them against"
        return Reading((), ()), [error(Code.NO_RELEASE_NOTE_FIELDS, message, None, "add a list of what they tell")]
    names = [squash(f.text) for f in fields]
    entries = tuple(_entries(source, names))
    security = tuple(e for e in entries if _is_security(e))
    found = []
    for entry in security:
        missing = [name for name in names if not _has(entry, name)]
        if missing:
            found.append(_incomplete(source, entry, missing))
    return Reading(entries, security), found


def _incomplete(source: SourceText, entry: Entry, missing: Sequence[str]) -> Diagnostic:
    title = next((squash(line.lstrip("#-*+> ")) for line in entry.text.split("\n") if line.strip()), "")
    shown = title if len(title) <= 60 else title[:59] + "…"
    return error(
        Code.RELEASE_NOTE_INCOMPLETE,
        f"“{shown}” leaves out: {', '.join(missing)}",
        Span(source.name, entry.first, entry.last),
        f"write each as a part of its own, as in “{missing[0][:1].upper()}{missing[0][1:]}: …”",
    )


def _entries(source: SourceText, names: Sequence[str]) -> Iterator[Entry]:
    """Yield the changes: list items and paragraphs, or a section whole where its parts are the model's fields."""
    for heading, start, lines in _sections(source):
        body = "\n".join(lines)
        items = _items(lines)
        labelled = [n for n in items if any(_means(label, name) for label, _ in _labels(lines[n]) for name in names)]
        labels = {name for name in names for label, _ in _labels(body) if _means(label, name)}
        if len(labelled) > 1 or (len(labels) > 1 and not items):
            yield Entry(max(1, start - 1), start + len(lines) - 1, heading, f"{heading}\n{body}")
        else:
            yield from _pieces(heading, start, lines, items)


def _items(lines: Sequence[str]) -> list[int]:
    """Return the lines where list items of the outermost level begin."""
    found = {n: len(line) - len(line.lstrip()) for n, line in enumerate(lines) if _ITEM.match(line)}
    return [n for n, indent in found.items() if indent == min(found.values())]


def _sections(source: SourceText) -> Iterator[tuple[str, int, list[str]]]:
    heading, start, lines, fenced = "", 1, list[str](), False
    for line in source.lines:
        fence = _FENCE.match(line.text)
        fenced ^= bool(fence)
        found = None if fenced else _HEADING.match(line.text)
        if fenced or fence:
            lines.append("")  # an example's lines are no entries
        elif found:
            yield heading, start, lines
            heading, start, lines = found[2], line.number + 1, []
        else:
            lines.append(line.text)
    yield heading, start, lines


def _pieces(heading: str, start: int, lines: Sequence[str], items: Sequence[int]) -> Iterator[Entry]:
    """Split a section at its list items and blank lines; what is indented belongs to the item before it."""
    begin: int | None = None
    for n, line in enumerate([*lines, ""]):
        ends = n == len(lines) or n in items or not (line.strip() or _goes_on(lines, n))
        if begin is not None and ends:
            yield Entry(start + begin, start + n - 1, heading, "\n".join(lines[begin:n]))
            begin = None
        if begin is None and line.strip():
            begin = n


def _goes_on(lines: Sequence[str], blank: int) -> bool:
    """Tell whether the text behind a blank line is indented, and so belongs to the item before it."""
    following = next((line for line in lines[blank + 1 :] if line.strip()), "")
    return following.startswith(("  ", "\t"))


def _is_security(entry: Entry) -> bool:
    if form("notes", "none").search(squash(entry.text)):
        return False
    return bool(form("notes", "heading").search(entry.heading) or form("notes", "entry").search(entry.text))


def _labels(text: str) -> Iterator[tuple[str, str]]:
    pattern = re.compile(vocabulary("notes")["label"], re.MULTILINE)
    for line in text.split("\n"):
        for found in pattern.finditer(line):
            yield found["label"], found["value"]


def _has(entry: Entry, name: str) -> bool:
    """Tell whether an entry has a field: a labelled part that says something, or a link where a link is asked for."""
    if form("notes", "linked").search(name) and form("notes", "link").search(entry.text):
        return True
    lines = [*entry.text.split("\n"), ""]
    for line, following in pairwise(lines):
        more = following if following.startswith((" ", "\t")) and not _ITEM.match(following) else ""
        for label, value in _labels(line):
            if _means(label, name) and not form("notes", "empty").search(value or more):
                return True
    return False


def _means(label: str, name: str) -> bool:
    asked, given = _content(name), _content(label)
    return bool(given) and len(asked & given) >= _SHARE * len(asked)


def _content(text: str) -> set[str]:
    """Return the words that tell something, in one spelling and number."""
    plain = text.lower()
    for british, american in _SPELLING:
        plain = plain.replace(british, american)
    return {w.removesuffix("s") for w in words(plain) if w not in vocabulary("wording")["no-content"]}
