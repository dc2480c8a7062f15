"""What several rooms' tests share."""

from __future__ import annotations

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
    """The directory that ``kg build seeds`` writes."""
    from kg.build import build_graph

    return build_graph([SEEDS], tmp_path_factory.mktemp("seed") / "kg-out")


@pytest.fixture(scope="session")
def seed_dataset(seed_graph: Path) -> Dataset:
    """The listing page's graph, opened from its store."""
    from kg.store import open_store

    return open_store(seed_graph)
