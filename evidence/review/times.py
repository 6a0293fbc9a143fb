"""The times in a text, each with what it is a promise of, in units that can be compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from evidence._resources import any_of, form, vocabulary
from evidence.commitments.times import clock, quantity, times
from evidence.model import Clock, Statement, Unit

_MINUTES: Final[dict[str, int]] = {"minutes": 1, "hours": 60, "calendar-days": 1440, "weeks": 10080}
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n")
_ACTOR = re.compile(
    r"^(\s*(?:after|once|since|following|from|upon) )"
    r"(?:(?:we|it|they|this|that|vendors?|maintainers?|its?|"
    r"has|have|had|is|are|was|were|been|gets?|being|an?|our|your|the) )+"
)
_ONE: Final[dict[str, str]] = {"respond": "acknowledge", "release": "fix"}
"""Actions that people use one for the other."""


@dataclass(frozen=True)
class Timed:
    """An amount of time and the action that it belongs to, None where the text names none."""

    action: str | None
    amount: int
    unit: Unit
    severity: str | None = None
    clock: Clock = "unstated"

    @property
    def length(self) -> tuple[str, int]:
        """The time in a form in which equal lengths are equal: 48 hours are two days, not two business days."""
        if self.unit in _MINUTES:
            return "minutes", self.amount * _MINUTES[self.unit]
        return self.unit, self.amount

    def __str__(self) -> str:
        unit = self.unit.replace("-", " ")
        return f"{self.amount} {unit[:-1] if self.amount == 1 and unit.endswith('s') else unit}"


def timed(text: str) -> list[Timed]:
    """Return the times of a text."""
    found = []
    for part in _SENTENCE.split(text):
        sentence = form("review", "not-an-action").sub(lambda m: "x" * len(m.group()), part)
        every = times(masked(sentence))
        severities = _severities_of_times(sentence, every)
        for n, time in enumerate(every):
            amount, unit = quantity(time, longest=True)
            if amount is None or unit is None:
                continue
            start = every[n - 1].end() if n else 0
            end = every[n + 1].start() if n + 1 < len(every) else len(sentence)
            after = without_clock(sentence[time.end() : end])
            action = _action(sentence[start : time.start()], after, n + 1 == len(every))
            runs = clock(_ACTOR.sub(r"\1", sentence[time.end() :]))
            found += [Timed(action, amount, unit, severity, runs) for severity in severities[n]]
    return found


def masked(text: str) -> str:
    """Return a text, as long as it was, without the numbers that are no amounts: of severities and frequencies."""
    often = "|".join(vocabulary("review")["frequencies"].values())
    for pattern in (_severity(), re.compile(rf"\b(?:{often})\b")):
        text = pattern.sub(lambda m: re.sub(r"[\w]", "x", m.group()), text)
    return text


def _severities_of_times(sentence: str, every: Sequence[re.Match[str]]) -> list[list[str | None]]:
    """Return the severities of each time of a sentence: those before it, or those behind it if the first stands so."""
    named = [(m.start(), squeezed(m.group())) for m in _severity().finditer(sentence)]
    if len({name for _, name in named}) <= 1:
        return [[named[0][1] if named else None]] * len(every)
    first = bool(every) and named[0][0] < every[0].start()
    found: list[list[str | None]] = []
    for n, time in enumerate(every):
        start = every[n - 1].end() if n else 0
        end = every[n + 1].start() if n + 1 < len(every) else len(sentence)
        area = (start, time.start()) if first else (time.end(), end)
        group = {name for place, name in named if area[0] <= place < area[1]}
        found.append([*sorted(group)] or (found[-1] if found else [None]))
    return found


def times_of_statement(statement: Statement) -> list[Timed]:
    """Return the times that a statement's commitments promise."""
    severity = severity_of_statement(statement)
    return [
        Timed(_ONE.get(c.action, c.action), c.quantity, c.unit, severity, c.clock)
        for c in statement.commitments
        if c.quantity and c.unit
    ]


def without_clock(after: str) -> str:
    """Return what stands behind a time without the event that it runs from: "30 days of triage" promises no triage."""
    return re.sub(
        r"^\s*(?:of|from|after|following|upon|since|once)\b[^,;:()]*?(?=[,;:()]| for | in | to |$)", " ", after
    )


def severity_of_statement(statement: Statement) -> str | None:
    """Return the one severity that a statement is about."""
    named = severities_of(statement.id.partition("/")[2].replace("-", " "))
    return next(iter(named)) if len(named) == 1 else None


@cache
def _actions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, form("commitments", "actions", name)) for name in vocabulary("commitments")["actions"])


def _action(before: str, after: str, last: bool) -> str | None:
    """Return the action whose word stands nearest before a time, else behind it."""
    ahead = [(m.start(), name) for name, p in _actions() for m in p.finditer(before)]
    behind = [(m.start(), name) for name, p in _actions() for m in p.finditer(after)] if last or not ahead else []
    found = max(ahead)[1] if ahead else min(behind)[1] if behind else None
    return _ONE.get(found, found) if found else None


@cache
def _severity() -> re.Pattern[str]:
    named = any_of(vocabulary("review")["severities"])
    return re.compile(
        rf"(?<![\w-])(?<!more )(?<!less )(?<!most )(?:{named})(?!\w){vocabulary('review')['no-severity']}"
    )


def severities_of(text: str) -> frozenset[str]:
    """Return the severities that a text in lower case names."""
    return frozenset(squeezed(m.group()) for m in _severity().finditer(text))


def squeezed(text: str) -> str:
    """Return a severity's name in one form: "p-1" and "p1" are one."""
    plain = re.sub(r"[\s-]|(?<=[a-z])s$", "", text)
    return {"moderate": "medium", "severe": "high", "minor": "low"}.get(plain, plain)
