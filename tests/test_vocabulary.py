"""The word lists: every pattern compiles, says what it seems to say, and reads the same in both YAML loaders."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidence._resources import form, shipped

CATALOGS = shipped("catalogs")
FILES = [*sorted((CATALOGS / "vocabulary").glob("*.yaml")), CATALOGS / "topics.yaml"]


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list():
            for each in value:
                yield from strings(each)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_string_is_a_pattern_without_doubled_backslashes(path: Path) -> None:
    for text in strings(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert "\\\\" not in text, text
        assert not re.search(r"[\x00-\x1f]", text), f"an escape of YAML, not of the pattern: {text!r}"
        if path.stem in ("parties", "contradictions") and not any(c.isalnum() for c in text):
            continue  # a picture or mark, compared as it is
        if re.fullmatch(r"[a-z -]*(?:\\\d[a-z -]*)+", text):
            continue  # what takes the place of a pattern
        re.compile(re.sub(r"\{[a-z-]+\}", "(?:word)", text))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_both_loaders_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader)


def test_topics_have_ids_of_their_own() -> None:
    ids = [topic["id"] for topic in yaml.safe_load((CATALOGS / "topics.yaml").read_text(encoding="utf-8"))]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("text", "found"), [("never", True), ("it isn’t", True), ("notable", False), ("NOT", True)])
def test_a_string_is_the_pattern_itself(text: str, found: bool) -> None:
    assert bool(form("sentences", "negation").search(text)) is found


@pytest.mark.parametrize(("text", "found"), [("a fix", True), ("Patched", True), ("prefix", False)])
def test_a_list_means_any_entry_between_word_boundaries(text: str, found: bool) -> None:
    assert bool(form("commitments", "actions", "fix").search(text)) is found


def test_parts_stand_for_their_names_in_braces() -> None:
    assert form("commitments", "clock", event="sunrise").match(" after sunrise")
