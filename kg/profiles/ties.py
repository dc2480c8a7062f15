"""A still picture of the people around a person: who of them wrote papers together with that person and each other."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import networkx as nx

from kg.profiles.corpus import Corpus
from kg.profiles.model import Dot, Item, Line, Picture, Section
from kg.view.layout import place

__all__ = ["LETTERS", "LIMIT", "draw_ties"]

LIMIT = 40
#: Longer names are cut to so many letters.
LETTERS = 24
_WIDTH, _LETTER = 720, 6.4
Box = tuple[float, float, float, float]


def draw_ties(corpus: Corpus, person: str, papers: list[str]) -> Section | None:
    """Draw the co-authors of a person, and who of them share one of these papers.

    The person is left out, being tied to all. None where the picture would say little: with fewer than three papers or
    four co-authors, or where each of them wrote with every other.
    """
    counts = Counter(one for paper in papers for one in corpus.papers[paper].people if one != person)
    ranked = sorted(counts, key=lambda one: (-counts[one], corpus.name(one).casefold(), one))
    shown = {one: number for number, one in enumerate(ranked[:LIMIT])}
    ties: Counter[tuple[int, int]] = Counter()
    for paper in papers:
        here = sorted(shown[one] for one in corpus.papers[paper].people if one in shown)
        ties.update(combinations(here, 2))
    possible = len(shown) * (len(shown) - 1) // 2
    if len(papers) < 3 or len(shown) < 4 or len(ties) == possible:
        return None
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(shown)))
    graph.add_edges_from(sorted(ties))
    items = tuple(Item(corpus.name(one), one, count=counts[one]) for one in shown)
    picture = _draw(place(graph), items, ties)
    left = len(ranked) - len(shown)
    note = f"The {len(shown)} most frequent of {len(ranked):,} co-authors are drawn. " if left else ""
    note += "Lines join people who are on one of these papers together; larger dots are more papers."
    told = f"{len(shown)} co-authors, {len(ties)} pairs of them on a paper together"
    return Section("ties", "Who writes together", "ties", items, picture=picture, told=told, note=note, limit=LIMIT)


def _draw(spots: dict[int, tuple[int, int]], items: tuple[Item, ...], ties: Counter[tuple[int, int]]) -> Picture:
    placed, height = _fit(spots)
    lines = tuple(
        Line(*placed[a], *placed[b], round(min(1 + 0.6 * (count - 1), 4), 1)) for (a, b), count in sorted(ties.items())
    )
    dots, taken = [], list[Box]()
    for node, item in enumerate(items):
        x, y = placed[node]
        size = round(min(4 + 1.6 * item.count**0.5, 13), 1)
        dots.append(Dot(x, y, size, _place_label(item.text, x, y, size, taken)))
    return Picture(_WIDTH, height, lines, tuple(dots))


def _fit(spots: dict[int, tuple[int, int]]) -> tuple[dict[int, tuple[int, int]], int]:
    """Fit positions into the frame, lying down if they are higher than wide."""
    xs, ys = [x for x, _ in spots.values()], [y for _, y in spots.values()]
    across, down = max(max(xs) - min(xs), 1), max(max(ys) - min(ys), 1)
    turn = down > across * 1.1
    across, down = (down, across) if turn else (across, down)
    left, top = (min(ys), min(xs)) if turn else (min(xs), min(ys))
    scale = min((_WIDTH - 150) / across, 400 / down, 1.1)
    margin = (_WIDTH - across * scale) / 2
    placed = {
        node: (round((spot[turn] - left) * scale + margin), round((spot[not turn] - top) * scale + 26))
        for node, spot in spots.items()
    }
    return placed, round(down * scale + 56)


def _place_label(text: str, x: int, y: int, size: float, taken: list[Box]) -> tuple[int, int] | None:
    """Find room for a name under its dot or above it, unless one of a more frequent co-author is there."""
    wide = min(len(text), LETTERS) * _LETTER / 2
    middle = min(max(x, wide + 2), _WIDTH - wide - 2)
    for below in (y + size + 12, y - size - 5):
        box = (middle - wide, below - 10, middle + wide, below + 3)
        if all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken):
            taken.append(box)
            return round(middle), round(below)
    return None
