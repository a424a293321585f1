"""What is advised in a clone that lacks the commit to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from .repository import TEXT, commit, git, without_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder: a clone with one commit of the branch `work`, and none of `main`."""
    without_settings(monkeypatch)
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.chdir(there)
    git("init", "--initial-branch=main")
    for branch, type_ in (("main", "integer"), ("work", "number"), ("work", "boolean")):
        git("checkout", "-B", branch)
        commit(TEXT % type_)
    git("clone", "--depth=1", "--branch=work", there.as_uri(), str(tmp_path / "here"))
    monkeypatch.chdir(tmp_path / "here")


def advice(against: str) -> str:
    """What is said behind the words that there is no such commit."""
    ran = cli("breaking", "schemas", "--against", against, status=2)
    said = ran.err.strip()
    return said.partition(" is neither a folder nor a commit that this repository has")[2]


@pytest.mark.parametrize("against", ["origin/main", "main", "HEAD~1"])
def test_the_command_that_is_advised_helps(against: str) -> None:
    """After it the same comparison runs, for a branch with its remote, without, and for history."""
    command = advice(against).partition(": ")[2]
    assert command.startswith("git fetch ")
    git(*command.split()[1:])
    assert "type-" in cli("breaking", "schemas", "--against", against, status=1).err


def test_a_branch_of_a_remote_is_fetched_by_its_own_name() -> None:
    """The remote has no branch whose name begins with that of the remote."""
    wanted = "; fetch it first: git fetch origin main:refs/remotes/origin/main"
    assert advice("origin/main") == wanted


@pytest.mark.parametrize("against", ["../deployed", "old/schemas", "HEAD~9", "origin/"])
def test_what_is_no_branch_is_not_fetched(against: str) -> None:
    """With all history here, nothing is advised for paths, commits and a name without an end."""
    git("fetch", "--unshallow")
    assert advice(against) == ""
