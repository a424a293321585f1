"""README's pictures, from real runs: `python -m tools.pictures FOLDER` writes them there.

README's first program is followed as its reader would: the files are written, the commands are run.
The pictures have what mypy says beside the definition, and what the runtime says of the payload.
"""

from __future__ import annotations

import re
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.support.commands import BIN, run
from tests.support.pages import blocks_of, commands

from .svg import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
_WIDTH, _LINE, _CHARACTERS = 950, 18, 112
_TOKENS = re.compile(r'(?P<soft>#.*)|(?P<green_ink>"[^"]*")|(?P<blue_ink>^ *[\w-]+:(?= |$))')


class Followed(NamedTuple):
    """What a reader has and sees after README's first program."""

    definition: list[str]
    program: list[str]
    checked: list[str]
    ran: list[str]


def follow() -> Followed:
    """Raises StopIteration when README's beginning has another form."""
    files: dict[str, list[str]] = {}
    said: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for block in blocks_of(ROOT / "README.md"):
            if block.file:
                files[block.file] = list(block.lines)
                place = Path(folder, block.file)
                place.parent.mkdir(exist_ok=True)
                place.write_text(block.text, encoding="utf-8")
            elif block.language == "console" and not block.mark:
                for command, _ in commands(block):
                    done = run(
                        "sh",
                        "-c",
                        f"exec 2>&1; PATH={BIN}:$PATH; {command}",
                        status=None,
                        cwd=folder,
                    )
                    said[command] = done.out.splitlines()
            if any(command.startswith("python ") for command in said):
                break
    definition = next(lines for file, lines in files.items() if file.startswith("schemas/"))
    checked = next(lines for command, lines in said.items() if command.startswith("mypy"))
    ran = next(lines for command, lines in said.items() if command.startswith("python "))
    return Followed(definition[1:], files["app.py"], checked, ran)


def coloured(line: str) -> Iterator[tuple[str, str]]:
    """The spans of a line of YAML or Python, each with its colour."""
    place = 0
    for token in _TOKENS.finditer(line):
        yield line[place : token.start()], ""
        yield token[0], (token.lastgroup or "").replace("_", "-")
        place = token.end()
    yield line[place:], ""


def wrapped(lines: list[str]) -> list[str]:
    """The lines in the width of a picture, the rest of each indented."""
    wrapper = textwrap.TextWrapper(
        _CHARACTERS, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return [part for line in lines for part in wrapper.wrap(line) or [""]]


def terminal(drawing: Drawing, y: int, command: str, lines: list[str]) -> None:
    """What a command prints, its errors red."""
    drawing.box(20, y, _WIDTH - 40, (len(lines) + 1) * _LINE + 20, "plain")
    drawing.code(34, y + 24, [("$ ", "soft"), (command, "strong")])
    for number, line in enumerate(lines, start=1):
        drawing.code(34, y + 24 + number * _LINE, [(line, "red-ink")])


def checked_beside_its_definition(seen: Followed) -> Drawing:
    wrong = {
        int(line) for line in re.findall(r"^app\.py:(\d+): error", "\n".join(seen.checked), re.M)
    }
    first = next(n for n, line in enumerate(seen.program, start=1) if line.startswith("async def"))
    program = [(n, line) for n, line in enumerate(seen.program, start=1) if n >= first]
    rows = max(len(seen.definition), len(program))
    lines = wrapped(seen.checked)
    bottom = 44 + rows * _LINE + 20
    drawing = Drawing(
        _WIDTH,
        bottom + (len(lines) + 1) * _LINE + 60,
        "A definition, and what mypy says of a wrong payload",
        "\n".join(["The output of mypy:", *seen.checked]),
    )
    drawing.text(20, 28, "schemas/pipeline.yaml", "strong").text(370, 28, "app.py", "strong")
    drawing.box(20, 40, 330, rows * _LINE + 16, "plain")
    drawing.box(370, 40, _WIDTH - 390, rows * _LINE + 16, "plain")
    for row, line in enumerate(seen.definition):
        drawing.code(34, 62 + row * _LINE, coloured(line))
    for row, (number, line) in enumerate(program):
        if number in wrong:
            drawing.box(372, 48 + row * _LINE, _WIDTH - 394, _LINE + 2, "red")
        drawing.code(384, 62 + row * _LINE, [(f"{number:2}  ", "soft"), *coloured(line)])
    terminal(drawing, bottom + 20, "mypy --strict app.py", lines)
    return drawing


def refused_payload(seen: Followed) -> Drawing:
    start = next(n for n, line in enumerate(seen.ran) if line.startswith("realtime_runtime"))
    lines = wrapped(["Traceback (most recent call last):", "  ...", *seen.ran[start:]])
    drawing = Drawing(
        _WIDTH,
        (len(lines) + 1) * _LINE + 60,
        "What the runtime says of a wrong payload",
        "\n".join(["The end of the output:", *seen.ran[start:]]),
    )
    terminal(drawing, 20, "python app.py", lines)
    return drawing


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    seen = follow()
    for name, drawing in (
        ("checked", checked_beside_its_definition(seen)),
        ("refused", refused_payload(seen)),
    ):
        (folder / f"{name}.svg").write_text(str(drawing), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
