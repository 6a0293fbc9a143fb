"""Rectangles of cells, and what they are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_SMALL: Final = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, bounds inclusive, rows and columns counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass
class AreaMap(Generic[T]):
    """Rectangles and what holds for them; thousands of small ones are found as fast as one."""

    cells: dict[tuple[int, int], T] = field(default_factory=dict)
    large: list[tuple[Area, T]] = field(default_factory=list)

    def add(self, area: Area, value: T) -> None:
        """Let a value hold for a rectangle."""
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _SMALL:
            self.large.append((area, value))
            return
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self.cells.setdefault((row, column), value)

    def get(self, row: int, column: int) -> T | None:
        """Return what holds for a cell."""
        found = self.cells.get((row, column))
        return found if found is not None else next((v for a, v in self.large if a.holds(row, column)), None)


def areas(text: str) -> Iterator[Area]:
    """Yield the rectangles of a list of references ("A1:B3 D5")."""
    for part in text.split():
        found = REFERENCE.findall(part.upper())
        if found:
            (left, top), (right, bottom) = found[0], found[-1]
            yield Area(int(top), column_number(left), int(bottom), column_number(right))


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column: 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
