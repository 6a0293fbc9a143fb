"""Workbooks as buyers send them, made for tests."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

HEADER = ("ID", "Question", "Answer", "Comments")
X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1">'
    "<x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C5:C40</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def simple(rows: Sequence[Sequence[Any]], header: Sequence[Any] = HEADER, options: str = "") -> bytes:
    """A sheet with a header and rows; ``options`` is a list for column C."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([*header], *map(list, rows)):
        sheet.append(row)
    if options:
        rule = DataValidation(type="list", formula1=options, allow_blank=True)
        rule.add(f"C2:C{len(rows) + 1}")
        sheet.add_data_validation(rule)
    return saved(book)


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None], extra: Mapping[str, bytes] = {}) -> bytes:
    """Change parts of a package; None leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info.filename))
            if content is not None:
                new.writestr(info, content)
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()


def rich(questions: Sequence[str], macros: bool = False) -> bytes:
    """Two sheets of questions with everything that a rewrite would lose: x14 lists, images, formats, comments."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Assessment"
    first["A1"] = "Supplier assessment"
    first["A1"].font = Font(bold=True, size=16)
    first.merge_cells("A1:D2")
    for column, text in enumerate(HEADER, 1):
        first.cell(3, column, text).fill = PatternFill("solid", fgColor="FFDDEEFF")
    first.cell(4, 1, "Support and response")
    first.merge_cells("A4:D4")
    for row, question in enumerate(questions, 5):
        first.cell(row, 1, f"A-{row - 4}")
        first.cell(row, 2, question)
        first.cell(row, 3).font = Font(italic=True)
    first["B5"].comment = Comment("Look closely", "a reviewer")
    first.conditional_formatting.add("C5:C40", CellIsRule("equal", ['"No"'], fill=PatternFill(bgColor="FFFF0000")))
    picture = io.BytesIO()
    Picture.new("RGB", (8, 8), (200, 20, 20)).save(picture, "PNG")
    first.add_image(Image(picture), "F1")
    second = book.create_sheet("More & other")
    second.append(["#", "Requirement", "Response (Yes/No)", "Additional information"])
    for row, question in enumerate(questions, 2):
        second.append([row - 1, question])
    rule = DataValidation(type="list", formula1="YesNo", allow_blank=True)
    rule.add("C2:C30")
    second.add_data_validation(rule)
    lists = book.create_sheet("Lists")
    for text in ("Yes", "No", "N/A"):
        lists.append([text])
    lists.sheet_state = "hidden"
    book.defined_names["YesNo"] = DefinedName("YesNo", attr_text="Lists!$A$1:$A$3")
    data = saved(book)

    def add(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return re.sub(rb"(<(?:drawing|legacyDrawing)[^>]*/>)(?=</worksheet>)", rb"\1" + X14.encode(), content)
        if name == "[Content_Types].xml" and macros:
            kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            old = rb"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml"
            content = re.sub(old, kind, content)
            binary = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            return content.replace(b"<Override", binary + b"<Override", 1)
        if name == "xl/_rels/workbook.xml.rels" and macros:
            relation = (
                b'<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
                b'Target="vbaProject.bin"/>'
            )
            return content.replace(b"</Relationships>", relation + b"</Relationships>")
        return content

    return rewritten(data, add, {"xl/vbaProject.bin": bytes(range(256)) * 4} if macros else {})
