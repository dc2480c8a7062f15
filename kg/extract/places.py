"""Say on which data set and for which task each number of a sentence was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.pairing import pair_names
from kg.extract.placed import Bond, group_names, outermost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.extract.claims import Claim
    from kg.extract.placed import Placed
    from kg.extract.quantities import Quantity
    from kg.model import Mention

__all__ = ["Scene", "is_training", "pair_datasets", "pair_tasks", "place_numbers"]

_TRAINED_ON = re.compile(
    r"\b(?:pre-?)?(?:train|fine-?tun|pretrain|learn)\w*\s+(?:\w+\s+)?(?:on|with|using|from|by)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:on|in|for|of|to|at|across|over|tasks?)\s+(?:[\w-]+\s+){0,3}$|\b(?:tasks?|benchmarks?)\s*[(,:]\s*$",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:from|with|using|by|via|through|without|than|over|versus)\s+(?:(?!on\b|for\b|in\b)[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_ON_NAME = re.compile(r"[\s$)]*(?:[\w@/-]+\s+){0,3}?(?:on|for|in)\s+(?:the\s+)?[A-Z]")
_IN_TASK = re.compile(r"[\s$)]*(?:[\w-]+\s+){0,3}?(?:on|for|in)\s+(?:the\s+)?(?:[a-z-]+\s+){1,3}tasks?\b")
_DESCRIBES = re.compile(
    r"\s+(?:methods?|models?|frameworks?|approach(?:es)?|systems?|networks?|algorithms?|techniques?)\b"
)
_THESE = re.compile(
    r"\b(this|the|these|both|all|two|our)\s+(?:[\w-]+\s+){0,2}?(benchmarks?|data\s?sets?|corpus|corpora|test\s+sets?)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\bthe\s+(former|latter)\b|\bon\s+(it)\b(?!s\b)", re.IGNORECASE)
_ON = re.compile(r"[\s$]*(?:on|for)\s+(?:the\s+)?")
_OPENED = re.compile(r"\s*[(:]\s*$")
_MANY = re.compile(
    r"\b(?:(?:tasks|datasets|benchmarks|languages|domains|settings|corpora|data\s+sets|test\s+sets)\b|on\s+average"
    r"|(?:an?|another|unseen)\s+(?:[\w-]+\s+){0,2}(?:data\s?set|benchmark|corpus|test\s+set)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a sentence is read against: the record's mentions, its own method, and what was named before."""

    mentions: Sequence[Mention]
    own_method: Mention | None
    datasets: Sequence[Mention] = ()
    measures: Sequence[Mention] = ()


def is_training(text: str, at: int) -> bool:
    """Say whether the name at ``at`` is what something is trained on.

    >>> text = "a model trained on DataA reaches 84.2 on DataB"
    >>> is_training(text, text.index("DataA")), is_training(text, text.index("DataB"))
    (True, False)
    """
    return bool(_TRAINED_ON.search(text[max(0, at - 80) : at]))


def pair_datasets(text: str, claims: Sequence[Claim], inside: Sequence[Placed], scene: Scene) -> list[Bond | None]:
    """Give each claim its data set: one named in the sentence, or the one that "this benchmark" or "it" means."""
    named = _proper(outermost(inside, "dataset"))
    placed = [p for p in named if not is_training(text, p[0])]
    if pointed := _resolve_ordinals(text, placed, scene):
        placed = sorted([*placed, *pointed], key=lambda p: p[0])
    if placed:
        taken = {a for a, _, m in inside if m.kind == "method"}
        return pair_names(claims, placed, text, unknown=_ON_NAME, taken=taken)
    if match := _THESE.search(text):
        meant = _meant(match[1].lower(), match[2].lower(), scene)
        if len(meant) == len(claims) > 1:
            return [Bond(m, "these") for m in meant]
        return [Bond(meant[0], "these") if len(meant) == 1 else None] * len(claims)
    before = [m for m in scene.datasets if m.role in {"evaluated_on", "introduced"}]
    if len({m.name for m in before}) == 1 and not _MANY.search(text) and not named:
        return [Bond(before[0], "before") if c.value_type == "absolute" else None for c in claims]
    return [None] * len(claims)


def _proper(named: list[Placed]) -> list[Placed]:
    """Leave out descriptions ("news corpus") where names stand beside them."""
    names = [p for p in named if any(c.isupper() or c.isdigit() for c in p[2].surface)]
    return names or named


def _resolve_ordinals(text: str, placed: list[Placed], scene: Scene) -> list[Placed]:
    """Place the data sets that "the former", "the latter" and "on it" mean."""
    found: list[Placed] = []
    for match in _ORDINAL.finditer(text):
        known = _distinct([p[2] for p in placed if p[1] <= match.start()]) or _distinct(scene.datasets)
        if match[2]:
            meant = known[0] if len(known) == 1 else None
        else:
            meant = known[-2:][match[1].lower() == "latter"] if len(known) > 1 else None
        if meant:
            found.append((match.start(match.lastindex or 0), match.end(), meant))
    return found


def _meant(determiner: str, noun: str, scene: Scene) -> list[Mention]:
    """Resolve "this benchmark" or "these data sets": what the paper introduces, else what was named last."""
    introduced = _distinct([m for m in scene.mentions if m.kind == "dataset" and m.role == "introduced"])
    if len(introduced) == 1:
        return introduced
    last = _distinct(scene.datasets)
    if noun.endswith(("s", "corpora")) or len(last) == 1:
        return last
    return last[-1:] if determiner == "this" else []


def _distinct(mentions: Iterable[Mention]) -> list[Mention]:
    return list({m.name: m for m in reversed(list(mentions))}.values())[::-1]


def place_numbers(text: str, quantities: Iterable[Quantity], inside: Sequence[Placed]) -> set[int]:
    """Give the starts of the numbers that a data set stands right beside: "79 on DataA", "DataA (79)"."""
    starts = {a for a, _, m in inside if m.kind == "dataset"}
    ends = {b for _, b, m in inside if m.kind == "dataset"}
    if not starts:
        return set()
    found = set()
    for q in quantities:
        after = _ON.match(text, q.outer_end)
        before = _OPENED.search(text, max(0, q.outer_start - 8), q.outer_start)
        if (after and after.end() in starts) or (before and before.start() in ends):
            found.add(q.start)
    return found


def pair_tasks(
    text: str, claims: Sequence[Claim], inside: Sequence[Placed], metrics: Sequence[Bond | None]
) -> list[Bond | None]:
    """Give each claim the task that the sentence names for it."""
    tasks = pair_names(claims, _eligible_tasks(text, inside, claims), text, unknown=_IN_TASK)
    _unbind(tasks, metrics, inside)
    return tasks


def _eligible_tasks(text: str, inside: Sequence[Placed], claims: Sequence[Claim]) -> list[Placed]:
    """Leave out tasks that only describe the method ("our image retrieval method reaches ...")."""
    if not claims:
        return []
    first = claims[0].quantity.outer_start
    methods = [(a, b) for a, b, m in inside if m.kind == "method"]
    free = [p for p in outermost(inside, "task") if not any(a <= p[0] and p[1] <= b for a, b in methods)]
    kept: list[Placed] = []
    for group in group_names(free, text):
        before = text[max(0, group[0][0] - 60) : group[0][0]]
        measured = any(0 <= a - group[-1][1] <= 2 for a, _, m in inside if m.kind == "metric")
        led = measured or not _MEANS.search(before) if group[0][0] > first else measured or _PREPOSITION.search(before)
        if led and not _DESCRIBES.match(text, group[-1][1]):
            kept.extend(group)
    return kept


def _unbind(tasks: list[Bond | None], metrics: Sequence[Bond | None], inside: Sequence[Placed]) -> None:
    """Take a task that names one measure ("POS tagging accuracy") away from the numbers of other measures."""
    starts = {m.start: m for *_, m in inside if m.kind == "metric"}
    given = [b.name if b else None for b in metrics]
    for i, task in enumerate(tasks):
        bound = task and (starts.get(task.name.end + 1) or starts.get(task.name.end))
        if bound and given[i] is not bound and bound in given:
            tasks[i] = None
