"""`[tool.realtime-codegen]` in pyproject.toml names the folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.config import Config, WrongConfig, find_config

from ..support.commands import cli

if TYPE_CHECKING:
    from ..support.projects import Project


def configure(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text)


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    """Without a pyproject.toml no schemas are named, and output goes to generated/."""
    assert find_config(tmp_path) == Config(None, Path("generated"))


def test_a_file_without_the_table_is_passed(tmp_path: Path) -> None:
    """A pyproject.toml that says nothing to this tool does not hide one above."""
    configure(tmp_path, '[tool.realtime-codegen]\nschemas = "s"\n')
    inner = tmp_path / "inner"
    inner.mkdir()
    configure(inner, "[tool.other]\n")
    assert find_config(inner).schemas == tmp_path / "s"


def test_paths_are_relative_to_their_file(project: Project) -> None:
    """In a folder below, the command does what it does beside its pyproject.toml."""
    project.define("alerts.yaml")
    project.configure('[tool.realtime-codegen]\nschemas = "schemas"\noutput = "src/out"\n')
    below = project.folder / "a" / "b"
    below.mkdir(parents=True)
    cli(cwd=below)
    assert (project.folder / "src" / "out" / "alerts.py").exists()
    assert cli("--check") == (0, "", "")


def test_the_command_line_goes_first(project: Project) -> None:
    """A folder or an output that is given is used instead of the configured one."""
    project.define("alerts.yaml")
    project.configure('[tool.realtime-codegen]\nschemas = "other"\noutput = "configured"\n')
    cli("schemas")
    assert (project.folder / "generated" / "alerts.py").exists()
    project.configure('[tool.realtime-codegen]\nschemas = "schemas"\noutput = "no"\n')
    cli("--output", "given")
    assert (project.folder / "given" / "alerts.py").exists()
    assert not (project.folder / "configured").exists()
    assert not (project.folder / "no").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.realtime-codegen]\nschema = "s"\n', 'has no key "schema"; did you mean "schemas"?'),
        ("[tool.realtime-codegen]\nx = 1\n", 'has no key "x"; the keys are schemas, output'),
        (
            '[tool.realtime-codegen]\ntypescript = "web"\n',
            '; write a table [tool.realtime-codegen.typescript] with output = "web"',
        ),
        (
            '[tool.realtime-codegen]\naccept = ["a"]\n',
            "; write it in the table [tool.realtime-codegen.breaking]",
        ),
        (
            '[tool.realtime-codegen]\nout = "web"\nschemas = 3\n',
            'has no key "out"; did you mean "output"?; and "schemas" must be the path of a folder',
        ),
        (
            '[tool.realtime-codegen.typescript]\nout = "web"\n',
            'typescript] needs "output", the path of a folder, and has "out"',
        ),
        (
            '[tool.realtime-codegen]\nbreaking = ["a"]\n',
            'must be a table; write accept = ["topic-removed:pipeline.usage"] in it',
        ),
        (
            "[tool.realtime-codegen]\nschemas = schemas\n",
            'see line 2, column 11; write schemas = "schemas"',
        ),
        ("[tool.realtime-codegen]\nschemas = 3\n", '"schemas" must be the path of a folder'),
        ('[tool.realtime-codegen]\noutput = ""\n', '"output" must be the path of a folder'),
        ('[tool.realtime-codegen]\noutput = ["a"]\n', '"output" must be the path of a folder'),
        ("[tool]\nrealtime-codegen = 3\n", "[tool.realtime-codegen] must be a table"),
        ("tool = 3\n", "[tool] must be a table"),
        ("[[tool]]\n", "[tool] must be a table"),
        ("[tool\n", "is not TOML: see line 1, column 6"),
        ("[tool", "is not TOML: it ends too early"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, text: str, message: str) -> None:
    """What cannot be used is told in a line that begins with the file."""
    configure(tmp_path, text)
    with pytest.raises(WrongConfig) as caught:
        find_config(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "pyproject.toml"))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A pyproject.toml that is no UTF-8, or no file, is wrong use."""
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    with pytest.raises(WrongConfig, match="is not TOML"):
        find_config(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(WrongConfig, match=r"cannot read .*: Is a directory"):
        find_config(tmp_path)


@pytest.mark.parametrize("name", ["typescipt", "ts"])
def test_a_misspelt_table_of_a_target_is_told(project: Project, name: str) -> None:
    """Our own target that is meant, before a package that would bring one of that name."""
    project.define("alerts.yaml")
    project.configure(
        f'[tool.realtime-codegen]\nschemas = "schemas"\n'
        f'[tool.realtime-codegen.{name}]\noutput = "web"\n'
    )
    assert f'there is no target "{name}"; did you mean "typescript"?' in cli(status=2).err


def test_wrong_configuration_is_wrong_use(project: Project) -> None:
    """The command ends with status 2 and one line."""
    project.configure("[tool.realtime-codegen]\nschemas = 3\n")
    captured = cli(status=2)
    assert captured.err.startswith("realtime-codegen: pyproject.toml: ")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


# Outputs: what cannot be imported, or is not apart from the definitions

OUTPUTS = {
    "class": '"class" is a Python keyword',
    "gen-erated": '"gen-erated" is not a Python identifier',
    "src/2gen": '"2gen" is not a Python identifier',
    "src/gen.v1": '"gen.v1" is not a Python identifier',
    "src/class/gen": '"class" is a Python keyword',
    "packaged-app/gen": '"packaged-app" is not a Python identifier',
    "src/nul": 'Windows reserves the name "nul" for a device',
    "pydantic": 'a package "pydantic" would hide the one that Python or the output imports',
    "src/realtime_runtime": 'a package "realtime_runtime" would hide',
    "uuid": 'a package "uuid" would hide',
    "schemas": "overlap",
    "./schemas/": "overlap",
    "linked": "overlap",
    "schemas/gen": "overlap",
    "linked/gen": "overlap",
    ".": "overlap",
    "..": "overlap",
    "schemas/..": "overlap",
    "file": "is a file",
}


@pytest.mark.parametrize("by_config", [False, True], ids=["given", "configured"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_that_cannot_be_used_is_wrong_use(
    project: Project, output: str, *, by_config: bool
) -> None:
    """The status is 2, one line says why, and nothing is written."""
    project.define("alerts.yaml")
    (project.folder / "file").touch()
    (project.folder / "linked").symlink_to("schemas")
    (project.folder / "packaged-app").mkdir()
    (project.folder / "packaged-app" / "__init__.py").touch()
    project.configure("")
    if by_config:
        table = f'[tool.realtime-codegen]\nschemas = "schemas"\noutput = "{output}"\n'
        project.configure(table)
    before = sorted(project.folder.rglob("*"))
    for mode in ((), ("--check",), ("--diff",)):
        said = cli(*([] if by_config else ["schemas", "--output", output]), *mode, status=2)
        assert said.out == ""
        assert said.err.startswith("realtime-codegen: ")
        assert said.err.count("\n") == 1
        assert OUTPUTS[output] in said.err
    assert sorted(project.folder.rglob("*")) == before


@pytest.mark.parametrize(
    "output", ["src/app/gen", "order-service/gen", "lambda/gen", "../elsewhere/gen", "match"]
)
def test_an_output_below_folders_of_any_name_is_used(project: Project, output: str) -> None:
    """A folder around the output that is no package need not be importable."""
    project.define("alerts.yaml")
    (project.folder / "lambda").mkdir()
    cli("schemas", "--output", output)
    assert (project.folder / output / "alerts.py").exists()
