"""Table headers: which kind their words make of a table, and the role of every column.

Three shapes are known: a row an entry; a column a severity or edition (values in the header); a column a party
(marks in the cells).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, cast

from evidence._resources import form, vocabulary
from evidence.canonical import words
from evidence.commitments import parse_commitments
from evidence.config import TableRule
from evidence.model import Kind
from evidence.readers.blocks import Row, Table
from evidence.readers.parties import mark, owner_of
from evidence.readers.wording import heading_kind, is_edition, is_severity, severity_within

_WHOLE: Final = 4
_WITHIN: Final = 2
"""How much a header tells that is a role's word, or only holds one."""


@dataclass(frozen=True)
class Shape:
    """What a table is: its kind, and the role of every column (None: kept under its own header)."""

    kind: Kind
    roles: tuple[str | None, ...]
    score: int = 0

    def column(self, role: str) -> int | None:
        """Return the index of a role's column, if it has one."""
        return self.roles.index(role) if role in self.roles else None

    def key_column(self) -> int:
        """Return the index of the column that names a row."""
        kind = _kind_of(self.kind)
        return next((at for role in (kind.key if kind else ("key",)) if (at := self.column(role)) is not None), 0)

    def values(self) -> dict[int, str]:
        """Return the columns whose header is a value of every row, an edition or a severity."""
        return {at: r.removeprefix("value:") for at, r in enumerate(self.roles) if r and r.startswith("value:")}


@dataclass(frozen=True)
class _Role:
    name: str
    exact: frozenset[str]
    words: re.Pattern[str] | None


@dataclass(frozen=True)
class _Kind:
    name: Kind
    key: tuple[str, ...]
    needs: tuple[str, ...]
    never: re.Pattern[str] | None
    roles: tuple[_Role, ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_kind(cast(Kind, name), entry) for name, entry in vocabulary("tables")["kinds"].items())


def _kind(name: Kind, entry: Mapping[str, Any]) -> _Kind:
    def somewhere(*route: str) -> re.Pattern[str]:
        return form("tables", "kinds", name, *route)

    roles = tuple(
        _Role(role, frozenset(map(_normal, r["exact"])), somewhere("roles", role, "words") if r["words"] else None)
        for role, r in entry["roles"].items()
    )
    never = somewhere("never") if entry["never"] else None
    return _Kind(name, tuple(entry["key"]), tuple(entry["needs"]), never, roles)


def _kind_of(name: Kind) -> _Kind | None:
    return next((k for k in _kinds() if k.name == name), None)


def _normal(header: str) -> str:
    return " ".join(words(header))


def recognise(table: Table, names: Iterable[str] = ()) -> Shape | None:
    """Return what a table is, or None where its header words do not tell."""
    named = heading_kind(table.section)
    best: tuple[int, int, Shape] | None = None
    for rank, kind in enumerate(_kinds()):
        shape = _fit(kind, table, tuple(names))
        if shape is None:
            continue
        score = shape.score + (3 if kind.name == named else 0)
        if best is None or (score, -rank) > best[:2]:
            best = score, -rank, shape
    return best[2] if best else None


def _fit(kind: _Kind, table: Table, names: tuple[str, ...]) -> Shape | None:
    header = table.header
    roles: list[str | None] = [None] * len(header)
    score = 0
    for strength in (_WHOLE, _WITHIN):
        for at, text in enumerate(header):
            if kind.name == "response-target" and severity_within(text):
                continue
            free = [r for r in kind.roles if r.name not in roles]
            hit = next((r for r in free if _matches(r, text, strength)), None) if roles[at] is None else None
            if hit:
                roles[at] = hit.name
                score += strength
    if kind.name == "response-target" and roles[0] == "edition":
        if all(is_severity(row.cells[0]) for row in table.rows if row.cells):
            roles = ["severity", *(f"value:{text}" for text in header[1:])]  # a plan a column, whatever they are called
        elif any(is_edition(text) for text in header[1:]):
            return None  # what the plans include
    unknown = [header[at] for at, role in enumerate(roles) if role is None]
    if kind.never and any(kind.never.search(text) for text in unknown):
        return None
    _value_columns(kind.name, table, roles, names)
    keyed = any(role in roles for role in kind.key)
    wanted = any(role in roles for role in kind.needs) or any(str(r).startswith(("value:", "party:")) for r in roles)
    return Shape(kind.name, tuple(roles), score) if keyed and wanted else None


def _matches(role: _Role, header: str, strength: int) -> bool:
    plain = _normal(header)
    if strength == _WHOLE:
        return bool(plain) and plain in role.exact
    parts = {_normal(p) for p in form("tables", "header-joins").split(header)}
    return bool((role.words and role.words.search(plain)) or parts & role.exact)


def ruled(table: Table, rule: TableRule) -> Shape | None:
    """Return the shape that a project's rule gives to a table; None where the rule is for another table."""
    headers = [_normal(h) for h in table.header]
    if not table.section or _normal(table.section[-1]) != _normal(rule.heading) or _normal(rule.key) not in headers:
        return None
    kind = _kind_of(rule.kind)
    named = {_normal(header): role for role, header in rule.columns.items()}
    known = recognise(table)
    guessed = known.roles if known and known.kind == rule.kind else (None,) * len(headers)
    key = kind.key[0] if kind else "key"
    roles = [
        key if h == _normal(rule.key) else named.get(h, g if g != key else None)
        for h, g in zip(headers, guessed, strict=True)
    ]
    return Shape(rule.kind, tuple(roles))


def _value_columns(kind: Kind, table: Table, roles: list[str | None], names: tuple[str, ...]) -> None:
    """Mark columns whose header is itself a value: an edition or a party."""
    free = [at for at, role in enumerate(roles) if role is None]
    if kind == "response-target":
        told = any(is_edition(table.header[at]) for at in free)
        for at in free:
            if severity_within(table.header[at]) or is_edition(table.header[at]) or (told and _timed(table, at)):
                roles[at] = f"value:{table.header[at]}"
    if kind == "responsibility" and "owner" not in roles:
        owned = [at for at in free if _owned(table, at, names)]
        for at in free:
            if _marked(table, at):
                roles[at] = f"party:{owner_of(table.header[at], names) or ''}"
            elif owned == free:
                roles[at] = f"value:{table.header[at]}"


def _timed(table: Table, column: int) -> bool:
    cells = _cells(table, column)
    return bool(cells) and sum(bool(parse_commitments(c, action="respond")) for c in cells) * 2 >= len(cells)


def _owned(table: Table, column: int, names: tuple[str, ...]) -> bool:
    cells = _cells(table, column)
    known = sum(bool(owner_of(c, names)) and len(c.split()) < 8 for c in cells)
    return bool(cells) and known * 10 >= len(cells) * 9


def _cells(table: Table, column: int) -> list[str]:
    return [row.cells[column] for row in table.rows if column < len(row.cells) and row.cells[column]]


def _marked(table: Table, column: int) -> bool:
    cells = [row.cells[column] for row in table.rows if column < len(row.cells)]
    return bool(cells) and all(mark(c) is not None for c in cells)


def upright(table: Table) -> Table:
    """Turn a table with a column a severity (or edition) so that each gets a row; leave all others."""
    values = table.header[1:]
    labels = [row.cells[0] for row in table.rows if row.cells]
    told = len(values) > 1 and (
        all(is_severity(v) for v in values)
        or (
            all(is_edition(v) for v in values)
            and not any(map(is_severity, labels))
            and any(_timed_label(x) or severity_within(x) for x in labels)
        )
    )
    if not told or (is_severity(table.header[0]) and _normal(table.header[0]) in vocabulary("wording")["no-severity"]):
        return table
    first = vocabulary("tables")["turned"]["severity" if is_severity(values[0]) else "edition"]
    rows = tuple(
        Row((value, *(row.cells[at] for row in table.rows)), table.rows[0].line, len(labels) + 1)
        for at, value in enumerate(values, 1)
    )
    return replace(table, header=(first, *labels), rows=rows)


def _timed_label(label: str) -> bool:
    kind = _kind_of("response-target")
    return kind is not None and any(
        _matches(r, label, s) for r in kind.roles if r.name in kind.needs for s in (_WHOLE, _WITHIN)
    )
