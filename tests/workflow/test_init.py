"""`realtime-codegen init` begins a project, and never touches what is there."""

from __future__ import annotations

import shutil
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from realtime_codegen.cli.editor import definition_schema

from ..support.commands import Ran, cli, run
from ..support.files import files_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PYPROJECT = '[project]\nname = "shop"  # ours\nversion = "1"\n'
PLUGIN = "realtime_runtime.mypy"
FILES = {
    "pyproject.toml",
    "schemas/tasks.yaml",
    "schemas/.definition.schema.json",
    ".pre-commit-config.yaml",
    ".github/workflows/realtime-codegen.yml",
}
APP = """
from realtime_runtime import MemoryTransport, Realtime

from generated import news_channel, task_channel


async def main() -> None:
    realtime = Realtime(MemoryTransport())
    await realtime.publish(news_channel.headline, "Open")
    await realtime.publish(task_channel(task_id="7").status, {"message": "ok", "percent": 3})
"""


def command(line: str, status: int = 0) -> Ran:
    """A command of the environment, as a shell would run it."""
    return run(*line.split(), status=status, NO_COLOR="1")


def test_an_empty_folder_becomes_a_project_that_works(folder: Path) -> None:
    """After `init` the next commands generate, type-check a user's file and find it up to date."""
    command("realtime-codegen init")
    assert command("realtime-codegen").err == ""
    (folder / "app.py").write_text(APP)
    assert command("mypy --strict app.py").out.startswith("Success")
    (folder / "app.py").write_text(APP.replace('"message"', '"massage"'))
    said = command("mypy --strict app.py", status=1).out
    assert 'error: Extra key "massage" for TypedDict "TaskStatusInput"' in said
    command("realtime-codegen --check")


def test_what_was_written_and_what_comes_next_is_printed(folder: Path) -> None:
    """Every new file is named, what is to be filled in, and three commands to go on with."""
    printed = cli("init")
    assert printed.err == ""
    written, note, following = printed.out.split("\n\n")
    assert {line.split()[0] for line in written.splitlines()[1:]} == FILES == set(files_in(folder))
    assert written.startswith("written:\n")
    assert note.startswith("write in .github/workflows/realtime-codegen.yml how ")
    heading, *commands = following.splitlines()
    assert heading == "next:"
    assert [line.split()[0] for line in commands] == ["realtime-codegen", "mypy", "pre-commit"]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    """What `init` wrote, and what was changed in it since, is left alone and said to be."""
    cli("init")
    for path in FILES:
        with (folder / path).open("a") as file:
            file.write("\n")
    before = files_in(folder)
    printed = cli("init").out
    assert files_in(folder) == before
    assert printed.startswith("left alone:\n")
    assert all(path in printed for path in FILES - {"schemas/tasks.yaml"})


def test_the_definition_names_the_schema_beside_it(folder: Path) -> None:
    """The first line of the definition is the modeline that the YAML language server reads."""
    cli("init")
    first = (folder / "schemas" / "tasks.yaml").read_text().partition("\n")[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    schema = folder / "schemas" / first.removeprefix(prefix)
    assert schema.read_text() == definition_schema()


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def test_the_hook_is_one_of_pre_commit(folder: Path) -> None:
    """The hook has what pre-commit asks of a local one, and checks the whole project."""
    cli("init")
    (repo,) = read_yaml(folder / ".pre-commit-config.yaml")["repos"]
    (hook,) = repo["hooks"]
    assert repo["repo"] == "local"
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["entry"] == "realtime-codegen --check"
    assert hook["language"] == "system"
    assert hook["pass_filenames"] is False


def job_steps(folder: Path) -> list[dict[str, Any]]:
    """The steps of the job that `init` writes."""
    cli("init")
    workflow = read_yaml(folder / ".github" / "workflows" / "realtime-codegen.yml")
    assert set(workflow[True]) == {"push", "pull_request"}  # `on` is a boolean in YAML 1.1
    (job,) = workflow["jobs"].values()
    steps: list[dict[str, Any]] = job["steps"]
    return steps


def test_the_job_checks_the_package_the_code_and_pull_requests(folder: Path) -> None:
    """The check and what breaks are annotations; the base branch is there to compare with."""
    steps = job_steps(folder)
    assert steps[0]["with"]["fetch-depth"] == 0
    check, types, breaking = [step["run"] for step in steps if "run" in step][1:]
    assert check == "realtime-codegen --check --warnings-as-errors --error-format github"
    assert types.startswith("mypy ")
    assert breaking.startswith("realtime-codegen breaking --error-format github ")
    assert breaking.endswith('--against "origin/${{ github.base_ref }}"')
    assert [step["if"] for step in steps if "if" in step] == ["github.event_name == 'pull_request'"]
    assert steps[-1]["run"] == breaking


def test_the_job_fails_until_it_is_said_how_to_install(folder: Path) -> None:
    """The names alone are nobody's yet, so nothing installs them; the version is named."""
    (install,) = [step for step in job_steps(folder) if step.get("name", "").startswith("Install")]
    assert version("realtime-codegen") in install["name"]
    done = run("bash", "-ec", install["run"], status=1)
    assert done.out.startswith("::error::Write in this job's file how your project installs")
    assert "pip install" not in (folder / ".github/workflows/realtime-codegen.yml").read_text()


def test_the_definition_can_grow(folder: Path) -> None:
    """lint has nothing to say of what `init` wrote, and a new optional property breaks nothing."""
    cli("init")
    assert cli("lint").out == "schemas: nothing found\n"
    shutil.copytree(folder / "schemas", folder / "before")
    file = folder / "schemas" / "tasks.yaml"
    text = file.read_text()
    place = text.index("            percent:")
    file.write_text(
        f"{text[:place]}            step: {{type: string, maxLength: 20}}\n{text[place:]}"
    )
    ran = cli("breaking", "--against", "before")
    assert ran.out == "schemas: nothing breaks against before\n"
    assert "warning: property-added" in ran.err
    assert cli("lint").out == "schemas: nothing found\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_the_section_goes_to_the_end_of_a_pyproject(folder: Path, line_end: str, end: str) -> None:
    """The bytes that were there stay, and the new ones end their lines as these do."""
    before = (PYPROJECT.removesuffix("\n") + end).replace("\n", line_end).encode()
    (folder / "pyproject.toml").write_bytes(before)
    (folder / "pyproject.toml").chmod(0o640)
    cli("init")
    after = (folder / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\r\n") == (after.count(b"\n") if line_end == "\r\n" else 0)
    tables = tomllib.loads(after.decode())
    assert tables["project"]["name"] == "shop"
    section = {"schemas": "schemas", "output": "generated"}
    mypy = {"plugins": [PLUGIN], "strict_equality": True}
    assert tables["tool"] == {"realtime-codegen": section, "mypy": mypy}
    assert (folder / "pyproject.toml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", "[tool.mypy]\nstrict = true\n"),
        ("pyproject.toml", 'tool.mypy.plugins = ["pydantic.mypy"]\n'),
        ("pyproject.toml", '[tool.realtime-codegen]\nschemas = "schemas"\n'),
        ("mypy.ini", "[mypy]\nstrict = true\n"),
        (".mypy.ini", "[mypy]\n"),
        ("setup.cfg", "[metadata]\nname = a\n[mypy]\nstrict = true\n"),
        ("../pyproject.toml", "[tool.mypy]\nstrict = true\n"),
    ],
)
def test_a_configuration_of_mypy_is_left_alone_and_the_lines_to_add_are_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str
) -> None:
    """What mypy reads is neither changed nor hidden by another file; the file is named."""
    project = folder / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    (project / file).write_text(text)
    printed = cli("init").out
    assert (project / file).read_text().startswith(text)
    assert PLUGIN not in "".join(path.read_text() for path in folder.rglob("*.toml"))
    wanted = f'plugins = ["{PLUGIN}"]' if file.endswith(".toml") else f"plugins = {PLUGIN}"
    lines = printed.partition("add mypy's plugin to ")[2].splitlines()
    assert lines[0].partition(",")[0].endswith(file.removeprefix("../"))
    assert lines[3] == wanted


def test_a_configuration_with_the_plugin_needs_nothing(folder: Path) -> None:
    """Nothing is said of the plugin where it is on."""
    (folder / "mypy.ini").write_text(f"[mypy]\nplugins = pydantic.mypy, {PLUGIN}\n")
    assert PLUGIN not in cli("init").out
    assert PLUGIN not in cli("init").out
    assert PLUGIN not in (folder / "pyproject.toml").read_text()


def test_other_sections_of_a_setup_cfg_are_no_configuration_of_mypy(folder: Path) -> None:
    """[tool.mypy] is written beside a setup.cfg that mypy does not read."""
    (folder / "setup.cfg").write_text("[metadata]\nname = a\n")
    cli("init")
    assert PLUGIN in (folder / "pyproject.toml").read_text()


def test_a_section_that_is_there_says_where_definitions_go(folder: Path) -> None:
    """The first definition and the schema are put where the configuration looks for them."""
    text = '[tool.realtime-codegen]\nschemas = "src/events"\noutput = "src/shop/channels"\n'
    (folder / "pyproject.toml").write_text(text)
    cli("init")
    assert (folder / "pyproject.toml").read_text() == text
    definitions = sorted(path.name for path in (folder / "src" / "events").iterdir())
    assert definitions == [".definition.schema.json", "tasks.yaml"]
    assert not (folder / "schemas").exists()


def test_definitions_that_are_there_need_no_first_one(folder: Path) -> None:
    """Beside definitions only their schema is written; the line that names it is printed."""
    (folder / "schemas").mkdir()
    (folder / "schemas" / "chat.yml").write_text("$defs: {}\n")
    printed = cli("init").out
    names = sorted(path.name for path in (folder / "schemas").iterdir())
    assert names == [".definition.schema.json", "chat.yml"]
    assert "\n# yaml-language-server: $schema=.definition.schema.json\n" in printed


def test_other_hooks_are_left_alone_and_the_lines_to_add_are_printed(folder: Path) -> None:
    """What is printed can be put at the end of a usual configuration of hooks as it is."""
    config = folder / ".pre-commit-config.yaml"
    config.write_text("repos:\n  - repo: meta\n    hooks: [{id: identity}]\n")
    before = config.read_bytes()
    printed = cli("init").out
    assert config.read_bytes() == before
    lines = printed.partition("add to the repos of .pre-commit-config.yaml:\n\n")[2]
    added = lines.partition("\n\n")[0] + "\n"
    repos = yaml.safe_load(before.decode() + added)["repos"]
    assert [repo["repo"] for repo in repos] == ["meta", "local"]


def test_a_schema_of_another_version_is_left_alone_and_told(folder: Path) -> None:
    """After an upgrade `init` prints how the schema for editors is written anew."""
    cli("init")
    schema = folder / "schemas" / ".definition.schema.json"
    schema.write_text("{}\n")
    ran = cli("init")
    assert schema.read_text() == "{}\n"
    assert "realtime-codegen schema > schemas/.definition.schema.json" in ran.out
