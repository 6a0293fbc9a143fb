"""The command line: parse, one library call, print, exit code.

Artefacts go to files or standard output, diagnostics to standard error. Exit codes: 0 clean, 1 the input has
errors, 2 usage, 3 could not run. Heavy modules are imported inside the commands that need them.
"""

import gc
import sys

import typer

from evidence.cli.app import app
from evidence.cli.approving import approve
from evidence.cli.capturing import capture
from evidence.cli.checking import check
from evidence.cli.models import init, show
from evidence.cli.packs import build
from evidence.cli.questionnaires import answer
from evidence.cli.reference import catalogs, explain, schema
from evidence.cli.releases import diff, notes
from evidence.cli.reviews import review
from evidence.cli.sealing import seal, verify
from evidence.cli.snapshots import snapshot
from evidence.errors import EvidenceError

_OBJECTS = 100_000
"""New objects before the garbage collector looks: a command makes many that stay, and hardly a cycle."""

# In the order of `evidence --help`.
for _command in (
    init,
    show,
    check,
    build,
    answer,
    review,
    approve,
    seal,
    verify,
    snapshot,
    diff,
    notes,
    capture,
    explain,
    catalogs,
    schema,
):
    app.command()(_command)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS)
    try:
        app()
    except EvidenceError as fault:
        typer.echo(f"evidence: error: {fault}", err=True)
        sys.exit(3)
