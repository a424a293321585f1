"""git in the current folder, without anybody's settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..support.commands import run
from ..support.files import write

if TYPE_CHECKING:
    import pytest

TEXT = "channels: {run: {name: run, topics: {status: {schema: {type: %s}}}}}\n"


def without_settings(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{who}_NAME", "A")
        patch.setenv(f"GIT_{who}_EMAIL", "a@example.org")


def git(*arguments: str) -> None:
    run("git", *arguments)


def define(text: str, path: str = "schemas/run.yaml") -> None:
    """Write a definition file."""
    write({path: text}, Path())


def commit(text: str, path: str = "schemas/run.yaml") -> None:
    """A commit with this definition file, of a repository that is made when needed."""
    if not Path(".git").exists():
        git("init", "--initial-branch=main")
    define(text, path)
    git("add", "--all")
    git("commit", "--message=x")
