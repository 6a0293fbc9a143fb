"""``diff`` and ``notes``: what changed between two packs, and what release notes leave out."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.app import DiagnosticFormat
from evidence.cli.running import compile_source, finish, print_found, usage

if TYPE_CHECKING:
    from evidence.wire import WirePack


class DiffFormat(StrEnum):
    """How a comparison is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    LETTER = "letter"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A pack.json, the folder of a build, or a zip of one.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, of the newer pack.")],
    form: Annotated[
        DiffFormat,
        typer.Option("--format", help="Text, JSON, Markdown for a release page, or a letter to those who have OLD."),
    ] = DiffFormat.TEXT,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="NAME,…",
            help="Leave with 1 on these changes unless NEW says that a sign-off covers them: loosened, unit, "
            "withdrawn, owner, non-claim, tightened, added, reworded, policy, sign-off, mapping, answer.",
        ),
    ] = None,
) -> None:
    """Compare two packs promise by promise: loosened, tightened, added, withdrawn, reworded."""
    import json

    from evidence import changes
    from evidence.changes.letter import letter
    from evidence.changes.text import as_json, counted, render

    gates = gate_names(fail_on)
    found = changes.compare(*read_both(old, new))
    failing = found.failing(gates)
    match form:
        case DiffFormat.JSON:
            typer.echo(json.dumps(as_json(found, failing), ensure_ascii=False, indent=2))
        case DiffFormat.LETTER:
            typer.echo(letter(found), nl=False)
        case DiffFormat.TEXT | DiffFormat.MARKDOWN:
            typer.echo(render(found, form.value, failing), nl=False)
    if failing:
        typer.echo(f"evidence: {counted(len(failing), 'change')} that no sign-off covers", err=True)
        raise typer.Exit(1)


def notes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Release notes, in Markdown or plain text.")],
    source: Annotated[
        Path, typer.Option("--source", metavar="SOURCE", help="The model whose fields are asked for. Default: here.")
    ] = Path(),
    form: Annotated[
        DiagnosticFormat, typer.Option("--format", help="How to print diagnostics.")
    ] = DiagnosticFormat.TEXT,
) -> None:
    """Check that security-impacting entries of release notes carry the model's fields."""
    from evidence import notes as release_notes
    from evidence.diagnostics import has_errors
    from evidence.project import Loader

    project, result = compile_source(source, None)
    if result.pack is None:
        finish(result.diagnostics, project.root, quiet_notes=True)
        raise typer.Exit(1)
    loader = Loader(Path())
    text = loader.read(file.as_posix(), None, named=True)
    if text is None:
        finish(loader.problems, "")
        raise typer.Exit(1)
    reading, found = release_notes.check(text, result.pack.content.statements)
    print_found(found, "", form)
    others = len(reading.entries) - len(reading.security)
    typer.echo(
        f"{file}: {len(reading.security)} with a security impact, {len(found)} of them incomplete; {others} others",
        err=form is not DiagnosticFormat.TEXT,
    )
    if has_errors(found):
        raise typer.Exit(1)


def gate_names(text: str | None) -> tuple[str, ...]:
    """Return the gates of ``--fail-on``; leave with 2 on an unknown one."""
    from evidence.changes import GATES

    names = tuple(n.strip() for n in text.split(",")) if text is not None else ()
    unknown = [n for n in names if n not in GATES]
    if unknown:
        usage(f"--fail-on {text}: no change is called {unknown[0]!r}; known: {', '.join(GATES)}")
    return names


def read_both(old: Path, new: Path) -> "tuple[WirePack, WirePack]":
    """Read two packs of one product; leave with 1 where one is none, or they are of two."""
    from evidence.changes import same_product
    from evidence.diagnostics import Code, Span, error
    from evidence.packfile import read_pack

    (before, problems), (after, more) = read_pack(old), read_pack(new)
    if before and after and not same_product(before, after):
        message = f"a pack of {after.product.name}, the other one is of {before.product.name}"
        more.append(error(Code.OTHER_PRODUCT, message, Span(new.as_posix(), 1, 1), "compare packs of one product"))
    finish([*problems, *more], "")
    if before is None or after is None:
        raise typer.Exit(1)
    return before, after
