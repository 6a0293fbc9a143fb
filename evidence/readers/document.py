"""One document: blocks in, drafts and leftovers out. This is where context is known: headings, lead-ins, neighbours."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from evidence._resources import form, vocabulary
from evidence.canonical import squash
from evidence.config import TableRule
from evidence.diagnostics import Code, error, warning
from evidence.model import Kind
from evidence.readers import scrape
from evidence.readers.blocks import Block, Item, ItemList, Paragraph, Table, Verbatim
from evidence.readers.context import lent, levels, stronger
from evidence.readers.drafts import Draft, Found, Leftover
from evidence.readers.headers import Shape, recognise, ruled, upright
from evidence.readers.items import items_to_drafts
from evidence.readers.lists import is_example, lead_kind, list_kind
from evidence.readers.markdown import read_blocks
from evidence.readers.nonclaims import required_by
from evidence.readers.prose import Sentence, Setting, sentences
from evidence.readers.rows import rows_to_drafts
from evidence.readers.sentences import lead_qualifiers, read_sentence
from evidence.readers.wording import heading_kind
from evidence.source import SourceText

_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_CONTENTS = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[[^\]]*\]\(#[^)]*\)\s*$")
_STATED: Final[tuple[Kind, ...]] = ("version-line", "patch-cadence", "qualifier", "claim")
"""What an item does not state that only names a case."""


def read_document(source: SourceText, names: Sequence[str], rules: Sequence[TableRule]) -> Found:
    """Read a Markdown or scraped text into drafts; ``names`` are those of the product and supplier."""
    text, repairs = scrape.repair(source) if scrape.is_scraped(source) else (source, [])
    blocks, problems = read_blocks(text)
    every = tuple(dict.fromkeys([*names, *_product_names(blocks)]))
    found = Found(text, every, problems=[*repairs, *problems])
    reader = _Reader(found, blocks, rules, {})
    reader.survey()
    reader.read()
    return found


def _product_names(blocks: Iterable[Block]) -> list[str]:
    """Names that the text gives its own product: for ids and owners only, never for the pack's identity."""
    named = form("sentences", "product-name")
    hits = [m for b in blocks if isinstance(b, Paragraph) for m in named.finditer(squash(b.prose.text))]
    names = [m["name"] or m["deployed"] for m in hits]
    return [n for n in names if n.lower() not in vocabulary("sentences")["no-names"]]


@dataclass
class _Reader:
    found: Found
    blocks: list[Block]
    rules: Sequence[TableRule]
    shapes: dict[int, tuple[Table, Shape | None]]
    present: frozenset[Kind] = frozenset()
    channels: str = ""
    placeholders: set[tuple[str, ...]] = field(default_factory=set)

    def survey(self) -> None:
        """Learn which kinds the tables and lists state before any sentence is read beside them."""
        kinds: set[Kind] = set()
        for at, block in enumerate(self.blocks):
            if self._in_example(at):
                continue
            if isinstance(block, Table):
                table = upright(block)
                shape = self._ruled(table) or recognise(table, self.found.names)
                self.shapes[at] = table, shape
                kinds |= {shape.kind} if shape else set()
                if shape and shape.kind == "channel":
                    self.channels += "\n".join(" ".join(row.cells) for row in table.rows).lower()
            elif isinstance(block, ItemList):
                kind = list_kind(block, self._lead(at))
                kinds |= {kind} if kind else set()
                if kind == "channel":
                    self.channels += "\n".join(item.prose.text for item in block.items).lower()
        self.present = frozenset(kinds)

    def _ruled(self, table: Table) -> Shape | None:
        for n, rule in enumerate(self.rules):
            shape = ruled(table, rule)
            if shape:
                self.found.used_rules.add(n)
                return shape
        return None

    def read(self) -> None:
        self._find_placeholders()
        for at, block in enumerate(self.blocks):
            if self._in_example(at):
                self._leave(block.start, block.end, "example")
                continue
            if block.section in self.placeholders:
                self._leave(block.start, block.end, "placeholder")
                continue
            match block:
                case Paragraph():
                    self._paragraph(at, block)
                case ItemList():
                    self._list(at, block)
                case Table():
                    self._table(at, block)
                case Verbatim():
                    self._leave(block.start, block.end, block.what)

    def _find_placeholders(self) -> None:
        """A template's text that nobody has replaced states nothing, nor does its section."""
        for block in self.blocks:
            if block.section in self.placeholders or not isinstance(block, Paragraph):
                continue
            if form("sentences", "placeholder").search(block.prose.text):
                self.placeholders.add(block.section)
                self.found.problems.append(
                    warning(
                        Code.PLACEHOLDER_TEXT,
                        "text of a template; its section is not compiled",
                        self.found.source.span(block.start, block.end),
                        "replace it with what holds for your product",
                    )
                )

    def _in_example(self, at: int) -> bool:
        before = self.blocks[at - 1] if at else None
        led = isinstance(before, Paragraph) and (
            is_example(before.prose.text.strip().rsplit("\n", 1)[-1])
            or any(is_example(s.text) for s in list(sentences(before.prose))[-1:])
        )
        return led or any(is_example(heading) for heading in self.blocks[at].section)

    def _lead(self, at: int) -> str:
        """The sentence that leads into a block: the last one of the paragraph right before it."""
        before = self.blocks[at - 1] if at else None
        if not isinstance(before, Paragraph) or before.section != self.blocks[at].section:
            return ""
        last = list(sentences(before.prose))[-1:]
        told = last and (last[0].text.endswith(":") or form("lists", "announces").search(last[0].text))
        return last[0].text if told else ""

    def _setting(self, block: Block) -> Setting:
        return Setting(block.section, self.found.names, heading_kind(block.section), self.present, self.channels)

    def _paragraph(self, at: int, block: Paragraph) -> None:
        if all(_PIPES.match(line) for line in block.prose.text.split("\n")) and "|" in block.prose.text.strip("|"):
            self.found.problems.append(
                warning(
                    Code.BROKEN_TABLE,
                    "this looks like a table and has no line of dashes under its header",
                    self.found.source.span(block.start, block.end),
                    "add a line like |---|---| under the header",
                )
            )
            self._leave(block.start, block.end, "not recognised")
            return
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        leads = isinstance(after, ItemList | Table | Verbatim)
        setting, previous, pin = self._setting(block), range(0), block.prose.pin
        prose, leveled = levels(block.prose)
        for sentence in sentences(prose):
            required = required_by(sentence.text) if previous else None
            if required:
                self._requirement(sentence, setting, previous, required)
            elif leads and sentence.text.endswith(":") and sentence.end >= block.end:
                self._led_into(sentence, setting, after)
            else:
                begin = len(self.found.drafts)
                self._sentence(sentence, setting, pin)
                denied = [d.kind == "non-claim" for d in self.found.drafts[begin:]]
                previous = range(begin, begin + len(denied)) if denied and all(denied) else range(0)
                pin = None
        for item in leveled:
            made = items_to_drafts(item, "response-target", squash(prose.text), setting)
            self.found.drafts += [lent(d, prose.text) for d in made]

    def _sentence(self, sentence: Sentence, setting: Setting, pin: str | None = None) -> None:
        made = read_sentence(sentence, setting, pin)
        self.found.drafts += made
        if not made:
            self._leave(sentence.start, sentence.end, "not recognised", sentence.text)

    def _led_into(self, sentence: Sentence, setting: Setting, after: Block | None) -> None:
        kind = list_kind(after, sentence.text) if isinstance(after, ItemList) else None
        made = [
            replace(d, about=(kind,)) if kind and d.about == ("model",) else d
            for d in lead_qualifiers(sentence, setting)
        ]
        self.found.drafts += made
        if not made and isinstance(after, Verbatim):
            self._leave(sentence.start, sentence.end, "example")

    def _requirement(self, sentence: Sentence, setting: Setting, of: range, required: str) -> None:
        for n in of:
            self.found.drafts[n] = replace(self.found.drafts[n], requires=required)
        self.found.drafts.append(
            Draft(
                "qualifier",
                sentence.text,
                sentence.text,
                sentence.start,
                sentence.end,
                setting.section,
                refers=tuple(of),
            )
        )

    def _list(self, at: int, block: ItemList) -> None:
        lead, setting = self._lead(at), self._setting(block)
        kind = list_kind(block, lead)
        from_heading = kind is not None and kind == heading_kind(block.section) and lead_kind(lead) is None
        if self._is_contents(block):
            self._leave(block.start, block.end, "table of contents")
            return
        for item in block.items:
            made = items_to_drafts(item, kind, lead, setting) if kind else []
            own = self._by_form(item, setting, lead) if from_heading or not made else []
            chosen = stronger(own, made, kind) or made or own or self._nested(item, setting)
            self.found.drafts += [lent(d, lead) for d in chosen]
            if not chosen:
                self._leave(item.prose.start, item.end, "not recognised", squash(item.prose.text))

    def _by_form(self, item: Item, setting: Setting, lead: str) -> list[Draft]:
        made = read_sentence(Sentence(squash(item.prose.text), item.prose.start, item.end), setting, item.prose.pin)
        if form("lists", "tasks").search(lead):
            return [d for d in made if d.kind != "handling-rule" or d.modality]  # what others do, not the reader
        if form("lists", "criteria").search(lead):
            return [d for d in made if d.kind not in _STATED]
        return made

    def _nested(self, item: Item, setting: Setting) -> list[Draft]:
        """Read the severities under an item that says what they are for: "Response targets:"."""
        inner = ItemList(item.prose.start, item.end, setting.section, items=item.children)
        lead = squash(item.prose.text)
        if not item.children or not lead.endswith(":") or list_kind(inner, lead) != "response-target":
            return []
        made = [items_to_drafts(child, "response-target", lead, setting) for child in item.children]
        every = [replace(d, text=f"{lead} {d.text}", key=f"{d.key} {lead}") for drafts in made for d in drafts]
        return every if all(made) else []

    def _is_contents(self, block: ItemList) -> bool:
        """Tell whether a list only links to headings of its own document."""
        lines = (line.text for line in self.found.source.lines[block.start : block.end + 1])
        return all(_CONTENTS.match(line) for line in lines if line.strip())

    def _table(self, at: int, block: Table) -> None:
        table, shape = self.shapes[at]
        span = self.found.source.span(block.start, block.end)
        if shape is None:
            header = " | ".join(filter(None, table.header))
            self.found.problems.append(
                warning(
                    Code.UNRECOGNISED_TABLE,
                    f"no kind of table is known by the header: {header}",
                    span,
                    "name its kind and key under `tables:` in evidence.yaml",
                )
            )
            for row in block.rows:
                self._leave(row.line, row.line, "unrecognised table", " | ".join(row.cells))
            return
        self._widths(block)
        made = rows_to_drafts(table, shape, self.found.names, turned=table is not block)
        self.found.drafts += [lent(d, self._lead(at)) for d in made]

    def _widths(self, block: Table) -> None:
        columns = len(block.header)
        for row in block.rows:
            span = self.found.source.span(row.line)
            if row.width > columns:
                self.found.problems.append(
                    error(
                        Code.EXTRA_CELLS,
                        f"{row.width} cells under {columns} headers: text would be lost",
                        span,
                        r"write \| where a bar belongs to the text",
                    )
                )
            elif row.width < columns:
                self.found.problems.append(
                    warning(
                        Code.BROKEN_ROW,
                        f"{row.width} cells under {columns} headers",
                        span,
                        "is the row broken over two lines?",
                    )
                )

    def _leave(self, start: int, end: int, reason: str, text: str = "") -> None:
        lines = self.found.source.lines[start : end + 1]
        shown = text or squash(" ".join(line.text for line in lines))
        self.found.leftovers.append(Leftover(start, end, shown, reason))
