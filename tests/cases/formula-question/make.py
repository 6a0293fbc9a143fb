"""A workbook whose question is a formula with a stored result."""

from pathlib import Path

from tests.workbooks import rewritten, simple


def make(folder: Path) -> None:
    def result(name: str, content: bytes) -> bytes:
        old = b"<f>Other!B7</f><v/>" if b"<f>Other!B7</f><v/>" in content else b"<f>Other!B7</f><v></v>"
        return content.replace(old, b"<f>Other!B7</f><v>Are you SOC 2 certified?</v>").replace(
            b'r="B2"', b'r="B2" t="str"'
        )

    (folder / "asked.xlsx").write_bytes(rewritten(simple([[1, "=Other!B7"]]), result))
