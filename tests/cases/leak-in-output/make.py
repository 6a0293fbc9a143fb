"""Plant a credential that is drawn here, so that none is kept."""

import random
from pathlib import Path


def make(folder: Path) -> None:
    token = "ghp_" + "".join(random.Random(1).choices("abcdefghijkmnpqrstuvwxyz23456789", k=36))
    text = "| Severity | Target response |\n|---|---|\n| Critical | acknowledge within 48 hours |\n"
    (folder / "model.md").write_text(f"{text}\nReporters must send {token} with their report.\n", encoding="utf-8")
