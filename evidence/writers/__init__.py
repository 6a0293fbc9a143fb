"""Writers: a pack to the bytes of files. No writer opens a file, knows a flag or reads a clock."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from evidence.diagnostics import Diagnostic
from evidence.pack import Pack
from evidence.writers import answers, completeness, html, matrix, oscal, packjson, pdf, readme

Files = Mapping[str, bytes]
WRITERS: Final[Mapping[str, Callable[[Pack], Files]]] = {
    "pack": packjson.write,
    "oscal": oscal.write,
    "matrix": matrix.write,
    "answers": answers.write,
    "html": html.write,
    "readme": readme.write,
    "pdf": pdf.write,
}


def refusals(pack: Pack, names: Sequence[str]) -> list[Diagnostic]:
    """Return why an output cannot be written from this pack, before anything is."""
    return pdf.missing_glyphs(pack) if "pdf" in names else []


def write(pack: Pack, names: Sequence[str]) -> dict[str, bytes]:
    """Return the files of the named outputs by path.

    Raises IncompleteOutputError where a writer lost a statement.
    """
    files: dict[str, bytes] = {}
    for name in names:
        files.update(WRITERS[name](pack))
    completeness.check(pack, files)
    return files
