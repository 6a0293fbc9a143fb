"""``init`` and ``show``: begin a project, and see what became of every line."""

from pathlib import Path
from typing import Annotated

import typer

from evidence.cli.app import SourceArgument
from evidence.cli.running import compile_source, finish


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", show_default=False, help="Where to write. Default: this folder.")
    ] = Path(),
) -> None:
    """Write a starter project that builds at once: evidence.yaml and SUPPORT_MODEL.md."""
    from evidence.starter import write_starter

    for path in write_starter(folder):
        typer.echo(f"wrote {path}")
    typer.echo("next: edit SUPPORT_MODEL.md and evidence.yaml, then run `evidence build`")


def show(source: SourceArgument = Path()) -> None:
    """Print every source line beside what it became, or that it was not compiled."""
    from evidence import report

    project, result = compile_source(source, None, answering=False)
    if result.pack:
        typer.echo(report.listing(result.pack, project.documents), nl=False)
    finish(result.diagnostics, project.root, quiet_notes=True)
