"""The stages in order: read, check, map, assemble. Pure; the only module that knows them all."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from evidence import __version__, checks, readers
from evidence.diagnostics import Diagnostic, has_errors
from evidence.mapping import map_statements
from evidence.pack import Content, Document, Evidence, Pack, assemble
from evidence.project import Project


@dataclass(frozen=True)
class Compilation:
    """The result of a compilation: a pack, or none where an error stands among the diagnostics."""

    pack: Pack | None
    diagnostics: tuple[Diagnostic, ...]


def compile_pack(project: Project, *, issued_at: datetime) -> Compilation:
    """Compile a project; ``issued_at`` is an aware time in UTC, whole seconds."""
    reading, problems = readers.read(project)
    if reading is None:
        return Compilation(None, tuple(problems))
    statements = reading.model.statements
    mappings, found = map_statements(project, statements, reading.headings)
    problems += found
    if has_errors(problems):
        return Compilation(None, tuple(problems))
    content = Content(
        project.config.supplier,
        project.config.product,
        tuple(Document(d.name, d.sha256) for d in project.documents),
        statements,
        reading.spans,
        project.config.frameworks,
        mappings,
        reading.uncompiled,
        tuple(
            Evidence(e.id, e.title or e.path, e.kind, e.path, project.evidence[e.id], e.backs, e.valid_until)
            for e in project.config.evidence
        ),
    )
    renderer = f"WeasyPrint {version('weasyprint').partition('.')[0]}"
    compiler = f"evidence-compiler {__version__}"
    pack = assemble(content, issued_at, project.config.oscal, compiler, renderer, project.brand)
    problems += checks.run(project, pack)
    return Compilation(None if has_errors(problems) else pack, tuple(problems))
