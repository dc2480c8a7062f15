"""Train the weights of ``kg.readers.boundary``: ``python -m kg.readers.train_names --data DIR``.

Real titles are glued to real author lists as a listing page prints them; abstract lines and bare titles are the
lines without authors. The model is a softmax over the readings of a line, trained with AdaGrad.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from kg.readers.boundary import BUCKETS, WORD_BITS, bucket, word_bit
from kg.readers.heading import Candidate, Line, describe, list_candidates, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["Paper", "is_held_out", "load_papers", "render_heading", "train"]

Paper = tuple[str, str, tuple[str, ...], str]
"""Id, title, author names, abstract (may be empty)."""

Example = tuple["NDArray[np.int32]", "NDArray[np.int64]", int]
"""Buckets of all readings of a line, where each reading's begin, and which reading is true."""

DECAY = 1e-4

# What no name is left with after proof-reading: footnote marks, commas, digits, double spaces.
_NAME = re.compile(r"[^\W\d_]((?![,;:·†‡§∗*♠♦&@/|]|  |\d).){1,60}")
_LISTS = (
    "authors/openreview_papers.jsonl",
    "authors/anthology_ambiguous_papers.jsonl",
    "results/orkg_tdm_papers.jsonl",
    "listings/anthology_code_datasets.jsonl",
    "listings/acl2022.jsonl",
    "listings/naacl2024.jsonl",
)
# The papers of the two evaluation pages are in the large corpus, too.
_PAGES = ("2022.acl-", "2022.findings-acl.", "2024.naacl-", "2024.findings-naacl.", "acl2022:", "naacl2024:")


def is_held_out(key: str) -> bool:
    """Tell whether a paper id or a person's name belongs to the tenth kept for evaluation."""
    return crc32(key.encode()) % 10 == 0


def load_papers(data: Path) -> Iterator[Paper]:
    """Yield every paper of the corpora."""
    with gzip.open(data / "corpora" / "anthology_meta_2025.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            yield row["id"], row["t"], tuple(a[0] for a in row["a"] or ()), ""
    for name in _LISTS:
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["id"], row["title"], tuple(a["name"] for a in row["authors"]), row.get("abstract") or ""


def usable(paper: Paper) -> bool:
    """Tell whether a paper's title and names are what a listing page would print."""
    _, title, names, _ = paper
    return bool(title.strip() and names and all(map(_NAME.fullmatch, names)))


def render_heading(title: str, names: tuple[str, ...], *, slug: str = "") -> str:
    """Print title and authors as a listing page does."""
    line = title + ", ".join(names[:3]) + (" et al." if len(names) > 3 else "")
    return f"{line} · {slug}" if slug else line


def _vary(name: str, rng: random.Random) -> str:
    """Print a name now and then as some pages do: initials, capitals, small letters, no hyphen."""
    first, _, rest = name.partition(" ")
    roll = rng.random()
    if not rest or roll > 0.1:
        return name
    forms = (
        (0.045, f"{first[0]}. {rest}"),
        (0.040, f"{first[0]} {rest}"),
        (0.033, f"{first} {rest.upper()}"),
        (0.028, name.upper()),
        (0.016, name.lower()),
        (0.012, first.lower() + " " + rest),
        (0.010, first),
    )
    varied = next((form for least, form in forms if roll > least), name)
    return first.replace("-", "") + " " + rest if roll > 0.05 and "-" in first else varied if roll < 0.08 else name


_MATH = (
    "$k$",
    "$\\ell_1$",
    "$L^2$",
    "$\\mathbb{R}^n$",
    "$\\alpha$-Divergence",
    "$O(n)$",
    "$p$-adic Fields",
    "$\\epsilon$",
)


def _vary_title(title: str, rng: random.Random) -> str:
    """Print a title now and then in capitals, in small letters or with a formula at its end."""
    roll = rng.random()
    if roll > 0.06:
        return title
    if roll > 0.03:
        return title[:1] + title[1:].lower()
    return title.upper() if roll > 0.015 else f"{title} {rng.choice(_MATH)}"


def _headings(papers: list[Paper], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Yield (line, cut, number of names) with true cuts, from the papers and from mixtures of them."""
    pool = [name for _, _, names, _ in papers for name in names]
    for _, title, names, _ in papers:
        if rng.random() < 0.4:
            names = tuple(rng.sample(pool, rng.choice((1, 1, 1, 2, 3))))  # noqa: PLW2901
        names = tuple(_vary(name, rng) for name in names)  # noqa: PLW2901
        title = _vary_title(title, rng)  # noqa: PLW2901
        line = render_heading(title, names)
        yield line, len(title), min(len(names), 3)
        if rng.random() < 0.06:
            yield render_heading("", names), 0, min(len(names), 3)
        if rng.random() < 0.12:
            yield title, len(title), 0


def _prose(papers: Iterable[Paper], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Yield lines without authors: abstracts, sentences and wrapped pieces of them."""
    for *_, abstract in papers:
        text = " ".join(abstract.split())
        if not text:
            continue
        yield text, len(text), 0
        words = text.split()
        start, size = rng.randrange(len(words)), rng.randint(2, 18)
        pieces = [" ".join(words[start : start + size]), *(s + rng.choice((".", "")) for s in text.split(". ") if s)]
        yield from ((piece, len(piece), 0) for piece in pieces)


@lru_cache(maxsize=1 << 20)
def _bucket(feature: str) -> int:
    return bucket(feature)


def _compile(examples: Iterable[tuple[str, int, int]]) -> Iterator[Example]:
    """Turn lines into (buckets, where each reading's buckets begin, index of the true reading)."""
    for text, cut, count in examples:
        line: Line = parse_line(text)
        candidates: list[Candidate] = list_candidates(line)
        gold = next((i for i, c in enumerate(candidates) if (c.cut, len(c.names)) == (cut, count)), None)
        if gold is None or len(candidates) == 1:
            continue
        parts = [[_bucket(f) for f in describe(line, c)] for c in candidates]
        starts = np.cumsum([0, *(len(p) for p in parts[:-1])])
        yield np.fromiter((b for p in parts for b in p), np.int32), starts, gold


def train(examples: list[Example], *, epochs: int, rate: float, seed: int) -> NDArray[np.float32]:
    """Fit a softmax over the readings of each line with AdaGrad (Duchi et al., JMLR 2011)."""
    weights, squares = np.zeros(BUCKETS, np.float32), np.full(BUCKETS, 1e-2, np.float32)
    rng = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    for epoch in range(epochs):
        rng.shuffle(examples)
        loss = sum(_step(example, weights, squares, rate) for example in examples)
        print(f"epoch {epoch + 1}: loss {loss / len(examples):.5f} on {len(examples)} lines", flush=True)  # noqa: T201
    return weights


def _step(example: Example, weights: NDArray[np.float32], squares: NDArray[np.float32], rate: float) -> float:
    index, starts, gold = example
    scores = np.add.reduceat(weights[index], starts)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    loss = -float(np.log(max(chances[gold], 1e-12)))
    if loss < 1e-4:
        return loss
    chances[gold] -= 1
    lengths = np.diff(np.append(starts, len(index)))
    places, inverse = np.unique(index, return_inverse=True)
    gradient = np.bincount(inverse, np.repeat(chances, lengths)).astype(np.float32)
    squares[places] += gradient * gradient
    weights[places] -= rate * (gradient / np.sqrt(squares[places]) + DECAY * weights[places])
    return loss


def _words(title: str) -> set[str]:
    return {*title.split(), *re.split(r"[\s/–—-]+", title)} - {""}


def collect_words(titles: Iterable[str], *, least: int = 4) -> NDArray[np.uint8]:
    """Set one bit for each word that stands in at least ``least`` titles."""
    counts = Counter(word_bit(word) for title in titles for word in _words(title))
    bits = np.zeros(WORD_BITS, np.uint8)
    bits[[bit for bit, count in counts.items() if count >= least]] = 1
    return np.packbits(bits)


def save(weights: NDArray[np.float32], words: NDArray[np.uint8], path: Path) -> None:
    """Write weights as 8-bit integers and one scale."""
    scale = max(float(np.abs(weights).max()) / 127, 1e-6)
    np.savez_compressed(path, weights=np.round(weights / scale).astype(np.int8), scale=np.float32(scale), words=words)


def main() -> None:
    """Train on every paper and person that is not held out, and write ``boundary.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("boundary.npz"))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=None, help="use this many papers only")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = random.Random(args.seed)  # noqa: S311 - a shuffle, not a secret
    papers = list(_train_papers(args.data))
    words = collect_words(title for _, title, _, _ in papers)
    save(np.zeros(BUCKETS, np.float32), words, args.out)
    rng.shuffle(papers)
    examples = [*_headings(papers[: args.limit], rng), *_prose(papers, rng)]
    save(train(list(_compile(examples)), epochs=args.epochs, rate=0.2, seed=args.seed), words, args.out)


def _train_papers(data: Path) -> Iterator[Paper]:
    """Yield the papers and persons that are not kept for evaluation."""
    for key, title, names, abstract in load_papers(data):
        kept = tuple(name for name in names if not is_held_out(name))
        if not (is_held_out(key) or key.startswith(_PAGES)) and usable((key, title, kept, abstract)):
            yield key, title, kept, abstract


if __name__ == "__main__":
    main()
