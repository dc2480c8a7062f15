"""Recognise names built of syllables: Chinese in pinyin, and East Asian given names joined by hyphens."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["is_east_asian", "is_pinyin", "is_syllabic"]

#: Finals of each initial (Hanyu Pinyin, ISO 7098; v and ü are printed as u).
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo ue v",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_ONE_PINYIN = re.compile("|".join(f"{i}(?:{f.replace(' ', '|')})" for i, f in _FINALS.items()))
_PINYIN = re.compile(f"(?:{_ONE_PINYIN.pattern}){{1,3}}")
#: One syllable of Chinese, Korean or Vietnamese in any of their romanisations, more or less.
_SYLLABLE = re.compile("[bcdfghjklmnpqrstvwxyz]{0,3}[aeiou]{1,3}(?:ng|[hiklmnprtwy])?")
_SYLLABLES = re.compile(f"(?:{_SYLLABLE.pattern}){{1,2}}")
#: Common family names of Korea, Vietnam, Taiwan and Hong Kong, as printed there.
_FAMILIES = {
    "ahn", "bae", "baek", "bang", "bui", "byun", "cha", "chang", "chao", "cheon", "cheung", "chiang", "chiu",
    "cho", "choi", "chou", "chu", "chuang", "chun", "chung", "dang", "dao", "dinh", "do", "duong", "eom", "gim",
    "goo", "ha", "heo", "ho", "hoang", "hong", "hsiao", "hsieh", "hsu", "huh", "hung", "huynh", "hwang", "hyun",
    "im", "jang", "jeon", "jeong", "jo", "joo", "ju", "jun", "jung", "kang", "kao", "ker", "kim", "ko", "koh",
    "koo", "kung", "kuo", "kwak", "kwon", "lam", "le", "lee", "leung", "lim", "lo", "ly", "mai", "min", "moon",
    "nam", "ng", "ngo", "nguyen", "noh", "oh", "park", "pham", "phan", "rhee", "rim", "roh", "ryoo", "ryu", "seo",
    "seok", "shih", "shim", "shin", "sim", "son", "suh", "sung", "ta", "tae", "tan", "tran", "trieu", "trinh",
    "truong", "tsai", "tseng", "um", "vo", "vu", "vuong", "weng", "won", "wong", "woo", "yang", "yeh", "yeo",
    "yeom", "yoo", "yoon", "youn", "yum", "yun",
}  # fmt: skip
_WESTERN = {"ann", "jean", "joan", "juan", "leon", "paul"}


@lru_cache(maxsize=1 << 16)
def is_pinyin(token: str) -> bool:
    """Tell whether a token can be read as one to three syllables of Hanyu Pinyin.

    >>> is_pinyin("xinnian"), is_pinyin("zhang"), is_pinyin("hitomi")
    (True, True, False)
    """
    return _PINYIN.fullmatch(token) is not None


@lru_cache(maxsize=1 << 16)
def is_east_asian(parts: tuple[str, ...]) -> bool:
    """Tell whether the parts of a hyphenated name are syllables of one given name.

    >>> is_east_asian(("jian", "long")), is_east_asian(("marie", "helene"))
    (True, False)
    """
    return len(parts) == 2 and all(_SYLLABLE.fullmatch(p) and p not in _WESTERN and len(p) > 1 for p in parts)


def is_syllabic(given: str, family: str) -> bool:
    """Tell whether this is an East Asian name, where one letter makes another name: Sungmin, Sungjin.

    >>> is_syllabic("sungmin", "lee"), is_syllabic("hitomi", "yanaka"), is_syllabic("robert", "lee")
    (True, False, False)
    """
    known = family in _FAMILIES or _ONE_PINYIN.fullmatch(family) is not None
    return known and _SYLLABLES.fullmatch(given) is not None
