"""Which columns of a sheet hold questions, ids, answers and comments: by their headers and by what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from evidence._resources import vocabulary
from evidence.canonical import squash
from evidence.workbook.areas import column_letters, column_number
from evidence.workbook.form import Wanted
from evidence.workbook.sheets import Sheet

Role = Literal["none", "id", "owner", "comment", "answer", "question"]
ROLES: Final[tuple[Role, ...]] = ("none", "id", "owner", "comment", "answer", "question")
_LOOKED_AT: Final = 80
_LONGEST_HEADER: Final = 160


@dataclass(frozen=True)
class Columns:
    """Where things stand on a sheet; a column that is not there is None."""

    header_row: int
    question: int
    id: int | None = None
    answer: int | None = None
    comment: int | None = None
    owner: int | None = None
    rivals: tuple[int, ...] = ()
    """Columns that could be the answers' just as well as ``answer``."""

    def said(self, sheet: Sheet) -> str:
        """Say what was taken for what."""
        named = [("questions", self.question), ("ids", self.id), ("answers", self.answer), ("comments", self.comment)]
        named += [("owners", self.owner)] if self.owner else []
        parts = [f"{what} in {_named(sheet, self.header_row, at) if at else 'no column'}" for what, at in named]
        title = f"sheet {sheet.name!r}: " if sheet.name else ""
        return f"{title}header in row {self.header_row}; " + ", ".join(parts)


def _named(sheet: Sheet, row: int, column: int) -> str:
    header = squash(sheet.text(row, column))
    return f"column {column_letters(column)}" + (f" ({header[:40]!r})" if header else "")


@cache
def _headers() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    found = vocabulary("workbooks")["headers"]
    return tuple((role, re.compile("|".join(found[role]), re.IGNORECASE)) for role in ROLES)


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(vocabulary("workbooks")[name], re.IGNORECASE)


def role_of(header: str) -> Role | None:
    """Return what a header says that its column holds."""
    text = squash(header).strip(" :*")
    if not text or len(text) > _LONGEST_HEADER or text.endswith("?"):
        return None
    return next((role for role, pattern in _headers() if pattern.search(text)), None)


def is_asking(text: str) -> bool:
    """Tell whether a text is a question or a demand."""
    return len(text) > 8 and bool(_form("asks").search(text.strip()))


def is_unanswered(text: str) -> bool:
    """Tell whether a text only holds an answer's place."""
    return not text.strip() or bool(_form("unanswered").fullmatch(squash(text)))


def find_columns(sheet: Sheet, wanted: Wanted) -> Columns | None:
    """Return where things stand on a sheet; None where it holds no questions."""
    header = wanted.header_row or _header_row(sheet)
    roles = _roles(sheet, header)
    fixed = {name: _column(sheet, header, getattr(wanted, name)) for name in ("question", "id", "answer", "comment")}
    asked = _question_column(sheet, header, roles)
    question = fixed["question"] or asked
    if question is None:
        return None
    rows = [r for r in sheet.rows if r > header and sheet.text(r, question).strip()]
    if not rows or not (fixed["question"] or "question" in roles.values() or _asking(sheet, rows, question)):
        return None
    comments = [c for c, role in roles.items() if role == "comment" and c != question]
    columns = Columns(
        header,
        question,
        fixed["id"] or _first(roles, "id", question),
        None,
        fixed["comment"] or next((c for c in comments if c > question), comments[0] if comments else None),
        None,
    )
    owners = [c for c, role in roles.items() if role == "owner" and c != question]
    columns = replace(columns, owner=owners[0] if owners else None)
    if fixed["answer"]:
        kept = columns.comment if columns.comment != fixed["answer"] else None
        return replace(columns, answer=fixed["answer"], comment=kept)
    return _with_answer(sheet, columns, roles, rows)


def unknown_columns(sheet: Sheet, columns: Columns, wanted: Wanted) -> list[str]:
    """Return the wanted columns that the sheet does not have."""
    names = (wanted.question, wanted.id, wanted.answer, wanted.comment)
    return [n for n in names if n and _column(sheet, columns.header_row, n) is None]


def _column(sheet: Sheet, header: int, said: str | None) -> int | None:
    """Return a column by its letters or its header."""
    if said is None:
        return None
    cells = sheet.rows.get(header, {})
    by_header = next((c for c, cell in cells.items() if squash(cell.text).lower() == squash(said).lower()), None)
    if by_header:
        return by_header
    return column_number(said) if re.fullmatch(r"[A-Za-z]{1,3}", said) else None


def _header_row(sheet: Sheet) -> int:
    """Return the row whose cells name most roles, 0 where none does."""
    best, found = 1, 0
    for row in list(sheet.rows)[:_LOOKED_AT]:
        roles = {r for r in _roles(sheet, row).values() if r != "none"}
        score = len(roles) + ("question" in roles) + ("answer" in roles)
        if score > best and roles & {"question", "answer"}:
            best, found = score, row
    return found


def _roles(sheet: Sheet, row: int) -> dict[int, Role]:
    cells = sheet.rows.get(row, {}) if row else {}
    found = {c: role_of(cell.text) for c, cell in cells.items() if not sheet.is_hidden(c)}
    return {c: role for c, role in found.items() if role}


def _first(roles: dict[int, Role], role: Role, besides: int) -> int | None:
    return next((c for c, r in sorted(roles.items()) if r == role and c != besides), None)


def _asking(sheet: Sheet, rows: list[int], column: int) -> int:
    return sum(is_asking(sheet.text(r, column)) for r in rows)


def _question_column(sheet: Sheet, header: int, roles: dict[int, Role]) -> int | None:
    """Return the column with the questions: of those whose header says so, else of all, the one that asks most."""
    rows = [r for r in sheet.rows if r > header]
    named = [c for c, role in roles.items() if role == "question"]
    every = sorted({c for r in rows for c in sheet.rows[r] if not sheet.is_hidden(c)} - set(roles))
    candidates = named or every
    if not candidates:
        return None
    counts = {c: _asking(sheet, rows, c) for c in candidates}
    best = max(candidates, key=lambda c: (counts[c], -c))
    if named:
        filled = [c for c in named if any(sheet.text(r, c).strip() for r in rows)]
        return best if counts[best] else (filled[0] if filled else None)
    texts = sum(bool(sheet.text(r, best).strip()) for r in rows)
    return best if counts[best] and counts[best] * 3 >= texts else None


def _with_answer(sheet: Sheet, columns: Columns, roles: dict[int, Role], rows: list[int]) -> Columns:
    """Find the answers' column: by its header, by its lists to choose from, else the first empty one at the right."""
    named = sorted(c for c, role in roles.items() if role == "answer" and c != columns.question)
    listed = [c for c in named if any(sheet.options(r, c) is not None for r in rows)]
    if len(named) > 1 and len(listed) == 1:
        (answer,) = listed
        others = [c for c in named if c != answer]
        if columns.comment is None and len(others) == 1:
            return replace(columns, answer=answer, comment=others[0])
        return replace(columns, answer=answer)
    if named:
        return replace(columns, answer=named[0], rivals=tuple(named[1:]))
    taken = {columns.question, columns.id, columns.comment, columns.owner}
    right = [c for c in range(columns.question + 1, columns.question + 12) if c not in taken and not sheet.is_hidden(c)]
    chosen = [c for c in right if roles.get(c) is None and any(sheet.options(r, c) is not None for r in rows)]
    empty = [c for c in right if c not in roles and not any(sheet.text(r, c).strip() for r in rows)]
    choosable = next(iter(chosen), None)
    if choosable is None and columns.comment is not None:
        return replace(columns, answer=columns.comment, comment=None)
    return replace(columns, answer=choosable or next(iter(empty), None))


def question_rows(sheet: Sheet, columns: Columns) -> Iterator[tuple[int, str]]:
    """Yield the rows that hold questions, each with the section that it stands in."""
    rows = sorted(r for r in sheet.rows if r > columns.header_row)
    asked = [r for r in rows if sheet.text(r, columns.question).strip()]
    with_id = sum(bool(columns.id and sheet.text(r, columns.id).strip()) for r in asked)
    needs_id = with_id * 2 > len(asked)
    section = ""
    for row in rows:
        text = squash(sheet.text(row, columns.question))
        alone = [c.text for c in sheet.rows[row].values() if c.text.strip()]
        title = _section(sheet, columns, row, needs_id)
        if title:
            section = title
        elif text and not (needs_id and not sheet.text(row, columns.id or 0).strip() and not is_asking(text)):
            yield row, section
        elif len(alone) == 1:
            section = squash(alone[0])


def _section(sheet: Sheet, columns: Columns, row: int, needs_id: bool) -> str:
    """Return the title that a row is, nothing where it is a question's."""
    text = squash(sheet.text(row, columns.question))
    cells = sheet.rows[row]
    filled = [squash(c.text) for c in cells.values() if c.text.strip()]
    header = columns.answer and squash(sheet.text(columns.header_row, columns.answer))
    if header and columns.answer and squash(sheet.text(row, columns.answer)).lower() == header.lower():
        return text or filled[0]  # the header stands there again, above the next part
    merged = sheet.merged.get(row, columns.question)
    wide = merged and columns.answer and merged.holds(row, columns.answer)
    has_id = bool(columns.id and sheet.text(row, columns.id).strip())
    short = len(text.split()) <= 8 and not is_asking(text)
    if wide and not has_id:
        return text
    if len(filled) == 1 and not has_id and short and (needs_id or columns.id is None):
        return filled[0]
    return ""
