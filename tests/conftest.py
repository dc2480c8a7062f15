"""What several rooms' tests share."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from rdflib import Dataset

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seed_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that ``kg build seeds`` writes; the first of several test processes builds it for all."""
    from kg.build import build_graph

    root = tmp_path_factory.getbasetemp()
    place = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "seed"
    try:
        place.mkdir()
    except FileExistsError:
        until = time.monotonic() + 900
        while not (place / "kg-out" / "manifest.json").exists():
            assert time.monotonic() < until, "another test process could not build the seeds' graph"
            time.sleep(0.2)
        return place / "kg-out"
    return build_graph([SEEDS], place / "kg-out")


@pytest.fixture(scope="session")
def seed_dataset(seed_graph: Path) -> Dataset:
    """The listing page's graph, opened from its store."""
    from kg.store import open_store

    return open_store(seed_graph)
