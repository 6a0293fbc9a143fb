"""A decision as it is given on the command line: who, in which role, with which key; the question before signing."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from evidence.cli.running import usage

if TYPE_CHECKING:
    from evidence.trust.approving import Draft
    from evidence.trust.policy import Person, Policy


@dataclass(frozen=True)
class Deciding:
    """What somebody said about their decision."""

    name: str
    role: str
    key: Path
    reject: bool
    conditions: tuple[str, ...]
    days: int
    at: datetime
    yes: bool

    def person(self, policy: "Policy") -> "Person":
        """Return the person whom the policy knows by that name in that role; leave with 2 where there is none."""
        if self.role not in policy.roles:
            usage(f"--role {self.role}: the policy has no such role; roles: {', '.join(policy.roles)}")
        found = [p for p in policy.people.values() if self.name in (p.id, p.name)]
        if len(found) != 1:
            known = ", ".join(policy.people)
            usage(f"--name {self.name}: the policy knows {len(found) or 'nobody'} of that name; ids: {known}")
        if self.role not in found[0].roles:
            usage(f"--role {self.role}: {found[0].id} may approve as {', '.join(found[0].roles)} only")
        return found[0]

    def draft(self, policy: "Policy", about: str, supersedes: str | None = None) -> "Draft":
        """Return the decision in the words of the policy."""
        from evidence.trust.approving import Draft

        return Draft(
            self.person(policy),
            self.role,
            "rejected" if self.reject else "approved",
            tuple(" ".join(c.split()) for c in self.conditions),
            self.at,
            timedelta(days=self.days),
            about,
            supersedes,
        )

    def ask(self, draft: "Draft", policy: "Policy") -> None:
        """Print what signing means and ask; leave with 2 where nobody is there to answer."""
        typer.echo(f"\nBy signing you state:\n  {draft.meaning(policy)}")
        for condition in draft.conditions:
            typer.echo(f"  on condition: {condition}")
        if self.yes:
            return
        if not sys.stdin.isatty():
            usage("nobody is there to ask: run this on a terminal, or say --yes")
        typer.confirm("Sign?", abort=True)
