"""Writing what has changed gives what writing everything gives: the same bytes, the same statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.cache import Cache
from kg.extract import Options, extract, make_nlp
from kg.iris import Minter
from kg.ledger import KIND
from kg.model import Author, Extraction, Origin, Record, Resolution
from kg.resolve import resolve
from kg.store import read_store
from kg.triples import Assertions, assert_graph, list_units
from kg.turtle import write_trig, write_turtle
from kg.writing import Written, write_graph

MINTER = Minter()
ABSTRACTS = (
    "",
    "We propose DeepDet, a detector, and reach 77.1% accuracy on ImageNet.",
    "We study image classification on ImageNet with BERT. Code is at https://github.com/a/b.",
    "Object detection with “quotes”, a \\ backslash,\ta tab and \u2028 line separators; e\u0301, \U0001f600.",
)


@cache
def rules() -> object:
    return make_nlp(Options(model="rules"))


@cache
def find(title: str, abstract: str, name: str) -> Extraction:
    return next(iter(extract([Record(name, title, abstract=abstract)], nlp=rules())))[1]  # type: ignore[arg-type]


def settle(records: list[Record]) -> Resolution:
    return resolve([(record, find(record.title, record.abstract, record.id)) for record in records], minter=MINTER)


@dataclass
class Built:
    directory: Path
    written: Written
    said: list[str]

    def texts(self) -> tuple[bytes, bytes]:
        return (self.directory / "graph.ttl").read_bytes(), (self.directory / "graph.trig").read_bytes()

    def statements(self) -> set[ox.Quad]:
        return set(read_store(self.directory / "store"))


def write(records: list[Record], directory: Path, old: Path | None = None) -> Built:
    directory.mkdir()
    said: list[str] = []
    units = list_units(settle(records), minter=MINTER, version="1")
    before = old and old / "cache"
    with Cache(directory / "cache", old=before, versions={KIND: "1"}, notify=said.append) as store:
        out = Assertions(MINTER, "1")
        written = write_graph(directory, units, out=out, old=old or directory, cache=store, notify=said.append)
        store.finish()
    return Built(directory, written, said)


@st.composite
def make_records(draw: st.DrawFn) -> list[Record]:
    """Papers that share authors, categories, repositories, terms and files; some are one work twice."""
    people = [Author("A. B.", ("U",)), Author("C. D."), Author("Q. R.", orcid="0000-0002-1825-0097")]
    fields = st.tuples(
        st.sampled_from(["On Graphs", "On Trees", "On Nets", "Deep Learning for Object Detection"]),
        st.sampled_from(ABSTRACTS),
        st.lists(st.sampled_from(people), max_size=3, unique=True).map(tuple),
        st.sampled_from([None, "2021", "2022-03"]),
        st.lists(st.sampled_from(["cs.CV", "cs.CL"]), max_size=2, unique=True).map(tuple),
        st.sampled_from([(), ("https://github.com/a/b",), ("https://example.org/x",)]),
        st.sampled_from(["1" * 64, "2" * 64]),
    )
    drawn = draw(st.lists(fields, min_size=1, max_size=7))
    return [
        Record(f"r{i}", t, people, True, a, date, None, categories, urls=urls, origin=Origin("p.txt", sha, i + 1, "native"))
        for i, (t, a, people, date, categories, urls, sha) in enumerate(drawn)
    ]  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(make_records(), min_size=2, max_size=3), st.integers(0, 6))
def test_change_equals_scratch(corpora: list[list[Record]], kept: int) -> None:
    """Papers come, go, are edited and move between files: no trace of the way remains."""
    with TemporaryDirectory() as name:
        old: Path | None = None
        for step, records in enumerate(corpora):
            common = corpora[0][:kept] if step else []
            several = [*common, *(replace(record, id=f"{step}{record.id}") for record in records)]
            built = write(several, Path(name) / f"{step}", old)
            scratch = write(several, Path(name) / f"{step}-scratch")
            assert built.texts() == scratch.texts()
            assert built.statements() == scratch.statements()
            assert built.written.statements == len(scratch.statements())
            assert built.said == []
            old = built.directory


PEOPLE = (
    "Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth", "Frances Allen",
    "John Backus", "Tony Hoare", "Niklaus Wirth", "Robin Milner", "Leslie Lamport", "Shafi Goldwasser",
)  # fmt: skip


def many(count: int = 12) -> list[Record]:
    """Papers whose authors nobody else's name is like, so that one more changes little about the others."""
    names = ["Ada", "Bell", "Curie", "Dirac", "Euler", "Fermi", "Gauss", "Hertz", "Ising", "Joule", "Klein", "Lie", "Noether", "Ohm"]  # fmt: skip
    return [
        Record(f"r{i}", f"On {names[i]}", (Author(f"{names[i]} {names[-i]}"),), abstract=ABSTRACTS[i % 4],
               origin=Origin("p.txt", "1" * 64, i + 1, "native")) for i in range(count)
    ]  # fmt: skip


def test_what_is_written_is_what_the_units_state(tmp_path: Path) -> None:
    """The files are those that the store's own statements give when they are written out."""
    built = write(many(), tmp_path / "a")
    assert built.statements() == set(assert_graph(settle(many()), minter=MINTER, version="1"))
    store = read_store(tmp_path / "a" / "store")
    turtle, trig = built.texts()
    assert "".join(write_turtle(store, base=MINTER.base)).encode() == turtle
    assert "".join(write_trig(store, base=MINTER.base)).encode() == trig


def test_only_what_is_new_is_stated(tmp_path: Path) -> None:
    write(many(), tmp_path / "a")
    assert write(many(), tmp_path / "b", tmp_path / "a").written.kept == write(many(), tmp_path / "c").written.units
    more = write(many(13), tmp_path / "d", tmp_path / "b").written
    assert 0.7 < more.kept / more.units < 1


def test_another_file_changes_only_what_derives_from_it(tmp_path: Path) -> None:
    """A line more in a file makes it another file; the papers' texts and signatures are not stated again."""
    write(many(), tmp_path / "a")
    moved = [replace(r, origin=Origin("p.txt", "2" * 64, i + 2, "native")) for i, r in enumerate(many())]
    again = write(moved, tmp_path / "b", tmp_path / "a").written
    assert again.units - again.kept == len(moved) + 1


def spoil_turtle(directory: Path) -> None:
    (directory / "graph.ttl").write_text("")


def spoil_store(directory: Path) -> None:
    store = ox.Store(str(directory / "store"))
    store.remove(next(iter(store)))
    store.flush()


def lose_store(directory: Path) -> None:
    for path in (directory / "store").iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_turtle, "graph.ttl is not as the last build left it: the graph is written anew"),
        (spoil_store, "store is not as the last build left it: it is written anew"),
        (lose_store, "store is not as the last build left it: it is written anew"),
    ],
)
def test_what_somebody_changed_is_not_built_upon(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    write(many(), tmp_path / "a")
    spoil(tmp_path / "a")
    again, scratch = write(many(13), tmp_path / "b", tmp_path / "a"), write(many(13), tmp_path / "c")
    assert [line.removeprefix(f"{tmp_path / 'a'}/") for line in again.said] == [message]
    assert again.texts() == scratch.texts()
    assert again.statements() == scratch.statements()


def test_the_old_store_stays_as_it_is(tmp_path: Path) -> None:
    """The new one shares its tables, and may be changed and removed without a trace."""
    first = write(many(), tmp_path / "a")
    before = {path: path.read_bytes() for path in (tmp_path / "a" / "store").iterdir()}
    write(many(14)[2:], tmp_path / "b", tmp_path / "a")
    assert {path: path.read_bytes() for path in (tmp_path / "a" / "store").iterdir()} == before
    assert first.statements()
