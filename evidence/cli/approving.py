"""``approve``: a person's decision, signed with a key of theirs."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.app import SourceArgument
from evidence.cli.running import compile_signed, finish, moment_of, refuse_secrets, usage

if TYPE_CHECKING:
    from evidence.pack import Pack
    from evidence.trust.approving import Draft
    from evidence.trust.policy import Person, Policy
    from evidence.trust.state import Standing

NameOption = Annotated[str, typer.Option("--name", help="Who approves: an id or a name of the policy.")]
RoleOption = Annotated[str, typer.Option("--role", help="The role in which they approve.")]
KeyOption = Annotated[
    Path,
    typer.Option("--key", help="Their SSH key: a private key, or the public one of a key in the agent or on hardware."),
]


def approve(
    source: SourceArgument = Path(),
    name: NameOption = ...,  # type: ignore[assignment]
    role: RoleOption = ...,  # type: ignore[assignment]
    key: KeyOption = ...,  # type: ignore[assignment]
    reject: Annotated[bool, typer.Option("--reject", help="Reject instead: a veto until you approve.")] = False,
    condition: Annotated[
        list[str] | None, typer.Option("--condition", help="What the approval depends on; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Days until it expires, at most the policy's.")] = 3650,
    signed_at: Annotated[
        str | None, typer.Option("--signed-at", metavar="TIME", help="Time of signing. Default: now.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; signing means what the sentence says.")] = False,
) -> None:
    """Approve (or reject) what is promised; it is signed with your SSH key and expires."""
    from evidence import output
    from evidence.trust.approving import Draft, last_of

    at = moment_of(signed_at, "--signed-at")
    project, result, standing = compile_signed(source, at.isoformat())
    finish(result.diagnostics, project.root, quiet_notes=True)
    if result.pack is None or standing is None:
        usage("nobody is named who may approve: give `sign-off` in evidence.yaml a policy (docs/sign-off.md)")
    person = _person(standing.policy, name, role)
    mine = last_of(standing.records, role, person.id)
    product = result.pack.content.product
    draft = Draft(
        person,
        role,
        "rejected" if reject else "approved",
        tuple(" ".join(c.split()) for c in condition or ()),
        at,
        timedelta(days=days),
        product.name or "the unnamed product",
        mine.sha256 if mine else None,
    )
    _show(result.pack, standing, draft)
    _ask(draft, standing.policy, yes)
    folder = project.config.sign_off.approvals if project.config.sign_off else ""
    folder_path = Path(project.root) / folder
    files = _signed(standing, draft, key)
    refuse_secrets(files, project, result.pack.content.statements, result.pack.issued, folder_path)
    output.add_files(folder_path, files)
    typer.echo(f"wrote {folder_path / next(iter(files))} and its signature")


def _person(policy: "Policy", name: str, role: str) -> "Person":
    if role not in policy.roles:
        usage(f"--role {role}: the policy has no such role; roles: {', '.join(policy.roles)}")
    found = [p for p in policy.people.values() if name in (p.id, p.name)]
    if len(found) != 1:
        usage(f"--name {name}: the policy knows {len(found) or 'nobody'} of that name; ids: {', '.join(policy.people)}")
    if role not in found[0].roles:
        usage(f"--role {role}: {found[0].id} may approve as {', '.join(found[0].roles)} only")
    return found[0]


def _show(pack: "Pack", standing: "Standing", draft: "Draft") -> None:
    """Print what is to be approved: what changed since the last approval in this role, or that all of it is new."""
    from evidence.pack import sentence
    from evidence.trust.approving import changes, last_of

    content = pack.content
    typer.echo(f"{draft.about}: {len(content.statements)} statements, {len(content.non_claims)} of them not claimed")
    last = last_of((r for r in standing.records if r.decided.decision == "approved"), draft.role)
    if last is None:
        typer.echo(f"nobody has approved as {draft.role} before; `evidence show` prints every statement")
        return
    promises, items = changes(standing.content, last)
    said = last.decided
    typer.echo(f"since {said.signer.name} approved as {draft.role} on {said.signed_at[:10]}:")
    typer.echo(f"  {len(promises)} promises changed")
    for each in promises:
        now = content.by_id.get(each)
        typer.echo(f"    {each}: {sentence(now) if now else 'is gone' if '/' in each else 'is another'}")
    typer.echo(f"  {len(items)} mappings, answers or catalogs changed")
    for each in items:
        typer.echo(f"    {each}")


def _ask(draft: "Draft", policy: "Policy", yes: bool) -> None:
    typer.echo(f"\nBy signing you state:\n  {draft.meaning(policy)}")
    for condition in draft.conditions:
        typer.echo(f"  on condition: {condition}")
    if yes:
        return
    if not sys.stdin.isatty():
        usage("nobody is there to ask: run this on a terminal, or say --yes")
    typer.confirm("Sign?", abort=True)


def _signed(standing: "Standing", draft: "Draft", key: Path) -> dict[str, bytes]:
    """Sign, look whether the record counts, and return its files, the record first."""
    from evidence import __version__
    from evidence.project import APPROVAL, SIGNATURE
    from evidence.trust.approving import of_promises, signed

    statement = of_promises(draft, standing.content, standing.policy, f"evidence-compiler {__version__}")
    name = f"{draft.file}{APPROVAL}"
    record = signed(name, statement, key, standing.policy, draft)
    return {name: record.statement, f"{name}{SIGNATURE}": record.signature or b""}
