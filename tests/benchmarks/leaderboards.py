"""Leaderboard tuples (task, data set, measure, score) whose score is printed in the abstract, against what is extracted.

The papers fall into a dev and a held-out half by a hash of their id; versions of one paper stay together. Names are
compared leniently, as leaderboards spell them their own way (``WMT2014 English-French`` for ``WMT'14``), but numbers in
names must not contradict each other: CIFAR-10 is not CIFAR-100.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.extract import extract
from kg.extract.metrics import find_metric_names
from kg.iris import fold
from kg.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.model import Extraction, Mention, Result

__all__ = [
    "LEVELS",
    "Board",
    "calibration_error",
    "count_counts",
    "extract_all",
    "read_boards",
    "reliability",
    "same_dataset",
    "same_measure",
    "same_task",
    "score_boards",
    "split_boards",
]

LEVELS = ("value", "measure", "dataset", "task", "measure+dataset", "complete", "with paper's task", "reachable")
_GENERIC = {"dataset", "datasets", "task", "test", "val", "validation", "dev", "the", "benchmark", "corpus", "of", "set", "and", "english"}  # fmt: skip
_ALIASES = {
    "mnli": "multi nli",
    "multinli": "multi nli",
    "dstc": "dialogue state tracking challenge",
    "hutter": "enwik8",
    "lfw": "labeled faces in the wild",
    "ptb": "penn treebank",
    "woz": "wizard of oz",
    "wsj": "penn treebank",
}
_FAMILIES = (
    ("top5", r"top.?5(?! err)"),
    ("error", r"err|\b[wcp]er\b(?! (?:char|dim|byte|word))"),
    ("accuracy", r"acc|correct|rank.?1\b|top.?1\b|matched"),
    ("f", r"\bf.?\d|f.measure|f.score|\bf\b|dice|dsc"),
    ("ap", r"\bm?ap\d*[sml]?\b|map\b|average precision"),
    ("iou", r"iou|jaccard|intersection"),
    ("bits", r"bit|bpc"),
    ("perplexity", r"perplexity|ppl"),
    ("bleu", r"bleu"),
    ("recall", r"recall|\br ?@|hits|sensitivity"),
)
_COUNTED = re.compile(
    r"[\s$%)]*(?:[a-z-]+\s+){0,2}(?:param|layer|year|epoch|token|sentence|image|example|sample|word|language|task|dataset|document"
    r"|question|class|categor|GPU|hour|day|step|shot|speaker|people|participant|user|page|model)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Board:
    """A paper and its leaderboard tuples, of which only those with a printed score count."""

    record: Record
    printed: tuple[tuple[str, str, str, Decimal], ...]
    known: frozenset[Decimal]


def split_boards(boards: Iterable[Board]) -> tuple[list[Board], list[Board]]:
    """Split papers into the half that one may look at, and the half that only gets scored."""
    boards = list(boards)
    seen = {fold(b.record.title) for b in boards if _hash(b.record.id) % 2 == 0}
    dev = [b for b in boards if fold(b.record.title) in seen]
    return dev, [b for b in boards if fold(b.record.title) not in seen]


def _hash(paper: str) -> int:
    return int(hashlib.sha1(paper.encode()).hexdigest(), 16)


def read_boards(path: Path) -> Iterator[Board]:
    """Read the papers; scores without decimals are left out, as they may stand anywhere."""
    for line in path.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        abstract = paper["abstract"] or ""
        scores = [(*t[:3], t[3].strip("% ")) for t in paper["gold_tdms"]]
        decimal = [t for t in scores if re.fullmatch(r"\d+\.\d+", t[3])]
        printed = [t for t in decimal if re.search(rf"(?<![\d.]){re.escape(t[3])}(?!\d|\.\d)", abstract)]
        if printed:
            record = Record(id=paper["id"], title=paper["title"] or "", abstract=abstract)
            known = frozenset(Decimal(t[3]) for t in decimal)
            yield Board(record, tuple((a, b, c, Decimal(d)) for a, b, c, d in printed), known)


def score_boards(boards: Iterable[Board], extractions: Iterable[Extraction]) -> dict[str, float]:
    """Give the share of printed scores found, alone and with their names.

    ``complete`` has the task in the result itself, ``with paper's task`` among those that the paper addresses;
    ``reachable`` says for how many scores any mention names the data set at all.
    """
    counts: Counter[str] = Counter()
    for board, extraction in zip(boards, extractions, strict=True):
        named = [m for m in extraction.mentions if m.kind == "dataset"]
        for gold in board.printed:
            same = [r for r in extraction.results if r.value == gold[3]]
            best = max((_right(gold, r) for r in same), key=lambda right: sum(right.values()), default={})
            counts["scores"] += 1
            counts["value"] += bool(same)
            counts["reachable"] += any(same_dataset(gold[1], m) for m in named)
            counts.update(k for k, right in best.items() if right)
            counts["measure+dataset"] += bool(best) and best["measure"] and best["dataset"]
            counts["complete"] += bool(best) and all(best.values())
            counts["with paper's task"] += (
                bool(best)
                and best["measure"]
                and best["dataset"]
                and any(
                    same_task(gold[0], m) for m in extraction.mentions if m.kind == "task" and m.role == "addressed"
                )
            )
    scores = counts["scores"]
    return {k: counts[k] / scores for k in LEVELS} | {"scores": scores}


def _right(gold: tuple[str, str, str, Decimal], result: Result) -> dict[str, bool]:
    return {
        "measure": result.metric is not None and same_measure(gold[2], result.metric.name),
        "dataset": result.dataset is not None and same_dataset(gold[1], result.dataset),
        "task": result.task is not None and same_task(gold[0], result.task),
    }


def same_measure(gold: str, name: str) -> bool:
    """Say whether two names mean measures of one family; a name that no family knows ("5-6", "Score") fits any."""
    families = _family(gold) or {m for n in find_metric_names(gold) for m in _family(n.name)}
    return not families or not families.isdisjoint(_family(name)) or fold(gold) == fold(name)


def _family(name: str) -> set[str]:
    return {next((key for key, words in _FAMILIES if re.search(words, fold(name.lower()))), "")} - {""}


def same_dataset(gold: str, mention: Mention) -> bool:
    """Say whether a leaderboard's name and a printed one may mean one data set.

    >>> from kg.model import Mention
    >>> names = ("CIFAR-100", "CIFAR10", "PTB", "TotalCapture")
    >>> found = [Mention("r", "title", 0, 1, n, "dataset", n) for n in names]
    >>> [same_dataset("CIFAR-10", m) for m in found[:2]], same_dataset("Penn Treebank", found[2])
    ([False, True], True)
    >>> same_dataset("Total Capture", found[3])
    True
    """
    return any(_same_words(_words(gold), _words(name)) for name in (mention.name, mention.surface))


def _words(name: str) -> list[str]:
    name = fold(re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", name))
    name = " ".join(_ALIASES.get(w, w) for w in name.replace("hutter prize", "enwik 8").split())
    return [w for w in (re.sub(r"^20(?=\d\d$)", "", w) for w in name.split()) if w not in _GENERIC]


def _same_words(left: list[str], right: list[str]) -> bool:
    numbers = [{w for w in words if w.isdigit()} for words in (left, right)]
    if all(numbers) and numbers[0].isdisjoint(numbers[1]):
        return False
    plain = [[w for w in words if not w.isdigit()] for words in (left, right)]
    flat, initials = ["".join(words) for words in plain], ["".join(w[0] for w in words) for words in plain]
    contained = min(map(len, flat)) > 2 and (flat[0] in flat[1] or flat[1] in flat[0])
    spelled = (flat[0] == initials[1] or flat[1] == initials[0]) and min(map(len, flat)) > 1
    return contained or spelled or not set(plain[0]).isdisjoint(plain[1])


def same_task(gold: str, mention: Mention) -> bool:
    """Say whether at least half of the words of the shorter name stand in the other."""
    wanted, found = (set(fold(n.replace("_", " ")).split()) - {"and", "the", "of"} for n in (gold, mention.name))
    return 2 * len(wanted & found) >= min(len(wanted), len(found)) > 0


def reliability(boards: Iterable[Board], extractions: Iterable[Extraction]) -> list[tuple[float, float, int]]:
    """Compare confidence with truth: (mean confidence, share right, number of results) per tenth, least sure first.

    Only absolute results whose value the paper's leaderboards know can be judged; such a one is right if measure and
    data set, where it names them, are those of one tuple with its value.
    """
    parts: dict[int, list[tuple[float, bool]]] = {}
    for score, right in _judged(boards, extractions):
        parts.setdefault(int(score * 10), []).append((score, right))
    return [
        (sum(s for s, _ in p) / len(p), sum(right for _, right in p) / len(p), len(p)) for _, p in sorted(parts.items())
    ]


def calibration_error(table: Iterable[tuple[float, float, int]]) -> float:
    """Give the expected calibration error of a reliability table."""
    rows = list(table)
    return sum(n * abs(sure - right) for sure, right, n in rows) / (sum(n for *_, n in rows) or 1)


def _judged(boards: Iterable[Board], extractions: Iterable[Extraction]) -> Iterator[tuple[float, bool]]:
    for board, extraction in zip(boards, extractions, strict=True):
        for result in extraction.results:
            golds = [g for g in board.printed if g[3] == result.value]
            if golds and result.value_type == "absolute":
                yield result.score, any(_fits(g, result) for g in golds)


def _fits(gold: tuple[str, str, str, Decimal], result: Result) -> bool:
    measure = result.metric is None or same_measure(gold[2], result.metric.name)
    return measure and (result.dataset is None or same_dataset(gold[1], result.dataset))


def count_counts(records: Iterable[Record], extractions: Iterable[Extraction]) -> tuple[int, int]:
    """Count the results that are bare whole numbers before a noun of things counted, and all results."""
    counted = total = 0
    for record, extraction in zip(records, extractions, strict=True):
        for r in extraction.results:
            text = getattr(record, r.field)
            total += 1
            counted += r.unit is None and r.value == int(r.value) and bool(_COUNTED.match(text, r.end))
    return counted, total


def extract_all(boards: Iterable[Board]) -> list[Extraction]:
    """Run the pipeline over the papers."""
    return [extraction for _, extraction in extract(b.record for b in boards)]
