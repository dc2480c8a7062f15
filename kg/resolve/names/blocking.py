"""Keys under which a name meets its variants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.resolve.names.nicknames import full_forms
from kg.resolve.names.parsing import Name, is_short, parse_name
from kg.resolve.names.sounds import sound

__all__ = ["Keys", "block_keys", "find_keys", "name_key"]

#: What has more words than this is no name; it meets only its like.
LONGEST = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a name: ``strong`` ones of two full names, ``weak`` ones of a full name and an initial.

    ``short`` are the weak keys whose initial is all that the name prints. Names that relate share a strong key, or a
    weak one that is short for one of them.
    """

    strong: frozenset[str]
    weak: frozenset[str]
    short: frozenset[str]

    def meets(self, other: Keys) -> bool:
        """Tell whether names with these keys are worth comparing."""
        return not (
            self.strong.isdisjoint(other.strong)
            and self.short.isdisjoint(other.weak)
            and other.short.isdisjoint(self.weak)
        )


def block_keys(name: str) -> set[str]:
    """Return the keys under which a name may meet its variants; names that relate share at least one.

    >>> block_keys("Qi Qian") == block_keys("Qian, Qi"), "qi qian" in block_keys("Qian Qi")
    (True, True)
    >>> block_keys("C. P. Rosé") & block_keys("Carolyn Penstein-Rose")
    {'rose c'}
    """
    keys = find_keys(name)
    return {*keys.strong, *keys.weak}


def name_key(name: str) -> str:
    """Reduce a name to its tokens in alphabetical order, so that order and spelling do not matter.

    >>> name_key("Jian-Long Yuan") == name_key("YUAN, Jianlong")
    True
    """
    return " ".join(sorted(parse_name(name).tokens))


@lru_cache(maxsize=1 << 16)
def find_keys(printed: str) -> Keys:
    """Return the keys of a name, by kind."""
    name = parse_name(printed)
    full = tuple(t for t in name.tokens if not is_short(t))
    if not 2 <= len(name.tokens) <= LONGEST or not full:
        return Keys(frozenset((name.glued,) if name.glued else ()), frozenset(), frozenset())
    first = name.given[0]
    weak = {f"{head} {first[0]}" for head in {*full, name.surname} - {first}}
    weak.update(_misspell_family(name, first[0]))
    if is_short(first):
        short = frozenset(weak)
    else:
        short = frozenset()
        weak |= {f"{full[-1]} {form[0]}" for form in full_forms(first)}
        weak |= {f"{first} {name.family[-1][0]}", f"{first} {name.tokens[1][0]}"}
    strong = {name.glued, name.turned, *_pair(full), *_join(name, full), *_misspell(name)}
    return Keys(frozenset(strong), frozenset(weak), short)


def _join(name: Name, full: tuple[str, ...]) -> Iterator[str]:
    """Pair what stands before and after each place in the name, for names printed without a space or hyphen."""
    for i in range(1, len(full)):
        yield _key("".join(full[:i]), "".join(full[i:]))
    for head in {full[0], name.spread[0], _glue_given(name)}:
        yield _key(head, name.surname)


def _pair(full: tuple[str, ...]) -> Iterator[str]:
    """Pair the first and the last full name with each other one; and each name the first may be short for."""
    for i, token in enumerate(full):
        if i:
            for form in full_forms(full[0]):
                yield _key(form, token)
            yield _key(token, full[0])
    for token in full[1:-1]:
        yield _key(token, full[-1])


def _misspell(name: Name) -> Iterator[str]:
    """Pair a family name with the sound and the ends of the given name, and the other way round."""
    family = "".join(name.family)
    for given in {name.given[0], _glue_given(name)}:
        if given and not is_short(given) and not name.chinese:
            yield f"~{_key(sound(given), sound(family))}"
            for kept, slipped in ((given, family), (family, given)):
                yield f"{kept} {slipped[:3]}~"
                yield f"{kept} ~{slipped[-3:]}"


def _misspell_family(name: Name, initial: str) -> Iterator[str]:
    """Pair the ends of a long family name with an initial."""
    family = "".join(name.family)
    if len(family) > 5 and not name.chinese:
        yield f"{family[:3]}~ {initial}"
        yield f"~{family[-3:]} {initial}"


def _glue_given(name: Name) -> str:
    return "".join(t for t in name.given if not is_short(t))


def _key(a: str, b: str) -> str:
    return f"{a} {b}" if a < b else f"{b} {a}"
