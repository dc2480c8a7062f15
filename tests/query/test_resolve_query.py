"""A command-line argument is a saved name, a file, SPARQL or standard input, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.query import Parameter, resolve_query, saved_queries
from kg.query.saved import parse_query

HEADER = """# title: A title
# description: One sentence,
#   on two lines.
# param author: name (as printed) (thing, required)
# param minimum: fewest (integer, default 2)
# param free
# an ordinary comment
SELECT * { ?author ?minimum ?o }
"""


def test_a_header_is_read() -> None:
    query = parse_query(HEADER, name="x")
    assert (query.title, query.description) == ("A title", "One sentence, on two lines.")
    assert query.parameters == (
        Parameter("author", "name (as printed)", "thing", None, required=True),
        Parameter("minimum", "fewest", "integer", "2"),
    )


def test_a_header_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(UsageError, match="parameter 'n': 'number' is none of string"):
        parse_query("# param n: how many (number)\nASK {}")


def test_a_saved_name_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers-of-author").write_text("ASK {}")
    assert resolve_query("papers-of-author") == saved_queries()["papers-of-author"]


@pytest.mark.parametrize("content", ["ASK { ?s ?p ?o }", "\ufeff# title: T\nASK { ?s ?p ?o }"])
def test_a_file_is_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.rq"
    path.write_text(content, encoding="utf-8")
    query = resolve_query(str(path))
    assert (query.name, query.source, query.text) == ("", str(path), content.lstrip("\ufeff"))


@pytest.mark.parametrize(
    "text",
    ["select * where { ?s ?p ?o }", "DESCRIBE <http://example.org/a>", "# comment", "PREFIX a: <b:> ASK {}",
     "DROP ALL", "", "SELECT " + "?x " * 5000 + "{}", "ASK { ?s ?p '\0' }"],
)  # fmt: skip
def test_sparql_is_taken_as_it_is(text: str) -> None:
    assert resolve_query(text).text == text


def test_standard_input_is_read() -> None:
    query = resolve_query("-", stdin=io.StringIO("# param n: a name (iri)\nASK { ?n ?p ?o }"))
    assert (query.source, query.parameters[0].type) == ("standard input", "iri")


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_bytes(b"ASK { ?s ?p '\xff' }")
    with pytest.raises(UsageError, match=r"a\.rq is not UTF-8 text \(byte 13\)"):
        resolve_query(str(path))
    with pytest.raises(UsageError, match="standard input is not UTF-8 text"):
        resolve_query("-", stdin=io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="utf-8"))


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("paper-of-authors", "unknown query 'paper-of-authors': did you mean papers-of-author"),
        ("qqq", "unknown query 'qqq': 'kg query' lists them"),
        ("nowhere/x.rq", "nowhere/x.rq does not exist"),
        ("update", "unknown query 'update'"),
    ],
)
def test_an_unknown_query_is_refused(argument: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_query(argument)
    assert str(caught.value).startswith(message)


def test_a_directory_is_no_query(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown query"):
        resolve_query(str(tmp_path))
