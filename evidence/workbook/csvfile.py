"""Questionnaires as comma-separated values: answers are put in, every other byte stays."""

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.workbook.form import Form, Place
from evidence.workbook.sheets import Cell, Sheet

_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class _Field:
    start: int
    end: int
    text: str


def read_csv(text: str) -> tuple[Sheet, dict[int, list[tuple[int, int]]], str]:
    """Return the cells of a text, the places of its fields by row, and what delimits them."""
    delimiter = _delimiter(text)
    sheet, places = Sheet(""), {}
    for number, fields in enumerate(_rows(text, delimiter), 1):
        places[number] = [(f.start, f.end) for f in fields]
        sheet.rows[number] = {n: Cell(f.text, f.start) for n, f in enumerate(fields, 1)}
    return sheet, places, delimiter


def write_csv(form: Form, writes: Mapping[Place, str]) -> bytes:
    """Return the text with these values in these fields."""
    text: str = form.extra["text"]
    places: dict[int, list[tuple[int, int]]] = form.extra["places"]
    delimiter: str = form.extra["delimiter"]
    edits: dict[tuple[int, int], str] = {}
    for (_, row, column), value in sorted(writes.items()):
        fields = places[row]
        if column <= len(fields):
            edits[fields[column - 1]] = _quoted(value, delimiter)
            continue
        end = fields[-1][1]  # a short row: it gets the fields that it lacks
        known = edits.get((end, end), "")
        missing = column - len(fields) - known.count("\0")
        edits[end, end] = known + ("\0" * missing) + _quoted(value, delimiter)
    out, place = [], 0
    for (start, end), new in sorted(edits.items()):
        out += [text[place:start], new.replace("\0", delimiter)]
        place = end
    return ("".join([*out, text[place:]])).encode(form.extra["encoding"])


def _delimiter(text: str) -> str:
    """Return the delimiter that most of the first rows agree on."""
    head = text[:20_000]
    counts = {}
    for delimiter in _DELIMITERS:
        widths = [len(fields) for _, fields in zip(range(20), _rows(head, delimiter), strict=False)]
        common = max(set(widths), key=widths.count) if widths else 1
        counts[delimiter] = (widths.count(common) * (common > 1), common)
    return max(_DELIMITERS, key=lambda d: (counts[d], -_DELIMITERS.index(d)))


def _rows(text: str, delimiter: str) -> "list[list[_Field]]":
    rows: list[list[_Field]] = []
    fields: list[_Field] = []
    place, length = 0, len(text)
    while place < length or fields:
        found, place = _field(text, place, delimiter)
        fields.append(found)
        if place < length and text[place] == delimiter:
            place += 1
            if place < length:
                continue
            fields.append(_Field(place, place, ""))
        if text[place : place + 2] == "\r\n":
            place += 2
        elif place < length:
            place += 1
        rows.append(fields)
        fields = []
    return rows


def _field(text: str, start: int, delimiter: str) -> tuple[_Field, int]:
    """Return the field that begins at a place, and where it ends."""
    stops = delimiter + "\r\n"
    place = start
    if text[start : start + 1] == '"':
        place = start + 1
        while (quote := text.find('"', place)) >= 0 and text[quote + 1 : quote + 2] == '"':
            place = quote + 2
        end = quote + 1 if quote >= 0 else len(text)
        value = text[start + 1 : quote if quote >= 0 else end].replace('""', '"')
        while end < len(text) and text[end] not in stops:
            end += 1  # what stands behind the quote belongs to the field
        return _Field(start, end, value.replace("\r\n", "\n")), end
    while place < len(text) and text[place] not in stops:
        place += 1
    return _Field(start, place, text[start:place]), place


def _quoted(value: str, delimiter: str) -> str:
    """Return a value as a field; one that a spreadsheet would take for a formula is marked as text."""
    safe = f"'{value}" if value.startswith(_FORMULA) else value
    if any(c in safe for c in ('"', "\n", "\r", delimiter)):
        return '"' + safe.replace('"', '""') + '"'
    return safe
