"""Communities get a colour and the name of what they are about."""

from __future__ import annotations

import pytest

from kg.iris import KG
from kg.view.communities import colour_communities
from kg.view.scene import Edge, Node, Relation
from kg.view.words import COMMUNITY_COLOURS


def make_node(name, group="Paper"):
    return Node(name, name, name, f"{KG}{group}", 1.0)


def star(topic, papers):
    names = [f"{topic} {number}" for number in range(papers)]
    nodes = [make_node(topic, "Method"), *map(make_node, names)]
    return nodes, [Edge(name, topic, (Relation("uses", "used by"),)) for name in names]


def test_each_community_is_named_by_its_terms():
    (left, left_ties), (right, right_ties) = star("BERT", 6), star("CLIP", 4)
    member, looks = colour_communities([*left, *right], [*left_ties, *right_ties])
    assert [look.label for look in looks.values()] == ["BERT", "CLIP"]
    assert {member[node.iri] for node in left} == {"00"}
    assert {member[node.iri] for node in right} == {"01"}


def test_no_more_colours_than_there_are():
    stars = [star(f"M{number}", 20 - number) for number in range(15)]
    lone = make_node("lone")
    member, looks = colour_communities(
        [*(node for nodes, _ in stars for node in nodes), lone], [edge for _, edges in stars for edge in edges]
    )
    assert list(looks) == [*(f"{place:02}" for place in range(len(COMMUNITY_COLOURS))), "more"]
    assert looks["more"].label == "Smaller communities"
    assert member["M14"] == member["lone"] == "more"
    assert len({look.light for look in looks.values()}) == len(looks)


@pytest.mark.parametrize("papers", [0, 1, 7])
def test_one_community_tells_nothing(papers):
    assert colour_communities(*star("BERT", papers)) == ({}, {})
