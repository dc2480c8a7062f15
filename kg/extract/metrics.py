"""Find the evaluation measures that a text attaches numbers to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from spacy.language import Language

from kg.extract.document import get_record
from kg.extract.quantities import find_quantities, split_text
from kg.model import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from kg.extract.quantities import Quantity

__all__ = ["MetricFinder", "MetricName", "find_metric_names", "find_metrics", "find_thresholds", "lower_is_better"]

EXTRACTOR = "kg_metrics"

_PREFIX = (
    r"(?:(?P<rank>(?i:top|rank))[-– ]?(?P<k>\d{1,3})"
    r"|(?P<mean>(?i:macro|micro|weighted))(?:[- ]?(?i:averaged?|avg))?)"
)
_DIGIT = re.compile(r"\d")
_AT = r"\s?@\s?(?:\[[\d.:,]{1,12}\]|\d+(?:\.\d+)?(?::\d?\.\d+)?k?)"
_ONLY_AT = {
    "Acc": "accuracy",
    "H": "Hits",
    "HR": "hit rate",
    "Hit": "Hits",
    "Hits": "Hits",
    "IoU": "IoU",
    "P": "Precision",
    "Pass": "pass",
    "Precision": "Precision",
    "R": "Recall",
    "Recall": "Recall",
    "pass": "pass",
}
_SMALL_AT = {"recall": "Recall", "precision": "Precision", "accuracy": "accuracy"}
_NEAR = re.compile(r"\s*(?:[^\s\d]\S*\s+){0,9}[^\s\d]*[\s(:=~$]*")
_THRESHOLD = re.compile(
    r"(?:\b(?:at|with|under|for|using)\s+|@\s?)(?:an?\s+|the\s+)?(?:m?t?IoUs?|IOU|iou|FPR|FAR|FPPI|recall|precision|confidence)"
    r"\s*(?:thresholds?\s*)?(?:of\s+|[=>@≥]\s*)\s*\d*\.?\d+%?"
    r"|\b(?:m?t?IoUs?|IOU|iou)\s+thresholds?\s*(?:\(?(?:from|of|between|ranging\s+from|in|at)?\s*\[?\s*\d*\.?\d+%?(?:\s*(?:to|and|,|:|-|–)\s*\d*\.?\d+%?){0,3})?"
)
_ABRIDGED = re.compile(r"/(?:\d+|L)\b(?!\s*[a-z-]*(?:acc|err))")  # ROUGE-1/2/L: none of them alone
_LIST_GAP = re.compile(r"\s*(?:,|/|and|or|&|,\s*and)\s*(?:the\s+|an?\s+)?")
_SHORT_GAP = re.compile(r"[\s$)(]*(?:points?\s+)?(?:in\s+)?[\s$(]*|\s*(?:score|of|at|is|:|=|\(|\s)*\s*[$~]?")


@dataclass(frozen=True, slots=True)
class MetricName:
    """A printed name of a measure at ``start:end`` of a text, and what it is usually called."""

    start: int
    end: int
    name: str


@cache
def _lexicon() -> dict[str, tuple[str, str]]:
    """Map each printed form to (usual name, direction)."""
    table: dict[str, tuple[str, str]] = {}
    text = files("kg.extract").joinpath("lexicon", "metrics.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, direction, _unit, forms = line.split("\t")
            for form in (name, *filter(None, forms.split("|"))):
                table.setdefault(form, (name, direction))
    return table


def _form_pattern(form: str) -> str:
    pattern = re.escape(form).replace(r"\ ", r"[\s-]+")
    if re.search(r"[A-Z]", form) and " " not in form:
        return f"{pattern}s?" if re.fullmatch(r"[A-Za-z]*[A-RT-Z]", form) and len(form) > 2 else pattern
    return f"(?i:{pattern})s?" if form[-1].isalpha() and form[-1] != "s" else f"(?i:{pattern})"


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(_lexicon(), key=lambda form: (-len(form), form))
    at = "|".join(sorted({*_ONLY_AT, *_SMALL_AT}, key=len, reverse=True))
    # Grouped by first letter, a position of the text tries a few forms instead of hundreds.
    letters = sorted({form[0].lower() for form in forms})
    words = "|".join(
        f"(?=(?i:{re.escape(c)}))(?:{'|'.join(_form_pattern(f) for f in forms if f[0].lower() == c)})" for c in letters
    )
    return re.compile(
        rf"(?<![\w@\\-])(?=[A-Za-zρ$])(?:"
        rf"(?:{_PREFIX}[-–\s]+)?(?:(?P<short>{at})(?={_AT})|(?P<word>{words}))(?P<at>{_AT}|_?\$?_?\{{?(?P<iou>25|50|75)\}}?\$?)?"
        rf"|(?P<bare>(?i:top|rank)[-–]\d{{1,3}}))(?![\w@]|[-–](?=[a-z]))"
    )


def _canonical(match: re.Match[str], text: str) -> str:
    if bare := match["bare"]:
        return re.sub(r"[-–]", "-", bare.lower()) + " accuracy"
    name = {**_ONLY_AT, **_SMALL_AT}[match["short"]] if match["short"] else _look_up(match["word"])
    suffix = re.sub(r"[\s$_{}]", "", match["at"] or "")
    if match["rank"]:
        name = f"{match['rank'].lower()}-{match['k']} {'error' if name == 'error rate' else name}"
    if match["mean"]:
        name = f"{match['mean'].lower()} {name}"
    if _ABRIDGED.match(text, match.end()):
        return re.sub(r"[-@]?\d+$", "", name + suffix)
    return name + suffix


@cache
def _folded() -> dict[str, str]:
    return {_fold(form): name for form, (name, _) in reversed(_lexicon().items())}


def _fold(form: str) -> str:
    return re.sub(r"[\s-]+", " ", form).lower()


def _look_up(form: str) -> str:
    """Give the usual name of a printed form, whose case, hyphens and plural may differ from the lexicon's."""
    if form in _lexicon():
        return _lexicon()[form][0]
    folded = _fold(form)
    return _folded().get(folded) or _folded()[folded.removesuffix("s")]


def find_thresholds(text: str) -> list[tuple[int, int]]:
    """Find the spans that name an operating point, such as "at IoU=0.5": their number is no value of the measure.

    >>> find_thresholds("an mAP of 18.9% at IoU=0.5")
    [(16, 26)]
    """
    return [match.span() for match in _THRESHOLD.finditer(text)]


def find_metric_names(text: str, *, thresholds: Sequence[tuple[int, int]] | None = None) -> list[MetricName]:
    """Find every known measure, whether or not a number stands beside it, except in thresholds (found if not given).

    >>> [m.name for m in find_metric_names("top-1 accuracy, Macro-F1, R@5 and ROUGE-L")]
    ['top-1 accuracy', 'macro F1', 'Recall@5', 'ROUGE-L']
    """
    inside = find_thresholds(text) if thresholds is None else thresholds
    return [
        MetricName(match.start(), match.end(), _canonical(match, text))
        for match in _pattern().finditer(text)
        if not any(a <= match.start() < b for a, b in inside)
    ]


def lower_is_better(name: str) -> bool:
    """Say whether small values of a measure are good; unknown measures count as higher-is-better.

    >>> lower_is_better("WER"), lower_is_better("top-1 error"), lower_is_better("BLEU")
    (True, True, False)
    """
    direction = _lexicon().get(name.split("@", 1)[0])
    return direction[1] == "lower" if direction else name.endswith(("error", "error rate"))


def find_metrics(text: str, *, record: str, field: str) -> list[Mention]:
    """Find the measures that a number stands beside; ``Mention.name`` is the usual name.

    >>> [m.text for m in find_metrics("It has high accuracy. It has 28.4 BLEU.", record="r", field="abstract")]
    ['BLEU']
    """
    found: list[Mention] = []
    for start, end in split_text(text):
        if not _DIGIT.search(text, start, end):
            continue
        sentence = text[start:end]
        thresholds = find_thresholds(sentence)
        names = find_metric_names(sentence, thresholds=thresholds)
        spans = [(n.start, n.end) for n in names]
        numbers = find_quantities(sentence, avoid=thresholds, measures=spans) if names else []
        for name in _attached(sentence, names, numbers):
            a, b = start + name.start, start + name.end
            found.append(Mention(record, field, a, b, text[a:b], "metric", name.name, extractor=EXTRACTOR))
    return found


def _attached(text: str, names: list[MetricName], numbers: list[Quantity]) -> Iterator[MetricName]:
    near = [any(_is_near(text, name, number) for number in numbers) for name in names]
    pairs = list(enumerate(pairwise(names)))
    for i, (left, right) in [*pairs, *reversed(pairs)]:
        # Measures named in one list share the numbers of any of them.
        if (near[i] or near[i + 1]) and _LIST_GAP.fullmatch(text, left.end, right.start):
            near[i] = near[i + 1] = True
    return (name for name, is_near in zip(names, near, strict=True) if is_near)


def _is_near(text: str, name: MetricName, number: Quantity) -> bool:
    gap = (number.outer_end, name.start) if number.start < name.start else (name.end, number.outer_start)
    if gap[0] > gap[1]:
        return False
    form = text[name.start : name.end]
    if len(form) <= 2 and form not in {"AP", "F1"}:
        return bool(_SHORT_GAP.fullmatch(text, *gap))
    plain = number.unit is None and "." not in text[number.start : number.end]
    return ";" not in text[slice(*gap)] and bool((_SHORT_GAP if plain else _NEAR).fullmatch(text, *gap))


class MetricFinder:
    """The spaCy component ``kg_metrics``: adds metric mentions to ``doc._.kg_mentions``."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the measures of the Doc's record."""
        record = get_record(doc)
        for field in ("title", "abstract"):
            doc._.kg_mentions.extend(find_metrics(getattr(record, field), record=record.id, field=field))
        return doc


@Language.factory("kg_metrics")
def make_metric_finder(nlp: Language, name: str) -> MetricFinder:  # noqa: ARG001
    """Make the component that finds evaluation measures."""
    return MetricFinder()
