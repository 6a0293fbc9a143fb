"""The OSCAL policies: what may be a requirement, how far its status goes, and where the words stand."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from trestle.oscal.component import ComponentDefinition

from evidence.canonical import NAMESPACE
from evidence.config import Oscal
from evidence.pack import Pack
from evidence.writers.completeness import check
from evidence.writers.oscal import write
from evidence.writers.oscal_parameters import levels
from tests.conftest import compile_path

Json = dict[str, Any]
# Names that OSCAL allows without a namespace where this writer uses one.
OSCAL_OWN = {"version", "type"}


@pytest.fixture(scope="module")
def definition(example: Pack) -> Json:
    data: Json = json.loads(write(example)["oscal/component-definition.json"])["component-definition"]
    return data


def requirements(definition: Json) -> list[tuple[Json, Json]]:
    return [
        (implementation, requirement)
        for component in definition["components"]
        for implementation in component["control-implementations"]
        for requirement in implementation["implemented-requirements"]
    ]


def props(node: Any) -> list[Json]:
    if isinstance(node, dict):
        own = node.get("props", [])
        return [*own, *(p for v in node.values() for p in props(v))]
    return [p for v in node for p in props(v)] if isinstance(node, list) else []


def value(node: Json, name: str) -> str | None:
    return next((p["value"] for p in node.get("props", []) if p["name"] == name), None)


def test_trestle_loads_it(definition: Json) -> None:
    loaded = ComponentDefinition.model_validate(definition)
    assert len(loaded.components) == 1


def test_no_requirement_without_a_part_of_the_provider(example: Pack, definition: Json) -> None:
    frameworks = {c.source: c for c in example.content.catalogs}
    for implementation, requirement in requirements(definition):
        catalog = frameworks[implementation["source"]]
        control = catalog.find(requirement["control-id"])
        assert control and not control.withdrawn
        mine = [m for m in example.content.mappings if (m.framework, m.control) == (catalog.name, control.id)]
        assert [m for m in mine if m.strength != "not-evidence" and m.responsibility != "customer"]


def test_customer_owned_statements_are_never_the_providers(example: Pack, definition: Json) -> None:
    theirs = [s.text for s in example.content.statements if s.owner in ("customer", "third-party")]
    assert theirs
    for _, requirement in requirements(definition):
        documented = requirement["description"].split("Customer responsibility:")[0]
        statements = [s for s in requirement["statements"] if value(s, "responsibility") != "customer"]
        for text in (documented, *(s["description"] for s in statements)):
            assert not [t for t in theirs if t.replace(" | ", " — ") in text]


def test_not_evidence_is_nowhere_in_a_requirement(example: Pack, definition: Json) -> None:
    reasons = {m.reason for m in example.content.mappings if m.strength == "not-evidence"} - {
        m.reason for m in example.content.mappings if m.strength != "not-evidence"
    }
    text = json.dumps([r for _, r in requirements(definition)], ensure_ascii=False)
    assert reasons
    assert not [r for r in reasons if r in text]


def test_status_is_never_above_partial_in_a_public_framework(definition: Json) -> None:
    for implementation, requirement in requirements(definition):
        for node in (requirement, *requirement["statements"]):
            status = value(node, "implementation-status")
            if value(node, "responsibility") == "customer":
                assert status is None
            elif implementation["source"].startswith("http"):
                assert status == "partial"
            else:
                assert status in ("partial", "implemented")


def test_words_stand_in_requirement_and_statement(definition: Json) -> None:
    for _, requirement in requirements(definition):
        assert requirement["description"].startswith("Documented by the vendor, not assessed:")
        assert requirement["statements"]
        for statement in requirement["statements"]:
            begins = (
                "Customer responsibility:"
                if value(statement, "responsibility") == "customer"
                else "Documented by the vendor, not assessed:"
            )
            assert statement["description"].startswith(begins)
            role = "customer" if begins.startswith("Customer") else "provider"
            assert [r["role-id"] for r in statement["responsible-roles"]] == [role]


def test_own_properties_carry_our_namespace(definition: Json) -> None:
    for prop in props(definition):
        assert prop.get("ns") == NAMESPACE or prop["name"] in OSCAL_OWN


def test_what_is_not_claimed_is_in_the_components_description(example: Pack, definition: Json) -> None:
    description = definition["components"][0]["description"]
    assert all(s.text in description for s in example.content.non_claims)


def test_sources_and_references(definition: Json) -> None:
    declared = {r["id"] for r in definition["metadata"]["roles"]}
    sources = [i["source"] for i, _ in requirements(definition)]
    assert not [s for s in sources if s.startswith("#")]
    assert sources[-1] == "catalog.json"
    used = {r["role-id"] for _, q in requirements(definition) for r in q["responsible-roles"]}
    assert used <= declared


def test_numbers_are_parameters_with_their_binding(definition: Json) -> None:
    own = definition["components"][0]["control-implementations"][-1]
    found = {p["param-id"]: p["values"] for p in own["set-parameters"]}
    assert found["sup-4_acknowledge-1"] == ["Critical: 48 hours (response goal, not an SLA)"]
    assert found["sup-4_triage-3"] == ["Medium: 5 business days (response goal, not an SLA)"]
    assert not [p for p in found if p.endswith("-4")], "Low has no time"
    assert not [p for p in found if "fix" in p], "no time to fix is stated"


def test_the_uuid_changes_with_the_content_only(example: Pack) -> None:
    from datetime import timedelta

    def uuid(pack: Pack) -> str:
        return str(json.loads(write(pack)["oscal/component-definition.json"])["component-definition"]["uuid"])

    later = replace(example, issued_at=example.issued_at + timedelta(days=1))
    fewer = replace(
        example,
        content=replace(
            example.content,
            statements=example.content.statements[:-1],
            mappings=tuple(m for m in example.content.mappings if m.statement != example.content.statements[-1].id),
        ),
    )
    assert uuid(later) == uuid(example)
    assert uuid(fewer) != uuid(example)


@pytest.mark.parametrize(
    ("given", "ranked"),
    [
        (["Low", "Critical", "High"], ["Critical", "High", "Low"]),
        (["P3", "P1", "P2"], ["P1", "P2", "P3"]),
        (["Sev 2", "Sev 1"], ["Sev 1", "Sev 2"]),
        (["Blue", "Green"], ["Blue", "Green"]),
    ],
)
def test_levels(given: list[str], ranked: list[str]) -> None:
    assert levels(given) == ranked


def test_markup_of_a_source_is_text_to_an_importer(tmp_path: Path) -> None:
    (tmp_path / "my model.md").write_text(
        "| Scenario | Owner |\n|---|---|\n| A <script>alert(1)</script> &lt;b&gt; in a name | customer |\n"
    )
    pack = compile_path(tmp_path / "my model.md").pack
    assert pack
    files = write(pack)
    check(pack, files)
    text = files["oscal/component-definition.json"].decode()
    assert "<script" not in text
    assert '"href": "my%20model.md"' in text


def with_oscal(pack: Pack, **settings: Any) -> dict[str, bytes]:
    return write(replace(pack, oscal=Oscal(**settings)))


@pytest.mark.parametrize("version", ["1.1.2", "1.1.3", "1.2.1"])
def test_versions(example: Pack, version: str) -> None:
    files = with_oscal(example, version=version)
    for path in ("oscal/component-definition.json", "oscal/catalog.json"):
        document = next(iter(json.loads(files[path]).values()))
        assert document["metadata"]["oscal-version"] == version


def test_yaml_says_the_same(example: Pack) -> None:
    files = with_oscal(example, formats=("json", "yaml"))
    assert yaml.safe_load(files["oscal/component-definition.yaml"]) == json.loads(
        files["oscal/component-definition.json"]
    )
    assert b"&id" not in files["oscal/component-definition.yaml"]


def test_the_one_before_is_linked_when_it_is_named(example: Pack, definition: Json) -> None:
    assert "links" not in definition["metadata"]
    named = json.loads(
        with_oscal(example, predecessor="https://vendor.example/1.json")["oscal/component-definition.json"]
    )
    assert named["component-definition"]["metadata"]["links"] == [
        {"href": "https://vendor.example/1.json", "rel": "predecessor-version"}
    ]
    assert len(definition["metadata"]["document-ids"]) == 1


def test_targets_say_what_is_lost_and_keep_the_words(example: Pack, definition: Json) -> None:
    files = with_oscal(example, targets=("trestle", "regscale"))
    assert b"Fully Implemented" in files["oscal/regscale/READ-ME.txt"]
    assert b"loses" in files["oscal/trestle/READ-ME.txt"]
    trestle = json.loads(files["oscal/trestle/component-definition.json"])["component-definition"]
    assert [i["source"].split("/")[2] for i in trestle["components"][0]["control-implementations"]] == [
        "catalogs",
        "catalogs",
    ]
    for item in (i for _, r in requirements(trestle) for i in (r, *r["statements"])):
        assert item["uuid"][14] == "4"
        assert value(item, "Rule_Id") == "documented"
    regscale = {
        p.rsplit("/", 1)[1]: json.loads(d)["component-definition"]
        for p, d in files.items()
        if "regscale/" in p and p.endswith("json")
    }
    assert set(regscale) == {"nist-sp-800-53-r5.json", "support-response.json"}
    uuids = {d["uuid"] for d in (definition, trestle, *regscale.values())}
    assert len(uuids) == 4, "another document has another uuid"
    for document in regscale.values():
        component = document["components"][0]
        assert len(component["control-implementations"]) == 1
        assert component["description"] == definition["components"][0]["description"]


def test_the_fragment_keeps_the_customers_part_apart(example: Pack) -> None:
    marked = json.loads(write(example)["oscal/ssp-fragment.json"])
    assert marked["remarks"].startswith("FRAGMENT, NOT A SYSTEM SECURITY PLAN.")
    parts = [b for r in marked["implemented-requirements"] for s in r["statements"] for b in s["by-components"]]
    assert parts
    for part in parts:
        for provided in part["export"].get("provided", []):
            assert provided["description"].startswith("Documented by the vendor, not assessed:")
        for duty in part["export"].get("responsibilities", []):
            assert duty["description"].startswith("Customer responsibility:")
        assert part.get("implementation-status", {"state": "partial"}) == {"state": "partial"}
    assert any("responsibilities" in p["export"] for p in parts)


def test_evidence_is_named_by_its_hash_where_it_backs_something(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text("| Scenario | Owner |\n|---|---|\n| A bug in the product | vendor |\n")
    (tmp_path / "my sbom.json").write_text('{"bomFormat": "CycloneDX"}\n')
    (tmp_path / "evidence.yaml").write_text(
        "model: [m.md]\nevidence:\n"
        "  - {id: sbom, kind: sbom, path: my sbom.json, backs: [responsibility/bug-product], valid-until: 2999-12-31}\n"
    )
    result = compile_path(tmp_path)
    assert result.pack, result.diagnostics
    document = json.loads(write(result.pack)["oscal/component-definition.json"])["component-definition"]
    resource = document["back-matter"]["resources"][-1]
    assert resource["rlinks"][0]["href"] == "my%20sbom.json"
    assert resource["rlinks"][0]["hashes"][0]["value"] == hashlib.sha256(b'{"bomFormat": "CycloneDX"}\n').hexdigest()
    linked = {
        r["control-id"]
        for _, r in requirements(document)
        if {"href": f"#{resource['uuid']}", "rel": "reference"} in r.get("links", [])
    }
    assert {"si-2", "sup-8"} <= linked


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{id: a, kind: sbom, path: none.json}", "source-missing"),
        ("{id: a, kind: sbom, path: ../m.md}", "outside-project"),
        ("{id: a, kind: plan, path: m.md, backs: [nothing]}", "unknown-statement"),
        ("{id: a, kind: soup, path: m.md}", "invalid-value"),
        ("{id: a, kind: plan, path: m.md}, {id: a, kind: plan, path: m.md}", "duplicate-id"),
    ],
)
def test_evidence_that_is_not_there(tmp_path: Path, entry: str, code: str) -> None:
    (tmp_path / "m.md").write_text("| Scenario | Owner |\n|---|---|\n| A bug in the product | vendor |\n")
    (tmp_path / "evidence.yaml").write_text(f"model: [m.md]\nevidence: [{entry}]\n")
    errors = [d for d in compile_path(tmp_path).diagnostics if d.severity == "error"]
    assert {d.code.value for d in errors} == {code}
    assert all(d.span and d.span.line == 2 for d in errors)


def test_no_level_is_given_to_names_that_tell_no_order(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text(
        "# Vulnerability response\n\n| Severity | Acknowledge |\n|---|---|\n| Blue | 2 days |\n| Green | 4 hours |\n"
    )
    pack = compile_path(tmp_path / "m.md").pack
    assert pack
    text = write(pack)["oscal/component-definition.json"].decode()
    assert "sup-4_acknowledge" not in text
    assert "acknowledge" in pack.content.by_id["response-target/blue"].commitments[0].action
