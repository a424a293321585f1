"""What is kept for the next run saves work, and nothing that stands there changes an output."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli, run
from .kept import everything

if TYPE_CHECKING:
    from pathlib import Path

    from ..support.projects import Project

pytestmark = pytest.mark.slow

# What others can bring into a project: by a pull request, an archive, a shared folder


def test_a_run_leaves_nothing_in_the_project_but_its_output(known: Project) -> None:
    """What is kept for the next run is no part of the project."""
    assert {path.name for path in known.folder.iterdir()} == {"schemas", "generated"}


@pytest.mark.parametrize("link", [".realtime_codegen_cache", ".realtime_codegen_cache/.gitignore"])
@pytest.mark.parametrize("target", [".", "settings", ".gitignore", "settings/mine"])
def test_no_link_is_written_through(project: Project, link: str, target: str) -> None:
    """Links that are planted where a cache was, or may be, change nothing behind them."""
    project.define("alerts.yaml")
    (project.folder / "settings").mkdir()
    for mine in (".gitignore", "settings/mine", "settings/.gitignore"):
        (project.folder / mine).write_text("mine")
    planted = project.folder / link
    planted.parent.mkdir(exist_ok=True)
    planted.symlink_to(project.folder / target)
    before = everything(project.folder)
    cli("schemas")
    cli("schemas")
    after = everything(project.folder)
    assert {k: v for k, v in after.items() if not k.startswith("generated/")} == before


def test_a_cache_in_the_project_is_none(
    project: Project, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the user's cache folder lies in the project, a checkout could bring it: it is not read.

    Containers whose home is the project are such.
    """
    project.define("alerts.yaml")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.folder / ".cache"))
    monkeypatch.setenv("HOME", str(project.folder))
    cli("schemas")
    cli("schemas")
    assert runs == [1, 1]
    (project.folder / ".git").mkdir()
    below = project.folder / "app"
    shutil.copytree(project.schemas, below / "schemas")
    shutil.copy(project.folder / "pyproject.toml", below)
    monkeypatch.chdir(below)
    cli("schemas")
    cli("schemas")
    assert runs == [1, 1, 1, 1]
    assert not (project.folder / ".cache").exists()


def test_the_cache_may_be_missing_or_in_the_way(project: Project, user_cache: Path) -> None:
    """The folder may be deleted at any time; where it cannot be written, all works without it."""
    project.define("alerts.yaml")
    user_cache.write_text("in the way")
    cli("schemas")
    cli("schemas")
    assert user_cache.read_text() == "in the way"
    user_cache.unlink()
    cli("schemas")
    assert user_cache.is_dir()
    shutil.rmtree(user_cache)
    cli("schemas")
    cli("schemas", "--check")


def test_a_linked_cache_folder_is_not_used(project: Project, user_cache: Path) -> None:
    """Nothing is written behind a link with the folder's name."""
    project.define("alerts.yaml")
    behind = user_cache.with_name("behind")
    behind.mkdir()
    user_cache.symlink_to(behind)
    cli("schemas")
    assert list(behind.iterdir()) == []


@pytest.mark.parametrize("home", ["", "relative", "/dev/null"])
def test_a_user_without_a_home_is_served(project: Project, home: str) -> None:
    """Without a folder to keep anything in, each run makes everything."""
    project.define("alerts.yaml")
    for _ in range(2):
        ran = run("realtime-codegen", "schemas/", HOME=home, XDG_CACHE_HOME=home)
        assert ran.err == ""
    assert {path.name for path in project.folder.iterdir()} == {"schemas", "generated"}
