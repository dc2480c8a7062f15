"""Small charts as inline SVG, with what they show in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.profiles.model import Section

__all__ = ["chart_shares", "chart_years"]

_HEIGHT, _STEP, _WIDTH = 74, 26, 17
_LONGEST = 40


def chart_years(years: Iterable[int | None], *, title: str = "Papers by year") -> Section | None:
    """Draw a bar for each year from the first to the last; None for fewer than two years."""
    known = sorted(year for year in years if year is not None)
    if not known or known[0] == known[-1]:
        return None
    counts = dict.fromkeys(range(max(known[0], known[-1] - _LONGEST + 1), known[-1] + 1), 0)
    early = sum(year not in counts for year in known)
    for year in known:
        if year in counts:
            counts[year] += 1
    note = f"{early:,} older than {min(counts)} are not drawn" if early else ""
    told = ", ".join(f"{year}: {count}" for year, count in counts.items() if count)
    return Section("years", title, "figure", svg=_draw_bars(counts), told=told, note=note)


def _draw_bars(counts: Mapping[int, int]) -> str:
    top, last = max(counts.values()), max(counts)
    # A label for every year where there is room, else for each fifth.
    every = 1 if len(counts) <= 10 else 2 if len(counts) <= 20 else 5
    pieces = []
    for place, (year, count) in enumerate(counts.items()):
        x, height = place * _STEP, round(count / top * _HEIGHT, 1)
        middle = x + _WIDTH / 2
        pieces.append(f'<rect x="{x}" y="{_HEIGHT + 14 - height}" width="{_WIDTH}" height="{height}" rx="2"/>')
        if count:
            pieces.append(f'<text class="n" x="{middle}" y="{_HEIGHT + 9 - height}">{count}</text>')
        if (last - year) % every == 0:
            pieces.append(f'<text x="{middle}" y="{_HEIGHT + 29}">{year if every > 1 else f"’{year % 100:02}"}</text>')
    width = max(len(counts) * _STEP, 60)
    frame = f'viewBox="-9 0 {width + 18} {_HEIGHT + 34}" width="{width + 18}"'
    return f'<svg class="bars" {frame} aria-hidden="true">{"".join(pieces)}</svg>'


def chart_shares(counts: Mapping[str, int], *, title: str) -> Section | None:
    """Draw one bar that is divided in proportion to the counts; None where there is but one part."""
    parts = {name: count for name, count in counts.items() if count}
    if len(parts) < 2:
        return None
    total, x, pieces = sum(parts.values()), 0.0, []
    for number, count in enumerate(parts.values()):
        width = count / total * 400
        pieces.append(f'<rect class="s{number % 7}" x="{x:.1f}" y="0" width="{max(width - 1.5, 1):.1f}" height="14"/>')
        x += width
    frame = 'viewBox="0 0 400 14" preserveAspectRatio="none"'
    svg = f'<svg class="shares" {frame} aria-hidden="true">{"".join(pieces)}</svg>'
    return Section(
        "shares", title, "shares", svg=svg, told=", ".join(f"{name} {count:,}" for name, count in parts.items())
    )
