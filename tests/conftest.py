"""What holds for all tests: on any machine, in any order."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from .support.projects import Project

if TYPE_CHECKING:
    from pathlib import Path

# How long an example takes says how busy the machine is.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_configure() -> None:
    """Programs that the tests start can be interrupted, also where this one was told not to be.

    A shell has what it starts in the background ignore SIGINT, and so would all their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def user_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's runs keep what they made: a user's cache folder of its own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "realtime-codegen"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user_cache: Path) -> Project:
    """A project in the current folder, which is empty but for it."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def alerts(project: Project) -> Project:
    """A project with one definition."""
    project.define("alerts.yaml")
    return project
