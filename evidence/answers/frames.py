"""Frames: what may be asked of a support model, and which records answer it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

from evidence._resources import vocabulary
from evidence.topics import topics

Mode = Literal["text", "time", "versions", "claim", "area", "hosted", "who"]
CLAIM: Final = "claim:"
AREA: Final = "area:"
_TOLERATED: Final = 3


@dataclass(frozen=True)
class Selector:
    """Which statements may answer: of a kind, and with one of the topics, concepts, fields or actions, where given."""

    kinds: frozenset[str]
    topics: frozenset[str]
    not_topics: frozenset[str]
    concepts: frozenset[str]
    fields: frozenset[str]
    actions: frozenset[str]
    security: bool
    """Only where the response targets are those of vulnerability reports."""


@dataclass(frozen=True)
class Frame:
    """One thing that may be asked; see ``catalogs/vocabulary/frames.yaml``."""

    id: str
    title: str
    mode: Mode
    needs: tuple[frozenset[str], ...]
    takes: frozenset[str]
    caps: frozenset[str]
    topics: tuple[str, ...]
    sources: tuple[tuple[Selector, ...], ...] = ()
    instead: tuple[Selector, ...] = ()
    stance: Literal["supported", "partial"] = "supported"
    lacks: str = ""
    actions: tuple[str, ...] = ()
    """Of the promised actions, the first that the records have."""

    conditional: bool = False
    numbered: bool = False
    least: bool = False
    words: frozenset[str] = frozenset()
    carry: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    leveled: bool = False
    """Whether a row for a severity holds all of it, where the severity is asked."""

    limits: tuple[Selector, ...] = ()
    """What says that no length of time is promised, where one is asked."""

    tolerates: int = 0
    """How many words that mean nothing to us may stand beside what is asked."""

    def fits(self, concepts: frozenset[str]) -> bool:
        """Tell whether a question with these concepts may ask this."""
        return not self.without & concepts and all(group & concepts for group in self.needs)


@cache
def frames() -> tuple[Frame, ...]:
    """Return the shipped frames in the order in which they are tried."""
    data = vocabulary("frames")
    return tuple(_frame(entry, data) for entry in data["frames"])


@cache
def _by_first_need() -> dict[str, list[tuple[int, Frame]]]:
    found: dict[str, list[tuple[int, Frame]]] = {}
    for n, frame in enumerate(frames()):
        for concept in frame.needs[0]:
            found.setdefault(concept, []).append((n, frame))
    return found


def fitting(concepts: frozenset[str]) -> list[Frame]:
    """Return the frames that a question with these concepts may ask, in their order."""
    index = _by_first_need()
    candidates = {n: frame for c in concepts for n, frame in index.get(c, ())}
    return [candidates[n] for n in sorted(candidates) if candidates[n].fits(concepts)]


@cache
def claim_frame(topic: str) -> Frame:
    """Return the frame that asks whether something is claimed."""
    frame = _simple("claim", topic, f"{CLAIM}{topic}", "claim-words")
    return replace(frame, takes=frame.takes.union(vocabulary("frames")["claim-takes"].get(topic, ())))


@cache
def area_frame(topic: str) -> Frame:
    """Return the frame that asks about an area which somebody operates."""
    return _simple("area", topic, f"{AREA}{topic}", "area-words")


@cache
def hosted_frame() -> Frame:
    """Return the frame that asks about systems which a vendor would host."""
    frame = _simple("hosted", "support-scope", "hosted", "hosted-words")
    return replace(frame, takes=frame.takes | {"vendor-systems", "status-page"})


def _simple(mode: Mode, topic: str, concept: str, words: str) -> Frame:
    shared = vocabulary("frames")
    taken = frozenset(shared["always"]).union(shared["beside"], {concept})
    allowed = frozenset(vocabulary("questions")[words].split())
    title = topics()[topic].title
    return Frame(
        topic, title, mode, (frozenset({concept}),), taken, frozenset(), (topic,), words=allowed, tolerates=_TOLERATED
    )


def _frame(entry: dict[str, Any], shared: dict[str, Any]) -> Frame:
    needs = tuple(frozenset(group.split("|")) for group in entry["needs"])
    plain = frozenset(entry.get("plain", ()))
    caps = frozenset(entry.get("caps", ())).union(shared["caps"]) - plain
    return Frame(
        entry["id"],
        entry["title"],
        entry.get("mode", "text"),
        needs,
        frozenset(entry["takes"]).union(shared["always"], caps, plain, *needs),
        caps,
        tuple(entry["topics"]),
        tuple(_selectors(s) for s in entry.get("from", ())),
        _selectors(entry["instead"]) if "instead" in entry else (),
        entry.get("stance", "supported"),
        entry.get("lacks", ""),
        tuple(entry.get("actions", ())),
        entry.get("conditional", False),
        entry.get("numbered", False),
        entry.get("least", False),
        carry=frozenset(entry.get("carry", ())),
        soft=frozenset(entry.get("soft", ())),
        without=frozenset(entry.get("without", ())),
        leveled=entry.get("leveled", False),
        words=frozenset(entry.get("words", "").split()),
        limits=_selectors(entry["limits"]) if "limits" in entry else (),
        tolerates=_TOLERATED if entry.get("mode") == "claim" else 0,
    )


def _selectors(entry: Any) -> tuple[Selector, ...]:
    entries: Iterable[dict[str, Any]] = entry if isinstance(entry, list) else [entry]
    return tuple(
        Selector(
            frozenset(e["kind"]),
            frozenset(e.get("topic", ())),
            frozenset(e.get("not-topic", ())),
            frozenset(e.get("concept", ())),
            frozenset(e.get("field", ())),
            frozenset(e.get("action", ())),
            e.get("security", False),
        )
        for e in entries
    )
