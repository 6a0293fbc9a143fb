"""Certifications in tables: whether a row says that one is held."""

import re
from typing import Final

from evidence.contradictions.records import Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.table import Cells, headers, is_refused, is_yes, mine, plain_header
from evidence.contradictions.words import has, shape, word

_PAIR: Final = 2


def is_held(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    """Tell whether a row of a table says that a certification is held."""
    cells = unit.block.cells
    at = next((n for n, (_, c) in enumerate(cells) if run.group() in c), None)
    if at is None or is_refused(cells[at][0]) or not setting.is_plain_row(unit):
        return False
    columns = mine(cells, setting) or [n for n in range(at + 1, len(cells)) if _tells(n, cells, unit)]
    if shape("held-cell").fullmatch(cells[-1][1]) and not shape("scan-header").search(headers(unit)):
        columns.append(len(cells) - 1)
    until = [c for h, c in cells[at + 1 :] if word("validity-headers").fullmatch(plain_header(h))]
    dated = any(re.search(r"\b20\d\d\b", cell) for cell in until)
    if dated and not has("plan", unit.text):
        return True
    return any(is_yes(cells[n][1]) and not has("plan", cells[n][1]) for n in columns if n != at)


def _tells(column: int, cells: Cells, unit: Unit) -> bool:
    """Tell whether a column is one of status, and its table not one of what a tool covers."""
    header = plain_header(cells[column][0])
    if word("status-headers").fullmatch(header):
        return not _is_mapping(cells, column)
    if word("mapped-headers").search(header) or _is_mapping(cells, column):
        return False
    near = " / ".join(unit.block.headings)
    planned = word("plan-sections").search(header) and shape("plan-heading").search(near)
    return bool(planned) or (len(cells) == _PAIR and has("compliance-sections", near) and bool(headers(unit)))


def _is_mapping(cells: Cells, column: int) -> bool:
    if any(word("auditor-headers").fullmatch(plain_header(h)) for h, _ in cells):
        return False
    return any(word("mapped-headers").fullmatch(plain_header(h)) for n, (h, _) in enumerate(cells) if n != column)
