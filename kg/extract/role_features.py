"""Describe how a paper speaks of a name: where its mentions stand, what their sentences do, what stands around them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from kg.extract.cues import is_introduced, is_related
from kg.extract.role_context import SUBJECTS, describe_left, describe_right, describe_title
from kg.extract.role_words import name_familiarity, name_shape, plain_word, telling_words, verb_senses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.extract.candidates import Words
    from kg.extract.role_context import Feature

__all__ = ["Describer"]

MENTIONS = 5
"""So many mentions of a name are looked at: in the title, the first ones in the abstract, the last one."""

_WINDOW = 5
_OWN = frozenset(["we", "our", "ours"])
_FAMILIARITY = ("yes", "family", "variant", "unsure", "no", "")


class Describer:
    """Describes the names of one document; what it finds out about a sentence it keeps."""

    def __init__(self, words: Words, telling: Mapping[str, frozenset[str]] | None = None) -> None:
        """Find the sentences of the document; ``telling`` are the words worth noting for each kind of name."""
        self.words = words
        self.telling = telling or dict.fromkeys(("method", "dataset", "task"), telling_words())
        self.starts: dict[int, int] = {}
        for i, number in enumerate(words.sentence):
            self.starts.setdefault(number, i)
        self.opening = words.sentence[words.title_end] if words.title_end < len(words) else 0
        self.closing = words.sentence[-1] if len(words) else 0
        self._title = frozenset(words.lower[: words.title_end])
        self._sentences: dict[tuple[int, str], list[Feature]] = {}
        self._deeds: dict[int, tuple[str, set[str]]] = {}
        self._turn = self._find_turn()

    def _find_turn(self) -> int:
        """Find the first sentence in which the paper speaks of itself; what comes before is background."""
        words = self.words
        for i in range(words.title_end, len(words)):
            lower = words.lower[i]
            if lower in _OWN or (lower in SUBJECTS and words.lower[i - 1] in {"this", "present", "the"}):
                return words.sentence[i]
        return self.opening

    def describe(self, kind: str, hints: Sequence[str | None], spans: Sequence[tuple[int, int]]) -> set[Feature]:
        """Give the features of a name with these hints at these characters of the document, of which there is one."""
        tokens = [self._tokens(start, end) for start, end in spans]
        titled = sum(first < self.words.title_end for first, _ in tokens)
        found: set[Feature] = {("hint", hint) for hint in hints if hint}
        found.update(self._describe_name(kind, tokens, titled))
        for order, (first, last) in enumerate(_choose(tokens, titled)):
            if first < self.words.title_end:
                found.update(describe_title(self.words, first, last))
                continue
            found.update(self._describe_mention(kind, first, last, is_first=order == min(titled, 1)))
        return found

    def _tokens(self, start: int, end: int) -> tuple[int, int]:
        first = max(0, bisect_right(self.words.start, start) - 1)
        return first, max(first, bisect_right(self.words.start, end - 1) - 1)

    def _describe_name(self, kind: str, tokens: list[tuple[int, int]], titled: int) -> Iterator[Feature]:
        words, (first, last) = self.words, tokens[0]
        texts = [" ".join(words.text[a : b + 1]) for a, b in tokens]
        known = {name_familiarity(kind, text) for text in texts}
        background = {words.sentence[a] < self._turn for a, _ in tokens if a >= words.title_end}
        yield "count", str(min(len(tokens), 5))
        yield "places", f"{min(titled, 1)} {min(len(tokens) - titled, 3)}"
        yield "shape", name_shape(texts[0])
        yield "known", next(k for k in _FAMILIARITY if k in known)
        zones = "" if not background else "both" if len(background) > 1 else str(background.pop())
        yield "zones", f"{min(titled, 1)} {zones}"
        if not titled:
            shared = sum(w in self._title for w in words.lower[first : last + 1])
            extent = "all" if shared > last - first else min(shared, 1)
            yield "in title", f"{extent} {words.lower[last] in self._title}"

    def _place(self, first: int) -> list[Feature]:
        number = self.words.sentence[first]
        place = number - self.opening
        return [
            ("sentence", str(min(place, 3)) if number < self.closing else "last"),
            ("part", str(5 * place // (self.closing - self.opening + 1))),
            ("zone", "before" if number < self._turn else "turn" if number == self._turn else "after"),
        ]

    def _describe_mention(self, kind: str, first: int, last: int, *, is_first: bool) -> Iterator[Feature]:
        words, telling = self.words, self.telling[kind]
        number = words.sentence[first]
        start, end = self._bounds(number)
        yield from self._describe_sentence(number, kind)
        place = self._place(first)
        yield from place
        for word in telling.intersection(words.lower[max(start, first - _WINDOW) : first]):
            yield "left near", word
        for word in telling.intersection(words.lower[last + 1 : min(end, last + 1 + _WINDOW)]):
            yield "right near", word
        cue = "introduced" if is_introduced(words, first, last) else ""
        if cue:
            yield "cue", cue
        if is_first:
            yield from ((f"first {template}", filler) for template, filler in place)
            yield "first cue", f"{cue} (...)" if words.text[last + 1 : last + 2] == ["("] else cue
        if is_related(words, first, last):
            yield "cue", "related"
        yield from describe_left(words, first, start)
        yield from describe_right(words, last, end)

    def _bounds(self, number: int) -> tuple[int, int]:
        return self.starts[number], self.starts.get(number + 1, len(self.words))

    def _describe_sentence(self, number: int, kind: str) -> list[Feature]:
        if (number, kind) not in self._sentences:
            start, end = self._bounds(number)
            lower = self.words.lower[start:end]
            opening = [plain_word(w) for w in lower[:3]]
            found: list[Feature] = [("in", w) for w in self.telling[kind].intersection(lower)]
            found += [("opens", " ".join(opening[:n])) for n in (1, 2, 3)]
            own, senses = self._senses(number)
            found += [("does here", own + sense) for sense in senses]
            if own:
                found.append(("in", "<own>"))
            if any(w[0].isdigit() for w in lower):
                found.append(("in", "<number>"))
            if number > self.opening:
                before, done = self._senses(number - 1)
                proposed = "propose" if done & {"propose", "build"} else ""
                found.append(("before", f"{before}{proposed} {opening[0]}"))
            self._sentences[number, kind] = found
        return self._sentences[number, kind]

    def _senses(self, number: int) -> tuple[str, set[str]]:
        """Say whether a sentence speaks of "us", and what its verbs mean."""
        if number not in self._deeds:
            start, end = self._bounds(number)
            lower, verbs = self.words.lower[start:end], verb_senses()
            senses = {verbs[w][0] for w in verbs.keys() & lower} - {"say"}
            self._deeds[number] = "" if _OWN.isdisjoint(lower) else "own ", senses
        return self._deeds[number]


def _choose(tokens: list[tuple[int, int]], titled: int) -> list[tuple[int, int]]:
    chosen = tokens[:1] + tokens[titled:] if titled else tokens
    return chosen if len(chosen) <= MENTIONS else [*chosen[: MENTIONS - 1], chosen[-1]]
