"""``build``: the pack."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evidence.cli.app import IssuedOption, ProductOption, SourceArgument, SupplierOption, VersionOption
from evidence.cli.printing import making
from evidence.cli.running import compile_signed, finish, refuse_secrets, usage
from evidence.cli.signoff import carried_by, in_emergency, not_signed_off

if TYPE_CHECKING:
    from evidence.pack import Pack

OUTPUTS: Final = ("pack", "oscal", "matrix", "answers", "html", "readme", "pdf")
"""The writers by name, known before they are loaded."""


def build(
    source: SourceArgument = Path(),
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to write; exchanged in one step.")
    ] = Path("out"),
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="NAME,…",
            help="Outputs to write: pack, oscal, matrix, answers, html, readme, pdf. Default: all.",
        ),
    ] = None,
    issued_at: IssuedOption = None,
    product: ProductOption = None,
    product_version: VersionOption = None,
    supplier: SupplierOption = None,
    require_sign_off: Annotated[
        bool, typer.Option("--require-sign-off", help="Fail unless promises and everything derived are signed off.")
    ] = False,
    promises_only: Annotated[
        bool, typer.Option("--promises-only", help="With --require-sign-off: let mappings and answers differ.")
    ] = False,
    emergency: Annotated[
        str | None,
        typer.Option("--emergency", metavar="REASON", help="Issue without the sign-off; the reason is in the pack."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a folder that is sealed.")] = False,
) -> None:
    """Compile the model and write the pack: JSON, OSCAL, page and PDF."""
    names = output_names(only)
    with making(names) as make:
        from evidence import output, writers

        project, result, standing = compile_signed(source, issued_at, product, product_version, supplier)
        pack, found = result.pack, list(result.diagnostics)
        if pack and emergency is not None:
            pack = in_emergency(pack, emergency)
        if pack:
            output.check_ours(out.absolute(), sealed=replace)
            found += writers.refusals(pack, names)
            found += not_signed_off(project, pack, promises_only) if require_sign_off else []
        finish(found, project.root, quiet_notes=True)
        if pack is None:
            raise typer.Exit(1)
        portions = chain(make(pack), [carried_by(project, standing)])
        files = refuse_secrets(portions, project, pack.content.statements, pack.issued, out)
    files[output.MANIFEST] = output.manifest(files, pack.compiler)
    output.replace_folder(out, files, sealed=replace)
    _announce(out, pack, files)


def output_names(only: str | None) -> list[str]:
    """Return the outputs that ``--only`` names, all without it; leave with 2 on an unknown one."""
    names = [n.strip() for n in only.split(",")] if only is not None else list(OUTPUTS)
    unknown = [n for n in names if n not in OUTPUTS]
    if unknown or not names:
        usage(f"--only {only}: no output is called {unknown[0]!r}; known: {', '.join(OUTPUTS)}")
    return [n for n in OUTPUTS if n in names]


def _announce(out: Path, pack: "Pack", files: Iterable[str]) -> None:
    """Print what was written."""
    typer.echo(
        f"{out}: {len(pack.content.statements)} statements, {len(pack.content.non_claims)} of them not claimed; "
        f"{pack.sign_off.headline}"
    )
    for path in files:
        typer.echo(f"  {path}")
