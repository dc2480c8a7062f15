"""How much a network's figures hang on who was taken for one person, and on co-authors that "et al." hides.

Identities come in three variants: as decided, with every possibly same person merged, and with every merge that is not
sure enough undone. Each measure has its value, and each person a rank, in all three.
"""

from __future__ import annotations

from kg.network.uncertainty.identities import Identities, describe_identities, read_identities
from kg.network.uncertainty.ranges import RangeRow, measure_range
from kg.network.uncertainty.truncation import describe_truncation
from kg.network.uncertainty.variants import merge_people, split_people

__all__ = [
    "Identities",
    "RangeRow",
    "describe_identities",
    "describe_truncation",
    "measure_range",
    "merge_people",
    "read_identities",
    "split_people",
]
