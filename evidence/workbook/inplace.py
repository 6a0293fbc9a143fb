"""Answers put into a workbook by changing the bytes of their cells and nothing else.

A text is written as an inline string, so that the shared strings stay as they are. A cell keeps its style; a cell that
is not there yet gets the style of its row or column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from evidence.workbook.areas import REFERENCE, column_letters, column_number
from evidence.workbook.form import Form, Place
from evidence.workbook.package import RefusedError, open_package
from evidence.workbook.parts import Attributes, Handler, parse
from evidence.workbook.sheets import Sheet

_TAG = re.compile(rb"""<([\w.-]+:)?(?:c|row)\b(?:[^>"']|"[^"]*"|'[^']*')*?(/?)>""")
_KEPT = re.compile(rb"""\s(?:r|s|ph)\s*=\s*(?:"[^"]*"|'[^']*')""")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass
class _Row:
    """A row that is written to: where it begins, its style, and the cells behind a given column."""

    at: int
    style: str
    cells: dict[int, int] = field(default_factory=dict)


class _Rows(Handler):
    """Finds the bytes of the rows to write to."""

    def __init__(self, wanted: frozenset[int]) -> None:
        self.rows: dict[int, _Row] = {}
        self.styles: list[tuple[int, int, str]] = []
        self._wanted = wanted
        self._row, self._column = 0, 0

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "col" and "style" in attributes:
            self.styles.append((int(attributes["min"]), int(attributes["max"]), attributes["style"]))
        elif name == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0
            if self._row in self._wanted:
                own = attributes.get("s", "") if attributes.get("customFormat") in ("1", "true") else ""
                self.rows[self._row] = _Row(at, own)
        elif name == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            if self._row in self._wanted:
                self.rows[self._row].cells[self._column] = at


def write_workbook(form: Form, writes: Mapping[Place, str]) -> bytes:
    """Return the workbook with these texts in these cells. Raises RefusedError."""
    package = open_package(form.data)
    sheets: tuple[Sheet, ...] = form.extra["sheets"]
    parts = {}
    for number, sheet in enumerate(sheets):
        own = {(row, column): text for (n, row, column), text in writes.items() if n == number}
        if own:
            parts[sheet.part] = _with_texts(package.read(sheet.part), own)
    return package.replaced(parts)


def _with_texts(data: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b'encoding="UTF-16' in data[:100].upper():
        raise RefusedError("a sheet is not stored as UTF-8", "save it anew in a spreadsheet program")
    rows = _Rows(frozenset(row for row, _ in texts))
    parse(data, rows)
    edits: list[tuple[int, int, bytes]] = []
    for (row, column), text in sorted(texts.items()):
        edits.append(_edit(data, rows, row, column, text))
    out, place = [], 0
    for start, end, new in sorted(edits, key=lambda e: (e[0], e[1])):
        out += [data[place:start], new]
        place = end
    return b"".join([*out, data[place:]])


def _edit(data: bytes, rows: _Rows, row: int, column: int, text: str) -> tuple[int, int, bytes]:
    """Return the bytes to replace, and by what."""
    found = rows.rows.get(row)
    if found is None:
        raise RefusedError(f"row {row} of a sheet is not stored", "save it anew in a spreadsheet program")
    at = found.cells.get(column)
    if at is not None:
        tag = _tag(data, at)
        end = tag.end() if tag[2] else data.index(b"</" + (tag[1] or b"") + b"c", tag.end())
        end = end if tag[2] else data.index(b">", end) + 1
        kept = b"".join(_KEPT.findall(tag.group()))
        return at, end, _cell(tag[1] or b"", kept, text)
    return _insertion(data, rows, found, row, column, text)


def _insertion(data: bytes, rows: _Rows, found: _Row, row: int, column: int, text: str) -> tuple[int, int, bytes]:
    tag = _tag(data, found.at)
    prefix = tag[1] or b""
    styles = [style for low, high, style in rows.styles if low <= column <= high]
    style = found.style or (styles[0] if styles else "")
    kept = f' r="{column_letters(column)}{row}"' + (f' s="{style}"' if style else "")
    new = _cell(prefix, kept.encode(), text)
    behind = [at for c, at in sorted(found.cells.items()) if c > column]
    if behind:
        return behind[0], behind[0], new
    if tag[2]:  # <row/>: it gets an end
        opened = tag.group()[:-2].rstrip() + b">"
        return tag.start(), tag.end(), opened + new + b"</" + prefix + b"row>"
    end = data.index(b"</" + prefix + b"row", tag.end())
    return end, end, new


def _tag(data: bytes, at: int) -> re.Match[bytes]:
    found = _TAG.match(data, at)
    if found is None:
        raise RefusedError("a sheet is stored in a form that cannot be changed in place")
    return found


def _cell(prefix: bytes, kept: bytes, text: str) -> bytes:
    if not text:
        return b"<" + prefix + b"c" + kept + b"/>"
    body = b"<" + prefix + b"is><" + prefix + b't xml:space="preserve">' + _escaped(text)
    body += b"</" + prefix + b"t></" + prefix + b"is>"
    return b"<" + prefix + b"c" + kept + b' t="inlineStr">' + body + b"</" + prefix + b"c>"


def _escaped(text: str) -> bytes:
    plain = _ESCAPE.sub("_x005F_", _ILLEGAL.sub("", text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
