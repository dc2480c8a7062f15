"""Terms: acronyms, expansions and spelling variants are one; different things stay apart."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import Minter
from kg.model import Extraction, Mention, Paper, Record
from kg.resolve.terms import resolve_terms, term_key


def make_paper(key: str, *mentions: tuple[str, str, str]) -> Paper:
    """Make a paper whose abstract is its mentions, given as (kind, surface, name)."""
    abstract = " ; ".join(surface for _, surface, _ in mentions)
    found, start = [], 0
    for kind, surface, name in mentions:
        start = abstract.index(surface, start)
        found.append(Mention(key, "abstract", start, start + len(surface), surface, kind, name, "used", 0.9, "test"))
        start += len(surface)
    record = Record(key, f"Paper {key}", abstract=abstract)
    return Paper(f"https://example.org/paper/{key}", record, (key,), (), Extraction(tuple(found)))


def names(*papers: Paper) -> list[tuple[str, tuple[str, ...]]]:
    return [(e.name, e.aliases) for e in resolve_terms(papers, minter=Minter())[0]]


def test_acronym_and_expansion_are_one() -> None:
    a = make_paper("a", ("method", "Retrieval-Augmented Generation", "RAG"), ("method", "RAG", "RAG"))
    b = make_paper("b", ("method", "RAG", "RAG"))
    assert names(a, b) == [("RAG", ("Retrieval-Augmented Generation",))]


def test_spelling_variants_are_one() -> None:
    papers = [make_paper("a", ("dataset", "MSR-VTT", "MSR-VTT")), make_paper("b", ("dataset", "MSRVTT", "MSRVTT"))]
    assert len(names(*papers)) == 1


def test_relatives_stay_apart() -> None:
    """Names that share a part are not one thing."""
    paper = make_paper(
        "a", *(("method", n, n) for n in ("mPLUG-2", "mPLUG-Owl", "Youku-mPLUG", "GPT-3", "GPT-4", "C++", "C#"))
    )
    assert len(names(paper)) == 7


def test_one_acronym_with_two_expansions_is_two_things() -> None:
    """The paper's own definition decides; a bare use that could be either is a third, possibly the same."""
    a = make_paper("a", ("method", "Direct Preference Optimization", "DPO"), ("method", "DPO", "DPO"))
    b = make_paper("b", ("method", "Deterministic Policy Operator", "DPO"), ("method", "DPO", "DPO"))
    c = make_paper("c", ("method", "DPO", "DPO"))
    entities, decisions = resolve_terms([a, b, c], minter=Minter())
    assert len({e.iri for e in entities}) == 3
    assert {d.verdict for d in decisions if len(d.compared) == 2} == {"apart", "possible"} or any(
        d.verdict == "possible" for d in decisions
    )


def test_plural_meets_singular() -> None:
    papers = [make_paper("a", ("method", "ResNets", "ResNets")), make_paper("b", ("method", "ResNet", "ResNet"))]
    assert len(names(*papers)) == 1


def test_kinds_do_not_mix() -> None:
    paper = make_paper("a", ("method", "CORAL", "CORAL"), ("dataset", "CORAL", "CORAL"))
    assert len(names(paper)) == 2


def test_latex_does_not_matter() -> None:
    assert term_key(r"\textbf{Neural Hamiltonian Operator}") == term_key("neural Hamiltonian operator")


def test_iris_hold_when_papers_are_added() -> None:
    a, b = (
        make_paper("a", ("method", "CLIP", "CLIP")),
        make_paper("b", ("method", "BERT", "BERT"), ("method", "CLIP", "CLIP")),
    )
    before = {e.iri for e in resolve_terms([a], minter=Minter())[0]}
    after = {e.iri for e in resolve_terms([a, b], minter=Minter())[0]}
    assert before <= after


def test_expansions_that_differ_in_a_small_word_are_one() -> None:
    """ "with human feedback" and "from human feedback" spell out one acronym; so do two endings of a word."""
    forms = ("reinforcement learning with human feedback", "reinforcement learning from human feedback")
    papers = [make_paper(str(i), ("method", form, "RLHF"), ("method", "RLHF", "RLHF")) for i, form in enumerate(forms)]
    assert len(names(*papers)) == 1
    endings = ("low-rank adaption", "low-rank adapters")
    papers = [
        make_paper(str(i), ("method", form, "LoRA"), ("method", "LoRA", "LoRA")) for i, form in enumerate(endings)
    ]
    assert len(names(*papers)) == 1


def test_case_possessive_and_what_follows_a_metric_do_not_matter() -> None:
    assert len(names(make_paper("a", ("method", "BERT", "BERT")), make_paper("b", ("method", "Bert", "Bert")))) == 1
    plural = "large language models’"
    assert (
        len(
            names(
                make_paper("a", ("method", plural, plural)),
                make_paper("b", ("method", "large language model", "large language model")),
            )
        )
        == 1
    )
    assert (
        len(names(make_paper("a", ("metric", "BLEU score", "BLEU score")), make_paper("b", ("metric", "BLEU", "BLEU"))))
        == 1
    )


def resolved(*papers: Paper) -> dict[str, set[str]]:
    """Return, by paper and name, the IRIs of the entities that a paper's mentions denote."""
    found: dict[str, set[str]] = {}
    for entity in resolve_terms(papers, minter=Minter())[0]:
        for m in entity.mentions:
            found.setdefault(f"{m.record}:{m.name}", set()).add(entity.iri.rsplit("/", 1)[-1])
    return found


def define(key: str, short: str, *long: str, title: str = "", extra: tuple[str, ...] = ()) -> Paper:
    """Make a paper that spells an acronym out, or not, and names other tasks."""
    mentions = [("method", form, short) for form in (*long, short)]
    paper = make_paper(key, *mentions, *(("task", name, name) for name in extra))
    return replace(paper, record=replace(paper.record, title=title or f"Paper {key}"))


@pytest.mark.parametrize(
    ("left", "right"),
    [("ResNet-50", "ResNet50"), ("β-VAE", "beta-VAE"), (r"$\beta$-VAE", "β-VAE"), ("data generalisation", "data generalization"),
     ("Behaviour Cloning", "behavior cloning"), ("pre-trained model", "pretrained models"), ("F$_1$", "F1"),
     ("labelled graphs", "labeled graph"), ("word2vec", "Word2Vec"), ("SQuAD 1.1", "SQuAD1.1")],
)  # fmt: skip
def test_spellings_of_one_thing(left: str, right: str) -> None:
    assert len(names(make_paper("a", ("method", left, left)), make_paper("b", ("method", right, right)))) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("GPT-2", "GPT-3"), ("CIFAR-10", "CIFAR-100"), ("ResNet-50", "ResNet"), ("YOLOv2", "YOLOv3"), ("C++", "C#"),
     ("GPT-3.5", "GPT-35"), ("A*", "A"), ("MNIST", "EMNIST"), ("L1", "L2"), ("α-VAE", "β-VAE")],
)  # fmt: skip
def test_versions_are_different_things(left: str, right: str) -> None:
    assert len(names(make_paper("a", ("method", left, left)), make_paper("b", ("method", right, right)))) == 2


def test_a_second_expansion_leaves_the_first_its_iri() -> None:
    first = define("a", "CLIP", "contrastive language-image pre-training")
    second = define("b", "CLIP", "calibrated linear interval predictor")
    (alone,) = resolve_terms([first], minter=Minter())[0]
    kept, other = resolve_terms([first, second], minter=Minter())[0]
    assert alone.iri == kept.iri == "https://w3id.org/scholar-kg/id/method/clip"
    assert other.iri.startswith("https://w3id.org/scholar-kg/id/method/clip-")


def test_the_one_sense_is_meant_by_a_bare_acronym() -> None:
    found = resolved(define("a", "DPO"), define("b", "DPO", "direct preference optimization"), define("c", "DPO"))
    assert found["a:DPO"] == found["b:DPO"] == found["c:DPO"] == {"dpo"}


def test_the_context_tells_which_sense_is_meant() -> None:
    """A record that does not spell an acronym out means what records do that are about the same things."""
    generation = ("question answering", "language modeling", "dialog generation")
    vision = ("semantic segmentation", "image parsing", "object detection")
    found = resolved(
        define("a", "RAG", "retrieval-augmented generation", title="Grounded dialog", extra=generation),
        define("b", "RAG", "region affinity graph", title="Parsing scenes", extra=vision),
        define("c", "RAG", title="Dialog agents", extra=generation),
        define("d", "RAG", title="Street scenes", extra=vision),
        define("e", "RAG", title="Something else", extra=("protein folding",)),
    )
    assert found["c:RAG"] == found["a:RAG"] != found["b:RAG"]
    assert found["d:RAG"] == found["b:RAG"]
    assert found["e:RAG"] not in (found["a:RAG"], found["b:RAG"])


def test_what_nothing_tells_is_possibly_the_same() -> None:
    papers = [define("a", "RAG", "retrieval-augmented generation"), define("b", "RAG", "region affinity graph")]
    entities, decisions = resolve_terms([*papers, define("c", "RAG")], minter=Minter())
    bare = next(e for e in entities if e.mentions[0].record == "c")
    assert {iri for iri, _ in bare.possibly_same} == {e.iri for e in entities} - {bare.iri}
    told = [d for d in decisions if d.verdict == "possible"]
    assert {d.reasons[0] for d in told} == {
        "both are called RAG; “Paper a” defines RAG as retrieval-augmented generation",
        "both are called RAG; “Paper b” defines RAG as region affinity graph",
    }
    assert {d.against[0] for d in told} == {"nothing in “Paper c” says which RAG is meant"}


def test_decisions_name_the_papers() -> None:
    _, decisions = resolve_terms(
        [define("a", "RAG", "retrieval-augmented generation"), define("b", "RAG", "region affinity graph")],
        minter=Minter(),
    )
    (apart,) = [d for d in decisions if d.verdict == "apart"]
    assert apart.reasons == ("both are called RAG",)
    assert apart.against == (
        "“Paper a” defines RAG as retrieval-augmented generation",
        "“Paper b” defines RAG as region affinity graph",
    )
    assert [d.reasons for d in decisions if d.verdict == "merge"] == [
        ("“Paper a” defines RAG as retrieval-augmented generation",),
        ("“Paper b” defines RAG as region affinity graph",),
    ]


def test_nothing_decided_needs_no_decision() -> None:
    paper = make_paper("a", ("method", "BERT", "BERT"), ("dataset", "SQuAD", "SQuAD"))
    assert resolve_terms([paper, define("b", "BERT")], minter=Minter())[1] == []


def test_other_names_lead_to_the_one_that_stands() -> None:
    papers = [make_paper("a", ("dataset", "MSR-VTT", "MSR-VTT")), make_paper("b", ("dataset", "MSRVTT", "MSRVTT"))]
    (entity,) = resolve_terms(papers, minter=Minter())[0]
    assert entity.iri.endswith("/dataset/msr-vtt")
    assert [iri.rsplit("/", 1)[-1] for iri in entity.replaces] == ["msrvtt"]


def test_a_form_around_an_acronym_does_not_join_its_senses() -> None:
    """ "DPO loss" says no more than "DPO" does."""
    papers = [
        define("a", "DPO", "direct preference optimization", "DPO loss"),
        define("b", "DPO", "deterministic policy operator", "DPO loss"),
    ]
    assert len(names(*papers)) == 2


def test_records_of_one_paper_count_where_they_stand_in_the_input() -> None:
    """What a later source adds to the first paper does not take a name from what came before it."""
    early, late = make_paper("a", ("method", "BERT", "BERT")), define("c", "CLIP", "clustered image pixels")
    both = replace(
        early, records=("a", "c"), extraction=Extraction((*early.extraction.mentions, *late.extraction.mentions))
    )
    other = define("b", "CLIP", "contrastive language-image pre-training")
    entities, _ = resolve_terms([both, other], minter=Minter(), order={"a": 0, "b": 1, "c": 2})
    (plain,) = [e for e in entities if e.iri.endswith("/clip")]
    assert plain.mentions[0].record == "b"


FORMS = (("RAG",), ("RAG", "retrieval augmented generation"), ("RAG", "region affinity graph"), ("RAG", "RAG loss"),
         ("retrieval-augmented generation",), ("region affinity graphs",), ("rag",), ("Rag", "region affinity graph"),
         ("RAG loss",), ("RAGs",), ("R-A-G",), ("RAG", "AFG", "affinity graph"), ("AFG",), ("C++",), ("C#",), ("C",),
         ("retrieval augmented generations", "ReAG"), ("ReAG", "RAG"), ("β-VAE",), ("beta-VAE",))  # fmt: skip


@st.composite
def draw_papers(draw: st.DrawFn) -> list[Paper]:
    chosen = st.lists(st.sampled_from(FORMS), min_size=1, max_size=3, unique_by=lambda forms: forms[0])
    drawn = draw(st.lists(chosen, min_size=1, max_size=7))
    return [
        make_paper(
            f"p{i}", *((draw(st.sampled_from(("method", "task"))), f, forms[0]) for forms in paper for f in forms)
        )
        for i, paper in enumerate(drawn)
    ]


@given(draw_papers(), st.data())
@settings(max_examples=300, deadline=None)
def test_iris_never_vanish(papers: list[Paper], data: st.DataObject) -> None:
    """Every IRI of a build of fewer papers stands in the build of more, or is replaced by one that stands."""
    keep = data.draw(st.lists(st.booleans(), min_size=len(papers), max_size=len(papers)))
    small = resolve_terms([p for p, k in zip(papers, keep, strict=True) if k], minter=Minter())[0]
    big = resolve_terms(papers, minter=Minter())[0]
    known = {iri for e in big for iri in (e.iri, *e.replaces)}
    assert {iri for e in small for iri in (e.iri, *e.replaces)} <= known
    assert len(known) == sum(1 + len(e.replaces) for e in big)
    assert sum(len(e.mentions) for e in big) == sum(len(p.extraction.mentions) for p in papers)


def test_a_macro_means_something_else_in_every_record() -> None:
    papers = [make_paper(k, ("method", r"\modelname", r"\modelname")) for k in ("a", "b")]
    assert len(names(*papers)) == 2
    told = resolve_terms(
        [make_paper("c", ("method", r"\ours", "TeS"), ("method", "TeS", "TeS")), *papers], minter=Minter()
    )
    assert [e.mentions[0].record for e in told[0]] == ["c", "a", "b"]
    assert told[1] == []


def test_capitals_alone_need_no_decision() -> None:
    papers = [
        make_paper("a", ("task", "Image Captioning", "Image Captioning")),
        make_paper("b", ("task", "image captioning", "image captioning")),
    ]
    assert resolve_terms(papers, minter=Minter())[1] == []
    entities, (decision,) = resolve_terms(
        [*papers, make_paper("c", ("task", "image-captioning", "image-captioning"))], minter=Minter()
    )
    assert len(entities) == 1
    assert "Image Captioning (“Paper a”), image-captioning (“Paper c”)" in decision.reasons[0]
