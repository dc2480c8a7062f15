"""Tests of the W3C that fail, and why: what ``kg/query/CONFORMANCE.md`` publishes."""

from __future__ import annotations

VALUES, DATES = "by value", "dates of XSD 1.1"

#: Why, for ``kg/query/CONFORMANCE.md``.
REASONS = {
    VALUES: "The engine matches numbers, truth values and dates by value (D-entailment of XSD), not by lexical form: "
    "equal values are one term, which is written in one form. The tests ask for simple entailment.",
    DATES: "The test wants a date with a time zone and one without to be neither equal nor unequal; the engine "
    "compares dates as XSD 1.1 does. The manifest marks the test as optional (`mf:requires mf:XsdDateOperations`).",
}

#: Tests of query evaluation and of result formats, by name (suite/folder/test).
DEVIATIONS: dict[str, str] = {
    "sparql10/distinct/distinct-1": VALUES,
    "sparql10/distinct/distinct-9": VALUES,
    "sparql10/expr-builtin/dawg-str-1": VALUES,
    "sparql10/expr-builtin/dawg-str-2": VALUES,
    "sparql10/expr-builtin/sameTerm-simple": VALUES,
    "sparql10/expr-builtin/sameTerm-eq": VALUES,
    "sparql10/expr-builtin/sameTerm-not-eq": VALUES,
    "sparql10/expr-equals/eq-graph-1": VALUES,
    "sparql10/expr-equals/eq-graph-2": VALUES,
    "sparql10/open-world/open-eq-01": VALUES,
    "sparql10/open-world/date-2": DATES,
    "sparql10/open-world/date-3": VALUES,
    "sparql11/csv-tsv-res/csv03": VALUES,
    "sparql11/csv-tsv-res/tsv03": VALUES,
}
