"""Plant a credential that is drawn here, so that none is kept."""

import random
from pathlib import Path


def make(folder: Path) -> None:
    token = "ghp_" + "".join(random.Random(1).choices("abcdefghijkmnpqrstuvwxyz23456789", k=36))
    settings = f'supplier: {{name: {token}}}\nproduct: {{name: Thing, version: "1"}}\nmodel: [model.md]\n'
    (folder / "evidence.yaml").write_text(f"{settings}frameworks: [support-response]\n", encoding="utf-8")
