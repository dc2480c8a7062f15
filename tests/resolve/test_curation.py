"""Curation: decisions win, contradict each other loudly, and are undone line by line."""

from pathlib import Path

import pytest

from kg.errors import KGError, ReadError
from kg.iris import Minter
from kg.model import Author, Extraction, Mention, Record, Resolution
from kg.resolve import resolve
from kg.resolve.curation import append_curation, apply_curation, read_curation


@pytest.fixture
def resolution() -> Resolution:
    abstract = "CLIP and BERT."
    mentions = tuple(
        Mention("a", "abstract", abstract.index(n), abstract.index(n) + 4, n, "method", n, "used", 0.9, "test")
        for n in ("CLIP", "BERT")
    )
    a = Record("a", "One", (Author("Wei Li"),), abstract=abstract)
    b = Record("b", "Two", (Author("Li Wei"), Author("Juhua Hu")))
    return resolve([(a, Extraction(mentions)), (b, Extraction())])


def curate(resolution: Resolution, path: Path, *lines: str) -> Resolution:
    path.write_text("\n".join(lines), "utf-8")
    return apply_curation(resolution, read_curation(path), minter=Minter())


def iri_of(resolution: Resolution, name: str) -> str:
    return next(e.iri for e in resolution.entities if e.name == name)


def test_merge_keeps_the_first_iri(resolution: Resolution, tmp_path: Path) -> None:
    one, other = iri_of(resolution, "Wei Li"), iri_of(resolution, "Li Wei")
    done = curate(resolution, tmp_path / "c.txt", "# who is who", f"merge {one} {other}  # his home page")
    (person,) = (e for e in done.entities if e.iri == one)
    assert person.aliases == ("Li Wei",)
    assert person.replaces == (other,)
    assert len(person.mentions) == 2
    assert all(e.iri != other for e in done.entities)
    assert "his home page" in done.decisions[-1].reasons[0]


def test_a_split_of_what_a_line_merges_names_both_lines(resolution: Resolution, tmp_path: Path) -> None:
    """Only the data says that the merged person is the author whom the split names."""
    one, other = iri_of(resolution, "Wei Li"), iri_of(resolution, "Li Wei")
    paper = resolution.papers[1].iri
    with pytest.raises(ReadError, match=r"c.txt:2: contradicts line 1: .* merged and kept apart"):
        curate(resolution, tmp_path / "c.txt", f"merge {one} {other}", f"split {one} {paper} 1")


def test_reject_drops_the_mentions_and_says_why(resolution: Resolution, tmp_path: Path) -> None:
    done = curate(resolution, tmp_path / "c.txt", f"reject {iri_of(resolution, 'CLIP')} # a paper clip")
    assert [m.surface for m in done.papers[0].extraction.mentions] == ["BERT"]
    assert done.papers[0].extraction.dropped[0].reason == "rejected by the curator: a paper clip"


def test_rename(resolution: Resolution, tmp_path: Path) -> None:
    iri = iri_of(resolution, "CLIP")
    done = curate(resolution, tmp_path / "c.txt", f"rename {iri} Contrastive Pre-training #1?")
    (entity,) = (e for e in done.entities if e.iri == iri)
    assert entity.name == "Contrastive Pre-training"
    assert entity.aliases == ("CLIP",)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["merge A B", "merge C B"], "c.txt:2: B is already merged on line 1"),
        (["merge A B", "merge B A"], "merges in a circle"),
        (["merge A A"], "merges A with itself"),
        (["merge A B", "reject A"], "which line 1 keeps"),
        (["frobnicate A"], "c.txt:1: unknown decision 'frobnicate'"),
        (["merge A"], "'merge' takes 2 arguments"),
        (["undo 7"], "line 7 holds no decision"),
    ],
)
def test_nonsense_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ReadError, match=message.replace("(", r"\(")):
        list(read_curation(path))


def test_unknown_iri_is_named(resolution: Resolution, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"c.txt:1: no such entity in the graph: https://example.org/x"):
        curate(resolution, tmp_path / "c.txt", f"merge https://example.org/x {iri_of(resolution, 'CLIP')}")


def test_append_and_undo(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    append_curation(path, "merge A B")
    append_curation(path, "undo 1")
    append_curation(path, "merge C B")
    assert [c.line for c in read_curation(path)] == [3]
    assert len(list(read_curation(path, undone=True))) == 3
    before = path.read_text("utf-8")
    with pytest.raises(KGError):
        append_curation(path, "merge D B")
    assert path.read_text("utf-8") == before
