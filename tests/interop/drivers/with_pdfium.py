"""What a screen reader gets of each PDF, as PDFium (Chromium's reader of PDF) finds it by the tags: a JSON list.

For every file the text in the order of its tags, one piece of marked content a line, or what went wrong.
"""

import ctypes
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw


def pieces(page: pdfium.PdfPage) -> dict[int, str]:
    """Return the text of every marked content of a page."""
    found: dict[int, str] = defaultdict(str)
    text = page.get_textpage()
    for thing in page.get_objects(max_depth=15):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            mark = raw.FPDFPageObj_GetMarkedContentID(thing)
            length = raw.FPDFTextObj_GetText(thing, text, None, 0)
            buffer = ctypes.create_string_buffer(length * 2)
            raw.FPDFTextObj_GetText(thing, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
            found[mark] += buffer.raw.decode("utf-16-le", "replace").split("\0")[0]
    return found


def marks(element: Any) -> Iterator[int]:
    """Return the marked contents of an element of the tree of tags, in order."""
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, n)
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if mark >= 0:
            yield mark
        elif child:
            yield from marks(child)


def tagged(page: pdfium.PdfPage) -> Iterator[str]:
    """Return the text of a page in the order of its tags."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    text = pieces(page)
    for n in range(raw.FPDF_StructTree_CountChildren(tree)):
        for mark in marks(raw.FPDF_StructTree_GetChildAtIndex(tree, n)):
            yield text.get(mark, "")
    raw.FPDF_StructTree_Close(tree)


def main() -> None:
    """Print a text for every file."""
    told = []
    for path in sys.argv[1:]:
        try:
            document = pdfium.PdfDocument(path)
            told.append({"text": "\n".join(line for page in document for line in tagged(page))})
        except pdfium.PdfiumError as fault:
            told.append({"fault": str(fault)})
    json.dump(told, sys.stdout)


main()
