"""Documents that are spoilt in one thing each, and the judges that must see it.

Every spoilt document is read and written again by pypdf, and so is an unspoilt one, which every judge must accept:
what a judge says about a spoilt one comes from the defect.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from asking import JudgeError
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)


@dataclass(frozen=True)
class PaperDefect:
    """What is spoilt, how, and a part of what each judge that must see it says."""

    name: str
    seen_by: Mapping[str, str]
    of_document: Callable[[PdfWriter], None] | None = None
    of_bytes: Callable[[bytes], bytes] | None = None


def rewritten(data: bytes, defect: PaperDefect | None = None) -> bytes:
    """Return a document as pypdf writes it again, with a defect made in it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.pdf_header = data[:8].decode()
    if defect and defect.of_document:
        defect.of_document(writer)
    out = io.BytesIO()
    writer.write(out)
    written = out.getvalue()
    if defect and defect.of_bytes:
        changed = defect.of_bytes(written)
        if changed == written:
            raise JudgeError(f"nothing was changed by: {defect.name}")
        return changed
    return written


def dictionaries(writer: PdfWriter, **wanted: str) -> list[DictionaryObject]:
    """Return the dictionaries with these names as values, in the order of the file; there must be one."""
    every = [writer.get_object(n + 1) for n in range(len(writer._objects))]
    found = [
        one
        for one in every
        if isinstance(one, DictionaryObject) and all(one.get(f"/{key}") == f"/{value}" for key, value in wanted.items())
    ]
    if not found:
        raise JudgeError(f"the document has nothing with {wanted}")
    return found


def inner(at: PdfObject | None, *path: str) -> DictionaryObject:
    """Return the dictionary that a path of names leads to."""
    for name in path:
        at = at.get_object() if at else None
        at = at.get(name) if isinstance(at, DictionaryObject) else None
    found = at.get_object() if at else None
    if not isinstance(found, DictionaryObject):
        raise JudgeError(f"the document has no {' '.join(path)}")
    return found


def listed(at: DictionaryObject, name: str) -> ArrayObject:
    """Return a list that a dictionary holds."""
    found = at.get(name, ArrayObject()).get_object()
    return found if isinstance(found, ArrayObject) else ArrayObject()


def stream_of(at: DictionaryObject, name: str) -> StreamObject:
    """Return a stream that a dictionary holds."""
    found = inner(at, name)
    if not isinstance(found, StreamObject):
        raise JudgeError(f"{name} is no stream")
    return found


def named(**entries: PdfObject) -> DictionaryObject:
    """Make a dictionary."""
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def without(*path: str) -> Callable[[PdfWriter], None]:
    """Take an entry out of the catalog, or of what the catalog leads to."""

    def spoil(writer: PdfWriter) -> None:
        del inner(writer.root_object, *path[:-1])[path[-1]]

    return spoil


def unembedded(writer: PdfWriter) -> None:
    del dictionaries(writer, Type="FontDescriptor")[0]["/FontFile2"]


def courier(writer: PdfWriter) -> None:
    page = writer.pages[0]
    font = named(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Courier"))
    inner(page, "/Resources", "/Font")[NameObject("/Fx")] = writer._add_object(font)
    more = DecodedStreamObject()
    more.set_data(stream_of(page, "/Contents").get_data() + b" /Artifact BMC BT /Fx 9 Tf 40 20 Td (x) Tj ET EMC")
    page[NameObject("/Contents")] = writer._add_object(more)


def metadata(old: bytes, new: bytes) -> Callable[[PdfWriter], None]:
    """Change the document's own description of itself."""

    def spoil(writer: PdfWriter) -> None:
        stream = stream_of(writer.root_object, "/Metadata")
        changed = re.sub(old, new, stream.get_data())
        if changed == stream.get_data():
            raise JudgeError(f"the metadata has no {old!r}")
        stream.set_data(changed)

    return spoil


def scripted(writer: PdfWriter) -> None:
    action = writer._add_object(named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)")))
    writer.root_object[NameObject("/OpenAction")] = action
    scripts = named(Names=ArrayObject([TextStringObject("begin"), action]))
    inner(writer.root_object, "/Names")[NameObject("/JavaScript")] = scripts


def tagged_as(old: str, new: str) -> Callable[[PdfWriter], None]:
    """Give the first element of a kind another tag."""

    def spoil(writer: PdfWriter) -> None:
        dictionaries(writer, S=old)[0][NameObject("/S")] = NameObject(f"/{new}")

    return spoil


def without_alternative(writer: PdfWriter) -> None:
    for one in dictionaries(writer, S="Figure"):
        one.pop("/Alt", None)


def swapped_pages(writer: PdfWriter) -> None:
    kids = listed(inner(writer.root_object, "/Pages"), "/Kids")
    kids[0], kids[-1] = kids[-1], kids[0]


def lost_page(writer: PdfWriter) -> None:
    pages = inner(writer.root_object, "/Pages")
    kids = listed(pages, "/Kids")
    del kids[len(kids) // 2]
    pages[NameObject("/Count")] = NumberObject(len(kids))


def swapped_tags(writer: PdfWriter) -> None:
    """Exchange the last two parts of a chapter of the annex in the tree of tags, which leaves the pages as they are."""
    parts = [listed(one, "/K") for one in dictionaries(writer, S="Sect")]
    kids = max((kids for kids in parts if inner(kids[-1])["/S"] == "/Div"), key=len)
    kids[-1], kids[-2] = kids[-2], kids[-1]


def no_relationship(writer: PdfWriter) -> None:
    for one in dictionaries(writer, Type="Filespec"):
        del one["/AFRelationship"]


def other_attachment(writer: PdfWriter) -> None:
    stream = stream_of(inner(dictionaries(writer, Type="Filespec")[0], "/EF"), "/F")
    stream.set_data(stream.get_data().replace(b"statement", b"Statement"))


def two_attachments(writer: PdfWriter) -> None:
    writer.add_attachment("more.txt", b"more")


def bookmark_elsewhere(writer: PdfWriter) -> None:
    mark = inner(writer.root_object, "/Outlines", "/Last")
    while "/Last" in mark:
        mark = inner(mark, "/Last")
    first = writer.pages[0].indirect_reference
    if first is None:
        raise JudgeError("the first page has no number")
    mark[NameObject("/Dest")] = ArrayObject([first, NameObject("/Fit")])
    mark.pop("/A", None)


def encrypted(writer: PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="AES-128")


def broken_stream(writer: PdfWriter) -> None:
    stream = stream_of(writer.pages[1], "/Contents")
    stream._data = stream._data[:8] + bytes(64) + stream._data[72:]


DEFECTS: Final = (
    PaperDefect(
        "a font that is not embedded",
        {"veraPDF PDF/A-3a": "6.2.11.4", "veraPDF PDF/UA-1": "7.21.4.1", "pdffonts": "embedded no"},
        unembedded,
    ),
    PaperDefect(
        "a font that is not ours",
        {"veraPDF PDF/A-3a": "6.2.11.4", "veraPDF PDF/UA-1": "7.21.4.1", "pdffonts": "courier"},
        courier,
    ),
    PaperDefect(
        "no claim to be PDF/A", {"veraPDF PDF/A-3a": "6.6.4"}, metadata(rb"pdfaid:part(=.|>)3", rb"pdfaid:part\g<1>7")
    ),
    PaperDefect(
        "no claim to be PDF/UA", {"veraPDF PDF/UA-1": "5-2"}, metadata(rb"pdfuaid:part(=.|>)1", rb"pdfuaid:part\g<1>7")
    ),
    PaperDefect("no colour profile", {"veraPDF PDF/A-3a": "6.2.4.3"}, without("/OutputIntents")),
    PaperDefect("an attachment without its relation", {"veraPDF PDF/A-3a": "6.8"}, no_relationship),
    PaperDefect(
        "a script that runs on opening", {"veraPDF PDF/A-3a": "6.5.1", "pdfinfo": "javascript is yes"}, scripted
    ),
    PaperDefect("encrypted", {"veraPDF PDF/A-3a": "6.1.3", "pdfinfo": "encrypted is yes"}, encrypted),
    PaperDefect(
        "not tagged",
        {"veraPDF PDF/A-3a": "6.7.2", "veraPDF PDF/UA-1": "6.2-1", "pdfinfo": "tagged is no"},
        without("/MarkInfo"),
    ),
    PaperDefect("no language", {"veraPDF PDF/UA-1": "7.2"}, without("/Lang")),
    PaperDefect("no title in the window", {"veraPDF PDF/UA-1": "7.1"}, without("/ViewerPreferences")),
    PaperDefect("a heading level left out", {"veraPDF PDF/UA-1": "7.4.2"}, tagged_as("H2", "H5")),
    PaperDefect("a row of a table tagged as a paragraph", {"veraPDF PDF/UA-1": "7.2"}, tagged_as("TR", "P")),
    PaperDefect("a picture without a text", {"veraPDF PDF/UA-1": "7.3"}, without_alternative),
    PaperDefect("another title", {"pdfinfo": "title is"}, lambda writer: writer.add_metadata({"/Title": "Untitled"})),
    PaperDefect("a cut end", {"qpdf": "damaged"}, of_bytes=lambda data: data[: len(data) * 9 // 10]),
    PaperDefect("a broken stream", {"qpdf": "error"}, broken_stream),
    PaperDefect(
        "two pages exchanged", {"pdftotext": "stands before its place", "bookmarks": "not in the order"}, swapped_pages
    ),
    PaperDefect("a page lost", {"pdftotext": "stands nowhere"}, lost_page),
    PaperDefect("two tags exchanged", {"PDFium": "before its place"}, swapped_tags),
    PaperDefect("no tags", {"PDFium": "stands nowhere"}, without("/StructTreeRoot")),
    PaperDefect("another pack.json attached", {"pdfdetach": "is not the one beside"}, other_attachment),
    PaperDefect("a second attachment", {"pdfdetach": "more.txt", "veraPDF PDF/A-3a": "6.8"}, two_attachments),
    PaperDefect("no attachment", {"pdfdetach": "attached is []"}, without("/Names", "/EmbeddedFiles")),
    PaperDefect("a bookmark that leads elsewhere", {"bookmarks": "leads to page 1"}, bookmark_elsewhere),
    PaperDefect("no bookmarks", {"bookmarks": "only 0"}, without("/Outlines")),
)
