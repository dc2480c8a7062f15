"""File names that every file system takes, and no two of them alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.iris import BASE, KG
from kg.profiles.addresses import FOLDERS, SiteAddresses, name_file

NAMES = st.text(alphabet=st.sampled_from("abAB1./%\\:-_~é中 ?#|*") | st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}method/clip", "clip"),
        (f"{BASE}method/CLIP", r"clip\.[0-9a-f]{16}"),
        (f"{BASE}method/a/b", r"a-b\.[0-9a-f]{16}|clip"),
        (f"{BASE}method/..", r"x\.[0-9a-f]{16}"),
        (f"{BASE}method/%2e%2e%2fetc", r"etc\.[0-9a-f]{16}"),
        (f"{BASE}method/con", r"x-con\.[0-9a-f]{16}"),
        (f"{BASE}method/lpt1", r"x-lpt1\.[0-9a-f]{16}"),
        (f"{BASE}method/console", "console"),
        (f"{BASE}method/index", r"index\.[0-9a-f]{16}"),
        (f"{BASE}method/index-2", r"index-2\.[0-9a-f]{16}"),
        (f"{BASE}method/a.b", r"a-b\.[0-9a-f]{16}"),
        (f"{BASE}method/-a", r"a\.[0-9a-f]{16}"),
        (f"{BASE}method/" + "a" * 101, r"a{60}\.[0-9a-f]{16}"),
        (f"{BASE}task/clip", r"w3id-org-scholar-kg-id-task-clip\.[0-9a-f]{16}"),
        ("https://github.com/idstcv/TeS", r"github-com-idstcv-tes\.[0-9a-f]{16}"),
        ("urn:中", r"urn\.[0-9a-f]{16}|urn-zhong\.[0-9a-f]{16}|x\.[0-9a-f]{16}"),
    ],
)
def test_names(iri, name):
    assert re.fullmatch(name, name_file(iri, "method", BASE))


@given(st.lists(NAMES, max_size=20))
def test_names_are_safe_and_distinct(rests):
    iris = {f"{BASE}method/{rest}" for rest in rests} | {f"urn:{rest}" for rest in rests}
    names = [name_file(iri, "method", BASE) for iri in sorted(iris)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[0-9a-f]{16})?", name)
        assert len(name) <= 120
        assert not re.match(
            r"(?:con|prn|aux|nul|com\d|lpt\d|index(?:-\d+)?)(?:\.html)?$", f"{name}".partition(".")[0]
        ) or (name.startswith("index") and "." in name)


def test_files_and_links():
    here = SiteAddresses({f"{BASE}method/clip": f"{KG}Method", "urn:x": "urn:Unknown"}, BASE)
    assert here.file_of(f"{BASE}method/clip") == "method/clip.html"
    assert here.more_of(f"{BASE}method/clip", "used", 2) == "method/clip.used-2.html"
    assert here.file_of("urn:x") == ""
    assert here.link("paper/a.html", "paper/b.html") == "b.html"


def test_every_class_has_a_folder_of_its_own():
    assert len(set(FOLDERS.values())) == len(FOLDERS)
