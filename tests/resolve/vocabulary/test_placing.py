"""Canonical names: what the records print wins, known names meet, IRIs stand, and unknown names stay as they are."""

import pytest

from kg.iris import BASE, Minter
from kg.model import Decision, Entity, Extraction, Mention, Paper, Record
from kg.resolve.terms import resolve_terms
from kg.resolve.vocabulary import merge_known, shipped_vocabulary
from kg.resolve.vocabulary.matching import find_broader, match_entities
from kg.resolve.vocabulary.placing import place_terms


def make_paper(key: str, *mentions: tuple[str, str, str]) -> Paper:
    """Make a paper whose abstract is its mentions, given as (kind, surface, name)."""
    abstract = " ; ".join(surface for _, surface, _ in mentions)
    found, start = [], 0
    for kind, surface, name in mentions:
        start = abstract.index(surface, start)
        found.append(Mention(key, "abstract", start, start + len(surface), surface, kind, name, "used", 0.9, "test"))
        start += len(surface)
    record = Record(key, f"Paper {key}", abstract=abstract)
    return Paper(f"{BASE}paper/{key}", record, (key,), (), Extraction(tuple(found)))


def resolve_known(*papers: Paper) -> tuple[list[Entity], list[Decision]]:
    return merge_known(*resolve_terms(papers, minter=Minter()), shipped_vocabulary())


def name(kind: str, text: str) -> Entity:
    return Entity(f"{BASE}{kind}/x", kind, text, (), ())


def test_aliases_meet_under_the_canonical_name_and_the_first_iri() -> None:
    papers = (
        make_paper("a", ("dataset", "MS COCO", "MS COCO"), ("dataset", "CIFAR10", "CIFAR10")),
        make_paper("b", ("dataset", "COCO", "COCO"), ("dataset", "Microsoft COCO", "Microsoft COCO")),
    )
    entities, decisions = resolve_known(*papers)
    assert [(e.name, e.aliases, e.iri.removeprefix(BASE)) for e in entities] == [
        ("COCO", ("MS COCO", "Microsoft COCO"), "dataset/ms-coco"),
        ("CIFAR-10", ("CIFAR10",), "dataset/cifar10"),
    ]
    assert entities[0].replaces == (f"{BASE}dataset/coco", f"{BASE}dataset/microsoft-coco")
    assert [(d.verdict, d.entity) for d in decisions] == [("merge", entities[0].iri)]
    assert decisions[0].reasons == ("the vocabulary knows them as one, “COCO”: MS COCO, COCO, Microsoft COCO",)


def test_no_iri_changes() -> None:
    papers = [
        make_paper(str(i), ("task", form, form)) for i, form in enumerate(("Re-ID", "person Re-ID", "boat naming"))
    ]
    before = {e.iri for e in resolve_terms(papers, minter=Minter())[0]}
    entities, _ = resolve_known(*papers)
    assert before == {iri for e in entities for iri in (e.iri, *e.replaces)}


def test_unknown_names_stay_as_they_are() -> None:
    paper = make_paper("a", ("dataset", "BoatNet", "BoatNet"), ("task", "naming of boats", "naming of boats"))
    plain = resolve_terms([paper], minter=Minter())[0]
    assert resolve_known(paper)[0] == plain


def test_a_printed_expansion_wins() -> None:
    """MT is machine translation to the vocabulary; a record that spells it out otherwise means something else."""
    a = make_paper("a", ("task", "multi-object touching", "MT"), ("task", "MT", "MT"))
    b = make_paper("b", ("task", "MT", "MT"))
    assert [e.name for e in resolve_known(a, b)[0]] == ["MT"]
    assert match_entities(resolve_known(a, b)[0], shipped_vocabulary()) == {}


def test_a_bare_acronym_is_known_where_nothing_speaks_against_it() -> None:
    bare = make_paper("b", ("task", "NER", "NER"))
    entities, _ = resolve_known(bare)
    assert [(e.name, e.aliases) for e in entities] == [("named entity recognition", ("NER",))]
    assert match_entities(entities, shipped_vocabulary())[entities[0].iri].score == 1.0
    assert match_entities([name("task", "NER")], shipped_vocabulary())[f"{BASE}task/x"].score < 1.0


def test_an_acronym_with_rival_meanings_stays_apart() -> None:
    a = make_paper("a", ("task", "named entity recognition", "NER"), ("task", "NER", "NER"))
    b = make_paper("b", ("task", "noisy echo removal", "NER"), ("task", "NER", "NER"))
    c = make_paper("c", ("task", "NER", "NER"))
    entities, decisions = resolve_known(a, b, c)
    assert len(entities) == 3
    assert {d.verdict for d in decisions} >= {"possible"}


def test_decisions_follow_merged_entities() -> None:
    """Two things told apart that the vocabulary knows as one are not told apart any more."""
    a = make_paper("a", ("dataset", "Stanford Sentiment Treebank", "SST"), ("dataset", "SST", "SST"))
    b = make_paper("b", ("dataset", "MS COCO", "MSC"), ("dataset", "MSC", "MSC"))
    c = make_paper("c", ("dataset", "Common Objects in Context", "MSC"), ("dataset", "MSC", "MSC"))
    entities, decisions = resolve_known(a, b, c)
    assert [e.name for e in entities] == ["SST", "COCO"]
    assert "apart" not in {d.verdict for d in decisions}
    assert {d.entity for d in decisions} == {e.iri for e in entities}


@pytest.mark.parametrize(
    ("kind", "text", "broader"),
    [
        ("task", "cross-domain text classification of memes", "text classification"),
        ("task", "object detection in aerial photographs", "object detection"),
        ("task", "boat-centric image retrieval", "image retrieval"),
        ("task", "retrieval", None),
        ("task", "boats and image retrieval", None),
        ("task", "sonar moment retrieval", None),
        ("task", "a new MT", None),
        ("metric", "R@1", "Recall@k"),
        ("metric", "Recall@5", "Recall@k"),
        ("metric", "top-5 accuracy", "top-k accuracy"),
        ("metric", "mAP@0.5", "mAP@k"),
        ("metric", "boat F1 (%)", "F1"),
        ("metric", "Restaurant (Acc)", "accuracy"),
        ("metric", "3D position error", None),
        ("metric", "score", None),
        ("dataset", "noisy COCO", None),
        ("method", "image retrieval", None),
    ],
)
def test_the_head_of_a_name_is_broader(kind: str, text: str, broader: str | None) -> None:
    found = find_broader(name(kind, text), shipped_vocabulary())
    assert (found.concept.name if found else None) == broader


def place(*papers: Paper) -> dict[str, tuple[str, ...]]:
    entities, _ = resolve_known(*papers)
    placed = place_terms(entities, shipped_vocabulary(), minter=Minter())
    return {p.iri.removeprefix(BASE): tuple(b.iri.removeprefix(BASE) for b in p.broader) for p in placed}


def test_broader_concepts_lead_up_to_the_area() -> None:
    found = place(make_paper("a", ("task", "occluded person Re-ID", "occluded person Re-ID"), ("metric", "R@1", "R@1")))
    assert found == {
        "task/occluded-person-re-id": ("task/person-re-identification",),
        "task/person-re-identification": ("task/image-retrieval",),
        "task/image-retrieval": ("task/computer-vision",),
        "task/computer-vision": (),
        "metric/r-1": ("metric/recall-k",),
        "metric/recall-k": ("metric/recall",),
        "metric/recall": (),
    }


def test_a_broader_concept_is_the_entity_that_a_record_names() -> None:
    narrow = make_paper("a", ("task", "composed image retrieval", "composed image retrieval"))
    named = make_paper("b", ("task", "Image Retrieval", "Image Retrieval"))
    assert place(narrow)["task/image-retrieval"] == ("task/computer-vision",)
    assert place(narrow, named) == place(narrow)


def test_a_concept_whose_iri_means_something_else_gets_another() -> None:
    taken = Entity(f"{BASE}task/image-retrieval", "task", "IR", ("immune response",), ())
    narrow = Entity(f"{BASE}task/x", "task", "composed image retrieval", (), ())
    placed = list(place_terms([taken, narrow], shipped_vocabulary(), minter=Minter()))
    iris = [p.iri for p in placed]
    assert len(iris) == len(set(iris))
    assert taken.iri not in iris
    assert any(iri.startswith(f"{BASE}task/image-retrieval-") for iri in iris)


def test_an_entity_under_another_iri_replaces_the_concepts_own() -> None:
    known = Entity(f"{BASE}task/cbir", "task", "image retrieval", (), ())
    narrow = Entity(f"{BASE}task/x", "task", "composed image retrieval", (), ())
    placed = list(place_terms([known, narrow], shipped_vocabulary(), minter=Minter()))
    assert [(p.iri, p.replaces) for p in placed if p.replaces] == [(known.iri, f"{BASE}task/image-retrieval")]
