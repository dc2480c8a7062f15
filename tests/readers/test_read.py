from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from kg.errors import ReadError, UsageError
from kg.model import Skipped
from kg.readers import READERS, read, read_paths

HEADING = "Attention Is All You NeedAshish Vaswani, Noam Shazeer, Niki Parmar et al."


def test_missing_path() -> None:
    with pytest.raises(UsageError, match=r"no/such: no such file"):
        read_paths(["no/such"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "only white space"),
        (b"\x00\x01\x02" * 99, "binary data, not text"),
        (b"%PDF-1.4\nxx", "a PDF, not text"),
        (b"PK\x03\x04abc", "a zip archive, not text"),
        (b"one\ntwo \xe9t\xe9\n", "a.txt:2: byte 0xe9 is not UTF-8 text; save the file as UTF-8"),
        (b"Nothing in here is a paper.\nNothing at all.\n", "nothing in it looks like a record"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        list(read(path))
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("x")
    with pytest.raises(ReadError, match=r"suffix '\.xyz'; known: \.jsonl"):
        list(read(path))


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(HEADING)
    with pytest.raises(UsageError, match="known: listing, native"):
        read(path, name="bibtext")


def test_a_directory_is_walked_in_order_and_what_is_unreadable_is_listed(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.jsonl").write_text('{"id": "hidden"}')
    (tmp_path / "b" / "z.jsonl").write_text('{"id": "z"}')
    (tmp_path / "b" / "a.jsonl").write_text('{"id": "a"}')
    (tmp_path / "c.txt").write_text(HEADING)
    (tmp_path / "d.bin").write_bytes(b"\x00" * 9)
    (tmp_path / "e.txt").write_bytes(b"ok\n\xff\n")
    skipped: list[Skipped] = []
    records = list(read_paths([tmp_path, tmp_path / "c.txt"], on_skip=skipped.append))
    assert [r.id for r in records] == ["attention-is-all-you-need", "a", "z"]
    assert [(Path(s.path).name, s.line) for s in skipped] == [("d.bin", 0), ("e.txt", 2), ("c.txt", 0)]
    assert skipped[1].reason == "byte 0xff is not UTF-8 text; save the file as UTF-8"


def test_a_directory_with_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00")
    with pytest.raises(ReadError, match="nothing in this directory can be read"):
        list(read_paths([tmp_path], on_skip=lambda _: None))


def test_a_record_knows_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"26.3CVDec 30, 2022\n\n{HEADING}\n")
    (record,) = read(path)
    assert record.origin is not None
    assert (record.origin.path, record.origin.line, record.origin.reader) == (str(path), 3, "listing")
    assert record.origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + HEADING.encode(),
        HEADING.encode("utf-16"),
        HEADING.replace(" ", "\r\n", 0).encode() + b"\r\n\r\nWe propose it.\r\n",
        HEADING.replace("All", "A\x00l\x0bl").encode(),
    ],
    ids=["BOM", "UTF-16", "CRLF", "control characters"],
)
def test_encodings_and_line_ends(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    (record,) = read(path)
    assert record.title == "Attention Is All You Need"
    assert [a.name for a in record.authors] == ["Ashish Vaswani", "Noam Shazeer", "Niki Parmar"]


def test_every_registered_module_is_a_reader() -> None:
    for name, reader in READERS.items():
        module = reader.load()
        assert reader.name == name
        assert module.sniff("") is False
        assert callable(module.read)


def test_a_file_in_a_field_is_left_out(tmp_path: Path) -> None:
    """Megabytes in one title would keep every later stage busy for minutes."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "%s"}\n{"id": "b", "title": "Short"}\n' % ("x" * 20_000))
    skipped: list[Skipped] = []
    assert [record.id for record in read_paths([path], on_skip=skipped.append)] == ["b"]
    assert [(s.line, s.reason) for s in skipped] == [
        (1, "the title of record 'a' has 20,000 characters, more than 10,000")
    ]
