"""Shared helpers: compile a text, and the expected outputs that `make golden` writes anew."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.compiler import Compilation, compile_pack
from evidence.model import Statement
from evidence.pack import Pack
from evidence.project import load

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "agent-bom"
ISSUED = datetime(2026, 11, 1, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected outputs anew")


def compile_path(path: Path) -> Compilation:
    """Compile a project or a file; the problems of loading come first."""
    project, problems = load(path)
    if project is None:
        return Compilation(None, tuple(problems))
    result = compile_pack(project, issued_at=ISSUED)
    return Compilation(result.pack, (*problems, *result.diagnostics), result.own_answers)


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., Compilation]:
    """Compile a Markdown (or, with another name, YAML) text."""

    def run(text: str, name: str = "SUPPORT.md") -> Compilation:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return compile_path(path)

    return run


@pytest.fixture
def statements(compiled: Callable[..., Compilation]) -> Callable[[str], dict[str, Statement]]:
    """Compile a text that must be sound, and return its statements by id."""

    def run(text: str) -> dict[str, Statement]:
        result = compiled(text)
        assert result.pack, result.diagnostics
        return {s.id: s for s in result.pack.content.statements}

    return run


@pytest.fixture(scope="session")
def example() -> Pack:
    """The compiled example."""
    result = compile_path(EXAMPLE)
    assert result.pack, result.diagnostics
    return result.pack
