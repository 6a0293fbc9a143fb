"""The digests of a content, computed anew from ``pack.json`` alone: whole, and item by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from evidence.canonical import digest, squash

_PLACE: Final = frozenset({"source", "topics"})


@dataclass(frozen=True)
class Digests:
    """The promise and the derived digest, and those of the items by name, which tell what changed."""

    promise: str
    derived: str
    promises: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)

    def promises_changed(self, approved: Mapping[str, str]) -> tuple[str, ...]:
        """Return the ids of the statements that are not as they were approved."""
        return _changed(approved, self.promises) or ("the order of statements",)

    def items_changed(self, approved: Mapping[str, str]) -> tuple[str, ...]:
        """Return the mappings, answers and catalogs that are not as they were approved."""
        return _changed(approved, self.items) or ("the order of mappings or answers",)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    gone = [name for name in old if name not in new]
    return (*(name for name, value in new.items() if old.get(name) != value), *gone)


def of_wire(data: Mapping[str, Any]) -> Digests:
    """Return the digests of the value of a ``pack.json`` that has the shape of one."""
    promises = [_promise(s) for s in data["statements"]]
    mappings = [
        [
            m["statement"],
            m["framework"],
            m["control"],
            m.get("part", ""),
            m["strength"],
            m["responsibility"],
            m["reason"],
        ]
        for m in data["mappings"]
    ]
    answers = [
        [a["id"], a["question"], a["stance"], a["answer"], a["asks"], a.get("owner", ""), *a["citations"]]
        for a in data.get("answers", ())
    ]
    catalogs = [[c["name"], c["version"]] for c in data.get("catalogs", ())]
    return Digests(
        digest(promises),
        digest({"mappings": mappings, "answers": answers, "catalogs": catalogs}),
        _named((p["id"], p) for p in promises),
        {
            **_named((f"mapping/{m[1]}/{m[2]}/{m[0]}", m) for m in mappings),
            **_named((f"answer/{a[0]}", a) for a in answers),
            **_named((f"catalog/{c[0]}", c) for c in catalogs),
        },
    )


def _promise(statement: Mapping[str, Any]) -> dict[str, Any]:
    said = {k: v for k, v in statement.items() if k not in _PLACE}
    return {"commitments": [], **said, "text": squash(statement["text"])}


def _named(items: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return a digest by name; items that share a name are taken together."""
    groups: dict[str, list[Any]] = {}
    for name, item in items:
        groups.setdefault(name, []).append(item)
    return {name: digest(group) for name, group in groups.items()}
