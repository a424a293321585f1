"""The TypeScript of the pages compiles, and tsc says of a wrong line what README shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support import node
from ..support.files import ROOT, write
from ..support.pages import blocks_of, commands
from ..support.typescript import typescript

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

WEB = ROOT / "examples" / "web"
LANGUAGES = ("ts", "tsx")


def tsc_of(page: Path, folder: Path) -> str:
    """What tsc says of a page's programs, beside what its definitions give."""
    blocks = list(blocks_of(page))
    texts = {str(block.file): block.text for block in blocks}
    sources = {"pipeline.yaml": texts["schemas/pipeline.yaml"]}
    files = {f"web/realtime/{path}": text for path, text in typescript(sources)[0].items()}
    programs = [block for block in blocks if block.language in LANGUAGES]
    assert programs
    for block in programs:
        name = block.lines[0].removeprefix("// ")
        named = name if name.startswith("web/") else f"web/line{block.line}.{block.language}"
        files[named] = block.text
    options = (WEB / "tsconfig.json").read_text(encoding="utf-8").replace('"src"', '"web"')
    write({**files, "package.json": '{"type": "module"}', "tsconfig.json": options}, folder)
    (folder / "node_modules").symlink_to(node.packages(WEB) / "node_modules")
    return node.run("node_modules/typescript/bin/tsc", "--pretty", "false", cwd=folder).said


def test_the_programs_of_the_frontends_page_compile(tmp_path: Path) -> None:
    """tsc refuses nothing in them."""
    assert tsc_of(ROOT / "docs" / "frontends.md", tmp_path) == ""


def test_tsc_says_what_the_readme_shows(tmp_path: Path) -> None:
    """The wrong payload is refused, in these words."""
    page = ROOT / "README.md"
    told = [
        expected
        for block in blocks_of(page)
        if block.language == "console"
        for command, expected in commands(block)
        if command == "npx tsc"
    ]
    assert [tsc_of(page, tmp_path)] == told
