"""`--against` a commit: the definitions as git has them, and what is said where it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support.commands import cli
from .repository import TEXT, commit, define, git, without_settings


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and git without anybody's settings."""
    monkeypatch.chdir(tmp_path)
    without_settings(monkeypatch)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def test_what_is_not_committed_is_compared_with_a_branch() -> None:
    """Old places are those of the branch, and begin with its name."""
    commit(TEXT % "integer")
    define(TEXT % "number")
    stderr = cli("breaking", "schemas", "--against", "main", status=1).err
    assert "schemas/run.yaml:1:56: type-widened: " in stderr
    assert "  main:schemas/run.yaml:1:56: before\n    1 | channels:" in stderr


def test_an_earlier_commit_is_named_as_git_names_it() -> None:
    """`HEAD~1` is the commit before; HEAD is what was committed last."""
    commit(TEXT % "integer")
    commit(TEXT % "number")
    cli("breaking", "schemas", "--against", "HEAD~1", status=1)
    cli("breaking", "schemas", "--against", "HEAD")


def test_the_schemas_may_lie_deep_in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command runs in any folder of the repository, above and below."""
    commit(TEXT % "integer", "services/a b/schemas/deep/rün.yaml")
    define(TEXT % "number", "services/a b/schemas/deep/rün.yaml")
    cli("breaking", "services/a b/schemas", "--against", "main", status=1)
    monkeypatch.chdir("services/a b")
    ran = cli("breaking", "schemas", "--against", "main", status=1)
    assert "  main:schemas/deep/rün.yaml:1:56: before\n" in ran.err


def test_the_whole_repository_may_be_the_folder() -> None:
    """Hidden files and other files are no definitions."""
    commit(TEXT % "integer", "run.yaml")
    commit("[not a definition", ".hidden/x.yaml")
    commit("neither", "README.md")
    assert cli("breaking", ".", "--against", "main") == (0, ".: nothing breaks against main\n", "")


def test_a_link_gives_what_it_leads_to() -> None:
    """A file that was a link to another one is read through it."""
    commit(TEXT % "integer", "schemas/shared/run.txt")
    Path("schemas/run.yaml").symlink_to("shared/run.txt")
    git("add", "--all")
    git("commit", "--message=x")
    cli("breaking", "schemas", "--against", "main")


def test_a_hook_may_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What git sets for its hooks does not lead elsewhere."""
    commit(TEXT % "integer")
    monkeypatch.setenv("GIT_DIR", ".git")
    cli("breaking", "schemas", "--against", "main")


def refusal(against: str = "main") -> str:
    """What is said of wrong use."""
    _, stdout, stderr = cli("breaking", "schemas", f"--against={against}", status=2)
    assert not stdout
    return stderr.removeprefix("realtime-codegen: ")


def test_no_repository() -> None:
    """Outside a repository a folder is asked for."""
    define(TEXT % "integer")
    assert refusal() == (
        "schemas is in no git repository; give a folder with the old definitions\n"
    )


def test_no_such_commit() -> None:
    """Where nothing can be fetched no fetching is advised; a word like an option is no commit."""
    commit(TEXT % "integer")
    wanted = '"mian" is neither a folder nor a commit that this repository has'
    git("branch", "-M", "main")
    assert refusal("mian") == f'{wanted}; did you mean "main"?\n'
    assert refusal("other") == f"{wanted.replace('mian', 'other')}\n"
    assert '"--all" is neither a folder' in refusal("--all")


def test_no_definitions_at_that_commit() -> None:
    """The folder was not there, or was empty."""
    commit("x", "README.md")
    define(TEXT % "integer")
    wanted = "there are no definition files (*.yaml, *.yml, *.json) in main:schemas\n"
    assert refusal() == wanted


def test_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git a folder can still be given."""
    commit(TEXT % "integer")
    monkeypatch.setenv("PATH", "")
    wanted = "git is not installed; install it, or give a folder with the old definitions\n"
    assert refusal() == wanted
    define(TEXT % "integer", "deployed/run.yaml")
    cli("breaking", "schemas", "--against", "deployed")


def test_errors_are_told_of_the_version_that_has_them() -> None:
    """Definitions that are wrong are not compared."""
    commit(TEXT % "integr")
    define(TEXT % "strng")
    stderr = cli("breaking", "schemas", "--against", "main", status=1).err
    assert "main:schemas/run.yaml:1:62: unknown-type: " in stderr
    assert "\nschemas/run.yaml:1:62: unknown-type: " in stderr
    assert stderr.endswith("realtime-codegen: the definitions have errors; nothing was compared\n")
