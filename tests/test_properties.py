"""Any text and any YAML gives a model or diagnostics, never another exception."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.canonical import digest
from evidence.compiler import Compilation, compile_pack
from evidence.config import Config
from evidence.diagnostics import Severity
from evidence.project import Project
from evidence.source import decode, parse_yaml
from evidence.wire import to_wire
from tests.conftest import EXAMPLE, ISSUED

MODEL = (EXAMPLE / "SUPPORT_MODEL.md").read_text()
LINES = MODEL.split("\n")
words = st.sampled_from(
    [
        "Severity",
        "| High |",
        "|---|---|",
        "- ",
        "1. ",
        "# ",
        "within 48 hours",
        "not",
        "SOC 2",
        "SLA",
        "customer",
        "owns",
        "supported",
        "<!-- id: x -->",
        "```",
        "|",
        ":",
        ",",
        "unless",
        "\n",
        "\n\n",
        "Example:",
        "does not claim",
        "best effort",
        "release notes should include:",
        "{{ x }}",
        "<b>",
    ]
)
yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def compile_bytes(data: bytes, name: str) -> Compilation:
    source, problems = decode(name, data)
    if source is None:
        assert problems
        return Compilation(None, tuple(problems))
    project = Project(".", Config(model=(name,)), (source,))
    return compile_pack(project, issued_at=ISSUED)


def sound(result: Compilation) -> None:
    errors = [d for d in result.diagnostics if d.severity is Severity.ERROR]
    assert (result.pack is None) == bool(errors)
    if result.pack:
        statements = result.pack.content.statements
        assert len({s.id for s in statements}) == len(statements) > 0
        json.dumps(to_wire(result.pack))


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    sound(compile_bytes(data, "m.md"))


@given(st.text())
def test_any_text(text: str) -> None:
    sound(compile_bytes(text.encode(), "m.md"))


@settings(deadline=None, max_examples=300)
@given(st.lists(words | st.text(max_size=12), max_size=40))
def test_texts_of_telling_words(parts: list[str]) -> None:
    sound(compile_bytes(" ".join(parts).encode(), "m.md"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, len(LINES) - 1), max_size=60), st.booleans())
def test_shuffled_lines_of_a_model(picked: list[int], scraped: bool) -> None:
    lines = [LINES[n] for n in picked]
    if scraped:
        lines = [line for line in lines if line.strip() and not line.startswith("#")]
    sound(compile_bytes("\n".join(lines).encode(), "m.md"))


@given(st.text())
def test_any_yaml_text(text: str) -> None:
    sound(compile_bytes(text.encode(), "m.yaml"))


@given(yaml_values)
def test_any_yaml_value(value: object) -> None:
    sound(compile_bytes(json.dumps({"statements": value}).encode(), "m.yaml"))


@given(yaml_values)
def test_yaml_and_json_agree_on_structure(value: object) -> None:
    source, problems = decode("x.yaml", json.dumps(value).encode())
    if source is None:
        assert problems
        return
    document, problems = parse_yaml(source)
    assert (document is None) == bool(problems)
    if document:
        assert type(document.value) is type(value) or not isinstance(value, dict | list)


@given(st.dictionaries(st.text(), st.text() | st.integers(-1000, 1000)))
def test_digests_do_not_depend_on_order(value: dict[str, object]) -> None:
    assert digest(value) == digest(dict(reversed(list(value.items()))))
