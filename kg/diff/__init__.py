"""What one graph says that another does not, told by entity."""

from kg.diff.compare import compare
from kg.diff.model import Difference, EntityChange, Move
from kg.diff.write import FORMATS, write_counts, write_difference

__all__ = ["FORMATS", "Difference", "EntityChange", "Move", "compare", "write_counts", "write_difference"]
