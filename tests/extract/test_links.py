"""URLs of title and abstract: where they end, what they lead to, whether they are there yet."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import kg.extract.links
from kg.extract.document import make_doc
from kg.extract.links import find_links
from kg.model import Record

SHARED = Path(__file__).parents[3] / "shared" / "data" / "listings" / "anthology_code_datasets.jsonl"


def _find(text: str) -> list[tuple[str, str, str, str]]:
    return [(x.text, x.url, x.kind, x.status) for x in find_links(text, record="r", field="abstract")]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (r"Code is at \url{https://github.com/a/b}.", "https://github.com/a/b"),
        (r"Code is \href{https://github.com/a/b}{here}.", "https://github.com/a/b"),
        ("See (https://github.com/a/b).", "https://github.com/a/b"),
        ("See <https://github.com/a/b>, please", "https://github.com/a/b"),
        ("See “https://github.com/a/b”.", "https://github.com/a/b"),
        ("Code: https://github.com/a/b.git .", "https://github.com/a/b"),
        ("Code: https://github.com/a/b/tree/main/c", "https://github.com/a/b"),
        ("Code is available athttps://github.com/a/b.", "https://github.com/a/b"),
        ("on [GitHub](https://github.com/a/b) too", "https://github.com/a/b"),
        ("[https://github.com/a/b](https://github.com/a/b)", "https://github.com/a/b"),
        ("[2] https://github.com/a/b[3]", "https://github.com/a/b"),
        ("at github.com/a/b; thanks", "https://github.com/a/b"),
        (r"at https://github.com/a/b\_c.", "https://github.com/a/b_c"),
        ("at https://github. com/a/b.", "https://github.com/a/b"),
        ("at https://github.com/\na/b.", "https://github.com/a/b"),
        ("at https://github.com/a/ b.", "https://github.com/a/b"),
        ("at www.example.org/x.", "https://www.example.org/x"),
        (r"at http://example.org/\~{}x/50\%.", "http://example.org/~x/50%"),
        (r"at http://example.org/\textasciitilde x", "http://example.org/~"),
        ("at ftp://ftp.example.org/data.tar.gz.", "ftp://ftp.example.org/data.tar.gz"),
        ("at https://example.org/a_(b).", "https://example.org/a_(b)"),
        ("at https://example.org:8080/q?x=1&y=2#z!", "https://example.org:8080/q?x=1&y=2#z"),
    ],
)
def test_url_is_cleaned(text: str, url: str) -> None:
    assert next(link[1] for link in _find(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html;base64,AAAA",
        "file:///etc/passwd",
        "mailto:someone@example.org",
        "http://",
        "https://[",
        "http://localhost/x",
        "We use GitHub.com data",
        "user@www.example.org",
    ],
)
def test_other_schemes_are_no_links(text: str) -> None:
    assert _find(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("at https://github.com/owner", "project"),
        ("at https://gitlab.com/a/b", "repository"),
        ("at https://bitbucket.org/a/b", "repository"),
        ("at https://huggingface.co/a/b", "model"),
        ("at https://huggingface.co/a", "project"),
        ("at https://huggingface.co/spaces/a/b", "demo"),
        ("at https://huggingface.co/datasets/a/b", "project"),
        ("at https://modelscope.cn/models/a/b", "model"),
        ("at https://www.modelscope.cn/studios/a/b", "demo"),
        ("A live demo is at https://example.org/try.", "demo"),
        ("Code is at https://github.com/a/b and a demo at https://github.com/c/d.", "repository"),
        ("Our project page is https://a.github.io/b/.", "project"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert _find(text)[-1][2] == kind


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Code is available at https://github.com/a/b.", ["available"]),
        ("Code will be made publicly available at https://github.com/a/b.", ["promised"]),
        ("We will release our code at https://github.com/a/b.", ["promised"]),
        ("We'll release it at https://github.com/a/b.", ["promised"]),
        ("Code is to be released at https://github.com/a/b.", ["promised"]),
        ("Code: https://github.com/a/b (coming soon).", ["promised"]),
        ("The code at https://github.com/a/b upon acceptance.", ["promised"]),
        ("Models will be released on A: https://example.org/m and B: https://github.com/a/b .", ["promised"] * 2),
        (
            "Code is at https://github.com/a/b and data will be released at https://example.org/d.",
            ["available", "promised"],
        ),
        (
            "Data will be at https://example.org/d and code is available at https://github.com/a/b.",
            ["promised", "available"],
        ),
        ("We will study this. Code is available at https://github.com/a/b.", ["available"]),
        ("It will be shown that this works, see https://github.com/a/b.", ["available"]),
    ],
)
def test_status(text: str, statuses: list[str]) -> None:
    assert [link[3] for link in _find(text)] == statuses


@given(st.text() | st.text(alphabet="htps:/.w{}()[]<>\\gitub.com \n-_~%abc"))
def test_positions_hold_on_any_text(text: str) -> None:
    for link in find_links(text, record="r", field="abstract"):
        assert text[link.start : link.end] == link.text
        assert link.url.lower().startswith(("http://", "https://", "ftp://"))


@pytest.mark.parametrize(
    "text",
    ["https://" * 125_000, "https://a" + ")" * 1_000_000, "https://a(" * 100_000, "www." * 250_000, "will " * 200_000 + "https://a.b/c",
     "https://github.com/ " * 50_000, "a.b-" * 250_000, "https://x.org/" + "a" * 1_000_000],
)  # fmt: skip
def test_a_megabyte_takes_no_time(text: str) -> None:
    begin = time.perf_counter()
    find_links(text, record="r", field="abstract")
    assert time.perf_counter() - begin < 10


def test_component_reads_title_and_abstract() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_links")
    record = Record(id="1", title="On https://example.org/t", abstract="Code: https://github.com/a/b.")
    doc = nlp(make_doc(nlp, record))
    assert [(x.field, x.url) for x in doc._.kg_links] == [
        ("title", "https://example.org/t"),
        ("abstract", "https://github.com/a/b"),
    ]
    assert kg.extract.links.EXTRACTOR == "kg_links"


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_printed_code_urls_are_found() -> None:
    wanted = found = 0
    for line in SHARED.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        urls = {x.text.rstrip("/") for x in find_links(paper["abstract"], record="r", field="abstract")}
        wanted += len(paper["urls_in_abstract"])
        found += sum(url.rstrip("/") in urls for url in paper["urls_in_abstract"])
    assert found >= 0.99 * wanted > 50
