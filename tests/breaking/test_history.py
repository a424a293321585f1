"""`--against` a commit: the definitions as git has them, and what is said where it has none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Commit = Callable[[str], None]

TEXT = "channels: {run: {name: run, topics: {status: {schema: {type: %s}}}}}\n"


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and git without anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    return tmp_path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit(text: str, path: str = "schemas/run.yaml") -> None:
    """A commit with this as the only definition file, of a repository that is made when needed."""
    if not Path(".git").exists():
        git("init", "--initial-branch=main")
    write(text, path)
    git("add", "--all")
    git("commit", "--message=x")


def write(text: str, path: str = "schemas/run.yaml") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def test_what_is_not_committed_is_compared_with_a_branch(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Old places are those of the branch, and begin with its name."""
    commit(TEXT % "integer")
    write(TEXT % "number")
    assert main(["breaking", "schemas", "--against", "main"]) == 1
    stderr = capsys.readouterr().err
    assert "schemas/run.yaml:1:56: type-widened: " in stderr
    assert "  main:schemas/run.yaml:1:56: before\n    1 | channels:" in stderr


def test_an_earlier_commit_is_named_as_git_names_it() -> None:
    """`HEAD~1` is the commit before; HEAD is what was committed last."""
    commit(TEXT % "integer")
    commit(TEXT % "number")
    assert main(["breaking", "schemas", "--against", "HEAD~1"]) == 1
    assert main(["breaking", "schemas", "--against", "HEAD"]) == 0


def test_the_schemas_may_lie_deep_in_the_repository(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command runs in any folder of the repository, above and below."""
    commit(TEXT % "integer", "services/a b/schemas/deep/rün.yaml")
    write(TEXT % "number", "services/a b/schemas/deep/rün.yaml")
    assert main(["breaking", "services/a b/schemas", "--against", "main"]) == 1
    monkeypatch.chdir("services/a b")
    capsys.readouterr()
    assert main(["breaking", "schemas", "--against", "main"]) == 1
    assert "  main:schemas/deep/rün.yaml:1:56: before\n" in capsys.readouterr().err


def test_the_whole_repository_may_be_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """Hidden files and other files are no definitions."""
    commit(TEXT % "integer", "run.yaml")
    commit("[not a definition", ".hidden/x.yaml")
    commit("neither", "README.md")
    assert main(["breaking", ".", "--against", "main"]) == 0
    assert capsys.readouterr().out == ".: nothing breaks against main\n"


def test_a_link_gives_what_it_leads_to() -> None:
    """A file that was a link to another one is read through it."""
    commit(TEXT % "integer", "schemas/shared/run.txt")
    Path("schemas/run.yaml").symlink_to("shared/run.txt")
    git("add", "--all")
    git("commit", "--message=x")
    assert main(["breaking", "schemas", "--against", "main"]) == 0


def test_a_hook_may_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What git sets for its hooks does not lead elsewhere."""
    commit(TEXT % "integer")
    monkeypatch.setenv("GIT_DIR", ".git")
    assert main(["breaking", "schemas", "--against", "main"]) == 0


def refusal(capsys: pytest.CaptureFixture[str], against: str = "main") -> str:
    """What is said of wrong use."""
    assert main(["breaking", "schemas", "--against", against]) == 2
    stdout, stderr = capsys.readouterr()
    assert not stdout
    return stderr.removeprefix("realtime-codegen: ")


def test_no_repository(capsys: pytest.CaptureFixture[str]) -> None:
    """Outside a repository a folder is asked for."""
    write(TEXT % "integer")
    assert refusal(capsys) == (
        "schemas is in no git repository; give a folder with the old definitions\n"
    )


def test_no_such_commit(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing can be fetched no fetching is advised; a word like an option is no commit."""
    commit(TEXT % "integer")
    wanted = '"mian" is neither a folder nor a commit that this repository has\n'
    assert refusal(capsys, "mian") == wanted
    assert '"--all" is neither a folder' in refusal_of_option(capsys)


def refusal_of_option(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["breaking", "schemas", "--against=--all"]) == 2
    return capsys.readouterr().err


def test_no_definitions_at_that_commit(capsys: pytest.CaptureFixture[str]) -> None:
    """The folder was not there, or was empty."""
    commit("x", "README.md")
    write(TEXT % "integer")
    wanted = "there are no definition files (*.yaml, *.yml, *.json) in main:schemas\n"
    assert refusal(capsys) == wanted


def test_no_git(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git a folder can still be given."""
    commit(TEXT % "integer")
    monkeypatch.setenv("PATH", "")
    wanted = "git is not installed; install it, or give a folder with the old definitions\n"
    assert refusal(capsys) == wanted
    write(TEXT % "integer", "deployed/run.yaml")
    assert main(["breaking", "schemas", "--against", "deployed"]) == 0


def test_errors_are_told_of_the_version_that_has_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Definitions that are wrong are not compared."""
    commit(TEXT % "integr")
    write(TEXT % "strng")
    assert main(["breaking", "schemas", "--against", "main"]) == 1
    stderr = capsys.readouterr().err
    assert "main:schemas/run.yaml:1:62: unknown-type: " in stderr
    assert "\nschemas/run.yaml:1:62: unknown-type: " in stderr
    assert stderr.endswith("realtime-codegen: the definitions have errors; nothing was compared\n")
