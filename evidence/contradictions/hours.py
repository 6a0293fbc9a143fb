"""Support hours: days of the week and times of the day, as a document and the model state them."""

import re
from dataclasses import dataclass
from typing import Final

from evidence.contradictions.words import shape, word

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKDAYS: Final = frozenset(range(5))
_NOON: Final = 12
_NEAR: Final = 25
"""So far apart may days and times stand, in characters."""


@dataclass(frozen=True)
class Hours:
    """When people are there: the days, and from when to when (hours since midnight) in which time zone."""

    days: frozenset[int]
    start: float | None = None
    end: float | None = None
    zone: str = ""
    words: str = ""

    def exceeds(self, other: "Hours") -> bool:
        """Tell whether these hours hold a day that the others do not, or on the same days an hour more."""
        if not self.days <= other.days:
            return True
        told = self.start is not None and other.start is not None and (not self.zone or self.zone == other.zone)
        return bool(told and ((self.start or 0) < (other.start or 0) or (self.end or 0) > (other.end or 0)))


def hours_in(text: str) -> Hours | None:
    """Return the hours that a text states; None where it names no days."""
    found = shape("day-range").search(text)
    weekend = word("weekend").search(text)
    if found:
        first, last = (_DAYS.index(found[n][:3].lower()) for n in ("first", "last"))
        days = frozenset(range(first, last + 1)) if first <= last else frozenset()
    elif weekend:
        return Hours(frozenset({5, 6}), words=weekend.group())
    elif found := word("workdays").search(text):
        days = _WORKDAYS
    else:
        return None
    clock = shape("clock-range").search(text)
    if clock is None or max(clock.start() - found.end(), found.start() - clock.end()) >= _NEAR:
        return Hours(days, words=found.group())
    start, end = _hour(clock, "from"), _hour(clock, "to")
    zone = shape("zone").match(text, clock.end())
    words = text[min(found.start(), clock.start()) : max(found.end(), clock.end())]
    return Hours(days, start, end, zone[1].upper() if zone else "", words)


def _hour(clock: re.Match[str], end: str) -> float:
    hour = int(clock[f"{end}_hour"]) + int(clock[f"{end}_minute"] or 0) / 60
    half = (clock[f"{end}_half"] or "").lower()[:1]
    if half == "p" and hour < _NOON:
        return hour + _NOON
    return 0.0 if half == "a" and hour == _NOON else hour
