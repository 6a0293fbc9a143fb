"""``approve``: a person's decision, signed with a key of theirs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.answered import Return, approve_answers, is_only_a_questionnaire
from evidence.cli.app import SourceArgument
from evidence.cli.deciding import Deciding
from evidence.cli.running import compile_signed, finish, moment_of, refuse_secrets, usage

if TYPE_CHECKING:
    from evidence.pack import Pack
    from evidence.trust.approving import Draft
    from evidence.trust.state import Standing


def approve(
    name: Annotated[str, typer.Option("--name", help="Who approves: an id or a name of the policy.")],
    role: Annotated[str, typer.Option("--role", help="The role in which they approve.")],
    key: Annotated[
        Path, typer.Option("--key", help="Their SSH key: a private one, or the public one of a key in the agent.")
    ],
    source: SourceArgument = Path(),
    reject: Annotated[bool, typer.Option("--reject", help="Reject instead: a veto until you approve.")] = False,
    condition: Annotated[
        list[str] | None, typer.Option("--condition", help="What the approval depends on; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Days until it expires, at most the policy's.")] = 3650,
    signed_at: Annotated[
        str | None, typer.Option("--signed-at", metavar="TIME", help="Time of signing. Default: now.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; signing means what the sentence says.")] = False,
    received: Annotated[
        Path | None,
        typer.Option("--received", metavar="FILE", help="Approve an answered questionnaire; this is the one received."),
    ] = None,
    model: Annotated[
        Path, typer.Option("--source", help="With --received: the project behind the answers. Default: this folder.")
    ] = Path(),
) -> None:
    """Approve (or reject) what is promised, or an answered questionnaire; signed with your SSH key, it expires."""
    at = moment_of(signed_at, "--signed-at")
    said = Deciding(name, role, key, reject, tuple(condition or ()), days, at, yes)
    if received:
        approve_answers(Return(source, received, model), said)
    else:
        _promises(source, said)


def _promises(source: Path, said: Deciding) -> None:
    """Approve what a project promises."""
    from evidence import output
    from evidence.trust.approving import last_of

    if is_only_a_questionnaire(source):
        usage(f"{source} is an answered questionnaire: say with --received which file it was made from")
    project, result, standing = compile_signed(source, said.at.isoformat())
    finish(result.diagnostics, project.root, quiet_notes=True)
    if result.pack is None or standing is None:
        usage("nobody is named who may approve: give `sign-off` in evidence.yaml a policy (docs/sign-off.md)")
    mine = last_of(standing.records, said.role, said.person(standing.policy).id)
    about = result.pack.content.product.name or "the unnamed product"
    draft = said.draft(standing.policy, about, mine.sha256 if mine else None)
    _show(result.pack, standing, draft)
    said.ask(draft, standing.policy)
    folder = project.config.sign_off.approvals if project.config.sign_off else ""
    place = Path(project.root) / folder
    files = _signed(standing, draft, said.key)
    refuse_secrets([files], project, result.pack.content.statements, result.pack.issued, place)
    output.add_files(place, files)
    typer.echo(f"wrote {place / next(iter(files))} and its signature")


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


def _signed(standing: "Standing", draft: "Draft", key: Path) -> dict[str, bytes]:
    """Sign, look whether the record counts, and return its files, the record first."""
    from evidence import __version__
    from evidence.project import APPROVAL, SIGNATURE
    from evidence.trust.approving import of_promises, signed

    statement = of_promises(draft, standing.content, standing.policy, f"evidence-compiler {__version__}")
    name = f"{draft.file}{APPROVAL}"
    record = signed(name, statement, key, standing.policy, draft)
    return {name: record.statement, f"{name}{SIGNATURE}": record.signature or b""}
