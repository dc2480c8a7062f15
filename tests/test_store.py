"""Where graphs live: files in every format, and clear words where there is none."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KGError, UsageError
from kg.store import open_store, write_store

QUAD = ox.Quad(ox.NamedNode("https://e.org/s"), ox.NamedNode("https://e.org/p"), ox.Literal("o"))


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld"])
def test_opens_every_rdf_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"graph{suffix}"
    path.write_bytes(ox.serialize([QUAD.triple], format=ox.RdfFormat.from_extension(suffix[1:])))
    assert [tuple(map(str, t)) for t in open_store(path).default_graph] == [("https://e.org/s", "https://e.org/p", "o")]


def test_opens_a_build_directory(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"base": "https://e.org/"}')
    write_store(tmp_path / "store", [QUAD])
    assert len(open_store(tmp_path).default_graph) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nothing", None, "does not exist"),
        ("graph.txt", "x", "has no RDF suffix"),
        ("broken.ttl", "<https://e.org/a> .\n", r"broken.ttl:1: not well-formed RDF"),
        ("broken.jsonld", "{", "not well-formed RDF"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(KGError, match=message):
        open_store(tmp_path / name)


def test_a_directory_that_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a graph directory"):
        open_store(tmp_path)
