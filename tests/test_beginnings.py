"""Pages that begin a project, followed from their first line by somebody who has nothing yet.

The reader is in a folder that holds a checkout and nothing else, and has an environment once a
command of the page makes it. All commands of a page run in one shell. Its blocks are those of
test_docs.py, but that no ```python is run: it is a file, which commands use.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from .support.files import ROOT
from .support.pages import BEGINNINGS, PAGES, blocks_of, commands, compare, obey
from .support.shells import Shell, install_commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path)
    yield shell
    shell.close()


def follow(page: Path, shell: Shell) -> None:
    """Do what a page says. Raises AssertionError where something else comes."""
    for block in blocks_of(page):
        if block.mark:
            obey(block, shell.folder)
        elif block.file:
            file = shell.folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        else:
            assert block.language == "console", f"{block}: nothing runs this block"
            for command, expected in commands(block):
                compare(block, expected, shell.run(command))


@pytest.mark.parametrize("page", BEGINNINGS, ids=lambda page: page.name)
def test_a_project_is_begun_as_the_page_says(page: Path, shell: Shell) -> None:
    """From the first line to the last, installation included, what is shown is what comes."""
    skipped = [block.text for block in blocks_of(page) if block.mark.startswith("not run")]
    assert not any("pip " in text for text in skipped)
    follow(page, shell)


def test_the_shell_is_empty_and_goes_on(shell: Shell, tmp_path: Path) -> None:
    """Nothing of this environment is in it, and what a command changes holds for the next."""
    assert "ModuleNotFoundError" in shell.run("python3 -c 'import realtime_runtime'")
    assert shell.run("ls") == "realtime-codegen\n"
    page = tmp_path / "page.md"
    page.write_text("```console\n$ mkdir a\n$ cd a\n$ it=3\n$ echo $it; ls ..\n3\na\n...\n```\n")
    follow(page, shell)
    page.write_text("```console\n$ echo $it\n4\n```\n")
    with pytest.raises(AssertionError, match="the page says"):
        follow(page, shell)


def test_pages_install_from_a_checkout_beside_the_project() -> None:
    """Where a page installs, it names paths: a name alone would be somebody else's package."""
    found = [command for page in PAGES for command in install_commands(page)]
    assert len(found) == 9
    for command in found:
        words = shlex.split(command)
        places = [word for word in words if "realtime" in word]
        assert places or "-e" in words, command  # -e takes a folder
        for place in places:
            path, _, _ = place.removeprefix("../realtime-codegen").partition("[")
            assert place.startswith("../realtime-codegen"), command
            assert (ROOT / path.lstrip("/") / "pyproject.toml").is_file(), command
