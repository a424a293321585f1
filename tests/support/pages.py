"""The blocks of a page, and whether what it shows is what comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [
    *(
        ROOT / f"{name}.md"
        for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")
    ),
    ROOT / "runtime" / "README.md",
    ROOT / "examples" / "web" / "README.md",
    ROOT / "examples" / "gateway" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# These are followed by somebody who has nothing yet: test_beginnings.py.
BEGINNINGS = [ROOT / "docs" / "getting-started.md"]


class Block(NamedTuple):
    """A fenced block. `line` is the number of its first line of code."""

    page: str
    line: int
    language: str
    lines: tuple[str, ...]
    mark: str

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    @property
    def file(self) -> str:
        """The file that the block is, or nothing."""
        named = re.match(r"(?:#|<!--) ([\w./-]+\.(?:py|ya?ml|toml|html))(?: -->)?\n", self.text)
        return named[1] if named and not self.mark else ""

    @property
    def is_output(self) -> bool:
        return self.language == "text" and not self.mark

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    lines = page.read_text(encoding="utf-8").splitlines()
    start: int | None = None
    for number, line in enumerate(lines):
        if "```" not in line:
            continue
        assert line.startswith("```"), f"{page.name}:{number + 1}: a fence begins its line"
        if start is None:
            start = number
            continue
        above = next((text for text in reversed(lines[:start]) if text.strip()), "")
        mark = re.fullmatch(r"<!-- (.+) -->", above)
        yield Block(
            page.name,
            start + 2,
            lines[start].removeprefix("```"),
            tuple(lines[start + 1 : number]),
            mark[1] if mark else "",
        )
        start = None
    assert start is None, f"{page.name}: the last block has no end"


def obey(block: Block, project: Path) -> None:
    """Hold a block that is marked to its mark: a reason, or the file that it is a part of."""
    kind, _, rest = block.mark.partition(": ")
    if kind == "not run":
        assert len(rest.split()) > 2, f"{block}: say why it is not run"
        return
    assert block.mark.startswith("part of "), f"{block}: what does {block.mark!r} mean?"
    path = block.mark.removeprefix("part of ")
    file = next(f for f in (project / path, ROOT / path) if f.exists())
    assert block.text in file.read_text(encoding="utf-8"), f"{block}: this is not in {path}"


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block, and what it prints."""
    assert block.lines[0].startswith("$ "), f"{block}: a command begins with $"
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, expected = part.split("\n", 1)
        yield command, expected.rstrip("\n") + "\n" if expected.strip() else ""


def compare(block: Block, expected: str, printed: str) -> None:
    printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n"
        for line in expected.splitlines()
    )
    same = re.fullmatch(pattern, printed)
    assert same, f"{block}: the page says\n{expected}\nand what comes is\n{printed}"
