"""The site of the listing page's graph, and a browser."""

from __future__ import annotations

import pytest
from browsing import launch

from kg.profiles import write_site


@pytest.fixture(scope="session")
def seed_site(seed_graph, seed_dataset, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_site(seed_dataset, folder, location=seed_graph)
    return folder


@pytest.fixture(scope="module")
def chromium():
    with launch() as running:
        yield running
