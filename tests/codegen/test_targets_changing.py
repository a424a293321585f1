"""What the output of a target depends on besides the definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.files import write
from ..support.packages import forgotten
from ..support.targets import install
from .kept import Counting
from .outlines import CONFIG, DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..support.projects import Project

STAMPS = """\
from pathlib import Path
from realtime_codegen.targets import Owned, Rendered, Target
from .words import WORD

class Stamps(Target):
    owned = Owned(mark="Stamp", suffix=".stamp")
    libraries = ("a-library",)

    def __init__(self, options):
        self._options = options

    @property
    def depends(self):
        return [Path("note.txt").read_text()]

    def paths(self, files):
        return {"it.stamp"}

    def render(self, project, types, files):
        for file in files:
            text = f"Stamp {WORD} {self._options} {Path('note.txt').read_text()}\\n"
            yield Rendered({"it.stamp": text})
"""
CHANGES = {
    "an option": ("pyproject.toml", CONFIG.replace("outline", "stamp") + "size = 2\n"),
    "the target's code": ("installed/stamps/words.py", "WORD = 'another'\n"),
    "what the target says that it reads": ("note.txt", "another note"),
}


@pytest.fixture
def stamped(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project that has generated a target from source."""
    installed = project.folder / "installed"
    write({"stamps/__init__.py": STAMPS, "stamps/words.py": "WORD = 'one'\n"}, installed)
    install("stamp = stamps:Stamps", installed)
    install("another = a:b", installed, "a-library")
    monkeypatch.syspath_prepend(installed)
    write({"note.txt": "a note"}, project.folder)
    project.define("room.yaml", DEFINITIONS)
    project.configure(CONFIG.replace("outline", "stamp") + "size = 1\n")
    with forgotten("stamps"):
        cli()
        assert cli().out == "generated: 3 unchanged\nstamps: 1 unchanged\n"
    with forgotten("stamps"):
        yield project


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_target_is_made_of_changes_its_output(stamped: Project, change: str) -> None:
    """A run after the change writes what a check then finds up to date."""
    path, text = CHANGES[change]
    write({path: text}, stamped.folder)
    assert cli().out == "generated: 3 unchanged\nstamps: 1 changed\n"
    cli("--check")


@pytest.mark.parametrize("package", ["a-target", "a-library"])
def test_an_upgraded_package_makes_all_again(
    runs: list[int], alerts: Project, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its code looks the same, and a library that the target names."""
    installed = alerts.folder / "installed"
    place = f"{Counting.__module__}:counting"
    monkeypatch.setattr(Counting, "libraries", ("a.Library",))
    install(f"counting = {place}", installed)
    install("another = a:b", installed, "a-library")
    monkeypatch.syspath_prepend(installed)
    for _ in range(2):
        cli()
    assert runs == [1]
    entry = f"counting = {place}" if package == "a-target" else "another = a:b"
    install(entry, installed, package, "1.1")
    for _ in range(2):
        cli()
    assert runs == [1, 1]
