"""Learn word vectors that tell authors apart: ``python -m kg.resolve.training.topics --corpus F --data DIR --out F``.

Two papers of one author, without a shared co-author if there are such, are to lie nearer than papers of different
authors (InfoNCE: van den Oord et al. 2018). A paper is the sum of its words' vectors. Names of several people, and
those that the linker is measured on, are left out. Takes two minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import MissingExtraError
from kg.iris import fold
from kg.model import Record
from kg.resolve.authors.topics import content_words
from kg.resolve.names import name_key
from kg.resolve.training.signatures import Corpus, read_anthology, read_openreview, read_variants

__all__ = ["main"]

_BATCH, _STEPS, _RATE, _DROPPED = 1024, 2000, 0.01, 0.25
_FEWEST_PAPERS_OF_A_WORD = 4
_MOST_PAPERS_OF_AN_AUTHOR = 150


@dataclass(frozen=True, slots=True)
class _Paper:
    title: Sequence[tuple[int, float]]
    text: Sequence[tuple[int, float]]
    authors: frozenset[str]


def _bag(words: Sequence[str], rows: Mapping[str, int]) -> list[tuple[int, float]]:
    return [(rows[word], 1 + math.log(n)) for word, n in Counter(words).items() if word in rows]


def _ambiguous(corpora: Sequence[Corpus]) -> set[str]:
    return {
        name_key(c.papers[i].record.authors[j].name) for c in corpora for group in c.groups.values() for i, j in group
    }


def _texts(record: Record) -> tuple[list[str], list[str]]:
    title = content_words(record.title)
    return title, title + title + content_words(record.abstract)


def _read_abstracts(paths: Sequence[Path]) -> dict[str, str]:
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return {fold(row["title"]): row["abstract"] for row in rows if row.get("title") and row.get("abstract")}


def _batches(papers: Sequence[_Paper], of_author: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield papers and, position by position, others by the same author, without shared co-authors if possible."""
    for _ in range(_STEPS):
        left, right = [], []
        for written in random.sample(of_author, min(_BATCH, len(of_author))):
            for _ in range(4):
                a, b = random.sample(written, 2)
                if len(papers[a].authors & papers[b].authors) <= 1:
                    break
            left.append(a)
            right.append(b)
        yield left, right


def _learn(
    papers: Sequence[_Paper], of_author: Sequence[Sequence[int]], weights: Sequence[float], dimensions: int
) -> Any:  # noqa: ANN401
    try:
        torch: Any = import_module("torch")
    except ImportError as error:
        raise MissingExtraError("torch", "train") from error
    torch.manual_seed(0)
    torch.set_num_threads(1)
    random.seed(0)
    table = torch.nn.EmbeddingBag(len(weights), dimensions, mode="sum", sparse=True)
    with torch.no_grad():
        table.weight.copy_(torch.randn(len(weights), dimensions) * torch.tensor(weights)[:, None] / 8)
    sharpness = torch.nn.Parameter(torch.tensor(2.5))
    steps = torch.optim.SparseAdam([table.weight], lr=_RATE), torch.optim.Adam([sharpness], lr=0.005)

    def embed(numbers: Sequence[int]) -> Any:  # noqa: ANN401
        words: list[tuple[int, float]] = []
        starts = []
        for number in numbers:
            bag = papers[number].text if random.random() < 0.6 else papers[number].title  # noqa: S311
            starts.append(len(words))
            words += [word for word in bag if random.random() > _DROPPED] or bag  # noqa: S311
        rows, counts = torch.tensor([row for row, _ in words]), torch.tensor([count for _, count in words])
        vectors = table(rows, torch.tensor(starts), per_sample_weights=counts)
        return torch.nn.functional.normalize(vectors, dim=1)

    for step, (left, right) in enumerate(_batches(papers, of_author)):
        steps[0].param_groups[0]["lr"] = _RATE * (1 - step / _STEPS) + 1e-4
        odds = embed(left) @ embed(right).T * sharpness.exp()
        target = torch.arange(len(left))
        entropy = torch.nn.functional.cross_entropy
        loss = (entropy(odds, target) + entropy(odds.T, target)) / 2
        for optimizer in steps:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in steps:
            optimizer.step()
    return table.weight.detach().numpy().astype(np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write: 8-bit vectors, a scale for each, and the words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="all papers of the ACL Anthology")
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora of ambiguous names")
    parser.add_argument("--abstracts", type=Path, nargs="*", default=[], help="JSON Lines with title and abstract")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dimensions", type=int, default=64)
    parsed = parser.parse_args(arguments)
    everything = read_variants(parsed.corpus, parsed.data / "anthology_variants.jsonl")
    listed = [read_anthology(parsed.data, "id"), read_anthology(parsed.data, "orcid"), read_openreview(parsed.data)]
    written = _read_abstracts([parsed.data / "anthology_ambiguous_papers.jsonl", *parsed.abstracts])
    records = [
        replace(p.record, abstract=p.record.abstract or written.get(fold(p.record.title), ""))
        for c in (everything, listed[2])
        for p in c.papers
    ]
    banned = _ambiguous(listed) | {name_key(everything.papers[i].record.authors[j].name) for i, j in everything.others}
    texts = [_texts(record) for record in records]
    frequency = Counter(word for _, words in texts for word in set(words))
    words = sorted(word for word, n in frequency.items() if n >= _FEWEST_PAPERS_OF_A_WORD)
    rows = {word: row for row, word in enumerate(words)}
    papers, of_author = [], defaultdict(list)
    for number, (record, (title, text)) in enumerate(zip(records, texts, strict=True)):
        authors = frozenset(name_key(author.name) for author in record.authors)
        papers.append(_Paper(_bag(title, rows), _bag(text, rows), authors))
        for author in sorted(authors - banned):
            of_author[author].append(number)
    known = [written for written in of_author.values() if 2 <= len(written) <= _MOST_PAPERS_OF_AN_AUTHOR]
    weights = [math.log((1 + len(records)) / (frequency[word] + 0.5)) for word in words]
    vectors = _learn(papers, known, weights, parsed.dimensions)
    scale = np.abs(vectors).max(1, keepdims=True) / 127
    stored = {"vectors": np.round(vectors / scale).astype(np.int8), "scale": scale.astype(np.float16)}
    np.savez_compressed(parsed.out, words=np.frombuffer("\n".join(words).encode(), np.uint8), **stored)


if __name__ == "__main__":
    main()
