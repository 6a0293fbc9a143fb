"""The application, its own options, and the options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evidence import __version__

app = typer.Typer(
    name="evidence",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Compile a vendor's support and response model into procurement evidence, limits included.",
    epilog="Exit codes: 0 clean, 1 the input has errors, 2 usage, 3 could not run.",
)

SourceArgument = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        show_default=False,
        help="A project folder, a Markdown or text file, or a YAML model. Default: this folder.",
    ),
]
ProductOption = Annotated[str | None, typer.Option("--product", help="Name of the product.")]
VersionOption = Annotated[str | None, typer.Option("--product-version", help="Version of the product.")]
SupplierOption = Annotated[str | None, typer.Option("--supplier", help="Legal name of the supplier.")]
IssuedOption = Annotated[
    str | None,
    typer.Option(
        "--issued-at",
        metavar="TIME",
        envvar="SOURCE_DATE_EPOCH",
        show_envvar=False,
        help="Time of issue: RFC 3339 or seconds since 1970. Default: SOURCE_DATE_EPOCH, else now.",
    ),
]


class DiagnosticFormat(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


FormatOption = Annotated[DiagnosticFormat, typer.Option("--format", help="How to print diagnostics.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"evidence-compiler {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options of the command itself."""
