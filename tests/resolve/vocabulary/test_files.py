"""Vocabulary files: three formats, clear errors, and a shipped vocabulary without contradiction."""

from pathlib import Path

import pytest

from kg.errors import ReadError, UsageError
from kg.extract.lexicon import load_lines
from kg.resolve.vocabulary import Vocabulary, read_rows, read_vocabulary, shipped_vocabulary


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def above(vocabulary: Vocabulary, kind: str, name: str) -> list[str]:
    concept = vocabulary.find(kind, name)
    assert concept, name
    return [up.name for up in vocabulary.ancestors(concept)]


def test_shipped_vocabulary_is_consistent() -> None:
    known = shipped_vocabulary()
    assert known.notes == []
    assert len(known) > 4000
    for concept in known:
        assert concept not in known.ancestors(concept)
        if concept.kind == "metric":
            assert known.inherit(concept, "direction"), concept.name


def test_every_task_of_the_lexicon_has_a_place() -> None:
    """What extraction knows by name leads to an area, so that a query for the area finds it."""
    known = shipped_vocabulary()
    roots = {concept.name for concept in known if concept.kind == "task" and not concept.broader}
    for line in load_lines("task_names"):
        assert roots & set(above(known, "task", line.partition(" = ")[0])), line
    assert {"computer vision", "natural language processing", "methodology", "robotics"} <= roots
    assert len(roots) < 20


@pytest.mark.parametrize(
    ("kind", "name", "same"),
    [
        ("dataset", "CIFAR10", "CIFAR-10"),
        ("dataset", "Microsoft COCO", "MS-COCO"),
        ("dataset", "Market1501", "Market-1501"),
        ("dataset", "SST2", "SST-2"),
        ("dataset", "WMT 2014 English-German", "WMT14 En-De"),
        ("dataset", "SQuAD v2.0", "SQuAD 2.0"),
        ("task", "person Re-ID", "person re-identification"),
        ("task", "Language Modelling", "language modeling"),
        ("task", "NER", "named entity recognition"),
        ("metric", "R@k", "Recall@k"),
        ("metric", "ROC-AUC", "AUROC"),
    ],
)
def test_names_of_one_thing(kind: str, name: str, same: str) -> None:
    found = shipped_vocabulary().find(kind, name)
    assert found is not None
    assert found is shipped_vocabulary().find(kind, same)


@pytest.mark.parametrize(
    ("kind", "name", "other"),
    [
        ("dataset", "CIFAR-10", "CIFAR-100"),
        ("dataset", "SQuAD 1.1", "SQuAD 2.0"),
        ("dataset", "ImageNet-1K", "ImageNet-21K"),
        ("task", "entity linking", "link prediction"),
        ("metric", "ROUGE-2", "R^2"),
        ("metric", "BLEU-1", "BLEU-4"),
    ],
)
def test_near_misses_stay_apart(kind: str, name: str, other: str) -> None:
    assert shipped_vocabulary().find(kind, name) is not shipped_vocabulary().find(kind, other)


def test_unknown_names_are_unknown() -> None:
    known = shipped_vocabulary()
    assert not known.find("dataset", "CIFAR-10-XYZ")
    assert not known.find("task", "image retrievals of boats")
    assert not known.find("method", "ResNet")


def test_directions_and_units() -> None:
    known = shipped_vocabulary()
    said = {}
    for name in ("WER", "BLEU", "FID", "top-k accuracy", "Hits@k", "PA-MPJPE", "number of params"):
        concept = known.find("metric", name)
        assert concept
        direction, unit = known.inherit(concept, "direction"), known.inherit(concept, "unit")
        said[name] = (direction and direction.value, unit and unit.value)
    assert said == {
        "WER": ("lower", "%"),
        "BLEU": ("higher", None),
        "FID": ("lower", None),
        "top-k accuracy": ("higher", "%"),
        "Hits@k": ("higher", "%"),
        "PA-MPJPE": ("lower", "mm"),
        "number of params": ("lower", None),
    }


def test_a_table_adds_to_what_ships(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine.tsv",
        "# ours\ntask\tbroader\taliases\nboat retrieval\timage retrieval\tship retrieval|BR\n\nferry retrieval\tboat retrieval\n",
    )
    known = read_vocabulary([path])
    assert above(known, "task", "ferry retrievals")[:2] == ["boat retrieval", "image retrieval"]
    found = known.find("task", "Ship Retrieval")
    assert found
    assert found.defined.line == 3
    assert found.defined.source.name == "mine.tsv"


def test_a_later_file_adds_names_to_a_known_thing(tmp_path: Path) -> None:
    """A row that shares a name with a known concept speaks of it; the first name stays, the last direction wins."""
    path = write(tmp_path / "m.tsv", "metric\tdirection\taliases\nword mistakes\thigher\tWER\n")
    found = read_vocabulary([path]).find("metric", "word mistakes")
    assert found
    assert found.name == "WER"
    assert found.direction
    assert found.direction.value == "higher"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\tbroader\nx\ty\n", r"v\.tsv:1: the first column is 'name': it must be one of task, metric, dataset"),
        ("task,broader\nx,y\n", r"v\.tsv:1: the first column is 'task,broader'"),
        ("task\tparent\nx\ty\n", r"v\.tsv:1: unknown column 'parent': the others may be broader, aliases"),
        ("task\tbroader\n\ty\n", r"v\.tsv:2: a row without the name of a task"),
        ("task\tbroader\nx\ty\tz\n", r"v\.tsv:2: 3 cells under 2 columns: 'x'"),
        ("metric\tdirection\nx\tup\n", r"v\.tsv:2: the direction 'up' is neither higher nor lower"),
        ("task\tdirection\nx\tlower\n", r"v\.tsv:2: a task has neither direction nor unit: 'x'"),
        ("metric\tdirection\nx\tlower\nX\thigher\n", r"v\.tsv:3: the direction is 'higher' here and 'lower' on line 2"),
        ("task\tbroader\nboats\tboat\n", r"v\.tsv:2: 'boats' is broader than itself"),
        ("task\tbroader\nx a\tx b\nx b\tx c\nx c\tx a\n", r"v\.tsv:4: .* in a circle: 'x c' < 'x a' < 'x b' < 'x c': see line"),
        ("task\taliases\nx a\tx c\nx b\tx c\n", r"v\.tsv:3: 'x c' names 'x a' already, not 'x b' too: see line 2"),
    ],
)  # fmt: skip
def test_errors_name_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_vocabulary([write(tmp_path / "v.tsv", text)])


def test_what_is_no_file_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.tsv cannot be read: No such file"):
        read_vocabulary([tmp_path / "none.tsv"])
    (tmp_path / "b.tsv").write_bytes(b"task\n\xff\n")
    with pytest.raises(ReadError, match=r"b\.tsv: not UTF-8 text"):
        read_vocabulary([tmp_path / "b.tsv"])
    with pytest.raises(ReadError, match=r"s\.ttl:1: not valid RDF"):
        read_vocabulary([write(tmp_path / "s.ttl", "<a> skos:broader")])


def test_a_circle_with_what_ships_is_cut_and_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "c.tsv", "task\tbroader\nimage retrieval\tperson re-identification\n")
    known = read_vocabulary([path])
    assert "person re-identification" not in above(known, "task", "image retrieval")
    assert len(known.notes) == 1
    assert known.notes[0].startswith(f"{path}:2: the broader concepts go round in a circle: 'image retrieval' < ")


def test_skos(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.ttl",
        """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <#> .
        @prefix kg: <https://w3id.org/scholar-kg/ontology#> .
        :a a skos:Concept ; skos:prefLabel "boat retrieval"@en, "Bootssuche"@de ; skos:altLabel "ship retrieval" ; skos:broader :b .
        :b a skos:Concept ; skos:prefLabel "image retrieval" ; skos:narrower :c .
        :c a kg:Task ; skos:prefLabel "raft retrieval" .
        :m a kg:Metric ; skos:prefLabel "boats lost" ; kg:direction "lower" .
        :scheme a skos:ConceptScheme ; skos:prefLabel "boats" .""",
    )
    known = read_vocabulary([path])
    assert above(known, "task", "ship retrieval") == ["image retrieval", "computer vision"]
    assert above(known, "task", "raft retrieval") == ["image retrieval", "computer vision"]
    lost = known.find("metric", "boats lost")
    assert lost
    assert lost.direction
    assert [row.name for row in read_rows(path)] == [
        "boat retrieval",
        "image retrieval",
        "raft retrieval",
        "boats lost",
    ]


def test_papers_with_code_hierarchy(tmp_path: Path) -> None:
    """Names are written small and lose the acronym in parentheses; an ellipsis at the end of a list is none of them."""
    path = write(
        tmp_path / "h.csv",
        "Parent Task,Child Tasks Count,Child Tasks,Task Depth,Categories\n"
        "Boat Recognition (BR),2,Raft Recognition; Chinese Junk Recognition...,1,Computer Vision\n"
        "Raft Recognition,1,Boat Recognition (BR),1,Computer Vision\n"
        ",1,Nothing,1,\n",
    )
    known = read_vocabulary([path])
    assert above(known, "task", "Chinese junk recognition") == ["boat recognition"]
    assert known.find("task", "BR") is known.find("task", "boat recognition")
    assert [note.split(": ", 1)[0] for note in known.notes] == [f"{path}:3"]


SHARED = Path(__file__).parents[4] / "shared" / "data" / "lexicon" / "pwc_task_hierarchy.csv"


@pytest.mark.skipif(not SHARED.exists(), reason="needs the published hierarchy")
def test_the_published_hierarchy_is_read_whole() -> None:
    known = read_vocabulary([SHARED])
    assert len(known) > len(shipped_vocabulary()) + 1000
    assert "person re-identification" in above(known, "task", "Cloth-Changing Person Re-Identification")
    assert all("circle" in note for note in known.notes)
