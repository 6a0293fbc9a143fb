"""What the commands share: compile a source, read a time, print diagnostics, leave."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from evidence.cli.app import DiagnosticFormat

if TYPE_CHECKING:
    from evidence.compiler import Compilation
    from evidence.config import EvidenceFile
    from evidence.diagnostics import Diagnostic
    from evidence.model import Statement
    from evidence.project import Project
    from evidence.trust.state import Standing


def compile_source(
    source: Path,
    issued_at: str | None,
    product: str | None = None,
    version: str | None = None,
    supplier: str | None = None,
    *,
    answering: bool = True,
) -> "tuple[Project, Compilation]":
    """Load and compile a source; print what is wrong and leave with 1 where it cannot even be read."""
    project, result, _ = compile_signed(source, issued_at, product, version, supplier, answering=answering)
    return project, result


def compile_signed(
    source: Path,
    issued_at: str | None,
    product: str | None = None,
    version: str | None = None,
    supplier: str | None = None,
    *,
    answering: bool = True,
) -> "tuple[Project, Compilation, Standing | None]":
    """Load and compile a source, and judge its approvals; no standing without a policy."""
    project, problems = load_source(source, product, version, supplier)
    return compile_loaded(project, problems, time_of(issued_at), answering=answering)


def load_source(
    source: Path,
    product: str | None = None,
    version: str | None = None,
    supplier: str | None = None,
    evidence: "Sequence[EvidenceFile]" = (),
    form: DiagnosticFormat = DiagnosticFormat.TEXT,
) -> "tuple[Project, list[Diagnostic]]":
    """Load a source; print what is wrong and leave with 1 where it cannot even be read."""
    from evidence.config import Product, Supplier
    from evidence.project import load

    try:
        said = Product(name=product, version=version), Supplier(name=supplier)
    except ValueError:
        usage("--product, --product-version and --supplier take one line of text, at most 500 characters")
    project, problems = load(source, *said, evidence)
    if project is None:
        print_found(problems, (source if source.is_dir() else source.parent).as_posix(), form)
        summarise(problems)
        raise typer.Exit(1)
    return project, problems


def compile_loaded(
    project: "Project", problems: "Sequence[Diagnostic]", moment: datetime, *, answering: bool = True
) -> "tuple[Project, Compilation, Standing | None]":
    """Compile a loaded project, and judge its approvals."""
    from evidence.compiler import compile_pack

    result, standing = _judged(project, compile_pack(project, issued_at=moment, answering=answering))
    return project, replace(result, diagnostics=(*problems, *result.diagnostics)), standing


def _judged(project: "Project", result: "Compilation") -> "tuple[Compilation, Standing | None]":
    """Put the sign-off into a compiled pack, where the project has a policy."""
    if result.pack is None or project.sign_off is None:
        return result, None
    from evidence.trust.state import stand

    standing, found = stand(project, result.pack)
    pack = replace(result.pack, sign_off=standing.sign_off) if standing else None
    return replace(result, pack=pack, diagnostics=(*result.diagnostics, *found)), standing


def time_of(text: str | None) -> datetime:
    """Return a time in UTC, whole seconds: as said, else ``SOURCE_DATE_EPOCH``, else now."""
    return moment_of(text or os.environ.get("SOURCE_DATE_EPOCH"), "--issued-at")


def moment_of(text: str | None, option: str) -> datetime:
    """Return the time that an option says in UTC, whole seconds; now where it says none."""
    try:
        if not text:
            moment = datetime.now(UTC)
        elif text.isdigit():
            moment = datetime.fromtimestamp(int(text), UTC)
        else:
            moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            usage(f"{option} {text}: name a time zone, as in 2026-01-31T12:00:00Z")
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        usage(f"{option} {text}: not a time; write 2026-01-31T12:00:00Z or seconds since 1970")


def finish(found: "Sequence[Diagnostic]", root: str, *, quiet_notes: bool = False) -> None:
    """Print diagnostics to standard error; leave with 1 where one is an error."""
    from evidence.diagnostics import Severity, has_errors

    shown = [d for d in found if not quiet_notes or d.severity is not Severity.NOTE]
    print_found(shown, root, DiagnosticFormat.TEXT)
    if has_errors(list(found)):
        summarise(found)
        raise typer.Exit(1)


def refuse_secrets(
    portions: "Iterable[Mapping[str, bytes]]",
    project: "Project",
    statements: "Sequence[Statement]",
    issued: str,
    out: Path,
) -> "dict[str, bytes]":
    """Look into everything that is about to be written, and return it; leave with 1 where a secret stands in it."""
    from evidence import leaks

    allowances = project.config.secrets.allow
    places = {n: s for n in range(len(allowances)) if (s := project.setting("secrets", "allow", n))}
    finish(leaks.expired(allowances, issued[:10], places), project.root)
    files: dict[str, bytes] = {}
    found: list[Diagnostic] = []
    for portion in portions:
        found += leaks.problems(portion, statements, allowances, issued[:10], project.documents)
        files |= portion
    finish(found, out.as_posix())
    return files


def print_found(found: "Sequence[Diagnostic]", root: str, form: DiagnosticFormat) -> None:
    """Print diagnostics in one of their forms; text for people goes to standard error."""
    from evidence import report

    typer.echo(
        report.render(found, form.value, root), nl=False, err=form in (DiagnosticFormat.TEXT, DiagnosticFormat.GITHUB)
    )


def summarise(found: "Sequence[Diagnostic]") -> None:
    """Print how many errors, warnings and notes there are."""
    from evidence import report

    typer.echo(f"{report.summary(found)}" + ("; `evidence explain CODE` tells more" if found else ""), err=True)


def usage(message: str) -> NoReturn:
    """Print what was wrong with the call, and leave with 2."""
    typer.echo(f"evidence: {message}", err=True)
    raise typer.Exit(2)
