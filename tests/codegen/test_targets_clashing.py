"""Targets that are in each other's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.targets import install
from .outlines import CONFIG, DEFINITIONS

if TYPE_CHECKING:
    from ..support.projects import Project


@pytest.mark.parametrize(
    ("entry", "package", "message"),
    [
        ("python", "another", "; the package another 1.0 must name its target otherwise"),
        ("outline", "another", 'packages a-target 1.0 and another 1.0 both bring a target "outl'),
    ],
)
def test_a_name_is_of_one_target(
    outlined: Project, entry: str, package: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No package replaces the target of another one, or ours."""
    installed = outlined.folder / "installed"
    install(f"{entry} = outline_target:outlines", installed, package)
    monkeypatch.syspath_prepend(installed)
    outlined.configure(CONFIG.replace("outline]", f"{entry}]"))
    done = cli(status=2)
    assert message in done.err
    assert done.err.count("\n") == 1
    assert not outlined.output.exists()


CLASHES = {
    "one folder": ("generated", "generated", "python and outline have the same folder generated"),
    "one folder, spelled otherwise": ("generated", "x/../generated", "have the same folder"),
    "one folder of two others": ("o", "o", "outline and other have the same folder o"),
    "a folder in that of its own kind": ("o", "o/below", "both own o/below/room.txt"),
    "a folder around that of its own kind": ("o/below", "o", "both own o/below/room.txt"),
}


@pytest.mark.parametrize("name", CLASHES)
def test_outputs_that_overwrite_each_other_are_wrong_use(
    outlined: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told before anything is written, by every mode; also where each has written before."""
    first, second, message = CLASHES[name]
    installed = outlined.folder / "installed"
    install("other = outline_target:outlines", installed, "another")
    monkeypatch.syspath_prepend(installed)
    tables = f"""
[tool.realtime-codegen.outline]
output = "{first}"
[tool.realtime-codegen.other]
output = "{second}"
"""
    start = CONFIG.partition("\n\n")[0]
    outlined.configure(start + tables)
    for mode in ((), ("--check",), ("--diff",), ()):
        done = cli(*mode, status=2)
        assert message in done.err
        assert done.err.count("\n") == 1
    assert {path.name for path in outlined.folder.iterdir()} == {
        "installed",
        "pyproject.toml",
        "schemas",
    }


@pytest.mark.parametrize(("python", "outline"), [("o", "o/below"), ("o/below", "o")])
def test_a_folder_in_that_of_another_kind_is_used(
    outlined: Project, python: str, outline: str
) -> None:
    """Files that differ in their marks, names or folders are in nobody's way."""
    start = CONFIG.replace('"schemas"', f'"schemas"\noutput = "{python}"')
    outlined.configure(start.replace('"outlines"', f'"{outline}"'))
    assert "3 new" in cli().out
    assert cli().out == f"{python}: 3 unchanged\n{outline}: 1 unchanged\n"
    cli("--check")


def test_a_file_that_two_outputs_give_is_wrong_use(outlined: Project) -> None:
    """Also where what they own differs: Python's module of a definition in a folder."""
    outlined.define("chat/room.yaml", DEFINITIONS.replace("room", "hall"))
    outlined.configure(CONFIG.replace('"outlines"', '"generated/chat/room.py"'))
    done = cli(status=2)
    assert "both own generated/chat/room.py/" in done.err
    assert not outlined.output.exists()
