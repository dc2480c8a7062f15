"""The cache: only what the same version wrote is taken over, and a damaged file costs time, never the build."""

import os
import sqlite3
from pathlib import Path

import pytest

from kg.cache import Cache, fingerprint_files


def fill(path: Path, versions: dict[str, str], *entries: tuple[str, bytes, bytes]) -> None:
    with Cache(path, versions=versions) as cache:
        for entry in entries:
            cache.put(*entry)
        cache.finish()


def test_values_come_back_and_those_not_put_again_are_gone(tmp_path: Path) -> None:
    fill(tmp_path / "a", {"x": "1"}, ("x", b"k", b"\0value"), ("x", b"unused", b"secret"), ("x", b"c", b"carried"))
    with Cache(tmp_path / "b", old=tmp_path / "a", versions={"x": "1"}) as cache:
        assert cache.get("x", b"k") == b"\0value"
        assert cache.get("x", b"other") is None
        assert (cache.carry("x", b"c"), cache.carry("x", b"other")) == (True, False)
        cache.put("x", b"k", b"new")
        cache.finish()
    with Cache(tmp_path / "c", old=tmp_path / "b", versions={"x": "1"}) as cache:
        assert [cache.get("x", key) for key in (b"k", b"unused", b"c")] == [b"new", None, b"carried"]


def test_another_version_of_one_kind_is_not_taken_over(tmp_path: Path) -> None:
    said: list[str] = []
    fill(tmp_path / "a", {"x": "1", "y": "1"}, ("x", b"k", b"1"), ("y", b"k", b"2"))
    with Cache(tmp_path / "b", old=tmp_path / "a", versions={"x": "1", "y": "2"}, notify=said.append) as cache:
        assert (cache.get("x", b"k"), cache.get("y", b"k")) == (b"1", None)
    assert said == [
        f"the cache {tmp_path / 'a'} is of another version or setting: y is worked out anew, which takes longer"
    ]


def damage_text(path: Path) -> None:
    path.write_text("hello")


def damage_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def damage_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5000:40000] = bytes(35000)
    path.write_bytes(data)


def damage_tables(path: Path) -> None:
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE versions (name TEXT)").connection.close()


def damage_values(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET value = x'00'")
    connection.close()


@pytest.mark.parametrize("damage", [damage_text, damage_end, damage_pages, damage_tables, damage_values])
def test_a_damaged_file_is_named_once_and_left_alone(tmp_path: Path, damage) -> None:
    said: list[str] = []
    fill(tmp_path / "a", {"x": "1"}, *(("x", bytes([i]), os.urandom(1000)) for i in range(200)))
    damage(tmp_path / "a")
    with Cache(tmp_path / "b", old=tmp_path / "a", versions={"x": "1"}, notify=said.append) as cache:
        assert [cache.get("x", bytes([i])) for i in range(200)] == [None] * 200
        cache.put("x", b"k", b"1")
        cache.finish()
    assert len(said) == 1
    assert said[0].startswith(f"the cache {tmp_path / 'a'} cannot be read (")
    assert said[0].endswith("): what it held is done anew")


def test_the_fingerprint_is_that_of_names_contents_and_packages(tmp_path: Path) -> None:
    def take() -> str:
        return fingerprint_files([tmp_path], packages=["spacy", "no-such-package"])

    (tmp_path / "a.py").write_text("1")
    first = take()
    (tmp_path / "b.pyc").write_text("compiled")
    assert take() == first
    (tmp_path / "a.py").write_text("2")
    second = take()
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert len({first, second, take(), fingerprint_files([tmp_path])}) == 4
