"""The zip of a pack: the same bytes anywhere, and nothing read from it that a pack cannot hold."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from evidence import archive
from evidence.archive import MOST_BYTES, MOST_FILES, read, unzipped, zipped

FILES = {"pack.json": b"{}\n", "oscal/catalog.json": b"[]\n", "empty.txt": b""}


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def made(*entries: tuple[zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for info, data in entries:
            target.writestr(info, data, method)
    return out.getvalue()


def refusal(data: bytes) -> str:
    reading = unzipped("pack.zip", data)
    assert reading.refused
    assert not reading.files
    return "\n".join(reading.refused)


def test_what_is_zipped_is_read() -> None:
    assert unzipped("pack.zip", zipped(FILES)).files == FILES
    assert zipped(dict(reversed(FILES.items()))) == zipped(FILES)


def test_every_byte_of_a_zip_counts() -> None:
    good = zipped(FILES)
    for at in range(len(good)):
        changed = bytearray(good)
        changed[at] ^= 0x20
        assert unzipped("pack.zip", bytes(changed)).refused, f"byte {at} may change"


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/../../x", "a\\b", "c:x", "a//b", "a/", ".", "a/..", "näme", "x\n", "a."]
)
def test_names_that_lead_elsewhere(name: str) -> None:
    assert "is no name for a file of a pack" in refusal(made((entry(name), b"")))


def test_the_same_name_twice() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = made((entry("a"), b"1"), (entry("a"), b"2"))
    assert "'a' stands twice" in refusal(twice)
    assert "are one name on some systems" in refusal(made((entry("Pack.json"), b"1"), (entry("pack.json"), b"2")))


def test_links_and_special_files() -> None:
    assert "pack.json is a link" in refusal(made((entry("pack.json", stat.S_IFLNK | 0o777), b"/etc/hostname")))
    assert "pack.json is a link or a special file" in refusal(made((entry("pack.json", stat.S_IFIFO), b"")))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    bomb = made((entry("pack.json"), b"\0" * 10_000_000), method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 20_000
    assert "compressed" in refusal(bomb)


def test_a_zip_that_says_it_holds_ten_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    huge = entry("pack.json")
    huge.file_size = huge.compress_size = 10 * 1024**3
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: [huge])
    assert f"a pack has at most {MOST_BYTES}" in refusal(made((entry("pack.json"), b"")))


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    place = tmp_path / "pack.zip"
    with place.open("wb") as handle:
        handle.truncate(10 * 1024**3)
    assert "a pack has at most" in read(place).refused[0]


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [entry(f"f{n}") for n in range(MOST_FILES + 1)]
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: many)
    assert "more than" in refusal(made((entry("a"), b"")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"x" + zipped(FILES),
        zipped(FILES) + b"x",
        zipped(FILES)[:-1],
        made((entry("b"), b""), (entry("a"), b"")),
        made((zipfile.ZipInfo("a", (2001, 1, 1, 0, 0, 0)), b"")),
    ],
)
def test_other_zips(data: bytes) -> None:
    assert refusal(data)


def test_a_folder(tmp_path: Path) -> None:
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert read(tmp_path).files == FILES
    (tmp_path / "link.json").symlink_to("pack.json")
    assert "link.json is a link" in read(tmp_path).refused[0]
    (tmp_path / "link.json").unlink()
    (tmp_path / "Empty.txt").write_bytes(b"")
    if len(list(tmp_path.glob("*mpty.txt"))) == 2:
        assert "are one name on some systems" in read(tmp_path).refused[0]


def test_a_linked_folder_inside(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "up").symlink_to(tmp_path)
    assert "up is a link" in read(tmp_path / "pack").refused[0]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(archive.ArchiveError, match="no such file"):
        read(tmp_path / "absent.zip")
