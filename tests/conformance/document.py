"""Write ``kg/query/CONFORMANCE.md`` from the suites and the list of deviations: ``python tests/conformance/document.py``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from deviations import DEVIATIONS, REASONS
from manifests import SUITES, entries_of, read_cases, read_manifest

PLACE = Path(__file__).resolve().parents[2] / "kg" / "query" / "CONFORMANCE.md"

HEAD = """# Conformance

The W3C's test suites for SPARQL (w3c/rdf-tests), run by the tests in `tests/conformance/` from where the suites lie;
nothing of them is copied, and without them the tests are skipped. This page is written by
`python tests/conformance/document.py`, and a test compares the two.

| suite | asked of | tests | pass |
|---|---|---|---|
"""

TAIL = """
The answers of `kg.query` are compared as `kg query` writes them (JSON, XML, TSV, CSV), blank nodes by isomorphism, rows
with their number, in order where the test orders them, numbers by value and type.

Not run, because nothing here does it: federation (`service`, `syntax-fed`; SERVICE is refused), entailment regimes,
updates (refused with 403), the Graph Store Protocol.

## What fails, and why

"""

OURS = """
## What is put right here

Oxigraph, the engine, deviates further; `kg/query/dialect.py` spells a query so that the answer is the standard's:

- GRAPH ?g { … }: what is inside does not see ?g (oxigraph#1450). Spelt as a union over the named graphs, if there are 32
  at most and ?g, SELECT or MINUS stands inside.
- GROUP_CONCAT gives a text without a language, also where all values have the same.
- BNODE(text) is another blank node in every solution: in the SELECT clause of the query itself, without aggregates.
- A path of length zero (`<a> <p>* ?x`) finds its constant also where that is no node of the graph (oxigraph#1815): where
  the path is one step with * or ?, and the pattern stands on its own.
- TRUE and FALSE may be written in any case.

The columns of SELECT * come in the order in which the query names them, and lexical forms come as the engine has them.

## Extensions

Parts of SPARQL 1.2 are understood (triple terms in patterns, `LATERAL`, `ADJUST`), which no result format of SPARQL 1.1
can write. There are no extension functions.
"""


def make_document() -> str:
    cases = list(read_cases())
    evaluation = [case.name for case in cases if case.kind == "QueryEvaluationTest"]
    csv = [case.name for case in cases if case.kind == "CSVResultFormatTest"]
    positive = [case for case in cases if case.kind.startswith("PositiveSyntax")]
    negative = [case for case in cases if case.kind.startswith("NegativeSyntax")]
    protocol = [test.value for test in entries_of(read_manifest(SUITES / "sparql11" / "protocol" / "manifest.ttl"))]
    updates = sum("#update_" in test for test in protocol)
    description = list(entries_of(read_manifest(SUITES / "sparql11" / "service-description" / "manifest.ttl")))
    rows = [
        *(
            (
                f"{label}, query evaluation",
                "`kg.query`; `kg serve`",
                *_count(n for n in evaluation if n.startswith(suite)),
            )
            for suite, label in (("sparql10", "SPARQL 1.0"), ("sparql11", "SPARQL 1.1"))
        ),
        ("CSV results", "`kg.query`", *_count(csv)),
        ("syntax: to be taken", "`kg.query`", len(positive), len(positive)),
        ("syntax: to be refused", "`kg.query`", len(negative), len(negative)),
        (f"protocol, but for {updates} of updates", "`kg serve`", len(protocol) - updates, len(protocol) - updates),
        ("service description", "`kg serve`", len(description), len(description)),
    ]
    table = "".join(f"| {name} | {asked} | {total} | {passed} |\n" for name, asked, total, passed in rows)
    return HEAD + table + TAIL + "".join(_explain()) + OURS


def _count(names: Iterable[str]) -> tuple[int, int]:
    every = list(names)
    return len(every), sum(name not in DEVIATIONS for name in every)


def _explain() -> Iterable[str]:
    for reason, count in Counter(DEVIATIONS.values()).items():
        names = ", ".join(f"`{name}`" for name, why in DEVIATIONS.items() if why == reason)
        yield f"- **{reason[0].upper()}{reason[1:]}** ({count}). {REASONS[reason]}\n  {names}\n"


if __name__ == "__main__":
    PLACE.write_text(make_document(), encoding="utf-8")
