"""Choose a media type by the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["choose"]

_RANGES = 64


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """Return the offer that the header likes best, the earlier of equals; None if it accepts none of them.

    >>> choose("text/html;q=0.4, text/*;q=0.6, application/ld+json", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> choose("*/*;q=0.1, text/turtle;q=0", ["text/turtle", "application/n-triples"])
    'application/n-triples'
    >>> choose("image/png", ["text/turtle"])
    """
    ranges = list(_parse(accept)) or [("*/*", 1.0)]
    best, chosen = 0.0, None
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best:
            best, chosen = quality, offer
    return chosen


def _parse(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(",")[:_RANGES]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if kind:
            yield ("*/*" if kind == "*" else kind), _weight(parameters)


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that covers the offer."""
    family = offer.partition("/")[0] + "/*"
    for wanted in (offer, family, "*/*"):
        found = [weight for kind, weight in ranges if kind == wanted]
        if found:
            return max(found)
    return 0.0
