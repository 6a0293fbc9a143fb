"""Labels and their values: lines of a fact sheet, rows of two columns, and the columns of a price list.

What stands beside a label is said of it: each pair is read as "label: value" where the row as a whole says nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from evidence.contradictions.records import Block
from evidence.contradictions.table import is_refused, plain_header
from evidence.contradictions.words import word

_LINE: Final = re.compile(
    r"(?P<label>\S(?:[^\s.|]| (?! )|\.(?! ?\.)){1,40}?)(?: *+\.{3,}+ *+| {3,}+| {0,2}\t[ \t]*+)(?P<value>[^\s.].*)"
)
_TICK: Final = re.compile(r"[\W_]*(?:yes|x|included)?[\W_]*$|:\w+:$", re.IGNORECASE)
_PAIR: Final = 2
_LONG: Final = 60


def label_line(text: str) -> str:
    """Return "Hours: weekdays" for a line such as "Hours ..... weekdays"; nothing for any other line."""
    found = _LINE.fullmatch(text)
    return f"{found['label'].rstrip(' :')}: {found['value']}" if found else ""


def pairs(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the first cell of a row with each cell that answers it or that stands for a plan."""
    if block.kind != "row" or len(block.cells) < _PAIR or len(block.cells[0][1]) > _LONG:
        return
    label = block.cells[0][1].strip(" :*")
    for header, cell in block.cells[1:]:
        if (
            label
            and cell
            and _speaks(header, pair=len(block.cells) == _PAIR)
            and not word("negative-cell").search(cell)
        ):
            yield label, "included" if _TICK.match(cell) else cell


@lru_cache(maxsize=4096)
def _speaks(header: str, *, pair: bool) -> bool:
    """Tell whether a column answers for us, or for a plan of ours."""
    plain = plain_header(header)
    if is_refused(header):
        return False
    if pair and (not plain or word("answer-headers").fullmatch(plain)):
        return True
    return bool(word("plan-headers").fullmatch(plain))
