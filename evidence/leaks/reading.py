"""The text inside a file, whatever its format: PDF pages and attachments, workbook cells, members of archives."""

import base64
import binascii
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_UNPACKED: Final = 512 * 1024 * 1024
MAX_DEPTH: Final = 4

_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])')
_PLAIN: Final = {"n": " ", "r": " ", "t": "\t", "b": " ", "f": " "}
_EMBEDDED = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?:;[\w.+=-]+)*;base64,(?P<data>[A-Za-z0-9+/=\s]{16,})")
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "font/", "application/font")
_TAG = re.compile(r"<[^<>]*>")
_PIECE = re.compile(r"</(?:si|is|row|text|comment|a:p|w:p|p|t)>")
_ATTRIBUTE = re.compile(r'="([^"]{12,})"')
_LONG: Final = 16
_MOST_BROKEN: Final = 12


@dataclass(frozen=True)
class Text:
    """Text of a file; ``path`` leads into archives with ``!``, and lines count from ``first``."""

    path: str
    text: str
    first: int = 1

    def line(self, offset: int) -> int:
        """Return the line of a place in the text."""
        return self.first + self.text.count("\n", 0, max(0, offset))


class UnreadableError(Exception):
    """A file cannot be looked into, so nobody can say what is in it."""


def texts(path: str, data: bytes, depth: int = 0) -> Iterator[Text]:
    """Return every text in a file. Raises UnreadableError where part of it cannot be read."""
    if depth > MAX_DEPTH:
        raise UnreadableError(f"{path} is nested too deep")
    if data.startswith(b"%PDF-"):
        yield from _pdf(path, data, depth)
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip(path, data, depth)
    elif data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"wOF2", b"wOFF")):
        return
    else:
        yield from _plain(path, _decoded(data), depth)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _plain(path: str, text: str, depth: int) -> Iterator[Text]:
    for found in _EMBEDDED.finditer(text):
        if not (found["type"] or "").startswith(_PICTURES):
            try:
                inner = base64.b64decode("".join(found["data"].split()), validate=True)
            except (binascii.Error, ValueError):
                continue
            line = text.count("\n", 0, found.start()) + 1
            for piece in texts(f"{path}!{line}", inner, depth + 1):
                yield Text(path, piece.text.replace("\n", " "), line)
    text = _EMBEDDED.sub(lambda m: "data:" + "\n" * m.group().count("\n"), text)
    suffix = path.rpartition(".")[2].lower()
    if suffix == "json":
        yield Text(path, _ESCAPE.sub(_unescaped, text))
        return
    yield Text(path, text)
    if "\\" in text:
        yield Text(path, "\n".join(_ESCAPE.sub(_unescaped, t) if "\\" in t else "" for t in text.split("\n")))
    if suffix == "csv" and '""' in text:
        yield Text(path, text.replace('""', '"'))
    if suffix in ("html", "htm", "xml", "svg", "rels", "md"):
        bare = _TAG.sub(lambda m: "\n" * m.group().count("\n"), text)
        lines = zip(text.split("\n"), bare.split("\n"), strict=True)
        yield Text(path, "\n".join(html.unescape(b) if t != b or "&" in b else "" for t, b in lines))


def _unescaped(found: re.Match[str]) -> str:
    """Return what an escape of JSON stands for; a line end becomes a space, so that lines keep their numbers."""
    sign = found[1]
    return chr(int(sign[1:], 16)) if sign.startswith("u") else _PLAIN.get(sign, sign)


def _pdf(path: str, data: bytes, depth: int) -> Iterator[Text]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = [page.get_textpage().get_text_bounded() for page in document]
        about = document.get_metadata_dict()
        attached = [document.get_attachment(n) for n in range(document.count_attachments())]
        files = [(str(a.get_name()), bytes(a.get_data())) for a in attached]
    except (pypdfium2.PdfiumError, ValueError) as fault:
        raise UnreadableError(f"{path} cannot be read as PDF") from fault
    for number, page in enumerate(pages, 1):
        text = page.replace("\r\n", "\n")
        yield Text(f"{path}!page {number}", text)
        yield Text(f"{path}!page {number}", "\n".join(_joined(text.split("\n"))))
    yield Text(f"{path}!information", "\n".join(map(str, about.values())))
    for name, content in files:
        yield from texts(f"{path}!{name}", content, depth + 1)


def _joined(lines: list[str]) -> Iterator[str]:
    """Return every long word that the layout may have broken where lines end: a line's last word and what follows."""
    for n, line in enumerate(lines):
        word = line.rpartition(" ")[2]
        for following in lines[n + 1 : n + 1 + _MOST_BROKEN]:
            first, space, _ = following.partition(" ")
            word += first
            if len(word) >= _LONG:
                yield word
            if space:
                break


def _zip(path: str, data: bytes, depth: int) -> Iterator[Text]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError(f"{path} unpacks to more than {MAX_UNPACKED} bytes")
            if archive.comment:
                yield Text(f"{path}!comment", _decoded(archive.comment))
            for member in archive.infolist():
                if not member.is_dir():
                    inside = f"{path}!{member.filename}"
                    content = archive.read(member)
                    if inside.endswith((".xml", ".rels", ".vml")):
                        yield from _xml(inside, _decoded(content))
                    else:
                        yield from texts(inside, content, depth + 1)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise UnreadableError(f"{path} cannot be read as an archive") from fault


def _xml(path: str, text: str) -> Iterator[Text]:
    """Return the strings of a workbook's part, one a line, each whole however it is marked up; and its attributes."""
    yield Text(path, "\n".join(html.unescape(value) for value in _ATTRIBUTE.findall(text)))
    pieces = _PIECE.split(text)
    yield Text(path, "\n".join(html.unescape(_TAG.sub("", p)).replace("\n", "  ").replace("\r", "  ") for p in pieces))
