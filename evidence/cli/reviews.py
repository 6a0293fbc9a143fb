"""``review``: an answered questionnaire against the records."""

from pathlib import Path

import typer

from evidence.cli.app import DiagnosticFormat, FormatOption
from evidence.cli.questionnaires import (
    AnswerOption,
    CommentOption,
    DialectOption,
    HeaderOption,
    IdOption,
    QuestionnaireArgument,
    QuestionOption,
    SheetOption,
    SourceOption,
    answers_to,
    layout,
    read_questionnaire,
)
from evidence.cli.running import compile_source, finish, print_found, summarise


def review(
    answered: QuestionnaireArgument,
    source: SourceOption = Path(),
    sheet: SheetOption = None,
    header_row: HeaderOption = None,
    question_column: QuestionOption = None,
    id_column: IdOption = None,
    answer_column: AnswerOption = None,
    comment_column: CommentOption = None,
    dialect: DialectOption = None,
    form: FormatOption = DiagnosticFormat.TEXT,
) -> None:
    """Compare every answer that a person edited with its records, field by field."""
    from evidence.diagnostics import has_errors
    from evidence.review import review_form

    wanted = layout(sheet, header_row, question_column, id_column, answer_column, comment_column, dialect)
    project, result = compile_source(source, None, answering=False)
    finish(result.diagnostics, project.root, quiet_notes=True)
    asked = read_questionnaire(answered, wanted)
    answers, own = answers_to(asked, result)
    statements = result.pack.content.statements if result.pack else ()
    outcome = review_form(asked, answers, own, statements, project.names)
    print_found(outcome.diagnostics, answered.parent.as_posix(), form)
    if form is DiagnosticFormat.TEXT:
        typer.echo(outcome.summary)
        summarise(outcome.diagnostics)
    if has_errors(list(outcome.diagnostics)):
        raise typer.Exit(1)
