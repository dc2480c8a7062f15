"""State units: what they say, as blocks of Turtle that wait in a spool to be put in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg.ledger import Row
from kg.splice import Block, Spool, short_hash
from kg.triples import Assertions, Unit
from kg.turtle import Abbreviator, rank_of, render_block

__all__ = ["INDENT", "Desk"]

#: How blocks of the default graph and of the evidence graph are indented, which tells them apart.
INDENT = {False: "", True: "    "}


class Desk:
    """Where units are stated; ``rows`` say which subjects each stated, ``blocks`` what it said of them."""

    def __init__(self, out: Assertions, spool: Spool) -> None:
        """Start with nothing stated."""
        self.out, self.spool = out, spool
        self.short = Abbreviator(out.minter.base)
        self.header = self.short.header().encode()
        self.opening = f"\n{self.short.shorten(f'<{out.minter.evidence_graph}>')} {{\n".encode()
        self.rows: list[Row] = []
        self.blocks: list[list[Block]] = []

    def state(self, unit: Unit, fingerprint: bytes) -> None:
        """State a unit and remember its row and its blocks."""
        unit.state(self.out)
        runs = tuple(sorted(self.out.runs))
        blocks = self._write((evidence, f"<{s}>", p, o) for evidence, s, p, o in self.out.flush())
        self.blocks.append(blocks)
        self.rows.append(Row(fingerprint, runs, tuple(block.code for block in blocks)))

    def restate(self, unit: Unit) -> list[Block]:
        """Return the blocks of a unit that is not new."""
        unit.state(self.out)
        return self._write((evidence, f"<{s}>", p, o) for evidence, s, p, o in self.out.flush())

    def merge(self, fragments: Iterable[bytes]) -> list[Block]:
        """Put the fragments of blocks together."""
        return self._write(
            (not isinstance(q.graph_name, ox.DefaultGraph), str(q.subject), q.predicate.value, str(q.object))
            for q in self.parse(fragments)
        )

    def parse(self, texts: Iterable[bytes]) -> Iterator[ox.Quad]:
        """Read blocks of both graphs."""
        several: dict[bool, list[bytes]] = {False: [], True: []}
        for text in texts:
            several[text.startswith(f"\n{INDENT[True]}".encode())].append(text)
        for evidence, own in several.items():
            before, after = (self.opening, b"}\n") if evidence else (b"", b"")
            if own:
                yield from ox.parse(input=b"".join([self.header, before, *own, after]), format=ox.RdfFormat.TRIG)

    def read(self, block: Block) -> bytes:
        """Return a block's text."""
        return self.spool.read(block.offset, block.size)

    def _write(self, facts: Iterable[tuple[bool, str, str, str]]) -> list[Block]:
        grouped: dict[tuple[bool, str], dict[tuple[str, str], None]] = defaultdict(dict)
        for evidence, subject, predicate, obj in facts:
            grouped[evidence, subject][predicate, obj] = None
        return [self._write_block(evidence, subject, list(own)) for (evidence, subject), own in grouped.items()]

    def _write_block(self, evidence: bool, subject: str, facts: Sequence[tuple[str, str]]) -> Block:
        data = f"\n{render_block(subject, facts, self.short, INDENT[evidence])}".encode()
        code = short_hash(b"\1" * evidence + subject.encode())
        return Block(evidence, rank_of(facts), subject, code, short_hash(data), self.spool.write(data), len(data))
