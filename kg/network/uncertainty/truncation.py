"""What "et al." does to each measure: whose value it touches, and in which direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["describe_truncation"]

_MORE, _EITHER, _LABEL = "at least what is shown", "more or less than shown", "possibly other groups"


def _signers(graph: nx.Graph[str]) -> set[str]:
    return {iri for iri, own in graph.nodes(data=True) if own.get("truncated", 0)}


def _around(graph: nx.Graph[str]) -> set[str]:
    signers = _signers(graph)
    return signers.union(*(graph.adj[iri] for iri in signers))


def _reached(graph: nx.Graph[str]) -> set[str]:
    import networkx as nx

    signers = _signers(graph)
    return set().union(*(part for part in nx.connected_components(graph) if not signers.isdisjoint(part)))


def _all(graph: nx.Graph[str]) -> set[str]:
    return set(graph)


_SIGN = "they sign papers that end in “et al.”"
_MEET = "they, or co-authors of theirs, sign such papers"
_REACH = "a chain of co-authors leads to such papers"
_SCALE = "it is scaled over the whole network"
_ANYONE = "anyone may be among the hidden"

#: Whose value changes, in which direction, and why. Ties that are added never lower a core number; nothing of the kind
#: holds for the others.
_EFFECTS: dict[str, tuple[Callable[[nx.Graph[str]], set[str]], str, str]] = {
    "papers": (_all, _MORE, _ANYONE),
    "degree": (_signers, _MORE, _SIGN),
    "strength": (_signers, _MORE, _SIGN),
    "core": (_reached, _MORE, _REACH),
    "clustering": (_around, _EITHER, _MEET),
    "constraint": (_around, _EITHER, _MEET),
    "effective_size": (_around, _EITHER, _MEET),
    "participation": (_all, _EITHER, "communities are sought in the whole network"),
    "betweenness": (_reached, _EITHER, _REACH),
    "closeness": (_reached, _EITHER, _REACH),
    "pagerank": (_all, _EITHER, _SCALE),
    "eigenvector": (_all, _EITHER, _SCALE),
    "component": (_reached, _LABEL, _REACH),
    "community": (_all, _LABEL, "communities are sought in the whole network"),
}


def describe_truncation(graph: nx.Graph[str], measures: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each measure: in how many people's values hidden co-authors may matter, and how.

    Those are counted whose values may change if nobody who is hidden is anyone of the network (but for a factor that is
    the same for all, where a measure is scaled by the number of people). Any other person may be hidden there too,
    which the last sentence says. Nothing is yielded where no byline ends in "et al.".
    """
    names = list(dict.fromkeys(measures))
    if unknown := next((name for name in names if name not in _EFFECTS), None):
        raise UsageError(f"{unknown!r} is no measure: expected one of {', '.join(_EFFECTS)}")
    if not _signers(graph):
        return
    found = {who: len(who(graph)) for who in {_EFFECTS[name][0] for name in names}}
    for name in names:
        who, how, why = _EFFECTS[name]
        yield f"{name}: {how} for {found[who]:,} of {len(graph):,} people, as {why}."
    if names:
        yield "Whoever “et al.” hides may also be anyone else of the network, who then has more ties than shown."
