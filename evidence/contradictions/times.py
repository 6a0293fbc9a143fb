"""Times that a document promises: severity, action, quantity and unit, each found by itself, compared with the model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.commitments.times import quantity as read_quantity
from evidence.commitments.times import times as read_times
from evidence.contradictions.facts import Timed
from evidence.contradictions.polarity import Site
from evidence.contradictions.records import Finding, Level, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.words import has, lists, names, word
from evidence.model import Unit as TimeUnit

_SEVERITY = re.compile(
    r"\b(?P<word>critical|urgent|severe|high|medium|moderate|low|minor|p[0-5]|s[1-4]|sev(?:erity)?[ -]?[0-5])\b"
    r"(?![- ](?:availab|quality|perform|level|end|cost|risk of|volume))",
    re.IGNORECASE,
)
_SAME = {"urgent": "critical", "severe": "critical", "p0": "critical", "p1": "critical", "s1": "critical"}
_SAME |= {"sev1": "critical", "p2": "high", "s2": "high", "sev2": "high", "moderate": "medium", "p3": "medium"}
_SAME |= {"s3": "medium", "sev3": "medium", "minor": "low", "p4": "low", "s4": "low", "sev4": "low", "sev0": "critical"}
_HOURS = {"minutes": 1 / 60, "hours": 1.0, "calendar-days": 24.0, "weeks": 168.0, "months": 720.0}


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
    """A time that a document promises: for what, for which severity, and whether for vulnerabilities."""

    unit: Unit
    said: Said
    group: str
    severity: str
    security: bool | None


def promises(unit: Unit, setting: Setting) -> Iterator[Promise]:
    """Yield the deadlines of ours in a unit."""
    if unit.block.kind == "badge":
        return
    for said in _times(unit.text):
        group = _group(unit, said)
        if group and _is_promise(unit, said, group, setting):
            yield Promise(unit, said, group, _severity(unit, said), _security(unit, setting))


def differs(one: Said, other: Said) -> bool:
    """Tell whether two times cannot be the same."""
    return _verdict(one, other.quantity, other.unit) == "differ"


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the times that differ from the model's, or stand where the model states none."""
    if not setting.facts.times:
        return
    seen: set[str] = set()
    for promise in promises(unit, setting):
        found = _compared(unit, promise.said, promise.group, setting)
        if found and found.level not in seen:
            seen.add(found.level)
            yield found


def _times(text: str) -> list[Said]:
    found: list[Said] = []
    for match in read_times(text):
        amount, unit = read_quantity(match, longest=True)
        if amount and unit:
            found.append(Said(match.start(), match.end(), amount, unit))
    for match in word("same-day").finditer(text):
        found.append(Said(match.start(), match.end(), 1, "business-days" if match["business"] else "calendar-days"))
    found += [Said(m.start(), m.end(), 1, "business-days") for m in word("next-day").finditer(text)]
    for name, (amount, unit) in lists("lengths").items():
        pattern = r"\bwithin the day\b" if name == "day" else rf"\b(?:a|one) {name}\b"
        found += [Said(m.start(), m.end(), amount, unit) for m in re.finditer(pattern, text, re.IGNORECASE)]
    return sorted(found, key=lambda s: s.start)


def _clause(unit: Unit, said: Said) -> tuple[str, str]:
    """Return the text before and behind a time, in its own clause."""
    text = unit.text
    low = max((m.end() for m in re.finditer(r"[;\n|]|(?<=[.!?])\s|,\s+(?:and|but)\s+", text[: said.start])), default=0)
    high = re.search(r"[;\n|]|(?<=[.!?])\s|,\s+(?:and|but|then)\s+", text[said.end :])
    return text[low : said.start], text[said.end : said.end + high.start() if high else len(text)]


def _group(unit: Unit, said: Said) -> str | None:
    """Return what is promised by the time: the action named nearest before it, else behind it, else above."""
    before, after = _clause(unit, said)
    joined = re.match(r"[- ](?:\w+ )?", after)
    direct = _action(after[: 40 + (joined.end() if joined else 0)], first=True)
    hyphen = (
        unit.text[said.end : said.end + 1] == "-"
        or bool(re.search(r"\d[- ]?(?:h|hours?|days?)$", unit.text[: said.end]))
        and not before.strip()
    )
    if hyphen and direct:
        return direct
    found = _action(before, first=False) or direct
    if found:
        return found
    header = _header(unit, said)
    return _action(header, first=False) or _label(unit)


def _header(unit: Unit, said: Said) -> str:
    amount = unit.text[said.start : said.end]
    return next((h for h, c in unit.block.cells if amount in c), "")


def _label(unit: Unit) -> str | None:
    """Return the action that the lead-in or the last heading names, for an item or row such as "Critical: 4 h"."""
    if unit.block.kind not in ("item", "row") and len(unit.text.split()) > 6:  # noqa: PLR2004
        return None
    for above in (unit.block.lead, *unit.block.headings[-1:]):
        if re.search(r"\btime|target|sla|remediat|response|respond", above, re.IGNORECASE):
            return _action(above, first=False)
    return None


def _action(text: str, *, first: bool) -> str | None:
    hits = [(m.start(), m.end(), name) for name, p in names("actions") for m in p.finditer(text)]
    if not hits:
        return None
    best = min(hits, key=lambda h: (h[0], -h[1])) if first else max(hits, key=lambda h: (h[1], -h[0]))
    return best[2]


def _is_promise(unit: Unit, said: Said, group: str, setting: Setting) -> bool:
    """Tell whether a time is a deadline of ours for what people report."""
    if group not in ("reply", "triage", "fix"):
        return False
    before, after = _clause(unit, said)
    allowed = re.match(
        r"\s*for (?:an? |our |the |us to )?(?:initial |first )?(?:response|repl|respond|acknowledg)",
        after,
        re.IGNORECASE,
    )
    if (word("no-deadline").search(before) and not allowed) or word("no-deadline-after").match(after):
        return False
    if any(has("other-sections", h) for h in unit.block.headings) or has("other-sections", setting.title):
        return False
    if has("other-matters", unit.text) or re.search(r"\bseconds?|\bms\b|%", unit.text):
        return False
    if not _is_deadline(unit, said, before, after):
        return False
    subject = " ".join((unit.text, _header(unit, said), *(h for h, _ in unit.block.cells)))
    if not has("reports", subject) and not (unit.block.kind in ("item", "row") and has("reports", unit.context)):
        return False
    if unit.block.kind == "row":
        return setting.is_plain_row(unit) and not has("soft", unit.text)
    site = setting.site(unit, said.start, said.end)
    if _in_condition(site) or has("advice", site.head) and not re.search(r"\byou(?: should|['’]ll)", site.head, re.I):
        return False
    ours = bool(word("us").search(unit.block.lead)) and unit.block.lead.rstrip().endswith(":")
    told = re.match(rf"\W*{word('imperatives').pattern}\b(?! (?:time|target|to))", unit.text, re.I)
    if told and not _noun_start(unit.text) and not ours:
        return False
    return setting.plain(site, plans=False, conditions=False)


def _noun_start(text: str) -> bool:
    return bool(
        re.match(
            r"\W*(?:fix(?:es)?|patch(?:es)?|target|response|acknowledge?(?:ment|d)?|fixed|patched)\W*(?:time|in\b|within|[:|<≤]|for|target)",
            text,
            re.I,
        )
    )


def _in_condition(site: Site) -> bool:
    """Tell whether a time stands inside a condition: "if you have not heard from us within 72 hours"."""
    found = list(re.finditer(r"\b(?:if|unless|when|in case|should you|once|until)\b", site.head, re.IGNORECASE))
    if not found:
        return False
    behind = site.head[found[-1].end() :]
    return "," not in behind and bool(
        re.search(r"\b(?:not|n['’]t|no|don['’]?t|fail\w*|never)\b", behind, re.IGNORECASE)
    )


def _is_deadline(unit: Unit, said: Said, before: str, after: str) -> bool:
    words = unit.text[said.start : said.end]
    if word("same-day").fullmatch(words) or word("next-day").fullmatch(words):
        return True
    if word("deadline").search(before) or not before.strip(" |*"):
        return True
    if re.match(
        r"[- ]+(?:initial |first |response|respon\w+|repl\w+|fix|patch|turnaround|sla|acknowledge?ment|target|resolution|remediation)",
        after,
        re.I,
    ):
        return True
    return (
        bool(re.match(r"\s*(?:at the latest|max(?:imum)?|or less|sla)\b", after, re.IGNORECASE))
        or unit.block.kind == "row"
    )


def _severity(unit: Unit, said: Said) -> str:
    """Return the severity that a time is for: in its clause, its row, its item's lead-in."""
    before, after = _clause(unit, said)
    if unit.block.kind == "row":
        cells = [c for _, c in unit.block.cells]
        header = _header(unit, said)
        for text in (*cells[:1], header):
            if found := _SEVERITY.search(text):
                return _norm(found["word"])
    hits = list(_SEVERITY.finditer(before))
    found = hits[-1] if hits else _SEVERITY.search(after) or _SEVERITY.search(unit.text[: said.start])
    if found is None and unit.block.kind == "item":
        found = next((m for h in (unit.block.lead, *unit.block.headings[-1:]) if (m := _SEVERITY.search(h))), None)
    return _norm(found["word"]) if found else ""


def _norm(severity: str) -> str:
    plain = re.sub(r"[ -]|erity", "", severity.lower())
    return _SAME.get(plain, plain)


def _security(unit: Unit, setting: Setting) -> bool | None:
    """Tell whether a time is for vulnerabilities; None where nothing says what it is for."""
    if has("security", unit.text):
        return True
    if has("support-words", unit.text):
        return False
    if any(has("security", h) for h in (*unit.block.headings, unit.block.lead)) or setting.security:
        return True
    return False if any(has("support-words", h) for h in (*unit.block.headings, unit.block.lead)) else None


def _compared(unit: Unit, said: Said, group: str, setting: Setting) -> Finding | None:
    facts = [f for f in setting.facts.times if f.group == group]
    security = _security(unit, setting)
    severity = _severity(unit, said)
    matter = [f for f in facts if not (f.security and not security)]
    if not matter:
        if facts:
            return _made(unit, facts[0], said, group, "note", "the two are about different matters")
        return None
    if matter and security is None and not severity:
        return _made(unit, matter[0], said, group, "note", "nothing here says what the time is for")
    fitting = [f for f in matter if severity and _same_severity(f, severity)] or ([] if severity else matter)
    if severity and not fitting:
        fitting = matter
    timed = [f for f in fitting if f.quantity]
    if not timed:
        return _untimed(unit, fitting, said, group)
    verdicts = [(_differs(said, f), f) for f in timed]
    if any(v == "same" for v, _ in verdicts):
        return _stronger(unit, timed, said, group)
    if any(v == "unclear" for v, _ in verdicts):
        near = next(f for v, f in verdicts if v == "unclear")
        return _made(unit, near, said, group, "warning", "the units cannot be compared")
    soft = has("soft", unit.text)
    return _made(unit, timed[0], said, group, "note" if soft else "error", "the two times differ")


def _untimed(unit: Unit, facts: list[Timed], said: Said, group: str) -> Finding:
    level: Level = "note" if has("soft", unit.text) else "error"
    return _made(unit, facts[0], said, group, level, "the model states no time for it")


def _stronger(unit: Unit, facts: list[Timed], said: Said, group: str) -> Finding | None:
    """Return a warning where the same time is promised without the model's *goal*."""
    weak = next((f for f in facts if f.binding in ("goal", "best-effort")), None)
    strong = re.search(r"\b(?:will|shall|must|always|commit\w*|ensure)\b|['’]ll\b", unit.text, re.IGNORECASE)
    if weak and strong and not re.search(r"\b(?:aim|try|goal|strive|target|best)\b", unit.text, re.IGNORECASE):
        return _made(unit, weak, said, group, "warning", f"the model makes it a {weak.binding}, this a promise")
    return None


def _same_severity(fact: Timed, severity: str) -> bool:
    told = fact.severity.lower()
    if not told or re.search(r"\b(?:any|all|every)\b", told):
        return True
    return severity in {_norm(m["word"]) for m in _SEVERITY.finditer(told)}


def _differs(said: Said, fact: Timed) -> str:
    if fact.quantity is None or fact.unit is None or fact.unit == "release":
        return "differ"
    return _verdict(said, fact.quantity, fact.unit)


def _verdict(said: Said, quantity: int, unit: TimeUnit) -> str:
    mine, theirs = _range(said.quantity, said.unit), _range(quantity, unit)
    if said.unit == unit:
        return "same" if said.quantity == quantity else "differ"
    if "business-days" in (said.unit, unit):
        return "unclear" if mine[0] <= theirs[1] and theirs[0] <= mine[1] else "differ"
    near = mine[0] <= theirs[1] * 1.04 and theirs[0] <= mine[1] * 1.04
    return "same" if near else "differ"


def _range(amount: int, unit: TimeUnit) -> tuple[float, float]:
    """Return the hours that a time may mean: a business day may be the next one or over a long weekend."""
    if unit == "business-days":
        return amount * 8.0, (amount + 2 * (amount // 5 + 1) + 1) * 24.0
    hours = amount * _HOURS.get(unit, 1.0)
    return hours, hours


def _made(unit: Unit, fact: Timed, said: Said, group: str, level: Level, why: str) -> Finding:
    words = unit.text[said.start : said.end]
    names_of = {"reply": "reply", "triage": "triage", "fix": "fix"}
    model = f"{names_of[group]}: {fact.text}"
    return finding(unit, "time", fact.statement, f"{names_of[group]}: {words}", model, why, level)
