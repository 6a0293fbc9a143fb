"""``explain``, ``catalogs`` and ``schema``: what the program knows."""

from typing import Annotated

import typer

from evidence.cli.running import usage


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A diagnostic's code, as printed in brackets.")],
) -> None:
    """Explain a diagnostic: what it means and what to do."""
    from evidence.explain import explanation, known_codes

    text = explanation(code)
    if text is None:
        usage(f"no diagnostic is called {code!r}; known: {', '.join(known_codes())}")
    typer.echo(text)


def catalogs(
    action: Annotated[str, typer.Argument(metavar="list|show", help="What to print.", show_default=False)] = "list",
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The framework to show.", show_default=False)
    ] = None,
) -> None:
    """List the frameworks, or show the controls and default rules of one."""
    from evidence import report
    from evidence.catalog import framework_names, load_catalog
    from evidence.mapping import default_rules

    if action == "list" and name is None:
        for known in framework_names():
            catalog = load_catalog(known)
            typer.echo(f"{known:22} {len(catalog.controls):5} controls  {catalog.title}, {catalog.version}")
        return
    if action != "show" or name not in framework_names():
        usage(f"say `evidence catalogs list` or `evidence catalogs show NAME`; names: {', '.join(framework_names())}")
    typer.echo(report.controls(load_catalog(name), [rule.control for rule in default_rules(name)]), nl=False)


def schema(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="pack, model, project, mapping, answers or policy.", show_default=False),
    ] = "pack",
) -> None:
    """Print a JSON Schema: of pack.json, a YAML model, evidence.yaml, and of its other files."""
    import json

    from evidence.schemas import SCHEMAS

    if name not in SCHEMAS:
        usage(f"no schema is called {name!r}; known: {', '.join(SCHEMAS)}")
    typer.echo(json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False))
