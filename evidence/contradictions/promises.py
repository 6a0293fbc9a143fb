"""Times that a document promises: action, severity, quantity and unit, each found by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from evidence.commitments.times import quantity as read_quantity
from evidence.commitments.times import times as read_times
from evidence.contradictions.polarity import FIRST_PERSON, Site, in_condition, reason
from evidence.contradictions.records import Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.words import begins, has, lists, names, shape, word
from evidence.model import Unit as TimeUnit

_SAME: Final = {
    **dict.fromkeys(("urgent", "severe", "p0", "p1", "s1", "sev0", "sev1"), "critical"),
    **dict.fromkeys(("p2", "s2", "sev2"), "high"),
    **dict.fromkeys(("moderate", "p3", "s3", "sev3"), "medium"),
    **dict.fromkeys(("minor", "p4", "s4", "sev4"), "low"),
}
_GROUPS: Final = ("reply", "triage", "fix")
_LENGTHS: Final[dict[str, TimeUnit]] = {"hour": "hours", "day": "calendar-days", "week": "weeks", "month": "months"}
_LABEL: Final = 6
_AHEAD: Final = 42


@dataclass(frozen=True)
class Said:
    """A time as a document states it."""

    start: int
    end: int
    quantity: int
    unit: TimeUnit

    def __str__(self) -> str:
        unit = self.unit.replace("-", " ")
        return f"{self.quantity} {unit[:-1] if self.quantity == 1 and unit.endswith('s') else unit}"


@dataclass(frozen=True)
class Promise:
    """A time that is promised: for what, for which severity, and whether for vulnerabilities (None: not said)."""

    unit: Unit
    said: Said
    group: str
    severity: str
    security: bool | None

    @property
    def words(self) -> str:
        """The time in the document's own words."""
        return self.unit.text[self.said.start : self.said.end]


def promises(unit: Unit, setting: Setting) -> Iterator[Promise]:
    """Yield the deadlines of ours in a unit."""
    if unit.block.kind == "badge":
        return
    for said in _times(unit.text):
        group = _group(unit, said)
        if group in _GROUPS and _is_deadline(unit, said) and _is_ours(unit, said, setting):
            yield Promise(unit, said, group, _severity(unit, said), _security(unit, setting))


def severities(text: str) -> set[str]:
    """Return the severities that a text names, each by one name."""
    return {_norm(found["word"]) for found in shape("severity").finditer(text)}


def _times(text: str) -> list[Said]:
    found: list[Said] = []
    for match in read_times(text):
        amount, unit = read_quantity(match, longest=True)
        if amount and unit:
            found.append(Said(match.start(), match.end(), amount, unit))
    low = text.lower()
    found += [
        Said(m.start(), m.end(), 1, "business-days" if m["business"] else "calendar-days")
        for m in (word("same-day").finditer(text) if "same" in low or "day" in low else ())
    ]
    for m in word("next-day").finditer(text) if "next" in low or "nbd" in low or "overnight" in low else ():
        business = m["business"] or m.group().isupper()
        found.append(Said(m.start(), m.end(), 1, "business-days" if business else "calendar-days"))
    found += [Said(m.start(), m.end(), 1, _LENGTHS[m["length"]]) for m in shape("within-the").finditer(text)]
    for name, (amount, unit) in lists("lengths").items():
        found += [Said(m.start(), m.end(), amount, unit) for m in _length(name).finditer(text)]
    whole = [s for s in found if not any(o.start < s.start and s.end <= o.end for o in found)]
    return sorted(whole, key=lambda s: s.start)


@cache
def _length(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{name}\b", re.IGNORECASE)


def _clause(unit: Unit, said: Said) -> tuple[str, str]:
    """Return the text before and behind a time, in its own clause."""
    text = unit.text
    low = max((m.end() for m in shape("clause-start").finditer(text[: said.start])), default=0)
    high = shape("clause-end").search(text[said.end :])
    return text[low : said.start], text[said.end : said.end + high.start() if high else len(text)]


# --- what it is for ---


def _group(unit: Unit, said: Said) -> str | None:
    """Return what is promised by the time: the action named nearest before it, else behind it, else above."""
    before, after = _clause(unit, said)
    behind = _action(shape("behind-event").sub("", after)[:_AHEAD], first=True)
    joined = unit.text[said.end : said.end + 1] == "-"
    if behind and (joined or (not before.strip() and shape("short-unit").search(unit.text[: said.end]))):
        return behind
    before = shape("ahead-event").sub("", before)
    found = (None if shape("waits").search(before) else _action(before, first=False)) or behind
    row = " ".join(c for _, c in unit.block.cells[:1])
    found = found or _action(f"{row} ; {_header(unit, said)}", first=False)
    return found or _label(unit) or _action(unit.asked, first=False) or _action(_sibling(unit), first=False)


def _sibling(unit: Unit) -> str:
    """Return the item before one that only names another severity: "Critical flaws are fixed in 7 days", "High: 14"."""
    short = unit.block.kind == "item" and len(unit.text.split()) <= _LABEL and severities(unit.text)
    return unit.before if short and severities(unit.before) and _times(unit.before) else ""


def _header(unit: Unit, said: Said) -> str:
    amount = unit.text[said.start : said.end]
    return next((h for h, c in unit.block.cells if amount in c), "")


def _label(unit: Unit) -> str | None:
    """Return the action that the lead-in or the last heading names, for an item or row such as "Critical: 4 h"."""
    if unit.block.kind not in ("item", "row") and len(unit.text.split()) > _LABEL:
        return None
    above = (h for h in (unit.block.lead, *unit.block.headings[-1:]) if shape("time-heading").search(h))
    return next((_action(h, first=False) for h in above), None)


def _action(text: str, *, first: bool) -> str | None:
    hits = [(m.start(), m.end(), name) for name, p in names("actions") for m in p.finditer(text)]
    if not hits:
        return None
    return (min(hits, key=lambda h: (h[0], -h[1])) if first else max(hits, key=lambda h: (h[1], -h[0])))[2]


def _severity(unit: Unit, said: Said) -> str:
    """Return the severity that a time is for: in its clause, its row, its item's lead-in."""
    before, after = _clause(unit, said)
    above = [unit.block.lead, *unit.block.headings[-1:]] if unit.block.kind == "item" else _above(unit)
    if unit.block.kind == "row":
        above = [*(c for _, c in unit.block.cells[:1]), _header(unit, said)]
        before = after = ""
    hits = list(shape("severity").finditer(before))
    found = hits[-1] if hits else None
    for text in (after, unit.text[: said.start] if unit.block.kind != "row" else "", *above):
        found = found or shape("severity").search(text)
    return _norm(found["word"]) if found else ""


def _above(unit: Unit) -> list[str]:
    """Return the heading that names the severity of all that stands under it."""
    return [h for h in unit.block.headings[-1:] if unit.block.kind == "text" and shape("severity").search(h)]


def _norm(severity: str) -> str:
    plain = re.sub(r"[ -]|erity", "", severity.lower())
    return _SAME.get(plain, plain)


def _security(unit: Unit, setting: Setting) -> bool | None:
    """Tell whether a time is for vulnerabilities; None where nothing says what it is for."""
    above = (*unit.block.headings, unit.block.lead)
    if has("security", unit.text):
        return True
    if has("support-words", unit.text):
        return False
    told = any(has("security", h) or shape("about-reports").search(h) for h in above)
    if told or setting.security or has("security", f"{unit.asked} {_sibling(unit)}"):
        return True
    beside = (*above, unit.before if unit.before in unit.block.text else "")
    return False if any(has("support-words", words) for words in beside) else None


# --- whether it is a promise ---


def _is_deadline(unit: Unit, said: Said) -> bool:
    """Tell whether a time is the end of a wait, and not a length, an age or a delay."""
    before, after = _clause(unit, said)
    if shape("never-more").search(before) or _is_wait(before, after):
        return True
    allowed = shape("for-response").match(after) or shape("at-most").match(after)
    if (word("no-deadline").search(before) and not allowed) or word("no-deadline-after").match(after):
        return False
    words = unit.text[said.start : said.end]
    if (
        shape("within-the").fullmatch(words)
        or word("same-day").fullmatch(words)
        or word("next-day").fullmatch(words)
        or unit.block.kind == "row"
    ):
        return True
    led = word("deadline").search(before) or not before.strip(" |*")
    return bool(led or shape("deadline-after").match(after))


def _is_wait(before: str, after: str) -> bool:
    """Tell whether something is done when a time is over: "is out after three weeks", "before two days have passed"."""
    ended = shape("ends-after").search(before) and shape("until-done").match(after)
    return bool(ended or shape("passes").search(before))


def _is_ours(unit: Unit, said: Said, setting: Setting) -> bool:
    """Tell whether it is a promise of ours for what people report."""
    if not _is_matter(unit, said, setting):
        return False
    if unit.block.kind == "row":
        return setting.is_plain_row(unit) and not has("soft", unit.text)
    site = setting.site(unit, said.start, said.end)
    advised = has("advice", site.head) and not shape("you-should").search(site.head)
    asserted = not (advised or in_condition(site) or _in_condition(site) or _is_told(unit))
    if not asserted or shape("may-take").search(site.head) or shape("one-thing").match(site.head):
        return False
    if shape("reader-gets").search(site.head):
        return reason(site, plans=False, conditions=False) is None
    named = setting.who(site) != "none" or _is_of_reports(unit, said, site)
    return named and setting.plain(site, plans=False, conditions=False)


def _is_of_reports(unit: Unit, said: Said, site: Site) -> bool:
    """Tell whether a clause that names nobody is about what happens to reports: "reports are answered within…"."""
    before, _ = _clause(unit, said)
    if shape("was-once").search(before) or shape("must").search(before) or has("explained", site.head):
        return False
    told = re.match(rf"\W*{word('imperatives').pattern}\b", before, re.IGNORECASE)
    if told and not _is_named(unit) and not shape("names-a-time").match(before):
        return False
    first = min((m.start() for _, p in names("actions") for m in p.finditer(before)), default=0)
    subject = before[:first]
    nouns = re.sub(
        r"\b(?:an?|the|our|your|every|each|all|any|most|is|to|of|we|and|then|max|maximum|expect|target|typical|first|initial|usual|time)\b|\W",
        " ",
        subject,
        flags=re.I,
    )
    return not nouns.strip() or has("reports", subject) or bool(shape("led-in").match(before))


def _is_named(unit: Unit) -> bool:
    """Tell whether the lead-in says that it is we who do what follows."""
    return bool(word("us").search(unit.block.lead)) and unit.block.lead.rstrip().endswith(":")


def _is_matter(unit: Unit, said: Said, setting: Setting) -> bool:
    """Tell whether it is about reports, and not about machines or other work that people wait for."""
    graded = unit.block.kind == "row" and shape("severity").search(unit.block.cells[0][1])
    if not graded and (has("other-matters", unit.text) or shape("machine-time").search(unit.text)):
        return False
    above = (*unit.block.headings, setting.title)
    if any(has("security", h) for h in unit.block.headings[-1:]):
        above = unit.block.headings[-1:]
    if any(has("other-sections", h) for h in above) and not _is_report_row(unit):
        return False
    heads = (h for h, _ in unit.block.cells)
    if has("reports", " ".join((unit.text, _header(unit, said), *heads))):
        return True
    if unit.block.kind in ("item", "row") and has("reports", unit.context):
        return True
    policy = setting.security or any(begins("policy-section", h) for h in unit.block.headings[-1:])
    ours = policy and unit.block.kind == "text" and FIRST_PERSON.search(unit.text)
    return bool(ours or any(has("reports", h) for h in _above(unit)))


def _is_report_row(unit: Unit) -> bool:
    """Tell whether a row names a step and a severity: that is about reports wherever it stands."""
    label = unit.block.cells[0][1] if unit.block.kind == "row" else ""
    return bool(shape("severity").search(label) and has("reports", label) and _action(label, first=True) in _GROUPS)


def _is_told(unit: Unit) -> bool:
    """Tell whether readers are told to do it; under a lead-in such as "our team will:" it is we who do."""
    told = re.match(rf"\W*{word('imperatives').pattern}\b(?! (?:time|target|to))", unit.text, re.IGNORECASE)
    return bool(told) and not _is_named(unit) and not shape("names-a-time").match(unit.text)


def _in_condition(site: Site) -> bool:
    """Tell whether a time stands inside a condition: "if you have not heard from us within 72 hours"."""
    found = list(shape("condition").finditer(site.head))
    behind = site.head[found[-1].end() :] if found else ","
    return "," not in behind and bool(shape("failing").search(behind))
