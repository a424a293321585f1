"""What stands around the code: hooks, workflows, forms and SECURITY.md; and how long files are."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from .support.commands import run
from .support.files import ROOT, files_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .support.projects import Project

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
WORKFLOWS = {file.stem: file for file in (ROOT / ".github" / "workflows").glob("*.yml")}
MAKEFILE = (ROOT / "Makefile").read_text()


def hook(name: str, project: Path) -> tuple[int, bool]:
    """Run a hook as pre-commit does: its entry in the repository's root, without file names. The
    exit status, and whether it has changed files: then pre-commit fails too."""
    assert HOOKS[name]["pass_filenames"] is False
    before = files_in(project)
    done = run(*shlex.split(HOOKS[name]["entry"]), status=None, cwd=project)
    return done.status, files_in(project) != before


SETTINGS = '[tool.realtime-codegen]\nschemas = "schemas"\n'


@pytest.mark.slow
def test_hooks_generate_and_check(alerts: Project) -> None:
    """With a definition that has changed, a commit fails once and has the new package in the work
    tree, or fails until the package is generated."""
    alerts.configure(SETTINGS)
    assert hook("realtime-codegen", alerts.folder) == (0, True)
    assert hook("realtime-codegen-check", alerts.folder) == (0, False)
    file = alerts.schemas / "alerts.yaml"
    file.write_text(file.read_text().replace("message", "text"))
    assert hook("realtime-codegen-check", alerts.folder) == (1, False)
    assert hook("realtime-codegen", alerts.folder) == (0, True)
    assert hook("realtime-codegen", alerts.folder) == (0, False)


def test_the_hook_lints(alerts: Project) -> None:
    """A commit of a definition that could be better fails, and nothing is changed."""
    alerts.configure(SETTINGS)
    assert hook("realtime-codegen-lint", alerts.folder) == (1, False)
    ignored = ["missing-description", "closed-object", "unbounded-string"]
    alerts.configure(f"{SETTINGS}ignore = {ignored}\n")
    assert hook("realtime-codegen-lint", alerts.folder) == (0, False)


@pytest.mark.parametrize("name", HOOKS)
def test_pre_commit_installs_both_distributions(name: str) -> None:
    """pre-commit installs the repository and `additional_dependencies` from its root: the runtime,
    which no index has, is there. It knows each key of the hook."""
    known = {"id", "name", "description", "entry", "language", "additional_dependencies"}
    assert HOOKS[name].keys() <= known | {"files", "pass_filenames", "require_serial"}
    assert HOOKS[name]["language"] == "python"
    for place in (".", *HOOKS[name]["additional_dependencies"]):
        assert (ROOT / place / "pyproject.toml").exists()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert shlex.split(HOOKS[name]["entry"])[0] in project["scripts"]


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("schemas/a.yaml", True),
        ("schemas/deep/a.yml", True),
        ("backend/schemas/a.json", True),
        ("pyproject.toml", True),
        ("schemas.py", False),
        ("app.py", False),
    ],
)
def test_hooks_run_for_definitions(path: str, runs: bool) -> None:  # noqa: FBT001  # a case
    """Other commits are not slowed down."""
    for name in ("realtime-codegen", "realtime-codegen-lint"):
        assert bool(re.search(HOOKS[name]["files"], path)) is runs


def steps(workflow: str) -> dict[str, list[dict[str, Any]]]:
    jobs = yaml.safe_load(WORKFLOWS[workflow].read_text())["jobs"]
    return {name: job["steps"] for name, job in jobs.items()}


def test_ci_runs_all_steps_with_every_python() -> None:
    """The workflow has the Pythons of the Makefile, from the oldest that is allowed on."""
    matrix = yaml.safe_load(WORKFLOWS["ci"].read_text())["jobs"]["test"]["strategy"]["matrix"]
    named = re.search(r"^PYTHONS := (.+)$", MAKEFILE, re.MULTILINE)
    assert named
    assert matrix["python"] == named[1].split()
    for folder in (ROOT, ROOT / "runtime"):
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        assert project["requires-python"] == f">={matrix['python'][0]}"
    assert "make test PYTHON=python" in [step.get("run") for step in steps("ci")["test"]]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_workflows_have_few_rights_and_what_they_name(workflow: str) -> None:
    """Jobs may read; actions are pinned by their commits; each make target is there."""
    text = WORKFLOWS[workflow].read_text()
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    for job in steps(workflow).values():
        for step in job:
            if "uses" in step:
                assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
            for target in re.findall(r"^make ([\w-]+)", step.get("run", ""), re.MULTILINE):
                assert re.search(rf"^{target}\b.*:", MAKEFILE, re.MULTILINE), target
    assert "secrets." not in text


def test_only_one_job_may_publish_and_it_runs_nothing_of_the_repository() -> None:
    """What a change of the repository could do to a release ends before the right to publish."""
    jobs = yaml.safe_load(WORKFLOWS["release"].read_text())["jobs"]
    rights = {name: job.get("permissions") for name, job in jobs.items()}
    assert rights == {"build": None, "publish": {"id-token": "write"}}
    assert jobs["publish"]["environment"] == "release"
    said = str(jobs["publish"]["steps"])
    assert "checkout" not in said
    assert "make" not in said


@pytest.mark.slow
def test_a_release_is_built_as_its_workflow_says(tmp_path: Path) -> None:
    """`make dist` gives both distributions, and the workflow refuses a tag of another version."""
    build = steps("release")["build"]
    run("make", "dist", f"DIST={tmp_path / 'dist'}", "VENV=.venv", cwd=ROOT, MAKEFLAGS="")
    names = sorted(path.name for path in (tmp_path / "dist").glob("realtime*"))
    assert len(names) == 4, names
    check = next(step["run"] for step in build if step.get("name", "").startswith("The tag"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for tag, status in ((f"v{version}", 0), ("v9.9", 1), (version + "0", 1)):
        run("sh", "-ec", check, status=status, cwd=tmp_path, GITHUB_REF_NAME=tag)
    lock = next(step["run"] for step in build if "uv.txt" in step.get("run", ""))
    run("sh", "-ec", lock.replace("> uv.txt", f"> {tmp_path / 'uv.txt'}"), cwd=ROOT)
    pinned = (tmp_path / "uv.txt").read_text()
    assert re.match(r"uv==[\d.]+ \\\n", pinned)
    assert len(re.findall(r"^[\w.-]+==", pinned, re.MULTILINE)) == 1


@pytest.mark.parametrize("file", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")))
def test_forms_ask_for_something(file: Path) -> None:
    """Each form has a name, says when to use it, and requires an answer."""
    form = yaml.safe_load(file.read_text())
    assert form["name"] and form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_what_security_says_is_attacked_is_attacked() -> None:
    """Each test that SECURITY.md names is there."""
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 10
    assert not [path for path in named if not (ROOT / path).exists()]


def sources() -> Iterator[tuple[str, str]]:
    """Path and text of what is written by hand in Python or TypeScript: no output, no case."""
    others = {"golden", "node_modules"}
    for folder in ("benchmarks", "codegen", "examples", "runtime", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT)
            if path.suffix in (".py", ".ts", ".tsx") and not others & {*name.parts}:
                text = path.read_text(encoding="utf-8")
                if not re.match("(#|//) Generated by realtime-codegen", text):
                    yield name.as_posix(), text


def too_long(path: str, text: str) -> Iterator[str]:
    if (lines := len(text.splitlines())) > 300:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if (lines := node.end_lineno - node.lineno + 1) > 40:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines"


def test_files_and_functions_are_short() -> None:
    """No file has over 300 lines, no function over 40: a longer one is two things."""
    found = dict(sources())
    assert "codegen/realtime_codegen/pipeline.py" in found
    problems = [problem for item in found.items() for problem in too_long(*item)]
    assert not problems, "\n".join(problems)
