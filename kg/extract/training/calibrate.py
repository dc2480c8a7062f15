"""Fit what ``kg:confidence`` means: ``python -m kg.extract.training.calibrate --ner FILE [--write FILE]``.

The pipeline reads annotated text with each model, and a logistic regression learns of every mention whether it is
right. The printed table and the expected calibration error come from halves: each paper is judged by weights that were
fitted on the other half of the papers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import KGError, UsageError
from kg.extract.confidence import describe_mention, expected_calibration_error, judge_confidence, reliability
from kg.extract.document import make_doc
from kg.extract.entities import choose_mentions
from kg.extract.groups import Naming
from kg.extract.pipeline import COMPONENTS, Options, make_nlp
from kg.extract.training.corpus import Passage, join_tokens, read_passages
from kg.model import Record

__all__ = ["fit", "judge_mentions", "main"]

_PENALTY = 1.0
_LABELS = {"material": "dataset"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention: which passage it is of, what describes it, whether the annotators marked the very same span."""

    passage: int
    features: dict[str, float]
    right: bool


def judge_mentions(passages: Sequence[Passage], model: str) -> Iterator[Judged]:
    """Yield every mention that the pipeline makes of annotated passages."""
    nlp = make_nlp(Options(model=model))
    for name in COMPONENTS[COMPONENTS.index("kg_roles") :]:
        nlp.remove_pipe(name)
    for number, passage in enumerate(passages):
        text, places = join_tokens(passage)
        gold = {(places[s][0], places[e - 1][1], _LABELS.get(k.lower(), k.lower())) for s, e, k in passage.spans}
        record = Record(id=str(number), title="", abstract=text)
        doc = nlp(make_doc(nlp, record))
        shift = len(doc.text) - len(text)
        for group, spans in choose_mentions(doc, Naming(doc)):
            for start, end in spans:
                features = describe_mention(group, (start, end), doc.text[start:end], len(spans))
                yield Judged(number, features, (start - shift, end - shift, group.kind) in gold)


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """Fit a logistic regression by Newton's method, with a small penalty on all weights but the bias."""
    names = list(judged[0].features)
    x = np.array([[j.features[name] for name in names] for j in judged])
    y = np.array([j.right for j in judged], dtype=float)
    penalty = np.full(len(names), _PENALTY)
    penalty[names.index("bias")] = 1e-6
    weights = np.zeros(len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(penalty), x.T @ (y - p) - penalty * weights)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


def _cross_fit(judged: Sequence[Judged]) -> tuple[list[float], list[bool]]:
    confidences, right = [], []
    for half in (0, 1):
        weights = fit([j for j in judged if j.passage % 2 != half])
        for j in judged:
            if j.passage % 2 == half:
                confidences.append(judge_confidence(j.features, weights))
                right.append(j.right)
    return confidences, right


def _report(model: str, judged: Sequence[Judged]) -> dict[str, Any]:
    if len({j.passage % 2 for j in judged}) < 2:
        raise UsageError(f"{model} finds too little in --ner to fit on one half and to judge the other")
    confidences, right = _cross_fit(judged)
    error = expected_calibration_error(confidences, right)
    lines = [f"{model}: {len(right)} mentions, expected calibration error {error:.3f}", "  count  said  right"]
    lines += [f"{n:7d} {said:5.2f}  {share:5.2f}" for n, said, share in reliability(confidences, right)]
    sys.stdout.write("\n".join(lines) + "\n")
    return {"weights": fit(judged), "mentions": len(right), "expected_calibration_error": error}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the passages, fit, print the tables, write the weights if told to and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.extract.training.calibrate", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("--ner", nargs="+", type=Path, required=True, metavar="FILE", help="annotated JSON lines")
    parser.add_argument("--model", nargs="+", default=["rules", "fast", "accurate"], metavar="M")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the weights into this file")
    options = parser.parse_args(arguments)
    try:
        if missing := [path for path in options.ner if not path.is_file()]:
            raise UsageError(f"{missing[0]}: no such file")
        passages = [p for path in options.ner for p in read_passages(path)]
        fitted = {model: _report(model, list(judge_mentions(passages, model))) for model in options.model}
    except KGError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    if options.write:
        known = json.loads(options.write.read_text(encoding="utf-8")) if options.write.exists() else {}
        options.write.write_text(json.dumps(known | fitted, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
