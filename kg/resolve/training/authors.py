"""Learn who is who: ``python -m kg.resolve.training.authors --data DIR [--corpus FILE] --out linker.npz``.

Trains both parts of ``kg.resolve.authors.model`` on ambiguous names and on people who print several names, and prints
how well names that were held out are told apart, by cross-validation over names. Takes some minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import MissingExtraError
from kg.resolve.authors import MERGE, group_block
from kg.resolve.authors.grouping import CANDIDATE, GROUP_FEATURES, compare_groups, grow_groups, pool, start_groups
from kg.resolve.authors.model import CUTS, RISING, Additive, Model, Trees, bin_pairs, sigmoid
from kg.resolve.training.blocks import Known, hash_name, make_blocks, make_variant_blocks, settle_blocks
from kg.resolve.training.scoring import Grouping, score_groupings
from kg.resolve.training.signatures import read_aminer, read_anthology, read_openreview, read_variants

__all__ = ["SHARE", "cross_validate", "label_groups", "label_held_out", "main", "read_known", "train"]

Floats = npt.NDArray[np.float32]

_FOLDS = 4
#: How many of the people who print several names are trained on.
SHARE = 0.5
#: Log-odds down to which groups have grown when two groups are taken as an example.
_STOPS = (3.0, 2.0, 1.0, 0.5, 0.0)
_MIDDLE = list(GROUP_FEATURES).index("middle")


def _need(module: str) -> Any:  # noqa: ANN401 - a module without types
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(module.partition(".")[0], "train") from error


def _steps(bins: dict[str, npt.NDArray[Any]]) -> Floats:
    """Turn bins into steps: a column for what is known at all, and one for each cut that a value has passed.

    Bins of any order have a column each instead.
    """
    columns = []
    for name, cuts in CUTS.items():
        known = bins[name] <= len(cuts)
        passed = np.greater_equal if RISING[name] else np.equal
        columns += [known, *(known & passed(bins[name], step) for step in range(1, len(cuts) + 1))]
    return np.stack(columns, axis=-1).astype(np.float32)


def _bounds() -> Iterator[tuple[float | None, float | None]]:
    """Yield the bounds of the steps; of bins in any order, none says more than the first, the same name."""
    for name, cuts in CUTS.items():
        yield None, None
        yield from [(0, None) if RISING[name] > 0 else (None, 0)] * len(cuts)


def _weigh(steps: Floats) -> Iterator[tuple[str, Floats]]:
    start = 0
    for name, cuts in CUTS.items():
        own = steps[start : start + len(cuts) + 1]
        start += len(own)
        bins = np.cumsum(own) if RISING[name] else np.append(own[:1], own[0] + own[1:])
        yield name, np.append(bins, 0).astype(np.float32)


def train_pairs(known: Sequence[Known], *, penalty: float = 2.0) -> Additive:
    """Fit the weights of the bins by logistic regression with signs given; each name counts by its signatures."""
    optimize = _need("scipy.optimize")
    rows, labels, weights = [], [], []
    for k in known:
        upper = np.triu(~k.block.barred & ~np.isnan(k.truth), 1)
        if upper.any():
            rows.append(_steps({name: bin_pairs(k.block.feature(name)[upper], name) for name in CUTS}))
            labels.append(k.truth[upper])
            weights.append(np.full(int(upper.sum()), k.weight * len(k.truth) / upper.sum()))
    steps, truth, weight = np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)

    def loss(parameters: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        odds = steps @ parameters[1:].astype(np.float32) + parameters[0]
        error = weight * (sigmoid(odds) - truth)
        value = float(
            (weight * (np.logaddexp(0, odds) - truth * odds)).sum() + penalty * (parameters[1:] ** 2).sum() / 2
        )
        return value, np.append(error.sum(), error @ steps + penalty * parameters[1:])

    bounds = [(None, None), *_bounds()]
    fit = optimize.minimize(
        loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}
    )
    return Additive(float(fit.x[0]), dict(_weigh(fit.x[1:])))


def _examples(k: Known, odds: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Yield features, truths and weights of pairs of groups as they stand while groups grow."""
    groups, _ = start_groups(k.block)
    for stop in _STOPS:
        for _ in grow_groups(groups, odds, k.block.barred, until=stop):
            pass
        groups = [group for group in groups if group]
        if len(groups) < 2:
            return
        features, barred = compare_groups(k.block, groups, odds)
        truth = pool(np.nan_to_num(k.truth), groups, np.add)
        known = pool((~np.isnan(k.truth)).astype(np.float32), groups, np.add)
        taken = np.triu(~barred & (known > 0) & (features[:, :, _MIDDLE] > CANDIDATE), 1)
        if count := int(taken.sum()):
            weight = np.full(count, k.weight * (np.sqrt(len(k.truth)) / count + 0.002), np.float32)
            yield features[taken], (truth[taken] / known[taken] > 0.5).astype(np.float32), weight


def train_groups(known: Sequence[Known], pairs: Additive, *, seed: int = 0) -> tuple[Trees, float, float]:
    """Fit the trees on pairs of groups, and the line that makes the first part's log-odds probabilities."""
    boosting, linear = _need("lightgbm"), _need("sklearn.linear_model")
    parts = [example for k in known for example in _examples(k, pairs.score(k.block))]
    features, truth, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    model = boosting.LGBMClassifier(
        n_estimators=120, num_leaves=8, learning_rate=0.06, min_child_samples=60, subsample=0.8, subsample_freq=1,
        colsample_bytree=0.7, reg_lambda=5, random_state=seed, n_jobs=1, deterministic=True, verbose=-1,
        monotone_constraints=list(GROUP_FEATURES.values()),
    )  # fmt: skip
    model.fit(features, truth, sample_weight=weight)
    line = linear.LogisticRegression(C=1e6).fit(features[:, _MIDDLE, None], truth, sample_weight=weight)
    return _flatten(model.booster_.dump_model()["tree_info"]), float(line.coef_[0, 0]), float(line.intercept_[0])


def _flatten(trees: Sequence[dict[str, Any]]) -> Trees:
    nodes: list[list[float]] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        place = len(nodes)
        nodes.append([0, 0, place, place, node.get("leaf_value", 0)])
        if "split_feature" in node:
            left, right = add(node["left_child"], depth + 1), add(node["right_child"], depth + 1)
            nodes[place] = [node["split_feature"], node["threshold"], left, right, 0]
        return place

    roots = [add(tree["tree_structure"], 0) for tree in trees]
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    whole = [np.array(column, np.int32) for column in (roots, feature, left, right)]
    return Trees(
        whole[0], whole[1], np.array(threshold, np.float32), whole[2], whole[3], np.array(value, np.float32), deepest
    )


def train(known: Sequence[Known]) -> Model:
    """Train both parts on blocks of the first round, and anew on those that the second round makes of them."""
    return _train_round(list(settle_blocks(known, _train_round(known))))


def _train_round(known: Sequence[Known]) -> Model:
    pairs = train_pairs(known)
    groups, slope, shift = train_groups(known, pairs)
    return Model(pairs, groups, slope, shift)


def label_groups(k: Known, model: Model, *, until: float = MERGE) -> list[int]:
    """Return the number of the group of each signature of a block."""
    groups, _, _ = group_block(k.block, model=model, until=until)
    found = [0] * len(k.truth)
    for number, group in enumerate(groups):
        for i in group:
            found[i] = number
    return found


def label_held_out(
    known: Sequence[Known], learn: Callable[[Sequence[Known]], Model] = train
) -> list[tuple[Known, list[int], Model]]:
    """Return each settled block, the groups that a model which has not seen its name makes of it, and that model."""
    folds = [int(hash_name(k.name) * _FOLDS) for k in known]
    found: list[tuple[Known, list[int], Model]] = []
    for fold in range(_FOLDS):
        model = learn([k for k, f in zip(known, folds, strict=True) if f != fold])
        held_out = settle_blocks((k for k, f in zip(known, folds, strict=True) if f == fold), model)
        found += [(k, label_groups(k, model), model) for k in held_out]
    return found


def cross_validate(known: Sequence[Known], learn: Callable[[Sequence[Known]], Model] = train) -> Iterator[str]:
    """Yield the scores of names that the model which groups them has not seen."""
    yield from score_groupings(
        Grouping(k.corpus, k.persons, k.block.names, found) for k, found, _ in label_held_out(known, learn)
    )


def read_known(data: Path, corpus: Path | None) -> list[Known]:
    """Read every training corpus of a folder."""
    listed = [
        read_anthology(data, "id"),
        read_anthology(data, "orcid"),
        read_openreview(data),
        read_aminer(data),
    ]
    known = [k for c in listed for k in make_blocks(c)]
    if corpus:
        known += make_variant_blocks(read_variants(corpus, data / "anthology_variants.jsonl"), share=SHARE)
    return known


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora of ambiguous names")
    parser.add_argument("--corpus", type=Path, help="all papers of the ACL Anthology, for people with several names")
    parser.add_argument("--out", type=Path, required=True)
    parsed = parser.parse_args(arguments)
    known = read_known(parsed.data, parsed.corpus)
    for line in cross_validate(known):
        sys.stdout.write(line + "\n")
    np.savez_compressed(parsed.out, **train(known).arrays())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
