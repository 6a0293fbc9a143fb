"""A project's look: its logo, its colour, its paper and its typeface, read once and judged before anything is drawn.

Templates stay as they are; what a brand may change is here. A logo is drawn, never run: an SVG with scripts, event
handlers or anything that lies elsewhere is refused.
"""

import base64
import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from evidence.config import BrandSettings, Paper
from evidence.diagnostics import Code, Diagnostic, Span, error

MAX_LOGO: Final = 512 * 1024
MAX_FONT: Final = 4 * 1024 * 1024
MAX_SIDE: Final = 4096
ACCENT: Final = "#12507b"
_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3, against white paper
_SIGNATURES: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SFNT: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_ACTIVE: Final = {"script", "foreignObject", "use", "image", "feImage", "animate", "set", "style", "a", "iframe"}
_ELSEWHERE: Final = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|data:", re.IGNORECASE)
_SVG: Final = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Brand:
    """What a project may change of the document's look; ``fonts`` are font files by face."""

    logo: bytes | None = None
    logo_type: str = ""
    accent: str = ACCENT
    paper: Paper = "a4"
    fonts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def logo_url(self) -> str | None:
        """The logo as a data URL; None without one."""
        return f"data:{self.logo_type};base64,{base64.b64encode(self.logo).decode()}" if self.logo else None


PLAIN: Final = Brand()
"""The look of a project that asks for none."""


def brand(
    settings: BrandSettings, files: Mapping[str, bytes], places: Mapping[str, Span | None]
) -> tuple[Brand, list[Diagnostic]]:
    """Return the look of a project and what is wrong with it.

    ``files`` are the bytes of the files that the settings name, by setting (``logo``, ``fonts/regular``); ``places``
    are where the settings stand.
    """
    problems: list[Diagnostic] = []
    logo, kind = files.get("logo"), ""
    if logo is not None:
        kind, wrong = _logo_type(logo)
        if wrong:
            problems.append(error(Code.UNUSABLE_LOGO, f"{settings.logo}: {wrong}", places.get("logo"), _LOGO_HINT))
    if settings.colour and contrast(settings.colour) < _CONTRAST:
        problems.append(
            error(
                Code.LOW_CONTRAST,
                f"{settings.colour} on white has a contrast of {contrast(settings.colour):.1f}; text needs {_CONTRAST}",
                places.get("colour"),
                "take a darker colour: WCAG 2.2, success criterion 1.4.3",
            )
        )
    fonts = {name.removeprefix("fonts/"): data for name, data in files.items() if name.startswith("fonts/")}
    for face, path in settings.fonts.items():
        wrong = _font_fault(fonts[face]) if face in fonts else ""
        if wrong:
            problems.append(error(Code.UNUSABLE_FONT, f"{path}: {wrong}", places.get(f"fonts/{face}"), _FONT_HINT))
    if fonts and "regular" not in fonts:
        problems.append(error(Code.UNUSABLE_FONT, "no regular face is named", places.get("fonts"), _FONT_HINT))
    look = Brand(logo, kind, settings.colour or ACCENT, settings.paper, fonts)
    return (Brand() if problems else look), problems


_LOGO_HINT: Final = "a PNG, JPEG or plain SVG of at most 512 kB, without scripts, links and embedded files"
_FONT_HINT: Final = "static TrueType or OpenType files; `regular` is needed, the other faces fall back to it"


def contrast(colour: str) -> float:
    """Return the contrast ratio of a colour (``#rrggbb``) on white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo_type(data: bytes) -> tuple[str, str]:
    """Return the media type of a logo, and what is wrong with it."""
    for start, kind in _SIGNATURES.items():
        if data.startswith(start):
            return kind, _raster_fault(data)
    if b"<svg" in data[:2048] or data.lstrip().startswith((b"<?xml", b"<!DOCTYPE")):
        return "image/svg+xml", _svg_fault(data)
    return "", "neither PNG, JPEG nor SVG"


def _raster_fault(data: bytes) -> str:
    from PIL import Image, ImageFile, UnidentifiedImageError

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, once imported, takes cut-off images in the whole process
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            wide, high = image.size
            if max(wide, high) > MAX_SIDE:
                return f"{wide} × {high} pixels; at most {MAX_SIDE} a side are drawn"
            image.load()
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as fault:
        return f"the image cannot be read: {fault}"
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return ""


def _svg_fault(data: bytes) -> str:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        return f"the SVG cannot be read: {fault}"
    if root.tag != f"{_SVG}svg":
        return "the file is XML, and no SVG"
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name in _ACTIVE:
            return f"the SVG holds <{name}>"
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2]
            if plain.lower().startswith("on") or _ELSEWHERE.search(value) or (plain == "href" and value[:1] != "#"):
                return f"the SVG's <{name}> holds {plain}, which may run or fetch something"
    return ""


def _font_fault(data: bytes) -> str:
    from fontTools.ttLib import TTFont, TTLibError

    if not data.startswith(_SFNT):
        return "neither a TrueType nor an OpenType file"
    try:
        with TTFont(io.BytesIO(data)) as font:
            if "fvar" in font:
                return "a variable font; the document needs static faces"
            if not font.getBestCmap() or not font["hmtx"].metrics:
                return "the font has no characters"
    except (TTLibError, struct.error, KeyError, AssertionError, ValueError, OSError) as fault:
        return f"the font cannot be read: {fault}"
    return ""
