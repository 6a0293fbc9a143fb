"""Measure the budgets: whole processes, the best of a few runs, as ratios to `trestle validate` in the same run.

Prints a table and asserts nothing: a busy machine is no defect. Run it with `make bench`.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
EXAMPLE = str(ROOT / "examples" / "agent-bom")
RUNS = 5


def best(command: Sequence[str], cwd: Path, runs: int = RUNS) -> float:
    """Return the seconds of the fastest run of a command that must succeed."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return min(times)


def trestle_validate(folder: Path) -> float:
    """Return the seconds of `trestle validate` over the component definition that we write."""
    trestle = str(BIN / "trestle")
    space = folder / "workspace"
    space.mkdir()
    subprocess.run([trestle, "init", "--local"], cwd=space, check=True, capture_output=True)
    definition = str(folder / "out/oscal/component-definition.json")
    subprocess.run([trestle, "import", "-f", definition, "-o", "pack"], cwd=space, check=True, capture_output=True)
    return best([trestle, "validate", "-t", "component-definition", "-n", "pack"], space)


def model(statements: int) -> str:
    """Return a model with so many response targets and non-claims."""
    rows = "\n".join(f"| Class {n} | answer number {n} within {n % 90 + 1} hours |" for n in range(statements // 2))
    items = "\n".join(f"- service number {n}" for n in range(statements // 2))
    return f"| Severity | Target response |\n|---|---|\n{rows}\n\n## Non-claims\n\n{items}\n"


def document(folder: Path) -> list[tuple[str, float, str]]:
    """Return the seconds of the PDF of a short model and of one with 300 questions, with their parts."""
    (folder / "short.md").write_text(Path(EXAMPLE, "SUPPORT_MODEL.md").read_text())
    (folder / "evidence.yaml").write_text("model: [short.md]\nframeworks: [support-response]\n")
    rows = []
    for what, source, questions, budget in (
        ("short", str(folder), "0", "2 s for 12 pages"),
        ("300 questions", EXAMPLE, "300", "6 s for 75 pages, 250 MB"),
    ):
        command = [sys.executable, str(ROOT / "tests/bench_document.py"), source, questions]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(3)]
        found = min(runs, key=lambda run: run["total"])
        rows.append((f"PDF, {what}: {found['pages']} pages, {found['memory']} MB", found["total"], budget))
        rows += [(f"  {part}", seconds, "") for part, seconds in found["parts"].items()]
    return rows


def sealed(folder: Path) -> list[tuple[str, float, str]]:
    """Return the seconds of a short sealed pack, part by part, and of verifying the example's."""
    evidence = str(BIN / "evidence")
    subprocess.run([sys.executable, "-m", "tests.signing", str(folder / "sealed")], cwd=ROOT, check=True)
    place = folder / "sealed"
    build = [evidence, "build", str(folder), "--out", "short", "--issued-at", "2026-11-01T00:00:00Z"]
    building = best(build, folder, 3)
    seal = [evidence, "seal", "short", "--key", str(place / "keys/ci"), "--zip", "short.zip", "--pdf-self-signed"]
    sealing = best(seal, folder, 3)
    trust = ["--trust", str(place / "project/sign-off/policy.yaml"), "--at", "2026-11-23T00:00:00Z"]
    return [
        ("sealed pack, short", building + sealing, "3 s for 12 pages"),
        ("  build, all outputs", building, ""),
        ("  seal, PDF signed, zip", sealing, ""),
        (
            "evidence verify, the example's zip",
            best([evidence, "verify", str(place / "pack.zip"), *trust], place),
            "0.7 s",
        ),
    ]


def released(folder: Path) -> list[tuple[str, float, str]]:
    """Return the seconds of a snapshot with artefacts, and of what it is measured against."""
    sys.path.insert(0, str(ROOT))
    from tests.bench_snapshot import measure

    return measure(folder / "released")


# --- questionnaires ---


def questionnaires(folder: Path) -> None:
    """Print the time of whole runs of `evidence answer` on workbooks of several sizes, and their peak of memory."""
    sys.path.insert(0, str(ROOT))
    from tests.workbooks import simple

    evidence = str(BIN / "evidence")
    asked = (
        "Do you acknowledge high severity reports within 48 hours?",
        "Are you SOC 2 certified?",
        "Who is responsible for backups?",
        "Do you perform background checks?",
    )
    print("\nquestions   evidence answer, seconds   peak of memory, MB")
    for count in (261, 1000, 10000):
        path = folder / f"asked{count}.xlsx"
        rows = [(n, f"{asked[n % 4]} ({n})", None, None) for n in range(count)]
        path.write_bytes(simple(rows, options='"Yes,No,N/A"'))
        command = [evidence, "answer", str(path), "--source", EXAMPLE, "--replace", "--out", "answered.xlsx"]
        seconds = best(command, folder, 2)
        run = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
        run += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
        done = subprocess.run([sys.executable, "-c", run, *command], cwd=folder, check=True, capture_output=True)
        print(f"{count:9} {seconds:26.2f} {done.stdout.decode().strip():>20}")


def documents(folder: Path, count: int) -> None:
    """Write so many documents of 10 kB: prose of our own, and a few lines that speak of support."""
    corpus = sorted((ROOT / "tests/corpus/development").glob("*/*.md"))
    claims = "\n".join(line.split("%%")[0] for path in corpus for line in path.read_text().split("\n"))
    prose = "".join(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))
    folder.mkdir()
    for n in range(count):
        few, much = n * 700 % (len(claims) - 500), n * 900 % (len(prose) - 9500)
        (folder / f"d{n}.md").write_text(f"# Page {n}\n\n{prose[much : much + 9500]}\n\n{claims[few : few + 500]}\n")


def questions() -> list[tuple[str, float, str]]:
    """Return the seconds of work for so many questions against the example, beyond start-up."""
    code = (
        "import sys, time, yaml\n"
        "from pathlib import Path\n"
        "from evidence.answers import Question, answer_all\n"
        "from evidence.project import load\n"
        "from evidence.readers import read\n"
        "project, _ = load(Path(sys.argv[1]))\n"
        "statements = read(project)[0].model.statements\n"
        "parts = yaml.safe_load(Path(sys.argv[2]).read_text(encoding='utf-8'))\n"
        "texts = [entry['question'] for entries in parts.values() for entry in entries]\n"
        "answer_all([Question('q', 'Do you have a policy?')], statements)\n"
        "for count in (261, 10000):\n"
        "    asked = [Question(str(n), texts[n % len(texts)]) for n in range(count)]\n"
        "    begin = time.perf_counter()\n"
        "    answer_all(asked, statements)\n"
        "    print(time.perf_counter() - begin)\n"
    )
    command = [sys.executable, "-c", code, EXAMPLE, str(ROOT / "tests/questions/further.yaml")]
    runs = [subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout for _ in range(3)]
    few, many = (min(float(run.split()[n]) for run in runs) for n in range(2))
    return [("261 answers, the work alone", few, "0.1 s"), ("10,000 answers, the work alone", many, "linear")]


def main() -> None:
    """Print the table."""
    evidence = str(BIN / "evidence")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [evidence, "build", EXAMPLE, "--out", "out", "--issued-at", "2026-11-01T00:00:00Z"]
        subprocess.run(build, cwd=folder, check=True, capture_output=True)
        trestle = trestle_validate(folder)
        measured = [
            ("trestle validate (the measure)", trestle, ""),
            ("evidence --help", best([evidence, "--help"], folder), "0.15 s"),
            ("evidence check", best([evidence, "check", EXAMPLE], folder), "0.35 s"),
            ("evidence build --only pack,oscal", best([*build, "--only", "pack,oscal"], folder), "ratio 1.00"),
            ("evidence build (all, PDF included)", best(build, folder, 3), "3 s for 12 pages"),
            *questions(),
            *document(folder),
            *sealed(folder),
            *released(folder),
        ]
        print(f"{'what':46} {'seconds':>8} {'ratio':>6}  budget (two cores)")
        for what, seconds, budget in measured:
            print(f"{what:46} {seconds:8.3f} {seconds / trestle:6.2f}  {budget}")
        print("\ndocuments of 10 kB    check --against, seconds beyond check; budget: 2 s for 300")
        for count in (100, 300, 900):
            documents(folder / f"docs{count}", count)
            command = [
                evidence,
                "check",
                EXAMPLE,
                "--against",
                str(folder / f"docs{count}"),
                "--fail-on",
                "no-document",
            ]
            print(f"{count:18} {best(command, folder, 2) - measured[2][1]:8.2f}")
        print("\nstatements    check   build --only pack,oscal   microseconds a statement beyond start-up")
        start = measured[2][1]
        for count in (100, 1000, 10000):
            path = folder / f"model{count}.md"
            path.write_text(model(count))
            check = best([evidence, "check", str(path)], folder, 2)
            written = best([evidence, "build", str(path), "--out", "big", "--only", "pack,oscal"], folder, 2)
            print(f"{count:10} {check:8.2f} {written:25.2f} {max(0.0, check - start) / count * 1e6:42.0f}")
        questionnaires(folder)


if __name__ == "__main__":
    main()
