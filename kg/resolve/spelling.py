"""Reduce printed terms to keys that spelling variants share: case, hyphens, plural, British and American, Greek."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.iris import fold

__all__ = ["is_acronym", "plain_key", "singular_key", "term_key"]

_LATEX = re.compile(r"\\(?:text\w*|math\w*|emph|mbox|operatorname)\b|[${}\\]")
#: Signs that tell names apart, and small stars and dots that do: C++ and C#, A* search, version 3.5 and version 35.
_SIGNS = re.compile(r"[+#@]|(?<=\b[A-Za-z])[*⋆](?!\*)|(?<=\d)\.(?=\d)")
_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma sigma tau upsilon phi chi"
    " psi omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξπρσςτυφχψω", _LETTERS.split(), strict=True))
_GREEK_LETTER = re.compile("[α-ωΑ-Ω]")
_STEMS = (
    "summar general optim normal regular token local real initial quant discret factor parametr maxim minim character"
    " categor recogn organ visual synthes linear stabil serial vector binar polar personal anonym harmon synchron equal"
    " neutral lemmat diagonal random formal memor util util customer custom standard special final global contextual"
    " concept emphas hypothes penal prior spatial symbol tensor transistor verbal featur author energ magnet ion"
)
#: British spellings and what stands for them, within a folded word.
_BRITISH = (
    (re.compile(rf"\b(\w*?(?:{'|'.join(_STEMS.split())}))is(e|ed|es|er|ers|ing|ation|ations)\b"), r"\1iz\2"),
    (re.compile(r"(\w{3})isation(s?)\b"), r"\1ization\2"),
    (re.compile(r"\b(\w*(?:anal|paral|catal))ys(e|ed|er|ing)\b"), r"\1yz\2"),
    (re.compile(r"\b((?:un)?(?:col|behavi|neighb|fav|hum|lab|vap|flav|hon|harb|tum|rum))our"), r"\1or"),
    (re.compile(r"\b(\w*(?:mode|labe|trave|signa|cance|tunne|leve|channe))ll(ing|ed|er|ers)\b"), r"\1l\2"),
    (re.compile(r"\b(cent|fib|lit)re(s?)\b"), r"\1er\2"),
    (re.compile(r"\bcatalogue"), "catalog"),
    (re.compile(r"\bdialogue"), "dialog"),
    (re.compile(r"\bartefact"), "artifact"),
    (re.compile(r"\bdefence"), "defense"),
    (re.compile(r"\bgrey(?=\b|scale|level)"), "gray"),
    (re.compile(r"\bprogramme\b"), "program"),
)


def _spell_letter(match: re.Match[str]) -> str:
    return f" {_GREEK.get(match[0].lower(), match[0])} "


@lru_cache(maxsize=500_000)
def term_key(text: str) -> str:
    r"""Reduce a printed term to a key that spelling variants share: no case, accents, spaces, hyphens or LaTeX.

    >>> term_key("MSR-VTT") == term_key("MSRVTT"), term_key("Pre-Training") == term_key("pretraining")
    (True, True)
    >>> term_key("Generalised Models") == term_key("generalized models"), term_key("$\\beta$-VAE") == term_key("β-VAE")
    (True, True)
    >>> term_key("mPLUG-2") == term_key("mPLUG-Owl"), term_key("GPT-3.5") == term_key("GPT-35")
    (False, False)
    """
    plain = re.sub(r"['’]s?$", "", _LATEX.sub("", text.replace("\\ell", "l")))
    signs = _SIGNS.sub(lambda m: f" {ord(m[0]):x} ", plain)
    folded = fold(_GREEK_LETTER.sub(_spell_letter, unicodedata.normalize("NFKC", signs)))
    for british, american in _BRITISH:
        folded = british.sub(american, folded)
    return "".join(folded.split()) or text.strip()


def singular_key(text: str) -> str | None:
    """Return the key of the singular if the text looks like a plural, else None.

    >>> singular_key("large language models"), singular_key("DQNs"), singular_key("WILDS"), singular_key("analysis")
    ('largelanguagemodel', 'dqn', None, None)
    """
    if not re.search(r"[^\Wsiu_]s$", text) or len(text) < 4:
        return None
    return term_key(re.sub(r"ies$", "y", text) if text.endswith("ies") else text[:-1])


def is_acronym(text: str) -> bool:
    """Tell a short form from a spelled-out one: one word with at least two capitals or digits among few letters.

    >>> is_acronym("RAG"), is_acronym("TeS"), is_acronym("retrieval"), is_acronym("ImageNet")
    (True, True, False, False)
    """
    return bool(re.fullmatch(r"[\w-]{2,10}", text)) and sum(c.isupper() or c.isdigit() for c in text) * 2 >= len(text)


@lru_cache(maxsize=500_000)
def plain_key(text: str, kind: str = "") -> str:
    """Reduce a printed term of a kind to a key without plural, possessive and the noun that may follow a metric.

    >>> plain_key("BLEU scores", "metric") == plain_key("BLEU", "metric")
    True
    """
    plain = re.sub(r"['’]s?$", "", text)
    if kind == "metric":
        plain = re.sub(r"[ -](?:scores?|points?|metric|measure)$", "", plain, flags=re.IGNORECASE) or plain
    return singular_key(plain) or term_key(plain)
