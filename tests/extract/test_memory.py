"""What extraction remembers is what it would find again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cache import Cache
from kg.extract import Options, extract
from kg.extract.memory import KIND, decode_extraction, encode_extraction, extract_remembered, fingerprint_extraction
from kg.model import Dropped, Extraction, Link, Mention, Record, Result
from kg.readers import read_paths

SEEDS = Path(__file__).parents[2] / "seeds"

texts = st.sampled_from(["", "BERT", "naïve \U0001f600", "\ud800", '"\n\x00'])
places = (st.just("title"), st.integers(0, 99), st.integers(0, 99), texts)
scores = st.floats(0, 1)
mentions = st.builds(Mention, st.just("r"), *places, texts, texts, st.none() | texts, scores, texts, scores)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
results = st.builds(Result, st.just("r"), *places, decimals, texts, texts, texts, st.none() | decimals,
                    st.none(), st.none() | mentions, st.none(), st.none(), texts, scores, texts, scores)  # fmt: skip
links = st.builds(Link, st.just("r"), *places, texts, texts, texts, scores, texts, scores)
dropped = st.builds(Dropped, st.just("r"), *places, texts)


@st.composite
def make_extractions(draw: st.DrawFn) -> Extraction:
    """Some results name one of the mentions, some a mention that stands nowhere else."""
    known = draw(st.lists(mentions, max_size=3))
    found = [
        replace(result, method=draw(st.sampled_from([None, *known]))) for result in draw(st.lists(results, max_size=2))
    ]
    others = (tuple(draw(st.lists(kind, max_size=2))) for kind in (links, dropped))
    return Extraction(tuple(known), tuple(found), *others)


@given(make_extractions())
def test_the_stored_form_loses_nothing(extraction: Extraction) -> None:
    stored = json.loads(json.dumps(encode_extraction(extraction)))
    assert decode_extraction(stored, "r") == extraction


def test_what_has_no_stored_form_is_refused() -> None:
    odd = Mention("r", "authors", 0, 1, ("A. B.",), "person", "A. B.")
    with pytest.raises(TypeError, match="has no stored form"):
        encode_extraction(Extraction((odd,)))


@pytest.fixture(scope="module")
def seeds() -> list[Record]:
    return list(read_paths([SEEDS], on_skip=lambda _: None))


def remember(records: list[Record], path: Path, old: Path | None = None, jobs: int = 1, **options) -> Iterator:
    with Cache(path, old=old, versions={KIND: "1"}) as cache:
        yield from extract_remembered(records, cache=cache, options=Options(**options), n_process=jobs)
        cache.finish()


def test_a_second_run_finds_the_same_without_reading(seeds: list[Record], tmp_path: Path) -> None:
    """Records that moved, got another id or another date are known; those with another text are not."""
    direct = list(extract(seeds, options=Options(model="rules")))
    first = list(remember(seeds, tmp_path / "a", model="rules"))
    assert first == [(record, extraction, False) for record, extraction in direct]
    moved = [replace(record, id=f"n{i}", date="1999") for i, record in enumerate(reversed(seeds))]
    moved[7] = replace(moved[7], title=f"{moved[7].title}!")
    again = list(remember(moved, tmp_path / "b", tmp_path / "a", model="rules"))
    assert [known for *_, known in again] == [i != 7 for i in range(len(moved))]
    assert [(r, e) for r, e, _ in again] == list(extract(moved, options=Options(model="rules")))
    assert all(m.record == r.id for r, e, _ in again for m in e.mentions)


def test_options_count(seeds: list[Record], tmp_path: Path) -> None:
    list(remember(seeds[:3], tmp_path / "a", model="rules"))
    assert not any(known for *_, known in remember(seeds[:3], tmp_path / "b", tmp_path / "a", model="rules", min_confidence=0.5))  # fmt: skip
    assert all(known for *_, known in remember(seeds[:3], tmp_path / "c", tmp_path / "a", model="rules"))


def test_processes_share_the_work_in_order(seeds: list[Record], tmp_path: Path) -> None:
    first = list(remember(seeds[::2], tmp_path / "a", model="rules"))
    both = list(remember(seeds, tmp_path / "b", tmp_path / "a", jobs=2, model="rules"))
    assert [r.id for r, *_ in both] == [r.id for r in seeds]
    assert both[::2] == [(record, extraction, True) for record, extraction, _ in first]
    assert not any(known for *_, known in both[1::2])


@pytest.mark.parametrize("stored", [[], [[["title"]], [], [], []], [[], [[{}]], [], []], 7])
def test_an_entry_of_another_form_is_done_anew(tmp_path: Path, stored: object) -> None:
    record = Record("a", title="We use BERT")
    (found,) = remember([record], tmp_path / "a", model="rules")
    said: list[str] = []
    with Cache(tmp_path / "b", versions={KIND: "1"}) as cache:
        cache.put(KIND, key_of(tmp_path / "a"), json.dumps(stored).encode())
        cache.finish()
    with Cache(tmp_path / "c", old=tmp_path / "b", versions={KIND: "1"}, notify=said.append) as cache:
        assert list(extract_remembered([record], cache=cache, options=Options(model="rules"))) == [found]
    assert len(said) == 1
    assert "cannot be read" in said[0]


def key_of(path: Path) -> bytes:
    import sqlite3

    (key,) = sqlite3.connect(path).execute("SELECT key FROM entries").fetchone()
    return key


def test_the_fingerprint_covers_all_code_that_extraction_runs() -> None:
    """In a process of its own: what it imported of this package is hashed."""
    code = (
        "import sys; from kg.extract import make_nlp; from kg.model import Record; from kg.extract import extract\n"
        "list(extract([Record('a', title='BERT', abstract='We reach 90% on SQuAD.')]))\n"
        "print('\\n'.join(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'kg' and m.__file__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    package = Path(kg.__file__).parent
    used = {Path(line).relative_to(package).parts[0] for line in done.stdout.split()}
    # The package's face and what that imports take no part in extraction.
    assert used - {
        "__init__.py",
        "build.py",
        "garbage.py",
        "graph.py",
        "locks.py",
        "store.py",
        "endpoint.py",
        "workplace.py",
    } <= set(kg.extract.memory._SOURCES)
    assert len(fingerprint_extraction()) == 64


def test_numbers_keep_their_printed_form() -> None:
    result = Result("r", "title", 0, 4, "90.0", Decimal("90.0"))
    (back,) = decode_extraction(encode_extraction(Extraction(results=(result,))), "r").results
    assert str(back.value) == "90.0"
