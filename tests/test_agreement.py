"""Agreement with the expert mapping of the real model: how much of it the default rules find, by framework.

The expert mapping is not part of this project; without it these tests are skipped.
"""

import json
from pathlib import Path

import pytest

from evidence.compiler import compile_pack
from evidence.config import Config, Supplier
from evidence.pack import Pack
from evidence.project import Project
from evidence.source import decode
from tests.conftest import ISSUED, ROOT
from tests.test_inputs import MARKDOWN, RANK, SHARED, overlaps, plain

pytestmark = pytest.mark.skipif(not MARKDOWN.exists(), reason="the real inputs are not beside this checkout")
BOUND = ("nist-sp-800-53-r5", "nist-ssdf-1.1", "osps-baseline", "nist-csf-2.0")
OTHERS = ("iso-27001-2022", "csa-ccm-4", "mvsp-3.0", "soc2-tsc-2017", "eu-cra")
PUBLISHED = {"iso-27001-2022": 19, "csa-ccm-4": 12, "mvsp-3.0": 8, "soc2-tsc-2017": 6, "eu-cra": 15}


@pytest.fixture(scope="module")
def pack() -> Pack:
    source, _ = decode(MARKDOWN.name, MARKDOWN.read_bytes())
    assert source
    config = Config(model=(source.name,), frameworks=(*BOUND, *OTHERS), supplier=Supplier(cra_role="manufacturer"))
    result = compile_pack(Project(".", config, (source,)), issued_at=ISSUED).pack
    assert result
    return result


def expert() -> list[tuple[str, dict[str, str]]]:
    rows = json.loads((SHARED / "reference/mapping.json").read_text())["rows"]
    return [(plain(row["quote"]).lstrip("- "), entry) for row in rows for entry in row["mappings"]]


def found(pack: Pack, framework: str) -> tuple[int, int]:
    ours = [(plain(pack.content.by_id[m.statement].text), m) for m in pack.content.mappings if m.framework == framework]
    wanted = [(q, e) for q, e in expert() if e["framework"] == framework and e["strength"] != "not-evidence"]
    hits = sum(
        any(m.control == e["id"] and m.strength != "not-evidence" and overlaps(text, q) for text, m in ours)
        for q, e in wanted
    )
    return hits, len(wanted)


def test_most_of_the_experts_pairs_are_found(pack: Pack) -> None:
    counts = [found(pack, framework) for framework in BOUND]
    assert sum(h for h, _ in counts) / sum(n for _, n in counts) >= 0.7


@pytest.mark.parametrize("framework", OTHERS)
def test_nothing_is_stronger_than_the_experts(pack: Pack, framework: str) -> None:
    for m in pack.content.mappings:
        if m.framework != framework or m.strength == "not-evidence":
            continue
        text = plain(pack.content.by_id[m.statement].text)
        given = [
            e["strength"]
            for q, e in expert()
            if e["framework"] == framework and e["id"] == m.control and overlaps(text, q)
        ]
        assert RANK[m.strength] <= max((RANK[g] for g in given), default=0), (m.statement, m.control)


def test_the_published_figures_are_these(pack: Pack) -> None:
    text = Path(ROOT / "docs/mapping.md").read_text()
    for framework, hits in PUBLISHED.items():
        assert found(pack, framework)[0] == hits
        assert f"| {hits} | {found(pack, framework)[1]} | none |" in text
