"""Assemble results: the numbers that a text reports, with their task, data set, measure and method."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.claims import Claim, find_claims, is_list_gap
from kg.extract.document import get_record
from kg.extract.metrics import find_metric_names
from kg.extract.pairing import Placed, group_names, pair_names
from kg.extract.quantities import Quantity, find_quantities, split_text
from kg.model import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from kg.model import Mention

__all__ = ["ResultFinder", "find_results"]

EXTRACTOR = "kg_results"

_OWN = re.compile(
    r"\b(?:we|our|ours|us|proposed|this\s+(?:paper|work|method|model|approach|framework|system|simple|technique|strategy|algorithm)"
    r"|it(?:s)?|the\s+(?:resulting|new|final|full|method|model|approach|framework|system|algorithm|network|architecture)|experiments?|experimental"
    r"|empirical|results?|evaluations?|extensive|notably|specifically|concretely|remarkably|moreover|furthermore|besides|additionally)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:humans?|annotators?|experts?|crowd\s?workers?|participants?|existing|previous|prior|current|recent|baselines?|conventional|traditional"
    r"|state-of-the-art\s+(?:\w+\s+){0,3}(?:models?|methods?|systems?|approaches|LLMs|LMs|MLLMs|VLMs)|best(?:-performing|\s+performing)?\s+"
    r"(?:\w+\s+){0,2}(?:models?|systems?|baselines?|methods?|LLMs?)|(?:strong|popular|commercial|open-source)\s+(?:\w+\s+){0,2}(?:models?|LLMs?|systems?)"
    r"|agreement|kappa)\b(?!-)",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|merely|just|struggl\w*|fail\w*|poor\w*|inter-annotator|agreement)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:achiev|obtain|reach|attain|yield|outperform|surpass|exceed|beat|improv|gain|boost|reduc|show|set|perform|get|scor|deliver|increas"
    r"|establish|demonstrat|report|lead|push|can|is|are|was|has|have|produc|provid|retain|enhanc|lower|accelerat|rais|advanc|exhibit|record)\w*",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:over|than|to|with|against|outperform\w*|surpass\w*|beat\w*|exceed\w*|like|by|from|using|of|vs\.?|versus|on|for|in|as|and|,)\s+"
    r"(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:models?|systems?|methods?|networks?|approaches|LLMs?|classifiers?|parsers?|detectors?)\b", re.IGNORECASE
)
_TRAINED_ON = re.compile(
    r"\b(?:pre-?)?(?:train|fine-?tun)\w*\s+(?:\w+\s+)?(?:on|with|using|from|by)\s+(?:the\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:on|in|for|of|to|at|across|over|task|tasks)\s+(?:[\w-]+\s+){0,3}$|[(,/:]\s*$|\b(?:and|both|or)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_THESE = re.compile(
    r"\b(?:this|the|these|both|all|two|our)\s+(?:[\w-]+\s+){0,2}?(benchmarks?|data\s?sets?|corpus|corpora|test\s+sets?)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:(?:tasks|datasets|benchmarks|languages|domains|settings|corpora|data\s+sets|test\s+sets)\b|on\s+average)",
    re.IGNORECASE,
)
_SIDE = re.compile(r"[\s$)\]]*(?:(?!(?:and|or|with|while|compared|than|over|on|for|from|which|at|by)\b)[^\W\d][\w'’/-]*\s+){0,4}(?:(?:in|of|in\s+terms\s+of|on)\s+(?:the\s+)?(?:[\w-]+\s+){0,3})?[$(]*")  # fmt: skip
_AHEAD = re.compile(
    r"\s*(?:scores?|rates?|values?|points?|performances?|results?|metric)?\s*(?:\([^()\d]{1,20}\)\s*)?[\s:=(,~$]*(?:(?:is|are|was|of|to|from|by|at|reach\w*|increas\w*|decreas\w*"
    r"|improv\w*|ris\w*|drop\w*|as|equal|up|about|around|over|only|score|the|an?|on|for|in|with|test|set|best|record|respectively|level|[A-Z][\w-]*)[\s:=(~$]+){0,8}$"
)


def find_results(text: str, *, record: str, field: str, mentions: Sequence[Mention]) -> list[Result]:
    """Find the results that a text field reports; ``mentions`` are those of the whole record.

    Task, data set, measure and method are mentions out of ``mentions``, or None where the text does not say.
    """
    here = [m for m in mentions if m.field == field]
    primary = _primary_method(mentions)
    found: list[Result] = []
    begun = field == "title"
    context: list[Mention] = []
    for start, end in split_text(text):
        sentence = text[start:end]
        begun = begun or bool(
            re.search(r"\b(?:we|our|this\s+(?:paper|work|article|study)|proposed?)\b", sentence, re.IGNORECASE)
        )
        inside = [(m.start - start, m.end - start, m) for m in here if start <= m.start and m.end <= end]
        introduced = any(m.role == "introduced" for *_, m in inside)
        if begun or introduced:
            found.extend(
                _shift(result, start)
                for result in _read_sentence(
                    sentence, inside, primary=primary, mentions=mentions, context=context, place=(record, field)
                )
            )
        if any(m.kind == "dataset" for *_, m in inside):
            context = [m for *_, m in inside if m.kind == "dataset"]
    return found


def _shift(result: Result, by: int) -> Result:
    return replace(result, start=result.start + by, end=result.end + by)


def _read_sentence(
    text: str,
    inside: list[Placed],
    *,
    primary: Mention | None,
    mentions: Sequence[Mention],
    context: list[Mention],
    place: tuple[str, str],
) -> Iterator[Result]:
    named = [(a, b) for a, b, m in inside if m.kind in {"method", "dataset", "task"}]
    quantities = find_quantities(text, avoid=[*named, *((n.start, n.end) for n in find_metric_names(text))])
    if not quantities:
        return
    measures = _outermost(inside, "metric")
    beside = _measures_beside(text, quantities, measures)
    claims = find_claims(text, quantities, beside)
    metrics = _metrics(text, claims, quantities, beside, measures)
    datasets = _datasets(text, claims, inside, mentions, context)
    tasks = pair_names(claims, _eligible_tasks(text, inside, claims), text)
    for claim, metric, dataset, task in zip(claims, metrics, datasets, tasks, strict=True):
        known, method = _method(text, claim, inside, primary, mentions)
        if not known:
            continue
        q = claim.quantity
        yield Result(
            *place, q.start, q.end, text[q.start : q.end], q.value, unit=q.unit, value_type=claim.value_type, comparator=q.comparator,
            baseline_value=q.baseline, task=task, dataset=dataset, metric=metric, method=method, aggregation=claim.aggregation,
            score=0.9 if metric or dataset else 0.7, extractor=EXTRACTOR,
        )  # fmt: skip


def _outermost(inside: list[Placed], kind: str) -> list[Placed]:
    same = sorted((p for p in inside if p[2].kind == kind), key=lambda p: (p[0], -p[1]))
    kept: list[Placed] = []
    for placed in same:
        if not kept or placed[0] >= kept[-1][1]:
            kept.append(placed)
    return kept


def _measures_beside(text: str, quantities: list[Quantity], measures: list[Placed]) -> list[Mention | None]:
    """Find for each number the measure right after it ("28.4 BLEU") or right before it ("BLEU of 28.4")."""
    out: list[Mention | None] = []
    for i, q in enumerate(quantities):
        since = quantities[i - 1].outer_end if i else 0
        until = quantities[i + 1].outer_start if i + 1 < len(quantities) else len(text)
        after = next(
            (p for p in measures if q.outer_end <= p[0] < until and _SIDE.fullmatch(text, q.outer_end, p[0])), None
        )
        before = next(
            (
                p
                for p in reversed(measures)
                if since <= p[1] <= q.outer_start and _AHEAD.match(text[p[1] : q.outer_start])
            ),
            None,
        )
        close = after and re.fullmatch(r"[\s$)]*(?:[^\W\d][\w-]*\s)?[\s$(]*", text[q.outer_end : after[0]])
        chosen = after if close or not before else before
        out.append(chosen[2] if chosen else None)
    for i in range(len(quantities) - 2, -1, -1):
        gap = text[quantities[i].outer_end : quantities[i + 1].outer_start]
        if out[i] is None and is_list_gap(gap):
            out[i] = out[i + 1]
    return out


def _metrics(
    text: str, claims: list[Claim], quantities: list[Quantity], beside: list[Mention | None], measures: list[Placed]
) -> list[Mention | None]:
    by_start = {q.start: m for q, m in zip(quantities, beside, strict=True)}
    lists = [g for g in group_names(measures, text) if len(g) > 1]
    if lists:
        paired = pair_names(claims, [p for g in lists for p in g], text)
        if len(lists) == 1 and len(lists[0]) == len(claims) and all(paired):
            return paired
    out = [by_start.get(c.quantity.start) for c in claims]
    for i in range(1, len(out)):
        out[i] = out[i] or out[i - 1]
    if not any(out) and len(measures) == 1:
        return [measures[0][2]] * len(out)
    for i in range(len(out) - 2, -1, -1):
        out[i] = out[i] or (out[i + 1] if claims[i].value_type == claims[i + 1].value_type else None)
    return out


def _datasets(
    text: str, claims: list[Claim], inside: list[Placed], mentions: Sequence[Mention], context: list[Mention]
) -> list[Mention | None]:
    placed = [p for p in _outermost(inside, "dataset") if not _TRAINED_ON.search(text[: p[0]])]
    if placed:
        return pair_names(claims, placed, text)
    if match := _THESE.search(text):
        meant = _meant(match[1], mentions, context)
        if len(meant) == len(claims) > 1:
            return list(meant)
        return [meant[0] if len(meant) == 1 else None] * len(claims)
    if (
        len({m.name for m in context}) == 1
        and not _MANY.search(text)
        and not any(p[2].kind == "dataset" for p in inside)
    ):
        return [context[0] if c.value_type == "absolute" else None for c in claims]
    return [None] * len(claims)


def _meant(noun: str, mentions: Sequence[Mention], context: list[Mention]) -> list[Mention]:
    """Resolve "this benchmark" or "these data sets": what the paper introduces, else what was named last."""
    introduced = _distinct([m for m in mentions if m.kind == "dataset" and m.role == "introduced"])
    if len(introduced) == 1:
        return introduced
    last = _distinct(context)
    return last if noun.lower().endswith("s") or len(last) == 1 else last[-1:]


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    return list({m.name: m for m in reversed(mentions)}.values())[::-1]


def _eligible_tasks(text: str, inside: list[Placed], claims: list[Claim]) -> list[Placed]:
    """Leave out tasks that only describe the method ("our image retrieval method reaches ...")."""
    if not claims:
        return []
    first = claims[0].quantity.outer_start
    methods = [(a, b) for a, b, m in inside if m.kind == "method"]
    return [
        p
        for p in _outermost(inside, "task")
        if not any(a <= p[0] and p[1] <= b for a, b in methods)
        and (
            p[0] > first
            or (
                _PREPOSITION.search(text[: p[0]])
                and not re.match(r"\s+(?:method|model|framework|approach)", text[p[1] :])
            )
        )
    ]


def _method(
    text: str, claim: Claim, inside: list[Placed], primary: Mention | None, mentions: Sequence[Mention]
) -> tuple[bool, Mention | None]:
    """Say whether the number is a result of this paper, and of which method."""
    left = text[: claim.quantity.outer_start]
    clause = re.split(r";|\bwhile\b|\bwhereas\b|\bbut\b", left)[-1]
    offset = len(left) - len(clause)
    methods = [p for p in _outermost(inside, "method") if offset <= p[0] and p[1] <= len(left)]
    own = [p for p in methods if p[2].role == "introduced"]
    if own:
        return True, _nearest(own, text)
    subject = _subject(clause)
    others = [
        p
        for p in methods
        if p[2].role != "introduced" and p[1] - offset <= len(subject) and not _AGAINST.search(text[: p[0]])
    ]
    ours = bool(re.search(r"\b(?:we|our|ours|us|proposed|it|its|this)\b", clause, re.IGNORECASE))
    if _OTHERS.search(subject) and not ours:
        return False, None
    if others and not ours:
        return True, others[-1][2]
    if not ours and _indefinite(subject):
        return (not _ONLY.search(clause)), None
    after = [p for p in _outermost(inside, "method") if p[2].role == "introduced"]
    return True, (after[0][2] if after else primary)


def _nearest(own: list[Placed], text: str) -> Mention:
    subjects = [p for p in own if not _AGAINST.search(text[: p[0]])]
    return (subjects or own)[-1][2]


def _subject(clause: str) -> str:
    """Give the words before the last verb that could govern the number, without "experiments show that"."""
    said = re.split(r"\b(?:that|where|in\s+which)\b", clause)
    body = said[-1] if _VERB.search(said[-1]) else clause
    start = len(clause) - len(body)
    verb = _VERB.search(body)
    return clause[: start + (verb.start() if verb else len(body))][start:] if verb else body


def _indefinite(subject: str) -> bool:
    return bool(_GENERIC.search(subject)) and not re.search(
        r"\b(?:our|the|this|these|proposed)\b", subject, re.IGNORECASE
    )


def _primary_method(mentions: Sequence[Mention]) -> Mention | None:
    """Choose the paper's own method: the introduced one that is named most, preferring proper names."""
    introduced = [m for m in mentions if m.kind == "method" and m.role == "introduced"]
    if not introduced:
        return None
    counts = Counter(m.name for m in introduced)
    first = {m.name: i for i, m in reversed(list(enumerate(introduced)))}
    name = max(counts, key=lambda n: (bool(re.search(r"[A-Z].*[A-Z]|\w[A-Z]|\d|^[A-Z]", n)), counts[n], -first[n]))
    return introduced[first[name]]


class ResultFinder:
    """The spaCy component ``kg_results``: fills ``doc._.kg_results`` from the mentions found before it."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the results of the Doc's record."""
        record = get_record(doc)
        for field in ("title", "abstract"):
            text = getattr(record, field)
            doc._.kg_results.extend(find_results(text, record=record.id, field=field, mentions=doc._.kg_mentions))
        return doc


@Language.factory("kg_results")
def make_result_finder(nlp: Language, name: str) -> ResultFinder:  # noqa: ARG001
    """Make the component that assembles results."""
    return ResultFinder()
