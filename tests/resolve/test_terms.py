"""Terms: acronyms, expansions and spelling variants are one; different things stay apart."""

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
