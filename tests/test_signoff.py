"""Approvals: what counts, what state it makes, and everything that must not count."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.answers import Answer, Question
from evidence.diagnostics import Code
from evidence.errors import MissingLibraryError
from evidence.pack import Pack
from evidence.project import ApprovalFile, load
from evidence.signoff import Approval, SignOff
from evidence.trust import sshsig
from evidence.trust.approvals import Ignored, Record, evaluate, read_records
from evidence.trust.content import of_wire
from evidence.trust.policy import Policy, read_policy
from evidence.trust.quorum import missing_roles
from evidence.trust.state import Standing, stand
from evidence.wire import to_wire
from tests.conftest import EXAMPLE, compile_path
from tests.signing import POLICY, ROLES, SIGNED_AT, allow, approve, build, make_key, public, run, with_policy

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MODEL = """\
| Severity | Target response |
|---|---|
| Critical | acknowledge within 48 hours |
| High | acknowledge within 5 days |

## Non-claims

- SOC 2 report
"""
REJECTION = Approval("security", None, "rejected", SIGNED_AT, "2027-01-01T00:00:00Z")
SETTINGS = "model: [SUPPORT.md]\nproduct: {name: Turnstile, version: '2.4'}\nframeworks: [support-response]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "SUPPORT.md").write_text(MODEL)
    (folder / "evidence.yaml").write_text(SETTINGS)
    with_policy(folder, tmp_path / "keys")
    return folder


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def standing(project: Path, at: datetime = NOW) -> tuple[Standing, list[Code]]:
    loaded, problems = load(project)
    assert loaded, problems
    pack = compile_path(project).pack
    assert pack
    found, diagnostics = stand(loaded, replace(pack, issued_at=at))
    assert found, diagnostics
    return found, [d.code for d in diagnostics]


def state(project: Path, at: datetime = NOW) -> SignOff:
    return replace(standing(project, at)[0].sign_off, rules=None)


def both(project: Path, keys: Path, *more: str, at: str = SIGNED_AT) -> None:
    for name in ROLES:
        approve(project, keys, name, *more, at=at)


def edit(project: Path, old: str, new: str, name: str = "SUPPORT.md") -> None:
    text = (project / name).read_text()
    assert old in text
    (project / name).write_text(text.replace(old, new))


def record(project: Path, name: str) -> Path:
    return next((project / "sign-off").glob(f"*{name}*.approval.json"))


def test_from_nobody_to_signed_off(project: Path, keys: Path) -> None:
    assert state(project) == SignOff(missing=("security", "legal"))
    approve(project, keys, "first")
    half = state(project)
    assert (half.state, half.missing) == ("not-signed-off", ("legal",))
    assert [(a.role, a.name) for a in half.approvals] == [("security", "The first approver")]
    approve(project, keys, "second", "--condition", "until the next audit")
    whole = state(project)
    assert (whole.state, whole.until, whole.missing) == ("signed-off", "2027-04-28", ())
    assert [a.conditions for a in whole.approvals] == [("until the next audit",), ()]
    assert "on condition: until the next audit" in "\n".join(whole.lines)


def test_one_changed_commitment_is_named_and_nothing_else(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "48 hours", "72 hours")
    now = state(project)
    assert (now.state, now.changed) == ("promises-changed", ("response-target/critical",))


def test_added_and_withdrawn_statements_are_named(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "- SOC 2 report", "- ISO 27001 certificate")
    now = state(project)
    assert now.state == "promises-changed"
    assert len(now.changed) == 2
    assert all(name.startswith("non-claim/") for name in now.changed)


def test_a_changed_mapping(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "[support-response]", "[support-response, osps-baseline]", "evidence.yaml")
    now = state(project)
    assert now.state == "derived-changed"
    assert now.changed
    assert all("osps-baseline" in name for name in now.changed)


def test_another_question(project: Path, keys: Path) -> None:
    both(project, keys)
    found, _ = standing(project)
    pack = compile_path(project).pack
    assert pack
    question = Question("q-1", "Do you have a SOC 2 report?")
    more = replace(
        pack.content, answers=(*pack.content.answers, Answer(question, "not-claimed", "No.", (), (), "a topic"))
    )
    content = of_wire(to_wire(replace(pack, content=more)))
    now = evaluate(content, found.records, found.policy, NOW)
    assert (now.state, now.changed) == ("derived-changed", ("answer/q-1",))


def test_a_shipped_questionnaire_more(project: Path, keys: Path) -> None:
    settings = (project / "evidence.yaml").read_text()
    (project / "evidence.yaml").write_text(settings + "questionnaires: []\n")
    both(project, keys)
    assert state(project).state == "signed-off"
    (project / "evidence.yaml").write_text(settings)
    now = state(project)
    assert now.state == "derived-changed"
    assert now.changed
    assert all(name.startswith("answer/") for name in now.changed)


def test_another_release_of_the_same_promises_is_signed_off(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "version: '2.4'", "version: '2.5'", "evidence.yaml")
    assert state(project, NOW + timedelta(days=30)).state == "signed-off"


def test_another_order_of_the_same_statements_is_said(project: Path, keys: Path) -> None:
    both(project, keys)
    rows = MODEL.split("\n")
    rows[2], rows[3] = rows[3], rows[2]
    (project / "SUPPORT.md").write_text("\n".join(rows))
    now = state(project)
    assert (now.state, now.changed) == ("promises-changed", ("the order of statements",))


def test_expiry_and_its_warnings(project: Path, keys: Path) -> None:
    both(project, keys)
    ends = datetime(2027, 4, 28, 10, tzinfo=UTC)
    for before, warned in ((40, 0), (30, 1), (8, 1), (7, 1), (1, 1)):
        found, codes = standing(project, ends - timedelta(days=before))
        assert found.sign_off.state == "signed-off"
        assert codes.count(Code.APPROVAL_EXPIRING) == warned, before
    assert state(project, ends - timedelta(seconds=1)).state == "signed-off"
    assert state(project, ends).state == "expired"


def test_the_policys_age_limits_what_an_approval_says(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "180 days", "10 days", "sign-off/policy.yaml")
    found, codes = standing(project)
    assert found.sign_off.until == "2026-11-09"
    assert codes.count(Code.POLICY_CHANGED) == 2
    assert state(project, NOW + timedelta(days=20)).state == "expired"


def test_a_rejection_vetoes_until_it_is_taken_back(project: Path, keys: Path) -> None:
    both(project, keys)
    approve(project, keys, "first", "--reject", at="2026-10-30T12:00:00Z")
    now = state(project)
    assert (now.state, [a.decision for a in now.approvals]) == ("rejected", ["rejected"])
    assert state(project, NOW + timedelta(days=4000)).state == "rejected"
    edit(project, "5 days", "6 days")
    assert state(project).state == "not-signed-off"
    edit(project, "6 days", "5 days")
    approve(project, keys, "first", at="2026-10-30T13:00:00Z")
    assert state(project).state == "signed-off"
    last = json.loads(sorted((project / "sign-off").glob("*first*.approval.json"))[-1].read_bytes())
    assert last["predicate"]["supersedes"]


def test_approving_again_after_a_change(project: Path, keys: Path) -> None:
    both(project, keys)
    edit(project, "48 hours", "72 hours")
    shown = approve(project, keys, "first", at="2026-10-31T10:00:00Z").output
    assert "since The first approver approved as security on 2026-10-30" in shown
    assert "1 promises changed" in shown
    assert "response-target/critical: Critical — acknowledge within 72 hours" in shown
    assert "response-target/high" not in shown
    assert state(project).changed == ("response-target/critical",)
    approve(project, keys, "second", at="2026-10-31T10:00:00Z")
    assert state(project).state == "signed-off"


def test_people_count_and_not_keys(project: Path, keys: Path) -> None:
    policy = POLICY.replace("{title: Product security lead}", "{title: Product security lead, people: 2}")
    policy += "  - {id: third, name: The third approver, organisation: Example Vendor, roles: [security]}\n"
    (project / "sign-off" / "policy.yaml").write_text(policy)
    second_key = make_key(keys / "first-again")
    made = [("first", "sign-off", keys / "first"), ("first", "sign-off", second_key)]
    made += [("second", "sign-off", keys / "second"), ("ci", "seal", keys / "ci")]
    (project / "sign-off" / "allowed_signers").write_text(allow(made))
    both(project, keys)
    args = ["--name", "first", "--role", "security", "--key", str(second_key), "--signed-at", "2026-10-30T11:00:00Z"]
    run("approve", project, *args, "--yes")
    now = state(project)
    assert (now.state, now.missing) == ("not-signed-off", ("security",))


def test_nobody_counts_in_two_roles(project: Path, keys: Path) -> None:
    edit(project, "roles: [security]}", "roles: [security, legal]}", "sign-off/policy.yaml")
    approve(project, keys, "first")
    args = ["--name", "first", "--role", "legal", "--key", str(keys / "first"), "--signed-at", SIGNED_AT]
    run("approve", project, *args, "--yes")
    assert state(project).missing == ("legal",)


@pytest.mark.parametrize(
    ("votes", "missing"),
    [
        ([], ("security", "legal")),
        ([("a", "security"), ("a", "legal")], ("legal",)),
        ([("a", "security"), ("a", "legal"), ("b", "security")], ()),
        ([("a", "legal"), ("a", "security"), ("b", "legal")], ()),
        ([("a", "unknown"), ("b", "legal")], ("security",)),
    ],
)
def test_places_are_given_so_that_they_suffice(votes: list[tuple[str, str]], missing: tuple[str, ...]) -> None:
    assert missing_roles(votes, policy_of(POLICY)) == missing


def policy_of(text: str, keys: str = "") -> Policy:
    keys = keys or f'first namespaces="evidence-sign-off" ssh-ed25519 {PUBLIC}\n'
    policy, problems = read_policy(("policy.yaml", text.encode()), ("allowed_signers", keys.encode()))
    assert policy, problems
    return policy


# The type of a key and 32 bytes of zero: nobody has the private key of it.
PUBLIC = "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43


def problems_of(
    policy: str = POLICY, keys: str = f'first namespaces="evidence-sign-off" ssh-ed25519 {PUBLIC}\n'
) -> str:
    found, problems = read_policy(("policy.yaml", policy.encode()), ("allowed_signers", keys.encode()))
    assert found is None
    assert all(d.span for d in problems)
    return "\n".join(f"{d.span.document}:{d.span.line}: {d.message}" for d in problems if d.span)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("roles: [legal]}", "roles: [finance]}", "policy.yaml:9: no role is called 'finance'"),
        ("roles: [legal]}", "roles: [security]}", "policy.yaml:6: legal needs 1 people, and 0 may approve in it"),
        ("id: second", "id: first", "policy.yaml:9: the id first is given twice"),
        ("max-age: 180 days", "max-age: forever", "policy.yaml:3: max-age"),
        ("display: name", "display: everything", "policy.yaml:2: display"),
        ("display: name", "show: name", "policy.yaml:2: unknown key 'show'"),
        ("policy:1", "policy:2", "policy.yaml:1: schema"),
        ("lead}", "lead, people: 0}", "policy.yaml:5: roles.security.people"),
    ],
)
def test_policies_that_cannot_be_read(old: str, new: str, said: str) -> None:
    assert old in POLICY
    assert said in problems_of(POLICY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"first ssh-ed25519 {PUBLIC}", "allowed_signers:1: the key says no namespaces"),
        (f'first namespaces="git" ssh-ed25519 {PUBLIC}', "allowed_signers:1: namespace 'git' is not known"),
        (f'* namespaces="evidence-seal" ssh-ed25519 {PUBLIC}', "allowed_signers:1: '*' names no one person"),
        (f'a,b namespaces="evidence-seal" ssh-ed25519 {PUBLIC}', "allowed_signers:1: 'a,b' names no one person"),
        (f'a cert-authority,namespaces="evidence-seal" ssh-ed25519 {PUBLIC}', "the option 'cert-authority' is not"),
        (f'a namespaces="evidence-seal",valid-before="soon" ssh-ed25519 {PUBLIC}', "'soon' is not a time"),
        (f'a namespaces="evidence-seal" ssh-rsa {PUBLIC}', "allowed_signers:1: this is no key of type ssh-rsa"),
        (f'a namespaces="evidence-seal" ssh-dss {PUBLIC}', "allowed_signers:1: this is no key of type ssh-dss"),
        ("what is this", "allowed_signers:1: this is no line of allowed_signers"),
        ("# nothing", "allowed_signers:1: no key stands in this file"),
        (
            f'a namespaces="evidence-seal" ssh-ed25519 {PUBLIC}\nb namespaces="evidence-sign-off" ssh-ed25519 {PUBLIC}',
            "allowed_signers:2: the key of b is the key of a: one key is one person's",
        ),
    ],
)
def test_keys_that_cannot_be_read(line: str, said: str) -> None:
    assert said in problems_of(keys=line + "\n")


def test_a_policys_digest_is_that_of_what_it_says() -> None:
    policy = policy_of(POLICY)
    assert policy_of(f"# a remark\n{POLICY}").digest == policy.digest
    assert policy_of(POLICY.replace("180", "181")).digest != policy.digest
    other = f'first namespaces="evidence-sign-off" ssh-ed25519 {PUBLIC[:-1]}B\n'
    assert policy_of(POLICY, other).digest != policy.digest


@pytest.fixture
def signed(project: Path, keys: Path) -> Path:
    both(project, keys)
    return project


def judged(project: Path) -> tuple[tuple[Record, ...], tuple[Ignored, ...]]:
    loaded, _ = load(project)
    assert loaded
    assert loaded.sign_off
    sources = loaded.sign_off
    policy, problems = read_policy((sources.policy.name, sources.policy.data), (sources.keys.name, sources.keys.data))
    assert policy, problems
    return read_records(sources.approvals, policy, NOW)


def ignored(project: Path) -> str:
    records, found = judged(project)
    assert len(records) + len(found) == 2
    return "\n".join(f"{i.name}: {i.why}" for i in found)


def test_a_missing_signature(signed: Path) -> None:
    record(signed, "first").with_suffix(".json.sig").unlink()
    assert "first-20261030T100000Z.approval.json: signature: it is missing" in ignored(signed)
    assert state(signed).missing == ("security",)


def test_swapped_signatures(signed: Path) -> None:
    one, two = (record(signed, n).with_suffix(".json.sig") for n in ROLES)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert ignored(signed).count("is no sign-off key of") == 2


def test_swapped_statements(signed: Path) -> None:
    one, two = (record(signed, n) for n in ROLES)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert ignored(signed).count("signature: ") == 2


@pytest.mark.parametrize("cut", [0, 1, 30, 200])
def test_a_truncated_statement(signed: Path, cut: int) -> None:
    path = record(signed, "first")
    path.write_bytes(path.read_bytes()[:-cut] if cut else b"")
    assert "first" in ignored(signed)


@pytest.mark.parametrize("cut", [0, 1, 30, 200])
def test_a_truncated_signature(signed: Path, cut: int) -> None:
    path = record(signed, "first").with_suffix(".json.sig")
    path.write_bytes(path.read_bytes()[:-cut] if cut else b"")
    assert "signature: " in ignored(signed)


def test_a_statement_written_differently(signed: Path) -> None:
    path = record(signed, "first")
    path.write_text(json.dumps(json.loads(path.read_bytes())))
    assert "signature: " in ignored(signed)


@pytest.mark.parametrize("end", ["\r\n", "\n\n"])
def test_a_signature_written_differently(signed: Path, end: str) -> None:
    path = record(signed, "first").with_suffix(".json.sig")
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    assert "signature: it is no" in ignored(signed)


FIELDS = (
    "_type",
    "subject.0.name",
    "subject.0.digest.sha256",
    "subject.1.digest.sha256",
    "predicateType",
    "predicate.decision",
    "predicate.conditions",
    "predicate.meaning",
    "predicate.signer.id",
    "predicate.signer.name",
    "predicate.signer.organisation",
    "predicate.role",
    "predicate.policy-digest",
    "predicate.signed-at",
    "predicate.valid-until",
    "predicate.tool",
    "predicate.items.promises",
    "predicate.items.derived",
)


def spoilt(value: object) -> object:
    """Return another value of the same form, where there is one."""
    match value:
        case str() if len(value) == 64:
            return ("0" if value[0] != "0" else "1") + value[1:]
        case str() if value.startswith("sha256:"):
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        case str() if value.startswith("20"):
            return value.replace("2026-10-30", "2026-10-29").replace("2027-04-28", "2027-04-29")
        case "approved":
            return "rejected"
        case dict():
            return {k: spoilt(v) for k, v in value.items()}
    return [*value, "and more"] if isinstance(value, list) else f"{value}x"


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_can_be_changed(signed: Path, field: str) -> None:
    path = record(signed, "first")
    data = json.loads(path.read_bytes())
    *route, last = field.split(".")
    node = data
    for part in route:
        node = node[int(part)] if part.isdigit() else node[part]
    node[last] = spoilt(node[last])
    path.write_text(json.dumps(data, indent=2) + "\n")
    said = ignored(signed)
    assert "first-20261030T100000Z.approval.json: " in said
    assert "signature: " in said or any(part in said for part in field.split(".") if not part.isdigit())
    assert state(signed).state == "not-signed-off"


def test_every_field_is_tried(signed: Path) -> None:
    def leaves(node: object, route: str = "") -> list[str]:
        if isinstance(node, dict) and route not in ("predicate.items.promises.", "predicate.items.derived."):
            return [leaf for k, v in node.items() for leaf in leaves(v, f"{route}{k}.")]
        if isinstance(node, list) and route == "subject.":
            return [leaf for n, v in enumerate(node) for leaf in leaves(v, f"{route}{n}.")]
        return [route.rstrip(".")]

    found = set(leaves(json.loads(record(signed, "first").read_bytes()))) - {"subject.1.name"}
    assert found == set(FIELDS)


def resign(project: Path, key: Path, namespace: str = sshsig.SIGN_OFF, **changes: object) -> str:
    """Change fields of the first approval's predicate and sign it again with a key; return why it is ignored."""
    path = record(project, "first")
    data = json.loads(path.read_bytes())
    for name, value in changes.items():
        (data if name in ("predicateType", "subject") else data["predicate"])[name.replace("_", "-")] = value
    path.write_text(json.dumps(data, indent=2) + "\n")
    path.with_suffix(".json.sig").write_bytes(sshsig.sign(path.read_bytes(), key, namespace))
    return ignored(project)


def test_wrong_predicate_type(signed: Path, keys: Path) -> None:
    assert "predicateType: " in resign(signed, keys / "first", predicateType="urn:evidence-compiler:seal:1")


def test_an_unknown_field(signed: Path, keys: Path) -> None:
    assert "predicate.quorum" in resign(signed, keys / "first", quorum="waived")


def test_a_key_twice_in_the_json(signed: Path, keys: Path) -> None:
    path = record(signed, "first")
    path.write_text(
        path.read_text().replace('"decision": "approved"', '"decision": "rejected", "decision": "approved"')
    )
    path.with_suffix(".json.sig").write_bytes(sshsig.sign(path.read_bytes(), keys / "first", sshsig.SIGN_OFF))
    assert "a key stands twice" in ignored(signed)


def test_a_future_date(signed: Path, keys: Path) -> None:
    said = resign(signed, keys / "first", signed_at="2026-12-24T00:00:00Z")
    assert "signed-at: 2026-12-24T00:00:00Z is in the future of 2026-11-01T00:00:00Z" in said


def test_a_date_that_does_not_exist(signed: Path, keys: Path) -> None:
    assert "there is no such time" in resign(signed, keys / "first", signed_at="2026-02-30T00:00:00Z")


def test_an_end_before_its_beginning(signed: Path, keys: Path) -> None:
    assert "valid-until: " in resign(signed, keys / "first", valid_until="2026-10-01T00:00:00Z")


def test_an_unknown_role(signed: Path, keys: Path) -> None:
    assert "role: the policy has no role finance" in resign(signed, keys / "first", role="finance")


def test_a_role_of_somebody_else(signed: Path, keys: Path) -> None:
    assert "role: first may not approve as legal" in resign(signed, keys / "first", role="legal")


def test_an_unknown_person(signed: Path, keys: Path) -> None:
    nobody = {"id": "nobody", "name": "Nobody", "organisation": "Example Vendor"}
    assert "signer: the policy knows nobody with the id nobody" in resign(signed, keys / "first", signer=nobody)


def test_another_name_of_the_same_person(signed: Path, keys: Path) -> None:
    other = {"id": "first", "name": "The head of everything", "organisation": "Example Vendor"}
    assert "signer: the policy names first The first approver" in resign(signed, keys / "first", signer=other)


def test_a_key_that_is_not_in_the_policy(signed: Path, keys: Path) -> None:
    assert "is no sign-off key of first in the policy" in resign(signed, make_key(keys / "stranger"))


def test_a_seals_key_signs_no_approval(signed: Path, keys: Path) -> None:
    assert "is no sign-off key of first in the policy" in resign(signed, keys / "ci")


def test_another_namespace(signed: Path, keys: Path) -> None:
    said = resign(signed, keys / "first", sshsig.SEAL)
    assert "signature: made for 'evidence-seal', not for 'evidence-sign-off'" in said


@pytest.mark.parametrize(("option", "counts"), [("valid-before", False), ("valid-after", True)])
def test_a_keys_validity(signed: Path, keys: Path, option: str, counts: bool) -> None:
    path = signed / "sign-off" / "allowed_signers"
    old = f'first namespaces="evidence-sign-off" {public(keys / "first")}'
    new = f'first namespaces="evidence-sign-off",{option}="20261001Z" {public(keys / "first")}'
    path.write_text(path.read_text().replace(old, new))
    found = ignored(signed)
    assert ("first" not in found) is counts, found
    assert counts or "expired" in found


def test_approving_names_what_cannot_be(project: Path, keys: Path, tmp_path: Path) -> None:
    def said(*args: str, code: int) -> str:
        return run("approve", project, "--signed-at", SIGNED_AT, "--yes", *args, code=code).output

    key = str(keys / "first")
    assert "no such role" in said("--name", "first", "--role", "finance", "--key", key, code=2)
    assert "knows nobody of that name" in said("--name", "x", "--role", "legal", "--key", key, code=2)
    assert "may approve as security only" in said("--name", "first", "--role", "legal", "--key", key, code=2)
    mine = ["--name", "first", "--role", "security", "--key"]
    run("approve", project, *mine, key, "--signed-at", SIGNED_AT, code=2)
    shutil.rmtree(project / "sign-off")
    run("approve", project, *mine, key, "--yes", code=1)
    plain = tmp_path / "plain.md"
    plain.write_text(MODEL)
    args = ["--name", "first", "--role", "security", "--key", key, "--yes"]
    assert "nobody is named who may approve" in run("approve", plain, *args, code=2).output


def fails(*args: str | Path) -> str:
    """Return what the command says when it could not run."""
    command = [sys.executable, "-c", "from evidence.cli import main; main()", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 3, done.stderr
    return done.stderr


def test_keys_that_cannot_sign(project: Path, keys: Path) -> None:
    mine = ["approve", project, "--name", "first", "--role", "security", "--signed-at", SIGNED_AT, "--yes", "--key"]
    assert "ssh-keygen cannot sign with" in fails(*mine, keys / "absent")
    assert "incorrect passphrase" in fails(*mine, make_key(keys / "locked", passphrase="long enough"))
    assert "the approval would not count: signature: " in fails(*mine, keys / "second")
    assert [p.name for p in (project / "sign-off").iterdir() if "approval" in p.name] == []


def test_no_approval_is_overwritten(project: Path, keys: Path) -> None:
    approve(project, keys, "first")
    before = record(project, "first").read_bytes()
    args = ["approve", project, "--name", "first", "--role", "security", "--signed-at", SIGNED_AT, "--yes"]
    assert "is there already" in fails(*args, "--reject", "--key", keys / "first")
    assert record(project, "first").read_bytes() == before


def test_the_agents_key(project: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    settings = dict(part.split(";")[0].split("=") for part in started.splitlines()[:2])
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    try:
        subprocess.run(["ssh-add", "-q", str(keys / "first")], check=True, stderr=subprocess.DEVNULL)
        (keys / "first").unlink()
        args = ["--name", "first", "--role", "security", "--key", keys / "first.pub", "--signed-at", SIGNED_AT]
        run("approve", project, *args, "--yes")
    finally:
        os.kill(int(settings["SSH_AGENT_PID"]), 15)
    assert state(project).missing == ("legal",)


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_keys(project: Path, keys: Path, kind: str) -> None:
    other = make_key(keys / kind, kind)
    edit(project, public(keys / "first"), public(other), "sign-off/allowed_signers")
    run("approve", project, "--name", "first", "--role", "security", "--key", other, "--signed-at", SIGNED_AT, "--yes")
    assert state(project).missing == ("legal",)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("said", "wrote"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_it_asks_on_a_terminal(project: Path, keys: Path, said: bytes, wrote: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, said)
    args = ["approve", project, "--name", "first", "--role", "security", "--key", keys / "first"]
    done = subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()", *map(str, args), "--signed-at", SIGNED_AT],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert "By signing you state:\n  I, The first approver, as Product security lead of Example Vendor" in done.stdout
    assert (done.returncode == 0) is wrote, done.stderr
    assert bool(list((project / "sign-off").glob("*.approval.json"))) is wrote


def test_without_ssh_keygen(signed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingLibraryError, match="ssh-keygen is missing"):
        judged(signed)
    with pytest.raises(MissingLibraryError, match="openssh-client"):
        sshsig.sign(b"", tmp_path / "key", sshsig.SEAL)


def test_builds_that_demand_a_sign_off(project: Path, keys: Path, tmp_path: Path) -> None:
    out, only = tmp_path / "out", ("--only", "pack,oscal,matrix,html,readme")
    assert "sign-off-required" in build(project, out, *only, "--require-sign-off", code=1).output
    assert not out.exists()
    assert "NOT SIGNED OFF" in build(project, out, *only).output
    both(project, keys)
    assert "SIGNED OFF" in build(project, out, *only, "--require-sign-off").output
    edit(project, "[support-response]", "[support-response, osps-baseline]", "evidence.yaml")
    build(project, out, *only, "--require-sign-off", code=1)
    assert "DERIVED CHANGED" in build(project, out, *only, "--require-sign-off", "--promises-only").output
    edit(project, "48 hours", "72 hours")
    build(project, out, *only, "--require-sign-off", "--promises-only", code=1)
    reason = "a fix for a hole that is used already"
    build(project, out, *only, "--require-sign-off", "--emergency", reason)
    said = json.loads((out / "pack.json").read_bytes())["sign-off"]
    assert (said["state"], said["emergency"]) == ("promises-changed", reason)
    for name in ("index.html", "READ-ME-FIRST.txt", "oscal/component-definition.json"):
        assert reason in (out / name).read_text(), name
        assert "response-target/critical" in (out / name).read_text(), name
    assert build(project, out, "--emergency", " ", code=2)


def test_every_output_says_the_state_and_the_conditions(project: Path, keys: Path, tmp_path: Path) -> None:
    condition = "only with the release of spring"
    approve(project, keys, "first", "--condition", condition)
    approve(project, keys, "second")
    out = tmp_path / "out"
    build(project, out, "--only", "pack,oscal,html,readme")
    for name in ("pack.json", "index.html", "READ-ME-FIRST.txt", "oscal/component-definition.json"):
        text = (out / name).read_text()
        assert condition in text, name
        assert "signed-off" in text.lower().replace(" ", "-"), name
        assert "The second approver" in text, name


def test_oscal_actions(project: Path, keys: Path) -> None:
    from trestle.oscal.component import ComponentDefinition

    from evidence.writers import oscal

    both(project, keys)
    pack = compile_path(project).pack
    assert pack
    pack = replace(pack, sign_off=state(project))
    document = json.loads(oscal.write(pack)[oscal.DEFINITION])["component-definition"]
    ComponentDefinition.model_validate(document)
    metadata = document["metadata"]
    assert [a["type"] for a in metadata["actions"]] == ["approval", "approval"]
    roles = {r["id"] for r in metadata["roles"]}
    parties = {p["uuid"]: p["name"] for p in metadata["parties"]}
    for action in metadata["actions"]:
        for responsible in action["responsible-parties"]:
            assert responsible["role-id"] in roles
            assert {parties[u] for u in responsible["party-uuids"]} <= {"The first approver", "The second approver"}
    rejected = replace(pack, sign_off=replace(pack.sign_off, approvals=(REJECTION,)))
    document = json.loads(oscal.write(rejected)[oscal.DEFINITION])["component-definition"]
    ComponentDefinition.model_validate(document)
    assert document["metadata"]["actions"][0]["type"] == "request-changes"


def test_a_public_pack_shows_roles_only(project: Path, keys: Path, tmp_path: Path) -> None:
    edit(project, "display: name", "display: role", "sign-off/policy.yaml")
    both(project, keys)
    out = tmp_path / "out"
    build(project, out, "--only", "pack,oscal,matrix,html,readme", "--require-sign-off")
    assert not (out / "signatures").exists()
    for path in out.rglob("*"):
        if path.is_file():
            assert b"approver" not in path.read_bytes().replace(b"sign-off approver", b""), path


def test_digests_of_a_pack_are_computed_anew(example: Pack) -> None:
    found = of_wire(to_wire(example))
    assert (found.promise, found.derived) == (example.content.promise_digest, example.content.derived_digest)
    assert set(found.promises) == set(example.content.by_id)


def test_the_example_is_not_signed_off(example: Pack) -> None:
    assert example.sign_off == SignOff()
    project, _ = load(EXAMPLE)
    assert project
    assert stand(project, example) == (None, [])


def test_a_file_beside_the_approvals_is_nothing(signed: Path) -> None:
    (signed / "sign-off" / "notes.json").write_text("{}")
    assert len(judged(signed)[0]) == 2


def test_an_approval_is_data(signed: Path) -> None:
    file = ApprovalFile("x", b"[" * 100_000, b"")
    policy = standing(signed)[0].policy
    _, (found,) = read_records([file], policy, NOW)
    assert "it is not JSON" in found.why
