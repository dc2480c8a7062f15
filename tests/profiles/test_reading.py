"""What the page of each kind of thing says."""

from __future__ import annotations

import pytest
from rdflib import Dataset
from sample import MINT, Writer, make_dataset

from kg.iris import KG, digest
from kg.profiles.corpus import find_papers, read_corpus, tell_value
from kg.profiles.kinds import count_papers
from kg.profiles.reading import read_profile
from kg.store import open_store


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


def person(name):
    return f"{MINT.base}person/{digest(name)}"


def section_of(profile, key):
    return next(section for section in profile.sections if section.key == key)


def told(section):
    return [(item.group, item.text, item.count) for item in section.items]


def test_an_author(dataset):
    profile = read_profile(dataset, person("Juhua Hu"))
    assert (profile.label, profile.name, profile.lead) == ("Author", "Juhua Hu", "3 papers")
    papers = section_of(profile, "papers")
    assert [(item.group, item.text[:12], [one.text for one in item.people]) for item in papers.items] == [
        ("Undated", "Improved Vis", ["Junyang Wang", "Yuanhong Xu", "Juhua Hu"]),
        ("Undated", "Intra-Modal ", ["Qi Qian", "Yuanhong Xu", "Juhua Hu"]),
        ("Undated", "Online Zero-", ["Qi Qian", "Juhua Hu"]),
    ]
    trace = papers.items[0].traces[0]
    assert (trace.text[trace.begin : trace.end], trace.confidence) == ("Juhua Hu", 0.99)
    assert told(section_of(profile, "coauthors")) == [
        ("", "Qi Qian", 2),
        ("", "Yuanhong Xu", 2),
        ("", "Junyang Wang", 1),
    ]
    assert told(section_of(profile, "methods")) == [("", "CLIP", 2)]
    assert told(section_of(profile, "datasets")) == [("", "ImageNet", 2)]


def test_years_are_newest_first():
    profile = read_profile(make_dataset(), person("Qinghao Ye"))
    assert [item.group for item in section_of(profile, "papers").items] == ["2022", "Undated", "Undated"]


def test_charts(seed_dataset):
    years = section_of(read_profile(seed_dataset, f"{MINT.base}category/cv"), "years")
    assert (years.told, years.svg.count("<rect")) == ("2021: 1, 2022: 3", 2)
    shares = section_of(read_profile(seed_dataset, f"{MINT.base}method/mplug-2"), "shares")
    assert (shares.told, shares.svg.count("<rect")) == ("introduce it 1, use it 1", 2)


def test_a_method_lists_papers_by_what_they_do_with_it(dataset):
    profile = read_profile(dataset, MINT.term("method", "CLIP"))
    assert profile.aliases == ("Contrastive Language-Image Pre-training",)
    used = section_of(profile, "used")
    assert (used.title, len(used)) == ("Papers that use it", 2)
    assert used.items[0].keys == ((used.items[0].iri, f"{KG}usesMethod", profile.iri),)
    assert "CLIP" in used.items[0].traces[0].text
    assert [item.text for item in section_of(profile, "authors").items] == ["Juhua Hu", "Qi Qian", "Yuanhong Xu"]


def test_a_paper(dataset):
    iri = MINT.paper(title="Online Zero-Shot Classification with CLIP", first_author="", ids={})
    profile = read_profile(dataset, iri)
    assert [author.text for author in profile.authors] == ["Qi Qian", "Juhua Hu"]
    assert [(item.group, item.text) for item in section_of(profile, "terms").items] == [
        ("uses method", "CLIP"),
        ("evaluates on", "ImageNet"),
        ("addresses task", "zero-shot"),
    ]
    assert {profile.text[mark.begin : mark.end] for mark in profile.marks} == {"CLIP", "ImageNet", "zero-shot"}
    code = [item for item in section_of(profile, "details").items if item.group == "code"]
    assert [(item.text, item.web, item.note) for item in code] == [
        ("idstcv/OnZeta", "https://github.com/idstcv/OnZeta", "available")
    ]


def test_a_repository(dataset):
    profile = read_profile(dataset, "https://github.com/idstcv/TeS")
    assert (profile.label, profile.web) == ("Code", "https://github.com/idstcv/TeS")
    assert [section.title for section in profile.sections][:1] == ["Papers whose code it holds"]


@pytest.mark.parametrize("iri", ["https://example.org/nothing", "no iri", "", f"{MINT.base}authorship/x"])
def test_what_has_no_profile(dataset, iri):
    assert read_profile(dataset, iri) is None


def test_of_too_many_papers_the_latest_are_counted(dataset):
    profile = read_profile(dataset, person("Qinghao Ye"), limit=1)
    assert profile.capped == 3
    assert [item.group for item in section_of(profile, "papers").items] == ["2022"]
    assert find_papers(dataset, person("Qinghao Ye"), limit=1)[1] == 3


def test_a_profile_is_the_same_from_a_part_of_the_graph(seed_dataset):
    """A page of the server and one of a site say the same."""
    from kg.profiles.reading import read_profiles
    from kg.profiles.site import _read_all

    corpus = _read_all(seed_dataset)
    some = sorted(corpus.kinds, key=lambda iri: (corpus.kinds[iri], iri))[::3]
    assert len({corpus.kinds[iri] for iri in some}) >= 9
    for whole in read_profiles(seed_dataset, some, corpus):
        assert read_profile(seed_dataset, whole.iri) == whole


def test_results_are_ordered_best_first(seed_dataset):
    profile = read_profile(seed_dataset, f"{MINT.base}dataset/imagenet")
    results = section_of(profile, "results")
    assert results.columns == ("value", "method", "metric", "paper")
    assert [(row[0].text, row[1].text) for row in results.rows] == [("80.21\xa0%", "InMaP"), ("78.94\xa0%", "OnZeta")]
    assert results.rows[0][0].traces


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"value": "8.6", "unit": "%", "valueType": "improvement"}, "+8.6\xa0%"),
        ({"value": "-2", "valueType": "improvement"}, "-2"),
        ({"value": "3", "unit": "×", "comparator": ">"}, "> 3×"),
        ({}, ""),
    ],
)
def test_values(facts, text):
    assert tell_value({f"{KG}{name}": [value] for name, value in facts.items()}) == text


def test_affiliations_are_counted_by_the_own_name(tmp_path):
    path = tmp_path / "graph.ttl"
    path.write_text(
        f"""@prefix kg: <{KG}> . @prefix dcterms: <http://purl.org/dc/terms/> . @base <{MINT.base}> .
        <paper/p> a kg:Paper ; kg:hasAuthorship <authorship/1>, <authorship/2> ; dcterms:creator <person/a>, <person/b> .
        <person/a> a kg:Person . <person/b> a kg:Person .
        <organization/x> a kg:Organization . <organization/y> a kg:Organization .
        <authorship/1> kg:ordinal 1 ; kg:author <person/a> ; kg:affiliation <organization/x> .
        <authorship/2> kg:ordinal 2 ; kg:author <person/b> ; kg:affiliation <organization/y> .
        """,
        encoding="utf-8",
    )
    dataset = open_store(path)
    own = read_profile(dataset, f"{MINT.base}person/a")
    assert told(section_of(own, "organizations")) == [("", "x", 1)]
    place = read_profile(dataset, f"{MINT.base}organization/y")
    assert told(section_of(place, "people")) == [("", "b", 1)]
    assert read_corpus(dataset, [f"{MINT.base}paper/p"]).papers[f"{MINT.base}paper/p"].people == (
        f"{MINT.base}person/a",
        f"{MINT.base}person/b",
    )


def test_results_without_a_metric_stand_under_a_heading_of_their_own(tmp_path):
    path = tmp_path / "graph.ttl"
    path.write_text(
        f"""@prefix kg: <{KG}> . @base <{MINT.base}> .
        <paper/p> a kg:Paper ; kg:reports <result/a>, <result/b>, <result/c> .
        <metric/m> a kg:Metric . <dataset/d> a kg:Dataset .
        <result/a> a kg:Result ; kg:value 1.5 ; kg:metric <metric/m> .
        <result/b> a kg:Result ; kg:value 2.5 .
        <result/c> a kg:Result ; kg:value 3.5 ; kg:dataset <dataset/d> .
        """,
        encoding="utf-8",
    )
    table = section_of(read_profile(open_store(path), f"{MINT.base}paper/p"), "results")
    assert [row[0].group for row in table.rows] == ["m", "metric not stated · d", "metric not stated"]


def test_every_author_of_a_long_list_has_evidence():
    dataset = Dataset(store="Oxigraph")
    writer = Writer(dataset)
    paper = writer.paper("A survey", "")
    for ordinal in range(1, 141):
        writer.author(paper, f"Author {ordinal}", ordinal)
    profile = read_profile(dataset, str(paper))
    assert [len(author.traces) for author in profile.authors] == [1] * 140
    assert profile.backed == 1000


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ((), ""),
        ((None, None), "2 papers"),
        ((2020, 2022), "2 papers, 2020–2022"),
        ((2022, 2022, None), "3 papers, 2 of them dated 2022"),
        ((2020, None), "2 papers, 1 of them dated 2020"),
    ],
)
def test_years_are_said_of_the_papers_that_have_one(years, told):
    assert count_papers(years) == told


def test_a_cut_list_of_authors_is_told_in_lists(dataset):
    papers = section_of(read_profile(dataset, person("Qinghao Ye")), "papers")
    assert [item.open for item in papers.items] == [True, True, True]
    assert not any(item.open for item in section_of(read_profile(dataset, person("Qi Qian")), "papers").items)
