"""Score the roles of methods, datasets and tasks: python tests/benchmarks/roles.py [--gold PATH...] [--data DIR].

Annotated papers are scored twice: ``found`` are the core names that the pipeline finds, judged with the hints of the
rules that found them; ``given`` are all annotated names, core and optional, without any hint, as a model might hand them in.
Relations: datasets of SciER's dev papers, six sentences and one sentence at a time, evaluated on (Evaluated-With,
Benchmark-For) or only trained with (Trained-With); SciERC's dev abstracts. Leaderboards: the tenth of the papers on
which nothing was trained. Beside each figure stand what keywords alone reach and what always the commonest role would.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path

from extraction import GOLD, ROOT, is_core, read_gold

from kg.extract.candidates import get_words
from kg.extract.document import get_text, make_doc
from kg.extract.roles import ROLES, RoleJudge, judge_by_keywords
from kg.extract.training.role_corpora import read_lines, read_scier, read_scierc
from kg.extract.training.role_examples import is_held_out, make_reader
from kg.extract.training.role_silver import find_names, judge_listed

KINDS = tuple(ROLES)
DATA = ROOT.parent / "shared" / "data"


class Table:
    """Counts names, and which of them the judge and its peers get right, by row."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[tuple[str, str, str, float]]] = defaultdict(list)

    def add(self, row: str, words, kind: str, hints, spans, *, role: str) -> str:
        judged = RoleJudge(words)(kind, hints, spans)
        ours, probability = next(iter(judged.items()))
        self.rows[row, kind].append((role, ours, judge_by_keywords(words, kind, hints, spans), probability))
        return ours

    def print(self) -> None:
        print(f"{'':<30}{'n':>6}{'learnt':>9}{'keywords':>10}{'commonest':>11}{'confidence':>12}")
        for (row, kind), judged in self.rows.items():
            self._print_row(f"{row} {kind}", judged)
        for row in dict.fromkeys(row for row, _ in self.rows):
            parts = [self.rows[row, kind] for kind in KINDS if (row, kind) in self.rows]
            if len(parts) > 1:
                self._print_row(f"{row} all", [j for part in parts for j in part])

    def _print_row(self, label: str, judged: list[tuple[str, str, str, float]]) -> None:
        n = len(judged)
        right, keywords = (sum(j[0] == j[i] for j in judged) / n for i in (1, 2))
        commonest = Counter(j[0] for j in judged).most_common(1)[0][1] / n
        print(
            f"{label:<30}{n:>6}{right:>9.3f}{keywords:>10.3f}{commonest:>11.3f}{sum(j[3] for j in judged) / n:>12.3f}"
        )


def find_surfaces(text: str, surfaces: list[str]) -> list[tuple[int, int]]:
    """Find every occurrence of the surfaces, longest first, none inside another."""
    spans: list[tuple[int, int]] = []
    for surface in sorted(surfaces, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w-]){re.escape(surface)}(?![\w-])", text):
            if not any(a < match.end() and match.start() < b for a, b in spans):
                spans.append(match.span())
    return sorted(spans)


def score_annotated(nlp, path: Path, page: Path, table: Table, errors: list[str]) -> None:
    for paper, record in read_gold(path, page):
        doc = nlp(make_doc(nlp, record))
        words = get_words(doc)
        found = {(kind, span): (hints, at) for kind, _, hints, at in find_names(doc) for span in at}
        for kind in KINDS:
            for entity in paper[f"{kind}s"]:
                spans = find_surfaces(get_text(doc), entity["surfaces"])
                if not spans or entity.get("role") not in ROLES[kind]:
                    continue
                table.add(f"{path.stem} given", words, kind, (), spans, role=entity["role"])
                hit = next((found[kind, s] for s in spans if (kind, s) in found), None)
                if hit and is_core(entity):
                    role = table.add(f"{path.stem} found", words, kind, *hit, role=entity["role"])
                    if role != entity["role"]:
                        errors.append(f"{paper['id']} role of {entity['name']}: {role}, gold {entity['role']}")


def score_relations(nlp, data: Path, table: Table) -> None:
    corpora = {
        "SciER dev, 6 sentences": read_scier(data / "ner" / "scier_dev.jsonl"),
        "SciER dev, 1 sentence": read_scier(data / "ner" / "scier_dev.jsonl", size=1),
        "SciERC dev": read_scierc(data / "ner" / "scierc_dev.jsonl"),
    }
    for name, corpus in corpora.items():
        trust = 0.3 if name.startswith("SciERC") else 1.0
        for judged in corpus:
            doc = nlp(make_doc(nlp, judged.record))
            hints = {(kind, span): said for kind, _, said, at in find_names(doc) for span in at}
            for named in judged.named:
                said = next((hints[named.kind, s] for s in named.spans if (named.kind, s) in hints), ())
                if named.weight >= trust:
                    table.add(name, get_words(doc), named.kind, said, named.spans, role=named.role)


def score_leaderboards(nlp, data: Path, table: Table) -> None:
    lines = read_lines(data / "results" / "orkg_tdm_papers.jsonl")
    for judged, doc, names in judge_listed(lines, nlp):
        if not is_held_out(judged.record.id):
            continue
        hints = {(kind, span): said for kind, _, said, at in names for span in at}
        for named in judged.named:
            said = hints[named.kind, named.spans[0]]
            if named.kind != "method":
                table.add("ORKG, held out", get_words(doc), named.kind, said, named.spans, role=named.role)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="+", default=[GOLD], help="annotated papers, as extraction.py reads")
    parser.add_argument("--page", type=Path, default=next((ROOT / "seeds").glob("*.txt")))
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--errors", action="store_true", help="list every wrong role of the annotated papers")
    args = parser.parse_args()
    nlp, table, errors = make_reader(), Table(), []
    for path in args.gold:
        if path.exists():
            score_annotated(nlp, path, args.page, table, errors)
    score_relations(nlp, args.data, table)
    score_leaderboards(nlp, args.data, table)
    table.print()
    if args.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
