"""Does the model agree with itself: units, bindings, channels, and reviews that come in time?"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from evidence.contradictions.facts import facts_of
from evidence.contradictions.words import has, names, word
from evidence.diagnostics import Code, Diagnostic, note, warning
from evidence.model import Statement
from evidence.pack import Pack
from evidence.project import Project

_BARE = re.compile(r"^\s*[<≤~]?\s*\d+(?:\s*[-–]\s*\d+)?\s*$|\bwithin \d+(?=\s*(?:$|[.,;]))")
_TARGETS: Final = ("response-target", "patch-cadence")
_NO_TIME: Final = ("severity", "examples", "patch-type", "owner-term", "type", "edition")
_SHOWN: Final = 5


def targets(_project: Project, pack: Pack) -> Iterator[Diagnostic]:
    """Warn of a number without its unit, and tell of targets whose binding nobody can tell."""
    unbound = []
    for s in pack.content.statements:
        if s.kind not in _TARGETS:
            continue
        timed = any(c.quantity for c in s.commitments)
        bare = next((v for k, v in s.fields.items() if k not in _NO_TIME and _BARE.search(v)), None)
        if bare is not None and not timed:
            yield warning(
                Code.TARGET_WITHOUT_UNIT,
                f"{s.id} states “{bare}” and no unit: no time is compiled from it",
                pack.content.spans[s.id],
                "write hours, business days, calendar days, weeks or months",
            )
        if s.kind == "response-target" and timed and s.binding == "unstated":
            unbound.append(s)
    if unbound:
        yield note(
            Code.UNCLEAR_BINDING,
            f"{len(unbound)} response target{'s' if len(unbound) > 1 else ''} and no word on how far they bind",
            pack.content.spans[unbound[0].id],
            "say whether they are goals, best effort, or part of a contract",
            tuple(pack.content.spans[s.id] for s in unbound[1:_SHOWN]),
        )


def channels(project: Project, pack: Pack) -> Iterator[Diagnostic]:
    """Warn of a channel that is recommended here and forbidden there, for the same matter."""
    facts = facts_of(project, pack.content) if pack.content.by_kind("channel") else None
    for rule in facts.forbidden if facts else ():
        for channel in pack.content.by_kind("channel"):
            if channel.owner != "customer" and _same_route(rule, channel) and _same_matter(rule, channel):
                yield warning(
                    Code.CHANNEL_CONFLICT,
                    f"{channel.id} is offered for what {rule.id} forbids: “{rule.text}”",
                    pack.content.spans[channel.id],
                    "one of the two is wrong",
                    (pack.content.spans[rule.id],),
                )


def _same_route(rule: Statement, channel: Statement) -> bool:
    name = f"via {channel.fields.get('channel', channel.text)}"
    mail = re.search(r"\be-?mail", rule.text, re.IGNORECASE) and word("address").search(name)
    return bool(mail) or any(p.search(rule.text) and p.search(name) for n, p in names("routes") if n != "advisory")


def _same_matter(rule: Statement, channel: Statement) -> bool:
    used = channel.fields.get("use-for", channel.text)
    return has("security", rule.text) and has("security", used)


def reviews(project: Project, pack: Pack) -> Iterator[Diagnostic]:
    """Warn of a non-claim whose review lies farther ahead than the project allows."""
    days = project.config.check.review_days
    if days is None:
        return
    last = (pack.issued_at.date() + timedelta(days=days)).isoformat()
    for claim in pack.content.non_claims:
        if claim.review_by and claim.review_by > last:
            yield warning(
                Code.LATE_REVIEW,
                f"{claim.id} is to be reviewed by {claim.review_by}; `check.review-within` allows {days} days",
                pack.content.spans[claim.id],
                "a date that nobody will live to see is no review",
            )
