"""Judge roles that nobody annotated: by the name before a title's colon, names that many share, leaderboard rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.extract.candidates import has_name_shape, key_of
from kg.extract.document import abstract_start, get_text, make_doc
from kg.extract.groups import Naming, group_candidates
from kg.extract.roles import ROLES
from kg.extract.training.role_corpora import Judged, Named
from kg.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Found", "find_names", "judge_listed", "title_name"]

COMMON = 3
"""Names that so many papers speak of are not introduced by them."""

Found = tuple[str, str, tuple[str | None, ...], tuple[tuple[int, int], ...]]
"""Kind, key, hints and characters of one name in a Doc."""


def find_names(doc: Doc) -> list[Found]:
    """List the names that the pipeline accepted in a Doc, with the hints about their roles."""
    naming, gap = Naming(doc), abstract_start(doc)
    hints = {(g.kind, g.key): tuple(g.role_hints) for g in group_candidates(doc._.kg_candidates, naming)}
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for m in doc._.kg_mentions:
        shift = 0 if m.field == "title" else gap
        spans[m.kind, naming.key(m.kind, m.text)].append((m.start + shift, m.end + shift))
    return [(kind, key, hints.get((kind, key), ()), tuple(sorted(at))) for (kind, key), at in spans.items()]


def title_name(title: str) -> str:
    """Give the coined word that a title puts before its colon, else nothing.

    >>> title_name("FooNet: Parsing at Scale"), title_name("Attention: A Survey")
    ('FooNet', '')
    """
    name, colon, _ = title.partition(":")
    return name if colon and " " not in name and has_name_shape(name) and not title.isupper() else ""


def judge_listed(lines: Sequence[dict[str, Any]], nlp: Language) -> Iterator[tuple[Judged, Doc, list[Found]]]:
    """Judge the names that the pipeline finds in papers ``{id, title, abstract, gold_tdms?, gold_datasets?}``."""
    lines = [x for x in lines if not x["title"].isupper()]  # there every word looks like a name
    records = [Record(id=str(x["id"]), title=x["title"], abstract=x["abstract"]) for x in lines]
    docs = list(nlp.pipe(make_doc(nlp, r) for r in records))
    found = [find_names(doc) for doc in docs]
    papers: dict[tuple[str, str], int] = defaultdict(int)
    for names in found:
        for kind, key, _, _ in names:
            papers[kind, key] += 1
    for line, doc, record, names in zip(lines, docs, records, found, strict=True):
        rows = line.get("gold_tdms") or []
        board = Board(
            tasks=[r[0] for r in rows],
            datasets=[*(r[1] for r in rows), *line.get("gold_datasets", ())],
            own=key_of(title_name(record.title) or " "),
        )
        named = [
            Named(kind, *role, at)
            for kind, key, hints, at in names
            if (role := board.judge(kind, get_text(doc)[slice(*at[0])], key, hints=hints, papers=papers[kind, key]))
        ]
        if named:
            yield Judged(record, tuple(named), "leaderboards" if rows else "listings"), doc, names


class Board:
    """What is known of one paper: the tasks and datasets of its leaderboard rows, the name that its title gives."""

    def __init__(self, *, tasks: Iterable[str], datasets: Iterable[str], own: str) -> None:
        """Split the names into words."""
        self.tasks = [frozenset(key_of(t).split()) for t in tasks]
        self.datasets = [frozenset(key_of(d).split()) for d in datasets]
        self.own = own

    def judge(
        self, kind: str, text: str, key: str, *, hints: Sequence[str | None], papers: int
    ) -> tuple[str, float] | None:
        """Give role and trust of a name of which so many papers speak; None where nothing tells."""
        if kind == "task":
            return self._judge_task(key)
        if kind not in ROLES or "introduced" in hints or key == self.own:
            return self._judge_own(kind, key, papers)
        if kind == "method":
            return ("used", 0.5) if papers >= COMMON else None
        return self._judge_dataset(text, papers)

    def _judge_own(self, kind: str, key: str, papers: int) -> tuple[str, float] | None:
        if kind in ROLES and key == self.own:
            return "introduced", 1.0
        # Who proposes a name that many papers use may be its author.
        return ("introduced", 0.5) if kind in ROLES and papers < COMMON else None

    def _judge_task(self, key: str) -> tuple[str, float] | None:
        words = frozenset(key.split())
        if any(words <= t or t <= words for t in self.tasks):
            return "addressed", 1.0
        return ("mentioned", 0.5) if self.tasks and not any(words & t for t in self.tasks) else None

    def _judge_dataset(self, text: str, papers: int) -> tuple[str, float] | None:
        words = frozenset(key_of(text).split())
        if any(words <= d or d <= words for d in self.datasets):
            return ("evaluated_on", 1.0) if papers >= COMMON or self.tasks else None
        return ("used", 0.15) if papers >= COMMON and self.datasets else None
