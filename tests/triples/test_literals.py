"""Whatever a paper prints as an address becomes an IRI."""

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.triples.literals import escape_url

TEXT = st.text(st.one_of(st.sampled_from('#@:/?[]%\\"<> a1.&\u0301\ue000\ufffe'), st.characters()), max_size=25)


@given(TEXT, TEXT)
def test_any_address_can_be_written(host: str, path: str) -> None:
    for url in (f"https://a{host}.b/{path}", f"https://{host}a.b{path}"):
        assert ox.NamedNode(escape_url(url)).value.startswith("https://")
