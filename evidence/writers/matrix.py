"""The customer's part: who does what by control part, as a workbook and as CSV.

The workbook is for people who filter and print; the CSV holds the same rows of its first sheet. Cells are inert:
text that a spreadsheet would take for a formula stays text.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evidence.catalog import Control
from evidence.mapping import Mapping
from evidence.model import Statement
from evidence.pack import Content, Pack, sentence
from evidence.writers.wording import worded

WORKBOOK: Final = "customer-responsibilities.xlsx"
CSV: Final = "customer-responsibilities.csv"
NOTHING: Final = "—"
_CELL: Final = 32_000  # a cell of a workbook holds 32,767 characters
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
# CAIQ's owners, where ours tell them apart; "shared" alone does not say whether a third party shares.
_SSRM: Final = {
    "provider": "CSP-owned",
    "customer": "CSC-owned",
    "third-party": "Third-party outsourced",
    "shared": "Shared CSP and CSC",
}


@dataclass(frozen=True)
class Row:
    """One mapping: a control part, whose it is, what the text says of it and where."""

    mapping: Mapping
    control: Control
    statement: Statement
    place: str

    @property
    def part(self) -> str:
        """The statement of the control that is meant."""
        return f"{self.control.id} {self.mapping.part}." if self.mapping.part else self.control.id

    @property
    def provider_text(self) -> str:
        """What the vendor documents towards it; nothing where it is the customer's or no evidence."""
        theirs = self.mapping.responsibility == "customer" or self.mapping.strength == "not-evidence"
        return NOTHING if theirs else worded(self.statement)

    @property
    def customer_text(self) -> str:
        """What stays with the customer."""
        if self.mapping.responsibility == "provider":
            return NOTHING
        asked = f"{self.control.id} {self.control.title}".strip()
        return f"Customer responsibility: what {asked} asks of the operating organization. {self.mapping.reason}"


@dataclass(frozen=True)
class Column:
    """A column of the first sheet: its heading, its width in characters, and what stands in it."""

    title: str
    width: int
    value: Callable[[Row], str]


def _baseline(name: str) -> Callable[[Row], str]:
    return lambda row: "yes" if name in row.control.baselines else ""


COLUMNS: Final[Sequence[Column]] = (
    Column("Framework", 12, lambda r: r.mapping.framework),
    Column("Control part", 11, lambda r: r.part),
    Column("Title", 20, lambda r: r.control.title),
    Column("Low", 5, _baseline("low")),
    Column("Mod.", 5, _baseline("moderate")),
    Column("High", 5, _baseline("high")),
    Column("Whose part", 10, lambda r: r.mapping.responsibility),
    Column("Strength", 12, lambda r: r.mapping.strength),
    Column("Documented by the vendor, not assessed", 42, lambda r: r.provider_text),
    Column("Customer's part", 36, lambda r: r.customer_text),
    Column("Source", 17, lambda r: r.place),
    # what follows is for filtering, and does not go to the printer
    Column("Reason", 44, lambda r: r.mapping.reason),
    Column("Statement", 34, lambda r: r.mapping.statement),
    Column("Source sentence", 50, lambda r: sentence(r.statement)),
)
_DIGESTS: Final = ("Promise digest", "Derived digest")
_PRINTED: Final = 11
_LINE: Final = 14.5  # points that a line of text takes
_TODO: Final = ("Duty", "Owner", "CAIQ owner", "Kind", "Statement", "Source", "Done", "Notes")
_FEDRAMP: Final = (
    "Control ID",
    "Can Be Inherited from CSP",
    "Specific Inheritance and Customer Agency/CSP Responsibilities",
)


def rows(content: Content) -> list[Row]:
    """Return a row for every mapping of the pack, in its order."""
    controls = {(c.name, k.id): k for c in content.catalogs for k in c.controls}
    return [
        Row(m, controls[m.framework, m.control], content.by_id[m.statement], place(content, m.statement))
        for m in content.mappings
    ]


def place(content: Content, name: str) -> str:
    """Return where a statement stands, as ``document:line``."""
    span = content.spans[name]
    return f"{span.document}:{span.line}"


def duties(content: Content) -> list[Statement]:
    """Return what the text leaves to the customer: responsibilities, channels and rules."""
    return [
        s
        for s in content.statements
        if s.owner in ("customer", "shared") or (s.kind == "handling-rule" and s.actor in ("customer", "operator"))
    ]


def write(pack: Pack) -> dict[str, bytes]:
    """Return the workbook and the CSV."""
    found = rows(pack.content)
    digests = [pack.content.promise_digest, pack.content.derived_digest]
    table = [
        [*(column.title for column in COLUMNS), *_DIGESTS],
        *([*(column.value(r) for column in COLUMNS), *digests] for r in found),
    ]
    return {WORKBOOK: _workbook(pack, table, found), CSV: _csv(table)}


def inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula when it reads a CSV."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(table: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[inert(cell) for cell in row] for row in table])
    return out.getvalue().encode("utf-8-sig")  # spreadsheets need the mark to read it as UTF-8


def _workbook(pack: Pack, table: Sequence[Sequence[str]], found: Sequence[Row]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    stamp = pack.issued_at.replace(tzinfo=None)
    book.properties.creator, book.properties.title = pack.compiler, "Customer responsibilities"
    book.properties.created = book.properties.modified = stamp
    first = book.active
    _fill(first, "By control part", table, [*(c.width for c in COLUMNS), 24, 24], pack)
    _fill(book.create_sheet(), "To do", _todo(pack.content), [52, 10, 16, 14, 30, 18, 7, 24], pack)
    _fill(book.create_sheet(), "Inheritance", _fedramp(found), [14, 26, 90], pack, "Not a FedRAMP document.")
    raw = io.BytesIO()
    book.save(raw)
    return _same_bytes(raw.getvalue(), pack.issued)


def _todo(content: Content) -> list[list[str]]:
    body = [
        [worded(s), s.owner or s.actor or "", _SSRM.get(s.owner or "", ""), s.kind, s.id, place(content, s.id), "", ""]
        for s in duties(content)
    ]
    return [list(_TODO), *body]


def _fedramp(found: Sequence[Row]) -> list[list[str]]:
    """The customer's part by control of 800-53, under the column names that agencies know."""
    controls: dict[str, list[Row]] = {}
    for row in found:
        if row.mapping.framework == "nist-sp-800-53-r5" and row.mapping.responsibility != "provider":
            controls.setdefault(row.control.id, []).append(row)
    body = []
    for control, mine in controls.items():
        texts = dict.fromkeys(r.customer_text for r in mine)
        body.append([control, "No", "\n".join(texts)])
    return [list(_FEDRAMP), *body]


def _fill(
    sheet: Any, title: str, table: Sequence[Sequence[str]], widths: Sequence[int], pack: Pack, note: str = ""
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.title = title
    product = pack.content.product
    heading = f"{product.name or 'Unnamed product'} {product.version or 'unversioned'}: {title.lower()}"
    about = " ".join(filter(None, [note, "What the vendor's text documents, not assessed.", pack.sign_off.lines[0]]))
    digests = f"Promise digest {pack.content.promise_digest}, derived digest {pack.content.derived_digest}"
    sheet["A1"], sheet["A2"], sheet["A3"] = heading, about, digests
    sheet["A1"].font, sheet["A2"].font = Font(bold=True, size=14), Font(italic=True)
    top = 4
    for row, line in enumerate(table, top):
        _put(sheet, row, line)
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        cell = sheet.cell(top, at)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3E8EE")
    for line in sheet.iter_rows(min_row=top):
        sheet.row_dimensions[line[0].row].height = _LINE * max(
            _lines(str(cell.value or ""), width) for cell, width in zip(line, widths, strict=False)
        )
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.print_area = f"A1:{get_column_letter(min(_PRINTED, len(widths)))}{max(top, sheet.max_row)}"
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(widths))}{max(top + 1, sheet.max_row)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.oddFooter.center.text = "Page &P of &N"


def _lines(text: str, width: int) -> int:
    """Return how many lines a wrapped text takes in a column of so many characters, at most as high as a row can be."""
    return min(28, sum(1 + len(part) // max(1, width - 1) for part in text.split("\n")))


def _put(sheet: Any, row: int, line: Sequence[str]) -> None:
    for at, text in enumerate(line, 1):
        cell = sheet.cell(row, at)
        cell.value = text if len(text) <= _CELL else f"{text[:_CELL]}… (whole in pack.json)"
        if text.startswith(_FORMULA):
            cell.data_type = "s"
            cell.quotePrefix = True


def _same_bytes(data: bytes, issued: str) -> bytes:
    """Return a package whose times are the time of issue, where they would differ from build to build."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, _MODIFIED.sub(rb"\g<1>" + issued.encode() + rb"\g<2>", old.read(name)))
    return out.getvalue()
