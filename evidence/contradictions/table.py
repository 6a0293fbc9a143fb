"""Rows of tables: which columns speak for us, and what a cell says."""

from functools import lru_cache

from evidence.contradictions.records import Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.words import has, word

Cells = tuple[tuple[str, str], ...]


def plain_header(header: str) -> str:
    """Return a header without emphasis, in lower case."""
    return header.strip(" *`:").lower()


def named(cells: Cells, text: str) -> int | None:
    """Return the column in which a text stands."""
    return next((n for n, (_, cell) in enumerate(cells) if text in cell), None)


def with_header(cells: Cells, name: str) -> int | None:
    """Return the first column whose header is of a word class."""
    return _column(tuple(h for h, _ in cells), name)


@lru_cache(maxsize=1024)
def _column(headers: tuple[str, ...], name: str) -> int | None:
    return next((n for n, h in enumerate(headers) if word(name).fullmatch(plain_header(h))), None)


def mine(cells: Cells, setting: Setting) -> list[int]:
    """Return the columns that bear our name, in a table that compares vendors."""
    return [n for n, (h, _) in enumerate(cells) if plain_header(h) in setting.ours or plain_header(h) in ("us", "we")]


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return bool(word("positive-cell").search(cell)) and not word("negative-cell").search(cell)


@lru_cache(maxsize=4096)
def is_refused(header: str) -> bool:
    """Tell whether a column lists what is not to be said or not offered."""
    return bool(word("sections", "negative").search(header))


def says_yes(cells: Cells, at: int, setting: Setting) -> bool:
    """Tell whether what the column ``at`` names is had by us: a column of ours, of status or of a plan says yes."""
    columns = mine(cells, setting) or [
        n for n, (h, _) in enumerate(cells) if n > at and (has("status-headers", h) or has("plan-sections", h))
    ]
    return any(is_yes(cells[n][1]) for n in columns)


def headers(unit: Unit) -> str:
    """Return the headers of a row as one text."""
    return unit.block.columns
