"""Write a document that is no text."""

from pathlib import Path


def make(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"\x00\x01\x02")
