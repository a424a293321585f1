"""Projects: one that was generated, one that counts what runs make, one with another target."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.projects import ALERTS
from ..support.targets import install
from .kept import COUNTED, Counting
from .outlines import CONFIG, DEFINITIONS, EXAMPLE

if TYPE_CHECKING:
    from ..support.projects import Project

COMMON = "$defs: {Size: {type: integer, colour: red}}\n"  # a warning, which is kept too
USING = ALERTS.replace("{type: string}", "{$ref: '../common.yaml#/$defs/Size'}")
PARAMETER = USING.replace("name: alerts", 'name: "logs-{id}"\n    params: {id: {type: string}}')


@pytest.fixture
def known(project: Project) -> Project:
    """A project that has just been generated."""
    project.define("alerts.yaml")
    project.define("common.yaml", COMMON)
    project.define("chat/log.yaml", PARAMETER.replace("alerts", "log"))
    cli("schemas")
    return project


@pytest.fixture
def runs(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> list[int]:
    """How many definition files each run makes, of those that make any."""
    installed = tmp_path_factory.mktemp("installed")
    install(f"counting = {Counting.__module__}:counting", installed)
    monkeypatch.syspath_prepend(installed)
    project.configure(COUNTED)
    Counting.runs.clear()
    return Counting.runs


@pytest.fixture
def outlined(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A project that has the package installed and configured."""
    installed = tmp_path_factory.mktemp("installed")
    settings = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())
    ((name, place),) = settings["project"]["entry-points"]["realtime_codegen.targets"].items()
    install(f"{name} = {place}", installed)
    project.define("room.yaml", DEFINITIONS)
    project.configure(f'{CONFIG}title = "Shop"\n')
    monkeypatch.syspath_prepend(installed)
    monkeypatch.syspath_prepend(EXAMPLE)
    return project
