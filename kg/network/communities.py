"""Communities: find them, name them by what their papers are about, and list who bridges them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import UsageError
from kg.network.arrays import Arrays, Numbers

if TYPE_CHECKING:
    import networkx as nx

    from kg.network.papers import SignedPaper

__all__ = ["METHODS", "Bridge", "find_communities", "list_bridges", "measure_modularity", "name_communities"]

#: How communities can be found.
METHODS = ("leiden", "louvain")
_ROUNDS = 5
_TERMS = 3


def find_communities(
    arrays: Arrays, *, method: str = "leiden", resolution: float = 1.0, seed: int = 0
) -> list[Numbers]:
    """Return communities, the largest first, then the one with the first node; a node without ties is one of its own.

    Both methods raise modularity on the weights: Leiden (Traag, Waltman & van Eck, Sci. Rep. 9, 2019), whose
    communities hang together, and Louvain (Blondel et al., J. Stat. Mech. P10008, 2008).
    """
    if method not in METHODS:
        raise UsageError(f"{method!r} finds no communities: expected {' or '.join(METHODS)}")
    found = _leiden(arrays, resolution, seed) if method == "leiden" else _louvain(arrays, resolution, seed)
    return sorted((np.sort(part) for part in found), key=lambda part: (-len(part), int(part[0])))


def _ties(arrays: Arrays) -> list[tuple[int, int, float]]:
    once = arrays.starts < arrays.neighbours
    columns = (arrays.starts[once].tolist(), arrays.neighbours[once].tolist(), arrays.weights[once].tolist())
    return list(zip(*columns, strict=True))


def _leiden(arrays: Arrays, resolution: float, seed: int) -> list[Numbers]:
    from graspologic_native import leiden

    label = np.arange(len(arrays)) + len(arrays)
    if arrays.ties:
        edges = [(str(a), str(b), w) for a, b, w in _ties(arrays)]
        _, group = leiden(edges, iterations=_ROUNDS, resolution=resolution, use_modularity=True, seed=seed)
        label[[int(node) for node in group]] = list(group.values())
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(arrays) else []


def _louvain(arrays: Arrays, resolution: float, seed: int) -> list[Numbers]:
    import networkx as nx

    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(arrays)))
    plain.add_weighted_edges_from(_ties(arrays))
    groups = nx.community.louvain_communities(plain, weight="weight", resolution=resolution, seed=seed)
    return [np.array(sorted(group), np.int64) for group in groups]


def measure_modularity(arrays: Arrays, groups: Numbers) -> float:
    """Return how much more of the weight lies within groups than chance would put there (Newman & Girvan 2004)."""
    total = float(arrays.weights.sum())
    if not total:
        return 0.0
    within = float(arrays.weights[groups[arrays.starts] == groups[arrays.neighbours]].sum())
    _, group = np.unique(groups, return_inverse=True)
    shares = np.bincount(group, arrays.strength) / total
    return within / total - float((shares**2).sum())


def name_communities(graph: nx.Graph[str], papers: Sequence[SignedPaper], names: Mapping[str, str]) -> None:
    """Name the communities of a measured network by their typical terms, in place; the same terms give the same name.

    A paper belongs where most of its authors do. Typical is what stands on more of a community's papers than elsewhere:
    the log-likelihood ratio of Dunning (Comput. Linguist. 19, 1993); where there is no elsewhere, what stands on most.
    A community without terms keeps its name.
    """
    home: dict[str, int] = {iri: own["community"] for iri, own in graph.nodes(data=True)}
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    sizes: Counter[int] = Counter()
    for paper in papers:
        if own := Counter(home[iri] for iri in paper.people if iri in home):
            community = min(own, key=lambda number: (-own[number], number))
            counts[community].update(paper.terms)
            sizes[community] += 1
    everywhere: Counter[str] = Counter()
    for found in counts.values():
        everywhere.update(found)
    total = sum(sizes.values())
    typical: dict[int, str] = {}
    for community, found in counts.items():
        whole = sizes[community] == total
        score = {t: float(k) if whole else _likelihood_ratio(k, sizes[community], everywhere[t], total)
                 for t, k in found.items()}  # fmt: skip
        best = sorted((t for t in score if score[t] > 0), key=lambda t: (-score[t], names.get(t, t)))[:_TERMS]
        if best:
            typical[community] = ", ".join(names.get(term, term) for term in best)
    for _, attributes in graph.nodes(data=True):
        attributes["community_name"] = typical.get(attributes["community"], attributes["community_name"])


def _likelihood_ratio(inside: int, size: int, everywhere: int, total: int) -> float:
    """Return the ratio for a term on more of the papers inside than outside; 0 for any other."""
    outside, rest = everywhere - inside, total - size
    if inside * rest <= outside * size:
        return 0.0

    def surprise(k: int, n: int) -> float:
        return k * math.log(k / n) if k else 0.0

    cells = surprise(inside, size) + surprise(size - inside, size) + surprise(outside, rest)
    cells += surprise(rest - outside, rest)
    return 2 * (cells - surprise(everywhere, total) - surprise(total - everywhere, total))


@dataclass(frozen=True, slots=True)
class Bridge:
    """What ties two communities: the ties and their weight, and the people with most of that weight, by IRI."""

    community: int
    other: int
    name: str
    other_name: str
    ties: int
    weight: float
    people: tuple[str, ...]


def list_bridges(graph: nx.Graph[str], *, top: int = 3) -> list[Bridge]:
    """Return the pairs of communities of a measured network that share ties, the strongest first.

    Weights are those by which the network was measured.
    """
    if any("community" not in own for _, own in graph.nodes(data=True)):
        raise UsageError("the network has no communities yet: measure it first, with measure_coauthors")
    by = graph.graph.get("weight", "weight")
    weights: dict[tuple[int, int], list[tuple[str, str, float]]] = defaultdict(list)
    for a, b, data in graph.edges(data=True):
        left, right = graph.nodes[a]["community"], graph.nodes[b]["community"]
        if left != right:
            weights[min(left, right), max(left, right)].append((a, b, data.get(by, 1)))
    name = {own["community"]: str(own["community_name"]) for _, own in graph.nodes(data=True)}
    rows = [_bridge(pair, ties, name, top) for pair, ties in weights.items()]
    return sorted(rows, key=lambda row: (-row.weight, row.community, row.other))


def _bridge(pair: tuple[int, int], ties: list[tuple[str, str, float]], name: dict[int, str], top: int) -> Bridge:
    shares: dict[str, float] = defaultdict(float)
    for a, b, weight in ties:
        shares[a] += weight
        shares[b] += weight
    people = tuple(sorted(shares, key=lambda iri: (-shares[iri], iri))[:top])
    total: Any = sum(weight for _, _, weight in ties)
    return Bridge(*pair, name[pair[0]], name[pair[1]], len(ties), total, people)
