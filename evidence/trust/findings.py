"""What a verification finds, and what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from evidence.project import ApprovalFile
from evidence.signoff import SignOff
from evidence.trust.keys import Key
from evidence.trust.policy import Policy

Result = Literal["ok", "failed", "not-checked", "note"]


@dataclass(frozen=True)
class Finding:
    """The result of one check, in a line."""

    check: str
    result: Result
    message: str


def ok(check: str, message: str) -> Finding:
    """Return that a check passed."""
    return Finding(check, "ok", message)


def failed(check: str, message: str) -> Finding:
    """Return that a check failed."""
    return Finding(check, "failed", message)


def unchecked(check: str, message: str) -> Finding:
    """Return that something could not be checked, and why."""
    return Finding(check, "not-checked", message)


def noted(check: str, message: str) -> Finding:
    """Return something worth knowing, which decides nothing."""
    return Finding(check, "note", message)


@dataclass(frozen=True)
class Trust:
    """What the person who verifies brings along, from outside the pack."""

    name: str
    keys: tuple[Key, ...]
    policy: Policy | None = None
    keys_file: str = ""
    """The ``allowed_signers`` file, for the commands that are printed."""


@dataclass(frozen=True)
class Bundle:
    """A pack to be verified: its files by path, the time, what is trusted, approvals that came later."""

    files: Mapping[str, bytes]
    at: datetime
    trust: Trust | None = None
    beside: tuple[ApprovalFile, ...] = ()


@dataclass(frozen=True)
class Report:
    """All findings of a verification, and how the content stands with its approvers at that time."""

    findings: tuple[Finding, ...]
    sign_off: SignOff | None = None

    @property
    def verdict(self) -> Literal["verified", "incomplete", "failed"]:
        """Say whether everything held, something could not be checked, or something is wrong."""
        results = {f.result for f in self.findings}
        if "failed" in results or "ok" not in results:
            return "failed"
        return "incomplete" if "not-checked" in results else "verified"
