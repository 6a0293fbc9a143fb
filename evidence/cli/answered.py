"""The sign-off of an answered questionnaire: ``approve`` and ``verify`` for the file that goes back to a buyer."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from evidence.cli.app import DiagnosticFormat
from evidence.cli.deciding import Deciding
from evidence.cli.questionnaires import answers_to, read_questionnaire
from evidence.cli.running import compile_signed, finish, print_found, refuse_secrets, usage

if TYPE_CHECKING:
    from evidence.compiler import Compilation
    from evidence.project import Project
    from evidence.trust.answered import Answered
    from evidence.trust.findings import Bundle, Report, Trust
    from evidence.workbook import Form, Wanted


@dataclass(frozen=True)
class Return:
    """What goes back to a buyer: the answered file, the one that it was made from, the model behind it."""

    answered: Path
    received: Path
    source: Path


def approve_answers(file: Return, deciding: Deciding) -> None:
    """Approve the answers in a file, after a review of them; write the record beside the file."""
    from evidence import __version__, output
    from evidence.project import APPROVAL, SIGNATURE
    from evidence.trust import answered

    project, result, standing = compile_signed(file.source, deciding.at.isoformat(), answering=False)
    finish(result.diagnostics, project.root, quiet_notes=True)
    if result.pack is None or standing is None:
        usage("nobody is named who may approve: give `sign-off` in the project's evidence.yaml a policy")
    draft = replace(deciding.draft(standing.policy, file.answered.name), meanings=answered.MEANINGS)
    form = read_questionnaire(file.answered, _layout())
    _same_questions(form, read_questionnaire(file.received, _layout()), file)
    _reviewed(form, project, result, file.answered, refusing=not deciding.reject)
    deciding.ask(draft, standing.policy)
    mine = _answered(file.answered, form, file.received)
    promise = result.pack.content.promise_digest
    statement = answered.of_answers(draft, mine, promise, standing.policy, f"evidence-compiler {__version__}")
    name = f"{file.answered.name}.{draft.file}{APPROVAL}"
    record = answered.signed(name, statement, deciding.key, standing.policy, deciding.at)
    folder = file.answered.absolute().parent
    files = {name: record.statement, f"{name}{SIGNATURE}": record.signature or b""}
    refuse_secrets([files], project, result.pack.content.statements, result.pack.issued, folder)
    output.add_files(folder, files)
    typer.echo(f"wrote {file.answered.with_name(name)} and its signature")


def _reviewed(form: "Form", project: "Project", result: "Compilation", path: Path, *, refusing: bool) -> None:
    """Print what the review finds; leave with 1 where answers that say more than their records would be approved."""
    from evidence.diagnostics import has_errors
    from evidence.review import review_form

    answers, own = answers_to(form, result)
    statements = result.pack.content.statements if result.pack else ()
    outcome = review_form(form, answers, own, statements, project.names)
    print_found(outcome.diagnostics, path.parent.as_posix(), DiagnosticFormat.TEXT)
    typer.echo(f"{path.name}: {outcome.summary}")
    if has_errors(list(outcome.diagnostics)) and refusing:
        typer.echo("not approved: answers differ from the records; `evidence review` explains each", err=True)
        raise typer.Exit(1)


def _layout() -> "Wanted":
    """Return that the layout is found, as whoever verifies will find it."""
    from evidence.workbook import Wanted

    return Wanted()


def _same_questions(form: "Form", received: "Form", file: Return) -> None:
    """Leave with 1 where the answered file does not ask what the received one asks."""
    from evidence.canonical import squash
    from evidence.diagnostics import Code, Span, error

    asked, given = ([(q.id, squash(q.text)) for q in f.questions] for f in (received, form))
    if asked != given:
        message = f"it asks other questions than {file.received.name}, from which it is said to be made"
        wrong = error(Code.INVALID_VALUE, message, Span(file.answered.name, 1, 1), "name the file that the buyer sent")
        finish([wrong], file.answered.parent.as_posix())


def _answered(path: Path, form: "Form | None", received: Path | None) -> "Answered":
    from evidence.errors import EvidenceError
    from evidence.trust.answered import Answered
    from evidence.workbook import answers_digest

    try:
        return Answered(
            path.name,
            path.read_bytes(),
            answers_digest(form) if form else "unreadable",
            received.read_bytes() if received else None,
        )
    except OSError as fault:
        raise EvidenceError(f"cannot read {fault.filename}: {(fault.strerror or str(fault)).lower()}") from fault


def is_questionnaire(place: Path) -> bool:
    """Tell whether a file is a questionnaire by its name."""
    from evidence.workbook import KINDS

    return place.suffix.lower() in KINDS and not place.is_dir()


def is_only_a_questionnaire(place: Path) -> bool:
    """Tell whether a file can be nothing else by its name; Markdown may be a model."""
    return is_questionnaire(place) and place.suffix.lower() not in (".md", ".markdown")


def verify_answers(
    place: Path, approvals: Path, trust: "Trust | None", received: Path | None, at: datetime
) -> "tuple[Report, Bundle, list[str]]":
    """Return what a check of an answered file finds, and the commands that repeat it.

    Its answers are read from the file itself; its approvals are the files in a folder that begin with its name.
    """
    from evidence.project import Loader
    from evidence.trust import answered, commands
    from evidence.trust.findings import Bundle
    from evidence.workbook import read_form

    loader = Loader(approvals)
    mine = tuple(a for a in loader.approvals(".") if a.name.startswith(f"{place.name}."))
    finish(loader.problems, approvals.as_posix())
    form, _ = read_form(place.name, _answered(place, None, None).returned, _layout())
    bundle = Bundle({}, at, trust, mine)
    report = answered.verify(_answered(place, form, received), mine, trust, at)
    return report, bundle, commands.of_answers(bundle, str(place.absolute()), str(approvals.absolute()))
