"""Engines: where extraction and resolution run. An engine is a function from records to a resolution."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from kg.cache import Cache
from kg.errors import UsageError
from kg.extract.pipeline import Options
from kg.iris import Minter
from kg.model import Record, Resolution
from kg.resolve.vocabulary.concepts import Vocabulary

if TYPE_CHECKING:
    from kg.resolve.papers import Rule

__all__ = ["ENGINES", "Engine", "get_engine"]

#: Module and function of each engine.
ENGINES: dict[str, str] = {"local": "kg.engines.local:run"}

Watch = Callable[[bool], None]


class Engine(Protocol):
    """Extracts from and resolves all records.

    ``watch`` is called once per record as it is extracted, and told whether the cache knew what is in it.
    """

    def __call__(
        self,
        records: Iterable[Record],
        *,
        minter: Minter,
        cache: Cache,
        vocabulary: Vocabulary,
        rule: Rule | None,
        options: Options,
        jobs: int,
        watch: Watch,
    ) -> Resolution:
        """Run the two stages."""
        ...


def get_engine(name: str) -> Engine:
    """Import an engine by name."""
    from importlib import import_module

    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}: choose {' or '.join(sorted(ENGINES))}")
    module, _, function = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), function)
    return engine
