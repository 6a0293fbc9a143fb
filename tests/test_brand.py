"""A project's own look: what it changes, and what is refused before anything is drawn."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from evidence.brand import MAX_LOGO, contrast
from evidence.compiler import Compilation
from evidence.writers import html, pdf
from evidence.writers.fonts import shipped_font
from tests.conftest import compile_path

MODEL = "# Support\n\n| Severity | Target response |\n|---|---|\n| High | answer within 2 days |\n"
CONFIG = 'product: {name: Example Server, version: "1.0"}\nsupplier: {name: Example Vendor}\nmodel: [model.md]\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
A4, LETTER = (595, 842), (612, 792)


def branded(folder: Path, brand: str, files: dict[str, bytes] | None = None) -> Compilation:
    for name, data in {
        "model.md": MODEL.encode(),
        "evidence.yaml": f"{CONFIG}brand: {brand}\n".encode(),
        **(files or {}),
    }.items():
        (folder / name).write_bytes(data)
    return compile_path(folder)


def png(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (wide, high), (10, 90, 60, 128)).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """Return a small PNG that says it is 60,000 pixels wide and high."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("logo", "wrong"),
    [
        (SVG.format("<script>1</script>"), "holds <script>"),
        (SVG.format('<image href="https://elsewhere.example/x.png"/>'), "holds <image>"),
        (SVG.format('<rect width="1" height="1" onload="x()"/>'), "holds onload"),
        (SVG.format('<rect fill="url(https://elsewhere.example/a.svg#b)"/>'), "holds fill"),
        (SVG.format("<style>@import 'https://elsewhere.example/x.css'</style>"), "holds <style>"),
        (SVG.format('<use href="#a"/>'), "holds <use>"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "cannot be read"),
        (SVG.format("<rect"), "cannot be read"),
        ("<?xml version='1.0'?><html/>", "no SVG"),
        ("GIF89a", "neither PNG, JPEG nor SVG"),
    ],
)
def test_logos_that_run_or_fetch_are_refused(tmp_path: Path, logo: str, wrong: str) -> None:
    result = branded(tmp_path, "{logo: logo.svg}", {"logo.svg": logo.encode()})
    assert result.pack is None
    found = [d for d in result.diagnostics if d.code == "unusable-logo"]
    assert len(found) == 1
    assert wrong in found[0].message
    assert found[0].span
    assert found[0].span.line == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(), "unusable-logo"),
        (png(90, 90)[:80], "unusable-logo"),
        (png(5000, 2), "unusable-logo"),
        (b"\x89PNG" + b"\0" * MAX_LOGO, "source-too-large"),
    ],
    ids=["bomb", "cut", "wide", "heavy"],
)
def test_damaged_and_huge_logos_are_refused(tmp_path: Path, data: bytes, code: str) -> None:
    result = branded(tmp_path, "{logo: logo.png}", {"logo.png": data})
    assert result.pack is None
    assert code in {d.code for d in result.diagnostics}


def test_a_logo_that_is_missing_or_outside_is_an_error(tmp_path: Path) -> None:
    assert "source-missing" in {d.code for d in branded(tmp_path, "{logo: no.png}").diagnostics}
    (tmp_path / "in").mkdir()
    (tmp_path / "logo.png").write_bytes(png(9, 9))
    assert "outside-project" in {d.code for d in branded(tmp_path / "in", "{logo: ../logo.png}").diagnostics}


@pytest.mark.parametrize(
    "data", [png(40, 20), SVG.format('<rect width="10" height="5" fill="#0b5d3b"/>').encode()], ids=["png", "svg"]
)
def test_the_look_of_a_project_is_in_page_and_pdf(tmp_path: Path, data: bytes) -> None:
    name = "logo.png" if data[:1] == b"\x89" else "logo.svg"
    pack = branded(tmp_path, f'{{logo: {name}, colour: "#0b5d3b", paper: letter}}', {name: data}).pack
    assert pack
    page = html.page(pack)
    assert 'alt="Example Vendor"' in page
    assert "#0b5d3b" in page
    assert "#12507b" not in page
    reader = PdfReader(io.BytesIO(pdf.write(pack)["pack.pdf"]))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == LETTER


def test_without_a_brand_the_paper_is_a4(tmp_path: Path) -> None:
    pack = branded(tmp_path, "{}").pack
    assert pack
    reader = PdfReader(io.BytesIO(pdf.write(pack)["pack.pdf"]))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == A4
    assert "<img" not in html.page(pack)


def test_own_fonts_replace_the_typeface(tmp_path: Path) -> None:
    files = {"own.ttf": shipped_font("italic")}
    pack = branded(tmp_path, "{fonts: {regular: own.ttf}}", files).pack
    assert pack
    reader = PdfReader(io.BytesIO(pdf.write(pack)["pack.pdf"]))
    programs = {
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()["/ItalicAngle"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert programs


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000"), 1) == 21.0
    assert round(contrast("#ffffff"), 1) == 1.0
    assert round(contrast("#767676"), 2) == 4.54
