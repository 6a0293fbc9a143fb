"""``answer``: a buyer's own questionnaire, answered in place."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.running import compile_source, finish, refuse_secrets, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.answers import Answer
    from evidence.compiler import Compilation
    from evidence.diagnostics import Diagnostic
    from evidence.project import Project
    from evidence.workbook import Entry, Form, Wanted

QuestionnaireArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", show_default=False, help="A questionnaire: .xlsx, .xlsm, .csv, .json or .md."),
]
SourceOption = Annotated[
    Path, typer.Option("--source", show_default=False, help="The model or project. Default: this folder.")
]
SheetOption = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Only this sheet.")]
HeaderOption = Annotated[int | None, typer.Option("--header-row", min=1, help="The row that names the columns.")]
QuestionOption = Annotated[
    str | None, typer.Option("--question-column", metavar="COLUMN", help="Column of the questions: letters or header.")
]
IdOption = Annotated[str | None, typer.Option("--id-column", metavar="COLUMN", help="Column of their ids.")]
AnswerOption = Annotated[str | None, typer.Option("--answer-column", metavar="COLUMN", help="Column of the answers.")]
CommentOption = Annotated[
    str | None, typer.Option("--comment-column", metavar="COLUMN", help="Column that takes texts beside answers.")
]
DialectOption = Annotated[
    str | None, typer.Option("--dialect", metavar="NAME", help="Which questionnaire it is, where that is not found.")
]


def answer(
    questionnaire: QuestionnaireArgument,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="File to write.", show_default=False)],
    source: SourceOption = Path(),
    sheet: SheetOption = None,
    header_row: HeaderOption = None,
    question_column: QuestionOption = None,
    id_column: IdOption = None,
    answer_column: AnswerOption = None,
    comment_column: CommentOption = None,
    dialect: DialectOption = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Also replace answers that stand there already.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file at --out.")] = False,
) -> None:
    """Answer a buyer's questionnaire in a copy of their own file; print what stays open and why."""
    from evidence import output
    from evidence.workbook import RefusedError, listing, plan, write_form

    _check_out(questionnaire, out, replace)
    wanted = layout(sheet, header_row, question_column, id_column, answer_column, comment_column, dialect)
    project, result = compile_source(source, None, answering=False)
    finish(result.diagnostics, project.root, quiet_notes=True)
    form = read_questionnaire(questionnaire, wanted)
    answers, own = answers_to(form, result)
    entries = plan(form, answers, own, overwrite)
    finish(_findings(form, entries, own, project, result), questionnaire.parent.as_posix())
    if result.pack:  # what is the buyer's own stays as it came; what is written into it is looked into
        written = "\n".join(text for entry in entries for text in entry.writes.values())
        statements, issued = result.pack.content.statements, result.pack.issued
        refuse_secrets([{out.name: written.encode()}], project, statements, issued, out.parent)
    try:
        output.write_file(out, write_form(form, entries))
    except RefusedError as fault:
        from evidence.diagnostics import Code, Span, error

        unwritable = error(Code.WORKBOOK_UNREADABLE, str(fault), Span(form.name, 1, 1), fault.hint)
        finish([unwritable], questionnaire.parent.as_posix())
    typer.echo(f"{out}:")
    typer.echo(listing(form, entries), nl=False)


def layout(
    sheet: str | None,
    header_row: int | None,
    question: str | None,
    id_column: str | None,
    answers: str | None,
    comment: str | None,
    dialect: str | None,
) -> "Wanted":
    """Return what the options say about a questionnaire; leave with 2 where a dialect is unknown."""
    from evidence.workbook import Wanted, dialect_names

    if dialect is not None and dialect not in dialect_names():
        usage(f"--dialect {dialect}: unknown; known: {', '.join(sorted(dialect_names()))}")
    return Wanted(sheet, header_row, question, id_column, answers, comment, dialect)


def read_questionnaire(path: Path, wanted: "Wanted") -> "Form":
    """Read a questionnaire; print what is wrong and leave with 1 where it cannot be."""
    from evidence.errors import EvidenceError
    from evidence.workbook import read_form
    from evidence.workbook.package import MAX_FILE

    try:
        if path.stat().st_size > MAX_FILE:
            raise EvidenceError(f"{path} has more than {MAX_FILE // 2**20} MB")
        data = path.read_bytes()
    except OSError as fault:
        raise EvidenceError(f"cannot read {path}: {(fault.strerror or str(fault)).lower()}") from fault
    form, problems = read_form(path.name, data, wanted)
    finish(problems, path.parent.as_posix())
    if form is None:
        raise typer.Exit(1)
    return form


def answers_to(form: "Form", result: "Compilation") -> "tuple[tuple[Answer, ...], frozenset[int]]":
    """Return the answers to a questionnaire from the compiled records, and which of them a person approved."""
    from evidence.answers import answer_all
    from evidence.answers.own import approved

    if result.pack is None:
        raise typer.Exit(1)
    content = result.pack.content
    answers = answer_all(form.questions, content.statements, result.own_answers, [u.text for u in content.uncompiled])
    return answers, frozenset(n for n, q in enumerate(form.questions) if approved(q, result.own_answers))


def _check_out(questionnaire: Path, out: Path, replace: bool) -> None:
    from evidence.errors import OutputError

    if questionnaire.suffix.lower() != out.suffix.lower():
        usage(f"--out {out}: a {questionnaire.suffix} questionnaire is answered as {questionnaire.suffix}")
    if out.exists() and questionnaire.exists() and out.samefile(questionnaire):
        raise OutputError("--out is the questionnaire itself; the original is never touched")
    if out.is_dir():
        raise OutputError(f"{out} is a folder; name a file")
    if out.exists() and out.stat().st_size and not replace:
        raise OutputError(f"{out} exists, and a person may have edited it; say --replace, or name another file")


def _findings(
    form: "Form", entries: "Sequence[Entry]", own: frozenset[int], project: "Project", result: "Compilation"
) -> "list[Diagnostic]":
    """Return what is wrong: nothing was answered, or an answer that stands there is not what the records say."""
    from evidence.diagnostics import Code, Span, error
    from evidence.review import Reviewer, existing

    statements = result.pack.content.statements if result.pack else ()
    found = existing(form, entries, own, Reviewer(statements, project.names))
    if any(e.outcome not in ("kept", "open") for e in entries):
        return found
    kept = sum(e.outcome == "kept" for e in entries)
    hint = "say --overwrite to replace what stands there" if kept else "; ".join(sorted({e.why for e in entries})[:3])
    message = f"none of {len(entries)} questions was answered"
    return [*found, error(Code.NOTHING_ANSWERED, message, Span(form.name, 1, 1), hint)]
