"""What a document as a whole makes of its sentences: who speaks in it, and whether it speaks of now."""

from dataclasses import dataclass

from evidence.config import ClaimSubject
from evidence.contradictions.facts import Facts
from evidence.contradictions.parties import Party, party
from evidence.contradictions.polarity import FIRST_PERSON, Site, reason, section
from evidence.contradictions.records import Finding, Level, Unit
from evidence.contradictions.words import has, shape
from evidence.model import Statement


@dataclass(frozen=True)
class Setting:
    """A document and the model it is compared with."""

    name: str
    facts: Facts
    ours: frozenset[str]
    generic: bool = False
    security: bool = False
    title: str = ""
    past: bool = False
    """A history: only what stands under a heading of today speaks of now."""

    def site(self, unit: Unit, start: int, end: int) -> Site:
        """Return the place of a claim."""
        return Site(unit, start, end, self.ours)

    def plain(self, site: Site, *, plans: bool = True, conditions: bool = True, unsaid: bool = True) -> bool:
        """Tell whether a claim is plainly made of us; ``unsaid``: a fragment without a subject counts as ours."""
        if reason(site, plans=plans, conditions=conditions):
            return False
        who = party(site)
        return who == "us" or (who == "none" and unsaid and self.speaks(site.unit))

    def speaks(self, unit: Unit) -> bool:
        """Tell whether what names nobody is said of us: not in a document that teaches, but in its part about us."""
        near = unit.block.headings[-1:]
        return not self.generic or any(FIRST_PERSON.search(h) or shape("of-ourselves").search(h) for h in near)

    def who(self, site: Site) -> Party:
        """Return who a claim is about."""
        return party(site)

    def is_plain_row(self, unit: Unit) -> bool:
        """Tell whether a row may be a claim of ours: nothing above it says otherwise."""
        return self.speaks(unit) and section(unit) is None and not has("question", unit.text)


def finding(  # noqa: PLR0913, PLR0917 - the parts of a finding, in the order in which they are told
    unit: Unit, subject: ClaimSubject, statement: Statement, says: str, model: str, why: str, level: Level = "error"
) -> Finding:
    """Return a finding about a statement."""
    return Finding(unit, subject, level, statement, says, model, why)


def refusal(statement: Statement) -> str:
    """Return what a non-claim refuses, in a word."""
    return f"not claimed: {statement.subject if statement.kind == 'non-claim' else statement.text}"
