"""Questionnaires as Markdown lists: every answer is put under its question, every other line stays."""

import re
from collections.abc import Mapping

from evidence.answers import Question
from evidence.canonical import squash
from evidence.workbook.columns import is_asking, is_unanswered
from evidence.workbook.form import Form, Item, Place, Slot

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,4}[.)])(?P<gap> +)(?P<text>\S.*)$")
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_ID = re.compile(
    r"^(?:\*\*|\[|`)?(?P<id>(?:[A-Z][A-Za-z&]*[-. ]?)?\d[\w.-]*|[A-Z]{2,}[\w.-]*-[\w.-]+)"
    r"(?:\*\*|\]|`)?[:.)]?\s+"
)
_ANSWER = re.compile(r"^\s*(?:[-*+] )?\**answer\**\s*:\**\s*(?P<text>.*)$", re.IGNORECASE)


def read_markdown(text: str) -> list[Item]:
    """Return the questions of the lists, and those that are headings."""
    lines = text.split("\n")
    items: list[Item] = []
    section, fenced, n = "", False, 0
    while n < len(lines):
        line = lines[n].rstrip("\r")
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line)
        found = None if fenced else _ITEM.match(line)
        end = n + 1
        if heading and heading["text"].rstrip().endswith("?"):
            items.append(_read(lines, n, n + 1, heading["text"], "", section))
            end = items[-1].answer.place[2] + 1 if items[-1].answer and items[-1].answer.text else n + 1
        elif heading:
            section = squash(heading["text"])
        elif found and not _ANSWER.match(line):
            end = _end_of(lines, n, len(found["indent"]) + len(found["mark"]))
            body = squash(" ".join([found["text"], *(lines[n + 1 : end])]))
            if is_asking(_ID.sub("", body)):
                indent = " " * len(found["indent"] + found["mark"] + found["gap"])
                items.append(_read(lines, n, end, body, indent, section))
        n = max(end, n + 1)
    return items


def _end_of(lines: list[str], n: int, indent: int) -> int:
    """Return the line behind the text of a list item."""
    end = n + 1
    while end < len(lines):
        line = lines[end].rstrip()
        deep = len(line) - len(line.lstrip()) >= indent
        if not line or not deep or _ITEM.match(line) or _ANSWER.match(line) or _FENCE.match(line):
            break
        end += 1
    return end


def _read(lines: list[str], n: int, end: int, body: str, indent: str, section: str) -> Item:
    marked = _ID.match(body)
    said, last = _existing(lines, end)
    text = squash(body[marked.end() :] if marked else body).strip("* ")
    told = marked["id"] if marked else f"line {n + 1}"
    slot = Slot((len(indent), end, last), f"line {n + 1}", "" if is_unanswered(said) else said)
    return Item(Question(told, text, section), "", n + 1, 1, slot)


def _existing(lines: list[str], end: int) -> tuple[str, int]:
    """Return the answer that stands behind a question, and its last line; -1 where there is none."""
    at = end
    while at < len(lines) and not lines[at].strip() and at < end + 1:
        at += 1
    found = _ANSWER.match(lines[at].rstrip("\r")) if at < len(lines) else None
    if not found:
        return "", -1
    last, parts = at, [found["text"]]
    while last + 1 < len(lines) and lines[last + 1].startswith(" ") and not _ITEM.match(lines[last + 1].rstrip("\r")):
        last += 1
        parts.append(lines[last])
    return squash(" ".join(parts)), last


def write_markdown(form: Form, writes: Mapping[Place, str]) -> bytes:
    """Return the text with an answer under each of these questions."""
    text: str = form.extra["text"]
    lines = text.split("\n")
    break_ = "\r" if "\r\n" in text else ""
    for (indent, end, last), value in sorted(writes.items(), key=lambda w: -w[0][1]):
        pad = " " * indent
        new = [f"{pad}**Answer:** {squash(value)}{break_}"]
        if last >= end:
            lines[end : last + 1] = [*lines[end:end], *new] if lines[end].strip() else [lines[end], *new]
        else:
            follows = end < len(lines) and lines[end].strip()
            lines[end:end] = [break_, *new] + ([break_] if follows and not indent else [])
    return "\n".join(lines).encode(form.extra["encoding"])
