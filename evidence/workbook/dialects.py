"""What an answer is called in a questionnaire's own list: dialects, as data in ``catalogs/questionnaires/dialects``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, Literal

from pydantic import Field

from evidence._resources import shipped, shipped_yaml, vocabulary
from evidence.answers import Answer, Asks, Stance
from evidence.canonical import squash
from evidence.model import Frozen

GENERIC: Final = "generic"
FOLDER: Final = "questionnaires/dialects"
Meaning = Literal["yes", "no", "partial", "na", "customer", "unknown"]


class Says(Frozen):
    """What an answer of one stance says in a list; without ``asks`` and ``approved`` it holds for all."""

    stance: Stance
    asks: Asks | None = None
    approved: bool = False
    """Only for an answer that a person approved."""

    means: Meaning


class Recognise(Frozen):
    """How a questionnaire is told: the form of its ids, and words in its titles or sheets' names."""

    ids: str | None = None
    version: str | None = None


class Dialect(Frozen):
    """How one questionnaire wants its answers."""

    title: str
    recognise: Recognise | None = None
    ids: str = Field("", description="Goes before the ids, where they mean something else in another version.")
    options: tuple[Says, ...]
    owners: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


@cache
def dialect_names() -> tuple[str, ...]:
    """Return the names of all dialects, those first that are told by more."""
    names = sorted(p.stem for p in (shipped("catalogs") / FOLDER).glob("*.yaml"))
    return tuple(sorted(names, key=lambda n: -_weight(load_dialect(n))))


def _weight(dialect: Dialect) -> int:
    return sum(map(bool, (dialect.recognise.ids, dialect.recognise.version))) if dialect.recognise else 0


@cache
def load_dialect(name: str) -> Dialect:
    """Return a dialect by its name."""
    return Dialect.model_validate(shipped_yaml(f"{FOLDER}/{name}.yaml"))


def recognised(ids: Sequence[str], titles: Iterable[str]) -> str:
    """Return the dialect of a questionnaire with these ids and these words in titles and names of sheets."""
    text = "\n".join(map(squash, titles))
    told = [i for i in ids if i]
    fitting = [name for name in dialect_names() if _fits(load_dialect(name).recognise, told, text)]
    for weight in (2, 1):
        found = [name for name in fitting if _weight(load_dialect(name)) == weight]
        if len(found) == 1:
            return found[0]
    return GENERIC


def _fits(form: Recognise | None, ids: Sequence[str], text: str) -> bool:
    if form is None:
        return False
    fitting = sum(bool(re.fullmatch(form.ids, i)) for i in ids) if form.ids else 0
    by_ids = form.ids is None or (ids and fitting * 5 >= len(ids) * 4)  # nearly all: rows of notes have ids, too
    return bool(by_ids and (form.version is None or re.search(form.version, text, re.IGNORECASE)))


def meaning_of(option: str) -> Meaning | None:
    """Return what an entry of a list, or a cell with nothing else, means."""
    plain = squash(option).strip(" .!*").lower()
    return next((m for m, pattern in _meanings().items() if pattern.fullmatch(plain)), None)


@cache
def _meanings() -> dict[Meaning, re.Pattern[str]]:
    words: dict[Meaning, str] = vocabulary("workbooks")["options"]
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in words.items()}


def says(dialect: Dialect, answer: Answer, approved: bool) -> Meaning | None:
    """Return what an answer means in a list; None where it means none of the usual."""
    for rule in dialect.options:
        asked = rule.asks == answer.asks or (rule.asks is None and answer.asks != "negated")
        if rule.stance == answer.stance and asked and (approved or not rule.approved):
            return rule.means
    return None


def option_for(dialect: Dialect, answer: Answer, options: Sequence[str], approved: bool) -> str | None:
    """Return the one entry of a list that means the answer; None where none does, or several do."""
    meant = says(dialect, answer, approved)
    found = [o for o in options if meant and meaning_of(o) == meant]
    return found[0] if len(found) == 1 else None


def owner_for(dialect: Dialect, answer: Answer, options: Sequence[str] | None) -> str | None:
    """Return how the questionnaire names an answer's owner, in the words of its own list where it has one."""
    words = dialect.owners.get(answer.owner or "", ())
    if options is None:
        return words[0] if words else None
    return next((o for o in options if squash(o).lower() in map(str.lower, words)), None)
