"""What the judges see, as sections of docs/judges.md: each run writes its own and leaves the others."""

import re
from typing import Final

from asking import HERE

TABLE: Final = HERE.parents[1] / "docs/judges.md"


def write_section(heading: str, body: str) -> None:
    """Write the section with this heading anew, or as the last one."""
    sections = [s for s in re.split(r"^(?=#{1,2} )", TABLE.read_text("utf-8"), flags=re.MULTILINE) if s]
    section = f"{heading}\n\n{body.strip()}\n"
    for n, old in enumerate(sections):
        if old.startswith(f"{heading}\n"):
            sections[n] = section
            break
    else:
        sections.append(section)
    TABLE.write_text("\n".join(s.strip() + "\n" for s in sections), "utf-8")
