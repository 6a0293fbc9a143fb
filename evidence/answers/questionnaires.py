"""The questionnaires that are shipped: their questions in our words."""

from dataclasses import dataclass
from functools import cache

from evidence._resources import shipped, shipped_yaml
from evidence.answers.records import Question


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire: its name, title and version, and its questions in order."""

    id: str
    title: str
    version: str
    questions: tuple[Question, ...]


def questionnaire_names() -> list[str]:
    """Return the names of all shipped questionnaires."""
    return sorted(p.stem for p in (shipped("catalogs") / "questionnaires").glob("*.yaml"))


@cache
def load_questionnaire(name: str) -> Questionnaire:
    """Return a shipped questionnaire; ``name`` must be one of :func:`questionnaire_names`."""
    data = shipped_yaml(f"questionnaires/{name}.yaml")
    questions = tuple(
        Question(q["id"], q["text"], section["title"], tuple(q.get("references", ())))
        for section in data["sections"]
        for q in section["questions"]
    )
    return Questionnaire(data["id"], data["title"], data["version"], questions)
