"""What a document is cut into, what is claimed in it, and what the model says of the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evidence.config import ClaimSubject
from evidence.diagnostics import Span
from evidence.model import Statement

BlockKind = Literal["heading", "text", "item", "row", "badge"]
Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Block:
    """A piece of a document that markup sets apart, its text freed of markup.

    ``lines`` are the offsets in ``text`` at which a source line begins, with that line's number. ``cells`` are the
    header and the cell of each column of a row, ``above`` and ``below`` the rows around it; ``lead`` is the short text
    right above.
    """

    kind: BlockKind
    text: str
    lines: tuple[tuple[int, int], ...]
    headings: tuple[str, ...] = ()
    lead: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    quoted: bool = False
    task: bool = False
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        """The headers of a row."""
        return " ".join(header for header, _ in self.cells)

    def line_of(self, offset: int) -> int:
        """Return the source line of an offset in the text."""
        if len(self.lines) == 1:
            return self.lines[0][1]
        return max((n for start, n in self.lines if start <= offset), default=self.lines[0][1])


@dataclass(frozen=True)
class Mark:
    """A comment that takes back findings of one code in the lines from ``line`` to ``end``."""

    line: int
    end: int
    code: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """One sentence, list item, table row, heading or badge: what may be a claim, with all that governs it.

    ``before`` is the unit before it in the same document, ``confirms`` the question that it says yes to.
    """

    text: str
    span: Span
    block: Block
    before: str = ""
    confirms: bool = False
    at: int = 0
    """Where the text begins in its block."""
    classes: tuple[str, ...] = ()
    """The classes of claims that it has the words for."""
    pairs: tuple["Unit", ...] = ()
    """What a row says of its label, column by column; read where the row as a whole says nothing."""

    @property
    def context(self) -> str:
        """The headings and the lead-in, for words that give a subject."""
        return " / ".join(filter(None, (*self.block.headings, self.block.lead)))

    @property
    def asked(self) -> str:
        """The question right before it, which it may answer; else nothing."""
        return self.before if self.before.rstrip(' *_"”').endswith("?") else ""


@dataclass(frozen=True)
class Document:
    """A document beside the model: its name, its blocks and units in order, and the marks of reviewers in it."""

    name: str
    blocks: tuple[Block, ...]
    units: tuple[Unit, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A claim that differs from the model: which statement, both values, and why they cannot both hold."""

    unit: Unit
    subject: ClaimSubject
    level: Level
    statement: Statement
    says: str
    model: str
    why: str
