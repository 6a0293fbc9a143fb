"""The typeface of page and PDF: its files, its characters, their widths, and the part of it that a page carries."""

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evidence.brand import Brand
from evidence.errors import MissingLibraryError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FACES: Final[Mapping[str, str]] = {
    "regular": "SourceSansPro-Regular.ttf",
    "italic": "SourceSansPro-It.ttf",
    "semibold": "SourceSansPro-Semibold.ttf",
    "bold": "SourceSansPro-Bold.ttf",
}
_BLANK: Final = frozenset({0x20, 0xA, 0xD, 0x9, 0xA0})


@cache
def shipped_font(face: str) -> bytes:
    """Return the file of a face of the typeface that the package brings."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise MissingLibraryError("the package font-source-sans-pro is not installed")
    return (Path(spec.origin).parent / "files" / FACES[face]).read_bytes()


def font_file(brand: Brand, face: str) -> bytes:
    """Return the file of a face: the brand's, its regular one where it lacks this face, or the package's."""
    return brand.fonts.get(face) or brand.fonts.get("regular") or shipped_font(face)


@cache
def _font(data: bytes) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), lazy=True)


@cache
def _advances(data: bytes) -> Mapping[int, float]:
    font = _font(data)
    metrics, unit = font["hmtx"].metrics, font["head"].unitsPerEm
    return {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}


def lacking(brand: Brand, text: str) -> list[str]:
    """Return the characters of a text that a face of the typeface has no glyph for, sorted."""
    wanted = {c for c in set(text) if ord(c) not in _BLANK}
    files = {font_file(brand, face) for face in FACES}
    return sorted(c for c in wanted if any(ord(c) not in _advances(data) for data in files))


def width(brand: Brand, text: str, size: float, face: str = "regular") -> float:
    """Return how wide a text is at a size, in the size's unit; an unknown character counts as wide as an ``n``."""
    advances = _advances(font_file(brand, face))
    other = advances.get(ord("n"), 0.5)
    return size * sum(advances.get(ord(c), other) for c in text)


def subset(brand: Brand, face: str, text: Iterable[str]) -> bytes:
    """Return a TrueType or OpenType file with just the glyphs of a text, the same bytes each time."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=["kern", "liga"], hinting=False, notdef_outline=True, name_IDs=[1, 2])
    with TTFont(io.BytesIO(font_file(brand, face)), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted({ord(c) for part in text for c in part}))
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()
