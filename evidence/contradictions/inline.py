"""Markup inside a line: what is left of it is the text that a reader sees, and the texts of its images."""

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)|!\[([^\]]*)\]\[[^\]]*\]")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(alt|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)")
_REFERENCE = re.compile(r"\[([^\]^]+)\]\[[^\]]*\]")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]:?")
_AUTO = re.compile(r"<((?:https?://|mailto:|tel:)?[^\s<>]+(?:@|://)[^\s<>]+)>")
_RST = re.compile(
    r"(?::\w+:`(?P<role>[^`<>]+?)\s*<[^`<>]+>`)|`(?P<link>[^`<>]+?)\s*<(?P<mail>mailto:)?(?P<to>[^`<>]+)>`_{1,2}"
    r"|(?<!`)`(?P<name>[^`<>]+)`_{1,2}(?!\w)"
)
_CODE = re.compile(r"(`+)(.+?)\1")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"\*\*|__|~~|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_TOLD = re.compile(
    r"mailto:|tel:|hackerone|bugcrowd|intigriti|yeswehack|huntr|/advisories|/issues|discord|slack|groups\.google|forms?[./]",
    re.I,
)
_NAME = re.compile(r"v?\d+(?:\.[\dx*]+)*|main|master|trunk|develop")
_SHORT = 60
_GOES_ON = re.compile(
    r"\b(?:an?|the|and|or|of|to|in|for|with|by|our|your|their|we|you|not|no|is|are|was|were|be|been|has|have|had|as|on|at|"
    r"from|that|which|than|but|its?|this|these|all|both|via|per|under|within|against|hold|holds|use|uses|e\.g\.|i\.e\.)$",
    re.IGNORECASE,
)
_BOLD_LABEL = re.compile(r"[A-Z][\w ]{0,20}: ")
_SPECIAL = re.compile(r"[\[`<*_&\\~]")


class Inline(NamedTuple):
    """The text of a line, and what its images say."""

    text: str
    images: tuple[str, ...] = ()


def plain(raw: str, *, cells: bool = False) -> Inline:
    """Return the visible text; code is kept in ``cells``, elsewhere it stands for itself only if it is a short name."""
    if not _SPECIAL.search(raw):
        return Inline(raw.strip())
    images: list[str] = []

    def image(found: re.Match[str]) -> str:
        images.append(badge(found[1] or found[3] or "", found[2] or ""))
        return " "

    def img(found: re.Match[str]) -> str:
        parts = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(found.group())}
        images.append(badge(parts.get("alt", ""), parts.get("src", "")))
        return " "

    text = raw
    if "`" in text:
        text = _RST.sub(_rst, text)
        text = _CODE.sub(lambda m: _code(m[2], cells), text)
    if "![" in text:
        text = _IMAGE.sub(image, text)
    if "[" in text:
        text = _FOOTNOTE.sub("", _REFERENCE.sub(r"\1", _LINK.sub(_link, text)))
    if "<" in text:
        text = _BREAK.sub(" ; ", _AUTO.sub(r"\1", _IMG.sub(img, text)))
        text = _TAG.sub("", text)
    if "*" in text or "_" in text or "~" in text:
        text = _EMPHASIS.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = unescape(text)
    return Inline(text.replace("\xa0", " ").strip(), tuple(filter(None, images)))


def badge(alt: str, source: str) -> str:
    """Return what an image says: its alternative text, and the words of a badge in its address."""
    name = unquote(source.rsplit("?", 1)[0]).rsplit("/", 1)[-1]
    stem = re.sub(r"\.(?:svg|png|jpe?g|gif|webp)$", "", name)
    said = re.sub(r"[-_\s]+", " ", stem.replace("--", "-")) if _is_badge(source) else ""
    return f"{alt} : {said}".strip(" :") if said else alt.strip()


def _is_badge(source: str) -> bool:
    return "badge" in source or "shield" in source


def _link(found: re.Match[str]) -> str:
    words, target = found[1], found[2]
    if not _TOLD.search(target):
        return words
    address = re.sub(r"^(?:mailto|tel):", "", target).split("?")[0]
    return words if address in words else f"{words} ({address})"


def _rst(found: re.Match[str]) -> str:
    """Return the words of a reStructuredText link or role; of a link to a mailbox its address, too."""
    words: str = found["role"] or found["link"] or found["name"]
    return f"{words} ({found['to']})" if found["mail"] and found["to"] not in words else words


def _code(text: str, cells: bool) -> str:
    return text if cells or ("@" in text and " " not in text) or _NAME.fullmatch(text) else "‹›"


def joint(before: str, after: str) -> str:
    """Return what joins two lines: a short line before a capital was not broken by an editor, it ends there."""
    ends = len(before) <= _SHORT and after[:1].isupper() and before[-1:] not in ",;-–(" and not _GOES_ON.search(before)
    return "\n" if ends or _BOLD_LABEL.match(after) else " "
