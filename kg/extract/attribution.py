"""Say which method a reported number belongs to, and whether it is a result of the paper at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.placed import outermost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.placed import Placed
    from kg.model import Mention

__all__ = ["attribute", "choose_own_method"]

_OURS = re.compile(
    r"\b(?:we|our|ours|us|proposed|it|its|this|these)\b(?!\s+(?:tasks?|datasets?|benchmarks?)\b)", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:humans|human(?=\s+(?:performance|accuracy|baselines?|level|being))|annotators?|experts?|crowd\s?workers?|participants?|existing|previous|prior|current|conventional|traditional|(?<!new\s)(?<!our\s)(?<!proposed\s)(?<!presented\s)baselines?"
    r"|(?:state-of-the-art|SOTA|strong|popular|commercial|recent|open-source|best(?:-performing|\s+performing)?|strongest|top)\s+"
    r"(?:[\w-]+\s+){0,3}(?:models?|methods?|systems?|approaches|LLMs|LMs|MLLMs|VLMs|LVLMs|parsers?|classifiers?))\b(?!-)",
    re.IGNORECASE,
)
_BELITTLED = re.compile(
    r"\b(?:only|merely)\s+(?:[\w.%$\\-]+\s+){0,3}$|\b(?:struggl\w*|fail\w*|perform\w*\s+poorly|inter-?annotator|agreement|challeng\w+\s+for)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:achiev|obtain|reach|attain|yield|outperform|surpass|exceed|beat|improv|gain|boost|reduc|show|set|perform|get|scor|deliver|increas"
    r"|establish|demonstrat|report|lead|push|can|is|are|was|has|have|produc|provid|retain|enhanc|lower|accelerat|rais|advanc|exhibit|record)"
    r"(?:s|es|ed|d|ing|e)?\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:over|than|to|with|against|outperform\w*|surpass\w*|beat\w*|exceed\w*|like|by|from|using|of|vs\.?|versus|on|for|in|as)\s+"
    r"(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:models|systems|methods|networks|approaches|LLMs|classifiers|parsers|detectors)\b", re.IGNORECASE
)
_WHOLE = re.compile(
    r"(?:model|framework|approach|method|system|algorithm|network|architecture|paradigm)s?$", re.IGNORECASE
)
_REPORTED = re.compile(r"\b(?:show|find|found|observ|demonstrat|see|reveal|indicat|suggest)\w*\s+that\b")
_DEFINITE = re.compile(r"\b(?:our|the|this|these|proposed|resulting)\b", re.IGNORECASE)


def attribute(text: str, at: int, inside: Sequence[Placed], own_method: Mention | None) -> tuple[bool, Mention | None]:
    """Judge the number at ``at`` of a sentence: (is it a result of the paper, the method it belongs to).

    The subject of the clause decides: an introduced method, another named one, "we" and "our method" (the paper's
    own), or people and prior systems, whose numbers are no results of the paper.
    """
    start = _clause_start(text, at)
    clause = text[start:at]
    methods = [p for p in outermost(inside, "method") if start <= p[0] and p[1] <= at]
    if own := [p for p in methods if _is_own(p[2])]:
        return True, _as_subject(own, text)
    subject_end = start + len(_before_verb(clause))
    subject = _strip_report(text[start:subject_end])
    others = [p for p in methods if p[1] <= subject_end and not _AGAINST.search(text[max(start, p[0] - 60) : p[0]])]
    if _OURS.search(subject):
        return True, own_method
    if others and not _OURS.search(_REPORTED.split(clause)[-1]):
        return not _BELITTLED.search(clause), _most_proper(others)
    known = not _OTHERS.search(subject[-60:]) and not _BELITTLED.search(clause)
    if not known or (_GENERIC.search(subject) and not _DEFINITE.search(subject)):
        return known, None
    later = [p for p in outermost(inside, "method") if _is_own(p[2])]
    return True, (later[0][2] if later and not _OURS.search(clause) else own_method)


def choose_own_method(mentions: Sequence[Mention]) -> Mention | None:
    """Choose the paper's own method: the introduced one that is named most, preferring proper names."""
    introduced = [m for m in mentions if m.kind == "method" and _is_own(m)]
    if not introduced:
        return None
    counts = Counter(m.name for m in introduced)
    first = {m.name: i for i, m in reversed(list(enumerate(introduced)))}
    name = max(counts, key=lambda n: (_properness(n), counts[n], -first[n]))
    named = [m for m in introduced if m.name == name]
    return next((m for m in named if m.surface == name), named[0])


def _is_own(method: Mention) -> bool:
    """Say whether an introduced method is the whole method rather than an unnamed part such as "sampling strategy"."""
    return method.role == "introduced" and (_properness(method.name) > 0 or bool(_WHOLE.search(method.name)))


def _properness(name: str) -> int:
    """Rank a name: 2 for one with capitals or digits inside, 1 for a capitalised word, 0 for a description."""
    return 2 if re.search(r"[A-Z].*[A-Z]|\w[A-Z]|\d", name) else int(bool(re.fullmatch(r"[A-Z]\w+", name)))


def _clause_start(text: str, at: int) -> int:
    breaks = [m.end() for m in re.finditer(r";|\b(?:while|whereas|but)\b", text[:at])]
    return breaks[-1] if breaks else 0


def _as_subject(own: Sequence[Placed], text: str) -> Mention:
    subjects = [p for p in own if not _AGAINST.search(text[max(0, p[0] - 60) : p[0]])]
    return _most_proper(subjects or own)


def _most_proper(methods: Sequence[Placed]) -> Mention:
    """Choose the last of the most name-like methods: "FooNet with self-attention" is about FooNet."""
    return max(enumerate(methods), key=lambda p: (_properness(p[1][2].surface), p[0]))[1][2]


def _before_verb(clause: str) -> str:
    """Give the clause up to the verb that governs the number; "experiments show that" is not it."""
    start = 0
    for match in re.finditer(r"\b(?:that|where)\b", clause):
        if _VERB.search(clause, match.end()):
            start = match.end()
    verb = _VERB.search(clause, start)
    return clause[: verb.start()] if verb else clause


def _strip_report(subject: str) -> str:
    return re.split(r"\bthat\b", subject)[-1]
