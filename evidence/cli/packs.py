"""``build``: the pack."""

from pathlib import Path
from typing import Annotated

import typer

from evidence.cli.app import IssuedOption, ProductOption, SourceArgument, SupplierOption, VersionOption
from evidence.cli.running import compile_source, finish, usage


def build(
    source: SourceArgument = Path(),
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to write; exchanged in one step.")
    ] = Path("out"),
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="NAME,…", help="Outputs to write: pack, oscal, matrix, answers, html, pdf. Default: all."
        ),
    ] = None,
    issued_at: IssuedOption = None,
    product: ProductOption = None,
    product_version: VersionOption = None,
    supplier: SupplierOption = None,
) -> None:
    """Compile the model and write the pack: JSON, OSCAL, page and PDF."""
    from evidence import output, writers

    names = _outputs(only, list(writers.WRITERS))
    project, result = compile_source(source, issued_at, product, product_version, supplier)
    pack, found = result.pack, list(result.diagnostics)
    if pack:
        output.check_ours(out.absolute())
        found += writers.refusals(pack, names)
    finish(found, project.root, quiet_notes=True)
    if pack is None:
        raise typer.Exit(1)
    files = writers.write(pack, names)
    files[output.MANIFEST] = output.manifest(files, pack.compiler)
    output.replace_folder(out, files)
    typer.echo(
        f"{out}: {len(pack.content.statements)} statements, {len(pack.content.non_claims)} of them not claimed; "
        f"{pack.sign_off.state.upper().replace('-', ' ')}"
    )
    for path in files:
        typer.echo(f"  {path}")


def _outputs(only: str | None, known: list[str]) -> list[str]:
    names = [n.strip() for n in only.split(",")] if only is not None else known
    unknown = [n for n in names if n not in known]
    if unknown or not names:
        usage(f"--only {only}: no output is called {unknown[0]!r}; known: {', '.join(known)}")
    return [n for n in known if n in names]
