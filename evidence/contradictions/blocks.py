"""Markdown and plain text to blocks, line by line and in linear time; broken markup is taken as text.

A reader of promises must be strict; a reader of other people's documents must not be. Nothing here refuses a text:
a table without its line of dashes is a paragraph, a fence that never ends hides the rest, front matter that never
ends is text. Blocks without any word that could begin a claim are dropped before their markup is looked at.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from evidence.contradictions.inline import joint, plain
from evidence.contradictions.labels import label_line
from evidence.contradictions.records import Block, BlockKind
from evidence.contradictions.words import lists_work

MAX_TEXT: Final = 4000
"""A longer block is cut: nobody promises anything in a sentence of that length."""
MAX_ROWS: Final = 12
"""So many rows above a row are looked at."""
_SHORT: Final = 60
_FENCES: Final = ("```", "~~~")

_FENCE = re.compile(r"(`{3,}|~{3,})")
_ATX = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"=+$|-{2,}$|~{4,}$|\^{4,}$")
_ITEM = re.compile(r"(?:[-*+•‣–]|\d{1,3}[.)]|\([a-z\d]\))\s+(\[[ xX]\]\s+)?")
_DASHES = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_QUOTE = re.compile(r"(?:>\s?)+")
_ALERT = re.compile(r"\[!\w+\]")
_CELL = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|pre|svg)\b.*?(?:</\1\s*>|\Z)|<code\b[^>]*>[^<\n]*</code>", re.DOTALL | re.I)
_RULE = re.compile(r"([-*_=])(?:\s*\1){2,}$")
_BOLD = re.compile(r"(\*\*|__)[^*_]{1,59}[^*_.!](\*\*|__):?$")
_ASKS = re.compile(r"^[^.!?]{5,100}\?[\s*_\"”]*$")
_TOLD = re.compile(r"(?:description|summary|excerpt)\s*[:=]\s*([^\s|>&].{10,})$", re.IGNORECASE)
_TITLE = re.compile(r"[A-Z0-9][A-Z0-9 &/'’,-]{2,58}:?$|[A-Z][^.!?:;|]{1,38}:?$")

Wanted = Callable[[str], bool]


@dataclass
class _Open:
    """The block that lines are still added to."""

    kind: BlockKind = "text"
    pieces: list[tuple[str, int]] = field(default_factory=list)
    quoted: bool = False
    task: bool = False


class Cutter:
    """Takes what markup says of the lines of one text, and makes its blocks."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.levels: list[tuple[int, str]] = []
        self.open = _Open()
        self.lead = ""
        self.header: list[str] | None = None
        self.rows: list[str] = []
        self.in_list = self.asked = False
        self.path: tuple[str, ...] = ()
        self.found: list[Block] = []

    def heading(self, level: int, raw: str, line: int) -> None:
        """End what is open and begin a section."""
        self.flush()
        found = plain(raw)
        self.levels = [h for h in self.levels if h[0] < level]
        self.path = tuple(text for _, text in self.levels)
        if self.wanted(raw) or _ASKS.search(found.text):
            self.found.append(Block("heading", found.text, ((0, line),), self.path))
            self.found += (Block("badge", image, ((0, line),), self.path) for image in found.images)
        self.levels.append((level, found.text))
        self.path = (*self.path, found.text)
        self.lead, self.header, self.in_list = "", None, False
        self.asked = raw.rstrip(" *_").endswith("?")

    def add(self, raw: str, line: int) -> None:
        """Add a line to the open block."""
        self.open.pieces.append((raw, line))

    def begin(self, kind: BlockKind, raw: str, line: int, *, quoted: bool = False, task: bool = False) -> None:
        """Open a block; what was open must have been flushed."""
        self.open = _Open(kind, [(raw, line)], quoted, task)
        self.in_list = kind == "item"

    def flush(self) -> None:
        """End the block that is open."""
        block = self.open
        if not block.pieces:
            return
        self.open = _Open()
        whole = " ".join(raw for raw, _ in block.pieces)
        lead, is_text = self.lead, block.kind == "text"
        if is_text:
            ends = whole.rstrip(" *_").endswith(":") or len(whole) < _SHORT
            self.lead = plain(whole[-300:]).text if ends else ""
        answers, self.asked = self.asked and len(whole) < _SHORT, is_text and _ASKS.search(whole) is not None
        listed = block.kind == "item" and lists_work(self.path[-1] if self.path else "", lead)
        if answers or self.asked or listed or self.wanted(whole):
            self.found += _blocks(block, self.path, lead)

    def row(self, raw: str, line: int, *, quoted: bool = False) -> None:
        """Take a table's line."""
        if self.is_row_wanted(raw):
            self.cells([*split_row(raw)], line, quoted=quoted)

    def is_row_wanted(self, raw: str) -> bool:
        """Tell whether a row and its header have the words for a claim."""
        return self.wanted(f"{raw} {' '.join(self.header or ())}")

    def cells(self, raws: list[str], line: int, *, quoted: bool = False) -> None:
        """Take the cells of a table's line."""
        found = [plain(cell, cells=True) for cell in raws]
        header = [*(self.header or []), *[""] * len(found)]
        text = " | ".join(f.text for f in found if f.text)
        if text:
            pairs = tuple((h, f.text) for h, f in zip(header, found, strict=False))
            above = tuple(self.rows[-MAX_ROWS:])
            places = ((0, line),)
            self.found.append(Block("row", text[:MAX_TEXT], places, self.path, self.lead, pairs, quoted, above=above))
            self.rows.append(text[:MAX_TEXT])
        self.found += (Block("badge", image, ((0, line),), self.path) for f in found for image in f.images)


def _blocks(block: _Open, path: tuple[str, ...], lead: str) -> Iterator[Block]:
    text, images = "", []
    lines: list[tuple[int, int]] = []
    for raw, number in block.pieces:
        found = plain(raw if len(raw) <= MAX_TEXT else raw[:MAX_TEXT])
        images += [(image, number) for image in found.images]
        between = joint(text[lines[-1][0] :], found.text) if text else ""
        lines.append((len(text) + len(between), number))
        text += between + found.text
        if len(text) > MAX_TEXT:
            break
    if text.strip():
        yield Block(block.kind, text, tuple(lines), path, lead, quoted=block.quoted, task=block.task)
    for image, number in images:
        yield Block("badge", image, ((0, number),), path)


def split_row(raw: str) -> list[str]:
    """Return the cells of a table's line."""
    cells = _CELL.split(raw.strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [c.strip() for c in cells]


def _blanked(text: str) -> str:
    def out(found: re.Match[str]) -> str:
        return "\n" * found.group().count("\n") or " "

    if "<!--" in text:
        text = _COMMENT.sub(out, text)
    return _HIDDEN.sub(out, text) if "</" in text else text


def cut(text: str, wanted: Wanted, *, markup: bool = True) -> list[Block]:
    """Return the blocks of a Markdown (or, without ``markup``, plain) text that are ``wanted``, in order."""
    lines = _blanked(text).split("\n")
    cutter = Cutter(wanted)
    _Walk(cutter, lines, markup).walk()
    cutter.flush()
    return cutter.found


class _Walk:
    """One pass over the lines of a text."""

    def __init__(self, cutter: Cutter, lines: list[str], markup: bool) -> None:
        self.cutter, self.lines, self.markup = cutter, lines, markup
        self.at = self._front_matter() if markup else 0
        self.fence = ""
        self.alert = False

    def _front_matter(self) -> int:
        first = self.lines[0].strip() if self.lines else ""
        if first not in ("---", "+++"):
            return 0
        end = next((n for n, line in enumerate(self.lines[1:80], 1) if line.strip() == first), -1)
        for n, line in enumerate(self.lines[1 : max(1, end)], 2):
            if told := _TOLD.match(line):  # a page's description is shown, and found by search engines
                self.cutter.begin("text", told[1].strip("\"'"), n)
                self.cutter.flush()
        return end + 1

    def walk(self) -> None:
        """Give the lines to the cutter."""
        spaced = True
        while self.at < len(self.lines):
            raw = self.lines[self.at]
            self.at += 1
            text = raw.strip()
            if (self.fence or text[:3] in _FENCES) and self._fenced(text):
                self.cutter.flush()
                continue
            if not text:
                self.cutter.flush()
                self.cutter.header, self.alert, spaced = None, False, True
                continue
            if self.markup and spaced and raw[:1] in " \t" and self._is_code(raw, text):
                continue
            spaced = False
            self._line(raw, text)

    def _is_code(self, raw: str, text: str) -> bool:
        deep = raw.startswith(("    ", "\t"))
        return deep and not self.cutter.in_list and not _ITEM.match(text)

    def _is_underline(self, text: str) -> bool:
        """Tell whether a line of tildes is as long as the one above it: a title of reStructuredText, and no fence."""
        above, below = self.cutter.open, self.lines[self.at : self.at + 1]
        titled = len(above.pieces) == 1 and above.kind == "text" and len(text) == len(above.pieces[0][0].strip())
        return titled and not (self.fence or text.strip("~") or "".join(below).strip())

    def _fenced(self, text: str) -> bool:
        if text[:3] in _FENCES and self.markup:
            found = None if self._is_underline(text) else _FENCE.match(text)
            if found and (not self.fence or (found[1].startswith(self.fence) and text == found[1])):
                self.fence = "" if self.fence else found[1]
                return True
        return bool(self.fence)

    def _line(self, raw: str, text: str) -> None:
        cutter, line = self.cutter, self.at
        quoted = text[0] == ">"
        if quoted:
            text = _QUOTE.sub("", text, count=1).strip()
            if _ALERT.match(text):
                self.alert = True
                cutter.flush()
                return
            if not text:
                cutter.flush()
                return
        else:
            self.alert = False
        quoted = quoted and not self.alert
        if text[0] == "#" and (found := _ATX.match(text)):
            cutter.heading(len(found[1]), found[2], line)
            return
        if text[0] in "=-~^_*" and self._ruled(text):
            return
        if "|" in text and self._table(text, line, quoted):
            return
        cutter.header = None
        if not self.markup and (labelled := label_line(text)):
            cutter.flush()
            cutter.begin("item", labelled, line)
        elif found := _ITEM.match(text):
            cutter.flush()
            cutter.begin("item", text[found.end() :], line, quoted=quoted, task=bool(found[1]))
        elif cutter.open.pieces and cutter.open.quoted == quoted:
            cutter.add(raw.rstrip(), line)
        else:
            cutter.flush()
            self._paragraph(raw, text, line, quoted)

    def _paragraph(self, raw: str, text: str, line: int, quoted: bool) -> None:
        alone = self.at >= len(self.lines) or not self.lines[self.at].strip()
        titled = not self.markup and not raw[:1].isspace() and _TITLE.match(text)
        indented = not self.markup and self.at < len(self.lines) and self.lines[self.at].startswith("  ")
        if (alone and _BOLD.match(text)) or (titled and (alone or indented)):
            self.cutter.heading(6, text, line)
        else:
            self.cutter.begin("text", text, line, quoted=quoted)

    def _ruled(self, text: str) -> bool:
        """Take an underline of a heading, or a rule; tell whether it was one."""
        pieces = self.cutter.open.pieces
        if len(pieces) == 1 and self.cutter.open.kind == "text" and _UNDERLINE.match(text):
            (title, line), self.cutter.open = pieces[0], _Open()
            self.cutter.heading(1 if text[0] == "=" else 2, title, line)
            return True
        if _RULE.match(text):
            self.cutter.flush()
            return True
        return False

    def _table(self, text: str, line: int, quoted: bool) -> bool:
        """Take a line of a table; tell whether it was one."""
        cutter = self.cutter
        if cutter.header is not None:
            cutter.row(text, line, quoted=quoted)
            return True
        following = self.lines[self.at].strip().lstrip("> ") if self.at < len(self.lines) else ""
        if "-" in following and "|" in following and _DASHES.match(following):
            cutter.flush()
            cutter.header, cutter.rows = [plain(c, cells=True).text for c in split_row(text)], []
            cutter.in_list = False
            self.at += 1
            return True
        return False
