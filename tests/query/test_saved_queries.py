"""Every saved query answers as it should on four papers written by hand, and on the listing page."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from rdflib import Dataset, Variable

from kg.query import run_query, saved_queries
from kg.results import write_result
from kg.store import open_store

DATA = Path(__file__).parent.parent / "data" / "queries"


def case(name: str, suffix: str = "", /, **parameters: str):
    return pytest.param(name, parameters, id=name + suffix)


CASES = [
    case("authors-by-papers", minimum="2"),
    case("authors-with-several-names"),
    case("best-results"),
    case("best-results", "-on-dataset", dataset="imagenet", metric="top 5 error"),
    case("coauthors-of-author", author="kaiming he"),
    case("datasets-by-papers"),
    case("entities-by-name", name="net"),
    case("entities-by-name", "-of-kind", name="NET", kind="method"),
    case("entity-description", name="ilsvrc"),
    case("evidence-of-statement", subject="Deep Residual Learning for Image Recognition"),
    case("evidence-of-statement", "-precise", subject="paper:resnet", predicate="kg:evaluatesOn", object="ILSVRC"),
    case("improvements"),
    case("introduced-datasets"),
    case("introduced-methods"),
    case("links-of-papers"),
    case("links-of-papers", "-promised", status="promised"),
    case("mentions-of-thing", name="imagenet"),
    case("methods-by-papers"),
    case("methods-on-dataset", dataset="ImageNet"),
    case("organizations-and-papers"),
    case("organizations-and-papers", "-by-name", organization="microsoft research asia"),
    case("papers-about-name", name="RESNET"),
    case("papers-by-year-and-category"),
    case("papers-by-year-and-category", "-from", **{"from": "2010", "category": "cv"}),
    case("papers-of-author", author="he kaiming"),
    case("papers-of-author", "-by-iri", author="<https://w3id.org/scholar-kg/id/person/he-other>"),
    case("papers-on-task", task="Image-Classification"),
    case("papers-without-date"),
    case("possibly-same-people"),
    case("promised-code"),
    case("reasons-for-identity", author="Kaiming He"),
    case("repositories-by-method"),
    case("repositories-by-method", "-by-name", method="residual network"),
    case("results-on-dataset", dataset="ilsvrc"),
    case("tasks-by-papers"),
    case("tasks-under", task="Computer Vision"),
    case("truncated-author-lists"),
]


def sample_text(name: str, parameters: dict[str, str]) -> str:
    dataset = open_store(DATA / "sample.trig")
    return "".join(write_result(run_query(dataset, saved_queries()[name], parameters=parameters)))


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_saved_query_answers(name: str, parameters: dict[str, str], request: pytest.FixtureRequest) -> None:
    expected = DATA / f"{request.node.callspec.id}.txt"
    assert sample_text(name, parameters) == expected.read_text("utf-8")


def test_every_saved_query_has_a_case() -> None:
    assert {c.values[0] for c in CASES} == set(saved_queries())


def test_every_saved_query_is_documented() -> None:
    for query in saved_queries().values():
        assert query.title
        assert query.description.endswith(".")
        assert all(p.description for p in query.parameters)
        assert "ORDER BY" in query.text or "CONSTRUCT" in query.text


def rows(dataset: Dataset, query: str, /, **parameters: str) -> list[tuple[str | None, ...]]:
    result = run_query(dataset, saved_queries()[query], parameters=parameters)
    return [tuple(None if cell is None else str(cell) for cell in row) for row in result]


def column(dataset: Dataset, query: str, key: str, /, **parameters: str) -> list[str]:
    result = run_query(dataset, saved_queries()[query], parameters=parameters)
    return [str(row[Variable(key)]) for row in result.bindings]


def test_two_people_of_one_name_stay_apart(seed_dataset: Dataset) -> None:
    found = rows(seed_dataset, "papers-of-author", author="QIAN QI")
    by_person: dict[str, list[str]] = {}
    for title, _, _, printed, _, person, _ in found:
        by_person.setdefault(str(person), []).append(f"{printed}: {title}")
    theory, vision = sorted(by_person.values(), key=len)
    assert theory == [
        "Qian Qi: A Theory of θ-Expectations",
        "Qian Qi: Neural Hamiltonian Operator",
        "Qian Qi: Universal Approximation Theorem for Deep Q-Learning via FBSDE System",
        "Qian Qi: Universal Approximation Theorem of Deep Q-Networks",
    ]
    assert len(vision) == 11
    assert [title for title in vision if title.startswith("Qian Qi")] == [
        "Qian Qi: FAKD: Feature Augmented Knowledge Distillation for Semantic Segmentation",
        "Qian Qi: Graph Convolution for Re-ranking in Person Re-identification",
    ]


def test_coauthors_on_the_seed(seed_dataset: Dataset) -> None:
    found = [row[:2] for row in rows(seed_dataset, "coauthors-of-author", author="Qi Qian")]
    assert found == [
        ("Juhua Hu", "6"),
        ("Jianlong Yuan", "2"),
        ("Jiawei Yao", "2"),
        ("Yuanhong Xu", "2"),
        ("Yuqi Zhang", "2"),
        ("Binghui Li", "1"),
        ("Chong Liu", "1"),
        ("Fei Du", "1"),
        ("Hao Li", "1"),
        ("Hongsong Wang", "1"),
        ("Mengzhu Wang", "1"),
        ("Ruichen Li", "1"),
    ]


def test_two_names_on_the_seed(seed_dataset: Dataset) -> None:
    found = [row[:3] for row in rows(seed_dataset, "authors-with-several-names")]
    assert found == [("Qi Qian", "Qi Qian", "9"), ("Qi Qian", "Qian Qi", "2")]


def test_years_and_categories_on_the_seed(seed_dataset: Dataset) -> None:
    found = [row[:3] for row in rows(seed_dataset, "papers-by-year-and-category")]
    assert found == [
        ("2025", "LG", "3"),
        ("2025", "PR", "1"),
        ("2022", "CV", "3"),
        ("2022", "LG", "1"),
        ("2021", "CV", "1"),
        (None, None, "16"),
    ]
    assert len(rows(seed_dataset, "papers-without-date")) == 16
    assert len(rows(seed_dataset, "truncated-author-lists")) == 15


def test_no_saved_query_is_slow_on_the_seed(seed_dataset: Dataset) -> None:
    for one in CASES:
        name, parameters = one.values
        started = time.perf_counter()
        "".join(write_result(run_query(seed_dataset, saved_queries()[name], parameters=parameters)))
        assert time.perf_counter() - started < 2


def test_names_match_whatever_their_hyphens(seed_dataset: Dataset) -> None:
    spelt = [rows(seed_dataset, "methods-on-dataset", dataset=name) for name in ("MSR-VTT", "msrvtt", "MSR VTT")]
    assert spelt[0] == spelt[1] == spelt[2] != []


def test_what_the_seed_says_about_methods_and_results(seed_dataset: Dataset) -> None:
    about_clip = set(column(seed_dataset, "papers-about-name", "title", name="clip"))
    assert about_clip >= {
        "Intra-Modal Proxy Learning for Zero-Shot Visual Categorization with CLIP",
        "Online Zero-Shot Classification with CLIP",
    }
    results = rows(seed_dataset, "results-on-dataset", dataset="ImageNet")
    assert ("80.21", "%", "absolute", "=", "77.02") in [row[:5] for row in results]
    assert {"InMaP", "OnZeta"} <= set(column(seed_dataset, "introduced-methods", "name"))
    assert column(seed_dataset, "datasets-by-papers", "name")[0] == "ImageNet"


def test_links_of_the_seed(seed_dataset: Dataset) -> None:
    kinds = column(seed_dataset, "links-of-papers", "kind")
    assert {kind: kinds.count(kind) for kind in kinds} == {"demo": 1, "model": 1, "repository": 12}
    assert column(seed_dataset, "promised-code", "repository") == [
        "https://github.com/X-PLUG/ChatPLUG",
        "https://github.com/Haiyang-W/RBGNet",
        "https://github.com/alibaba/AliceMind",
    ]
    owners = dict(
        zip(*(column(seed_dataset, "repositories-by-method", key) for key in ("name", "repository")), strict=True)
    )
    assert owners["InMaP"] == "https://github.com/idstcv/InMaP"
    assert owners["TeS"] == "https://github.com/idstcv/TeS"


def test_every_statement_about_a_paper_has_evidence(seed_dataset: Dataset) -> None:
    title = "Online Zero-Shot Classification with CLIP"
    found = rows(seed_dataset, "evidence-of-statement", subject=title, predicate="kg:usesMethod", object="CLIP")
    places = [(field, start, end, text) for _, _, _, field, start, end, text, *_ in found]
    assert ("title", "37", "41", "CLIP") in places
    assert all(text == "CLIP" for *_, text in places)


def test_people_who_may_be_one_are_listed_with_reasons(seed_dataset: Dataset) -> None:
    found = rows(seed_dataset, "possibly-same-people")
    assert {row[:2] for row in found} == {("Qi Qian", "Qian Qi")}
    assert all(reason for _, _, _, reason, *_ in found)
    why = column(seed_dataset, "reasons-for-identity", "reason", author="Qi Qian")
    assert any(reason.startswith("shared co-authors: ") for reason in why)


def test_two_runs_give_the_same_text(seed_dataset: Dataset) -> None:
    for one in CASES:
        name, parameters = one.values
        query = saved_queries()[name]
        texts = {"".join(write_result(run_query(seed_dataset, query, parameters=parameters))) for _ in range(2)}
        assert len(texts) == 1
