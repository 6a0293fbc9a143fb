"""HTML to the same blocks as Markdown: what a browser would show, by element and line."""

from html.parser import HTMLParser
from typing import Final

from evidence.contradictions.blocks import Cutter, Wanted
from evidence.contradictions.inline import badge
from evidence.contradictions.records import Block

_HIDDEN: Final = frozenset({"script", "style", "pre", "code", "svg", "template", "head", "nav", "noscript"})
_BREAKS: Final = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "ul", "ol", "dl", "dt", "dd", "figure"}
    | {"figcaption", "form", "fieldset", "summary", "details", "label", "button", "td", "th", "li", "blockquote"}
    | {"table", "tr", "br", "hr", "address", "option", "h1", "h2", "h3", "h4", "h5", "h6"}
)


class _Page(HTMLParser):
    def __init__(self, wanted: Wanted) -> None:
        super().__init__(convert_charrefs=True)
        self.cutter = Cutter(wanted)
        self.hidden = 0
        self.heading = 0
        self.kind: list[str] = []
        self.quotes = 0
        self.row: list[tuple[str, bool]] | None = None
        self.cell: list[str] | None = None
        self.header_cell = False
        self.words: list[tuple[str, int]] = []
        self.term = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        if self.hidden:
            return
        values = {k: v or "" for k, v in attrs}
        if tag == "img":
            said = badge(values.get("alt", ""), values.get("src", ""))
            if said and self.cutter.wanted(said):
                self.cutter.found.append(Block("badge", said, ((0, self.getpos()[0]),), self.cutter.path))
        if tag == "a" and values.get("href", "").startswith(("mailto:", "tel:")):
            self.handle_data(f" {values['href'].split(':', 1)[1].split('?')[0]} ")
        if tag in _BREAKS:
            self.end_block()
        if tag[:1] == "h" and tag[1:].isdigit():
            self.heading = int(tag[1:])
        elif tag in ("li", "dd", "dt"):
            self.kind.append(tag)
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "table":
            self.cutter.header, self.cutter.rows = None, []
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell, self.header_cell = [], tag == "th"

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
            return
        if self.hidden:
            return
        if tag in ("td", "th") and self.cell is not None and self.row is not None:
            self.row.append((" ".join("".join(self.cell).split()), self.header_cell))
            self.cell = None
        elif tag == "tr" and self.row is not None:
            self.end_row()
        elif tag in _BREAKS:
            self.end_block()
        if tag in ("li", "dd", "dt") and self.kind:
            self.kind.pop()
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.cell is not None:
            self.cell.append(data)
            return
        line = self.getpos()[0]
        for n, piece in enumerate(data.split("\n")):
            if piece.strip():
                self.words.append((piece, line + n))

    def end_row(self) -> None:
        row, self.row = self.row or [], None
        texts = [text for text, _ in row]
        if row and all(is_header for _, is_header in row):
            self.cutter.header = texts
        elif self.cutter.is_row_wanted(" ".join(texts)):
            self.cutter.cells(texts, self.getpos()[0])

    def end_block(self) -> None:
        words, self.words = self.words, []
        level, self.heading = self.heading, 0
        if not words:
            return
        by_line: dict[int, str] = {}
        for piece, line in words:
            by_line[line] = by_line.get(line, "") + piece
        pieces = [(" ".join(text.split()), line) for line, text in by_line.items()]
        if level:
            self.cutter.heading(level, " ".join(text for text, _ in pieces), pieces[0][1])
            return
        kind = self.kind[-1] if self.kind else ""
        if kind == "dt":
            self.term = " ".join(text for text, _ in pieces).rstrip(" :")
        elif kind == "dd" and self.term:
            pieces[0] = (f"{self.term.rstrip('?')}: {pieces[0][0]}", pieces[0][1])
            self.term = ""
        self.cutter.begin("item" if kind not in ("", "dt") else "text", *pieces[0], quoted=self.quotes > 0)
        for text, line in pieces[1:]:
            self.cutter.add(text, line)
        self.cutter.flush()


def cut_page(text: str, wanted: Wanted) -> list[Block]:
    """Return the blocks of an HTML page that are ``wanted``, in order."""
    page = _Page(wanted)
    page.feed(text)
    page.close()
    page.end_block()
    return page.cutter.found
