"""Plots as inline SVG: a few lines or bars, every word escaped, colours from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 380, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 30, 62  # margins; the legend stands in the lowest

Point = tuple[float, float]


def lines(
    title: str,
    series: Mapping[str, Sequence[Point]],
    *,
    axes: tuple[str, str],
    x_range: Point = (0.0, 1.0),
    x_ticks: Sequence[float] = (0, 0.25, 0.5, 0.75, 1),
    diagonal: bool = False,
    labels: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """One line a series over x; y runs from 0 to 1.

    With `diagonal`, what a perfect calibration would give; `labels` are words at the points of a series.
    """
    parts = [_frame(title, axes), _y_ticks(1.0, "{:.2f}")]
    low, high = x_range

    def at(point: Point) -> str:
        return f"{_x((point[0] - low) / (high - low)):.1f},{_y(point[1]):.1f}"

    for tick in x_ticks:
        parts.append(f'<text x="{_x((tick - low) / (high - low)):.1f}" y="{HEIGHT - 45}" class="tick">{tick:g}</text>')
    if diagonal:
        parts.append(f'<polyline points="{at((low, 0))} {at((high, 1))}" class="guide"/>')
    for i, (name, points) in enumerate(series.items()):
        parts.append(f'<polyline points="{" ".join(map(at, points))}" class="line s{i}"/>')
        for point, words in zip(points, (labels or {}).get(name, [""] * len(points)), strict=True):
            x, y = at(point).split(",")
            if words:
                beside = float(y) + (14 if point[1] > 0.9 else -6)
                parts.append(f'<text x="{x}" y="{beside:.1f}" class="tick">{escape(words)}</text>')
        if len(points) <= 12:
            for point in points:
                x, y = at(point).split(",")
                parts.append(f'<circle cx="{x}" cy="{y}" r="3" class="s{i}"/>')
    return _svg(title, [*parts, _legend(list(series))])


def bars(title: str, groups: Mapping[str, Mapping[str, float]], *, axes: tuple[str, str]) -> str:
    """Bars side by side for each group, a colour for each name; y runs from 0 to a round number above them all."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    top = _round_above(max((value for group in groups.values() for value in group.values()), default=1.0))
    parts = [_frame(title, axes), _y_ticks(top, "{:g}")]
    width = 1 / max(len(groups), 1)
    each = width * 0.8 / max(len(names), 1)
    for i, (label, group) in enumerate(groups.items()):
        middle = (i + 0.5) * width
        parts.append(f'<text x="{_x(middle):.1f}" y="{HEIGHT - 45}" class="tick">{escape(label)}</text>')
        for name, value in group.items():
            left = _x(i * width + 0.1 * width + names.index(name) * each)
            y = _y(value / top)
            shape = f'x="{left:.1f}" y="{y:.1f}" width="{each * _inner_width():.1f}" height="{_y(0) - y:.1f}"'
            hint = escape(f"{label} {name}: {value:g}")
            parts.append(f'<rect {shape} class="bar s{names.index(name)}"><title>{hint}</title></rect>')
    return _svg(title, [*parts, _legend(names)])


def _svg(title: str, parts: Sequence[str]) -> str:
    inside = "".join(parts)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{inside}</svg>'


def _frame(title: str, axes: tuple[str, str]) -> str:
    x_name, y_name = map(escape, axes)
    return (
        f'<text x="{WIDTH / 2}" y="16" class="title">{escape(title)}</text>'
        f'<path d="M{_LEFT},{_TOP} V{_y(0)} H{WIDTH - _RIGHT}" class="axis"/>'
        f'<text x="{_x(0.5)}" y="{HEIGHT - 30}" class="tick">{x_name}</text>'
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" class="tick">{y_name}</text>'
    )


def _y_ticks(top: float, form: str) -> str:
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        parts.append(f'<path d="M{_LEFT},{y:.1f} H{WIDTH - _RIGHT}" class="grid"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 3:.1f}" class="tick end">{form.format(share * top)}</text>')
    return "".join(parts)


def _legend(names: Sequence[str]) -> str:
    step = (WIDTH - 20) / max(len(names), 1)
    return "".join(
        f'<rect x="{10 + i * step:.1f}" y="{HEIGHT - 18}" width="9" height="9" class="bar s{i}"/>'
        f'<text x="{23 + i * step:.1f}" y="{HEIGHT - 10}" class="name">{escape(name)}</text>'
        for i, name in enumerate(names)
    )


def _round_above(value: float) -> float:
    """The least of 1, 2, 4 and 8 times a power of ten that is not below: its quarters are short numbers."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(times * unit for times in (1, 2, 4, 8, 10) if times * unit >= value)


def _inner_width() -> float:
    return WIDTH - _LEFT - _RIGHT


def _x(share: float) -> float:
    return _LEFT + share * _inner_width()


def _y(share: float) -> float:
    return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)
