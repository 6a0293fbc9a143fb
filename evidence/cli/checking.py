"""``check``: every problem at once."""

from pathlib import Path
from typing import Annotated

import typer

from evidence.cli.app import DiagnosticFormat, FormatOption, SourceArgument
from evidence.cli.running import compile_loaded, load_source, print_found, summarise, time_of


def check(
    source: SourceArgument = Path(),
    form: FormatOption = DiagnosticFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
) -> None:
    """Check the model and print every problem at once."""
    from evidence.diagnostics import Severity

    project, result, _ = compile_loaded(*load_source(source, form=form), time_of(None), answering=False)
    found, worst = result.diagnostics, {d.severity for d in result.diagnostics}
    print_found(found, project.root, form)
    if form is DiagnosticFormat.TEXT:
        summarise(found)
    if Severity.ERROR in worst or (strict and Severity.WARNING in worst):
        raise typer.Exit(1)
