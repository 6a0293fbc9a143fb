"""``check``: every problem at once, of the model and of the documents beside it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.app import DiagnosticFormat, FormatOption, SourceArgument
from evidence.cli.running import compile_loaded, load_source, print_found, summarise, time_of, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.compiler import Compilation
    from evidence.diagnostics import Diagnostic
    from evidence.project import Project


def check(
    source: SourceArgument = Path(),
    more: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]", show_default=False, help="More files for --against."),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against", metavar="FILE", show_default=False, help="Documents, folders or patterns to compare with it."
        ),
    ] = None,
    form: FormatOption = DiagnosticFormat.TEXT,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="LEVEL,…", help="Exit with 1 on these: error, warning, note, or codes."),
    ] = "error",
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
) -> None:
    """Check the model and the documents beside it; print every problem at once."""
    wanted = _failing(fail_on, strict=strict)
    if more and not against:
        usage(f"{more[0]}: only one SOURCE; name other documents with --against")
    project, result, _ = compile_loaded(*load_source(source, form=form), time_of(None), answering=False)
    found = [*result.diagnostics, *_documents(project, result, [*(against or []), *(more or [])])]
    print_found(found, project.root, form)
    if form is DiagnosticFormat.TEXT:
        summarise(found)
    if any(d.severity.value in wanted or d.code.value in wanted for d in found):
        raise typer.Exit(1)


def _documents(project: "Project", result: "Compilation", against: "Sequence[Path]") -> "list[Diagnostic]":
    """Return what the documents beside the model claim against it, and the model against itself."""
    from evidence.contradictions.compare import compare
    from evidence.documents import gather

    texts, problems = gather(project, against)
    if result.pack is None:
        return problems
    return problems + compare(project, result.pack.content, texts, result.pack.issued_at.date())


def _failing(text: str, *, strict: bool) -> frozenset[str]:
    """Return the levels and codes that fail; a level stands for the worse ones, too."""
    from evidence.diagnostics import Code, Severity

    order = [s.value for s in Severity]
    names = {n.strip() for n in text.split(",")} | ({"warning"} if strict else set())
    unknown = sorted(names - set(order) - {c.value for c in Code})
    if unknown:
        usage(f"--fail-on {text}: {unknown[0]!r} is no level (error, warning, note) and no code")
    worst = max((order.index(n) for n in names & set(order)), default=-1)
    return frozenset(names | set(order[: worst + 1]))
