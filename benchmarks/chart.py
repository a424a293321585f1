"""The chart of all ratios. Alone imports matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .measure import Row


def draw(rows: Sequence[Row], path: Path) -> None:
    """Every row that has a target, as its ratio: a bar, with its target as a line across it."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "realtime-codegen"  # the same rows give the same file
    from matplotlib import pyplot

    shown = [row for row in rows if row.target is not None][::-1]
    figure, axes = pyplot.subplots(figsize=(9, 0.35 * len(shown) + 1))
    places = range(len(shown))
    axes.barh(places, [row.ratio for row in shown], color="#4c78a8")
    targets = [row.target or 0.0 for row in shown]
    axes.vlines(targets, [p - 0.4 for p in places], [p + 0.4 for p in places], color="#e45756")
    axes.set_yticks(list(places), [f"{row.what} / {row.beside}" for row in shown], fontsize=8)
    axes.set_xscale("log")
    axes.set_xlabel("ratio; the red line is the target, less is better")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
