"""The stages in order: read, check, map, assemble. Pure; the only module that knows them all."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from evidence import __version__, checks, readers
from evidence.answers import OwnAnswer, Question, answer_all, load_questionnaire, questionnaire_names, read_own
from evidence.diagnostics import Code, Diagnostic, error, has_errors
from evidence.mapping import map_statements
from evidence.model import Statement
from evidence.pack import Content, Document, Evidence, Pack, assemble, item_digest
from evidence.project import Project


@dataclass(frozen=True)
class Compilation:
    """The result of a compilation: a pack, or none where an error stands among the diagnostics."""

    pack: Pack | None
    diagnostics: tuple[Diagnostic, ...]
    own_answers: tuple[OwnAnswer, ...] = ()
    """The project's approved answers, for questionnaires of others."""


def compile_pack(project: Project, *, issued_at: datetime, answering: bool = True) -> Compilation:
    """Compile a project; ``issued_at`` is an aware time in UTC, whole seconds.

    Without ``answering`` the pack has no answers: for whoever wants to know only what is wrong.
    """
    reading, problems = readers.read(project)
    if reading is None:
        return Compilation(None, tuple(problems))
    statements = reading.model.statements
    mappings, found = map_statements(project, statements, reading.headings)
    problems += found
    own, found = _own_answers(project, statements, issued_at)
    problems += found
    questions, found = _questions(project)
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
            Evidence(
                e.id,
                e.title or e.place,
                e.kind,
                e.path,
                project.evidence[e.id],
                e.backs,
                e.valid_until,
                e.url,
                e.shows,
                e.collected_at,
                e.by,
            )
            for e in project.config.evidence
        ),
        answer_all(questions, statements, own, [u.text for u in reading.uncompiled]) if answering else (),
    )
    renderer = f"WeasyPrint {version('weasyprint').partition('.')[0]}"
    compiler = f"evidence-compiler {__version__}"
    pack = assemble(content, issued_at, project.config.oscal, compiler, renderer, project.brand)
    problems += checks.run(project, pack)
    return Compilation(None if has_errors(problems) else pack, tuple(problems), own)


def _own_answers(
    project: Project, statements: tuple[Statement, ...], issued_at: datetime
) -> tuple[tuple[OwnAnswer, ...], list[Diagnostic]]:
    if project.answers is None:
        return (), []
    digests = {s.id: item_digest(s) for s in statements}
    return read_own(project.answers, digests, issued_at.date().isoformat())


def _questions(project: Project) -> tuple[list[Question], list[Diagnostic]]:
    """Return the questions of the project's questionnaires, and which of these are not known."""
    known = questionnaire_names()
    questions: list[Question] = []
    problems: list[Diagnostic] = []
    for n, name in enumerate(project.config.questionnaires):
        if name in known:
            questions += load_questionnaire(name).questions
        else:
            where = project.setting("questionnaires", n)
            message = f"no questionnaire is called {name!r}"
            problems.append(error(Code.UNKNOWN_QUESTIONNAIRE, message, where, f"known: {', '.join(known)}"))
    return questions, problems
