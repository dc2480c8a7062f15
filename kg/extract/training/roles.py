"""Train the weights of ``kg.extract.roles``: ``python -m kg.extract.training.roles --data DIR [--out FILE]``.

One softmax per kind over the features of ``kg.extract.role_features``, fitted with Adam to all examples at once. The
roles come from relations (SciER, SciERC), co-reference (SciERC), salience (SciREX), leaderboards and titles. A tenth of
the papers is held out; their scores go to stdout.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.extract.roles import ROLES, Weights, save_weights
from kg.extract.training.role_examples import Example, is_held_out, make_reader, read_examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kg.extract.role_context import Feature

__all__ = ["fit", "main", "weigh"]

LEAST = 5
"""A feature must describe so many examples to get a weight."""
DECAY = {"method": 4e-3, "dataset": 4e-3, "task": 5e-3}
SHARES = {"method": (0.4, 0.6), "dataset": (0.25, 0.55, 0.2), "task": (0.92, 0.08)}
"""How often abstracts give each role, about; the corpora give them in other shares."""
SHARPNESS = {"method": 1.0, "dataset": 1.4, "task": 1.4}
"""What the scores are multiplied by, so that probabilities came true on annotated abstracts outside the corpora."""
_VIEWS = {"full": 1.0, "no hint": 1.0, "no title": 0.7}
_SLIGHT = {"method": 0.02, "dataset": 0.05, "task": 0.05}


def weigh(examples: Iterable[Example]) -> list[Example]:
    """Weigh the examples so that the roles of each kind get their shares."""
    trusted = [replace(e, weight=e.weight * _VIEWS[e.view]) for e in examples]
    total: dict[tuple[str, str], float] = defaultdict(float)
    for e in trusted:
        total[e.kind, e.role] += e.weight
    of_kind = {kind: sum(total[kind, role] for role in roles) for kind, roles in ROLES.items()}
    share = {(kind, role): s for kind in ROLES for role, s in zip(ROLES[kind], SHARES[kind], strict=True)}
    return [
        replace(e, weight=e.weight * share[e.kind, e.role] * of_kind[e.kind] / total[e.kind, e.role]) for e in trusted
    ]


def fit(examples: Sequence[Example], *, kind: str, steps: int = 150) -> Weights:
    """Fit one kind's softmax; the decay of weights makes rare features count for little."""
    chosen = [e for e in examples if e.kind == kind]
    seen = Counter(f for e in chosen for f in e.features)
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= LEAST))}
    bias = len(index)
    known = [[*sorted(index[f] for f in e.features if f in index), bias] for e in chosen]
    row = np.repeat(np.arange(len(known)), [len(k) for k in known])
    column = np.array([i for k in known for i in k])
    truth = np.eye(len(ROLES[kind]))[[ROLES[kind].index(e.role) for e in chosen]]
    trust = np.array([e.weight for e in chosen])
    rows = _descend(row, column, truth, trust, size=bias + 1, decay=DECAY[kind], steps=steps) * SHARPNESS[kind]
    return _prune(index, rows - rows.mean(axis=1, keepdims=True), slight=_SLIGHT[kind])


def _prune(index: dict[Feature, int], rows: NDArray[np.float64], *, slight: float) -> Weights:
    kept = {f: tuple(rows[i].tolist()) for f, i in index.items() if np.abs(rows[i]).max() >= slight}
    return Weights(tuple(rows[-1].tolist()), kept)


def _descend(
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    truth: NDArray[np.float64],
    trust: NDArray[np.float64],
    *,
    size: int,
    decay: float,
    steps: int,
) -> NDArray[np.float64]:
    """Minimise trusted cross-entropy plus squared weights (not of the bias) with Adam, the rate falling at the end."""
    roles = range(truth.shape[1])
    weights, first, second = (np.zeros((size, truth.shape[1])) for _ in range(3))
    for step in range(1, steps + 1):
        scores = np.stack([np.bincount(row, weights[column, k], len(truth)) for k in roles], 1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        wrong = (scores / scores.sum(1, keepdims=True) - truth) * trust[:, None] / trust.sum()
        slope: NDArray[np.float64] = np.stack([np.bincount(column, wrong[row, k], size) for k in roles], 1)
        slope[:-1] += decay * weights[:-1]
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = 0.05 * min(1.0, 2 * (1 - step / (steps + 1)))
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def _score(weights: dict[str, Weights], examples: Iterable[Example]) -> list[str]:
    """Write a line for each kind and corpus: examples, accuracy, that of keywords, share of the commonest role."""
    right: dict[tuple[str, str], list[tuple[bool, bool, str]]] = defaultdict(list)
    for e in examples:
        probabilities = weights[e.kind].judge(e.features)
        role = ROLES[e.kind][probabilities.index(max(probabilities))]
        right[e.kind, e.corpus].append((role == e.role, e.keywords == e.role, e.role))
    lines = [f"{'held out':<22}{'n':>6}{'learnt':>9}{'keywords':>10}{'commonest':>11}"]
    for (kind, corpus), judged in sorted(right.items()):
        n = len(judged)
        commonest = Counter(role for _, _, role in judged).most_common(1)[0][1] / n
        shares = [sum(j[0] for j in judged) / n, sum(j[1] for j in judged) / n, commonest]
        lines.append(f"{kind:<8}{corpus:<14}{n:>6}{shares[0]:>9.3f}{shares[1]:>10.3f}{shares[2]:>11.3f}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the scores on the papers held out and write the weights."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.extract.training.roles", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with ner/, listings/, results/")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the weights here (.npz)")
    options = parser.parse_args(arguments)
    examples = list(read_examples(options.data, make_reader()))
    if {e.kind for e in examples} != set(ROLES):
        sys.stderr.write(f"error: no examples of every kind under {options.data}\n")
        return UsageError.exit_code
    kept = weigh(e for e in examples if not is_held_out(e.id))
    weights = {kind: fit(kept, kind=kind) for kind in ROLES}
    held = [e for e in examples if is_held_out(e.id) and e.view == "full" and e.weight >= 0.3]
    sys.stdout.write("\n".join(_score(weights, held)) + "\n")
    if options.out:
        save_weights(weights, options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
