"""Reviewers' marks: a comment that takes back a finding, with a reason, a role and an end."""

import re
from bisect import bisect_right
from typing import Final

from evidence.contradictions.records import Mark

FIELDS: Final = ("reason", "by", "until")

_MARK = re.compile(r"<!--\s*evidence:\s*reviewed\b(.*?)-->", re.DOTALL)
_CODE = re.compile(r"\s*([\w-]+)?(?!\s*=)\s*")
_FIELD = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|((?:(?!\s+\w+=)[^\"'])*))")


def marks_of(text: str) -> tuple[Mark, ...]:
    """Return the marks of a text; each covers its own line, and behind it all lines up to the next empty one."""
    if "evidence:" not in text:
        return ()
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return tuple(
        _mark(found[1], bisect_right(starts, found.start()), bisect_right(starts, found.end() - 1), lines)
        for found in _MARK.finditer(text)
    )


def _mark(body: str, first: int, last: int, lines: list[str]) -> Mark:
    code = _CODE.match(body)
    name = code[1] or "" if code else ""
    rest = body[code.end() :] if code and name else body
    fields = {m[1]: (m[2] or m[3] or m[4] or "").strip() for m in _FIELD.finditer(rest)}
    end = last
    alone = not re.sub(r"<!--.*?(?:-->|$)|^.*?-->", "", lines[last - 1]).strip()
    if alone:
        while end < len(lines) and not lines[end].strip():
            end += 1
        while end < len(lines) and lines[end].strip():
            end += 1
    return Mark(first, end, name, fields)
