"""What is advised in a clone that lacks the commit to compare with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from realtime_codegen.cli import main

TEXT = "channels: {run: {name: run, topics: {status: {schema: {type: %s}}}}}\n"


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder: a clone with one commit of the branch `work`, and none of `main`."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    there = tmp_path / "there"
    (there / "schemas").mkdir(parents=True)
    monkeypatch.chdir(there)
    git("init", "--initial-branch=main")
    for branch, type_ in (("main", "integer"), ("work", "number"), ("work", "boolean")):
        git("checkout", "-B", branch)
        Path("schemas/run.yaml").write_text(TEXT % type_, encoding="utf-8")
        git("add", "--all")
        git("commit", "--message=x")
    git("clone", "--depth=1", "--branch=work", there.as_uri(), str(tmp_path / "here"))
    monkeypatch.chdir(tmp_path / "here")


def advice(against: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said behind the words that there is no such commit."""
    assert main(["breaking", "schemas", "--against", against]) == 2
    said = capsys.readouterr().err.strip()
    return said.partition(" is neither a folder nor a commit that this repository has")[2]


@pytest.mark.parametrize("against", ["origin/main", "main", "HEAD~1"])
def test_the_command_that_is_advised_helps(
    against: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """After it the same comparison runs, for a branch with its remote, without, and for history."""
    command = advice(against, capsys).partition(": ")[2]
    assert command.startswith("git fetch ")
    git(*command.split()[1:])
    assert main(["breaking", "schemas", "--against", against]) == 1
    assert "type-" in capsys.readouterr().err


def test_a_branch_of_a_remote_is_fetched_by_its_own_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The remote has no branch whose name begins with that of the remote."""
    wanted = "; fetch it first: git fetch origin main:refs/remotes/origin/main"
    assert advice("origin/main", capsys) == wanted


@pytest.mark.parametrize("against", ["../deployed", "old/schemas", "HEAD~9", "origin/"])
def test_what_is_no_branch_is_not_fetched(against: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With all history here, nothing is advised for paths, commits and a name without an end."""
    git("fetch", "--unshallow")
    assert advice(against, capsys) == ""
