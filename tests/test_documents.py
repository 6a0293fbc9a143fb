"""Which files are compared with the model, and what happens to those that cannot be read."""

import os
from pathlib import Path

import pytest

from evidence.diagnostics import Code, Diagnostic
from evidence.documents import MAX_BYTES, gather
from evidence.project import load

MODEL = "# Support\n\n| Channel | Use for |\n|---|---|\n| Issue tracker | questions |\n\n## Not claimed\n\n- SOC 2\n"


def gathered(folder: Path, *patterns: str, against: tuple[Path, ...] = ()) -> tuple[list[str], list[Diagnostic]]:
    folder.mkdir(exist_ok=True)
    (folder / "model.md").write_text(MODEL)
    listed = ", ".join(f'"{p}"' for p in patterns)
    (folder / "evidence.yaml").write_text(f"model: [model.md]\ncheck: {{documents: [{listed}]}}\n")
    project, problems = load(folder)
    assert project, problems
    texts, found = gather(project, against)
    return [t.name for t in texts], found


def codes(found: list[Diagnostic]) -> list[Code]:
    return [d.code for d in found]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("We are here.\n")


def test_patterns_find_what_they_say_in_order(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "docs/a.md", "docs/deep/b.md", "docs/c.txt", "site/x.html", "node_modules/p/README.md")
    assert gathered(tmp_path, "docs/**/*.md") == (["docs/a.md", "docs/deep/b.md"], [])
    assert gathered(tmp_path, "docs/*.md", "README.md") == (["docs/a.md", "README.md"], [])
    assert gathered(tmp_path, "**/*.[hm]*")[0] == ["README.md", "docs/a.md", "docs/deep/b.md", "site/x.html"]
    assert gathered(tmp_path, "docs/?.txt")[0] == ["docs/c.txt"]


def test_the_model_is_not_compared_with_itself(tmp_path: Path) -> None:
    write(tmp_path, "README.md")
    assert gathered(tmp_path, "*.md") == (["README.md"], [])
    names, found = gathered(tmp_path, "model.md")
    assert (names, codes(found)) == ([], [Code.NO_DOCUMENT])


def test_nothing_found_is_an_error(tmp_path: Path) -> None:
    names, found = gathered(tmp_path, "nowhere/**/*.md", against=(tmp_path / "gone.md",))
    assert names == []
    assert codes(found) == [Code.NO_DOCUMENT, Code.UNREAD_DOCUMENT, Code.NO_DOCUMENT]


@pytest.mark.parametrize("pattern", ["../*.md", "/etc/*.md", "docs/../../x.md"])
def test_patterns_stay_inside_the_project(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, "x.md")
    names, found = gathered(tmp_path / "project", pattern)
    assert (names, codes(found)) == ([], [Code.OUTSIDE_PROJECT])


def test_links_out_of_the_project_are_not_followed_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path, "outside.md", "project/docs/a.md")
    docs = tmp_path / "project" / "docs"
    (docs / "out.md").symlink_to(tmp_path / "outside.md")
    (docs / "loop").symlink_to(docs)
    (docs / "self.md").symlink_to(docs / "self.md")
    (docs / "gone.md").symlink_to(docs / "nothing.md")
    (docs / "same.md").symlink_to(docs / "a.md")
    names, found = gathered(tmp_path / "project", "docs/**/*.md")
    assert names == ["docs/a.md"]
    assert codes(found) == [Code.UNREAD_DOCUMENT] * 3


def test_a_document_outside_is_read_if_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, "outside.md", "other/a.md", "other/b.html", "other/c.py")
    names, found = gathered(tmp_path / "project", against=(tmp_path / "outside.md", tmp_path / "other"))
    assert (names, found) == (["../outside.md", "../other/a.md", "../other/b.html"], [])


def test_a_pattern_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "docs/a.md", "docs/b.md")
    monkeypatch.chdir(tmp_path)
    assert gathered(tmp_path / "project", against=(Path("docs/*.md"),))[0] == ["../docs/a.md", "../docs/b.md"]


def test_what_is_no_text_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "binary.md").write_bytes(b"\x7fELF\x00\x01")
    (tmp_path / "latin.md").write_bytes("We are Ünder.\n".encode("latin-1"))
    (tmp_path / "wide.md").write_bytes("We are wide.\n".encode("utf-16"))
    (tmp_path / "large.md").write_bytes(b"x" * (MAX_BYTES + 1))
    (tmp_path / "folder.md").mkdir()
    names, found = gathered(tmp_path, "*.md")
    assert names == ["latin.md", "wide.md"]
    assert [d.span.document for d in found if d.span] == ["binary.md", "large.md", "latin.md"]
    assert set(codes(found)) == {Code.UNREAD_DOCUMENT}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, "closed.md")
    (tmp_path / "closed.md").chmod(0)
    names, found = gathered(tmp_path, "*.md")
    assert (names, codes(found)) == ([], [Code.UNREAD_DOCUMENT, Code.NO_DOCUMENT])


def test_ten_thousand_files(tmp_path: Path) -> None:
    for n in range(100):
        write(tmp_path, *(f"d{n}/f{m}.md" for m in range(100)))
    names, found = gathered(tmp_path, "**/*.md")
    assert (len(names), found) == (10_000, [])
