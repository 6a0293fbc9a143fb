"""The example's outputs, compared with what was looked at and kept, and judged in the same test."""

import json
import re
from pathlib import Path

import pytest
from trestle.oscal.catalog import Catalog
from trestle.oscal.component import ComponentDefinition

from evidence.pack import Pack
from evidence.report import listing
from evidence.wire import WirePack
from evidence.writers import write
from tests.conftest import EXAMPLE, ROOT, load

GOLDEN = ROOT / "tests" / "golden" / "agent-bom"
NAMES = (
    "pack.json",
    "oscal/component-definition.json",
    "oscal/catalog.json",
    "index.html",
    "READ-ME-FIRST.txt",
    "show.txt",
)


@pytest.fixture(scope="module")
def files(example: Pack) -> dict[str, bytes]:
    project, _ = load(EXAMPLE)
    assert project
    files = write(example, ["pack", "oscal", "html", "readme"])
    page = re.sub(rb"(<(?:style|script)>).*?(</)", rb"\1\2", files["index.html"], flags=re.DOTALL)
    page = re.sub(rb"sha256-[\w+/=]+", b"", page)  # over style and script, which stand in templates
    return {**files, "index.html": page, "show.txt": listing(example, project.documents).encode()}


@pytest.mark.parametrize("name", NAMES)
def test_golden(files: dict[str, bytes], name: str, request: pytest.FixtureRequest) -> None:
    kept = GOLDEN / Path(name).name
    if request.config.getoption("--update-golden"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(files[name])
    assert files[name].decode() == kept.read_bytes().decode()


def test_what_is_kept_is_valid() -> None:
    WirePack.model_validate_json((GOLDEN / "pack.json").read_bytes())
    ComponentDefinition.model_validate(
        json.loads((GOLDEN / "component-definition.json").read_bytes())["component-definition"]
    )
    Catalog.model_validate(json.loads((GOLDEN / "catalog.json").read_bytes())["catalog"])
