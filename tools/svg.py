"""SVG by hand: boxes, arrows and words, with colours that can be read on light and dark pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable

# Each colour on its ground has a contrast of at least 4.5 to 1.
_STYLE = """\
    svg { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --soft: #59636e;
          --line: #818b98; --plain: #f6f8fa; --blue: #ddf4ff; --blue-ink: #0550ae;
          --green: #dafbe1; --green-ink: #116329; --red: #ffebe9; --red-ink: #a40e26; }
    @media (prefers-color-scheme: dark) {
      svg { --page: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #656c76; --plain: #151b23;
            --blue: #0c2d4d; --blue-ink: #79c0ff; --green: #0f2d1b; --green-ink: #7ee787;
            --red: #3a1418; --red-ink: #ffa198; } }
    text { font: 14px system-ui, sans-serif; fill: var(--ink); }
    .code { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
            white-space: pre; }
    .strong { font-weight: 600; }
    .soft { fill: var(--soft); }
    .small { font-size: 12px; }
    .page { fill: var(--page); }
    .plain { fill: var(--plain); stroke: var(--line); }
    .hollow { fill: none; stroke: var(--line); stroke-dasharray: 4 3; }
    .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
    .head { fill: var(--line); }
    .blue { fill: var(--blue); stroke: var(--blue-ink); }
    .green { fill: var(--green); stroke: var(--green-ink); }
    .red { fill: var(--red); stroke: var(--red-ink); }
    .blue-ink { fill: var(--blue-ink); }
    .green-ink { fill: var(--green-ink); }
    .red-ink { fill: var(--red-ink); }
"""
_HEAD = '    <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
_LINE = 20


class Drawing:
    """An SVG of a size, with a title and a description for who cannot see it."""

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        self._size = (width, height)
        self._words = (title, description)
        self._parts: list[str] = []

    def box(
        self, x: int, y: int, width: int, height: int, kind: str, *lines: str, code: bool = False
    ) -> Self:
        """A box with words in its middle, the first of them strong."""
        self._parts.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'
        )
        top = y + height // 2 - (len(lines) - 1) * _LINE // 2 + 5
        for number, line in enumerate(lines):
            kinds = "strong" if number == 0 else "small soft"
            if code and number == 0:
                kinds = "code strong"
            self.text(x + width // 2, top + number * _LINE, line, kinds, anchor="middle")
        return self

    def text(self, x: int, y: int, text: str, kinds: str = "", *, anchor: str = "start") -> Self:
        attributes = f' class="{kinds}"' if kinds else ""
        if anchor != "start":
            attributes += f' text-anchor="{anchor}"'
        self._parts.append(f'<text x="{x}" y="{y}"{attributes}>{escape(text)}</text>')
        return self

    def arrow(self, *points: tuple[int, int]) -> Self:
        path = " L ".join(f"{x} {y}" for x, y in points)
        self._parts.append(f'<path class="line" d="M {path}" marker-end="url(#head)"/>')
        return self

    def line(self, *points: tuple[int, int]) -> Self:
        path = " L ".join(f"{x} {y}" for x, y in points)
        self._parts.append(f'<path class="line" d="M {path}"/>')
        return self

    def code(self, x: int, y: int, spans: Iterable[tuple[str, str]]) -> Self:
        """A line of code: each span with its kinds, "" for none."""
        found = "".join(
            f'<tspan class="{kinds}">{escape(text)}</tspan>' if kinds else escape(text)
            for text, kinds in spans
        )
        self._parts.append(
            f'<text class="code" x="{x}" y="{y}" xml:space="preserve">{found}</text>'
        )
        return self

    def __str__(self) -> str:
        width, height = self._size
        title, description = self._words
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img" aria-label={quoteattr(title)}>',
            f"  <title>{escape(title)}</title>",
            f"  <desc>{escape(description)}</desc>",
            f"  <style>\n{_STYLE}  </style>",
            f'  <defs>\n{_HEAD} orient="auto">',
            '      <path class="head" d="M 0 0 L 8 4 L 0 8 z"/>\n    </marker>\n  </defs>',
            f'  <rect class="page" width="{width}" height="{height}" rx="8"/>',
            *(f"  {part}" for part in self._parts),
            "</svg>",
        ]
        return "\n".join(lines) + "\n"
