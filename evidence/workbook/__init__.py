"""A buyer's own questionnaire: find its questions, write the answers in place, leave every other byte as it is."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.source import decode
from evidence.workbook.csvfile import read_csv, write_csv
from evidence.workbook.dialects import GENERIC, dialect_names
from evidence.workbook.entries import Entry, plan
from evidence.workbook.form import Form, Item, Kind, Slot, Wanted, answers_data, answers_digest
from evidence.workbook.grid import read_grid, repeated_ids
from evidence.workbook.inplace import write_workbook
from evidence.workbook.jsonfile import read_json, write_json
from evidence.workbook.markdown import read_markdown, write_markdown
from evidence.workbook.package import MAX_FILE, RefusedError, open_package
from evidence.workbook.report import listing
from evidence.workbook.sheets import read_sheets

__all__ = [
    "KINDS",
    "Entry",
    "Form",
    "Item",
    "RefusedError",
    "Slot",
    "Wanted",
    "answers_data",
    "answers_digest",
    "dialect_names",
    "listing",
    "plan",
    "read_form",
    "write_form",
]

KINDS: Final[dict[str, Kind]] = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
}


def read_form(name: str, data: bytes, wanted: Wanted | None = None) -> tuple[Form | None, list[Diagnostic]]:
    """Read a questionnaire; the form is None where a problem says why it cannot be.

    ``name`` is the file's name: its ending says what the bytes are.
    """
    wanted = wanted or Wanted()
    match KINDS.get(PurePosixPath(name).suffix.lower()):
        case None:
            hint = f"one of {', '.join(KINDS)} is read"
            return None, [error(Code.WORKBOOK_UNREADABLE, f"{name} is no questionnaire", Span(name, 1, 1), hint)]
        case "workbook":
            try:
                sheets = read_sheets(open_package(data))
            except RefusedError as fault:
                return None, [error(Code.WORKBOOK_UNREADABLE, str(fault), Span(name, 1, 1), fault.hint)]
            return read_grid("workbook", name, data, sheets, wanted)
        case "csv":
            return _csv(name, data, wanted)
        case "json" | "markdown" as kind:
            return _list(kind, name, data, wanted)


def _text(name: str, data: bytes) -> tuple[str | None, str, list[Diagnostic]]:
    """Return the text of a file as it stands, line ends included, and how it is encoded."""
    source, problems = decode(name, data, MAX_FILE)
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    return (data.decode("utf-8-sig") if source else None), encoding, problems


def _csv(name: str, data: bytes, wanted: Wanted) -> tuple[Form | None, list[Diagnostic]]:
    text, encoding, problems = _text(name, data)
    if text is None:
        return None, problems
    sheet, places, delimiter = read_csv(text)
    form, problems = read_grid("csv", name, data, [sheet], wanted)
    extra = {"text": text, "encoding": encoding, "places": places, "delimiter": delimiter}
    return (replace(form, extra=extra) if form else None), problems


def _list(kind: Kind, name: str, data: bytes, wanted: Wanted) -> tuple[Form | None, list[Diagnostic]]:
    text, encoding, problems = _text(name, data)
    if text is None:
        return None, problems
    items, problems = read_json(name, text) if kind == "json" else (read_markdown(text), [])
    if not items and not problems:
        hint = "write every question as an item of a list" if kind == "markdown" else ""
        problems = [error(Code.QUESTIONS_NOT_FOUND, "the file asks nothing", Span(name, 1, 1), hint)]
    if problems:
        return None, problems
    dialect = wanted.dialect or GENERIC
    form = Form(kind, name, data, tuple(items), dialect, (), {"text": text, "encoding": encoding})
    return form, repeated_ids(form)


def write_form(form: Form, entries: Sequence[Entry]) -> bytes:
    """Return the questionnaire with what was planned for it. Raises RefusedError."""
    writes = {place: text for entry in entries for place, text in entry.writes.items()}
    match form.kind:
        case "workbook":
            return write_workbook(form, writes)
        case "csv":
            return write_csv(form, writes)
        case "json":
            return write_json(form, entries)
        case "markdown":
            return write_markdown(form, writes)
