"""Answers: every one rests on records that carry it, and what is not stated has no position."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.answers import Answer, Answerer, Question, load_questionnaire, questionnaire_names
from evidence.answers.frames import frames
from evidence.answers.labels import asked_of
from evidence.answers.lexicon import lexicon
from evidence.answers.library import Library
from evidence.answers.reading import LASTING, LENGTH, read
from evidence.model import NonClaim, Statement
from evidence.pack import Content, Pack
from evidence.topics import topics
from evidence.writers import answers as answers_writer
from evidence.writers import packjson
from evidence.writers.completeness import ANSWERS, bare
from tests.conftest import EXAMPLE, ROOT, compile_path
from tests.questions.score import HERE, Scored, matrix, score, totals

DOCUMENT = ROOT / "docs/answers.md"
PARTS = {"development": "Development", "further": "Further", "held_out": "Held out"}
BEGIN, END = "<!-- begin: scores -->\n", "<!-- end: scores -->"
SHARED = ROOT.parent / "shared"
MODELS = [
    EXAMPLE,
    *sorted((ROOT / "tests/shapes").glob("*.md")),
    *sorted((HERE / "models").glob("*.md")),
    *sorted((SHARED / "inputs").glob("*")),
]


def content_of(path: Path) -> Content:
    result = compile_path(path)
    assert result.pack, result.diagnostics
    return result.pack.content


@pytest.fixture(scope="module")
def parts() -> dict[str, list[Scored]]:
    return {name: list(score(name)) for name in PARTS}


def test_the_published_scores_are_those_of_today(
    parts: dict[str, list[Scored]], request: pytest.FixtureRequest
) -> None:
    shown = [f"**{title}**: {totals(parts[name])}.\n\n{matrix(parts[name])}\n" for name, title in PARTS.items()]
    text = DOCUMENT.read_text(encoding="utf-8")
    found = text[text.index(BEGIN) : text.index(END)]
    block = BEGIN + "\n" + "\n".join(shown) + "\n"
    if request.config.getoption("--update-golden"):
        DOCUMENT.write_text(text.replace(found, block), encoding="utf-8")
    else:
        assert found == block


def test_no_question_stands_in_two_parts() -> None:
    asked = [q for part in PARTS for q in questions_of(part)]
    assert len(set(asked)) == len(asked)
    assert len(questions_of("development")) >= 200
    assert len(questions_of("held_out")) * 3 >= len(questions_of("development"))


def questions_of(part: str) -> list[tuple[str, str]]:
    data = yaml.safe_load((HERE / f"{part}.yaml").read_text(encoding="utf-8"))
    return [(model, entry["question"]) for model, entries in data.items() for entry in entries]


@pytest.mark.parametrize("part", PARTS)
def test_no_question_is_overclaimed(parts: dict[str, list[Scored]], part: str) -> None:
    assert [s.question for s in parts[part] if s.overclaim] == []


@pytest.mark.parametrize("part", PARTS)
def test_most_are_right_and_hardly_any_denied(parts: dict[str, list[Scored]], part: str) -> None:
    scored = parts[part]
    assert sum(s.right for s in scored) > 0.85 * len(scored)
    assert sum(s.false_denial for s in scored) <= 0.02 * len(scored)


@pytest.mark.skipif(not SHARED.exists(), reason="the reference questions are not beside this checkout")
def test_reference_questions() -> None:
    answerer = Answerer(content_of(SHARED / "inputs/support-model-seed.txt").statements)
    asked = json.loads((SHARED / "reference/questions.json").read_text(encoding="utf-8"))["questions"]
    given = {q["id"]: answerer.answer(Question(q["id"], q["question"])).stance for q in asked}
    assert {i: s for i, s in given.items() if s != next(q["expected_stance"] for q in asked if q["id"] == i)} == {}


# --- every answer is carried by what it cites ---

QUANTITY = re.compile(r"\d+(?:[.,]\d+)?(?=[ -](?:\w+ )?(?:minute|hour|day|week|month|year))")
SEVERITY = re.compile(r"\b(?:critical|high|medium|low|sev \d|p\d)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def walked() -> list[tuple[Content, Answer]]:
    return [(content, answer) for path in MODELS for content in [content_of(path)] for answer in content.answers]


def cited(content: Content, answer: Answer) -> list[Statement]:
    return [content.by_id[c] for c in answer.citations]


def words_of(statements: list[Statement]) -> str:
    return " ".join(" ".join([s.text, *s.fields.values()]) for s in statements).lower()


def test_every_answer_with_a_position_cites_statements(walked: list[tuple[Content, Answer]]) -> None:
    assert walked
    for _, answer in walked:
        assert bool(answer.citations) is (answer.stance != "no-position"), answer


def test_quantities_and_severities_of_an_answer_are_in_what_it_cites(walked: list[tuple[Content, Answer]]) -> None:
    seen = 0
    for content, answer in walked:
        text = words_of(cited(content, answer)) if answer.citations else answer.text.lower()
        said = answer.text.partition("Not stated:")[0]
        for found in [*QUANTITY.findall(said), *SEVERITY.findall(said)]:
            assert found.lower() in text, (answer, found)
            seen += 1
    assert seen > 50


def test_quotes_are_the_words_of_what_is_cited(walked: list[tuple[Content, Answer]]) -> None:
    for content, answer in walked:
        text = " ".join(re.sub(r"[^\w]+", " ", words_of(cited(content, answer))).split())
        for quote in re.findall(r"“([^”]+)”", answer.text.partition("Not stated:")[0] if answer.citations else ""):
            assert " ".join(re.sub(r"[^\w]+", " ", quote.lower()).split()) in text, (answer.text, quote)


def test_what_is_not_claimed_cites_a_limit(walked: list[tuple[Content, Answer]]) -> None:
    limit = re.compile(r"\b(?:not?|never|only|best[- ]effort|end of life|goals?|unsupported)\b", re.IGNORECASE)
    for content, answer in walked:
        if answer.stance == "not-claimed":
            statements = cited(content, answer)
            timed = any(c.quantity for s in statements for c in s.commitments)
            assert timed or any(isinstance(s, NonClaim) or limit.search(s.text) for s in statements), answer


def test_what_is_the_customers_cites_what_the_customer_owns(walked: list[tuple[Content, Answer]]) -> None:
    owned = [(content, answer) for content, answer in walked if answer.stance == "customer-owned"]
    assert len(owned) > 10
    for content, answer in owned:
        assert {s.owner for s in cited(content, answer)} == {"customer"}, answer


def test_nothing_positive_rests_on_what_is_the_customers_or_not_claimed(walked: list[tuple[Content, Answer]]) -> None:
    for content, answer in walked:
        if answer.stance == "supported":
            for s in cited(content, answer):
                assert not isinstance(s, NonClaim), answer
                assert s.owner in (None, "provider"), answer


def test_a_goal_never_reads_as_a_guarantee(walked: list[tuple[Content, Answer]]) -> None:
    for content, answer in walked:
        goals = [s for s in cited(content, answer) if s.binding == "goal" and s.commitments]
        if goals and answer.stance in ("supported", "partial"):
            assert "a response goal, not a contractual SLA" in answer.text, answer


def test_what_is_not_applicable_cites_that_the_product_is_self_hosted(walked: list[tuple[Content, Answer]]) -> None:
    found = [(content, answer) for content, answer in walked if answer.stance == "not-applicable"]
    assert found
    for content, answer in found:
        assert "self-hosted" in words_of(cited(content, answer))


def test_a_model_without_words_on_anything_has_no_position(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text("| Area | Owner |\n|---|---|\n| Gardening | customer |\n", encoding="utf-8")
    assert {a.stance for a in content_of(tmp_path / "m.md").answers} == {"no-position"}


# --- how questions are read ---


@pytest.fixture(scope="module")
def seed(example: Pack) -> Answerer:
    return Answerer(example.content.statements)


def stance(answerer: Answerer, text: str) -> str:
    return answerer.answer(Question("q", text)).stance


def test_what_is_passed_over_is_said(seed: Answerer) -> None:
    answer = seed.answer(Question("q", "Are vulnerability reports triaged for a zebrine?"))
    assert answer.stance == "supported"
    assert answer.because.endswith("passed over: “zebrine”")


def test_an_unknown_word_that_qualifies_a_known_one_is_a_demand(seed: Answerer) -> None:
    assert stance(seed, "Do you have a coordinated disclosure process?") == "supported"
    assert stance(seed, "Do you have a zebrine disclosure process?") == "no-position"


@pytest.mark.parametrize(
    "way",
    [
        "in person",
        "face to face",
        "by an external company",
        "for selected customers",
        "for each customer separately",
        "through a web form",
        "by a dedicated team",
        "retroactively",
        "on site",
    ],
)
def test_in_which_way_or_for_whom_is_more_than_that_it_is_done(seed: Answerer, way: str) -> None:
    assert stance(seed, "Do you credit reporters?") == "supported"
    assert stance(seed, f"Do you credit reporters {way}?") == "no-position"


def test_a_commit_of_the_source_is_no_commitment(seed: Answerer) -> None:
    assert stance(seed, "Do you have an escalation procedure?") == "supported"
    assert stance(seed, "Do you have a guaranteed escalation procedure?") == "no-position"


@pytest.mark.parametrize(
    "question",
    [
        "Do you disclose vulnerabilities to customers?",
        "Do you publicly disclose vulnerabilities?",
        "Does the vendor disclose vulnerabilities in its products?",
        "Do you report vulnerabilities to affected users?",
    ],
)
def test_what_the_vendor_discloses_is_not_what_is_reported_to_it(seed: Answerer, question: str) -> None:
    assert stance(seed, "Where do we disclose a vulnerability to you?") == "supported"
    assert stance(seed, question) == "partial"


@pytest.mark.parametrize("way", ["without registration", "to insurers"])
def test_a_route_for_reports_says_nothing_of_who_else_may_use_it(seed: Answerer, way: str) -> None:
    assert stance(seed, f"Can vulnerabilities be reported {way}?") == "no-position"


def test_an_uptime_guarantee_of_what_is_hosted_is_denied_by_its_non_claim(seed: Answerer) -> None:
    assert stance(seed, "Does your hosted environment have an uptime guarantee?") == "not-claimed"


@pytest.mark.parametrize(
    "question",
    [
        "Does your organization require its own suppliers to maintain a vulnerability disclosure policy?",
        "Are your vendors required to report vulnerabilities to you?",
        "Does the third-party library have a security contact?",
    ],
)
def test_what_the_vendors_suppliers_do_is_not_what_the_vendor_does(seed: Answerer, question: str) -> None:
    assert stance(seed, question) == "no-position"


def test_the_third_party_is_the_vendor(seed: Answerer) -> None:
    assert stance(seed, "Does the third party publish a channel for reporting vulnerabilities?") == "supported"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do you advise operators to pin the release tag?", "supported"),
        ("What should release notes with a security impact name?", "supported"),
        ("Are users told to verify release artifacts?", "supported"),
        ("Should customers expect release notes to name every security change?", "partial"),
        ("Do release notes name changes with a security impact?", "partial"),
    ],
)
def test_a_recommendation_is_enough_only_where_it_is_asked(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When is a medium vulnerability fixed?", "supported"),
        ("When is a medium vulnerability fixed at the latest?", "partial"),
        ("By which day is a medium vulnerability fixed?", "partial"),
    ],
)
def test_when_is_answered_in_words_and_a_date_is_not(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What do we still get for a previous release?", "supported"),
        ("What patches do previous releases get?", "not-claimed"),
        ("For how long is a temporary backport maintained?", "no-position"),
    ],
)
def test_what_an_older_release_still_gets(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


def test_a_clause_with_a_deed_that_no_record_knows_is_not_passed_over(seed: Answerer) -> None:
    question = "The shared responsibility model is written down, and each customer zebrines it."
    assert stance(seed, question) != "supported"


def test_at_all_times_is_more_than_a_goal(seed: Answerer) -> None:
    assert stance(seed, "Are critical reports acknowledged within 48 hours?") == "supported"
    assert stance(seed, "Are critical reports acknowledged within 48 hours at all times?") == "partial"


def test_an_account_of_the_vendor_is_not_the_customers_incident(seed: Answerer) -> None:
    assert stance(seed, "Do you tell us when one of your own accounts was compromised?") == "no-position"


@pytest.mark.parametrize(
    "demand",
    [
        "by the zookeeper",
        "via our zebrine",
        "on Zebrine",
        "at 5 zebrines",
        "by an auditor",
        "for zebrine customers only",
    ],
)
def test_a_doer_a_means_a_name_or_a_number_is_not_passed_over(seed: Answerer, demand: str) -> None:
    assert stance(seed, f"Are vulnerability reports triaged {demand}?") == "no-position"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("4.1: Do you?", "Do you?"),
        ("Is it done (CRA, Annex II)?", "Is it done?"),
        ("Who reports it under DORA Art. 19(2)(b)?", "Who reports it  ?"),
        ("Is it coordinated, as ISO/IEC 29147 recommends?", "Is it coordinated,  ?"),
        ("NIST CSF 2.0 RS.MA: describe it.", "describe it."),
        ("Are you certified under ISO 27001 (ISO/IEC 27001)?", "Are you certified under ISO 27001 (ISO/IEC 27001)?"),
        ("Do you comply with DORA?", "Do you comply with DORA?"),
        ("Is its text here (its title)?", "Is its text here (its title)?"),
        ("Are reporter(s) told?", "Are reporters told?"),
        ("Is it timely (Some Security Act 2031, Art. 4(2)(b))?", "Is it timely?"),
        ("Is it done (ISO/IEC 27001, A.5.16)?", "Is it done?"),
        ("Fixes shall be timely (EN 303 645, 5.3-8).", "Fixes shall be timely."),
        ("MAS TRM 9.2: Users are told.", "Users are told."),
        ("PCI DSS 12.10.1: A plan exists.", "A plan exists."),
        ("Verify that users are told.", "users are told."),
        ("Are you attested (SOC 2 Type II)?", "Are you attested (SOC 2 Type II)?"),
        ("Is it validated (FIPS 140-3)?", "Is it validated (FIPS 140-3)?"),
        ("SOC 2 Type II: do you hold it?", "SOC 2 Type II: do you hold it?"),
        ("Are both lines kept (N-2)?", "Are both lines kept (N-2)?"),
        ("Is it supported (4.2.1)?", "Is it supported (4.2.1)?"),
        ("Are you compliant (PCI DSS 4.0)?", "Are you compliant (PCI DSS 4.0)?"),
        ("Is it fixed (CVE-2031-1234)?", "Is it fixed (CVE-2031-1234)?"),
        ("Is the desk open (Mon-Fri, 9-17)?", "Is the desk open (Mon-Fri, 9-17)?"),
        ("Are the bugs fixed (CVSS 7.0-8.9)?", "Are the bugs fixed (CVSS 7.0-8.9)?"),
        ("Who answers the urgent ones (P1)?", "Who answers the urgent ones (P1)?"),
    ],
)
def test_what_a_question_names_in_passing_is_not_asked(question: str, asked: str) -> None:
    assert asked_of(question) == asked


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Is there a tracker (e.g. a public one, incl. a search) for bugs?", 1),
        ("Packages shall be signed, and operators shall be told to check them.", 2),
        ("Are fixes made if a bug is found and the release is old?", 1),
        ("Are critical and high vulnerabilities fixed?", 1),
        ("There may be no contract, but is a target published?", 1),
        ("Is there a contract, but is it signed?", 2),
        ("Every report is triaged. Fixes are tested. Do you meet this?", 2),
        ("Our disk was stolen. Who responds to this?", 1),
    ],
)
def test_clauses_that_ask_are_parts(question: str, parts: int) -> None:
    assert len(read(question).parts) == parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Are vulnerabilities in third-party components such as Zlib or Brotli handled by the supplier?", "partial"),
        ("Is there a vulnerability disclosure policy that binds the board?", "partial"),
        ("Does the vulnerability disclosure policy state that the board is bound?", "no-position"),
        ("Is there a documented and rehearsed vulnerability disclosure policy?", "partial"),
        ("Is an incident response plan established, documented, approved, communicated and applied?", "customer-owned"),
        ("Which version is supported, and which ones are not?", "supported"),
        ("Vulnerability reports are acknowledged. Do you meet this?", "supported"),
        ("Bugs filed in the tracker: is there a contractual deadline for an answer?", "not-claimed"),
        ("What is the triage target for a sandbox escape?", "supported"),
        ("Within how many days is a low severity vulnerability fixed?", "no-position"),
        ("Does the vendor tell users whether unreleased code is fit for production?", "supported"),
        ("Is unreleased code fit for production?", "not-claimed"),
        ("Will a release get security fixes for at least five years?", "not-claimed"),
        ("Is the database that we run encrypted?", "customer-owned"),
        ("The vendor shall hold a SOC 2 report but must also publish a vulnerability disclosure policy.", "partial"),
        ("Are critical reports acknowledged within 48 hours, and is this really met?", "partial"),
        ("Does the product give a CVSS score to each finding?", "no-position"),
        ("Does the product come with a SOC 2 report?", "not-claimed"),
        ("Can you help us with our own SOC 2 report?", "no-position"),
        ("Is support given, and how many of the reports are open?", "partial"),
        ("Everyone who reports a vulnerability: are they credited?", "supported"),
        ("Give the address of the status page of your SaaS platform that shows its uptime.", "not-applicable"),
        ("We know that long-term support is not offered. Which version is supported?", "supported"),
    ],
)
def test_situations_lists_and_places(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do you offer 24/7 support?", "not-claimed"),
        ("Do you not offer 24/7 support?", "not-claimed"),
        ("Don't you offer 24/7 support?", "not-claimed"),
        ("Is it correct that you do not offer 24/7 support?", "not-claimed"),
        ("Is it correct that you offer 24/7 support?", "not-claimed"),
        ("Is it true that you have no private way to report vulnerabilities?", "not-claimed"),
        ("Is it not true that you do not offer 24/7 support?", "no-position"),
        ("Other than a SOC 2 report, do you have an ISO 27001 certificate?", "no-position"),
        ("Are vulnerabilities that are not critical acknowledged within 48 hours?", "partial"),
    ],
)
def test_polarity(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Are critical vulnerability reports acknowledged within 48 hours?", "supported"),
        ("Are critical vulnerability reports acknowledged within 2 days?", "supported"),
        ("Are critical vulnerability reports acknowledged within 47 hours?", "not-claimed"),
        ("Are critical vulnerability reports triaged within 5 business days?", "supported"),
        ("Are critical vulnerability reports triaged within 4 business days?", "not-claimed"),
        ("Are critical vulnerability reports triaged within 5 calendar days?", "no-position"),
        ("Are low severity reports acknowledged within 48 hours?", "no-position"),
        ("Are medium or higher severity reports acknowledged within 48 hours?", "supported"),
        ("Are critical vulnerability reports fixed within 48 hours?", "no-position"),
        ("Do you guarantee that critical vulnerability reports are acknowledged within 48 hours?", "not-claimed"),
    ],
)
def test_times_and_severities(seed: Answerer, question: str, expected: str) -> None:
    assert stance(seed, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Is your vulnerability disclosure policy reviewed annually?",
        "Is your vulnerability disclosure policy aligned with ISO 29147?",
        "Can vulnerabilities be reported anonymously by fax?",
        "Do you patch medium vulnerabilities in the next security release?",
        "Is there an incident response plan for attacks on your build systems?",
        "Do changes to your infrastructure need approval?",
        "Does the release schedule guarantee monthly releases?",
        "Are your subprocessors SOC 2 certified?",
        "",
        "?",
        "Quelle est votre politique de divulgation des vulnérabilités ?",
    ],
)
def test_a_word_that_no_record_carries_leaves_no_position(seed: Answerer, question: str) -> None:
    answer = seed.answer(Question("q", question))
    assert (answer.stance, answer.citations) == ("no-position", ())
    assert answer.because


def test_a_text_that_claims_and_denies_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text("We hold an ISO 27001 certification.\n\nWe do not claim ISO 27001 certification.\n")
    answerer = Answerer(content_of(tmp_path / "m.md").statements)
    assert stance(answerer, "Are you ISO 27001 certified?") == "conflict"


def test_a_line_that_was_not_compiled_is_named() -> None:
    content = content_of(ROOT / "tests/shapes/prose_only.md")
    answerer = Answerer(content.statements, (), [u.text for u in content.uncompiled])
    answer = answerer.answer(Question("q", "Is there a forum for questions?"))
    assert (answer.stance, answer.citations) == ("no-position", ())
    assert "“Questions belong into the forum" in answer.because


def test_parts_are_answered_one_by_one(seed: Answerer) -> None:
    answer = seed.answer(
        Question("q", "Is there a process to escalate production issues, and what is the response time?")
    )
    assert answer.stance == "partial"
    assert "Not stated" in answer.text


def test_an_answer_says_whose_it_is(seed: Answerer) -> None:
    ours = seed.answer(Question("q", "Who handles a vulnerable dependency in the release artifacts?"))
    theirs = seed.answer(Question("q", "Who is responsible for monitoring?"))
    assert (ours.stance, ours.owner) == ("supported", "provider")
    assert (theirs.stance, theirs.owner) == ("customer-owned", "customer")


def test_lengths_are_read() -> None:
    for text, lengths in (
        ("within 48 hours", [(48, "hours")]),
        ("within two business days", [(2, "business-days")]),
        ("at least one year", [(12, "months")]),
        ("within a week", [(1, "weeks")]),
        ("24/7", []),
    ):
        found = read(f"Is that so {text}?").parts[0].lengths
        assert [(x.quantity, x.unit) for x in found] == lengths, text


MIXED = """do you have a vulnerability report private critical high within 48 hours 5 business days not soc 2 sla who
is responsible for backups older versions supported patch and or ? , ( ) 24/7 … ümlaut"""
WORDS = st.sampled_from(MIXED.split())


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_and_no_position_is_without_citation(seed: Answerer, text: str) -> None:
    answer = seed.answer(Question("q", text))
    assert bool(answer.citations) is (answer.stance != "no-position")
    assert answer.text and answer.because


def test_a_question_of_many_words_takes_no_more_than_its_length(seed: Answerer) -> None:
    assert stance(seed, "Do you have a private way to report vulnerabilities 4.2 " + "and 4.2 " * 5000) == "no-position"


# --- the data ---


def test_frames_name_what_exists() -> None:
    known = {c for table in (lexicon().exact, lexicon().begun) for entries in table.values() for _, c in entries}
    for frame in frames():
        assert set(frame.topics) <= set(topics()), frame.id
        assert frame.takes | frame.carry | frame.soft <= known | frame.caps | {LENGTH, LASTING}, frame.id
        for selector in [s for source in (*frame.sources, frame.instead, frame.limits) for s in source]:
            assert selector.topics | selector.not_topics <= set(topics()), frame.id
            assert selector.concepts <= known, frame.id


@pytest.mark.parametrize("name", questionnaire_names())
def test_questionnaires(name: str) -> None:
    questionnaire = load_questionnaire(name)
    ids = [q.id for q in questionnaire.questions]
    assert questionnaire.id == name
    assert len(set(ids)) == len(ids) >= 50
    assert all(q.text.endswith("?") and q.section for q in questionnaire.questions)


def test_a_library_is_read_once(example: Pack) -> None:
    library = Library(example.content.statements)
    assert library.records is library.records


# --- outputs agree ---


def test_csv_and_pack_hold_the_same_answers(example: Pack) -> None:
    files = {**packjson.write(example), **answers_writer.write(example)}
    told = {path: read_back(files[path]) for path, read_back in ANSWERS.items()}
    assert told["pack.json"] == told["answers.csv"]
    assert len(told["pack.json"]) == len(example.content.answers) >= 50


def test_every_row_names_both_digests(example: Pack) -> None:
    data = answers_writer.write(example)[answers_writer.PATH].decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(data, newline="")):
        assert row["promise-digest"] == example.content.promise_digest
        assert row["derived-digest"] == example.content.derived_digest


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "plain", "'quoted"])
def test_cells_are_inert_and_read_back(text: str) -> None:
    from evidence.writers.matrix import inert

    assert not inert(text).startswith(("=", "+", "-", "@"))
    assert bare(inert(text)) == text


# --- answers of one's own ---

OWN = """answers:
  - question: cyber insurance
    stance: not-claimed
    answer: The vendor carries no cyber insurance.
    owner: head of finance
    review-by: "2027-12-31"
  - question: SR-07
    stance: supported
    asks: operated
    answer: Reporters are named in the advisory.
    owner: head of support
    review-by: "2027-12-31"
"""


def test_own_answers_come_first(tmp_path: Path) -> None:
    (tmp_path / "m.md").write_text("Reporters are credited.\n\n| Area | Owner |\n|---|---|\n| Backups | customer |\n")
    (tmp_path / "evidence.yaml").write_text("model: [m.md]\nanswers: answers.yaml\n")
    (tmp_path / "answers.yaml").write_text(OWN)
    result = compile_path(tmp_path)
    assert result.pack, result.diagnostics
    given = {a.question.id: a for a in result.pack.content.answers}
    assert (given["SR-07"].text, given["SR-07"].asks) == ("Reporters are named in the advisory.", "operated")
    assert "head of support" in given["SR-07"].because
    answerer = Answerer(result.pack.content.statements, result.own_answers)
    assert stance(answerer, "Do you have CYBER INSURANCE?") == "not-claimed"


@pytest.mark.parametrize("wrong", ["question: '('", "review-by: soon", "stance: maybe"])
def test_a_wrong_entry_is_refused_where_it_stands(tmp_path: Path, wrong: str) -> None:
    key = wrong.partition(":")[0]
    (tmp_path / "m.md").write_text("| Area | Owner |\n|---|---|\n| Backups | customer |\n")
    (tmp_path / "evidence.yaml").write_text("model: [m.md]\nanswers: answers.yaml\n")
    (tmp_path / "answers.yaml").write_text(re.sub(rf"(?m)(?<=[ ]){key}: .*$", wrong, OWN, count=1))
    result = compile_path(tmp_path)
    assert result.pack is None
    assert [d.code for d in result.diagnostics if d.span and d.span.document == "answers.yaml"] == ["invalid-value"]
