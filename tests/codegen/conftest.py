"""A project in an empty folder, and the command run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ALERTS = """\
channels:
  alerts:
    name: alerts
    topics:
      alert:
        schema:
          type: object
          required: [message]
          properties:
            message: {type: string}
"""


class Project:
    """A folder with definitions in `schemas/`, whose output goes to `generated/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schemas = folder / "schemas"
        self.output = folder / "generated"
        self.schemas.mkdir()

    def define(self, path: str, text: str = ALERTS) -> Path:
        file = self.schemas / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(
        self, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """The command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "realtime_codegen", *(arguments or ("schemas/",))],
            cwd=cwd or self.folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def files(self) -> dict[str, bytes]:
        """Everything in the output folder but what Python compiles."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }


@pytest.fixture(autouse=True)
def user_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's runs keep what they made: a user's cache folder of its own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "realtime-codegen"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)
