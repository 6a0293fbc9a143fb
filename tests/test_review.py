"""Pairs of statement and control that a person reviewed: none may come out stronger than it was found sound.

The sample was drawn at random from what the default rules give for the documents in ``tests/shapes``. A first sample
showed five causes of pairs that were too strong (support plans taken for vulnerability response, goals taken for a
severity scheme, ownership taken for a policy); the rules were mended and the sample drawn anew.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from evidence.compiler import compile_pack
from evidence.config import Config
from evidence.project import Project
from evidence.source import decode
from tests.conftest import ISSUED, ROOT

PAIRS = json.loads((ROOT / "tests/review/pairs.json").read_text())
FRAMEWORKS = ("nist-sp-800-53-r5", "nist-ssdf-1.1", "osps-baseline", "nist-csf-2.0")
RANK = {"not-evidence": 0, "partly-documented": 1, "documented": 2}


@cache
def emitted(document: str) -> dict[tuple[str, str, str], str]:
    path = Path(ROOT / "tests/shapes" / f"{document}.md")
    source, _ = decode(path.name, path.read_bytes())
    assert source
    project = Project(".", Config(model=(path.name,), frameworks=FRAMEWORKS), (source,))
    pack = compile_pack(project, issued_at=ISSUED).pack
    assert pack
    return {(m.statement, m.framework, m.control): m.strength for m in pack.content.mappings}


def test_the_sample_is_large_and_reviewed() -> None:
    assert len(PAIRS) == 50
    assert {p["verdict"] for p in PAIRS} == {"sound"}
    assert all(len(p["review"]) > 10 for p in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p['statement']}-{p['control']}")
def test_no_reviewed_pair_has_grown_stronger(pair: dict[str, str]) -> None:
    now = emitted(pair["document"]).get((pair["statement"], pair["framework"], pair["control"]), "not-evidence")
    assert RANK[now] <= RANK[pair["strength"]]


@pytest.mark.parametrize("name", ["matrix", "two_editions"])
def test_support_plans_are_no_vulnerability_response(name: str) -> None:
    strong = {k: v for k, v in emitted(name).items() if k[0].startswith("response-target/") and v != "not-evidence"}
    assert strong == {}
