"""Sheets of cells to a questionnaire: which sheets ask, where their answers go, which questionnaire it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from evidence.answers import Question
from evidence.canonical import squash
from evidence.diagnostics import Code, Diagnostic, Span, error, warning
from evidence.workbook.areas import column_letters
from evidence.workbook.columns import Columns, find_columns, is_unanswered, question_rows, unknown_columns
from evidence.workbook.dialects import load_dialect, recognised
from evidence.workbook.form import Form, Item, Kind, Slot, Wanted
from evidence.workbook.sheets import Sheet

_TITLE_ROWS = 12


def read_grid(
    kind: Kind, name: str, data: bytes, sheets: Sequence[Sheet], wanted: Wanted
) -> tuple[Form | None, list[Diagnostic]]:
    """Return the questionnaire that stands in sheets; None where a problem says why there is none."""
    asked = [(n, s) for n, s in enumerate(sheets) if wanted.sheet in (None, s.name)]
    shown = [(n, s) for n, s in asked if wanted.sheet or not s.hidden]
    if not asked:
        names = ", ".join(repr(s.name) for s in sheets)
        return None, [error(Code.QUESTIONS_NOT_FOUND, f"no sheet is called {wanted.sheet!r}", None, f"sheets: {names}")]
    found = [(n, s, columns) for n, s in shown if (columns := find_columns(s, wanted))]
    problems = [p for _, s, columns in found for p in _problems(name, s, columns, wanted)]
    if not found:
        problems.append(_nothing(name, [s for _, s in asked]))
    if problems:
        return None, problems
    items: list[Item] = []
    for n, sheet, columns in found:
        items += _items(n, sheet, columns)
    if not items:
        return None, [_nothing(name, [s for _, s in asked])]
    dialect = wanted.dialect or recognised([i.question.id for i in items], _titles(sheets, found))
    prefix = load_dialect(dialect).ids
    if prefix:
        items = [replace(i, question=replace(i.question, id=prefix + i.question.id)) for i in items]
    decisions = (
        *(columns.said(sheet) for _, sheet, columns in found),
        *(f"sheet {s.name!r}: no questions" for _, s in shown if s.name not in {f.name for _, f, _ in found}),
        *(f"sheet {s.name!r}: hidden, left alone" for _, s in asked if s.hidden and not wanted.sheet),
        f"questionnaire: {load_dialect(dialect).title}",
    )
    form = Form(kind, name, data, tuple(items), dialect, decisions, {"sheets": tuple(sheets)})
    return form, [*_formulas(name, found), *repeated_ids(form)]


def _nothing(name: str, sheets: Sequence[Sheet]) -> Diagnostic:
    empty = not any(c.text.strip() for s in sheets for cells in s.rows.values() for c in cells.values())
    return error(
        Code.QUESTIONS_NOT_FOUND,
        "nothing stands in the sheets" if empty else "no column of questions was found",
        Span(name, 1, 1),
        "" if empty else "say where they are: --sheet, --header-row, --question-column",
    )


def _problems(name: str, sheet: Sheet, columns: Columns, wanted: Wanted) -> list[Diagnostic]:
    row = max(columns.header_row, 1)
    unknown = [
        error(Code.QUESTIONS_NOT_FOUND, f"the sheet {sheet.name!r} has no column {said!r}", Span(name, row, row))
        for said in unknown_columns(sheet, columns, wanted)
    ]
    if not columns.rivals or columns.answer is None:
        return unknown
    letters = [column_letters(c) for c in (columns.answer, *columns.rivals)]
    told = " and ".join(f"{x} ({squash(sheet.text(columns.header_row, c))!r})" for x, c in _pairs(columns, letters))
    hint = f"name one: --answer-column {letters[0]}"
    place = Span(name, row, row, columns.answer)
    return [*unknown, error(Code.AMBIGUOUS_COLUMNS, f"answers could go to the columns {told}", place, hint)]


def _pairs(columns: Columns, letters: list[str]) -> list[tuple[str, int]]:
    return list(zip(letters, (columns.answer or 0, *columns.rivals), strict=True))


def _titles(sheets: Sequence[Sheet], found: list[tuple[int, Sheet, Columns]]) -> list[str]:
    """Return the names of all sheets, and what stands in their first rows beside the questions."""
    rows = [(s, r) for s in sheets for r in list(s.rows)[:_TITLE_ROWS]]
    asked = {id(s): c for _, s, c in found}
    above = [(s, r) for s, r in rows if id(s) not in asked or r <= asked[id(s)].header_row]
    return [s.name for s in sheets] + [cell.text for s, r in above for cell in s.rows[r].values()]


def _items(number: int, sheet: Sheet, columns: Columns) -> list[Item]:
    items, taken = [], set()
    for row, section in question_rows(sheet, columns):
        answer = _slot(number, sheet, row, columns.answer)
        if answer and answer.place in taken:
            answer = None  # several questions share one merged cell: the first has it
        elif answer:
            taken.add(answer.place)
        given = squash(sheet.text(row, columns.id)) if columns.id else ""
        items.append(
            Item(
                Question(given or f"row {row}", squash(sheet.text(row, columns.question)), section),
                sheet.name,
                row,
                columns.question,
                answer,
                _slot(number, sheet, row, columns.comment) if answer else None,
                _slot(number, sheet, row, columns.owner) if answer else None,
            )
        )
    return items


def _slot(number: int, sheet: Sheet, row: int, column: int | None) -> Slot | None:
    if column is None:
        return None
    merged = sheet.merged.get(row, column)
    if merged:
        row, column = merged.top, merged.left
    cell = sheet.rows.get(row, {}).get(column)
    text = cell.text if cell and not is_unanswered(cell.text) else ""
    title = f"{sheet.name}!" if sheet.name else ""
    options = sheet.options(row, column)
    return Slot(
        (number, row, column), f"{title}{column_letters(column)}{row}", text, options, bool(cell and cell.formula)
    )


def _formulas(name: str, found: list[tuple[int, Sheet, Columns]]) -> list[Diagnostic]:
    cells = [
        f"{sheet.name}!{column_letters(columns.question)}{row}"
        for _, sheet, columns in found
        for row, cells in sheet.rows.items()
        if row > columns.header_row and columns.question in cells and cells[columns.question].formula
    ]
    if not cells:
        return []
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    return [
        warning(
            Code.FORMULA_QUESTION,
            f"the question in {cells[0]}{more} is a formula; its last result was read",
            Span(name, 1, 1),
            "open the file in a spreadsheet program and save it, if the result may be old",
        )
    ]


def repeated_ids(form: Form) -> list[Diagnostic]:
    """Warn of ids that several questions have: answers are told apart by their places."""
    counted = Counter(i.question.id for i in form.items)
    first: dict[str, Item] = {}
    found = []
    for item in form.items:
        known = first.setdefault(item.question.id, item)
        if known is not item and counted[item.question.id] > 1:
            counted[item.question.id] = 1  # said once
            found.append(
                warning(
                    Code.DUPLICATE_QUESTION_ID,
                    f"several questions have the id {item.question.id!r}; each is answered by its own text",
                    Span(form.name, item.line, item.line, item.column),
                    related=(Span(form.name, known.line, known.line, known.column),),
                )
            )
    return found
