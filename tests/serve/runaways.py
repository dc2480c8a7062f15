"""Queries that would run for ever, eat all memory or overflow a stack, and what comes of each."""

from __future__ import annotations


def _nest(before: str, inner: str, after: str, times: int) -> str:
    return before * times + inner + after * times


def _cross(count: int) -> str:
    return " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(count))


#: Stopped by time or memory: 503.
ENDLESS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {_cross(9)} }}",
    "sorting": f"SELECT * {{ {_cross(9)} }} ORDER BY ?o8 LIMIT 1",
    "exists": f"ASK {{ ?a ?b ?c FILTER NOT EXISTS {{ {_cross(9)} FILTER(?o8 = 'never') }} }}",
    "optional": f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'OPTIONAL {{ ?s{i} ?p{i} ?o{i} }}' for i in range(9))} }}",
    "values": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(50)))} }}" for i in range(9))
    + " }",
    "paths": f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?a{i} (!<x:x>|^!<x:x>)* ?b{i}' for i in range(6))} }}",
    "group": f"SELECT ?s0 (GROUP_CONCAT(?o1) AS ?t) {{ {_cross(8)} }} GROUP BY ?s0",
    "doubling": "SELECT (STRLEN(?v40) AS ?n) { BIND('xxxxxxxx' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(40))
    + " }",
    "replacing": "SELECT (STRLEN(?v9) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?v0) "
    + " ".join(f"BIND(REPLACE(?v{i}, 'x', ?v{i}) AS ?v{i + 1})" for i in range(9))
    + " }",
}

#: Refused before they run: 400.
TOO_DEEP = {
    "braces": f"ASK {_nest('{', '', '}', 10_000)}",
    "parentheses": f"ASK {{ FILTER({_nest('(', '1', ')', 10_000)}) }}",
    "unions": f"ASK {_nest('{ {} UNION ', '{}', '}', 10_000)}",
    "optionals": f"ASK {{ {_nest('OPTIONAL { ', '', '}', 10_000)} }}",
    "negations": f"ASK {{ FILTER({'!' * 10_000}true) }}",
    "minuses": f"ASK {{ FILTER({'- ' * 10_000}1 = 1) }}",
    "sums": f"ASK {{ FILTER(1{'+1' * 10_000} = 1) }}",
    "disjunctions": f"ASK {{ FILTER(true{'||true' * 10_000}) }}",
    "sequences": f"ASK {{ ?s {'/'.join(['<x:x>'] * 10_000)} ?o }}",
    "alternatives": f"ASK {{ ?s {'|'.join(['<x:x>'] * 10_000)} ?o }}",
    "inverses": f"ASK {{ ?s {_nest('^(', '<x:x>', ')', 10_000)} ?o }}",
    "carets": f"ASK {{ ?s {'^' * 10_000}<x:x> ?o }}",
    "stars": f"ASK {{ ?s {_nest('(', '<x:x>', ')*', 10_000)} ?o }}",
    "nodes": f"ASK {{ {_nest('[ <x:x> ', '1', ']', 10_000)} }}",
    "lists": f"ASK {{ ?s ?p {_nest('(', '1', ')', 10_000)} }}",
    "selects": f"ASK {_nest('{ SELECT * ', '{}', '}', 10_000)}",
    "exists": f"ASK {{ {_nest('FILTER EXISTS { ', '', '}', 10_000)} }}",
    "functions": f"ASK {{ FILTER({_nest('STR(', '1', ')', 10_000)} = '') }}",
    "in": f"ASK {{ FILTER(1 IN ({','.join(['1'] * 10_000)})) }}",
    "triples": f"ASK {{ {'?s ?p ?o . ' * 10_000} }}",
    "unclosed": "ASK { " + "{ (" * 10_000,
}

#: Look dangerous and are not: the engine's regular expressions take linear time.
HARMLESS = {
    "regex": 'SELECT (REGEX("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$") AS ?r) {}',
    "regex, counted": 'SELECT (REGEX("aaaaaaaa", "((a{1,100}){1,100}){1,100}") AS ?r) {}',
    "path": "SELECT (COUNT(*) AS ?c) { ?a (!<http://x/>)+ ?b }",
    "values": f"SELECT (COUNT(*) AS ?c) {{ VALUES ?x {{ {' '.join(map(str, range(10_000)))} }} }}",
}
