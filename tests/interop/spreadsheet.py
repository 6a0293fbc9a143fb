"""Let LibreOffice open questionnaires that we answered, and read the answers that it shows.

The judge passes if it shows every answer in its cell and nothing else differs from what it shows of the questionnaire
as it came; and if a spoilt copy does not pass. Called by `heavy`.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.workbooks import rewritten, rich  # noqa: E402 - the path is set above

EVIDENCE: Final = os.environ.get("EVIDENCE", str(ROOT / ".venv/bin/evidence"))
OFFICE: Final = os.environ.get("EVIDENCE_OFFICE", "soffice")
QUESTIONS: Final = (
    "Are you SOC 2 certified?",
    "Within how many days do you triage critical vulnerability reports?",
    "Who is responsible for backups?",
    "Is your hold cargo insured?",
)
ANSWERED: Final = ("C", "D")
SHEET: Final = "xl/worksheets/sheet1.xml"
Cells = dict[tuple[int, int, int], str]


def shown(path: Path, folder: Path) -> Cells:
    """Return what LibreOffice shows in the cells of all sheets; nothing where it cannot open the file."""
    out = folder / f"shown-{path.stem}"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    every = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    for form in (every, "fods"):
        command = [OFFICE, profile, "--headless", "--convert-to", form, "--outdir", str(out), str(path)]
        subprocess.run(command, check=False, capture_output=True, timeout=300)
    cells: Cells = {}
    for number, file in enumerate(sorted(out.glob("*.csv"))):
        for row, values in enumerate(csv.reader(file.read_text("utf-8").splitlines(keepends=True)), 1):
            cells.update({(number, row, column): v for column, v in enumerate(values, 1) if v})
    for file in out.glob("*.fods"):
        rules = re.findall(r"<table:content-validation [^>]*?table:condition=\"([^\"]*)", file.read_text("utf-8"))
        for number, rule in enumerate(sorted(rules)):
            cells[-1, number, 0] = rule  # the lists to choose from
    return cells


def complaint(before: Cells, after: Cells, answers: dict[str, str]) -> str:
    """Return what is wrong with what is shown of an answered questionnaire; nothing where all is well."""
    if not after:
        return "the file cannot be opened"
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    beside = sorted(p for p in changed if p[2] not in (3, 4))
    if beside:
        return f"a cell beside the answers changed: {beside[0]}"
    texts = [after.get(p, "") for p in sorted(changed) if p[2] == 4]
    missing = [a for a in answers.values() if sum(a in t for t in texts) != 2]  # once on each of two sheets
    return f"an answer is not shown: {missing[0]}" if missing else ""


def answered(path: Path, folder: Path) -> Path:
    """Answer a questionnaire with our command."""
    out = folder / f"answered{path.suffix}"
    command = [EVIDENCE, "answer", str(path), "--source", str(ROOT / "examples/agent-bom"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def expected(folder: Path) -> dict[str, str]:
    """Return the answers as our command gives them in JSON."""
    asked, out = folder / "asked.json", folder / "answers.json"
    asked.write_text(json.dumps([{"id": q, "question": q} for q in QUESTIONS]))
    command = [EVIDENCE, "answer", str(asked), "--source", str(ROOT / "examples/agent-bom"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return {a["question"]: a["answer"] for a in json.loads(out.read_text("utf-8"))}


EXTENSION: Final = re.compile(rb"<extLst>.*?</extLst>", re.DOTALL)
DEFECTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "an answer that is lost": lambda sheet: sheet.replace(b"does not claim", b"does claim"),
    "a cell of the buyer that changed": lambda sheet: sheet.replace(b'r="B6"', b'r="H6"'),
    "a list to choose from that is lost": lambda sheet: EXTENSION.sub(b"", sheet),
    "a sheet that is cut off": lambda sheet: sheet[: len(sheet) // 3],
}


def main() -> int:
    """Judge, and say what was judged."""
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = expected(folder)
        for ending in (".xlsx", ".xlsm"):
            asked = folder / f"asked{ending}"
            asked.write_bytes(rich(QUESTIONS, macros=ending == ".xlsm"))
            before, out = shown(asked, folder), answered(asked, folder)
            if not before:
                print("interop: LibreOffice opens no workbook at all", file=sys.stderr)
                return 1
            said = complaint(before, shown(out, folder), answers)
            print(
                f"{'FAIL' if said else 'pass'}  LibreOffice  a workbook{ending}, answered{': ' + said if said else ''}"
            )
            wrong += bool(said)
        for what, spoil in DEFECTS.items():
            copy = folder / f"spoilt-{what.replace(' ', '-')}.xlsx"
            good = (folder / "answered.xlsx").read_bytes()
            copy.write_bytes(rewritten(good, lambda name, part, spoil=spoil: spoil(part) if name == SHEET else part))
            if not zipfile.is_zipfile(copy):
                raise RuntimeError("the spoilt copy is no package")
            said = complaint(shown(folder / "asked.xlsx", folder), shown(copy, folder), answers)
            print(f"{'pass' if said else 'FAIL'}  LibreOffice  {what}  {said or 'not seen'}")
            wrong += not said
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
