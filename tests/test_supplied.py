"""SBOM, VEX, advisories and provenance: what they are about, and what is refused."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from evidence.supplied import Subject, UnreadableError, read
from tests.conftest import compile_path

SHA = "a" * 64
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "app.tar", "digest": {"sha256": SHA}}],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": {},
}
ENVELOPE = {
    "payloadType": "application/vnd.in-toto+json",
    "payload": base64.b64encode(json.dumps(STATEMENT).encode()).decode(),
}
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"name": "app", "version": "v1.2.0"}},
}
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "packages": [
        {"SPDXID": "SPDXRef-lib", "name": "lib", "versionInfo": "9.9"},
        {"SPDXID": "SPDXRef-app", "name": "app", "versionInfo": "1.2.0"},
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"}
    ],
}
SPDX3 = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {"type": "SpdxDocument", "spdxId": "d", "rootElement": ["p"]},
        {"type": "software_Package", "spdxId": "p", "name": "app", "software_packageVersion": "1.2.0"},
        {"type": "software_Package", "spdxId": "q", "name": "lib", "software_packageVersion": "9.9"},
    ],
}
TAGS = "SPDXVersion: SPDX-2.3\nPackageName: app\nPackageVersion: 1.2.0\nPackageName: lib\nPackageVersion: 9.9\n"
OPENVEX = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "statements": [{"products": [{"@id": "pkg:oci/app@1.2.0?repository_url=r.example"}, "pkg:oci/app@1.1.0"]}],
}
CSAF = {
    "document": {"csaf_version": "2.0"},
    "product_tree": {
        "branches": [{"category": "vendor", "branches": [{"category": "product_version", "name": "1.2.0"}]}]
    },
}


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        ("sbom", CYCLONEDX, "CycloneDX"),
        ("sbom", SPDX, "SPDX 2"),
        ("sbom", SPDX3, "SPDX 3"),
        ("sbom", TAGS, "SPDX"),
        ("vex", OPENVEX, "OpenVEX"),
        ("vex", {**CYCLONEDX, "vulnerabilities": []}, "CycloneDX with vulnerabilities"),
        ("vex", CSAF, "CSAF"),
        ("csaf", CSAF, "CSAF"),
    ],
)
def test_versions(kind: str, value: Any, form: str) -> None:
    found = read(kind, (value if isinstance(value, str) else json.dumps(value)).encode())
    assert found.form == form
    assert "1.2.0" in found.versions
    assert "9.9" not in found.versions


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(STATEMENT, indent=2),
        json.dumps(ENVELOPE),
        json.dumps({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": ENVELOPE}),
        json.dumps(ENVELOPE) + "\n" + json.dumps(ENVELOPE) + "\n",
    ],
)
def test_provenance(text: str) -> None:
    assert set(map(str, read("provenance", text.encode()).subjects)) == {str(Subject("app.tar", None, {"sha256": SHA}))}


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("sbom", b"", "an empty file"),
        ("sbom", b"{", "broken JSON"),
        ("sbom", b"[" * 99999, "broken JSON"),
        ("sbom", b"[]", "no object"),
        ("sbom", b"\xff", "not UTF-8"),
        ("sbom", json.dumps(OPENVEX).encode(), "none of CycloneDX, SPDX 2, SPDX 3"),
        ("vex", json.dumps(CYCLONEDX).encode(), "none of OpenVEX"),
        ("provenance", b"{}", "no in-toto statement"),
        ("provenance", b'{"payload": "?"}', "broken payload"),
        ("provenance", json.dumps({"payload": base64.b64encode(b"{").decode()}).encode(), "broken JSON"),
    ],
)
def test_what_cannot_be_read(kind: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(kind, data)


def test_odd_shapes_are_about_nothing() -> None:
    for value in ({**CYCLONEDX, "metadata": 3}, {**SPDX, "packages": "x", "relationships": {}}, {**SPDX3, "@graph": 1}):
        assert read("sbom", json.dumps(value).encode()).versions == frozenset()


MODEL = "| Scenario | Owner |\n|---|---|\n| A bug in the product | vendor |\n"


def codes(folder: Path, entry: str, **files: Any) -> list[str]:
    (folder / "m.md").write_text(MODEL)
    for name, value in files.items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    (folder / "evidence.yaml").write_text(
        f"supplier: {{name: A}}\nproduct: {{name: B, version: 1.2.0}}\nmodel: [m.md]\nevidence: [{entry}]\n"
        "frameworks: [support-response]\n"
    )
    return [d.code.value for d in compile_path(folder).diagnostics if d.severity != "note"]


def test_a_file_of_this_version_and_of_another(tmp_path: Path) -> None:
    for kind, value in (("sbom", CYCLONEDX), ("vex", OPENVEX), ("csaf", CSAF)):
        entry = f"{{id: a, kind: {kind}, path: file}}"
        assert codes(tmp_path, entry, file=value) == []
        assert codes(tmp_path, entry, file=json.loads(json.dumps(value).replace("1.2.0", "1.3.0"))) == [
            "evidence-version"
        ]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (f"{{id: a, kind: pentest, url: https://x.example/p.pdf, sha256: {SHA}}}", []),
        ("{id: a, kind: pentest, url: https://x.example/p.pdf}", ["invalid-value"]),
        ("{id: a, kind: pentest}", ["invalid-value"]),
        (f"{{id: a, kind: pentest, path: m.md, url: https://x.example/p.pdf, sha256: {SHA}}}", ["invalid-value"]),
        (f"{{id: a, kind: policy, path: m.md, sha256: {SHA}}}", ["evidence-changed"]),
        ("{id: a, kind: policy, path: m.md, valid-until: 2026-10-31}", ["evidence-expired"]),
        ("{id: a, kind: policy, path: m.md, valid-until: 2026-11-01}", []),
        ("{id: a, kind: policy, path: m.md, collected-at: 2026-11-02}", ["clock-skew"]),
    ],
)
def test_records(tmp_path: Path, entry: str, expected: list[str]) -> None:
    assert codes(tmp_path, entry) == expected


def test_a_claim_needs_evidence_where_evidence_can_be_named(tmp_path: Path) -> None:
    model = "schema: urn:evidence-compiler:model:1\nstatements: [{kind: claim, text: We sign releases.}]\n"
    (tmp_path / "m.yaml").write_text(model)
    (tmp_path / "policy.txt").write_text("How we sign.\n")
    alone = compile_path(tmp_path / "m.yaml")
    assert alone.pack
    name = alone.pack.content.statements[0].id
    config = "model: [m.yaml]\nproduct: {name: B, version: '1'}\n"
    (tmp_path / "evidence.yaml").write_text(config)
    assert [d.code for d in compile_path(tmp_path).diagnostics if d.severity == "error"] == ["claim-without-evidence"]
    (tmp_path / "evidence.yaml").write_text(
        config + f"evidence: [{{id: a, kind: policy, path: policy.txt, backs: [{name}]}}]\n"
    )
    assert compile_path(tmp_path).pack


def test_absent_kinds_have_no_position(tmp_path: Path) -> None:
    assert codes(tmp_path, "{id: a, kind: sbom, path: file}", file=CYCLONEDX) == []
    pack = compile_path(tmp_path).pack
    assert pack
    absent = [kind for kind, _ in pack.content.absent_evidence]
    assert "sbom" not in absent
    assert {"vex", "provenance", "pentest"} <= set(absent)
