"""What stands in the cells of a workbook: text, formulas, merged ranges, hidden columns, lists to choose from.

Parts are read by a parser that refuses document types, so that no entity exists, and that knows at which byte every
cell begins, so that answers can be put in without writing the rest anew. Links to other files are never followed.
"""

import re
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Final

from evidence.workbook.areas import REFERENCE, Area, AreaMap, areas, column_number
from evidence.workbook.package import Package, RefusedError
from evidence.workbook.parts import Attributes, Handler, parse

MAX_ROWS: Final = 200_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OFFICE: Final = "/officeDocument"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``at`` is the byte of the sheet's part at which it begins."""

    text: str
    at: int
    formula: bool = False


@dataclass
class Sheet:
    """One sheet of cells, rows and columns counted from 1."""

    name: str
    part: str = ""
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: AreaMap[Area] = field(default_factory=AreaMap)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    """Lists to choose from as the sheet states them: where, and a formula."""

    choices: AreaMap[tuple[str, ...]] = field(default_factory=AreaMap)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, none where there is no cell."""
        cell = self.rows.get(row, {}).get(column)
        return cell.text if cell else ""

    def options(self, row: int, column: int) -> tuple[str, ...] | None:
        """Return what may be chosen in a cell, nothing of a list that cannot be read; None where all may be written."""
        return self.choices.get(row, column)

    def is_hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(low <= column <= high for low, high in self.hidden_columns)


def read_sheets(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook in their order. Raises RefusedError."""
    main = _main_part(package)
    book = _Book()
    parse(package.read(main), book)
    targets = _relations(package, main)
    shared = _shared(package, targets)
    sheets = []
    for name, relation, state in book.sheets:
        kind, part = targets.get(relation, ("", ""))
        if not kind.endswith("/worksheet"):
            continue
        reader = _Cells(Sheet(name, part, state in ("hidden", "veryHidden")), shared)
        parse(package.read(part), reader)
        sheets.append(reader.sheet)
    by_name = {s.name.lower(): s for s in sheets}
    for sheet in sheets:
        for where, formula in sheet.lists:
            offered = _options(formula, sheet, by_name, book.names)
            for area in areas(where):
                sheet.choices.add(area, offered)
    return tuple(sheets)


class _Pairs(Handler):
    """The relations of a part: id to kind and target."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found[attributes.get("Id", "")] = attributes.get("Type", ""), attributes.get("Target", "")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    folder = dirname(part)
    path = join(folder, "_rels", part.rpartition("/")[2] + ".rels")
    pairs = _Pairs()
    parse(package.read(path), pairs)
    return {
        key: (kind, normpath(join("/" + folder, target)).lstrip("/")) for key, (kind, target) in pairs.found.items()
    }


def _main_part(package: Package) -> str:
    if "_rels/.rels" not in package.names:
        hint = "save it as .xlsx" if "mimetype" in package.names else ""
        raise RefusedError("the ZIP file holds no workbook", hint)
    for kind, target in _relations(package, "").values():
        if kind.endswith(_OFFICE):
            if target.endswith(".bin"):
                raise RefusedError("this is a binary workbook (.xlsb)", "save it as .xlsx")
            return target
    raise RefusedError("the ZIP file holds no workbook")


class _Book(Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.names: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "")))
        elif name == "definedName":
            self._name = attributes.get("name", "").lower()

    def end(self, name: str, text: str) -> None:
        if name == "definedName":
            self.names.setdefault(self._name, text)
        elif name == "workbook" and not self.sheets:
            raise RefusedError("the workbook has no sheet")


class _Strings(Handler):
    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._spoken = False

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._spoken = True  # how the text is pronounced, which is no part of it

    def end(self, name: str, text: str) -> None:
        if name == "t" and not self._spoken:
            self._parts.append(text)
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            self.found.append(_plain("".join(self._parts)))


def _shared(package: Package, targets: dict[str, tuple[str, str]]) -> list[str]:
    strings = _Strings()
    for kind, part in targets.values():
        if kind.endswith("/sharedStrings"):
            parse(package.read(part), strings)
    return strings.found


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


class _Cells(Handler):
    """The cells of a sheet, its merged and hidden parts, and its lists."""

    def __init__(self, sheet: Sheet, shared: list[str]) -> None:
        self.sheet = sheet
        self._shared = shared
        self._row, self._column, self._at = 0, 0, 0
        self._type, self._value, self._formula, self._spoken = "n", "", False, False
        self._texts: list[str] = []
        self._list: list[str] | None = None
        self._where = ""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        match name:
            case "c":
                self._cell(attributes, at)
            case "row":
                self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
                self._column = 0
                if len(self.sheet.rows) > MAX_ROWS:
                    raise RefusedError(f"the sheet {self.sheet.name!r} has more than {MAX_ROWS} rows")
            case "mergeCell":
                for area in areas(attributes.get("ref", "")):
                    self.sheet.merged.add(area, area)
            case "col" if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
            case "dataValidation" if attributes.get("type") == "list":
                self._list, self._where = [], attributes.get("sqref", "")
            case "rPh":
                self._spoken = True

    def _cell(self, attributes: Attributes, at: int) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(found[1]) if found else self._column + 1
        self._type, self._at, self._value, self._formula = attributes.get("t", "n"), at, "", False
        self._texts = []

    def end(self, name: str, text: str) -> None:
        match name:
            case "v":
                self._value = text
            case "t" if not self._spoken:
                self._texts.append(text)
            case "rPh":
                self._spoken = False
            case "f" if self._list is not None:
                self._list.append(text)
            case "f":
                self._formula = True
            case "formula1" if self._list is not None and text.strip():
                self._list.append(text)
            case "sqref":
                self._where = text
            case "dataValidation" if self._list is not None:
                self.sheet.lists.append((self._where, self._list[0].strip() if self._list else ""))
                self._list = None
            case "c":
                cell = Cell(self._text(), self._at, self._formula)
                self.sheet.rows.setdefault(self._row, {})[self._column] = cell

    def _text(self) -> str:
        match self._type:
            case "s":
                known = self._value.strip().isdigit() and int(self._value) < len(self._shared)
                return self._shared[int(self._value)] if known else ""
            case "inlineStr":
                return _plain("".join(self._texts))
            case "b":
                return "TRUE" if self._value.strip() == "1" else "FALSE"
            case "n":
                return _number(self._value.strip())
            case _:
                return _plain(self._value)


def _number(text: str) -> str:
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return text


def _options(formula: str, sheet: Sheet, by_name: dict[str, Sheet], names: dict[str, str]) -> tuple[str, ...]:
    """Return the entries of a list: written out, in cells of any sheet, or behind a name."""
    if formula.startswith('"'):
        return tuple(o.strip() for o in formula.strip('"').replace('""', '"').split(",") if o.strip())
    formula = names.get(formula.lower(), formula).lstrip("=")
    place, _, cells = formula.rpartition("!")
    source = by_name.get(place.strip("'").replace("''", "'").lower()) if place else sheet
    if source is None or not re.fullmatch(rf"{REFERENCE.pattern}(?::{REFERENCE.pattern})?", cells):
        return ()
    (area,) = areas(cells)
    found = (
        source.text(row, column)
        for row in range(area.top, min(area.bottom, area.top + 2000) + 1)
        for column in range(area.left, min(area.right, area.left + 50) + 1)
    )
    return tuple(text.strip() for text in found if text.strip())
