"""Score extraction by each model: python tests/benchmarks/extraction.py [--model M...] [--gold PATH] [--ner FILE...].

Prints, for each model: agreement with annotated papers (annotated.py); exact and overlapping entity spans of annotated
corpora, read as running text; how far confidence means what it says, and what a threshold on it trades; speed, memory
and how much of the time is the network's own. ``--errors`` lists every miss, error and wrong role.

Corpora are JSON lines with ``tokens`` and ``entities`` ([start, end, label], end exclusive), of whose labels Method,
Dataset (or Material) and Task count. The confidences come from weights fitted to scier_dev itself
(``kg.extract.training.calibrate`` prints the error that cross-fitting by halves of the papers gives).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import spacy
from annotated import KINDS, print_table, ratios, read_gold, score_entities, score_mentions

from kg.extract import Options, extract, make_nlp
from kg.extract.confidence import expected_calibration_error, reliability
from kg.extract.training.corpus import join_tokens, read_passages
from kg.model import Record

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
GOLD = SHARED / "gold" / "seed_gold_8.json"
ABSTRACTS = SHARED / "listings" / "naacl2024.jsonl"
LABELS = {"material": "dataset"}
MODELS = ("rules", "fast", "accurate")

Span = tuple[int, int, str]


def read_spans(path: Path, options: Options) -> Iterable[tuple[set[Span], dict[Span, float]]]:
    """Yield gold spans and found ones with their confidence, of each passage of a corpus read as running text."""
    passages = list(read_passages(path))
    joined = [join_tokens(passage) for passage in passages]
    records = (Record(id=str(i), abstract=text) for i, (text, _) in enumerate(joined))
    for passage, (_, places), (_, found) in zip(passages, joined, extract(records, options=options), strict=True):
        named = ((s, e, LABELS.get(label.lower(), label.lower())) for s, e, label in passage.spans)
        gold = {(places[s][0], places[e - 1][1], kind) for s, e, kind in named if kind in KINDS}
        yield gold, {(m.start, m.end, m.kind): m.score for m in found.mentions if m.kind in KINDS}


def print_spans(path: Path, options: Options) -> None:
    """Print precision, recall and F1 of entity spans, calibration, and what thresholds trade."""
    pairs = list(read_spans(path, options))
    print(f"{path.stem:<14}{'exact P':>9}{'R':>7}{'F1':>7}{'overlap P':>11}{'R':>7}{'F1':>7}{'found':>7}{'gold':>6}")
    counts: Counter = Counter()
    for gold, found in pairs:
        for kind in KINDS:
            ours, theirs = ([x for x in xs if x[2] == kind] for xs in (found, gold))
            counts[kind, "tp"] += len(set(ours) & set(theirs))
            counts[kind, "near"] += sum(any(a < f and d < b for d, f, _ in theirs) for a, b, _ in ours)
            counts[kind, "reached"] += sum(any(a < f and d < b for d, f, _ in ours) for a, b, _ in theirs)
            counts[kind, "ours"] += len(ours)
            counts[kind, "theirs"] += len(theirs)
    for kind in (*KINDS, "all"):
        of = KINDS if kind == "all" else (kind,)
        names = ("tp", "near", "reached", "ours", "theirs")
        tp, near, reached, ours, theirs = (sum(counts[k, x] for k in of) for x in names)
        p, r, f = ratios(tp, ours - tp, theirs - tp)
        op, orr = near / max(ours, 1), reached / max(theirs, 1)
        of1 = 2 * op * orr / max(op + orr, 1e-9)
        print(f"{kind:<14}{p:9.3f}{r:7.3f}{f:7.3f}{op:11.3f}{orr:7.3f}{of1:7.3f}{ours:7d}{theirs:6d}")
    print_confidence(pairs)


def print_confidence(pairs: list[tuple[set[Span], dict[Span, float]]]) -> None:
    """Print the reliability table and precision, recall and F1 at some thresholds."""
    judged = [(score, span in gold) for gold, found in pairs for span, score in found.items()]
    scores, right = [s for s, _ in judged], [r for _, r in judged]
    print(
        f"expected calibration error {expected_calibration_error(scores, right):.3f}; of mentions with a confidence of"
    )
    print("  " + ", ".join(f"{said:.2f} {share:.2f} are right ({n})" for n, said, share in reliability(scores, right)))
    total = sum(len(gold) for gold, _ in pairs)
    for least in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        kept = [r for s, r in judged if s >= least]
        p, r, f = ratios(sum(kept), len(kept) - sum(kept), total - sum(kept))
        print(f"  --min-confidence {least:.2f}: P {p:.3f} R {r:.3f} F1 {f:.3f}")


def measure_speed(model: str, *, runs: int = 3) -> None:
    """Print documents a minute of the whole pipeline and of the network alone, one process; and memory."""
    with ABSTRACTS.open(encoding="utf-8") as lines:
        papers = [json.loads(next(lines)) for _ in range(200)]
    records = [Record(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in papers]
    nlp = make_nlp(Options(model=model))
    network = dict(nlp.components).get("kg_model")
    whole, alone = [], []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in extract(records, nlp=nlp):
            pass
        whole.append(time.perf_counter() - start)
        start = time.perf_counter()
        for r in records if network else ():
            list(network.find(f"{r.title}\n\n{r.abstract}", border=len(r.title) + 2))
        alone.append(time.perf_counter() - start)
    total, own = statistics.median(whole), statistics.median(alone)
    words = statistics.mean(len(f"{r.title} {r.abstract}".split()) for r in records)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{model}: {60 * len(records) / total:,.0f} docs/min of {words:.0f} words; {memory:,.0f} MB")
    if network:
        print(
            f"  network alone {60 * len(records) / own:,.0f} docs/min; all else takes {(total - own) / own:.2f} of its time"
        )


def measure_spacy(*, runs: int = 3) -> None:
    """Print the speed of spaCy's own entity recogniser over the same tok2vec architecture, and nothing after it."""
    with ABSTRACTS.open(encoding="utf-8") as lines:
        papers = [json.loads(next(lines)) for _ in range(200)]
    texts = [f"{p['title']}\n\n{p['abstract']}" for p in papers]
    nlp = spacy.blank("en")
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 96, "depth": 4, "embed_size": 2000, "window_size": 1,
               "maxout_pieces": 3, "subword_features": True, "pretrained_vectors": None}  # fmt: skip
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
             "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": tok2vec}  # fmt: skip
    ner = nlp.add_pipe("ner", config={"model": model})
    for label in KINDS:
        ner.add_label(label)
    nlp.initialize()
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in nlp.pipe(texts):
            pass
        spent.append(time.perf_counter() - start)
    print(
        f"spaCy's ner, tok2vec 96 x 4, untrained, nothing else: {60 * len(texts) / statistics.median(spent):,.0f} docs/min"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", nargs="+", choices=MODELS, default=MODELS)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--page", type=Path, default=next((ROOT / "seeds").glob("*.txt")))
    parser.add_argument("--ner", type=Path, nargs="*", default=[SHARED / "ner" / "scier_dev.jsonl"])
    parser.add_argument("--errors", action="store_true", help="list every miss, error and wrong role")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory of one model, nothing else")
    args = parser.parse_args()
    if args.speed:
        measure_speed(args.model[0])
        return
    papers = read_gold(args.gold, args.page)
    for name in args.model:
        print(f"\n== {name}")
        options, counts, errors = Options(model=name), Counter(), []
        found = extract((record for _, record in papers), options=options)
        for (paper, _), (_, extraction) in zip(papers, found, strict=True):
            for kind in KINDS:
                score_entities(paper, list(extraction.mentions), kind, counts, errors)
                score_mentions(paper, list(extraction.mentions), kind, counts)
        print_table(counts)
        for path in args.ner:
            print_spans(path, options)
        sys.stdout.flush()
        # Each in a process of its own, for its memory.
        subprocess.run([sys.executable, __file__, "--speed", "--model", name], check=True)
        if args.errors:
            print("\n".join(errors))
    measure_spacy()


if __name__ == "__main__":
    main()
