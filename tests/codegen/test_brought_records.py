"""A record that others bring counts for nothing, whatever it says: by a pull request, an archive, a
cache of CI, a hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ..support.commands import cli
from .kept import hash_of, keep, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..support.projects import Project

pytestmark = pytest.mark.slow


class Forged(NamedTuple):
    """A project with an edited module, of which a record says that it is right."""

    arguments: tuple[str, ...]
    module: str

    def is_refused(self) -> bool:
        """Whether both ways to compare name the module."""
        said = (cli(mode, *self.arguments, status=None) for mode in ("--check", "--diff"))
        return all(ran.status == 1 and self.module in ran.said for ran in said)


def edit(module: Path) -> tuple[str, str]:
    """Change a module; the hashes before and after."""
    old = module.read_bytes()
    new = old.replace(b"str", b"int")
    assert new != old
    module.write_bytes(new)
    return hash_of(old), hash_of(new)


def forged(folder: Path, user_cache: Path) -> Forged:
    """Made by who can run programs as this user, so that the record counts where it is."""
    arguments = (str(folder / "schemas"), "--output", str(folder / "generated"))
    cli(*arguments)
    (record,) = user_cache.iterdir()
    module = folder / "generated" / "alerts.py"
    keep(record, kept(record).replace(*edit(module)))
    found = Forged(arguments, module.as_posix())
    assert not found.is_refused(), "the record does not say what it is meant to say"
    return found


@pytest.fixture
def app(project: Project) -> Path:
    """A project in a folder of the current one."""
    project.define("alerts.yaml")
    project.schemas.rename(project.folder / "app")
    schemas = project.folder / "app" / "schemas"
    schemas.mkdir()
    (project.folder / "app" / "alerts.yaml").rename(schemas / "alerts.yaml")
    return Path("app")


def test_an_edited_one(app: Path, user_cache: Path) -> None:
    """A record in which a hash was replaced by hand."""
    arguments = (str(app / "schemas"), "--output", str(app / "generated"))
    cli(*arguments)
    (record,) = user_cache.iterdir()
    module = app / "generated" / "alerts.py"
    record.write_text(record.read_text().replace(*edit(module)))
    assert Forged(arguments, module.as_posix()).is_refused()


def test_a_restored_one(app: Path, user_cache: Path) -> None:
    """A cache that was copied, as CI does from run to run."""
    found = forged(app, user_cache)
    copy = shutil.copytree(user_cache, user_cache.with_name("copy"))
    shutil.rmtree(user_cache)
    copy.rename(user_cache)
    assert found.is_refused()


def checkout(folder: Path) -> None:
    (folder / ".git").mkdir()


def submodule(folder: Path) -> None:
    """The project is a checkout in another one, which holds the record."""
    checkout(folder)
    (folder / "app" / ".git").write_text("gitdir: ../.git/modules/app")


def archive(folder: Path) -> None:
    """Without what tells where the project ends."""


@pytest.mark.parametrize("kind", [checkout, submodule, archive])
@pytest.mark.parametrize("where", ["", "app", "elsewhere"])
@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "HOME"])
def test_one_in_the_project(
    app: Path,
    user_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    kind: Callable[[Path], None],
    where: str,
    variable: str,
) -> None:
    """A pull request can bring an edited module, and beside it a record that has its hash, where a
    setting of the project, or its container, has the user's cache in it."""
    whole = Path.cwd()
    kind(whole)
    monkeypatch.chdir(tmp_path_factory.mktemp(where) if where == "elsewhere" else whole / where)
    found = forged(whole / "app", user_cache)
    home = whole / "home"
    brought = home / ".cache" if variable == "HOME" else home
    shutil.copytree(user_cache, brought / user_cache.name)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv(variable, str(home))
    assert found.is_refused()
