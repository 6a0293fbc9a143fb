"""What ``build`` does with a sign-off: demand it, carry it, or record that there was no time for it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from evidence.cli.running import usage

if TYPE_CHECKING:
    from evidence.diagnostics import Diagnostic
    from evidence.pack import Pack
    from evidence.project import Project
    from evidence.trust.state import Standing


def in_emergency(pack: "Pack", reason: str) -> "Pack":
    """Return the pack with the reason why it is issued without a sign-off; it changes nothing where there is one."""
    words = " ".join(reason.split())
    if not words:
        usage("--emergency: say the reason in words; it stands in the pack")
    if pack.sign_off.state == "signed-off":
        return pack
    return replace(pack, sign_off=replace(pack.sign_off, emergency=words))


def not_signed_off(project: "Project", pack: "Pack", promises_only: bool) -> "list[Diagnostic]":
    """Return why a build that demands a sign-off has none; an emergency needs none."""
    from evidence.diagnostics import Code, error

    state = pack.sign_off.state
    if pack.sign_off.emergency or state == "signed-off" or (promises_only and state == "derived-changed"):
        return []
    where = project.setting("sign-off")
    hint = "run `evidence approve`; in an emergency, --emergency REASON records why it could not wait"
    return [error(Code.SIGN_OFF_REQUIRED, "; ".join(pack.sign_off.lines), where, hint)]


def carried_by(project: "Project", standing: "Standing | None") -> Mapping[str, bytes]:
    """Return the files with which the pack shows its sign-off."""
    if standing is None or project.sign_off is None:
        return {}
    from evidence.trust.state import carried

    return carried(project.sign_off, standing)
