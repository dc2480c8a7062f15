"""The words around a number that say what it means: a value reached, a rise, a fall, a count, an average.

Word lists are written as in a dictionary: ``improv*`` stands for any ending, ``as_much_as`` for words with spaces.
"""

from __future__ import annotations

import re

from kg.extract.quantities import Quantity

__all__ = [
    "COMPARED",
    "COST",
    "COUNTED",
    "COUNTED_NOUN",
    "HUMAN",
    "OTHERS",
    "PERFORMS",
    "REPORT",
    "SAVED",
    "SETTING",
    "STRONG",
    "SURPASSED",
    "find_aggregation",
    "find_change",
    "is_list_gap",
]


def _any(*lists: str) -> str:
    words = [re.escape(word) for line in lists for word in line.split()]
    return "|".join(word.replace("_", r"\s+").replace(r"\*", r"\w*").replace(r"\?", "?") for word in words)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BETTER = _any(
    "improvement improvements improving gain gains boost boosts increase increases increment increments",
    "enhancement enhancements uplift uplifts lift lifts advantage advantages margin margins better higher",
    "above ahead faster speedup speedups speed-up speed-ups superior more_accurate more_efficient",
    "more_precise more_effective outperform* growth absolute relative",
)
_LESS = _any(
    "reduction reductions decrease decreases lower less fewer smaller saving savings cheaper shorter",
)
_NEUTRAL = _any(
    "drop drops decline declines loss losses degradation degradations worse behind below gap gaps",
    "difference differences discrepancy discrepancies disparity agreement variance",
)
_OVERTAKE = _any(
    "outperform* out-perform* surpass* exceed* beat* outstrip*",
)
_RAISE = _any(
    "improv* increas* boost* gain* enhanc* advanc* rais* better betters bettering bettered push* lift*",
    "uplift* advantage advantages margin margins speed-up speed-ups speedup speedups speeds speeding lead",
    "leads leading rises rising accelerat*",
)
_LOWER = _any(
    "reduc* decreas* lower* cut cuts cutting save saves saving savings shorten* shrink* drop* declin*",
    "degrad* worsen* lose loses losing lost loss losses fall*",
)
_STOPS = _any(
    "and or with on for while when than over at by to from which that of in as but compared respectively",
)

_RIGHT = _compile(
    rf"[\s$)]*(?:of\s+|in\s+)?(?:\((?:absolute|relative)\)\s+)?"
    rf"(?:(?!(?:{_STOPS})\b)(?:[^\W\d]|\\)[\w'’@/.$-]*\s+){{0,5}}?"
    rf"(?:(?P<up>{_BETTER})|(?P<down>{_LESS})|(?P<none>{_NEUTRAL}))\b"
)
_CHANGE = _compile(rf"\b(?:(?P<up>{_OVERTAKE}|{_RAISE})|(?P<down>{_LOWER}))(?![\w-])")
_OVERTAKING = _compile(
    rf"\b(?:{_OVERTAKE})\b(?!.*(?:\b(?:with|achiev\w*|reach\w*|obtain\w*|attain\w*|to|at|on|scor\w+)\b|[,:(]))"
)
_SOFTENED = _any(
    "about around nearly almost roughly approximately a an another only just additional average the",
    "absolute relative respectively a_margin_of a_large_margin_of a_significant_margin_of an_average",
    "an_average_of",
)
_BY = _compile(rf"\b(?:by|of|over|ranging|reaching|up|additional|extra|further)[\s:(,]*(?:(?:{_SOFTENED})[\s:(,]+)*$")
_NOUN_OPEN = _compile(rf"\b(?:{_BETTER})\s*(?:\(|:|,)?\s*(?:e\.g\.,?\s*|i\.e\.,?\s*|by\s+|of\s+)?$")
_TOWARDS = _compile(
    r"\b(?:to\s+(?:an?\s+)?(?:(?!by\b|of\b|over\b)[\w-]+\s+){0,3}"
    r"|(?:at|reaching|achieving|attaining|with|as)\s+(?:an?\s+|only\s+|about\s+|around\s+|nearly\s+|over\s+)?)$"
)
_REACHING = _compile(
    r"\b(?:(?:achiev|reach|obtain|attain)\w*|scores|scored|scoring"
    r"|(?:state[\s-]of[\s-]the[\s-]art|SOTA|best)\s+(?:numbers?|results?|performances?|scores?))\b"
)

REPORT = _compile(
    r"\b(?:"
    + _any(
        "achiev* obtain* reach* attain* yield* get gets got scores scored scoring report* record* performs",
        "performed performing produc* establish* deliver* results_in resulting_in show* demonstrat*",
        "accomplish* push* bring* leads leading improve improves improved improving has have had is are was",
        "were hit hits hitting give gives giving boosts boosted boosting surpass* exceed* increases increased",
        "increasing rais* exhibit* retain* maintain* reduc* lower* outperform* beat*",
    )
    + r"|with(?=\s+(?:an?\s+)?(?:(?!and\b)[\w-]+\s+){0,3}$))\b"
)
"""A verb that governs a number of its own, so that the kind of the number before it does not carry on."""

STRONG = _compile(
    r"\b(?:"
    + _any(
        "achiev* obtain* reach* attain* yield* scores scored scoring accomplish* hit hits hitting pushing",
        "records_of",
    )
    + r"|establish\w*\s+(?:a\s+)?new|report(?:s|ed|ing)?\s+(?:the|an?|new)|we\s+report"
    r"|(?:state[\s-]of[\s-]the[\s-]art|SOTA|performances?|results?|scores?|numbers?)"
    r"(?:\s+(?:results?|performances?|scores?))?\s+(?:of|with|at|is|to|are)|(?:improv|advanc|rais|push|lower|reduc)\w+\b[^,;]*\bto(?:\s+an?)?(?:\s+[a-z]+)?\s*$)[^;]{0,160}$"
)
"""Words after which a bare number is a value reached, even if no measure is named."""

PERFORMS = _compile(
    r"\b(?:(?:outperform|surpass|exceed|beat|improv)\w*|state-of-the-art|SOTA|performances?|results?|best)\b"
)
"""Words after which a bare number beside a data set is a value reached."""

SAVED = _compile(r"\b(?:sav|reduc|cut|lower|decreas)\w*\s+(?:(?:up\s+to|more\s+than|over|about)\s+)?$")
"""Words after which a share of a cost is a gain."""

COUNTED = _compile(r"[\s$)]*(?:of\s+(?!accurac|relative|absolute|F1)|(?:[^\W\d][\w-]*\s+){0,3}parameters?\b)")
"""What follows a share of something: "5% of the data"."""

COUNTED_NOUN = _compile(
    r"[\s$)]*(?:(?!(?:on|in|over|for|across|from|by|to|at|and|with|after|before|using|when|\d+)\b)[\w-]+\s+){0,3}?(?:"
    + _any(
        "param params data sample samples example examples label labels token tokens layer layers training",
        "image images instance instances sentence sentences word words document documents question questions",
        "query queries case cases user users participant participants respondent respondents person people",
        "human humans time class classes category categories language languages task tasks dataset datasets",
        "benchmark benchmarks neuron neurons head heads pair pairs annotat* budget supervision sparsity",
        "confidence probability chance chances likelihood width noise shot shots epoch epochs iteration",
        "iterations step steps year years month months day days hour hours GPU GPUs model models paper papers",
        "experiment experiments demonstration demonstrations domain domains scenario scenarios feature",
        "features",
    )
    + r")\b"
)
"""A noun that makes the number before it a count."""

COST = _compile(
    r"\b(?:"
    + _any(
        "latency time cost costs memory FLOPs computation computations computational error errors energy size",
        "footprint overhead carbon power bandwidth inference training gap hallucination hallucinations",
        "toxicity bias perplexity regret WER CER rate",
    )
    + r")\b"
)
"""Things of which less is better."""

COMPARED = _compile(
    r"\b(?:compar\w+\s+(?:to|with)|on\s+par\s+with|(?:competitive|comparable)\s+(?:to|with)|vs\.?|v\.s\.|best\s+(?:published|reported|known|existing)|"
    + _any(
        "versus as_opposed_to than against instead_of whereas while previous previously prior baseline",
        "baselines existing human humans original originally up_from behind competitor* second-best",
        "second_best chance random",
    )
    + r")\b(?![^();]*\b(?:achiev|obtain|reach|attain|yield|scor|by|we|our)\w*\b)"
)
"""Words that make a number the thing compared with."""

SETTING = _compile(
    r"\b(?:thresholds?|learning\s+rates?|temperature|dropout|radius|budget|sparsity|sampling\s+rate|resolution|seeds?)"
    r"\s*(?:\bof\b|\bfrom\b|\bat\b|\bis\b|=|>|<)?\s*$"
)
"""Words that make a number a setting of the experiment."""

OTHERS = _compile(
    r"\b(?:compar(?:e[ds]?|ing|ison)\s+(?:to|with)|versus|as\s+opposed\s+to)\b"
    r"(?![^();]*\b(?:achiev|obtain|reach|attain|yield|scor|by|we|our|improv|show|gain|outperform|reduc|give|has)\w*\b)[^,;:]*$"
)
"""Words after which a number belongs to what is compared with, whatever stands before."""

SURPASSED = _compile(
    r"\b(?:outperform|surpass|exceed|beat)\w*\s+(?:(?!\bby\b)[^,;()])*"
    r"(?:\b(?:baseline|model|method|system|approach|counterpart|network|detector|best|state-of-the-art|SOTA)s?\s*\(\s*"
    r"|\b(?:existing|previous|prior)\b(?:(?!\b(?:by|with\s+an?)\b)[^,;()])*\b(?:with|of|at|from|ranging\s+from)\s+(?:[\w-]+\s+){0,3})$"
    r"|\b(?:baselines?|counterparts?|competitors?|runner-up|previous\s+(?:best|SOTA|state-of-the-art))\s*\(\s*$"
)
"""Words after which a number belongs to what is surpassed: "surpassing the previous best model (43.6 AP)"."""

HUMAN = _compile(r"\b(?:humans?|experts?|annotators?|chance|random)\b")

_AVERAGE = _compile(r"\b(?:on|in)\s+average\b|\b(?:averaged|macro-averaged?)\b")
_AVERAGE_OF = _compile(
    r"\b(?:an?|the|with|its|of)\s+(?:overall\s+)?(average|mean|median)\b"
    r"(?:\s+[^\W\d][\w'’@-]*){0,5}\s*(?:of|by|:|is|=)?[\s$(]*$"
)
_AVERAGED = _compile(
    r"[\s$)]*(?:[^\W\d][\w'’@-]*\s+)?(?:(average|mean|median)(?!\s+(?:average\s+precision|IoU|IU|intersection))"
    r"|(?:on|in)\s+average)\b"
)
_REACH = 240  # characters over which a verb may govern a number
_LIST_GAP = re.compile(r"\s*(?:,|/|and|or|&|-|–|−|to|,\s*and)\s*")


def is_list_gap(gap: str) -> bool:
    """Say whether only a comma, slash, dash or "and" stands between two numbers."""
    return bool(_LIST_GAP.fullmatch(gap))


def find_change(gap: str, right: str, quantity: Quantity, measure: str | None) -> str | None:
    """Say whether the words before and after a number make it a rise ("up"), a fall ("down") or a difference ("none").

    ``measure`` is the printed measure that stands beside the number.
    """
    if quantity.signed:
        return "up"
    if measure and (named := re.match(rf"[\s$)]*{re.escape(measure)}", right)):
        right = right[named.end() :]
    if match := _RIGHT.match(right[:90]):
        return match.lastgroup
    if quantity.unit == "points" and re.match(r"\s+over\b", right):
        return "up"
    if _TOWARDS.search(gap) or (measure and _is_value_of(gap, measure)):
        return None
    return _find_governing_change(gap, quantity)


def _find_governing_change(gap: str, quantity: Quantity) -> str | None:
    gap = gap[-_REACH:]
    verbs = list(_CHANGE.finditer(gap))
    opened = _NOUN_OPEN.search(gap) or _BY.search(gap) or quantity.comparator != "="
    if not verbs or ("(" in gap[verbs[-1].end() :] and not opened):
        return None
    if not re.search(r"\bby\b(?!\s+\w+ing\b)[^,;]*$", gap) and _REACHING.search(gap, verbs[-1].end()):
        return None
    if re.search(r"\bfrom\s+$", gap):
        return "none" if verbs[-1]["down"] else None
    beside = len(gap) - verbs[-1].end() < 12
    governs = beside or opened or _OVERTAKING.search(gap)
    return verbs[-1].lastgroup if governs else None


def _is_value_of(gap: str, measure: str) -> bool:
    """Say whether the gap ends in "accuracy of": then "of" does not belong to an improvement named before."""
    name = re.escape(measure)
    if re.search(rf"\b(?:{_BETTER}|{_LESS})\s+(?:in|of|to|on)\s+(?:[\w'’-]+\s+){{0,4}}{name}", gap, re.IGNORECASE):
        return False
    ending = (
        r"\s*(?:scores?|rates?|values?)?\s*(?:\([^()]{1,20}\)\s*)?(?:of|is|are|was|were|at|=|:)\s*(?:an?\s+)?[$(]*$"
    )
    return bool(re.search(name + ending, gap))


def find_aggregation(left: str, right: str) -> str | None:
    """Find "average", "mean" or "median" in the words close before or after a number."""
    left = left[-70:]
    if match := _AVERAGE_OF.search(left) or _AVERAGED.match(right):
        return str(match[1] or "average").lower()
    near = left.rsplit(",", 1)[-1] if left.count(",") > 1 else left
    return "average" if _AVERAGE.search(right.split(";", 1)[0]) or _AVERAGE.search(near) else None
